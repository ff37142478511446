"""What aiohttp is told with every request: its times, and the token where no session of ours carries it."""

import asyncio
import inspect
from collections.abc import Mapping
from math import inf
from typing import Any

from aiohttp import ClientTimeout

from realtimekit_async.errors import RequestTimeout
from realtimekit_async.http.pool import send_once
from realtimekit_async.secret import SecretDict, taken_over
from realtimekit_async.wire.calls import Call
from realtimekit_async.wire.remedies import with_usual

from .retry import Attempt
from .settings import Settings, checked_token


class RequestOptions:
    """The options of a client's requests; `fixed` are those of all of them, or None where each has its own.

    `headers` are given where the session does not carry them: it is the caller's, or the token may change. `lent`
    says that the connections are the caller's and limited, so that others may have them.
    """

    def __init__(self, settings: Settings, headers: Mapping[str, str] | None, *, lent: bool) -> None:
        self._timeout = settings.timeout
        self._token = settings.api_token
        self._headers = headers
        self._lent = lent
        # A bare `total` would not tell connecting from waiting; `connect` must not count a wait for a pool slot,
        # which is why the connector is unlimited and the pacer counts connections.
        timeout = ClientTimeout(total=settings.timeout, connect=settings.timeout / 2)
        self._common: dict[str, Any] = {"allow_redirects": False, "timeout": timeout}
        self.fixed: dict[str, Any] | None = self._common if headers is None else None

    async def of(self, call: Call[Any], attempt: Attempt) -> dict[str, Any]:
        """Return the options of one attempt; raises RequestTimeout if nobody gives a token in time."""
        token = checked_token(await self._ask_for_token(call, attempt))
        options = {
            **self._common,
            "headers": SecretDict({**(self._headers or {}), "Authorization": f"Bearer {token}"}),
            "middlewares": (send_once,),
            "raise_for_status": False,
        }
        if self._lent:
            options["timeout"] = _timeout_on_lent_connections(self._timeout, attempt.limit)
        return options

    async def _ask_for_token(self, call: Call[Any], attempt: Attempt) -> object:
        """Return the token of this attempt; who is asked for it has no longer than the attempt itself."""
        given = self._token() if callable(self._token) else self._token
        if not inspect.isawaitable(given):
            return taken_over(given)
        seconds = self._timeout
        if attempt.number > 1 and attempt.limit is not None:
            seconds = min(seconds, attempt.limit)
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                return taken_over(await given)
        except TimeoutError:
            if not limit.expired():
                raise
        message = f"api_token=… gave no token within {seconds:g} s"
        raise with_usual(RequestTimeout(message, sent=False, method=call.method, path=call.route))


def _timeout_on_lent_connections(seconds: float, most: float | None) -> ClientTimeout:
    """Return the times of an attempt that may wait for others, such as downloads, to give a connection back.

    That wait is one for a place, which `most` bounds; connecting and each silence have the seconds of an attempt.
    """
    if most is None or most == inf:
        return ClientTimeout(total=None, sock_connect=seconds / 2, sock_read=seconds)
    return ClientTimeout(
        total=most + seconds, connect=most + seconds / 2, sock_connect=seconds / 2, sock_read=seconds
    )
