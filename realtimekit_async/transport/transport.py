"""Sends calls: quota and gate, one exchange over aiohttp, and further tries after a failure."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from math import inf
from typing import Any, TypeVar

from aiohttp import ClientResponse, ClientSession
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
from realtimekit_async.http.pool import Pool, whole_body
from realtimekit_async.quota.pacer import Pacer, SharedQuotaAway, WaitTooLong
from realtimekit_async.quota.pacing import Pacing
from realtimekit_async.secret import Secret
from realtimekit_async.timing import Clock
from realtimekit_async.wire.calls import Call, Reply
from realtimekit_async.wire.reading import read
from realtimekit_async.wire.remedies import with_doubt, with_usual
from realtimekit_async.wire.unicode import ray_of
from realtimekit_async.wire.writing import path, payload, query_string

from .exchanges import Exchange, Reporter
from .options import RequestOptions
from .retry import Attempt
from .server_time import ServerTime
from .settings import Settings

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
        lent: bool = False,
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._pacing = pacing
        self._clock = clock
        self._headers = headers
        self._reporter = reporter
        self._chance = chance
        self._lent = lent
        self._server_time = server_time or ServerTime()
        self._base = base = URL(settings.base_url)
        self._scheme, self._authority = base.scheme, base.raw_authority
        self._server = str(base.origin())
        self._account = base.raw_path.rstrip("/") + path(
            "/accounts/{account_id}/realtime/kit", (settings.account_id,)
        )
        self._app = None if settings.app_id is None else self._account + path("/{app_id}", (settings.app_id,))
        self._options = RequestOptions(settings, headers, lent=lent)
        self._first = Attempt(1, settings.max_wait, "max_wait")

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
        """Return a transport on the same pool, pacing and clock with other settings."""
        return Transport(
            structs.replace(self._settings, **changes),
            self._pool,
            self._pacing,
            self._clock,
            reporter=self._reporter,
            headers=self._headers,
            chance=self._chance,
            server_time=self._server_time,
            lent=self._lent,
        )

    async def send(self, call: Call[T], /) -> Reply[T]:
        """Send a call, again where that is safe and may help, and return its answer or raise."""
        url, data = Secret(self._url(call)), None if call.body is None else payload(call.body)
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
        if not call.query:
            return self._base.with_path(where, encoded=True)
        return URL.build(
            scheme=self._scheme,
            authority=self._authority,
            path=where,
            query_string=query_string(call.query),
            encoded=True,
        )

    async def _attempt(
        self, http: ClientSession, call: Call[T], url: Secret[URL], data: bytes | None, attempt: Attempt
    ) -> Reply[T]:
        # 1. A place: in the quotas, behind the gate and on a connection.
        pacing, since = self._pacing, attempt.since
        pacer = pacing.recordings if call.route.startswith("/recordings") else pacing.account
        if not pacer.passes():
            since = await self._wait(call, pacer, attempt)
        # 2. The token. A 429 may have closed the gate while somebody was asked for it: then back to the place.
        options = self._options.fixed
        if options is None:
            options = await self._own_options(call, pacer, attempt)
        started = self._clock.now()
        if pacing.gate.open_at > started:
            pacer.give_back()
            return await self._attempt(http, call, url, data, _held_up(attempt, since, started))
        # 3. The exchange. Whatever ends it, the place is given back: at once where the server has seen nothing.
        response: ClientResponse | None = None
        failure: TransportError | None = None
        body: bytes | None = b""
        try:
            content = None if data is None else BytesPayload(data, content_type="application/json")
            response = await http.request(call.method, url.value, data=content, **options)
            body = await whole_body(response, self._settings.max_answer_bytes)
        except ENDED as raised:
            failure = self._pool.failure_of(raised, method=call.method, path=call.route)
        finally:
            ended = self._clock.now()
            if failure is None or failure.sent:
                pacer.leave(ended)
            else:
                pacer.give_back()
        # 4. The answer. Errors are raised outside of `except`: none has aiohttp's, with its request, as context.
        outcome = self._understood(call, response, body, failure, ended)
        if self._reporter.listens:
            waited = 0.0 if since is None else started - since
            told = _exchange(call, response, outcome, attempt, ended - started, waited, self._server)
            self._reporter.attempted(told)
        if isinstance(outcome, RealtimeKitError):
            # A token may stand in an odd answer: no frame that has seen it stays on the error.
            body = response = None
            error = outcome if call.is_repeatable else with_doubt(outcome)
            raise with_usual(error).with_traceback(None)
        return outcome

    async def _own_options(self, call: Call[Any], pacer: Pacer, attempt: Attempt) -> dict[str, Any]:
        try:
            return await self._options.of(call, attempt)
        except BaseException:
            pacer.give_back()
            raise

    async def _wait(self, call: Call[Any], pacer: Pacer, attempt: Attempt) -> float:
        """Wait for quota, gate and a connection; return the time since when the call is held back."""
        since = self._clock.now() if attempt.since is None else attempt.since
        try:
            await pacer.wait(attempt.limit)
        except (WaitTooLong, SharedQuotaAway) as raised:
            signal = raised
        else:
            return since
        raise _not_sent(call, attempt, signal)

    def _understood(
        self,
        call: Call[T],
        response: ClientResponse | None,
        body: bytes | None,
        failure: TransportError | None,
        now: float,
    ) -> Reply[T] | RealtimeKitError:
        """Return what the answer means; a status that says error stays that error where its body broke off."""
        if response is None or (failure is not None and response.status < _ERROR_STATUS):
            return failure or closed(sent=True, method=call.method, path=call.route)
        if body is None and response.status < _ERROR_STATUS:
            return _too_large(call, response, self._settings.max_answer_bytes)
        headers, gate = response.headers, self._pacing.gate
        try:
            outcome: Reply[T] | RealtimeKitError = read(call, response.status, headers, body or b"")
        except RealtimeKitError as error:
            outcome = error
        # Everybody holds back as the answer says.
        if (date := headers.get("Date")) is not None:
            self._server_time.heard = (date, now)
        if (allowances := headers.get("Ratelimit")) is not None:
            gate.heard(now, allowances)
        if isinstance(outcome, RateLimited):
            self._reporter.closed(self._pacing.close(now, outcome.retry_after))
        else:
            gate.passed(now)
        if isinstance(outcome, Reply):
            for oddity in outcome.mended:
                self._reporter.warn_once(f"an answer had to be mended: {oddity}")
        return outcome

    async def _again(
        self, failure: RealtimeKitError, http: ClientSession, call: Call[T], url: Secret[URL], data: bytes | None
    ) -> Reply[T]:
        from .tries import Tries  # noqa: PLC0415 - brings tenacity, 3 ms that only a failure pays

        def send(attempt: Attempt) -> Coroutine[Any, Any, Reply[T]]:
            return self._attempt(http, call, url, data, attempt)

        tries = Tries(
            self._settings.retry,
            send,
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


def _not_sent(call: Call[Any], attempt: Attempt, signal: WaitTooLong | SharedQuotaAway) -> RealtimeKitError:
    """Return the error of a call that got no place."""
    if isinstance(signal, SharedQuotaAway):
        return TransportError(str(signal), sent=False, method=call.method, path=call.route)
    if signal.delay == inf:
        message = f"every place was taken for longer than {attempt.limited_by} allows"
        return with_usual(RequestTimeout(message, sent=False, permanent=True, method=call.method, path=call.route))
    return with_usual(RateLimited.here(signal.delay, attempt.limited_by, method=call.method, path=call.route))


def _held_up(attempt: Attempt, since: float | None, now: float) -> Attempt:
    """Return an attempt that has to wait once more, with what is left of its time."""
    since = now if since is None else since
    left = None if attempt.limit is None else max(attempt.limit - (now - since), 0.0)
    return structs.replace(attempt, limit=left, since=since)


def _too_large(call: Call[Any], response: ClientResponse, most: int) -> DecodeError:
    return DecodeError(
        f"the answer is larger than max_answer_bytes={most}",
        status=response.status,
        ray_id=ray_of(response.headers),
        method=call.method,
        path=call.route,
    )


def _exchange(
    call: Call[Any],
    response: ClientResponse | None,
    outcome: object,
    attempt: Attempt,
    seconds: float,
    waited: float,
    server: str,
) -> Exchange:
    return Exchange(
        call.method,
        call.route,
        None if response is None else response.status,
        seconds,
        attempt.number,
        outcome if isinstance(outcome, RealtimeKitError) else None,
        waited,
        server,
    )
