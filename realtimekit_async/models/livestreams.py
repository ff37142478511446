"""Livestreams: broadcasts of a meeting, or of a stream of your own."""

from typing import Literal, TypedDict

from .common import Answer, Moment, PageQuery, Timestamp

LivestreamStatus = Literal["LIVE", "IDLE", "ERRORED", "INVOKED"]
"""How a livestream stands: it is sent, waits for a sender, has failed, or has been asked for."""


class Livestream(Answer):
    """A livestream: where it is sent in, where it is watched, and how it stands."""

    id: str = ""
    """What the API knows the livestream by; it stays the same each time it goes on the air."""
    name: str | None = None
    """What people call the livestream; absent, or null, where none was given."""
    ingest_server: str | None = None
    """URL of the RTMP server that an encoder sends picture and sound to; it does not expire."""
    stream_key: str | None = None
    """What the encoder signs in with, a secret: whoever holds it can send.

    Empty while the livestream is disabled.
    """
    status: LivestreamStatus | str | None = None
    """LIVE while it is on the air, INVOKED while it starts, IDLE in between, ERRORED when it failed."""
    meeting_id: str | None = None
    """Which meeting is shown; absent for a livestream of its own, without a meeting."""
    playback_url: str | None = None
    """URL that viewers watch, an HLS playlist; it shows nothing unless the livestream is LIVE."""
    created_at: Timestamp | None = None
    """When the livestream was created (UTC)."""
    updated_at: Timestamp | None = None
    """When the livestream was last changed (UTC)."""
    disabled: bool | str | None = None
    """Whether sending is switched off: true or false on creation and in a meeting's list, else a text."""
    org_id: str | None = None
    """Which app it belongs to, under an older name; absent from most answers."""


class LivestreamSession(Answer):
    """One time that a livestream was on the air."""

    id: str = ""
    """What the API knows this one time on the air by; the next one gets another."""
    livestream_id: str | None = None
    """Which livestream was on the air."""
    err_message: str | None = None
    """What went wrong; absent, or null, when nothing did."""
    invoked_time: Timestamp | None = None
    """When going on the air was asked for (UTC); absent, or null, where an encoder began by itself."""
    started_time: Timestamp | None = None
    """When it went on the air (UTC); absent before it did."""
    stopped_time: Timestamp | None = None
    """When it went off the air (UTC); absent, or null, while it is on."""
    created_at: Timestamp | None = None
    """When the API noted this session (UTC)."""
    updated_at: Timestamp | None = None
    """When this session was last changed (UTC)."""
    ingest_seconds: float | None = None
    """Seconds that were sent in; read from a number or a text, for the API has both."""
    viewer_seconds: float | None = None
    """Seconds that were watched, over all viewers: two who watch a minute make 120."""


class ActiveLivestreamSession(Answer):
    """A livestream that is on the air, with the session it is in."""

    livestream: Livestream | None = None
    """What is on the air; absent when nothing is."""
    session: LivestreamSession | None = None
    """Since when, and how much was watched; absent when nothing is on the air."""


class LivestreamStopped(Answer):
    """What the API says when it has stopped a livestream."""

    message: str | None = None
    """What the API says about it, for people to read."""


class LivestreamFields(TypedDict, total=False):
    """What a livestream of its own, without a meeting, is made from."""

    name: str
    """What people call the livestream; it need not be unique."""


class LivestreamVideoConfigFields(TypedDict, total=False):
    """Size of the picture of a livestream."""

    width: int
    """Width of the picture in pixels; the API names no limits here."""
    height: int
    """Height of the picture in pixels; the API names no limits here."""


class MeetingLivestreamFields(TypedDict, total=False):
    """How a meeting shall be livestreamed."""

    name: str | None
    """What people call the livestream; it need not be unique."""
    video_config: LivestreamVideoConfigFields
    """How large the picture is, in pixels."""


class LivestreamsQuery(PageQuery, total=False):
    """Which livestreams to list, and in which order."""

    status: LivestreamStatus
    """Only livestreams in this state: LIVE, IDLE, ERRORED or INVOKED."""
    exclude_meetings: bool
    """Whether livestreams of meetings are left out; false by default."""
    start_time: Moment | str
    """Only livestreams from this moment on: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
    end_time: Moment | str
    """Only livestreams up to this moment: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
    sort_order: Literal["ASC", "DSC"]
    """ASC or DSC; the API spells it differently here than elsewhere."""
