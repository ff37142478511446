"""Events of oneself."""

from typing import ClassVar

from realtimekit_async.meeting.values.people import Device

from .base import Event


class RoomJoined(Event):
    """This participant is in the meeting; `reconnected` says that it was before, and has missed something."""

    js: ClassVar[tuple[str, ...]] = ("self.roomJoined",)
    reconnected: bool = False
    """Whether one was in before: what was missed has been told just now."""


class RoomLeft(Event):
    """This participant is not in the meeting any more; `state` says why: left, kicked, ended, for instance."""

    js: ClassVar[tuple[str, ...]] = ("self.roomLeft",)
    state: str = "left"
    """left, kicked, ended, rejected, disconnected, failed or connected-meeting; stageLeft is no end."""


class Waitlisted(Event):
    """This participant waits to be let in."""

    js: ClassVar[tuple[str, ...]] = ("self.waitlisted",)


class DeviceUpdated(Event):
    """Another device is in use."""

    js: ClassVar[tuple[str, ...]] = ("self.deviceUpdate",)
    device: Device = Device()
    """The one that is used from now on."""


class DeviceListUpdated(Event):
    """Devices have come or gone."""

    js: ClassVar[tuple[str, ...]] = ("self.deviceListUpdate",)
    added: tuple[Device, ...] = ()
    """Those that were plugged in."""
    removed: tuple[Device, ...] = ()
    """Those that were pulled out."""
    devices: tuple[Device, ...] = ()
    """All that are there now."""


class MediaPermissionUpdated(Event):
    """The browser's permission to use a device has changed."""

    js: ClassVar[tuple[str, ...]] = ("self.mediaPermissionUpdate",)
    message: str = ""
    """ACCEPTED, DENIED and the like."""
    kind: str = ""
    """audio, video or screenshare."""


class MediaPermissionFailed(Event):
    """A device could not be used."""

    js: ClassVar[tuple[str, ...]] = ("self.mediaPermissionError",)
    message: str = ""
    """DENIED, SYSTEM_DENIED, COULD_NOT_START and the like."""
    kind: str = ""
    """audio, video or screenshare."""


class AutoplayFailed(Event):
    """The browser did not begin to play."""

    js: ClassVar[tuple[str, ...]] = ("self.autoplayError",)
    message: str = ""
    """What the browser says."""


class PermissionsUpdated(Event):
    """What this participant may do has changed: `meeting.self.permissions` has it."""

    js: ClassVar[tuple[str, ...]] = ("self.permissions.permissionsUpdate",)
