"""The world behind the API: what exists, and nothing of how it is asked for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from .answers import Json, Row, missing
from .polls import Poll

Switch = Literal["ACTIVE", "INACTIVE"]
RecordingStatus = Literal["INVOKED", "RECORDING", "PAUSED", "UPLOADING", "UPLOADED", "ERRORED"]
StartReason = Literal["API_CALL", "RECORD_ON_START"]
StopReason = Literal["API_CALL", "INTERNAL_ERROR", "ALL_PEERS_LEFT"]
EndReason = Literal["HOST_ENDED_MEETING", "ALL_PARTICIPANTS_LEFT", "FORCE_CLEANUP"]
LivestreamStatus = Literal["LIVE", "IDLE", "ERRORED", "INVOKED"]
MediaKind = Literal["audio", "video", "screen"]
MessageKind = Literal["text", "image", "file", "custom"]
StageStatus = Literal["OFF_STAGE", "REQUESTED_TO_JOIN_STAGE", "ACCEPTED_TO_JOIN_STAGE", "ON_STAGE"]
SECONDS_A_MINUTE = 60


@dataclass(slots=True, eq=False, kw_only=True)
class Thing:
    """What every object of the API has."""

    id: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, eq=False, kw_only=True)
class Preset(Thing):
    """A set of permissions and looks; `document` holds config, permissions and ui as they were sent."""

    name: str
    document: Row


@dataclass(slots=True, eq=False, kw_only=True)
class Participant(Thing):
    """Somebody who may join a meeting."""

    meeting: "Meeting" = field(repr=False)
    preset: Preset = field(repr=False)
    custom_participant_id: str
    name: str | None = None
    picture: str | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Meeting(Thing):
    """A meeting; `settings` holds what was sent, and `session` is there while somebody is in it."""

    settings: Row
    status: Switch = "ACTIVE"
    participants: dict[str, Participant] = field(default_factory=dict[str, Participant], repr=False)
    removed: dict[str, Participant] = field(default_factory=dict[str, Participant], repr=False)
    custom_ids: set[str] = field(default_factory=set[str], repr=False)
    session: "Session | None" = field(default=None, repr=False)
    livestream: "Livestream | None" = field(default=None, repr=False)
    recordings: "list[Recording]" = field(default_factory=list["Recording"], repr=False)
    waiting: "dict[str, Arrival]" = field(default_factory=dict[str, "Arrival"], repr=False)
    let_in: set[str] = field(default_factory=set[str], repr=False)
    """The participants who were let in from the waiting room, and need not wait again."""

    @property
    def running_recording(self) -> "Recording | None":
        """The newest recording that has not stopped yet."""
        return next((one for one in reversed(self.recordings) if one.running), None)

    def participant(self, participant_id: str) -> Participant:
        """Find a participant by id."""
        try:
            return self.participants[participant_id]
        except KeyError:
            raise missing(f"No participant found with id {participant_id}") from None

    def holder(self, participant_id: str) -> Participant | None:
        """Find the participant a token was issued to, who may have been removed since."""
        return self.participants.get(participant_id) or self.removed.get(participant_id)

    def enter(self, participant: Participant) -> None:
        """Add a participant."""
        self.participants[participant.id] = participant
        self.custom_ids.add(participant.custom_participant_id)

    def change_custom_id(self, participant: Participant, custom_participant_id: str) -> None:
        """Replace a participant's id of the application's own."""
        self.custom_ids.discard(participant.custom_participant_id)
        participant.custom_participant_id = custom_participant_id
        self.custom_ids.add(custom_participant_id)

    def strike(self, participant: Participant) -> None:
        """Remove a participant."""
        self.removed[participant.id] = self.participants.pop(participant.id)
        self.custom_ids.discard(participant.custom_participant_id)


class Muting(NamedTuple):
    """A peer's microphone being muted, or unmuted, at a moment."""

    is_muted: bool
    at: datetime


class Picture(NamedTuple):
    """A still picture that somebody shows."""

    data: bytes
    type: str
    width: int
    height: int


@dataclass(slots=True, eq=False)
class Media:
    """What is turned on of somebody's microphone, camera and screen, and the pictures that are shown there."""

    on: set[MediaKind] = field(default_factory=set[MediaKind])
    pictures: dict[MediaKind, Picture] = field(default_factory=dict[MediaKind, Picture], repr=False)


@dataclass(slots=True, eq=False, kw_only=True)
class Arrival:
    """Somebody on the way into a meeting: the id that their peer will have, and what they bring along."""

    id: str
    participant: Participant
    own_name: str | None = None
    media: Media = field(default_factory=Media)


@dataclass(slots=True, eq=False, kw_only=True)
class Peer:
    """One stay of a participant in a session; who comes back is another peer.

    `own_name` is the name that somebody has taken for this stay, other than the participant's.
    """

    id: str
    participant: Participant
    session: "Session" = field(repr=False)
    joined_at: datetime
    own_name: str | None = None
    media: Media = field(default_factory=Media, repr=False)
    is_pinned: bool = False
    stage: StageStatus = "ON_STAGE"
    left_at: datetime | None = None
    was_kicked: bool = False
    is_muted: bool = False
    may_unmute: bool = True
    mutings: list[Muting] = field(default_factory=list[Muting], repr=False)

    @property
    def name(self) -> str | None:
        """The name that everybody sees."""
        return self.own_name or self.participant.name

    def minutes(self, now: datetime) -> float:
        """Return how long the stay is, in minutes and their fractions."""
        return round(((self.left_at or now) - self.joined_at).total_seconds() / SECONDS_A_MINUTE, 4)


@dataclass(slots=True, eq=False)
class Line:
    """Something a peer said, for so many seconds, or wrote."""

    peer: Peer = field(repr=False)
    text: str
    at: datetime
    seconds: float = 0


@dataclass(slots=True, eq=False)
class Message(Line):
    """A message of the chat: `content` is what it has besides a text, `to` whom it is for, if not for all."""

    id: str = ""
    kind: MessageKind = "text"
    content: Row = field(default_factory=Row)
    to: tuple[str, ...] = ()
    is_edited: bool = False
    is_pinned: bool = False

    @property
    def is_exported(self) -> bool:
        """Whether it stands in the chat that the API exports."""
        return self.kind == "text" and not self.to


@dataclass(slots=True, eq=False)
class Speech(Line):
    """A line that was heard; a partial one may still change and stays out of the transcript."""

    is_final: bool = True
    confidence: float = 1

    @property
    def ended_at(self) -> datetime:
        """When the last word was said."""
        return self.at + timedelta(seconds=self.seconds)


@dataclass(slots=True, eq=False)
class Broadcast:
    """A message of the application's own to everybody in a session, or to some of its peers."""

    session: "Session" = field(repr=False)
    type: str
    payload: Json
    at: datetime
    to: frozenset[str] | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Session(Thing):
    """A meeting while it takes place, and the record of it afterwards."""

    meeting: Meeting = field(repr=False)
    started_at: datetime
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    max_concurrent_participants: int = 0
    peers: dict[str, Peer] = field(default_factory=dict[str, Peer], repr=False)
    present: dict[str, Peer] = field(default_factory=dict[str, Peer], repr=False)
    chat: list[Message] = field(default_factory=list[Message], repr=False)
    messages_written: int = 0
    transcript: list[Line] = field(default_factory=list[Line], repr=False)
    polls: list[Poll] = field(default_factory=list[Poll], repr=False)
    plugins: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    """The plugins that are active, each with the participant who has activated it."""
    summarized: bool = False
    is_wrapped_up: bool = False
    emptied_at: datetime | None = None

    def minutes(self, now: datetime) -> float:
        """Add up the minutes of all stays."""
        return round(sum(peer.minutes(now) for peer in self.peers.values()), 4)


@dataclass(slots=True, eq=False, kw_only=True)
class Recording(Thing):
    """A recording, composite or by track; `settings` holds what was asked for."""

    meeting: Meeting = field(repr=False)
    session: Session | None = field(repr=False)
    kind: Literal["COMPOSITE", "TRACK"]
    settings: Row = field(repr=False)
    output_file_name: str
    start_reason: StartReason = "API_CALL"
    stop_reason: StopReason | None = None
    status: RecordingStatus = "INVOKED"
    started_time: datetime | None = None
    stopped_time: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether it has not stopped yet."""
        return self.status in ("INVOKED", "RECORDING", "PAUSED")

    def seconds(self) -> int:
        """Return how long the recording is; 0 while it runs."""
        if self.started_time is None or self.stopped_time is None:
            return 0
        return round((self.stopped_time - self.started_time).total_seconds())


@dataclass(slots=True, eq=False, kw_only=True)
class LivestreamSession(Thing):
    """One time a livestream was on the air."""

    livestream: "Livestream" = field(repr=False)
    session: Session | None = field(repr=False)
    invoked_time: datetime | None
    started_time: datetime | None = None
    stopped_time: datetime | None = None
    err_message: str | None = None
    viewers: int = 0

    def ingest_seconds(self, now: datetime) -> int:
        """Return for how long pictures arrived."""
        if self.started_time is None:
            return 0
        return round(((self.stopped_time or now) - self.started_time).total_seconds())


@dataclass(slots=True, eq=False, kw_only=True)
class Livestream(Thing):
    """A livestream, of a meeting or by itself."""

    name: str | None
    meeting: Meeting | None = field(repr=False)
    stream_key: str = field(repr=False)
    channel: str
    status: LivestreamStatus = "INVOKED"
    sessions: dict[str, LivestreamSession] = field(default_factory=dict[str, LivestreamSession], repr=False)

    @property
    def active_session(self) -> LivestreamSession | None:
        """The session that has not stopped yet."""
        return next((one for one in self.sessions.values() if one.stopped_time is None), None)


@dataclass(slots=True, eq=False, kw_only=True)
class Webhook(Thing):
    """A URL that wants to be told of events."""

    name: str
    url: str
    events: list[str]
    enabled: bool = True
