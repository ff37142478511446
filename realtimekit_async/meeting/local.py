"""Oneself: `meeting.self`."""

from typing import ClassVar, Unpack

from realtimekit_async.checks import check_count, checked_text

from .audio import AudioIn, AudioOut
from .checks import check_bytes
from .errors import MeetingError
from .event import Event
from .events.own import (
    AutoplayFailed,
    DeviceListUpdated,
    DeviceUpdated,
    MediaPermissionFailed,
    MediaPermissionUpdated,
    PermissionsUpdated,
    RoomJoined,
    RoomLeft,
    Waitlisted,
)
from .events.people import (
    AudioUpdated,
    MediaScoreUpdated,
    ScreenShareUpdated,
    VideoUpdated,
)
from .instead import teach
from .options import PictureOptions, SoundOptions
from .person import Person
from .sources import Source
from .values.people import (
    Device,
    Permissions,
    RoomState,
    SelfState,
)
from .values.session import Picture

_ME = {"ns": "self"}
_DEVICES = tuple[Device, ...]


@teach
class LocalParticipant(Person, Source):
    """Oneself: what is known, what one does, and what is told of oneself alone.

    Its methods raise MeetingError: NotPermitted where the preset does not allow it, MeetingOver after leaving.

    Example:
        >>> bot.self.name, bot.self.room_state, bot.self.permissions.kick_participant
        ('Bot', 'joined', True)
        >>> await bot.self.enable_audio()
        >>> bot.self.audio_enabled, bot.self.video_enabled
        (True, False)
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (
        RoomJoined,
        RoomLeft,
        Waitlisted,
        AudioUpdated,
        VideoUpdated,
        ScreenShareUpdated,
        DeviceUpdated,
        DeviceListUpdated,
        MediaPermissionUpdated,
        MediaPermissionFailed,
        MediaScoreUpdated,
        AutoplayFailed,
        PermissionsUpdated,
    )

    def _tells(self, event: Event) -> bool:
        return isinstance(event, self.kinds) and getattr(event, "participant", self) is self

    # ── what is known ──

    @property
    def state(self) -> SelfState:
        """Everything that is known, as one value that does not change any more."""
        return self._room.own_state

    @property
    def room_state(self) -> RoomState | str:
        """How one stands to the meeting: init, waitlisted, joined, or why one left."""
        return self.state.room_state

    @property
    def room_joined(self) -> bool:
        """Whether one is in the meeting."""
        return self.state.room_joined

    @property
    def waitlist_status(self) -> str | None:
        """How one stands to the waiting room."""
        return self.state.waitlist_status

    @property
    def permissions(self) -> Permissions:
        """What one may do."""
        return self._room.permissions

    # ── microphone, camera and screen ──

    async def enable_audio(self) -> None:
        """Switch the microphone on: nothing is said until `microphone()` is written to."""
        await self._room.call("self.enableAudio")

    async def disable_audio(self) -> None:
        """Switch the microphone off."""
        await self._room.call("self.disableAudio")

    async def enable_video(self) -> None:
        """Switch the camera on: it is black until `show` is called."""
        await self._room.call("self.enableVideo")

    async def disable_video(self) -> None:
        """Switch the camera off."""
        await self._room.call("self.disableVideo")

    async def enable_screen_share(self) -> None:
        """Share a screen: it is black until `share` is called. Needs the meeting to be joined."""
        await self._room.call("self.enableScreenShare")

    async def disable_screen_share(self) -> None:
        """Share the screen no longer."""
        await self._room.call("self.disableScreenShare")

    def microphone(self, *, rate: int = 48_000, ahead: float = 0.5) -> AudioOut:
        """Describe a microphone of so many samples a second: `async with meeting.self.microphone() as mic:`.

        Writing to it waits while more than `ahead` seconds wait to be said. Entering switches it on.
        """
        return AudioOut(self._room, rate=rate, ahead=ahead)

    async def show(
        self, image: bytes, *, type: str = "image/png", width: int = 1280, height: int = 720, fps: int = 5
    ) -> None:
        """Show a still picture as the camera, fitted into so many pixels."""
        await self._present("show", image, type, width, height, fps)

    async def share(
        self, image: bytes, *, type: str = "image/png", width: int = 1280, height: int = 720, fps: int = 5
    ) -> None:
        """Share a still picture as the screen, fitted into so many pixels. Needs the meeting to be joined."""
        await self._present("share", image, type, width, height, fps)

    def audio(self, **options: Unpack[SoundOptions]) -> AudioIn:
        """Describe what is heard of one's own microphone."""
        return AudioIn(self._room, _ME, "audio", **options)

    async def picture(self, **options: Unpack[PictureOptions]) -> Picture:
        """Return a still picture of one's own camera; raises NotEnabled while it is off."""
        return await self._room.snap(_ME, "video", "self.picture", options)

    async def screen_picture(self, **options: Unpack[PictureOptions]) -> Picture:
        """Return a still picture of one's own screen; raises NotEnabled while none is shared."""
        return await self._room.snap(_ME, "screen", "self.screen_picture", options)

    # ── name and devices ──

    async def set_name(self, name: str) -> None:
        """Set the name that the others will see; raises MeetingError once joined, for they would not see it."""
        checked_text("name", name)
        if self.room_joined:
            raise MeetingError("the name is set before joining: the others would not see it", call="self.setName")
        await self._room.call("self.setName", name)
        await self._room.refresh()

    async def get_all_devices(self) -> tuple[Device, ...]:
        """Return the devices of the host."""
        return await self._room.fetch(_DEVICES, "self.getAllDevices")

    async def get_audio_devices(self) -> tuple[Device, ...]:
        """Return the microphones of the host."""
        return await self._room.fetch(_DEVICES, "self.getAudioDevices")

    async def get_video_devices(self) -> tuple[Device, ...]:
        """Return the cameras of the host."""
        return await self._room.fetch(_DEVICES, "self.getVideoDevices")

    async def get_speaker_devices(self) -> tuple[Device, ...]:
        """Return the speakers of the host."""
        return await self._room.fetch(_DEVICES, "self.getSpeakerDevices")

    async def set_device(self, device: Device) -> None:
        """Use a device, of those that are there; raises ParticipantGone for one that is not any more."""
        if not isinstance(device, Device):
            raise TypeError(f"device is one that get_all_devices() returned, got {type(device).__name__}")
        await self._room.call("self.setDevice", {"$device": device.device_id, "kind": device.kind})

    async def _present(self, operation: str, image: bytes, type: str, width: int, height: int, fps: int) -> None:
        check_bytes("image", image)
        for name, value in (("width", width), ("height", height), ("fps", fps)):
            check_count(name, value)
        call = f"self.{operation}"
        needs_meeting = operation == "share"
        self._room.check(call, joined=needs_meeting)
        file = await self._room.send_file(image, "picture", type, call)
        fields = {"image": file, "width": width, "height": height, "fps": fps}
        await self._room.ask(operation, object, fields, call=call, joined=needs_meeting)

    def __repr__(self) -> str:
        return f"LocalParticipant({self.id!r}, {self.name!r}, {self.room_state})"
