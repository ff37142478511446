"""One WebSocket of an agent: the upgrade, frames in and out, and the end."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from inspect import signature
from typing import Any, cast
from urllib.parse import urlencode

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse, WSMsgType
from msgspec import Struct

from realtimekit_async.checks import url_parts
from realtimekit_async.errors import ConfigurationError, RealtimeKitError
from realtimekit_async.http.failures import FAILED, translated
from realtimekit_async.secret import SecretDict, SecretStr
from realtimekit_async.wire.remedies import with_usual
from realtimekit_async.wire.retry_after import read_retry_after
from realtimekit_async.wire.unicode import ray_of

from .protocol import AWAY, BROKEN, SUBPROTOCOL, Close, refusal

_CONNECTING = 10.0
_CLOSING = 2.0
_MOST_REFUSAL_BYTES = 64 * 1024
_MOST_FRAME_BYTES = 16 * 1024 * 1024
_UPGRADED = 101
_AS_BYTES: dict[str, Any] = (
    {"decode_text": False} if "decode_text" in signature(aiohttp.ClientSession.ws_connect).parameters else {}
)
"""Text as it comes, from aiohttp 3.14 on: before, one that is no UTF-8 ends the connection, and is a Gap."""
_FRAMES = (WSMsgType.TEXT, WSMsgType.BINARY)
"""Kept, for up to Python 3.11 a member of an enum is looked up by a function in Python."""
_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


class Address(Struct, frozen=True):
    """Where to connect, through which proxy, and what to subscribe to."""

    url: str
    subscriptions: tuple[str, ...]
    proxy: SecretStr | None = None

    def target(self, connection_id: str | None) -> str:
        """Return the URL of an upgrade, to resume a connection if there is an id."""
        query = {"subscriptions": ",".join(self.subscriptions)}
        if connection_id is not None:
            query["connection_id"] = connection_id
        return f"{self.url}?{urlencode(query, safe=',')}"


class Socket:
    """An open WebSocket, on a pool of its own that ends with it."""

    def __init__(self, http: aiohttp.ClientSession, web_socket: aiohttp.ClientWebSocketResponse) -> None:
        self._http = http
        self._web_socket = web_socket

    async def read(self, heard: Callable[[str | bytes], bool], settled: Callable[[], Awaitable[None]]) -> Close:
        """Hand on every frame until the connection ends, waiting for `settled` where `heard` asks for that."""
        receive = self._web_socket.receive
        while True:
            try:
                message = await receive()
            except ConnectionError:
                continue  # a ping that cannot be answered any more; what arrived after it counts nevertheless
            if message.type not in _FRAMES:
                return self._ending(message)
            if heard(message.data):
                await settled()

    def _ending(self, message: aiohttp.WSMessage) -> Close:
        if message.type is WSMsgType.CLOSE:
            return Close(message.data, message.extra or "")
        if message.type is WSMsgType.ERROR:
            return Close(self._web_socket.close_code or BROKEN)
        return Close(BROKEN)

    async def send(self, frame: str) -> bool:
        """Send a frame; False if the connection is gone."""
        try:
            await self._web_socket.send_str(frame)
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True

    async def close(self, code: int = AWAY) -> None:
        """Close with a code, give the other side a moment to answer, and let the connection go."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await self._web_socket.close(code=code)
        await self._http.close()


async def connect(address: Address, token: SecretStr, connection_id: str | None) -> Socket:
    """Open a WebSocket; raises the error of a refused upgrade, or a TransportError."""
    http = aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=SecretDict({"Authorization": f"Bearer {token}"}),
        middlewares=(_refuse,),
        proxy=address.proxy,
        timeout=aiohttp.ClientTimeout(total=None),
    )
    failure: RealtimeKitError
    try:
        async with asyncio.timeout(_CONNECTING):
            opening = cast("Callable[..., Awaitable[aiohttp.ClientWebSocketResponse]]", http.ws_connect)
            web_socket = await opening(
                address.target(connection_id),
                protocols=(SUBPROTOCOL,),
                max_msg_size=_MOST_FRAME_BYTES,
                **_AS_BYTES,
            )
    except FAILED as raised:  # raised again below: what aiohttp raises holds the request, and that the token
        failure = translated(raised, method="GET", path="/agent-ws/v1")
    except RealtimeKitError as refused:
        failure = refused
    except BaseException:
        await http.close()
        raise
    else:
        return Socket(http, web_socket)
    await http.close()
    raise with_usual(failure)


async def _refuse(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Read what a refused upgrade says; aiohttp alone would throw it away."""
    response = await handler(request)
    if response.status == _UPGRADED:
        return response
    error = refusal(
        response.status,
        await _beginning(response),
        ray_of(response.headers),
        read_retry_after(response.headers),
    )
    response.close()
    raise error


async def _beginning(response: ClientResponse) -> bytes:
    body = b""
    while len(body) < _MOST_REFUSAL_BYTES and (chunk := await response.content.readany()):
        body += chunk
    return body


def checked_url(url: object) -> str:
    """Return the URL of an agent WebSocket; raises ConfigurationError for anything else."""
    parts = url_parts(url, _SCHEMES)
    if parts is None or not parts.hostname:
        del url, parts  # a traceback with locals shows this frame, too
        raise ConfigurationError("url is a wss URL such as wss://api.realtime.cloudflare.com/agent-ws/v1")
    if parts.query or parts.fragment or "@" in parts.netloc:
        del url, parts
        raise ConfigurationError("url has no query, fragment or credentials")
    return parts._replace(scheme=_SCHEMES[parts.scheme]).geturl()


def scheme_for_proxies(url: str) -> str:
    """Return the URL as proxies are chosen for it: by its http scheme."""
    return "http" + url.removeprefix("ws")
