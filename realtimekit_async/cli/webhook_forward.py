"""Deliveries passed on: what was verified goes on unchanged to an application that is being written."""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

import aiohttp
from aiohttp import web

from realtimekit_async.events import DeliveryError, Event, Receiver
from realtimekit_async.log import logger
from realtimekit_async.wire.unicode import to_unicode

_OF_ONE_CONNECTION = frozenset(
    {
        "connection",
        "content-encoding",  # the body has been read by now
        "content-length",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_OURS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""What aiohttp would add."""
_TIMEOUT = aiohttp.ClientTimeout(total=30)
_BAD_GATEWAY = 502


class Answer(NamedTuple):
    """What the application answered; without a status, `error` says why there is no answer."""

    status: int | None
    milliseconds: int
    error: str | None = None


class Forwarder:
    """Takes deliveries, passes on those that are verified, and answers as the application does.

    Repeated ones are passed on, too: that the application knows them again is its own affair.
    """

    def __init__(self, receiver: Receiver, url: str, tell: Callable[[Event, Answer], None]) -> None:
        self._receiver = receiver
        self._url = url
        self._tell = tell

    async def handle(self, request: web.Request) -> web.Response:
        """Take a request on any path."""
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        try:
            body = await self._receiver.read(request.content.iter_any())
            async with self._receiver.receive(request.headers, body) as delivery:
                event = delivery.event
        except DeliveryError as error:
            logger.warning("a delivery was answered %d: %s", error.status, error)
            return web.Response(status=error.status)
        except (web.RequestPayloadError, OSError):  # the body broke off
            return web.Response(status=400)
        answer = await self._pass_on(request, body)
        self._tell(event, answer)
        return web.Response(status=answer.status or _BAD_GATEWAY)

    async def _pass_on(self, request: web.Request, body: bytes) -> Answer:
        headers = [
            (name, to_unicode(value))
            for name, value in request.headers.items()
            if name.lower() not in _OF_ONE_CONNECTION
        ]
        begun = perf_counter()
        status: int | None = None
        error: str | None = None
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, skip_auto_headers=_OURS) as http,
                http.post(self._url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                status = response.status
        # aiohttp's ValueError: the URL holds a password, and the delivery came with another Authorization.
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as raised:
            error = _reason(raised)
        return Answer(status, round((perf_counter() - begun) * 1000), error)


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"cannot connect to {error.host}:{error.port}"
    return str(error) or type(error).__name__
