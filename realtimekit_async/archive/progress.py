"""What is told while the archive runs, in plain values."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from realtimekit_async.models.portable import Portable

from .outcomes import Outcome, StoredObject, Unit


class Walked(Portable, Struct, frozen=True):
    """A further page of sessions has been looked at.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, on_progress=events.append)
        >>> [event.sessions for event in events if isinstance(event, Walked)][-1]
        2
    """

    sessions: int
    """How many there are up to here that lie in the window."""
    total: int | None
    """How many sessions the list announces; None where it announces none."""
    already: int
    """How many units up to here have nothing left to do."""
    pending: int
    """How many files and live sessions up to here the next run asks for again."""
    live: int = 0
    """How many sessions up to here are live; they are among the pending."""
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
    """What is to be done."""


class Transferring(Portable, Struct, frozen=True):
    """How far the transfer of an object is; a try that begins anew goes back to 0.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, what=["recordings"], on_progress=events.append)
        >>> last = [event for event in events if isinstance(event, Transferring)][-1]
        >>> last.received == last.size
        True
    """

    key: str
    """Where the object will lie."""
    received: int
    """Bytes that have arrived of this try."""
    size: int | None
    """Bytes in all; None where the storage host does not announce them."""


class Stored(Portable, Struct, frozen=True):
    """An object is in the store, whole.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, what=["chat"], on_progress=events.append)
        >>> [event.object.what for event in events if isinstance(event, Stored)]
        ['chat']
    """

    object: StoredObject
    """Where it lies, how large it is, and what of."""


class Finished(Portable, Struct, frozen=True):
    """A unit has come to its end; a dry run tells it of units that have something pending.

    Example:
        >>> events = []
        >>> _ = await archive(rtk, folder, on_progress=events.append)
        >>> [len(event.outcome.stored) for event in events if isinstance(event, Finished)]
        [5]
    """

    outcome: Outcome
    """What became of it."""


Event: TypeAlias = Walked | Planned | Transferring | Stored | Finished
"""What a run tells of itself, as it goes on."""
OnProgress: TypeAlias = Callable[[Event], object]
"""A plain function, called in the event loop; what it raises ends the run."""
