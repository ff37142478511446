"""Events of the meeting itself: connections, recording, livestream, stage, and whatever else."""

from typing import ClassVar

from realtimekit_async.meeting.event import Event
from realtimekit_async.meeting.values.session import StageRequest
from realtimekit_async.models.common import Timestamp


class MediaConnectionUpdated(Event):
    """The state of the connection that sound and pictures take.

    Example:
        >>> @bot.meta.on(MediaConnectionUpdated)
        ... def tell(event):
        ...     print(event.transport, "is", event.state)
        >>> tell(MediaConnectionUpdated(transport="consuming", state="reconnecting"))
        consuming is reconnecting
    """

    js: ClassVar[tuple[str, ...]] = ("meta.mediaConnectionUpdate",)
    transport: str = ""
    """consuming or producing."""
    state: str = ""
    """new, connecting, connected, disconnected, reconnecting or failed."""


class SocketConnectionUpdated(Event):
    """The state of the connection that everything else takes; the SDK reconnects by itself.

    Example:
        >>> emulator.meetings.interrupt("Bot")
        >>> (await bot.meta.wait_for(SocketConnectionUpdated)).state
        'reconnecting'
    """

    js: ClassVar[tuple[str, ...]] = ("meta.socketConnectionUpdate",)
    state: str = ""
    """connected, disconnected, reconnecting or failed."""
    reconnection_attempt: int | None = None
    """How many times it has been tried; absent unless it is being tried."""
    reconnected: bool | None = None
    """Whether it was lost before."""


class MeetingStarted(Event):
    """The session has begun.

    Example:
        >>> guest = rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest")
        >>> @guest.meta.on(MeetingStarted)
        ... def tell(event):
        ...     print("since", event.meeting_started_timestamp)
        >>> async with guest:
        ...     pass
        since 2026-11-27 09:10:00+00:00
    """

    js: ClassVar[tuple[str, ...]] = ("meta.meetingStartTimeUpdate",)
    meeting_started_timestamp: Timestamp | None = None
    """When, in UTC."""


class ActiveTabUpdated(Event):
    """Another tab is in front: a plugin or a screen.

    Example:
        >>> ActiveTabUpdated(id="board", type="plugin").to_json()
        '{"id":"board","type":"plugin"}'
    """

    js: ClassVar[tuple[str, ...]] = ("meta.activeTabUpdate",)
    id: str = ""
    """Of the plugin, or of the peer whose screen it is."""
    type: str = ""
    """plugin or screenshare."""


class RecordingUpdated(Event):
    """The state of the recording: IDLE, STARTING, RECORDING, PAUSED, STOPPING.

    Example:
        >>> _ = await rtk.recordings.start(meeting_id=meeting.id)
        >>> (await bot.recording.wait_for(RecordingUpdated)).state
        'STARTING'
    """

    js: ClassVar[tuple[str, ...]] = ("recording.recordingUpdate",)
    state: str = "IDLE"
    """IDLE, STARTING, RECORDING, PAUSED or STOPPING."""


class LivestreamUpdated(Event):
    """The state of the livestream.

    Example:
        >>> _ = await rtk.livestreams.start(meeting.id)
        >>> (await bot.livestream.wait_for(LivestreamUpdated)).state
        'STARTING'
    """

    js: ClassVar[tuple[str, ...]] = ("livestream.livestreamUpdate",)
    state: str = "IDLE"
    """IDLE, STARTING, WAITING_ON_MANUAL_INGESTION, LIVESTREAMING or STOPPING."""


class ViewerCountUpdated(Event):
    """How many watch the livestream.

    Example:
        >>> _ = await rtk.livestreams.start(meeting.id)
        >>> _ = emulator.simulate.livestream_goes_live(meeting.id)
        >>> emulator.simulate.livestream_is_watched(meeting.id, 3)
        >>> (await bot.livestream.wait_for(ViewerCountUpdated)).count
        3
    """

    js: ClassVar[tuple[str, ...]] = ("livestream.viewerCountUpdate",)
    count: int = 0
    """How many watch."""


class StageStatusUpdated(Event):
    """Whether this participant is on stage.

    Example:
        >>> StageStatusUpdated(status="ON_STAGE").to_json()
        '{"status":"ON_STAGE"}'
    """

    js: ClassVar[tuple[str, ...]] = ("stage.stageStatusUpdate",)
    status: str = ""
    """ON_STAGE, OFF_STAGE, REQUESTED_TO_JOIN_STAGE or ACCEPTED_TO_JOIN_STAGE."""


class StageRequestsUpdated(Event):
    """Who asks to come on stage.

    Example:
        >>> event = StageRequestsUpdated(requests=(StageRequest(display_name="Grace", peer_id="p1"),))
        >>> [one.display_name for one in event.requests]
        ['Grace']
    """

    js: ClassVar[tuple[str, ...]] = ("stage.stageAccessRequestUpdate",)
    requests: tuple[StageRequest, ...] = ()
    """All who ask now."""


class StageRequestApproved(Event):
    """This participant may come on stage.

    Example:
        >>> @bot.stage.on(StageRequestApproved)
        ... async def come(event):
        ...     await bot.stage.join()
    """

    js: ClassVar[tuple[str, ...]] = ("stage.stageRequestApproved",)


class StageRequestRejected(Event):
    """This participant may not come on stage.

    Example:
        >>> @bot.stage.on(StageRequestRejected)
        ... def tell(event):
        ...     print("not this time")
        >>> tell(StageRequestRejected())
        not this time
    """

    js: ClassVar[tuple[str, ...]] = ("stage.stageRequestRejected",)


class NewStageRequest(Event):
    """Somebody asks to come on stage; `count` is how many ask.

    Example:
        >>> NewStageRequest(count=2).to_json()
        '{"count":2}'
    """

    js: ClassVar[tuple[str, ...]] = ("stage.newStageRequest",)
    count: int = 0
    """How many ask."""


class ProblemReported(Event):
    """Something went wrong that no call was waiting for.

    Example:
        >>> @bot.on(ProblemReported)
        ... def tell(event):
        ...     print(event.code, event.message)
        >>> tell(ProblemReported(code="PAGE", message="out of memory"))
        PAGE out of memory
    """

    js: ClassVar[tuple[str, ...]] = ("onError",)
    code: str | None = None
    """The vendor's, if it has one; PAGE where the page itself failed."""
    message: str = ""
    """What happened, in the words of the SDK or the browser."""


class UnknownEvent(Event):
    """An event that this version has no type for, or whose payload it cannot read; `data` is what came.

    Example:
        >>> @bot.on(UnknownEvent)
        ... def tell(event):
        ...     print(f"{event.namespace}.{event.name}: {event.data}")
        >>> tell(UnknownEvent(namespace="self", name="mood", data={"is": "good"}))
        self.mood: {'is': 'good'}
    """

    namespace: str = ""
    """Whose it is, in the vendor's words."""
    name: str = ""
    """What the vendor calls it."""
    data: object = None
    """Its payload, as JSON was read."""
