"""What is told while the archive runs, in plain values."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from realtimekit_async._lazy import Public

from .outcomes import Outcome, StoredObject, Unit


class Walked(Public, Struct, frozen=True):
    """A further page of sessions has been looked at; `total` is how many the list announces, if it does."""

    sessions: int
    total: int | None
    already: int
    pending: int


class Planned(Public, Struct, frozen=True):
    """A unit with something to do was found."""

    unit: Unit


class Transferring(Public, Struct, frozen=True):
    """How far the transfer of an object is, in bytes; a try that begins anew goes back to 0."""

    key: str
    received: int
    size: int | None


class Stored(Public, Struct, frozen=True):
    """An object is in the store, whole."""

    object: StoredObject


class Finished(Public, Struct, frozen=True):
    """A unit has come to its end."""

    outcome: Outcome


Event: TypeAlias = Walked | Planned | Transferring | Stored | Finished
OnProgress: TypeAlias = Callable[[Event], object]
"""A plain function, called in the event loop; what it raises ends the run."""
