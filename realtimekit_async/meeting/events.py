"""What a meeting tells: one type for each event of the vendor's SDK, whose names stand in `js`. Pure.

`participant` is a Participant, or `meeting.self` where it is oneself.
"""

from collections.abc import Mapping
from typing import ClassVar

from msgspec.json import encode

from realtimekit_async.models.common import Timestamp
from realtimekit_async.telling.events import Event as Told

from .participant import Participant
from .person import Person
from .values import (
    AnyMessage,
    Device,
    Plugin,
    Poll,
    ScreenShareTracks,
    StageRequest,
    Track,
)


class Event(Told, rename="camel", omit_defaults=False):
    """The base of everything a meeting tells."""

    js: ClassVar[tuple[str, ...]] = ()
    """What the vendor calls it: the source, a dot, and the event."""

    def to_json(self) -> str:
        """Return the event as JSON with the vendor's names, and people as they are known at this moment."""
        return encode(self, enc_hook=_state_of).decode()


def _state_of(value: object) -> object:
    if isinstance(value, Person):
        return value.state
    raise NotImplementedError(type(value).__name__)


# ── oneself ──


class RoomJoined(Event):
    """This participant is in the meeting; `reconnected` says that it was before, and has missed something."""

    js = ("self.roomJoined",)
    reconnected: bool = False


class RoomLeft(Event):
    """This participant is not in the meeting any more; `state` says why: left, kicked, ended, for instance."""

    js = ("self.roomLeft",)
    state: str = "left"


class Waitlisted(Event):
    """This participant waits to be let in."""

    js = ("self.waitlisted",)


class DeviceUpdated(Event):
    """Another device is in use."""

    js = ("self.deviceUpdate",)
    device: Device = Device()


class DeviceListUpdated(Event):
    """Devices have come or gone."""

    js = ("self.deviceListUpdate",)
    added: tuple[Device, ...] = ()
    removed: tuple[Device, ...] = ()
    devices: tuple[Device, ...] = ()


class MediaPermissionUpdated(Event):
    """The browser's permission to use a device has changed."""

    js = ("self.mediaPermissionUpdate",)
    message: str = ""
    kind: str = ""


class MediaPermissionFailed(Event):
    """A device could not be used."""

    js = ("self.mediaPermissionError",)
    message: str = ""
    kind: str = ""


class AutoplayFailed(Event):
    """The browser did not begin to play."""

    js = ("self.autoplayError",)
    message: str = ""


class PermissionsUpdated(Event):
    """What this participant may do has changed: `meeting.self.permissions` has it."""

    js = ("self.permissions.permissionsUpdate",)


# ── oneself and the others ──


class AudioUpdated(Event):
    """A microphone was switched on or off."""

    js = ("self.audioUpdate", "participants.joined.audioUpdate")
    participant: Person
    audio_enabled: bool = False
    audio_track: Track | None = None


class VideoUpdated(Event):
    """A camera was switched on or off."""

    js = ("self.videoUpdate", "participants.joined.videoUpdate")
    participant: Person
    video_enabled: bool = False
    video_track: Track | None = None


class ScreenShareUpdated(Event):
    """The sharing of a screen began or ended."""

    js = ("self.screenShareUpdate", "participants.joined.screenShareUpdate")
    participant: Person
    screen_share_enabled: bool = False
    screen_share_tracks: ScreenShareTracks = ScreenShareTracks()


class MediaScoreUpdated(Event):
    """How well somebody's sound or pictures get through; a score lies between 0 and 10."""

    js = ("self.mediaScoreUpdate", "participants.joined.mediaScoreUpdate")
    participant: Person
    kind: str = ""
    score: float | None = None
    is_screenshare: bool = False


# ── the others ──


class ParticipantJoined(Event):
    """Somebody is in the meeting; never of somebody in the waiting room."""

    js = ("participants.joined.participantJoined",)
    participant: Participant


class ParticipantLeft(Event):
    """Somebody is not in the meeting any more."""

    js = ("participants.joined.participantLeft",)
    participant: Participant


class ParticipantsCleared(Event):
    """Nobody is there any more, as far as is known: this participant has left."""

    js = ("participants.joined.participantsCleared",)


class ParticipantStageUpdated(Event):
    """Somebody came on stage or left it."""

    js = ("participants.joined.stageStatusUpdate",)
    participant: Participant


class WaitlistJoined(Event):
    """Somebody waits to be let in."""

    js = ("participants.waitlisted.participantJoined",)
    participant: Participant


class WaitlistLeft(Event):
    """Somebody does not wait any more: let in, refused or gone."""

    js = ("participants.waitlisted.participantLeft",)
    participant: Participant


class BecameActive(Event):
    """Somebody is among those whose sound and pictures are received."""

    js = ("participants.active.participantJoined",)
    participant: Participant


class BecameInactive(Event):
    """Somebody is not among those any more."""

    js = ("participants.active.participantLeft",)
    participant: Participant


class ParticipantPinned(Event):
    """Somebody was pinned."""

    js = ("participants.pinned.participantJoined",)
    participant: Participant


class ParticipantUnpinned(Event):
    """Somebody is not pinned any more."""

    js = ("participants.pinned.participantLeft",)
    participant: Participant


class ActiveSpeaker(Event):
    """Somebody speaks; `participant` is None where the peer is not known."""

    js = ("participants.activeSpeaker",)
    peer_id: str = ""
    volume: float | None = None
    participant: Person | None = None


class BroadcastReceived(Event):
    """A message of the application's own; nobody has verified who sent it."""

    js = ("participants.broadcastedMessage",)
    type: str = ""
    payload: object = None
    timestamp: int | None = None


class ViewModeChanged(Event):
    """Whether one sees who is active or pages of everybody."""

    js = ("participants.viewModeChanged",)
    view_mode: str = ""
    current_page: int = 0
    page_count: int = 0


class PageChanged(Event):
    """Another page of everybody is seen."""

    js = ("participants.pageChanged",)
    view_mode: str = ""
    current_page: int = 0
    page_count: int = 0


class PoorConnection(Event):
    """Somebody's connection is poor."""

    js = ("participants.poorConnection",)
    participant_id: str = ""
    score: float | None = None
    kind: str = ""


class MediaDecodeFailed(Event):
    """What somebody sends could not be decoded."""

    js = ("participants.media_decode_error",)
    reason: str = ""
    code: str | None = None


# ── the meeting ──


class MediaConnectionUpdated(Event):
    """The state of the connection that sound and pictures take."""

    js = ("meta.mediaConnectionUpdate",)
    transport: str = ""
    state: str = ""


class SocketConnectionUpdated(Event):
    """The state of the connection that everything else takes; the SDK reconnects by itself."""

    js = ("meta.socketConnectionUpdate",)
    state: str = ""
    reconnection_attempt: int | None = None
    reconnected: bool | None = None


class MeetingStarted(Event):
    """The session has begun."""

    js = ("meta.meetingStartTimeUpdate",)
    meeting_started_timestamp: Timestamp | None = None


class ActiveTabUpdated(Event):
    """Another tab is in front: a plugin or a screen."""

    js = ("meta.activeTabUpdate",)
    id: str = ""
    type: str = ""


class ChatUpdated(Event):
    """A message was added, edited or deleted: `action` is add, edit or delete."""

    js = ("chat.chatUpdate",)
    action: str = "add"
    message: AnyMessage | None = None


class MessagePinned(Event):
    """A message was pinned."""

    js = ("chat.pinMessage",)
    message: AnyMessage | None = None


class MessageUnpinned(Event):
    """A message is not pinned any more."""

    js = ("chat.unpinMessage",)
    message: AnyMessage | None = None


class PollsUpdated(Event):
    """A poll was created, or somebody voted; `polls` are all of them."""

    js = ("polls.pollsUpdate",)
    polls: tuple[Poll, ...] = ()
    new_poll: bool = False


class PluginUpdated(Event):
    """A plugin was started or stopped."""

    js = ("plugins.all.stateUpdate",)
    plugin: Plugin = Plugin()


class PluginAdded(Event):
    """There is a plugin more."""

    js = ("plugins.all.pluginAdded",)
    plugin: Plugin = Plugin()


class PluginDeleted(Event):
    """There is a plugin less."""

    js = ("plugins.all.pluginDeleted",)
    plugin: Plugin = Plugin()


class TranscriptReceived(Event):
    """Something was said; a partial is replaced by its speaker's next one, or by the final."""

    js = ("ai.transcript",)
    id: str = ""
    name: str | None = None
    peer_id: str | None = None
    user_id: str | None = None
    custom_participant_id: str | None = None
    transcript: str = ""
    is_partial_transcript: bool = False
    date: Timestamp | None = None


class RecordingUpdated(Event):
    """The state of the recording: IDLE, STARTING, RECORDING, PAUSED, STOPPING."""

    js = ("recording.recordingUpdate",)
    state: str = "IDLE"


class LivestreamUpdated(Event):
    """The state of the livestream."""

    js = ("livestream.livestreamUpdate",)
    state: str = "IDLE"


class ViewerCountUpdated(Event):
    """How many watch the livestream."""

    js = ("livestream.viewerCountUpdate",)
    count: int = 0


class StageStatusUpdated(Event):
    """Whether this participant is on stage."""

    js = ("stage.stageStatusUpdate",)
    status: str = ""


class StageRequestsUpdated(Event):
    """Who asks to come on stage."""

    js = ("stage.stageAccessRequestUpdate",)
    requests: tuple[StageRequest, ...] = ()


class StageRequestApproved(Event):
    """This participant may come on stage."""

    js = ("stage.stageRequestApproved",)


class StageRequestRejected(Event):
    """This participant may not come on stage."""

    js = ("stage.stageRequestRejected",)


class NewStageRequest(Event):
    """Somebody asks to come on stage; `count` is how many ask."""

    js = ("stage.newStageRequest",)
    count: int = 0


# ── whatever else ──


class ProblemReported(Event):
    """Something went wrong that no call was waiting for."""

    js = ("onError",)
    code: str | None = None
    message: str = ""


class UnknownEvent(Event):
    """An event that this version has no type for, or whose payload it cannot read; `data` is what came."""

    namespace: str = ""
    name: str = ""
    data: object = None


TYPES: Mapping[str, type[Event]] = {name: kind for kind in Event.__subclasses__() for name in kind.js}
"""The type of each event of the vendor's, by its source and name."""
