"""The WebSocket of a meeting object: what waits to be sent, and what is read."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from itertools import groupby
from typing import NamedTuple

from aiohttp import WSMsgType, web

from realtimekit_async.emulator.woken import WokenSocket

from . import frames

QUEUE_LIMIT = 10_000
BYTES_LIMIT = 128 << 20
"""What waits for somebody who does not read; with more the connection is closed."""
OVERFLOW = 1013
TOO_SLOW = "more than 10,000 events or 128 MiB waited to be read: something blocks the reader's event loop"
"""Why, in the 123 bytes that a close frame has for it."""
WRITING_SECONDS = 5.0


class Kind(Enum):
    """What waits: an event for the next batch, or a frame of its own."""

    EVENT = auto()
    TEXT = auto()
    BINARY = auto()


class Item(NamedTuple):
    """One thing that waits to be sent."""

    kind: Kind
    data: bytes


class Socket(WokenSocket):
    """One WebSocket; `put`, `close`, `hang`, `abort` may come from any thread, everything else from its loop."""

    def __init__(self, web_socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        super().__init__(web_socket, transport)
        self._waiting: deque[Item] = deque()
        self._waiting_bytes = 0
        self._close_code: int | None = None
        self._reason = ""
        self._is_hung = False

    def put(self, kind: Kind, data: bytes) -> None:
        """Have something sent; many in a row cost one waking."""
        self._waiting_bytes += len(data)
        if len(self._waiting) >= QUEUE_LIMIT or self._waiting_bytes > BYTES_LIMIT:
            self.close(OVERFLOW, TOO_SLOW)
            return
        self._waiting.append(Item(kind, data))
        self.wake()

    def close(self, code: int, reason: str = "") -> None:
        """Have it send what is still to be sent, then a close frame."""
        if self._close_code is None:
            self._reason, self._close_code = reason, code  # the loop reads both once there is a code
        self.wake()

    def hang(self) -> None:
        """Read and write nothing any more, and stay open: as a page in an endless loop."""
        self._is_hung = True

    async def run(self, take: Callable[[str | bytes], None]) -> None:
        """Send what waits and hand on what arrives, until the end."""
        writing = asyncio.create_task(self._write())
        try:
            async for message in self.web_socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY) and not self._is_hung:
                    take(message.data)
        finally:
            await self._stop(writing)

    async def _stop(self, writing: asyncio.Task[None]) -> None:
        if self._close_code is not None and not self._is_hung:
            await asyncio.wait([writing], timeout=WRITING_SECONDS)
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing

    async def _write(self) -> None:
        with suppress(ConnectionError):  # whoever reads learns of it
            while self._close_code is None:
                await self.wait_for_work()
                if not self._is_hung:
                    await self._send_waiting()
            await self.web_socket.close(code=self._close_code, message=self._reason.encode())

    async def _send_waiting(self) -> None:
        waiting, self._waiting, self._waiting_bytes = self._waiting, deque(), 0
        for kind, items in groupby(waiting, lambda item: item.kind):
            if kind is Kind.EVENT:
                await self.web_socket.send_frame(frames.batch(item.data for item in items), WSMsgType.TEXT)
                continue
            for item in items:
                await self.web_socket.send_frame(
                    item.data, WSMsgType.TEXT if kind is Kind.TEXT else WSMsgType.BINARY
                )
