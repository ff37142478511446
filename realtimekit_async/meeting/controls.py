"""The meeting itself, its recording, its livestream and its stage."""

from collections.abc import Iterable
from typing import ClassVar

from realtimekit_async.models.common import Timestamp

from .checks import checked_texts
from .event import Event
from .events.session import (
    ActiveTabUpdated,
    LivestreamUpdated,
    MediaConnectionUpdated,
    MeetingStarted,
    NewStageRequest,
    RecordingUpdated,
    SocketConnectionUpdated,
    StageRequestApproved,
    StageRequestRejected,
    StageRequestsUpdated,
    StageStatusUpdated,
    ViewerCountUpdated,
)
from .inside import Part
from .values.session import MetaState, SocketState


class Meta(Part):
    """The meeting itself; each property reads what was told last.

    Example:
        >>> bot.meta.meeting_title, bot.meta.meeting_id == meeting.id, bot.meta.view_type
        ('Standup', True, 'GROUP_CALL')
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (
        MediaConnectionUpdated,
        SocketConnectionUpdated,
        MeetingStarted,
        ActiveTabUpdated,
    )

    @property
    def state(self) -> MetaState:
        """Everything that is known, as one value that does not change any more."""
        return self._inside.mirror.meta

    @property
    def meeting_id(self) -> str | None:
        """The meeting's id."""
        return self.state.meeting_id

    @property
    def meeting_title(self) -> str | None:
        """The meeting's title."""
        return self.state.meeting_title

    @property
    def meeting_started_timestamp(self) -> Timestamp | None:
        """When the session began; None before joining."""
        return self.state.meeting_started_timestamp

    @property
    def session_id(self) -> str | None:
        """The session's id, as REST and webhooks know it."""
        return self.state.session_id

    @property
    def view_type(self) -> str | None:
        """What kind of meeting it is: GROUP_CALL, WEBINAR or AUDIO_ROOM, for instance."""
        return self.state.view_type

    @property
    def socket_state(self) -> SocketState | None:
        """The state of the vendor's own connection to the meeting."""
        return self.state.socket_state

    @property
    def media_state(self) -> dict[str, object] | None:
        """The state of the connections that sound and pictures take, as the vendor tells it."""
        return self.state.media_state


class Recording(Part):
    """The recording of the meeting; the methods raise NotPermitted where the preset does not allow it.

    Example:
        >>> await bot.recording.start()
        >>> bot.recording.state
        'STARTING'
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (RecordingUpdated,)

    @property
    def state(self) -> str | None:
        """IDLE, STARTING, RECORDING, PAUSED or STOPPING."""
        return self._inside.mirror.recording

    async def start(self, *, allow_multiple: bool = False) -> None:
        """Start a recording, beside one that runs if there may be several."""
        await self._room.call("recording.start", {"allowMultiple": allow_multiple})

    async def stop(self) -> None:
        """Stop the recording."""
        await self._room.call("recording.stop")

    async def pause(self) -> None:
        """Pause the recording."""
        await self._room.call("recording.pause")

    async def resume(self) -> None:
        """Go on with the recording."""
        await self._room.call("recording.resume")


class Livestream(Part):
    """The livestream of the meeting; the methods raise NotPermitted where the preset does not allow it.

    Example:
        >>> await bot.livestream.start()
        >>> bot.livestream.state
        'STARTING'
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (LivestreamUpdated, ViewerCountUpdated)

    @property
    def state(self) -> str | None:
        """IDLE, STARTING, LIVESTREAMING, STOPPING and others."""
        return self._inside.mirror.livestream

    async def start(self, *, manual_ingestion: bool = False) -> None:
        """Start the livestream."""
        await self._room.call("livestream.start", {"manualIngestion": manual_ingestion})

    async def stop(self) -> None:
        """Stop the livestream."""
        await self._room.call("livestream.stop")


class Stage(Part):
    """The stage of a webinar: who is on it is seen and heard.

    Example:
        >>> bot.stage.status
        'ON_STAGE'
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (
        StageStatusUpdated,
        StageRequestsUpdated,
        StageRequestApproved,
        StageRequestRejected,
        NewStageRequest,
    )

    @property
    def status(self) -> str | None:
        """Where one stands: ON_STAGE, OFF_STAGE, REQUESTED_TO_JOIN_STAGE or ACCEPTED_TO_JOIN_STAGE."""
        return self._inside.mirror.stage

    async def request_access(self) -> None:
        """Ask to come on stage."""
        await self._room.call("stage.requestAccess")

    async def cancel_request_access(self) -> None:
        """Ask no longer."""
        await self._room.call("stage.cancelRequestAccess")

    async def grant_access(self, user_ids: Iterable[str]) -> None:
        """Let participants come on stage."""
        await self._room.call("stage.grantAccess", checked_texts("user_ids", user_ids))

    async def deny_access(self, user_ids: Iterable[str]) -> None:
        """Refuse participants who ask to come on stage."""
        await self._room.call("stage.denyAccess", checked_texts("user_ids", user_ids))

    async def join(self) -> None:
        """Come on stage."""
        await self._room.call("stage.join")

    async def leave(self) -> None:
        """Leave the stage, not the meeting."""
        await self._room.call("stage.leave")

    async def kick(self, user_ids: Iterable[str]) -> None:
        """Remove participants from the stage."""
        await self._room.call("stage.kick", checked_texts("user_ids", user_ids))
