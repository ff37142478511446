"""A proxy in front of a server: a TCP relay that makes what the server behind it cannot make."""

import asyncio
import contextlib
import os
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeAlias

_NO_LINGER = struct.pack("ii", 1, 0)
_HALF_A_BODY = 20  # bytes: less than any answer's


class FaultyProxy:
    """Treats the first `times` connections (None: all) in the way of `trick`, and the others in the usual way."""

    def __init__(
        self,
        target: int,
        trick: "Trick | None" = None,
        *,
        times: int | None = 0,
        usual: "Trick | None" = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.target = target
        self.struck = 0
        self._trick = trick or relay
        self._usual = usual or relay
        self._times = times
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._busy: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def open(self, at: socket.socket | None = None) -> Self:
        """Listen at a socket that was bound before, or anywhere."""
        place = {"sock": at} if at is not None else {"host": "127.0.0.1", "port": 0}
        self._server = await asyncio.start_server(self._serve, ssl=self._tls, **place)
        return self

    async def __aenter__(self) -> Self:
        return self if self._server is not None else await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is None:
            return
        self._server.close()
        for task in tuple(self._busy):
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    @property
    def port(self) -> int:
        assert self._server is not None
        return self._server.sockets[0].getsockname()[1]

    def hang_up(self) -> None:
        """Close every connection this very moment, without a turn of the loop in which the client could notice."""
        for writer in self._busy.values():
            number = writer.get_extra_info("socket").fileno()
            with socket.socket(fileno=os.dup(number)) as connection:
                connection.shutdown(socket.SHUT_RDWR)
            self.struck += 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy[task] = writer
        strikes = self._times is None or self.struck < self._times
        self.struck += strikes
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await (self._trick if strikes else self._usual)(self, reader, writer)
        finally:
            del self._busy[task]
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()


Trick: TypeAlias = Callable[[FaultyProxy, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]


async def relay(
    proxy: FaultyProxy,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    cut: Callable[[bytes], bytes] = bytes,
) -> None:
    """Carry bytes both ways; of the answers what `cut` leaves of them, without closing."""
    there, back = await asyncio.open_connection("127.0.0.1", proxy.target)
    try:
        await asyncio.gather(_copy(reader, back), _copy(there, writer, cut))
    finally:
        back.close()


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: Callable[[bytes], bytes] = bytes
) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(2**16):
            writer.write(cut(data))
            await writer.drain()
    writer.close()


async def swallow(proxy: FaultyProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let the server act, and pass none of its answer on."""
    await relay(proxy, reader, writer, cut=lambda _: b"")


async def halve(proxy: FaultyProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let the server act, and pass on the headers of its answer and a part of the body."""
    await relay(proxy, reader, writer, cut=_headers_and_half_a_body)


def _headers_and_half_a_body(data: bytes) -> bytes:
    headers, end, body = data.partition(b"\r\n\r\n")
    return headers + end + body[:_HALF_A_BODY] if end else b""


async def stall(_proxy: FaultyProxy, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Say nothing until the other side goes away."""
    await reader.read()


async def close(_proxy: FaultyProxy, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End the connection in order, reading nothing."""
    writer.close()


async def reset(_proxy: FaultyProxy, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End the connection with a reset, reading nothing."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()


async def tunnel(proxy: FaultyProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be a proxy: answer CONNECT, and carry bytes both ways to the one server there is."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await relay(proxy, reader, writer)


async def drop_connect(_proxy: FaultyProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be a proxy that closes the connection when it has read CONNECT."""
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


def refuse_connect(status: int) -> Trick:
    """Be a proxy that answers CONNECT with this status."""

    async def refuse(_proxy: FaultyProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        await writer.drain()

    return refuse
