"""The client: settings, one pool of connections, and one attribute per service."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from math import inf
from types import TracebackType
from typing import TYPE_CHECKING, Never, NoReturn, Self, TypeVar

import aiohttp
from msgspec import Struct

from .checks import EnteredAsync, check_count, checked_id
from .errors import ConfigurationError
from .http.pool import Pool
from .http.proxies import FilesProxy, chosen_proxy
from .http.sessions import connections_of, open_for_api, open_for_files, request_headers
from .quota.pacing import ACCOUNT_QUOTA, RECORDINGS_QUOTA, Pacing, Quotas, SharedQuotas, pacing_of
from .secret import SecretStr, Token, secret, taken_over
from .timing import Clock, SystemClock
from .transport.exchanges import Observer, Reporter
from .transport.retry import Retry
from .transport.settings import PUBLIC_API, Settings, checked_base_url, checked_token, optional, required
from .transport.transport import Transport
from .wire.calls import Call, Reply

if TYPE_CHECKING:
    from .agent import Agents
    from .files.storage import Storage
    from .meeting.joining import Meetings
    from .services.active_session import ActiveSession
    from .services.analytics import Analytics
    from .services.apps import Apps
    from .services.checking import Check
    from .services.livestreams import Livestreams
    from .services.participants import Participants
    from .services.presets import Presets
    from .services.recordings import Recordings
    from .services.sessions import Sessions
    from .services.webhooks import Webhooks

T = TypeVar("T")

_NO_PROXY = SecretStr("")


class _Shared(Struct, frozen=True):
    """What a client and its views have in common."""

    pool: Pool
    pacing: Pacing
    files: Pool
    files_proxy: FilesProxy
    clock: Clock

    async def aclose(self) -> None:
        await self.pool.aclose()
        try:
            await self.pacing.aclose()
        finally:
            await self.files.aclose()


class RealtimeKit(EnteredAsync):
    """A client of the RealtimeKit API of one Cloudflare account, and of one app in it.

    Use it as `async with RealtimeKit(…) as rtk:`, or create it anywhere and close it with `aclose()`; it opens
    its connections on first use, in the event loop that is running then.

    Arguments that are not given come from CLOUDFLARE_ACCOUNT_ID, REALTIMEKIT_APP_ID, CLOUDFLARE_API_TOKEN and
    REALTIMEKIT_BASE_URL (everything before `/accounts`). `api_token` may be a callable, sync or async, that is
    asked before each attempt. `timeout` bounds one attempt in seconds, half of it for connecting; `max_wait`
    bounds the wait for quota before the first attempt (None: as long as it takes); `retry` bounds the rest.
    `quota=None` turns pacing off, a `SharedQuota` holds over many processes. `http` is an
    aiohttp session of yours, used and never closed; it keeps its own connections, and does not look for what has
    arrived on an idle one before it uses it again. Where its connector has a limit, waiting for one of them is
    bounded by `max_wait`. `on_exchange` is a plain function, or several in a list, called with an `Exchange` after
    each attempt. `clock` (`now()` and `sleep(seconds)`) times, for tests, what the client waits for by itself:
    quota, further tries, looking again. How long somebody has to answer goes by the machine's time: `timeout`,
    also for who is asked for a token, and the seconds in which a cancelled block stops its recording.

    Raises ConfigurationError for what cannot work, naming the argument and the variable.

    Example:
        >>> async with RealtimeKit(**emulator.credentials) as rtk:
        ...     print([one.title async for one in rtk.meetings.list(search="Standup")])
        ['Standup']
    """

    def __init__(
        self,
        *misplaced: Never,
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
        on_exchange: Observer | Sequence[Observer] | None = None,
        clock: Clock | None = None,
    ) -> None:
        if misplaced:
            misplaced = ()  # a token may be among them, and a traceback with locals shows this frame
            raise TypeError("RealtimeKit takes keywords only: RealtimeKit(account_id=…, app_id=…, api_token=…)")
        # Taken over as values that hide: a traceback with locals shows this frame and those below.
        api_token, base_url, proxy = taken_over(api_token), taken_over(base_url), taken_over(proxy)
        _check_http(http, proxy, max_connections)
        settings = Settings(
            base_url=checked_base_url(secret(optional(base_url, "REALTIMEKIT_BASE_URL")) or PUBLIC_API),
            account_id=checked_id("account_id", required(account_id, "account_id", "CLOUDFLARE_ACCOUNT_ID")),
            app_id=_app_id(app_id),
            api_token=_token(api_token),
            timeout=timeout,
            max_wait=max_wait,
            max_answer_bytes=max_answer_bytes,
            retry=retry,
        )
        clock = clock or SystemClock()
        connections = connections_of(http, max_connections)
        pacing = pacing_of(quota, recordings_quota, connections=connections, token=settings.api_token, clock=clock)
        headers = request_headers(user_agent)
        own_token = isinstance(settings.api_token, str) and http is None
        if own_token:
            headers["Authorization"] = f"Bearer {settings.api_token}"
        shared = _shared(http, headers, proxy, settings.base_url, pacing, clock)
        transport = Transport(
            settings,
            shared.pool,
            pacing,
            clock,
            reporter=Reporter(on_exchange),
            headers=None if own_token else headers,
            lent=http is not None and connections < inf,
        )
        self._assemble(transport, shared, closes=True)

    def _assemble(self, transport: Transport, shared: _Shared, *, closes: bool) -> None:
        """Set everything that a client is made of: the first one and its views have no other fields."""
        self._transport = transport
        self._shared = shared
        self._closes = closes

    @property
    def account_id(self) -> str:
        """The account."""
        return self._transport.account_id

    @property
    def app_id(self) -> str | None:
        """The app."""
        return self._transport.app_id

    @property
    def base_url(self) -> str:
        """Everything before `/accounts`."""
        return self._transport.base_url

    def server_time(self) -> datetime | None:
        """Return the time by the API's clock, as its last answer told it; None before the first one.

        What this machine's clock says may be hours off; what the API says of a session is told by the API's.
        """
        return self._transport.server_now()

    @cached_property
    def apps(self) -> "Apps":
        """The apps of the account."""
        from .services.apps import Apps

        return Apps(self._transport, self._shared.clock)

    @cached_property
    def meetings(self) -> "Meetings":
        """Meetings: the rooms that people meet in, and `join`, to take part in one."""
        from .meeting.joining import Meetings

        return Meetings(self._transport, self._shared.clock, self._transport.base_url)

    @cached_property
    def participants(self) -> "Participants":
        """The participants added to a meeting, and their join tokens."""
        from .services.participants import Participants

        return Participants(self._transport, self._shared.clock)

    @cached_property
    def presets(self) -> "Presets":
        """Presets: what participants may do and how their meeting looks."""
        from .services.presets import Presets

        return Presets(self._transport, self._shared.clock)

    @cached_property
    def sessions(self) -> "Sessions":
        """Sessions: what took place in a meeting from the first join to the last leave."""
        from .services.sessions import Sessions

        return Sessions(self._transport, self._shared.clock, storage=self._storage())

    @cached_property
    def recordings(self) -> "Recordings":
        """Recordings of meetings and of single tracks."""
        from .services.recordings import Recordings

        return Recordings(self._transport, self._shared.clock, storage=self._storage())

    @cached_property
    def webhooks(self) -> "Webhooks":
        """The webhooks of the app."""
        from .services.webhooks import Webhooks

        return Webhooks(self._transport, self._shared.clock)

    @cached_property
    def active_session(self) -> "ActiveSession":
        """The session that is live in a meeting."""
        from .services.active_session import ActiveSession

        return ActiveSession(self._transport, self._shared.clock)

    @cached_property
    def livestreams(self) -> "Livestreams":
        """Livestreams and their sessions."""
        from .services.livestreams import Livestreams

        return Livestreams(self._transport, self._shared.clock)

    @cached_property
    def analytics(self) -> "Analytics":
        """Totals per day and overall."""
        from .services.analytics import Analytics

        return Analytics(self._transport, self._shared.clock)

    @cached_property
    def agents(self) -> "Agents":
        """Agents: programs that take part in a meeting."""
        from .agent import Agents

        return Agents(self._transport, self._transport.base_url, self._shared.clock)

    def _storage(self) -> "Storage":
        from .files.storage import Storage

        shared = self._shared
        return Storage(shared.files, timeout=self._transport.timeout, proxy=shared.files_proxy, clock=shared.clock)

    async def send(self, call: Call[T], /) -> Reply[T]:
        """Send a call of your own making: what the library does not know yet, or the whole answer with headers."""
        return await self._transport.send(call)

    async def check(self) -> "Check":
        """Find out whether the token, the account and the app are right: one GET /apps, all of its pages.

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
        """Return a view of this client with other options, on the same connections, quota and gate.

        What is not given stays as it is; `max_wait=math.inf` lifts a limit. Closing a view closes nothing.
        """
        if app_id is not None:
            checked_id("app_id", app_id)
        given = {"app_id": app_id, "retry": retry, "timeout": timeout, "max_wait": max_wait}
        changes = {name: value for name, value in given.items() if value is not None}
        view = object.__new__(type(self))
        view._assemble(self._transport.with_settings(**changes), self._shared, closes=False)
        return view

    async def aclose(self) -> None:
        """Close the connections: what is in flight or waiting ends with a TransportError. Idempotent."""
        if self._closes:
            await self._shared.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client cannot be pickled: create one where it is used, RealtimeKit(…) there")

    def __repr__(self) -> str:
        # Also of a client whose construction failed: a traceback with locals shows it.
        return f"RealtimeKit({self.__dict__.get('_transport')!r})"


def _shared(
    http: aiohttp.ClientSession | None,
    headers: Mapping[str, str],
    proxy: str | None,
    base_url: str,
    pacing: Pacing,
    clock: Clock,
) -> _Shared:
    chosen = None if http is not None else chosen_proxy(proxy, base_url)
    return _Shared(
        Pool(lambda: http or open_for_api(headers, chosen), foreign=http is not None),
        pacing,
        Pool(lambda: open_for_files(http), foreign=False, warns=False),
        FilesProxy(secret(proxy) if http is None else _NO_PROXY),
        clock,
    )


def _app_id(given: str | None) -> str | None:
    app_id = optional(given, "REALTIMEKIT_APP_ID")
    return None if app_id is None else checked_id("app_id", app_id)


def _token(given: Token | None) -> Token:
    if callable(given):
        return given
    return SecretStr(checked_token(secret(required(given, "api_token", "CLOUDFLARE_API_TOKEN"))))


def _check_http(http: aiohttp.ClientSession | None, proxy: str | None, max_connections: int | None) -> None:
    if http is not None and (proxy is not None or max_connections is not None):
        raise ConfigurationError(
            "http= brings its own connections: set the proxy and the limit on its connector instead"
        )
    if getattr(http, "auth", None) is not None:  # aiohttp 4 drops the attribute
        raise ConfigurationError(
            "http= has auth= of its own, but the API is asked with api_token: leave auth= out"
        )
    if max_connections is not None:
        check_count("max_connections", max_connections)
