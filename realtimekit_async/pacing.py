"""First come, first served: requests wait here for quota, for an open gate and for a free connection."""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine, Iterable
from math import inf
from typing import Protocol

from .ratelimit import Gate, Quota, Window


class Clock(Protocol):
    """The one seam for time."""

    def now(self) -> float:
        """Give the monotonic time in seconds."""
        ...

    async def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Give the monotonic time in seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)


class Held(Exception):  # noqa: N818 - a signal between two modules, not an error for users
    """The wait would be longer than allowed; `delay` is infinite when only an answer can end it."""

    def __init__(self, delay: float) -> None:
        super().__init__(delay)
        self.delay = delay


class Pacer:
    """One queue in front of a set of quotas, a gate and a number of connections.

    Only the head of the queue watches the clock; the others sleep until it is their turn, so that a gate that
    opens wakes one request and not a crowd. `then` is a second pacer that must let the request pass as well.
    """

    __slots__ = ("_clock", "_connections", "_gate", "_in_flight", "_queue", "_then", "_windows")

    def __init__(
        self,
        clock: Clock,
        quotas: Iterable[Quota],
        *,
        gate: Gate | None = None,
        connections: float = inf,
        then: "Pacer | None" = None,
    ) -> None:
        self._clock = clock
        self._windows = tuple(Window(quota) for quota in quotas)
        self._gate = gate or Gate()
        self._connections = connections
        self._then = then
        self._in_flight = 0
        self._queue: deque[asyncio.Event] = deque()

    def passes(self) -> bool:
        """Take a place if nobody waits and there is one; the only thing an unhindered request does here."""
        if self._queue or self._delay(self._clock.now()) > 0:
            return False
        if self._then is not None and not self._then.passes():
            return False
        self._take()
        return True

    async def wait(self, limit: float | None) -> None:
        """Take a place when it is there, within `limit` seconds, or raise `Held`."""
        until = inf if limit is None else self._clock.now() + limit
        await self._queue_up(until)
        if self._then is not None:
            try:
                await self._then.wait(None if limit is None else max(until - self._clock.now(), 0.0))
            except BaseException:
                self._in_flight -= 1
                for window in self._windows:
                    window.returned()
                self._wake_head()
                raise

    def leave(self, now: float) -> None:
        """Give the place back after the answer, or after the failure."""
        for window in self._windows:
            window.answered(now)
        self._gate.answered(now)
        self._in_flight -= 1
        self._wake_head()
        if self._then is not None:
            self._then.leave(now)

    def _take(self) -> None:
        self._in_flight += 1
        for window in self._windows:
            window.sent()
        self._gate.sent()

    def _delay(self, now: float, ahead: int = 0) -> float:
        if self._in_flight >= self._connections:
            return inf
        delay = self._gate.delay(now)
        for window in self._windows:
            if (wait := window.delay(now, ahead)) > delay:
                delay = wait
        return delay

    async def _queue_up(self, until: float) -> None:
        self._refuse_hopeless(until, ahead=len(self._queue))
        turn = asyncio.Event()
        self._queue.append(turn)
        try:
            while (delay := self._delay_at_the_head(turn)) > 0:
                self._refuse_hopeless(until, ahead=self._queue.index(turn))
                await self._pause(turn, min(delay, until - self._clock.now()))
            self._take()
        finally:
            self._queue.remove(turn)
            self._wake_head()

    def _delay_at_the_head(self, turn: asyncio.Event) -> float:
        return self._delay(self._clock.now()) if self._queue[0] is turn else inf

    def _refuse_hopeless(self, until: float, ahead: int) -> None:
        now = self._clock.now()
        delay = self._delay(now, ahead)
        if now >= until or (delay < inf and now + delay > until):
            raise Held(delay)

    async def _pause(self, turn: asyncio.Event, seconds: float) -> None:
        if seconds == inf:
            await turn.wait()
        else:
            await _first_of(turn.wait(), self._clock.sleep(seconds))
        turn.clear()

    def _wake_head(self) -> None:
        if self._queue:
            self._queue[0].set()


async def _first_of(*waits: Coroutine[None, None, object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
