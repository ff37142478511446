"""What is told while the archive runs, in plain values."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from realtimekit_async.models.portable import Portable

from .outcomes import Outcome, StoredObject, Unit


class Walked(Portable, Struct, frozen=True):
    """A further page of sessions has been looked at; `total` is how many the list announces, if it does.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, on_progress=events.append)
        >>> [event.sessions for event in events if isinstance(event, Walked)][-1]
        2
    """

    sessions: int
    total: int | None
    already: int
    pending: int
    live: int = 0
    waiting: tuple[Unit, ...] = ()
    """What this page has that is not ready: live sessions, and recordings that are not uploaded yet."""


class Planned(Portable, Struct, frozen=True):
    """A unit with something to do was found.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, on_progress=events.append)
        >>> [event.unit.title for event in events if isinstance(event, Planned)]
        ['Retrospective']
    """

    unit: Unit


class Transferring(Portable, Struct, frozen=True):
    """How far the transfer of an object is, in bytes; a try that begins anew goes back to 0.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, what=["recordings"], on_progress=events.append)
        >>> last = [event for event in events if isinstance(event, Transferring)][-1]
        >>> last.received == last.size
        True
    """

    key: str
    received: int
    size: int | None


class Stored(Portable, Struct, frozen=True):
    """An object is in the store, whole.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, what=["chat"], on_progress=events.append)
        >>> [event.object.what for event in events if isinstance(event, Stored)]
        ['chat']
    """

    object: StoredObject


class Finished(Portable, Struct, frozen=True):
    """A unit has come to its end; a dry run tells it of units that have something pending.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, on_progress=events.append)
        >>> [len(event.outcome.stored) for event in events if isinstance(event, Finished)]
        [5]
    """

    outcome: Outcome


Event: TypeAlias = Walked | Planned | Transferring | Stored | Finished
"""What a run tells of itself, as it goes on."""
OnProgress: TypeAlias = Callable[[Event], object]
"""A plain function, called in the event loop; what it raises ends the run."""
