import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

T = TypeVar("T")

_ENOUGH_TURNS = 40


class FakeClock:
    """A clock that stands still until somebody moves it; it remembers every sleep that was asked for."""

    def __init__(self, start: float = 1000.0) -> None:
        self._now = start
        self._sleepers: deque[tuple[float, asyncio.Future[None]]] = deque()
        self.sleeps: list[float] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float, /) -> None:
        self.sleeps.append(seconds)
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + seconds, sleeper))
        await sleeper

    @property
    def pending(self) -> int:
        """How many are asleep."""
        return sum(not sleeper.done() for _, sleeper in self._sleepers)

    async def settle(self) -> None:
        """Let everything run that does not wait for time."""
        for _ in range(_ENOUGH_TURNS):
            await asyncio.sleep(0)

    async def advance(self, seconds: float) -> None:
        """Move time forward, waking who sleeps at the moments they asked for."""
        end = self._now + seconds
        await self.settle()
        while (due := self._next_due(end)) is not None:
            self._now = max(self._now, due)
            self._wake()
            await self.settle()
        self._now = end

    async def finish(self, awaitable: Awaitable[T]) -> T:
        """Await something while time flies from one sleep to the next."""
        task = asyncio.ensure_future(awaitable)
        await self.settle()
        while not task.done():
            due = self._next_due(float("inf"))
            if due is not None:
                await self.advance(max(due - self._now, 0.0))
            else:  # real I/O is under way
                await asyncio.wait([task], timeout=0.001)
        return await task

    def _next_due(self, end: float) -> float | None:
        moments = [moment for moment, sleeper in self._sleepers if not sleeper.done() and moment <= end]
        return min(moments, default=None)

    def _wake(self) -> None:
        for _ in range(len(self._sleepers)):
            moment, sleeper = self._sleepers.popleft()
            if sleeper.done():
                continue
            if moment <= self._now:
                sleeper.set_result(None)
            else:
                self._sleepers.append((moment, sleeper))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def new_clock() -> Callable[[], FakeClock]:
    """Make clocks where one test needs many."""
    return FakeClock
