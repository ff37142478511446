"""Livestreams: broadcasts of a meeting, or of a stream of your own."""

from datetime import datetime
from typing import Literal, TypedDict

from .common import Answer, PageQuery, Timestamp

LivestreamStatus = Literal["LIVE", "IDLE", "ERRORED", "INVOKED"]


class Livestream(Answer):
    """A livestream: where it is sent in, where it is watched, and how it stands."""

    id: str = ""
    name: str | None = None
    ingest_server: str | None = None
    stream_key: str | None = None
    status: LivestreamStatus | str | None = None
    meeting_id: str | None = None
    playback_url: str | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    disabled: bool | str | None = None
    org_id: str | None = None


class LivestreamSession(Answer):
    """One time that a livestream was on the air."""

    id: str = ""
    livestream_id: str | None = None
    err_message: str | None = None
    invoked_time: Timestamp | None = None
    started_time: Timestamp | None = None
    stopped_time: Timestamp | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    ingest_seconds: float | None = None
    viewer_seconds: float | None = None


class ActiveLivestreamSession(Answer):
    """A livestream that is on the air, with the session it is in."""

    livestream: Livestream | None = None
    session: LivestreamSession | None = None


class LivestreamStopped(Answer):
    """What the API says when it has stopped a livestream."""

    message: str | None = None


class LivestreamFields(TypedDict, total=False):
    """What a livestream of its own, without a meeting, is made from."""

    name: str
    """Name of the livestream."""


class LivestreamVideoConfigFields(TypedDict, total=False):
    """Size of the picture of a livestream."""

    width: int
    """Width in pixels."""
    height: int
    """Height in pixels."""


class MeetingLivestreamFields(TypedDict, total=False):
    """How a meeting shall be livestreamed."""

    name: str | None
    """Name of the livestream."""
    video_config: LivestreamVideoConfigFields
    """Size of the picture."""


class LivestreamsQuery(PageQuery, total=False):
    """Which livestreams to list, and in which order."""

    status: LivestreamStatus
    """Only livestreams in this state: LIVE, IDLE, ERRORED or INVOKED."""
    exclude_meetings: bool
    """Whether livestreams of meetings are left out."""
    start_time: datetime | str
    """Beginning of the time range, ISO 8601 when given as text."""
    end_time: datetime | str
    """End of the time range, ISO 8601 when given as text."""
    sort_order: Literal["ASC", "DSC"]
    """ASC or DSC; the API spells it differently here than elsewhere."""
