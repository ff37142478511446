"""How aiohttp fails, and what that means for a request: a table, read from top to bottom."""

import asyncio

import aiohttp
from msgspec import Struct

from realtimekit_async.errors import RequestTimeout, TransportError


class Translation(Struct, frozen=True):
    """One row: what aiohttp raised, which error of ours it is, and whether the request may have been sent."""

    raised: tuple[type[BaseException], ...]
    meaning: str
    sent: bool
    error: type[TransportError] = TransportError
    permanent: bool = False


# The order matters: aiohttp's classes inherit from each other in ways that do not follow the exchange's phases.
TRANSLATIONS: tuple[Translation, ...] = (
    Translation(
        (aiohttp.ClientConnectorCertificateError, aiohttp.ServerFingerprintMismatch),
        "the server's certificate is not trusted",
        sent=False,
        permanent=True,
    ),
    Translation((aiohttp.ConnectionTimeoutError,), "no connection in time", sent=False, error=RequestTimeout),
    Translation((aiohttp.ClientConnectorDNSError,), "the host name was not found", sent=False),
    Translation((aiohttp.ClientProxyConnectionError,), "the proxy cannot be reached", sent=False),
    Translation((aiohttp.ClientConnectorSSLError,), "the TLS handshake failed", sent=False),
    Translation((aiohttp.ClientConnectorError,), "the server cannot be reached", sent=False),
    Translation((aiohttp.ClientHttpProxyError,), "the proxy refused to connect", sent=False),
    Translation((aiohttp.SocketTimeoutError,), "no answer in time", sent=True, error=RequestTimeout),
    Translation((aiohttp.ServerDisconnectedError,), "the server closed the connection", sent=True),
    Translation((aiohttp.ClientPayloadError,), "the answer broke off", sent=True),
    Translation((aiohttp.ClientResponseError,), "the answer is not HTTP", sent=True),
    Translation((aiohttp.ClientError,), "the connection broke", sent=True),
    Translation((TimeoutError,), "no answer in time", sent=True, error=RequestTimeout),
)


class Interrupted(Exception):  # noqa: N818 - a signal between two modules, not an error for users
    """What aiohttp raised, in a class that its own loop of silent re-sends does not catch."""

    def __init__(self, raised: Exception) -> None:
        super().__init__()
        self.raised = raised


FAILED = (aiohttp.ClientError, TimeoutError)
ENDED = (Interrupted, *FAILED, asyncio.CancelledError)
"""What ends an exchange before its answer is there."""

_PROXY_SERVER_ERROR = 500
# By how the texts of aiohttp's LineTooLong and TooManyHeaders begin, of which its client keeps nothing else.
_LIMITS = {
    "Got more than ": "a header of the answer, or its first line, is longer than aiohttp's 8,190 bytes: an "
    "http=aiohttp.ClientSession(max_field_size=…, max_line_size=…) of yours reads longer ones",
    "Too many headers": "the answer has more than aiohttp's 128 headers: an "
    "http=aiohttp.ClientSession(max_headers=…) of yours reads more",
}


def _limit_of(raised: BaseException) -> str | None:
    """Return which limit of aiohttp's an answer breaks, as it does however often it is asked for."""
    if not isinstance(raised, aiohttp.ClientResponseError):
        return None
    return next((text for beginning, text in _LIMITS.items() if raised.message.startswith(beginning)), None)


def translated(raised: BaseException, *, method: str, path: str) -> TransportError:
    """Return our error for an exception of aiohttp; none of its texts are kept, for they may hold secrets."""
    if isinstance(raised, Interrupted):
        raised = raised.raised
    if (limit := _limit_of(raised)) is not None:
        return TransportError(limit, sent=True, permanent=True, method=method, path=path)
    row = next(row for row in TRANSLATIONS if isinstance(raised, row.raised))
    # 407 stays refused however often it is asked; a proxy's 502 may pass.
    refused = isinstance(raised, aiohttp.ClientHttpProxyError) and raised.status < _PROXY_SERVER_ERROR
    return row.error(
        row.meaning + _detail(raised),
        sent=row.sent,
        permanent=row.permanent or refused,
        method=method,
        path=path,
    )


def closed(*, sent: bool, method: str, path: str) -> TransportError:
    """Return the error of what closing the client has ended."""
    return TransportError("the client was closed meanwhile", sent=sent, permanent=True, method=method, path=path)


def _detail(raised: BaseException) -> str:
    if isinstance(raised, aiohttp.ClientHttpProxyError):
        return f": {raised.status}"
    reason = raised.strerror if isinstance(raised, OSError) else None
    return f": {reason}" if reason else ""
