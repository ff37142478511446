"""Requests that cannot be read: they, too, are answered in the API's own envelope."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from realtimekit_async.emulator.world.answers import application_error, encode

from .trouble import JSON

LONGEST_LINE = 8190
LONGEST_HEADER = 16_380
"""Another number than that of the request line: the parser's error tells the two apart by nothing else."""
LARGEST_BODY = 1 << 20
SECONDS_TO_LINGER = 1
"""For so long a body goes on to be read after it was refused, so that its sender comes to read why."""

OPTIONS: dict[str, Any] = {
    "access_log": None,
    "max_line_size": LONGEST_LINE,
    "max_field_size": LONGEST_HEADER,
    "lingering_time": SECONDS_TO_LINGER,
}
"""How connections are read; aiohttp takes None for no access log, and its types do not say so."""

BROKEN_HTTP = "the request cannot be read: it is not valid HTTP"
BROKEN_BODY = "the body cannot be read: it is not what its Content-Encoding says"
LONG_BODY = f"the body is too large: at most {LARGEST_BODY:,} bytes are taken"
LONG_LINE = f"the URL is too long: a request line has at most {LONGEST_LINE:,} bytes"
LONG_HEADER = f"a header is too long: it has at most {LONGEST_HEADER:,} bytes"


class JsonServer(web.Server):
    """A server whose refusals of broken HTTP are JSON."""

    def __call__(self) -> web.RequestHandler:
        """Make what speaks HTTP on one connection."""
        return JsonHandler(self, loop=asyncio.get_running_loop(), **OPTIONS)


class JsonHandler(web.RequestHandler):
    """One connection of such a server."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what the parser cannot read, or what the emulator failed at, and close the connection."""
        if status >= web.HTTPInternalServerError.status_code:
            del message
            self.log_exception("%s %s failed", request.method, request.path, exc_info=exc)
            return refusal(status, "Internal server error")
        if isinstance(exc, LineTooLong):
            is_line = str(LONGEST_LINE) == str(exc.args[1])
            return refusal(414, LONG_LINE) if is_line else refusal(400, LONG_HEADER)
        return refusal(status, BROKEN_HTTP)


def refusal_of(http: web.BaseRequest, error: Exception, headers: Mapping[str, str]) -> web.Response:
    """Answer a request whose body cannot be read."""
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return refusal(413, LONG_BODY, headers)
    http.content.feed_eof()  # else aiohttp goes on reading, and logs that it cannot
    return refusal(400, BROKEN_BODY, headers)


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Build the answer, after which the connection is closed."""
    body = encode(application_error(status, message).payload)
    response = web.Response(status=status, body=body, content_type=JSON, headers=headers)
    response.force_close()
    return response
