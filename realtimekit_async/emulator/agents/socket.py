"""The WebSocket itself: what is written to it, what is read from it, and how it is closed."""

import asyncio
from collections.abc import Callable
from typing import TypeAlias

from aiohttp import WSMsgType, web

from .closes import BROKEN, Close

NextFrame: TypeAlias = "Callable[[Socket], bytes | None]"
Answer: TypeAlias = Callable[[str | bytes], bytes | None]


class Socket:
    """One WebSocket; `wake`, `close` and `abort` may come from any thread, everything else from its loop."""

    def __init__(self, web_socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self._web_socket = web_socket
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._work = asyncio.Event()
        self._is_woken = False
        self._close: Close | None = None

    def wake(self) -> None:
        """Have it look for what is to be sent; many calls in a row cost as much as one."""
        if not self._is_woken:
            self._is_woken = True
            self._loop.call_soon_threadsafe(self._work.set)

    def close(self, close: Close) -> None:
        """Have it send what is still to be sent, then a close frame."""
        self._close = close
        self.wake()

    def abort(self) -> None:
        """Break the connection, without a close frame."""
        if self._transport is not None:
            self._loop.call_soon_threadsafe(self._transport.abort)

    async def run(self, next_frame: NextFrame, answer: Answer) -> int | None:
        """Send and answer until the end; return the code that the agent closed with, None if it was the server."""
        writing = asyncio.create_task(self._write(next_frame))
        try:
            code = await self._read(answer)
            if self._close is None:
                return code
            await writing
            return None
        finally:
            writing.cancel()

    async def _write(self, next_frame: NextFrame) -> None:
        while True:
            await self._work.wait()
            self._is_woken = False
            self._work.clear()
            try:
                await self._send_waiting(next_frame)
            except ConnectionError:
                return  # whoever reads learns of it
            if self._close is not None:
                code, reason = self._close
                await self._web_socket.close(code=code, message=reason.encode())
                return

    async def _send_waiting(self, next_frame: NextFrame) -> None:
        """Send what waits; what cannot be written any more stays where it is."""
        while self._transport is not None and not self._transport.is_closing():
            frame = next_frame(self)
            if frame is None:
                return
            await self._web_socket.send_frame(frame, WSMsgType.TEXT)

    async def _read(self, answer: Answer) -> int:
        while True:
            message = await self._web_socket.receive()
            if message.type is WSMsgType.CLOSE:
                return int(message.data)
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return BROKEN
            reply = answer(message.data)
            if reply is not None:
                await self._reply(reply)

    async def _reply(self, frame: bytes) -> None:
        try:
            await self._web_socket.send_frame(frame, WSMsgType.TEXT)
        except ConnectionError:
            return  # the next thing to be read says so
