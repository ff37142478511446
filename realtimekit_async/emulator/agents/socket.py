"""The WebSocket itself: what is written to it, what is read from it, and how it is closed."""

import asyncio
from contextlib import suppress
from typing import Protocol

from aiohttp import WSMsgType, web

from realtimekit_async.emulator.woken import WokenSocket

from .closes import BROKEN, WITHOUT_CODE, Close


class Talk(Protocol):
    """What a WebSocket is there for."""

    def next_frame(self) -> bytes | None:
        """Return the next frame that waits to be sent."""
        ...

    def confirmation(self, *, is_pausing: bool) -> bytes | None:
        """Return the payload of the ping by which the agent confirms what it was sent, if it is time."""
        ...

    def confirmed(self, payload: bytes) -> None:
        """Take note of a pong."""
        ...

    def answer(self, raw: str | bytes) -> bytes | None:
        """Answer a frame of the agent."""
        ...


class Socket(WokenSocket):
    """One WebSocket; `wake`, `close` and `abort` may come from any thread, everything else from its loop."""

    def __init__(self, web_socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        super().__init__(web_socket, transport)
        self._close: Close | None = None

    def close(self, close: Close) -> None:
        """Have it send what is still to be sent, then a close frame."""
        self._close = close
        self.wake()

    async def run(self, talk: Talk) -> int | None:
        """Send and answer until the end; return the code that the agent closed with, None if it was the server."""
        writing = asyncio.create_task(self._write(talk))
        try:
            code = await self._read(talk)
            if self._close is None:
                return code
            await writing
            return None
        finally:
            writing.cancel()

    async def finish(self) -> None:
        """Answer the agent's close frame."""
        await self.web_socket.close(drain=False)

    async def _write(self, talk: Talk) -> None:
        while True:
            await self.wait_for_work()
            try:
                await self._send_waiting(talk)
            except ConnectionError:
                return  # whoever reads learns of it
            if self._close is not None:
                code, reason = self._close
                await self.web_socket.close(code=code, message=reason.encode())
                return

    async def _send_waiting(self, talk: Talk) -> None:
        """Send what waits; what cannot be written any more stays where it is."""
        while self.transport is not None and not self.transport.is_closing():
            frame = talk.next_frame()
            if frame is not None:
                await self.web_socket.send_frame(frame, WSMsgType.TEXT)
            if (payload := talk.confirmation(is_pausing=frame is None)) is not None:
                await self.web_socket.ping(payload)
            if frame is None:
                return

    async def _read(self, talk: Talk) -> int:
        while True:
            message = await self.web_socket.receive()
            match message.type:
                case WSMsgType.TEXT | WSMsgType.BINARY:
                    await self._reply(talk.answer(message.data))
                case WSMsgType.PING:
                    await self._reply(message.data, WSMsgType.PONG)
                case WSMsgType.PONG:
                    talk.confirmed(bytes(message.data))
                case WSMsgType.CLOSE:
                    return int(message.data) or WITHOUT_CODE
                case _:
                    return BROKEN

    async def _reply(self, frame: bytes | None, kind: WSMsgType = WSMsgType.TEXT) -> None:
        if frame is not None:
            with suppress(ConnectionError):  # the next thing to be read says so
                await self.web_socket.send_frame(frame, kind)
