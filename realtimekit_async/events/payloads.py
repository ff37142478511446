"""What RealtimeKit reports: one Struct per event, each field under its name in snake_case.

As with everything the API answers, nothing is sure to be there. An object that did not come is an empty one, so
that `event.meeting.id` is "" at worst.
"""

from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct, field

from realtimekit_async.models.common import Answer, Timestamp
from realtimekit_async.models.recordings import RecordingStatus, RecordingStopReason
from realtimekit_async.models.sessions import SessionStatus

MeetingEndReason = Literal["HOST_ENDED_MEETING", "ALL_PARTICIPANTS_LEFT"]
LivestreamingStatus = Literal["LIVE", "OFFLINE", "IDLE", "ERRORED", "INVOKED"]


class Organizer(Answer):
    """The organization that a meeting belongs to."""

    id: str = ""
    name: str | None = None


class EventMeeting(Answer, rename="camel"):
    """The meeting that an event is about, and its session."""

    id: str = ""
    session_id: str | None = None
    title: str | None = None
    room_name: str | None = None
    """Sent for some meetings only."""
    status: SessionStatus | str | None = None
    """LIVE even when the meeting has ended."""
    created_at: Timestamp | None = None
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    organized_by: Organizer | None = None


class EventParticipant(Answer, rename="camel"):
    """Who has joined or left."""

    peer_id: str | None = None
    """Another one each time that somebody joins."""
    user_display_name: str | None = None
    custom_participant_id: str | None = None
    client_specific_id: str | None = None
    """The old name of `custom_participant_id`, which takes its value when it comes alone."""
    joined_at: Timestamp | None = None
    left_at: Timestamp | None = None

    def __post_init__(self) -> None:
        if self.custom_participant_id is None:
            self.custom_participant_id = self.client_specific_id


class EventRecording(Answer, rename="camel"):
    """A recording whose status has changed."""

    id: str = ""
    recording_id: str | None = None
    """The same as `id`."""
    status: RecordingStatus | str | None = None
    download_url: str | None = None
    audio_download_url: str | None = None
    download_url_expiry: Timestamp | None = None
    started_time: Timestamp | None = None
    stopped_time: Timestamp | None = None
    file_size: int | None = None
    """Size in bytes; the API writes it as text or as a number."""
    output_file_name: str | None = None
    meeting_id: str | None = None
    """May differ from the id of the event's `meeting`."""
    recording_duration: float | None = None
    """Length in seconds."""
    organization_id: str | None = None
    session_id: str | None = field(name="roomUUID", default=None)
    """Id of the session, which the API calls roomUUID here."""
    raw_stop_reason: RecordingStopReason | str | None = field(name="stopReason", default=None)
    """The reason of the stop as it came: an object, or text in single quotes."""

    def __post_init__(self) -> None:
        self.id = self.id or self.recording_id or ""
        self.recording_id = self.recording_id or self.id or None

    @property
    def stop_reason(self) -> RecordingStopReason | None:
        """Why the recording has stopped, however the API wrote it."""
        if isinstance(self.raw_stop_reason, str):
            return _stop_reason(self.raw_stop_reason)
        return self.raw_stop_reason


def _stop_reason(text: str) -> RecordingStopReason:
    """Read `'ALL_PEERS_LEFT'`, or an object whose quotes are single ones."""
    if text.lstrip()[:1] == "{":
        try:
            return msgspec.json.decode(text.replace("'", '"'), type=RecordingStopReason, strict=False)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
    return RecordingStopReason(reason=text.strip("'\" "))


class _Reported(Answer, rename="camel", tag_field="event"):
    @property
    def event(self) -> str:
        """Name of the event, as the API writes it."""
        return str(self.__struct_config__.tag)


class MeetingStarted(_Reported, tag="meeting.started"):
    """The first participant has joined: a session has begun."""

    meeting: EventMeeting = field(default_factory=EventMeeting)


class MeetingEnded(_Reported, tag="meeting.ended"):
    """The host has ended the meeting, or everybody has left."""

    meeting: EventMeeting = field(default_factory=EventMeeting)
    reason: MeetingEndReason | str | None = None


class ParticipantJoined(_Reported, tag="meeting.participantJoined"):
    """Somebody has joined a meeting."""

    meeting: EventMeeting = field(default_factory=EventMeeting)
    participant: EventParticipant = field(default_factory=EventParticipant)


class ParticipantLeft(_Reported, tag="meeting.participantLeft"):
    """Somebody has left a meeting."""

    meeting: EventMeeting = field(default_factory=EventMeeting)
    participant: EventParticipant = field(default_factory=EventParticipant)


class ChatSynced(_Reported, tag="meeting.chatSynced"):
    """The chat of a session that has ended can be downloaded.

    The API writes this event without a `meeting`; its fields are gathered in one, as all other events have it.
    """

    session_id: str | None = None
    meeting_id: str | None = None
    title: str | None = None
    chat_download_url: str | None = None
    chat_download_url_expiry: Timestamp | None = None
    created_at: Timestamp | None = None
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    organized_by: Organizer | None = None
    meeting: EventMeeting = field(default_factory=EventMeeting)


class TranscriptReady(_Reported, tag="meeting.transcript"):
    """The transcript of a session that has ended can be downloaded."""

    meeting: EventMeeting = field(default_factory=EventMeeting)
    transcript_download_url: str | None = None
    transcript_download_url_expiry: Timestamp | None = None


class SummaryReady(_Reported, tag="meeting.summary"):
    """The summary of a session that has ended can be downloaded."""

    meeting: EventMeeting = field(default_factory=EventMeeting)
    summary_download_url: str | None = None
    summary_download_url_expiry: Timestamp | None = None


class RecordingStatusUpdate(_Reported, tag="recording.statusUpdate"):
    """A recording has got another status."""

    recording: EventRecording = field(default_factory=EventRecording)
    meeting: EventMeeting = field(default_factory=EventMeeting)


class LivestreamingStatusUpdate(_Reported, tag="livestreaming.statusUpdate"):
    """A livestream has got another status."""

    stream_id: str | None = None
    status: LivestreamingStatus | str | None = None
    manual_ingest: bool | None = None
    playback_url: str | None = None
    ingest_server: str | None = None
    stream_key: str | None = None
    meeting: EventMeeting = field(default_factory=EventMeeting)


class Unknown(Answer):
    """An event that this version does not know; `msgspec.json.decode(event.raw)` gives what it holds."""

    event: str
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


class Flat(Answer, rename="camel"):
    """What chats and older versions of other events have at the top of the body instead of in a `meeting`."""

    meeting_id: str | None = None
    session_id: str | None = None
    snake_meeting_id: str | None = field(name="meeting_id", default=None)
    snake_session_id: str | None = field(name="session_id", default=None)
    title: str | None = None
    created_at: Timestamp | None = None
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    organized_by: Organizer | None = None

    def fill(self, meeting: EventMeeting) -> None:
        """Put what is known into those fields of a meeting that are empty."""
        meeting.id = meeting.id or self.meeting_id or self.snake_meeting_id or ""
        meeting.session_id = meeting.session_id or self.session_id or self.snake_session_id
        meeting.title = meeting.title or self.title
        meeting.created_at = meeting.created_at or self.created_at
        meeting.started_at = meeting.started_at or self.started_at
        meeting.ended_at = meeting.ended_at or self.ended_at
        meeting.organized_by = meeting.organized_by or self.organized_by


class Named(Struct):
    """The one thing that every event has."""

    event: str
