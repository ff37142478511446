"""What events are about: meetings, participants and recordings, as webhooks tell of them."""

import msgspec
from msgspec import field

from realtimekit_async.models.common import Answer, Timestamp
from realtimekit_async.models.recordings import RecordingStatus, RecordingStopReason
from realtimekit_async.models.sessions import SessionStatus


class Organizer(Answer):
    """The organization that a meeting belongs to.

    Example:
        >>> body = b'{"event": "meeting.started", "meeting": {"organizedBy": {"name": "Classroom"}}}'
        >>> parse(body).meeting.organized_by.name
        'Classroom'
    """

    id: str = ""
    """Which app the meeting belongs to: the `app_id`; the API calls it an organization here."""
    name: str | None = None
    """What the dashboard calls it; absent from some events."""


class EventMeeting(Answer, rename="camel"):
    """The meeting that an event is about, and its session.

    Example:
        >>> event = parse(b'{"event": "meeting.ended", "meeting": {"sessionId": "s1", "title": "Standup"}}')
        >>> event.meeting.session_id, event.meeting.title
        ('s1', 'Standup')
    """

    id: str = ""
    """Which meeting it is, as `meetings.get` knows it; "" where the event left it out."""
    session_id: str | None = None
    """Which of its sessions it is, as `sessions.get` knows it; absent from older forms of the events."""
    title: str | None = None
    """What people see as the meeting's title; absent when none was given."""
    room_name: str | None = None
    """What older clients know the meeting by; sent for some meetings only."""
    status: SessionStatus | str | None = None
    """How the session stands; LIVE even when the meeting has ended, so go by the kind of the event."""
    created_at: Timestamp | None = None
    """When the meeting was created (UTC)."""
    started_at: Timestamp | None = None
    """When the session began (UTC)."""
    ended_at: Timestamp | None = None
    """When the session ended (UTC); absent until it has."""
    organized_by: Organizer | None = None
    """Which app it belongs to; absent from older forms of the events."""


class EventParticipant(Answer, rename="camel"):
    """Who has joined or left.

    Example:
        >>> event = parse(b'{"event": "meeting.participantLeft", "participant": {"clientSpecificId": "user-7"}}')
        >>> event.participant.custom_participant_id  # which was sent by its older name
        'user-7'
    """

    peer_id: str | None = None
    """Which connection it is: another one each time that somebody joins."""
    user_display_name: str | None = None
    """What the others read; absent when no name was given."""
    custom_participant_id: str | None = None
    """Your own id of this person, as given when they were added."""
    client_specific_id: str | None = None
    """The old name of `custom_participant_id`, which takes its value when it comes alone."""
    joined_at: Timestamp | None = None
    """When the connection joined (UTC)."""
    left_at: Timestamp | None = None
    """When the connection left (UTC); absent until it has."""

    def __post_init__(self) -> None:
        if self.custom_participant_id is None:
            self.custom_participant_id = self.client_specific_id


class EventRecording(Answer, rename="camel"):
    r"""A recording whose status has changed.

    Example:
        >>> body = b'{"event": "recording.statusUpdate", "recording": {"stopReason": "\'ALL_PEERS_LEFT\'"}}'
        >>> parse(body).recording.stop_reason.reason
        'ALL_PEERS_LEFT'
    """

    id: str = ""
    """Which recording it is, as `recordings.get` knows it."""
    recording_id: str | None = None
    """The same as `id`, under the name that some events have it by."""
    status: RecordingStatus | str | None = None
    """How it stands now: INVOKED, RECORDING, PAUSED, UPLOADING, UPLOADED or ERRORED."""
    download_url: str | None = None
    """Signed URL of the file, a secret while it works; absent until UPLOADED.

    It expires: `recordings.download` asks for a new one.
    """
    audio_download_url: str | None = None
    """Signed URL of the sound alone, which expires as well; absent unless it was exported."""
    download_url_expiry: Timestamp | None = None
    """When the URLs stop working (UTC); absent until UPLOADED."""
    started_time: Timestamp | None = None
    """When the recorder began (UTC); absent until it has."""
    stopped_time: Timestamp | None = None
    """When the recorder ended (UTC); absent while it runs."""
    file_size: int | None = None
    """Size in bytes, which the API writes as text or as a number; absent until UPLOADED."""
    output_file_name: str | None = None
    """What the file is called in the bucket."""
    meeting_id: str | None = None
    """Which meeting was recorded; may differ from the id of the event's `meeting`."""
    recording_duration: float | None = None
    """Length in seconds; absent while it runs."""
    organization_id: str | None = None
    """Which app it belongs to: the `app_id`."""
    session_id: str | None = field(name="roomUUID", default=None)
    """In which session it was recorded, which the API calls roomUUID here."""
    raw_stop_reason: RecordingStopReason | str | None = field(name="stopReason", default=None)
    """Why it stopped, as it came: an object, or text in single quotes; `stop_reason` has read it."""

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
