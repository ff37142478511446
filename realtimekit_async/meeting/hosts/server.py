"""The loopback server of a browser's pages: gives out the page and the SDK, and takes one connection of each."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.resources import files
from urllib.parse import urlsplit

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Struct

from realtimekit_async.meeting.wire import MOST_FRAME_BYTES
from realtimekit_async.secret import SecretStr

from .base import WebSocketPipe

WRONG_KEY = 4403
_HELLO_WITHIN = 10.0
_CLOSING = 1.0
_CLOUDFLARE = "https://*.realtime.cloudflare.com wss://*.realtime.cloudflare.com"
_NO_TELEMETRY = " ".join(
    f"{scheme}://{host}.realtime.cloudflare.com" for host in ("api", "socket-edge") for scheme in ("https", "wss")
)
_STORAGE = "https://r2.cloudflarestorage.com https://*.r2.cloudflarestorage.com"
_POLICY = (
    "default-src 'none'; script-src 'self' blob:; worker-src 'self' blob:; connect-src 'self' {connect}; "
    "media-src 'self' blob: data:; img-src blob: data:; style-src 'unsafe-inline'; frame-src 'none'; "
    "form-action 'none'; base-uri 'none'; object-src 'none'"
)
_SCRIPTS = ("bridge.js", "values.js", "events.js", "calls.js", "media.js", "worklet.js")


class _Hello(Struct):
    """As much of a page's first frame as the door looks at."""

    key: str = ""


class PageConnection:
    """The one WebSocket of a page: expected first, then open, then closed."""

    def __init__(self, address: str) -> None:
        self.address: SecretStr = SecretStr(address)
        """Where the page has to go; the key in it opens one connection, once."""
        self.hello: SecretStr = SecretStr("")
        """What the page said first."""
        self._web_socket: web.WebSocketResponse | None = None
        self._pipe: WebSocketPipe | None = None
        self._opened = asyncio.Event()
        self._released = asyncio.Event()

    @property
    def is_expected(self) -> bool:
        """Whether a page may still connect."""
        return not self._opened.is_set() and not self._released.is_set()

    async def wait_until_open(self) -> None:
        """Return when the page has connected."""
        await self._opened.wait()

    async def hold(self, web_socket: web.WebSocketResponse, hello: str) -> None:
        """Be the connection of a page until it is closed on this side."""
        self._pipe = WebSocketPipe(web_socket, "page")
        self._web_socket = web_socket
        self.hello = SecretStr(hello)
        self._opened.set()
        await self._released.wait()

    async def send(self, frame: str | bytes) -> None:
        """Send a text or a binary frame; raises ConnectionError if the page is gone."""
        if self._pipe is None:
            raise ConnectionResetError("no page has connected")
        await self._pipe.send(frame)

    async def receive(self) -> str | bytes | None:
        """Return the next frame, or None when the connection has ended."""
        return None if self._pipe is None else await self._pipe.receive()

    async def close(self) -> None:
        """Close the connection, and let the server forget it."""
        try:
            if self._web_socket is not None:
                async with asyncio.timeout(2 * _CLOSING):
                    await self._web_socket.close()
        except (TimeoutError, ConnectionError):
            pass  # nobody was there to answer
        finally:
            self._released.set()


class PageServer:
    """Serves one browser, on a free port of this machine, and lets in only the pages that are expected."""

    def __init__(self, sdk: bytes, *, telemetry: bool = True, base_uri: str | None = None) -> None:
        self._sdk = sdk
        self._sources = _cloud(telemetry=telemetry, base_uri=base_uri)
        self._connections: dict[str, PageConnection] = {}
        self._runner: web.AppRunner | None = None
        self._authority = ""

    @property
    def origin(self) -> str:
        """The only origin that may connect."""
        return f"http://{self._authority}"

    async def start(self) -> None:
        """Read the files and listen."""
        app = web.Application()
        folder = files("realtimekit_async.meeting") / "page"
        app.router.add_get("/", self._serves((folder / "page.html").read_bytes(), "text/html"))
        for name in _SCRIPTS:
            app.router.add_get(f"/{name}", self._serves((folder / name).read_bytes(), "text/javascript"))
        app.router.add_get("/sdk.js", self._serves(self._sdk, "text/javascript"))
        app.router.add_get("/link", self._take_page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._authority = f"{host}:{port}"

    async def aclose(self) -> None:
        """Close every connection and stop listening."""
        await asyncio.gather(*(connection.close() for connection in self._connections.values()))
        if self._runner is not None:
            await self._runner.cleanup()

    def expect_page(self) -> PageConnection:
        """Return the connection of a page that is to come; whoever calls this closes it."""
        key = secrets.token_urlsafe(24)
        self._connections[key] = connection = PageConnection(f"{self.origin}/#{key}")
        return connection

    def forget_page(self, connection: PageConnection) -> None:
        """Let in no page any more at the address of a connection."""
        self._connections = {key: other for key, other in self._connections.items() if other is not connection}

    def _serves(self, body: bytes, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            self._check_host(request)
            return web.Response(body=body, content_type=kind, charset="utf-8", headers=self._headers())

        return serve

    def _headers(self) -> dict[str, str]:
        connect = f"ws://{self._authority} {self._sources}"
        return {
            "Content-Security-Policy": _POLICY.format(connect=connect),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    def _check_host(self, request: web.Request) -> None:
        """Refuse a name that somebody made to lead to this machine."""
        if request.host != self._authority:
            raise web.HTTPForbidden

    async def _take_page(self, request: web.Request) -> web.WebSocketResponse:
        self._check_host(request)
        if request.headers.get("Origin") != self.origin:
            raise web.HTTPForbidden
        web_socket = web.WebSocketResponse(max_msg_size=MOST_FRAME_BYTES, compress=False, timeout=_CLOSING)
        await web_socket.prepare(request)
        hello = await _first_text(web_socket)
        connection = self._connections.get(_key_of(hello))
        if connection is None or not connection.is_expected:
            await web_socket.close(code=WRONG_KEY)
        else:
            await connection.hold(web_socket, hello)
        return web_socket


def _cloud(*, telemetry: bool, base_uri: str | None) -> str:
    sources = [_CLOUDFLARE if telemetry else _NO_TELEMETRY, _STORAGE]
    if base_uri is not None:
        parts = urlsplit(base_uri)
        sources.append(f"{parts.scheme}://{parts.netloc}")
    return " ".join(sources)


async def _first_text(web_socket: web.WebSocketResponse) -> str:
    with suppress(TimeoutError):
        async with asyncio.timeout(_HELLO_WITHIN):
            message = await web_socket.receive()
        if message.type is WSMsgType.TEXT:
            return str(message.data)
    return ""


def _key_of(hello: str) -> str:
    try:
        return msgspec.json.decode(hello, type=_Hello).key
    except (msgspec.DecodeError, RecursionError):
        return ""
