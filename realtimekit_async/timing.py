"""Time and waiting: the one clock, pauses that grow, and waits that end what they have begun."""

import asyncio
import time
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol, TypeVar

from .errors import WaitTimeout

T = TypeVar("T")

_MOST_STEPS = 1000  # 2.0 ** 1024 is an OverflowError


class Clock(Protocol):
    """The one seam for time."""

    def now(self) -> float:
        """Return the monotonic time in seconds."""
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


def backoff(failures: int, *, initial: float, ceiling: float, growth: float = 2.0) -> float:
    """Return the pause in seconds after so many earlier failures: `initial` after none, then growing to `ceiling`.

    Whoever shares a server with others multiplies it by a random number, so that they do not come back at once.
    """
    return min(ceiling, initial * growth ** min(failures, _MOST_STEPS))


async def first_of(*waits: Coroutine[None, None, object]) -> None:
    """Wait until one of these has ended, and end the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel_and_wait(*tasks)


async def arrives_within(clock: Clock, seconds: float, awaited: Awaitable[object]) -> bool:
    """Wait so many seconds for something to end, return whether it did, and cancel it if not."""
    waits = [asyncio.ensure_future(awaited), asyncio.ensure_future(clock.sleep(seconds))]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        return waits[0].done()
    finally:
        await cancel_and_wait(*waits)


async def cancel_and_wait(*tasks: "asyncio.Future[Any] | None") -> None:
    """Cancel tasks and wait until they have ended, whatever they end with."""
    given = [task for task in tasks if task is not None]
    for task in given:
        task.cancel()
    await asyncio.gather(*given, return_exceptions=True)


def forget(future: "asyncio.Future[Any]") -> None:
    """Wait for a future no longer; the log is not told of an error that nobody was there to take."""
    if not future.cancel() and not future.cancelled():
        future.exception()


async def wait_undisturbed(future: "asyncio.Future[Any]") -> asyncio.CancelledError | None:
    """Wait until something has ended, however often the wait is cancelled; return the last cancellation."""
    from anyio import CancelScope  # noqa: PLC0415 - 12 ms at its first use: not for the request path

    cancelled: asyncio.CancelledError | None = None
    # A web framework's scope cancels at every await until it is left; `task.cancel()` is not kept off by a shield.
    with CancelScope(shield=True):
        while not future.done():
            try:
                await asyncio.wait([future])
            except asyncio.CancelledError as error:
                cancelled = error
    return cancelled


async def carry_through(
    work: Coroutine[Any, Any, T], seconds: float, *, patient: bool = False, late: str = "it was not finished"
) -> T:
    """Finish some work even if the caller is cancelled meanwhile, then raise that cancellation.

    The work has so many seconds, if `patient` only from the first cancellation on. Raises WaitTimeout, whose text
    `late` begins, where that was too little. A cancellation has the failure of the work as its cause, if any.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    if patient:
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    alarm = asyncio.get_running_loop().call_later(seconds, task.cancel)
    cancelled = await wait_undisturbed(task) or cancelled
    alarm.cancel()
    too_late = WaitTimeout(f"{late} within {seconds:g} s", seconds=seconds)
    failure = too_late if task.cancelled() else task.exception()
    if cancelled is not None:
        raise cancelled from failure
    if failure is not None:
        raise failure
    return task.result()
