"""Events of oneself."""

from typing import ClassVar

from realtimekit_async.meeting.event import Event
from realtimekit_async.meeting.values.people import Device


class RoomJoined(Event):
    """This participant is in the meeting; `reconnected` says that it was before, and has missed something.

    Example:
        >>> guest = rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest")
        >>> @guest.self.on(RoomJoined)
        ... def joined(event):
        ...     print("in the meeting, again:", event.reconnected)
        >>> async with guest:
        ...     pass
        in the meeting, again: False
    """

    js: ClassVar[tuple[str, ...]] = ("self.roomJoined",)
    reconnected: bool = False
    """Whether one was in before: what was missed has been told just now."""


class RoomLeft(Event):
    """This participant is not in the meeting any more; `state` says why: left, kicked, ended, for instance.

    Example:
        >>> _ = emulator.simulate.session_ends(meeting.id)
        >>> (await bot.self.wait_for(RoomLeft)).state
        'ended'
    """

    js: ClassVar[tuple[str, ...]] = ("self.roomLeft",)
    state: str = "left"
    """left, kicked, ended, rejected, disconnected, failed or connected-meeting; stageLeft is no end."""


class Waitlisted(Event):
    """This participant waits to be let in.

    Example:
        >>> _ = await rtk.presets.copy(
        ...     "group_call_guest", name="waiting", permissions={"waiting_room_type": "SKIP_ON_ACCEPT"}
        ... )
        >>> @bot.participants.waitlisted.on(WaitlistJoined)
        ... async def let_in(event):
        ...     await bot.participants.accept_waiting_room_request(event.participant.id)
        >>> guest = rtk.meetings.join(meeting.id, name="Grace", preset_name="waiting")
        >>> @guest.self.on(Waitlisted)
        ... def wait(event):
        ...     print("waiting")
        >>> async with guest:
        ...     print(guest.self.room_state)
        waiting
        joined
    """

    js: ClassVar[tuple[str, ...]] = ("self.waitlisted",)


class DeviceUpdated(Event):
    """Another device is in use.

    Example:
        >>> @bot.self.on(DeviceUpdated)
        ... def use(event):
        ...     print("now", event.device.kind)
        >>> await bot.self.set_device((await bot.self.get_audio_devices())[0])
        now audioinput
    """

    js: ClassVar[tuple[str, ...]] = ("self.deviceUpdate",)
    device: Device = Device()
    """The one that is used from now on."""


class DeviceListUpdated(Event):
    """Devices have come or gone.

    Example:
        >>> emulator.meetings.devices_change("Bot")
        >>> event = await bot.self.wait_for(DeviceListUpdated)
        >>> len(event.added), len(event.removed)
        (1, 0)
    """

    js: ClassVar[tuple[str, ...]] = ("self.deviceListUpdate",)
    added: tuple[Device, ...] = ()
    """Those that were plugged in."""
    removed: tuple[Device, ...] = ()
    """Those that were pulled out."""
    devices: tuple[Device, ...] = ()
    """All that are there now."""


class MediaPermissionUpdated(Event):
    """The browser's permission to use a device has changed.

    Example:
        >>> MediaPermissionUpdated(message="DENIED", kind="audio").to_json()
        '{"message":"DENIED","kind":"audio"}'
    """

    js: ClassVar[tuple[str, ...]] = ("self.mediaPermissionUpdate",)
    message: str = ""
    """ACCEPTED, DENIED and the like."""
    kind: str = ""
    """audio, video or screenshare."""


class MediaPermissionFailed(Event):
    """A device could not be used.

    Example:
        >>> @bot.self.on(MediaPermissionFailed)
        ... def explain(event):
        ...     print("no", event.kind, "because", event.message)
        >>> explain(MediaPermissionFailed(message="SYSTEM_DENIED", kind="video"))
        no video because SYSTEM_DENIED
    """

    js: ClassVar[tuple[str, ...]] = ("self.mediaPermissionError",)
    message: str = ""
    """DENIED, SYSTEM_DENIED, COULD_NOT_START and the like."""
    kind: str = ""
    """audio, video or screenshare."""


class AutoplayFailed(Event):
    """The browser did not begin to play.

    Example:
        >>> AutoplayFailed(message="play() failed").js
        ('self.autoplayError',)
    """

    js: ClassVar[tuple[str, ...]] = ("self.autoplayError",)
    message: str = ""
    """What the browser says."""


class PermissionsUpdated(Event):
    """What this participant may do has changed: `meeting.self.permissions` has it.

    Example:
        >>> @bot.self.on(PermissionsUpdated)
        ... def look(event):
        ...     print("may record:", bot.self.permissions.can_record)
        >>> look(PermissionsUpdated())
        may record: True
    """

    js: ClassVar[tuple[str, ...]] = ("self.permissions.permissionsUpdate",)
