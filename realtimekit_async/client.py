"""The client: settings, one pool of connections, and one attribute per service."""

import platform
from collections.abc import Callable, Mapping
from functools import cached_property
from math import inf
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

import aiohttp

from ._version import __version__
from .errors import ConfigurationError
from .exchanges import Exchange, Reporter
from .hidden import Hidden, HiddenDict
from .pacing import Lanes, Pacer, SystemClock
from .pool import Pool, send_once
from .ratelimit import Gate, Quota
from .retry import Retry
from .settings import (
    PUBLIC_API,
    Settings,
    Token,
    check_count,
    checked_base_url,
    checked_header,
    checked_id,
    checked_token,
    chosen_proxy,
    optional,
    required,
)
from .sharedquota import SharedQuota, split
from .transport import Transport
from .wire import Call, Reply

if TYPE_CHECKING:
    from .files.storage import Storage
    from .services.active_session import ActiveSession
    from .services.analytics import Analytics
    from .services.apps import Apps
    from .services.checking import Check
    from .services.livestreams import Livestreams
    from .services.meetings import Meetings
    from .services.participants import Participants
    from .services.presets import Presets
    from .services.recordings import Recordings
    from .services.sessions import Sessions
    from .services.webhooks import Webhooks
    from .sharedpacer import SharedPacer

T = TypeVar("T")

Quotas: TypeAlias = Quota | tuple[Quota, ...] | None
SharedQuotas: TypeAlias = Quota | SharedQuota | tuple[Quota | SharedQuota, ...] | None

_DEFAULT_CONNECTIONS = 100
_NO_PROXY: Hidden[str | None] = Hidden("")

ACCOUNT_QUOTA = (Quota(1200, 300), Quota(200, 1))
"""1,200 requests in five minutes for a token, 200 a second for an address (Cloudflare's API limits)."""
RECORDINGS_QUOTA = Quota(1000, 50)
"""1,000 requests in 50 seconds to the recording endpoints."""


class RealtimeKit:
    """A client of the RealtimeKit API of one Cloudflare account, and of one app in it.

    Use it as `async with RealtimeKit(…) as rtk:`, or create it anywhere and close it with `aclose()`; it opens
    its connections on first use, in the event loop that is running then.

    Arguments that are not given come from CLOUDFLARE_ACCOUNT_ID, REALTIMEKIT_APP_ID, CLOUDFLARE_API_TOKEN and
    REALTIMEKIT_BASE_URL (everything before `/accounts`). `api_token` may be a callable, sync or async, that is
    asked before each attempt. `timeout` bounds one attempt in seconds, half of it for connecting; `max_wait`
    bounds the wait for quota before the first attempt (None: as long as it takes); `retry` bounds the rest.
    `quota=None` turns pacing off, a `SharedQuota` holds over many processes. `http` is an
    aiohttp session of yours, used and never closed.

    Raises ConfigurationError for what cannot work, naming the argument and the variable.
    """

    def __init__(
        self,
        *,
        account_id: str | None = None,
        app_id: str | None = None,
        api_token: Token | None = None,
        base_url: str | None = None,
        http: aiohttp.ClientSession | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
        timeout: float = 30.0,
        max_connections: int | None = None,
        retry: Retry = Retry(),  # noqa: B008 - frozen
        quota: SharedQuotas = ACCOUNT_QUOTA,
        recordings_quota: Quotas = RECORDINGS_QUOTA,
        max_wait: float | None = None,
        max_answer_bytes: int = 64 * 1024 * 1024,
        on_exchange: Callable[[Exchange], object] | None = None,
    ) -> None:
        base, token, own_proxy = Hidden(base_url), Hidden(api_token), Hidden(proxy)
        del base_url, api_token, proxy  # a traceback with locals shows this frame, too
        settings = Settings(
            base_url=checked_base_url(optional(base.value, "REALTIMEKIT_BASE_URL") or PUBLIC_API),
            account_id=checked_id("account_id", required(account_id, "account_id", "CLOUDFLARE_ACCOUNT_ID")),
            app_id=_app_id(app_id),
            api_token=_token(token),
            timeout=timeout,
            max_wait=max_wait,
            max_answer_bytes=max_answer_bytes,
            retry=retry,
        )
        _check_http(http, own_proxy, max_connections)
        headers = _headers(user_agent)
        own_token = isinstance(settings.api_token, str) and http is None
        if own_token:
            headers["Authorization"] = f"Bearer {settings.api_token}"
        chosen = Hidden(None if http is not None else chosen_proxy(own_proxy.value, settings.base_url))
        self._pool = Pool(lambda: http or _open(headers, chosen), foreign=http is not None)
        self._files = Pool(lambda: _open_for_files(http), foreign=False, warns=False)
        self._files_proxy = own_proxy if http is None else _NO_PROXY
        self._closes = True
        shared, own = split(quota)
        self._shared = None if shared is None else _shared(shared, settings.api_token)
        self._transport = Transport(
            settings,
            self._pool,
            _lanes(own, recordings_quota, _connections(http, max_connections), self._shared),
            SystemClock(),
            reporter=Reporter(on_exchange),
            headers=None if own_token else headers,
        )

    @cached_property
    def apps(self) -> "Apps":
        """The apps of the account."""
        from .services.apps import Apps

        return Apps(self._transport)

    @cached_property
    def meetings(self) -> "Meetings":
        """Meetings: the rooms that people meet in."""
        from .services.meetings import Meetings

        return Meetings(self._transport)

    @cached_property
    def participants(self) -> "Participants":
        """The participants added to a meeting, and their join tokens."""
        from .services.participants import Participants

        return Participants(self._transport)

    @cached_property
    def presets(self) -> "Presets":
        """Presets: what participants may do and how their meeting looks."""
        from .services.presets import Presets

        return Presets(self._transport)

    @cached_property
    def sessions(self) -> "Sessions":
        """Sessions: what took place in a meeting from the first join to the last leave."""
        from .services.sessions import Sessions

        return Sessions(self._transport, storage=self._storage())

    @cached_property
    def recordings(self) -> "Recordings":
        """Recordings of meetings and of single tracks."""
        from .services.recordings import Recordings

        return Recordings(self._transport, storage=self._storage())

    @cached_property
    def webhooks(self) -> "Webhooks":
        """The webhooks of the app."""
        from .services.webhooks import Webhooks

        return Webhooks(self._transport)

    @cached_property
    def active_session(self) -> "ActiveSession":
        """The session that is live in a meeting."""
        from .services.active_session import ActiveSession

        return ActiveSession(self._transport)

    @cached_property
    def livestreams(self) -> "Livestreams":
        """Livestreams and their sessions."""
        from .services.livestreams import Livestreams

        return Livestreams(self._transport)

    @cached_property
    def analytics(self) -> "Analytics":
        """Totals per day and overall."""
        from .services.analytics import Analytics

        return Analytics(self._transport)

    def _storage(self) -> "Storage":
        from .files.storage import Storage

        return Storage(self._files, timeout=self._transport.timeout, proxy=_FilesProxy(self._files_proxy))

    async def send(self, call: Call[T], /) -> Reply[T]:
        """Send a call of your own making: what the library does not know yet, or the whole answer with headers."""
        return await self._transport.send(call)

    async def check(self) -> "Check":
        """Tell whether the token, the account and the app are right: one GET /apps, all of its pages.

        Raises what speaks of none of the three: TransportError, ServerError, RateLimited, …
        """
        from .services.checking import check

        return await check(self.apps, self._transport.app_id)

    def with_options(
        self,
        *,
        app_id: str | None = None,
        retry: Retry | None = None,
        timeout: float | None = None,
        max_wait: float | None = None,
    ) -> "RealtimeKit":
        """Give a view of this client with other options, on the same connections, quota and gate.

        What is not given stays as it is; `max_wait=math.inf` lifts a limit. Closing a view closes nothing.
        """
        if app_id is not None:
            checked_id("app_id", app_id)
        given = {"app_id": app_id, "retry": retry, "timeout": timeout, "max_wait": max_wait}
        changes = {name: value for name, value in given.items() if value is not None}
        view = object.__new__(RealtimeKit)
        view._pool = self._pool
        view._files, view._files_proxy = self._files, self._files_proxy
        view._closes = False
        view._transport = self._transport.with_settings(**changes)
        return view

    async def aclose(self) -> None:
        """Close the connections: what is in flight or waiting ends with a TransportError. Idempotent."""
        if self._closes:
            await self._pool.aclose()
            await self._files.aclose()
            if self._shared is not None:
                await self._shared.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        # Also of a client whose construction failed: a traceback with locals shows it.
        return f"RealtimeKit({self.__dict__.get('_transport')!r})"


def _app_id(given: str | None) -> str | None:
    app_id = optional(given, "REALTIMEKIT_APP_ID")
    return None if app_id is None else checked_id("app_id", app_id)


def _token(given: Hidden[Token | None]) -> Token:
    if callable(given.value):
        return given.value
    return checked_token(required(given.value, "api_token", "CLOUDFLARE_API_TOKEN"))


def _check_http(
    http: aiohttp.ClientSession | None, proxy: Hidden[str | None], max_connections: int | None
) -> None:
    if http is not None and (proxy.value is not None or max_connections is not None):
        raise ConfigurationError(
            "http= brings its own connections: set the proxy and the limit on its connector instead"
        )
    if getattr(http, "auth", None) is not None:  # aiohttp 4 drops the attribute
        raise ConfigurationError(
            "http= has auth= of its own, but the API is asked with api_token: leave auth= out"
        )
    if max_connections is not None:
        check_count("max_connections", max_connections)


def _connections(http: aiohttp.ClientSession | None, max_connections: int | None) -> float:
    if http is None:
        return max_connections or _DEFAULT_CONNECTIONS
    limit = http.connector.limit if http.connector is not None else 0
    return limit or inf


def _headers(user_agent: str | None) -> dict[str, str]:
    ours = f"realtimekit-async/{__version__} aiohttp/{aiohttp.__version__} python/{platform.python_version()}"
    theirs = "" if user_agent is None else checked_header("user_agent", user_agent) + " "
    return HiddenDict({"Accept": "application/json", "User-Agent": theirs + ours})


def _open(headers: Mapping[str, str], proxy: Hidden[str | None]) -> aiohttp.ClientSession:
    # Bearer tokens need no cookies, and an edge that sets two on every answer would double the cost of a call.
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
        middlewares=(send_once,),
        proxy=proxy.value,
    )


def _open_for_files(http: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
    """Open a session for the hosts that files lie on: no token, no cookie, and none of the caller's headers.

    A caller's own session lends its connector, for that knows the certificates.
    """
    lent = None if http is None else http.connector
    return aiohttp.ClientSession(
        connector=lent or aiohttp.TCPConnector(limit=0),
        connector_owner=lent is None,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": _headers(None)["User-Agent"]},
        requote_redirect_url=False,
        middlewares=(send_once,),
    )


class _FilesProxy:
    """Says which proxy leads to a file: the client's own, or what the environment says of that host."""

    def __init__(self, own: Hidden[str | None]) -> None:
        self._own = own

    def __call__(self, url: str, /) -> str | None:
        own = self._own.value
        return chosen_proxy(own, url) if own is None else own or None


def _shared(quota: SharedQuota, token: Token) -> "SharedPacer":
    from .sharedpacer import SharedPacer

    return SharedPacer(quota, token, SystemClock())


def _lanes(quota: Quotas, recordings_quota: Quotas, connections: float, shared: "SharedPacer | None") -> Lanes:
    gate, clock = Gate() if shared is None else shared.gate, SystemClock()
    account = Pacer(clock, _windows("quota", quota), gate=gate, connections=connections, then=shared)
    recordings = Pacer(clock, _windows("recordings_quota", recordings_quota), then=account)
    return Lanes(gate, account, recordings)


def _windows(name: str, quota: Quotas) -> tuple[Quota, ...]:
    if quota is None:
        return ()
    quotas = quota if isinstance(quota, tuple) else (quota,)
    if not all(isinstance(item, Quota) for item in quotas):
        raise ConfigurationError(f"{name} is a Quota(requests, seconds), a tuple of them, or None")
    return quotas
