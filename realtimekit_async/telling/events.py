"""What everything that is told has in common."""

from collections.abc import Callable

from msgspec import Struct

from realtimekit_async.models.common import Answer


class Event(Answer):
    """The base of everything that is told; each teller has one of its own below it."""


class Teller(Struct, frozen=True):
    """Who tells of events, and how it says that it does so no longer.

    Attributes:
        noun: What it is called, "agent" for instance.
        event: The base of the events that it tells of.
        over: Makes the error of asking for something once it is over.
        not_open: Makes the error of asking for something before it has begun.
        is_over: What it does no longer, in words.
        is_not_open: What it has not done yet, in words.
        after_the_end: What handlers may raise without having failed, for it says that all is over.
    """

    noun: str
    event: type[Event]
    over: Callable[[str], Exception]
    not_open: Callable[[str], Exception]
    is_over: str = "has left"
    is_not_open: str = "has not joined"
    after_the_end: tuple[type[Exception], ...] = ()
