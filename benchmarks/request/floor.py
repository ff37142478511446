"""A raw-socket client: the floor. No timeout, no error, no redirect, no retry: nothing one could use."""

import asyncio
import ssl
import zlib
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

import msgspec

from .answers import GET, MEETINGS
from .calls import HEADERS, Caller, Many, One


class Connection(asyncio.Protocol):
    """One connection with one request at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)
        self._received = bytearray()

    async def fetch(self, request: bytes) -> bytes:
        """Send a request and give the body of its answer."""
        self._received.clear()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        """Wait until all is there."""
        self._received += data
        if (body := whole_body(self._received)) is not None:
            self._answer.set_result(body)

    def close(self) -> None:
        """Close the socket."""
        self._transport.close()


def whole_body(received: bytearray) -> bytes | None:
    """Return the body once it is whole: of a known length, or one compressed chunk."""
    end = received.find(b"\r\n\r\n") + 4
    if (found := received.find(b"Content-Length: ", 0, end)) >= 0:
        length = int(received[found + 16 : received.index(b"\r", found)])
        return bytes(received[end:]) if len(received) - end == length else None
    if not received.endswith(b"\r\n0\r\n\r\n"):
        return None
    return zlib.decompress(received[received.index(b"\r\n", end) + 2 : -7], wbits=31)


class Floor:
    """As many connections as calls at a time."""

    async def open(self, origin: str) -> None:
        """Note where the server is."""
        parts = urlsplit(origin)
        self._port = parts.port or 0
        self._context = ssl.create_default_context() if parts.scheme == "https" else None
        self._idle: list[Connection] = []
        self._head = f"Host: {parts.netloc}\r\nAuthorization: {HEADERS['Authorization']}\r\n\r\n"

    async def _connection(self) -> Connection:
        if self._idle:
            return self._idle.pop()
        name = "localhost" if self._context else None
        made = asyncio.get_running_loop().create_connection(
            Connection, "127.0.0.1", self._port, ssl=self._context, server_hostname=name
        )
        return (await made)[1]

    def caller(self, rows: int) -> Caller:
        """Return the call."""
        head = self._head
        decode: Callable[[bytes], object] = msgspec.json.Decoder(One if rows == GET else Many).decode

        async def fetch(path: str) -> object:
            connection = await self._connection()
            body = await connection.fetch(f"GET {path} HTTP/1.1\r\n{head}".encode())
            self._idle.append(connection)
            return decode(body)

        async def get(meeting_id: str) -> object:
            return await fetch(f"{MEETINGS}/{meeting_id}")

        async def page(number: int) -> object:
            return await fetch(f"{MEETINGS}?per_page={rows}&page_no={number}")

        return get if rows == GET else page

    async def close(self) -> None:
        """Close the sockets."""
        for connection in self._idle:
            connection.close()
