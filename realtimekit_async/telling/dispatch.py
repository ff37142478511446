"""Events on their way to those who want them: one iterator, handlers, and whoever waits for a certain one."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from msgspec import Struct

from realtimekit_async.errors import WaitTimeout
from realtimekit_async.timing import cancel_and_wait, forget

from .events import Event, Teller
from .handlers import Handler, Handlers
from .queue import EventQueue, WhenFull

E = TypeVar("E", bound=Event)
K = TypeVar("K", bound=Event)


def not_in_time(kind: type[Event], seconds: float) -> WaitTimeout:
    """Return the error of an event that did not come; who began to wait too late shall see it."""
    text = f"no {kind.__name__} came within {seconds:g} s; what came before does not count"
    return WaitTimeout(text, seconds=seconds)


class _Expected(Struct, eq=False):
    """Somebody who waits for an event."""

    kind: type[Event]
    where: Callable[[Any], bool] | None
    arrival: "asyncio.Future[Any]"


class Dispatcher(Generic[E]):
    """Hands each event to the iterator, to the handlers and to whoever waits for it."""

    def __init__(self, teller: Teller, size: int, when_full: WhenFull) -> None:
        self._teller = teller
        self.iterated: EventQueue[E] = EventQueue(size, when_full, teller.noun)
        self._handled: EventQueue[E] = EventQueue(size, when_full, teller.noun)
        self._handlers = Handlers(teller)
        self._handling: asyncio.Task[None] | None = None
        self._expected: list[_Expected] = []
        self._error: Exception | None = None
        self._error_is_told = False
        self._is_open = False
        self._is_finished = False

    @property
    def dropped(self) -> int:
        """How many events were dropped."""
        return self.iterated.dropped + self._handled.dropped

    def open(self) -> None:
        """Begin to deliver."""
        self._is_open = True
        self._start_handling()

    def bound(self) -> None:
        """Hold no more than the queues' size from now on: somebody can take."""
        self.iterated.bound()
        self._handled.bound()

    def handle(self, kinds: tuple[type[K], ...], handler: Handler[K]) -> None:
        """Register a handler."""
        self._handlers.add(kinds, handler)
        self._start_handling()

    def dispatch(self, event: E) -> bool:
        """Deliver an event; return whether the next one has to wait for `wait_for_room()`."""
        is_full = self.iterated.put(event)
        if self._handling is not None:
            is_full = self._handled.put(event) or is_full
        if self._expected:
            self._notify(event)
        return is_full

    async def wait_for_room(self) -> None:
        """Return when there is room for more."""
        await self.iterated.wait_for_room()
        await self._handled.wait_for_room()

    async def wait_until_idle(self) -> None:
        """Return when everything delivered has been dealt with."""
        await self.iterated.wait_until_idle()
        await self._handled.wait_until_idle()

    async def next(self) -> E:
        """Return the next event for the iterator; after the last the end, or the error that was the end.

        What is there already lies in `iterated.ready`, too.
        """
        if self._is_finished or not self._is_open:
            raise self._over("give events")
        event = await self.iterated.take()
        if event is None:
            self.raise_error()
            raise StopAsyncIteration
        return event

    @contextmanager
    def expecting(
        self, kind: type[K], where: Callable[[K], bool] | None
    ) -> "Generator[asyncio.Future[K], None, None]":
        """Have a future hold the next event of a type; raises the error that says why if none will come."""
        if not self._is_open or self.iterated.is_closed:
            self.raise_error()
            raise self._over(f"receive a {kind.__name__}")
        expected = _Expected(kind, where, asyncio.get_running_loop().create_future())
        self._expected.append(expected)
        try:
            yield expected.arrival
        finally:
            self._expected.remove(expected)
            forget(expected.arrival)

    def close(self, error: Exception | None) -> None:
        """Deliver nothing more: what is there can still be taken, those who wait learn that it is over."""
        self._error = error
        self.iterated.close()
        self._handled.close()
        for expected in self._expected:
            if not expected.arrival.done():
                self._error_is_told = self._error_is_told or error is not None
                expected.arrival.set_exception(error or self._missed(expected.kind))

    async def finish(self, error: BaseException | None) -> None:
        """Let the handlers end, or end them if an error is on its way; raise what nobody has been told."""
        self._is_finished = True
        self.iterated.clear()
        if self._handling is not None:
            try:
                if error is None:  # not awaited itself: a handler may have cancelled its own task
                    await asyncio.wait((self._handling,))
            finally:
                await cancel_and_wait(self._handling)
        if error is None and not self._error_is_told:
            self.raise_error()
        failures = self._handlers.failures
        if failures and error is None:
            raise BaseExceptionGroup(f"handlers of the {self._teller.noun} failed", failures)
        if failures and error is not None:
            error.add_note(f"handlers of the {self._teller.noun} failed, too: {len(failures)}, see the log")

    def raise_error(self) -> None:
        """Raise the error that was the end, if there was one."""
        if self._error is not None:
            self._error_is_told = True
            raise self._error

    def _start_handling(self) -> None:
        if self._handlers and self._is_open and self._handling is None:
            self.iterated.is_optional = True
            self._handling = asyncio.create_task(self._handlers.serve(self._handled))

    def _notify(self, event: E) -> None:
        for expected in self._expected:
            if not isinstance(event, expected.kind) or expected.arrival.done():
                continue
            try:
                if expected.where is None or expected.where(event):
                    expected.arrival.set_result(event)
            except Exception as error:  # noqa: BLE001 - of a caller's own function, and told to that caller
                expected.arrival.set_exception(error)

    def _missed(self, kind: type[Event]) -> Exception:
        teller = self._teller
        return teller.over(f"the {teller.noun} {teller.is_over} before a {kind.__name__} came")

    def _over(self, what: str) -> Exception:
        teller = self._teller
        this = f"this {teller.noun}"
        if not self._is_open:
            return teller.not_open(f"{this} {teller.is_not_open} and cannot {what}: use it as `async with`")
        return teller.over(f"{this} {teller.is_over} and cannot {what}; create another one")
