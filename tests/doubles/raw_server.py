"""Servers below HTTP: what no well-behaved server does, and what a well-behaved one does not tell."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import trustme

from realtimekit_async import RealtimeKit

TOKEN = "tok-3f9a-very-secret"
MEETING = b'{"success":true,"data":{"id":"m1","title":"Standup"}}'
_NO_LINGER = struct.pack("ii", 1, 0)


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


class Peer:
    """One connection of a `RawServer`, in the hands of a behaviour."""

    def __init__(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.number = number
        self.reader = reader
        self.writer = writer

    async def request(self) -> Seen:
        """Read one request to its end."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, target, _ = first.split(" ")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Seen(method, target, headers, body, self.number)

    def send(self, raw: bytes) -> None:
        """Write bytes as they are."""
        self.writer.write(raw)

    def answer(self, status: int = 200, body: bytes = MEETING, **headers: object) -> None:
        """Write a whole answer."""
        named = {"Content-Type": "application/json", "Content-Length": len(body)}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
        self.send(f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode() + body)

    def close(self) -> None:
        """End the connection in order."""
        self.writer.close()

    def reset(self) -> None:
        """End the connection with a reset."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.writer.transport.abort()

    async def stall(self) -> None:
        """Do nothing until the other side goes away."""
        await self.reader.read()


Behaviour = Callable[[Peer, Seen], Awaitable[object] | None]


class RawServer:
    """A TCP server that does exactly what a test says with each request, and remembers what arrived.

    `script` holds one behaviour per request; when it is used up, requests are answered as `usual`, with a meeting.
    `greet` is what happens to a connection before anything is read from it; `open` are the connections there are.
    """

    def __init__(self, *script: Behaviour, tls: bool = False) -> None:
        self.script = list(script)
        self.greet: Callable[[Peer], bool] = lambda _peer: True
        self.seen: list[Seen] = []
        self.connections = 0
        self.open: set[asyncio.Task[object]] = set()
        self._tls = tls
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        context = None
        if self._tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            trustme.CA().issue_cert("127.0.0.1").configure_cert(context)  # an authority that nobody trusts
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self.open):
            task.cancel()
        await asyncio.gather(*self.open, return_exceptions=True)

    @property
    def authority(self) -> str:
        assert self._server is not None
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def client(self, *, scheme: str = "http", **options: Any) -> RealtimeKit:
        """Make a client that talks to this server."""
        credentials = {"account_id": "acc", "app_id": "app", "api_token": TOKEN}
        return RealtimeKit(base_url=f"{scheme}://{self.authority}", **{**credentials, **options})

    def usual(self, peer: Peer, _seen: Seen) -> None:
        """Answer what no behaviour of the script is for."""
        peer.answer()

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition has become true."""
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - what is waited for happens inside aiohttp
                await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.open.add(task)
        self.connections += 1
        peer = Peer(self.connections, reader, writer)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while self.greet(peer):
                    seen = await peer.request()
                    self.seen.append(seen)
                    acting = self.script.pop(0)(peer, seen) if self.script else self.usual(peer, seen)
                    if acting is not None:
                        await acting
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()
            self.open.discard(task)
