"""What the tests of the helpers share: an emulator, a client that tries again at once, and time that flies."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from realtimekit_async import RealtimeKit, Retry
from realtimekit_async.emulator import Emulator

from ..doubles.clocks import FlyingClock

AT_ONCE = Retry(initial=0.0, ceiling=0.0)


class Scene:
    """An emulator, a client of it, and what has been asked for since the scene began."""

    def __init__(self, emulator: Emulator, rtk: RealtimeKit, clock: FlyingClock) -> None:
        self.emulator = emulator
        self.rtk = rtk
        self.clock = clock
        self.begin()

    def begin(self) -> None:
        """Forget the requests so far."""
        self._before = len(self.emulator.requests)

    @property
    def sent(self) -> list[str]:
        """The requests, as METHOD and the documentation's path below the app."""
        return [
            f"{request.method} {(request.route or request.path).removeprefix('/{app_id}')}"
            for request in self.emulator.requests[self._before :]
        ]

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition has become true."""
        async with asyncio.timeout(30):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in the emulator
                await asyncio.sleep(0)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with Emulator() as emulator, RealtimeKit(**emulator.credentials, retry=AT_ONCE) as rtk:
        yield Scene(emulator, rtk, FlyingClock())
        emulator.faults.clear()
    assert emulator.errors == []


@pytest.fixture(scope="session")
def flying_clock() -> type[FlyingClock]:
    """Return the class of clocks on which time flies."""
    return FlyingClock


@pytest.fixture(scope="session")
def scenario() -> Callable[[Callable[[Scene], object]], None]:
    """Play one example of a property in a scene of its own."""

    async def played(example: Callable[[Scene], object]) -> None:
        async with Emulator() as emulator, RealtimeKit(**emulator.credentials, retry=AT_ONCE) as rtk:
            await example(Scene(emulator, rtk, FlyingClock()))  # type: ignore[misc] - a coroutine function

    return lambda example: asyncio.run(played(example))


@pytest.fixture(scope="session")
def ended() -> Callable[[asyncio.Task[object]], object]:
    """Await the end of a task that was cancelled."""

    async def end(task: asyncio.Task[object]) -> None:
        with suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()

    return end
