"""Time and waiting: the one clock, the first of several waits, and a clean-up that no cancellation disturbs."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Protocol


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

    now: "staticmethod[[], float]" = staticmethod(time.monotonic)

    async def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)


async def first_of(*waits: Coroutine[None, None, object]) -> None:
    """Wait until one of these has ended, and end the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def ended_undisturbed(task: "asyncio.Task[Any]") -> asyncio.CancelledError | None:
    """Wait for the end of a task, however often one is cancelled, and give the last cancellation that came."""
    from anyio import CancelScope  # noqa: PLC0415 - 12 ms at its first use: not for the request path

    cancelled: asyncio.CancelledError | None = None
    # A web framework's scope cancels at every await until it is left; `task.cancel()` is not kept off by a shield.
    with CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as error:
                cancelled = error
    return cancelled
