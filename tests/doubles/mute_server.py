"""A server that takes every connection, reads what comes, and never answers."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from realtimekit_async.timing import cancel_and_wait


class MuteServer:
    """Listens on `port` inside an `async with` block; `arrived` is set as soon as somebody has connected."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.port = 0
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await cancel_and_wait(*self._open)

    @property
    def url(self) -> str:
        """Where it is, as an address of the web."""
        return f"http://127.0.0.1:{self.port}/"

    async def until_left(self) -> None:
        """Return when everybody who has connected has gone away."""
        while self._open:
            await asyncio.wait(self._open)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.arrived.set()
        try:
            with suppress(ConnectionError):
                await reader.read()
        finally:
            writer.close()
            self._open.discard(task)
