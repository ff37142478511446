"""Blocking work on a thread, which is never left alone with a file."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from realtimekit_async.timing import wait_undisturbed

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do some work on a thread, and raise a cancellation only when it has ended: its file is closed next."""
    # A task, which `asyncio.to_thread` needs to be waited for, would make a visit to a thread dearer by half.
    future = asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **kwargs))
    try:
        await asyncio.wait([future])
    except asyncio.CancelledError:
        await wait_undisturbed(future)
        future.exception()  # it is known, and of no interest any more
        raise
    return future.result()
