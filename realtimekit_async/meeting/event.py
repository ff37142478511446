"""What all events of a meeting have in common."""

from typing import ClassVar

from msgspec.json import encode

from realtimekit_async.meeting.person import Person
from realtimekit_async.telling.events import Event as Told


class Event(Told, rename="camel", omit_defaults=False):
    """The base of everything a meeting tells.

    Example:
        >>> @bot.on(Event)
        ... def tell(event):
        ...     print(type(event).__name__)
        >>> _ = emulator.simulate.broadcasts(meeting.id, "wave")
        >>> _ = await bot.wait_for(BroadcastReceived)
        BroadcastReceived
    """

    js: ClassVar[tuple[str, ...]] = ()
    """What the vendor calls it: the source, a dot, and the event."""

    def to_json(self) -> str:
        """Return the event as JSON with the vendor's names, and people as they are known at this moment."""
        return encode(self, enc_hook=_state_of).decode()


def _state_of(value: object) -> object:
    if isinstance(value, Person):
        return value.state
    raise NotImplementedError(type(value).__name__)
