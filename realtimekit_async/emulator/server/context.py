"""One request and its answer on the wire, in order or out of order."""

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from realtimekit_async.emulator.operations.routes import Match
from realtimekit_async.emulator.world.answers import Answer, Refusal, encode

from .requests import Request
from .trouble import JSON

NO_LINGER = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request on its way through the server."""

    http: web.BaseRequest
    request: Request
    match: Match | Refusal
    headers: Mapping[str, str]

    def respond(self, answer: Answer) -> web.Response:
        """Send an answer as JSON."""
        return self.send(answer, encode(answer.payload), JSON)

    def send(self, answer: Answer, body: bytes, kind: str) -> web.Response:
        """Send a body of any kind with the status and headers of an answer."""
        self.request.status = answer.status
        return web.Response(status=answer.status, body=body, headers=self._headers(answer, kind))

    async def send_half(self, answer: Answer, body: bytes, kind: str) -> web.StreamResponse:
        """Announce the whole body, send half of it, and close the connection."""
        self.request.status = answer.status
        response = web.StreamResponse(status=answer.status, headers=self._headers(answer, kind))
        response.content_length = len(body)
        await response.prepare(self.http)
        await response.write(body[: len(body) // 2])
        return self.drop(response)

    def drop(self, response: web.StreamResponse | None = None, *, reset: bool = False) -> web.StreamResponse:
        """Close the connection; what aiohttp wants to write afterwards goes nowhere."""
        if transport := self.http.transport:
            if reset:
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
                transport.abort()
            else:
                transport.close()
        return response or web.Response()

    def _headers(self, answer: Answer, kind: str) -> dict[str, str]:
        own = {"Content-Type": kind, "cf-ray": self.request.ray_id}
        return {**own, **self.headers, **answer.headers}
