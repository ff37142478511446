"""Waiting for a task to its end, whoever cancels the one who waits."""

import asyncio
from typing import Any


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
