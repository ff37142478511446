"""What a meeting object is made with, as types."""

from typing import TYPE_CHECKING, Required, TypedDict

from realtimekit_async.timing import Clock

if TYPE_CHECKING:  # loaded when somebody joins
    from collections.abc import Iterable

    from .hosts.base import Host
    from .leaving import LeavePolicy


class PluginPermissionsConfig(TypedDict, total=False):
    """What this participant may do with a plugin.

    Example:
        >>> permissions: PluginPermissionsConfig = {"canActivate": True, "canDeactivate": False}
        >>> board: PluginConfig = {"id": "board", "name": "Board", "permissions": permissions}
    """

    canActivate: bool
    """Whether it may start it."""
    canDeactivate: bool
    """Whether it may stop it."""


class PluginConfig(TypedDict, total=False):
    """A plugin that the meeting is entered with.

    Example:
        >>> board: PluginConfig = {"id": "board", "name": "Board"}
        >>> async with rtk.meetings.join(
        ...     meeting.id, name="Grace", preset_name="group_call_host", plugins=[board]
        ... ) as grace:
        ...     [plugin] = grace.plugins.all.values()
        >>> plugin.name, plugin.id == f"{meeting.id}:board"
        ('Board', True)
    """

    id: Required[str]
    """Your id of it; the meeting's id and a colon are put in front."""
    name: Required[str]
    """Its name."""
    icon: str
    """The URL of its icon."""
    permissions: PluginPermissionsConfig
    """Who may start and stop it."""


class MeetingOptions(TypedDict, total=False):
    """How a meeting object lives; `Meeting` says more of each.

    Example:
        >>> options: MeetingOptions = {"chat_size": 100, "leave": LeavePolicy(alone=60, at_most=3600)}
        >>> async with rtk.meetings.join(meeting.id, name="Ida", preset_name="group_call_guest", **options) as one:
        ...     print(one.self.room_state)
        joined
    """

    host: "Host | None"
    """What holds it; unless given, a browser for Cloudflare's API, and the emulator for an emulator's."""
    leave: "LeavePolicy | None"
    """When to leave by itself."""
    plugins: "Iterable[PluginConfig]"
    """The plugins that the meeting is entered with."""
    queue_size: int
    """How many events may wait to be taken."""
    chat_size: int
    """How many messages `meeting.chat.messages` holds."""
    transcript_size: int
    """How many finals `meeting.ai.transcripts` holds."""
    call_timeout: float
    """Seconds within which a call ends."""
    open_timeout: float
    """Seconds within which the host opens."""
    clock: Clock
    """The time, for tests."""


class SoundOptions(TypedDict, total=False):
    """How to listen.

    Example:
        >>> options: SoundOptions = {"rate": 8_000, "ms": 100}
        >>> bot.audio(**options).rate
        8000
    """

    rate: int
    """Samples a second: 8000, 16000, 24000 or 48000; 16000 unless given."""
    ms: int
    """Milliseconds in a chunk, up to 1000; 20 unless given."""
    size: int
    """How many chunks may wait to be taken before the oldest is dropped; 250 unless given."""


class PictureOptions(TypedDict, total=False):
    """How a picture is taken.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "video")
        >>> _ = await bot.participants.joined.wait_for(VideoUpdated)
        >>> [ada] = bot.participants.joined.to_list()
        >>> options: PictureOptions = {"max_width": 320}
        >>> picture = await ada.picture(**options)
        >>> picture.width
        320
    """

    type: str
    """The type of the image; image/png unless given, image/jpeg and image/webp are smaller."""
    quality: float | None
    """From 0 to 1, of types that lose something."""
    max_width: int | None
    """Pixels that the picture is at most wide."""
