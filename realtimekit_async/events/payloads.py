"""What RealtimeKit reports: one Struct per event, each field under its name in snake_case.

As with everything the API answers, nothing is sure to be there. An object that did not come is an empty one, so
that `event.meeting.id` is "" at worst.
"""

from typing import Literal, TypeAlias

from msgspec import Struct, field

from realtimekit_async.models.common import Answer, Timestamp

from .subjects import EventMeeting, EventParticipant, EventRecording, Organizer

MeetingEndReason = Literal["HOST_ENDED_MEETING", "ALL_PARTICIPANTS_LEFT"]
"""Why a meeting has ended: a host ended it, or everybody had left."""
LivestreamingStatus = Literal["LIVE", "OFFLINE", "IDLE", "ERRORED", "INVOKED"]
"""How a livestream stands: it is sent, is over, waits for a sender, has failed, or has been asked for."""


class _Reported(Answer, rename="camel", tag_field="event"):
    @property
    def event(self) -> str:
        """Name of the event, as the API writes it."""
        return str(self.__struct_config__.tag)


class MeetingStarted(_Reported, tag="meeting.started"):
    """The first participant has joined: a session has begun.

    Example:
        >>> event = parse(b'{"event": "meeting.started", "meeting": {"id": "m1", "title": "Standup"}}')
        >>> event.meeting.title
        'Standup'
    """

    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where, and which session it is."""


class MeetingEnded(_Reported, tag="meeting.ended"):
    """The host has ended the meeting, or everybody has left.

    Example:
        >>> event = parse(b'{"event": "meeting.ended", "reason": "HOST_ENDED_MEETING", "meeting": {"id": "m1"}}')
        >>> event.meeting.id, event.reason
        ('m1', 'HOST_ENDED_MEETING')
    """

    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where, and which session it was."""
    reason: MeetingEndReason | str | None = None
    """HOST_ENDED_MEETING or ALL_PARTICIPANTS_LEFT; absent where the API does not say."""


class ParticipantJoined(_Reported, tag="meeting.participantJoined"):
    """Somebody has joined a meeting.

    Example:
        >>> body = b'{"event": "meeting.participantJoined", "participant": {"userDisplayName": "Ada"}}'
        >>> parse(body).participant.user_display_name
        'Ada'
    """

    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where, and which session it is."""
    participant: EventParticipant = field(default_factory=EventParticipant)
    """Who has come."""


class ParticipantLeft(_Reported, tag="meeting.participantLeft"):
    """Somebody has left a meeting.

    Example:
        >>> body = b'{"event": "meeting.participantLeft", "participant": {"userDisplayName": "Ada"}}'
        >>> parse(body).participant.user_display_name
        'Ada'
    """

    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where, and which session it is."""
    participant: EventParticipant = field(default_factory=EventParticipant)
    """Who has gone."""


class ChatSynced(_Reported, tag="meeting.chatSynced"):
    """The chat of a session that has ended can be downloaded.

    The API writes this event without a `meeting`; its fields are gathered in one, as all other events have it.

    Example:
        >>> event = parse(b'{"event": "meeting.chatSynced", "meetingId": "m1", "sessionId": "s1"}')
        >>> event.meeting.id, event.meeting.session_id
        ('m1', 's1')
    """

    session_id: str | None = None
    """Which session was chatted in; the same as `meeting.session_id`."""
    meeting_id: str | None = None
    """Where it was chatted; the same as `meeting.id`."""
    title: str | None = None
    """What people see as the meeting's title; absent when none was given."""
    chat_download_url: str | None = None
    """Signed URL of the file, a secret while it works. It expires: `sessions.chat` asks for a new one."""
    chat_download_url_expiry: Timestamp | None = None
    """When the URL stops working (UTC)."""
    created_at: Timestamp | None = None
    """When the meeting was created (UTC)."""
    started_at: Timestamp | None = None
    """When the session began (UTC)."""
    ended_at: Timestamp | None = None
    """When the session ended (UTC)."""
    organized_by: Organizer | None = None
    """Which app the meeting belongs to; absent from older forms."""
    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where, and which session it was."""


class TranscriptReady(_Reported, tag="meeting.transcript"):
    """The transcript of a session that has ended can be downloaded.

    Example:
        >>> event = parse(b'{"event": "meeting.transcript", "meeting": {"sessionId": "s1"}}')
        >>> event.meeting.session_id, event.transcript_download_url
        ('s1', None)
    """

    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where, and which session it was."""
    transcript_download_url: str | None = None
    """Signed URL of the file, a secret while it works. It expires: `sessions.transcript` asks for a new one."""
    transcript_download_url_expiry: Timestamp | None = None
    """When the URL stops working (UTC)."""


class SummaryReady(_Reported, tag="meeting.summary"):
    """The summary of a session that has ended can be downloaded.

    Example:
        >>> event = parse(b'{"event": "meeting.summary", "summaryDownloadUrl": "https://files.example/s.md?sig=x"}')
        >>> event.summary_download_url
        'https://files.example/s.md?sig=x'
        >>> event
        SummaryReady(..., summary_download_url='https://files.example/…')
    """

    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where, and which session it was."""
    summary_download_url: str | None = None
    """Signed URL of the file, a secret while it works. It expires: `sessions.summary` asks for a new one."""
    summary_download_url_expiry: Timestamp | None = None
    """When the URL stops working (UTC)."""


class RecordingStatusUpdate(_Reported, tag="recording.statusUpdate"):
    """A recording has got another status.

    Example:
        >>> body = b'{"event": "recording.statusUpdate", "recording": {"id": "r1", "status": "UPLOADED"}}'
        >>> event = parse(body)
        >>> event.recording.id, event.recording.status
        ('r1', 'UPLOADED')
    """

    recording: EventRecording = field(default_factory=EventRecording)
    """What has changed; its `status` tells how it stands now."""
    meeting: EventMeeting = field(default_factory=EventMeeting)
    """Where; its id may differ from `recording.meeting_id`."""


class LivestreamingStatusUpdate(_Reported, tag="livestreaming.statusUpdate"):
    """A livestream has got another status.

    Example:
        >>> event = parse(b'{"event": "livestreaming.statusUpdate", "streamId": "l1", "status": "LIVE"}')
        >>> event.stream_id, event.status
        ('l1', 'LIVE')
    """

    stream_id: str | None = None
    """Which livestream it is, as `livestreams.get` knows it."""
    status: LivestreamingStatus | str | None = None
    """How it stands now: LIVE, OFFLINE, IDLE, ERRORED or INVOKED."""
    manual_ingest: bool | None = None
    """Whether an encoder sends, and not the meeting."""
    playback_url: str | None = None
    """URL that viewers watch, an HLS playlist; it shows nothing unless the livestream is LIVE."""
    ingest_server: str | None = None
    """URL of the RTMP server that an encoder sends to; absent where the meeting sends."""
    stream_key: str | None = None
    """What the encoder signs in with, a secret: whoever holds it can send."""
    meeting: EventMeeting = field(default_factory=EventMeeting)
    """What is shown; empty for a livestream without a meeting."""


class Unknown(Answer):
    """An event that this version does not know; `msgspec.json.decode(event.raw)` gives what it holds.

    Example:
        >>> event = parse(b'{"event": "meeting.renamed"}')
        >>> event
        Unknown(event='meeting.renamed', raw='<28 bytes>')
    """

    event: str
    """What the API calls it."""
    raw: bytes
    """The body as it came."""

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("event", self.event), ("raw", f"<{len(self.raw)} bytes>")]


KnownEvent: TypeAlias = (
    MeetingStarted
    | MeetingEnded
    | ParticipantJoined
    | ParticipantLeft
    | ChatSynced
    | TranscriptReady
    | SummaryReady
    | RecordingStatusUpdate
    | LivestreamingStatusUpdate
)
"""The nine events of the API's documentation."""

Event: TypeAlias = KnownEvent | Unknown
"""Whatever a delivery may report."""

KINDS: dict[str, type[KnownEvent]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (
        MeetingStarted,
        MeetingEnded,
        ParticipantJoined,
        ParticipantLeft,
        ChatSynced,
        TranscriptReady,
        SummaryReady,
        RecordingStatusUpdate,
        LivestreamingStatusUpdate,
    )
}
"""The known events by the names that the API gives them."""


class Named(Struct):
    """The one thing that every event has."""

    event: str
