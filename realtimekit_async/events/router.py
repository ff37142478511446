"""Who handles which event."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from inspect import isawaitable
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar, overload
from weakref import finalize

from realtimekit_async.checks import EnteredAsync, check_count, check_seconds
from realtimekit_async.log import logger

from .errors import DeliveryDeferred, HandlerFailed
from .payloads import KINDS, Event, Unknown
from .receiver import Delivery, keep

E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)
H = TypeVar("H", bound=Event)
Handler: TypeAlias = Callable[[E], Awaitable[None] | None]
"""What handles an event of one type: a function, plain or async."""

_TYPES = frozenset({*KINDS.values(), Unknown})
_CANCELLING_SECONDS = 1.0


class Router(EnteredAsync):
    """Calls the handlers of an event, up to `limit` deliveries at a time; more are deferred (503).

    By default a delivery is answered when it has been accepted, and its handlers run in the background, for
    RealtimeKit wants a quick 2xx; a handler that fails is told to the log alone. With `wait=True` it is answered
    when its handlers have ended, and one that raises has it come again, for all of them. The handlers of one event
    run at the same time. A plain function runs in the event loop and must not block.

    `aclose()`, or the end of the last `async with router:`, accepts no more, gives what is running in this event
    loop `drain_seconds` to end, and cancels and names what is left; entering it opens it again. A loop that ends
    without it takes the handlers in the background along: the log names their deliveries, which have then not
    been seen. Where each request has a loop of its own (AWS Lambda, `asyncio.run`), say `wait=True`.

    Example:
        >>> router = Router(wait=True)
        >>> @router.on(MeetingStarted, MeetingEnded)
        ... async def note(event: MeetingStarted | MeetingEnded) -> None:
        ...     print(event.event, event.meeting.title)
        >>> event = parse(b'{"event": "meeting.started", "meeting": {"title": "Standup"}}')
        >>> await router.dispatch(Delivery(event, webhook_id="w1", delivery_id="d1"))
        meeting.started Standup
    """

    def __init__(self, *, wait: bool = False, limit: int = 100, drain_seconds: float = 10.0) -> None:
        check_count("limit", limit)
        check_seconds("drain_seconds", drain_seconds, above_zero=False)
        self._wait = wait
        self._limit = limit
        self._drain_seconds = drain_seconds
        self._handlers: dict[type[object], list[Handler[Any]]] = {}
        self._otherwise: list[Handler[Any]] = []
        self._running: dict[asyncio.Task[None], Delivery] = {}
        self._loops: set[asyncio.AbstractEventLoop] = set()
        self._closed = False
        self._entered = 0
        finalize(self, _name_abandoned, self._running)

    @overload
    def on(self, kind: type[E], /) -> Callable[[Handler[E]], Handler[E]]: ...
    @overload
    def on(self, kind: type[E], second: type[F], /) -> Callable[[Handler[E | F]], Handler[E | F]]: ...
    @overload
    def on(
        self, kind: type[E], second: type[F], third: type[G], /
    ) -> Callable[[Handler[E | F | G]], Handler[E | F | G]]: ...
    @overload
    def on(
        self, kind: type[E], second: type[F], third: type[G], fourth: type[H], /
    ) -> Callable[[Handler[E | F | G | H]], Handler[E | F | G | H]]: ...
    @overload
    def on(self, *kinds: type[Event]) -> Callable[[Handler[Any]], Handler[Any]]: ...
    def on(self, *kinds: type[Any]) -> Callable[[Handler[Any]], Handler[Any]]:
        """Register a handler, sync or async, for events of these types."""
        if not kinds:
            raise TypeError("router.on() takes an event type such as ParticipantJoined; router.otherwise the rest")
        for kind in kinds:
            _check_kind(kind)

        def register(handler: Handler[Any]) -> Handler[Any]:
            for kind in kinds:
                self._handlers.setdefault(kind, []).append(_checked(handler))
            return handler

        return register

    def otherwise(self, handler: Handler[Event]) -> Handler[Event]:
        """Register a handler for all events that no other handler is registered for."""
        self._otherwise.append(_checked(handler))
        return handler

    async def dispatch(self, delivery: Delivery) -> None:
        """Call the handlers of a delivery, in the background or waiting for them.

        Raises DeliveryDeferred when `limit` deliveries are being worked on or the router is closed, and
        HandlerFailed when a handler that was waited for has raised.
        """
        handlers = self._handlers.get(type(delivery.event)) or self._otherwise
        loop = asyncio.get_running_loop()
        if self._loops != {loop}:
            _name_abandoned(self._running)
            self._loops = {loop, *(task.get_loop() for task in tuple(self._running))}
        if self._closed:
            raise DeliveryDeferred("the router is closed: the server is shutting down")
        if len(self._running) >= self._limit:
            raise DeliveryDeferred(f"{self._limit} deliveries are being worked on already")
        if not handlers:
            return
        called = tuple(handlers)
        work = _handle(delivery, called) if self._wait else _handle_held(keep(delivery), delivery, called)
        task = loop.create_task(work)
        self._running[task] = delivery
        task.add_done_callback(self._done)
        if self._wait:
            await _end_of(task)
        else:
            await asyncio.sleep(0)  # what has not begun when its loop ends is never told so

    def _done(self, task: "asyncio.Task[None]") -> None:
        delivery = self._running.pop(task, None)
        if not task.cancelled():
            task.exception()  # it has been logged
        elif delivery is not None and not self._wait:
            _name_lost(delivery)

    async def __aenter__(self) -> Self:
        self._entered += 1
        self._closed = False  # an application that is started again begins anew
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered -= 1
        if self._entered:  # another application goes on with it
            await self._drain(lambda task: task.get_loop() is asyncio.get_running_loop())
        else:
            await self.aclose()

    async def aclose(self) -> tuple[Delivery, ...]:
        """Accept no more, wait for what is running, and return what had to be dropped; the log names it, too."""
        self._closed = True
        return await self._drain(lambda _: True)

    async def _drain(self, ends: Callable[["asyncio.Task[None]"], bool]) -> tuple[Delivery, ...]:
        """Wait for what runs in this loop, then cancel what has not ended of those tasks that are to end."""
        _name_abandoned(self._running)
        loop = asyncio.get_running_loop()
        if own := [task for task in self._running if task.get_loop() is loop]:
            await asyncio.wait(own, timeout=self._drain_seconds)
        left = {task: delivery for task, delivery in tuple(self._running.items()) if ends(task)}
        for task, delivery in left.items():
            self._running.pop(task, None)
            logger.warning("dropped while shutting down: %s", _name(delivery))
            with suppress(RuntimeError):  # a loop that has been closed in this moment
                task.get_loop().call_soon_threadsafe(task.cancel)
        if own := [task for task in left if task.get_loop() is loop]:
            await asyncio.wait(own, timeout=_CANCELLING_SECONDS)
        return tuple(left.values())


def _name_abandoned(running: "dict[asyncio.Task[None], Delivery]") -> None:
    """Name what was being worked on in loops that run no more, and forget it."""
    for task, delivery in tuple(running.items()):
        if not task.get_loop().is_running() and running.pop(task, None) is not None:
            _name_lost(delivery)


def _name_lost(delivery: Delivery) -> None:
    logger.warning(
        "the event loop has ended before the handlers of %s: close the router before, or have it wait "
        "(Router(wait=True)) where each request has a loop of its own",
        _name(delivery),
    )


async def _handle_held(
    hold: AbstractAsyncContextManager[object], delivery: Delivery, handlers: tuple[Handler[Any], ...]
) -> None:
    """Call the handlers in the background; what is cancelled has not been seen, what has failed has."""
    async with hold:
        await _failures(delivery, handlers)  # they have been logged


async def _end_of(task: "asyncio.Task[None]") -> None:
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        task.cancel()
        raise
    if task.cancelled():
        raise DeliveryDeferred("the server is shutting down")
    task.result()


async def _handle(delivery: Delivery, handlers: tuple[Handler[Any], ...]) -> None:
    """Call the handlers; raises HandlerFailed."""
    if failures := await _failures(delivery, handlers):
        failed = f"{len(failures)} of {len(handlers)} handlers failed on {_name(delivery)}"
        raise HandlerFailed(failed) from failures[0]


async def _failures(delivery: Delivery, handlers: tuple[Handler[Any], ...]) -> list[BaseException]:
    """Call the handlers, all of them even if one fails, and return what they raised."""
    if len(handlers) == 1:  # most are alone, and need no more tasks
        failure = await _call(handlers[0], delivery)
        return [] if failure is None else [failure]
    results = await asyncio.gather(*(_call(handler, delivery) for handler in handlers))
    return [failure for failure in results if failure is not None]


async def _call(handler: Handler[Any], delivery: Delivery) -> BaseException | None:
    """Call one handler and return what it raised."""
    try:
        outcome = handler(delivery.event)
        if isawaitable(outcome):
            await outcome
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        failure: BaseException = error  # the handler's own doing
    except Exception as error:  # noqa: BLE001 - a stranger's function; the others are called whatever it raises
        failure = error
    else:
        return None
    logger.error("handler %s failed on %s", _name_of(handler), _name(delivery), exc_info=failure)
    return failure


def _name(delivery: Delivery) -> str:
    return f"{delivery.event.event} (delivery {delivery.delivery_id or 'without id'})"


def _name_of(handler: object) -> str:
    return getattr(handler, "__qualname__", type(handler).__name__)


def _checked(handler: Handler[E]) -> Handler[E]:
    if not callable(handler):
        raise TypeError(f"a handler is a function, sync or async, got {type(handler).__name__}")
    return handler


def _check_kind(kind: object) -> None:
    if isinstance(kind, type) and kind in _TYPES:
        return
    known = KINDS.get(kind) if isinstance(kind, str) else None
    remedy = (
        f"say {known.__name__}" if known else "take one of realtimekit_async.events, such as ParticipantJoined"
    )
    raise TypeError(f"{kind!r} is no event type; {remedy}")
