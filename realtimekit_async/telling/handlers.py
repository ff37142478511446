"""Functions that are called with events, one after the other."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeAlias, TypeVar, cast

from realtimekit_async._lazy import public_name
from realtimekit_async.checks import nearest
from realtimekit_async.log import logger

from .events import Event, Teller
from .queue import EventQueue

E = TypeVar("E", bound=Event)
Handler: TypeAlias = Callable[[E], object | Awaitable[object]]

_MOST_KEPT = 100


class Handlers:
    """Calls the handlers of each event in the order in which they were registered, one event after the other.

    One that fails is told to the log at once and kept, also with what is no Exception, as `pytest.fail` raises it;
    the others, and later events, go on.
    """

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._of: dict[type[Event], list[Handler[Any]]] = {}
        self.failures: list[BaseException] = []

    def __bool__(self) -> bool:
        return bool(self._of)

    def add(self, kinds: tuple[type[E], ...], handler: Handler[E]) -> None:
        """Register a handler for events of these types."""
        for kind in kinds:
            self._of.setdefault(kind, []).append(handler)

    async def serve(self, queue: EventQueue[E]) -> None:
        """Call the handlers of every event of a queue, to its end."""
        while (event := await queue.take()) is not None:
            for kind in (type(event), self._teller.event):
                for handler in tuple(self._of.get(kind, ())):
                    await self._call(handler, event)

    async def _call(self, handler: Handler[Any], event: Event) -> None:
        try:
            outcome = handler(event)
            if isawaitable(outcome):
                await outcome
        except asyncio.CancelledError as cancelled:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            failure = RuntimeError(f"a handler of {type(event).__name__} awaited what was cancelled")
            failure.__cause__ = cancelled
            self._keep(failure, event)
        except self._teller.after_the_end:
            logger.debug("a handler of %s came too late: the %s is over", type(event).__name__, self._teller.noun)
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise  # they end the loop, or come of its end
        except BaseException as error:  # noqa: BLE001 - a stranger's function, and told to the log and at the end
            self._keep(error, event)

    def _keep(self, failure: BaseException, event: Event) -> None:
        logger.error("a handler of %s failed", type(event).__name__, exc_info=failure)
        if len(self.failures) < _MOST_KEPT:
            self.failures.append(failure)


def checked_handler(handler: Handler[E], teller: Teller) -> Handler[E]:
    """Return a handler; raises TypeError for what cannot be called."""
    if not callable(handler):
        raise TypeError(f"{teller.noun}.on(…) decorates a function, sync or async, that takes the event")
    return handler


def check_kinds(kinds: tuple[object, ...], teller: Teller) -> None:
    """Raise TypeError for anything but types of the events that are told."""
    if not kinds:
        raise TypeError("types of events are wanted, such as ParticipantJoined; Event stands for all")
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(cast("type[object]", kind), teller.event)):
            raise TypeError(f"types of events are wanted; {_what_it_is(kind, teller)}; Event stands for all")


def _what_it_is(kind: object, teller: Teller) -> str:
    """Say what is no type of event here; two types of one name are told apart by their modules."""
    if isinstance(kind, str) and (near := nearest(kind, map(_name_of, teller.event.__subclasses__()))):
        return f"{kind!r} is none, did you mean {near}?"
    if not isinstance(kind, type):
        return f"{kind!r} is none, take one such as ParticipantJoined"
    package = str(public_name(teller.event)).rpartition(".")[0]
    own = f"{package}.{kind.__name__}"
    if kind.__name__ in dir(sys.modules[package]):
        return f"{public_name(kind)} is not {own}"
    return f"{kind.__qualname__} is none of {package}"


def _name_of(kind: type) -> str:
    return kind.__name__
