"""Sends calls: quota and gate, one exchange over aiohttp, and further tries after a failure."""

import asyncio
import inspect
import random
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from math import inf
from typing import Any, TypeVar

from aiohttp import ClientResponse, ClientSession, ClientTimeout
from aiohttp.payload import BytesPayload
from msgspec import structs
from yarl import URL

from realtimekit_async.errors import (
    ApiError,
    ConfigurationError,
    DecodeError,
    RateLimited,
    RealtimeKitError,
    RequestTimeout,
    TransportError,
)
from realtimekit_async.http.failures import ENDED, closed
from realtimekit_async.http.pool import Pool, send_once, whole_body
from realtimekit_async.quota.pacer import Pacer, SharedQuotaAway, WaitTooLong
from realtimekit_async.quota.pacing import Pacing
from realtimekit_async.secret import SecretDict
from realtimekit_async.timing import Clock
from realtimekit_async.wire.calls import Call, Reply
from realtimekit_async.wire.reading import read
from realtimekit_async.wire.writing import path, payload, query_string

from .exchanges import Exchange, Reporter
from .retry import Turn
from .server_time import ServerTime
from .settings import Settings, checked_token

T = TypeVar("T")

_ERROR_STATUS = 400


class Transport:
    """Sends calls over a pool, with the settings of one view of the client."""

    def __init__(
        self,
        settings: Settings,
        pool: Pool,
        pacing: Pacing,
        clock: Clock,
        *,
        reporter: Reporter,
        headers: Mapping[str, str] | None = None,
        chance: Callable[[], float] = random.random,
        server_time: ServerTime | None = None,
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._pacing = pacing
        self._clock = clock
        self._headers = headers
        self._reporter = reporter
        self._chance = chance
        self._server_time = server_time or ServerTime()
        self._base = base = URL(settings.base_url)
        self._scheme, self._authority = base.scheme, base.raw_authority
        self._account = base.raw_path.rstrip("/") + path(
            "/accounts/{account_id}/realtime/kit", (settings.account_id,)
        )
        self._app = None if settings.app_id is None else self._account + path("/{app_id}", (settings.app_id,))
        self._options = _request_options(settings, headers)
        self._first = Turn(1, settings.max_wait, "max_wait")

    def __repr__(self) -> str:
        return repr(self._settings)

    @property
    def account_id(self) -> str:
        """The account."""
        return self._settings.account_id

    @property
    def base_url(self) -> str:
        """Everything before `/accounts`."""
        return self._settings.base_url

    @property
    def timeout(self) -> float:
        """Seconds that an attempt may take."""
        return self._settings.timeout

    @property
    def app_id(self) -> str | None:
        """The app that calls below an app are made for."""
        return self._settings.app_id

    def server_now(self) -> datetime | None:
        """Return the time by the server's clock, or None before it has told it."""
        return self._server_time.at(self._clock.now())

    def with_settings(self, **changes: object) -> "Transport":
        """Give a transport on the same pool, pacing and clock with other settings."""
        return Transport(
            structs.replace(self._settings, **changes),
            self._pool,
            self._pacing,
            self._clock,
            reporter=self._reporter,
            headers=self._headers,
            chance=self._chance,
            server_time=self._server_time,
        )

    async def send(self, call: Call[T], /) -> Reply[T]:
        """Send a call, again where that is safe and may help, and give its answer or raise."""
        url, data = self._url(call), payload(call.body)
        task, http = self._pool.enter()
        try:
            try:
                return await self._attempt(http, call, url, data, self._first)
            except (ApiError, TransportError) as error:
                if not self._settings.retry.deserves(error, repeatable=call.is_repeatable):
                    raise
                return await self._again(error, http, call, url, data)
        except asyncio.CancelledError:
            if not self._pool.took_back_cancellation():
                raise
        finally:
            self._pool.leave(task)
        raise closed(sent=False, method=call.method, path=call.route)

    def _url(self, call: Call[Any]) -> URL:
        base = self._account if call.account else self._app
        if base is None:
            raise ConfigurationError(
                "app_id is missing: pass app_id=… or set REALTIMEKIT_APP_ID; rtk.apps works without"
            )
        where = base + path(call.route, call.ids)
        query = query_string(call.query)
        if not query:
            return self._base.with_path(where, encoded=True)
        return URL.build(
            scheme=self._scheme,
            authority=self._authority,
            path=where,
            query_string=query,
            encoded=True,
        )

    async def _attempt(
        self, http: ClientSession, call: Call[T], url: URL, data: bytes | None, turn: Turn
    ) -> Reply[T]:
        pacer, since = self._pacing.of(call.route), turn.since
        if not pacer.passes():
            since = await self._wait(call, pacer, turn)
        options = self._options if self._headers is None else await self._with_token(self._headers, pacer)
        started = self._clock.now()
        if self._pacing.gate.open_at > started:  # by a 429 while the token was asked for
            pacer.give_back()
            return await self._attempt(http, call, url, data, _held_up(turn, since, started))
        response: ClientResponse | None = None
        failure: TransportError | None = None
        body: bytes | None = b""
        try:
            content = None if data is None else BytesPayload(data, content_type="application/json")
            response = await http.request(call.method, url, data=content, **options)
            body = await whole_body(response, self._settings.max_answer_bytes)
        except ENDED as raised:
            failure = self._pool.failure_of(raised, method=call.method, path=call.route)
        finally:
            ended = self._clock.now()
            if failure is None or failure.sent:
                pacer.leave(ended)
            else:  # the server counts what it sees
                pacer.give_back()
        # Raised from here, outside of `except`: no error of ours has aiohttp's, with its request, as its context.
        outcome = self._understood(call, response, body, failure, ended)
        if self._reporter.listens:
            waited = 0.0 if since is None else started - since
            self._reporter.attempted(_exchange(call, response, outcome, turn, ended - started, waited))
        if isinstance(outcome, RealtimeKitError):
            # A token may stand in an odd answer: no frame that has seen it stays on the error.
            body = response = None
            raise outcome.with_traceback(None)
        return outcome

    async def _with_token(self, headers: Mapping[str, str], pacer: Pacer) -> dict[str, Any]:
        """Give the options of a request whose session carries no token of ours, or whose token may change."""
        token = self._settings.api_token
        try:
            if callable(token):
                given = token()
                token = await given if inspect.isawaitable(given) else given
            authorization = f"Bearer {checked_token(token)}"
        except BaseException:
            given = token = ""  # a traceback with locals shows our frames, too
            pacer.give_back()
            raise
        return {**self._options, "headers": SecretDict({**headers, "Authorization": authorization})}

    async def _wait(self, call: Call[Any], pacer: Pacer, turn: Turn) -> float:
        """Wait for quota, gate and a connection; give the time since when the call is held back."""
        since = self._clock.now() if turn.since is None else turn.since
        try:
            await pacer.wait(turn.limit)
        except (WaitTooLong, SharedQuotaAway) as raised:
            signal = raised
        else:
            return since
        raise _not_sent(call, turn, signal)

    def _understood(
        self,
        call: Call[T],
        response: ClientResponse | None,
        body: bytes | None,
        failure: TransportError | None,
        now: float,
    ) -> Reply[T] | RealtimeKitError:
        """Give what the answer means; a status that says error stays that error where its body broke off."""
        if response is None or (failure is not None and response.status < _ERROR_STATUS):
            return failure or closed(sent=True, method=call.method, path=call.route)
        if body is None and response.status < _ERROR_STATUS:
            return _too_large(call, response, self._settings.max_answer_bytes)
        try:
            outcome: Reply[T] | RealtimeKitError = read(call, response.status, response.headers, body or b"")
        except RealtimeKitError as error:
            outcome = error
        self._heed(response, outcome, now)
        return outcome

    def _heed(self, response: ClientResponse, outcome: Reply[Any] | RealtimeKitError, now: float) -> None:
        """Let everybody hold back as the answer says, and tell what had to be mended in it."""
        gate = self._pacing.gate
        self._server_time.hear(response.headers.get("Date"), now)
        if (header := response.headers.get("Ratelimit")) is not None:
            gate.heard(now, header)
        if isinstance(outcome, RateLimited):
            self._reporter.closed(self._pacing.close(now, outcome.retry_after))
        else:
            gate.passed(now)
        if isinstance(outcome, Reply):
            for oddity in outcome.mended:
                self._reporter.warn_once(f"an answer had to be mended: {oddity}")

    async def _again(
        self, failure: RealtimeKitError, http: ClientSession, call: Call[T], url: URL, data: bytes | None
    ) -> Reply[T]:
        from .tries import Tries  # noqa: PLC0415 - brings tenacity, 3 ms that only a failure pays

        def attempt(turn: Turn) -> Coroutine[Any, Any, Reply[T]]:
            return self._attempt(http, call, url, data, turn)

        tries = Tries(
            self._settings.retry,
            attempt,
            repeatable=call.is_repeatable,
            changes=call.method.upper() not in {"GET", "HEAD"},
            clock=self._clock,
            chance=self._chance,
            reporter=self._reporter,
        )
        try:
            return await tries.after(failure)
        except asyncio.CancelledError:
            if not self._pool.took_back_cancellation():
                raise
        raise closed(sent=tries.sent, method=call.method, path=call.route)


def _request_options(settings: Settings, headers: Mapping[str, str] | None) -> dict[str, Any]:
    # A bare `total` would not tell connecting from waiting; `connect` must not count a wait for a pool slot,
    # which is why the connector is unlimited and the pacer counts connections.
    options: dict[str, Any] = {
        "allow_redirects": False,
        "timeout": ClientTimeout(total=settings.timeout, connect=settings.timeout / 2),
    }
    if headers is not None:
        options |= {"middlewares": (send_once,), "raise_for_status": False}
    return options


def _not_sent(call: Call[Any], turn: Turn, signal: WaitTooLong | SharedQuotaAway) -> RealtimeKitError:
    """Give the error of a call that got no place."""
    if isinstance(signal, SharedQuotaAway):
        return TransportError(str(signal), sent=False, method=call.method, path=call.route)
    if signal.delay == inf:
        message = f"every place was taken for longer than {turn.limited_by} allows"
        return RequestTimeout(message, sent=False, permanent=True, method=call.method, path=call.route)
    return RateLimited.here(signal.delay, turn.limited_by, method=call.method, path=call.route)


def _held_up(turn: Turn, since: float | None, now: float) -> Turn:
    """Give the turn of an attempt that has to wait once more, with what is left of its time."""
    since = now if since is None else since
    left = None if turn.limit is None else max(turn.limit - (now - since), 0.0)
    return structs.replace(turn, limit=left, since=since)


def _too_large(call: Call[Any], response: ClientResponse, most: int) -> DecodeError:
    return DecodeError(
        f"the answer is larger than max_answer_bytes={most}",
        status=response.status,
        ray_id=response.headers.get("cf-ray"),
        method=call.method,
        path=call.route,
    )


def _exchange(
    call: Call[Any],
    response: ClientResponse | None,
    outcome: object,
    turn: Turn,
    seconds: float,
    waited: float,
) -> Exchange:
    return Exchange(
        call.method,
        call.route,
        None if response is None else response.status,
        seconds,
        turn.number,
        outcome if isinstance(outcome, RealtimeKitError) else None,
        waited,
    )
