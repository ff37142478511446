"""An upload that is fed piece by piece, in parts if there is more than one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol, Self

from realtimekit_async.timing import wait_undisturbed

PART = 5 << 20
"""Bytes: the least that S3 allows. It allows 10,000 of them, too: 50 GB an object."""
_GRACE = 30.0
"""Seconds that a transfer has to take back what it has uploaded."""


class _Abandoned(Exception):  # noqa: N818 - a signal to the upload
    """The object is not wanted any more."""


class PutsObjects(Protocol):
    """A store, as far as an upload needs it."""

    async def write(self, key: str, data: bytes, /) -> None:
        """Write a small object, in one request."""
        ...

    async def put(self, key: str, data: AsyncIterator[bytes]) -> None:
        """Upload an object in parts, and take them back when `data` raises."""
        ...

    async def wait(self) -> None:
        """Wait as long as the store is in trouble."""
        ...


class Upload:
    """What takes the bytes of an object, as fast as they are uploaded.

    It is never cancelled: its parts would stay in the store. Instead what feeds it raises, and obstore aborts it.
    """

    def __init__(self, store: PutsObjects, key: str) -> None:
        self._store = store
        self._key = key
        self._held: list[bytes] = []
        self._size = 0
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._abandoned = False
        self._task: asyncio.Task[None] | None = None

    async def write(self, data: bytes, /) -> None:
        """Take some bytes, as fast as they are uploaded."""
        if self._task is not None:
            await self._feed(self._task, data)
            return
        self._held.append(data)
        self._size += len(data)
        if self._size > PART:
            self._task = asyncio.ensure_future(self._store.put(self._key, self))
            self._task.add_done_callback(self._let_go)

    async def complete(self) -> None:
        """Have the object appear."""
        if self._task is None:
            await self._store.write(self._key, b"".join(self._held))
        else:
            await self._feed(self._task, None)
            await asyncio.shield(self._task)

    async def abandon(self) -> None:
        """Take back what has been uploaded, even if one is cancelled meanwhile."""
        if self._task is None:
            return
        self._abandoned = True
        if self._pieces.empty():
            self._pieces.put_nowait(None)
        alarm = asyncio.get_running_loop().call_later(_GRACE, self._task.cancel)
        cancelled = await wait_undisturbed(self._task)
        alarm.cancel()
        if not self._task.cancelled():
            self._task.exception()  # what has gone wrong is on its way already
        if cancelled is not None:
            raise cancelled

    async def _feed(self, task: "asyncio.Task[None]", data: bytes | None) -> None:
        if task.done():
            await task
        await self._pieces.put(data)

    def _let_go(self, _task: "asyncio.Task[None]") -> None:
        """Let the one that waits to feed go on: nobody takes its piece any more."""
        while not self._pieces.empty():
            self._pieces.get_nowait()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        await self._store.wait()
        if self._abandoned:
            raise _Abandoned
        if self._held:
            held, self._held = self._held, []
            return b"".join(held)
        piece = await self._pieces.get()
        if self._abandoned:
            raise _Abandoned
        if piece is None:
            raise StopAsyncIteration
        return piece
