"""Clocks of the client that tests give it: one flies, one stands still, one is the loop's."""

import asyncio
import heapq
import inspect
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TypeVar

T = TypeVar("T")

_ENOUGH_TURNS = 40


class FlyingClock:
    """A clock on which every sleep is over at once; `asleep` is called, and awaited, while somebody sleeps.

    `stops=True` makes a clock on which no sleep ever ends.
    """

    def __init__(self, *, stops: bool = False) -> None:
        self.time = 1000.0
        self.sleeps: list[float] = []
        self.asleep: Callable[[], object] = lambda: None
        self._stops = stops

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float, /) -> None:
        self.sleeps.append(seconds)
        if self._stops:
            await asyncio.get_running_loop().create_future()
        self.time += seconds
        if seconds and inspect.isawaitable(happening := self.asleep()):
            await happening
        await asyncio.sleep(0)


class StillClock:
    """A clock that stands still until somebody moves it; it remembers every sleep that was asked for."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._numbers = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self.sleeps: list[float] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float, /) -> None:
        self.sleeps.append(seconds)
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._numbers), sleeper))
        await sleeper

    @property
    def pending(self) -> int:
        """How many are asleep."""
        return sum(not sleeper.done() for _, _, sleeper in self._sleepers)

    def move(self, seconds: float) -> None:
        """Move time forward in one step, and wake whose time has come."""
        self._now += seconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                sleeper.set_result(None)

    async def settle(self) -> None:
        """Let everything run that does not wait for time."""
        for _ in range(_ENOUGH_TURNS):
            await asyncio.sleep(0)

    async def advance(self, seconds: float) -> None:
        """Move time forward, waking who sleeps at the moments they asked for."""
        end = self._now + seconds
        await self.settle()
        while (due := self._next_due()) is not None and due <= end:
            self.move(due - self._now)
            await self.settle()
        self._now = end

    async def finish(self, awaitable: Awaitable[T]) -> T:
        """Await something while time flies from one sleep to the next."""
        task = asyncio.ensure_future(awaitable)
        await self.settle()
        while not task.done():
            due = self._next_due()
            if due is not None:
                await self.advance(due - self._now)
            else:  # real I/O is under way
                await asyncio.wait([task], timeout=0.001)
        return await task

    def _next_due(self) -> float | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None


class LoopClock:
    """The time of the loop, where that is not the machine's."""

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float, /) -> None:
        await asyncio.sleep(seconds)
