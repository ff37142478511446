"""Blocking work on a thread, which is never left alone with a file."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do some work on a thread, and raise a cancellation only when it has ended: its file is closed next."""
    from anyio import CancelScope  # noqa: PLC0415 - 12 ms at its first use

    cancelled: asyncio.CancelledError | None = None
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    # A web framework's scope cancels at every await until it is left; `task.cancel()` is not kept off by a shield.
    with CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as error:
                cancelled = error
    if cancelled is not None:
        task.exception()  # it is known, and of no interest any more
        raise cancelled
    return task.result()
