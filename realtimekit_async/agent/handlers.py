"""Functions that are called with events, one after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeAlias, TypeVar

from realtimekit_async.log import logger

from .events import Event
from .queue import EventQueue

E = TypeVar("E", bound=Event)
Handler: TypeAlias = Callable[[E], object | Awaitable[object]]

_MOST_KEPT = 100


class Handlers:
    """Calls the handlers of each event in the order in which they were registered, one event after the other.

    One that fails is told to the log at once and kept; the others, and later events, go on.
    """

    def __init__(self) -> None:
        self._of: dict[type[Event], list[Handler[Any]]] = {}
        self.failures: list[Exception] = []

    def __bool__(self) -> bool:
        return bool(self._of)

    def add(self, kinds: tuple[type[E], ...], handler: Handler[E]) -> None:
        """Register a handler for events of these types."""
        for kind in kinds:
            self._of.setdefault(kind, []).append(handler)

    async def serve(self, stream: EventQueue) -> None:
        """Call the handlers of every event of a stream, to its end."""
        while (event := await stream.take()) is not None:
            for kind in (type(event), Event):
                for handler in tuple(self._of.get(kind, ())):
                    await self._call(handler, event)

    async def _call(self, handler: Handler[Any], event: Event) -> None:
        try:
            outcome = handler(event)
            if isawaitable(outcome):
                await outcome
        except asyncio.CancelledError:
            raise
        except Exception as error:
            logger.exception("a handler of %s failed", type(event).__name__)
            if len(self.failures) < _MOST_KEPT:
                self.failures.append(error)


def checked_handler(handler: Handler[E]) -> Handler[E]:
    """Return a handler; raises TypeError for what cannot be called."""
    if not callable(handler):
        raise TypeError("agent.on(…) decorates a function, sync or async, that takes the event")
    return handler


def checked_kinds(kinds: tuple[type[E], ...]) -> tuple[type[E], ...]:
    """Return event types; raises TypeError for anything else."""
    if not kinds or not all(isinstance(kind, type) and issubclass(kind, Event) for kind in kinds):
        raise TypeError("types of events are wanted, such as ParticipantJoined; Event stands for all")
    return kinds
