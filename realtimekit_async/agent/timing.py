"""Waiting on a clock that tests can move."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any

from realtimekit_async.timing import Clock, wait_undisturbed


async def came_in_time(clock: Clock, seconds: float, awaited: Awaitable[object]) -> bool:
    """Wait for something for so many seconds, tell whether it came, and cancel it if not."""
    waits = [asyncio.ensure_future(awaited), asyncio.ensure_future(clock.sleep(seconds))]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        return waits[0].done()
    finally:
        await ended(*waits)


async def ended(*tasks: "asyncio.Future[Any] | None") -> None:
    """Cancel tasks and wait until they have ended, whatever they end with."""
    given = [task for task in tasks if task is not None]
    for task in given:
        task.cancel()
    await asyncio.gather(*given, return_exceptions=True)


async def carried_through(work: Coroutine[Any, Any, None], seconds: float) -> None:
    """Do some work within so many seconds even if the task is cancelled meanwhile; then raise the cancellation.

    A web framework's cancel scope cancels at every await, which a shield keeps off; `task.cancel()` it does not.
    """
    task = asyncio.ensure_future(work)
    alarm = asyncio.get_running_loop().call_later(seconds, task.cancel)
    cancelled = await wait_undisturbed(task)
    alarm.cancel()
    if cancelled is not None:
        raise cancelled
    if not task.cancelled():
        task.result()
