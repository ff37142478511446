"""Blocking work on a thread, which is never left alone with a file."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from realtimekit_async.timing import wait_undisturbed

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do some work on a thread, and raise a cancellation only when it has ended: its file is closed next."""
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    cancelled = await wait_undisturbed(task)
    if cancelled is not None:
        task.exception()  # it is known, and of no interest any more
        raise cancelled
    return task.result()
