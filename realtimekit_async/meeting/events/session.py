"""Events of the meeting itself: connections, recording, livestream, stage, and whatever else."""

from typing import ClassVar

from realtimekit_async.meeting.values.session import StageRequest
from realtimekit_async.models.common import Timestamp

from .base import Event


class MediaConnectionUpdated(Event):
    """The state of the connection that sound and pictures take."""

    js: ClassVar[tuple[str, ...]] = ("meta.mediaConnectionUpdate",)
    transport: str = ""
    """consuming or producing."""
    state: str = ""
    """new, connecting, connected, disconnected, reconnecting or failed."""


class SocketConnectionUpdated(Event):
    """The state of the connection that everything else takes; the SDK reconnects by itself."""

    js: ClassVar[tuple[str, ...]] = ("meta.socketConnectionUpdate",)
    state: str = ""
    """connected, disconnected, reconnecting or failed."""
    reconnection_attempt: int | None = None
    """How many times it has been tried; absent unless it is being tried."""
    reconnected: bool | None = None
    """Whether it was lost before."""


class MeetingStarted(Event):
    """The session has begun."""

    js: ClassVar[tuple[str, ...]] = ("meta.meetingStartTimeUpdate",)
    meeting_started_timestamp: Timestamp | None = None
    """When, in UTC."""


class ActiveTabUpdated(Event):
    """Another tab is in front: a plugin or a screen."""

    js: ClassVar[tuple[str, ...]] = ("meta.activeTabUpdate",)
    id: str = ""
    """Of the plugin, or of the peer whose screen it is."""
    type: str = ""
    """plugin or screenshare."""


class RecordingUpdated(Event):
    """The state of the recording: IDLE, STARTING, RECORDING, PAUSED, STOPPING."""

    js: ClassVar[tuple[str, ...]] = ("recording.recordingUpdate",)
    state: str = "IDLE"
    """IDLE, STARTING, RECORDING, PAUSED or STOPPING."""


class LivestreamUpdated(Event):
    """The state of the livestream."""

    js: ClassVar[tuple[str, ...]] = ("livestream.livestreamUpdate",)
    state: str = "IDLE"
    """IDLE, STARTING, WAITING_ON_MANUAL_INGESTION, LIVESTREAMING or STOPPING."""


class ViewerCountUpdated(Event):
    """How many watch the livestream."""

    js: ClassVar[tuple[str, ...]] = ("livestream.viewerCountUpdate",)
    count: int = 0
    """How many watch."""


class StageStatusUpdated(Event):
    """Whether this participant is on stage."""

    js: ClassVar[tuple[str, ...]] = ("stage.stageStatusUpdate",)
    status: str = ""
    """ON_STAGE, OFF_STAGE, REQUESTED_TO_JOIN_STAGE or ACCEPTED_TO_JOIN_STAGE."""


class StageRequestsUpdated(Event):
    """Who asks to come on stage."""

    js: ClassVar[tuple[str, ...]] = ("stage.stageAccessRequestUpdate",)
    requests: tuple[StageRequest, ...] = ()
    """All who ask now."""


class StageRequestApproved(Event):
    """This participant may come on stage."""

    js: ClassVar[tuple[str, ...]] = ("stage.stageRequestApproved",)


class StageRequestRejected(Event):
    """This participant may not come on stage."""

    js: ClassVar[tuple[str, ...]] = ("stage.stageRequestRejected",)


class NewStageRequest(Event):
    """Somebody asks to come on stage; `count` is how many ask."""

    js: ClassVar[tuple[str, ...]] = ("stage.newStageRequest",)
    count: int = 0
    """How many ask."""


class ProblemReported(Event):
    """Something went wrong that no call was waiting for."""

    js: ClassVar[tuple[str, ...]] = ("onError",)
    code: str | None = None
    """The vendor's, if it has one; PAGE where the page itself failed."""
    message: str = ""
    """What happened, in the words of the SDK or the browser."""


class UnknownEvent(Event):
    """An event that this version has no type for, or whose payload it cannot read; `data` is what came."""

    namespace: str = ""
    """Whose it is, in the vendor's words."""
    name: str = ""
    """What the vendor calls it."""
    data: object = None
    """Its payload, as JSON was read."""
