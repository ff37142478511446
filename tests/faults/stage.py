"""Where a row of the table takes place, and how each fault is made there: by a server, a proxy or a resolver."""

import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, TypeAlias, TypedDict, Unpack

import aiohttp
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

from realtimekit_async.emulator import Emulator

from ..doubles.clocks import FlyingClock
from ..doubles.faulty_proxy import (
    FaultyProxy,
    Trick,
    close,
    drop_connect,
    halve,
    refuse_connect,
    reset,
    stall,
    swallow,
    tunnel,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REQUEST_NEVER_READ = {close, reset, drop_connect}


class Certificates:
    """An authority that the client trusts, and what it signed: a certificate that is good and two that are not."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self.good = self._server("127.0.0.1")
        self.of_another_name = self._server("other.invalid")
        self.expired = self._server("127.0.0.1", not_after=datetime.now(UTC) - timedelta(days=1))

    def trusted(self) -> ssl.SSLContext:
        """Return what a client needs to trust the authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody else, and need not read who there is
        self._authority.configure_trust(context)
        return context

    def _server(self, name: str, **validity: datetime) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(name, **validity).configure_cert(context)
        return context


class Resolver(AbstractResolver):
    """Answers `times` questions (None: all) with "not found", and the others with this machine."""

    def __init__(self, times: int | None) -> None:
        self._left = times

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if self._left != 0:
            self._left = None if self._left is None else self._left - 1
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0),
        ]

    async def close(self) -> None:
        pass


class Connecting(TypedDict, total=False):
    """How the client's own session connects."""

    ssl: ssl.SSLContext
    resolver: AbstractResolver
    proxy: str


@dataclass
class Stage:
    """An emulator, what stands in front of it, and the client's way there."""

    emulator: Emulator
    certificates: Certificates
    clock: FlyingClock
    times: int | None
    stack: AsyncExitStack
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    faulty: FaultyProxy | None = None
    reads_all: bool = True
    warm: bool = False

    @property
    def port(self) -> int:
        return int(self.emulator.base_url.rpartition(":")[2].partition("/")[0])

    @property
    def unread(self) -> int:
        """How many attempts the other side broke off before it had read a request."""
        return 0 if self.faulty is None or self.reads_all else self.faulty.struck

    def leads_to(self, port: int, *, scheme: str = "http", host: str = "127.0.0.1") -> None:
        """Send the client to another port."""
        self.options["base_url"] = f"{scheme}://{host}:{port}/client/v4"

    def connects(self, **how: Unpack[Connecting]) -> None:
        """Return the client a session that connects in its own way."""
        proxy = how.pop("proxy", None)
        http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(**how), proxy=proxy)
        self.stack.push_async_callback(http.close)
        self.options["http"] = http

    async def stands(self, faulty: FaultyProxy) -> FaultyProxy:
        """Put a proxy there."""
        return await self.stack.enter_async_context(faulty)

    async def behind_tls(self, context: ssl.SSLContext) -> FaultyProxy:
        """Put TLS in front of the emulator, and send a client there who trusts our authority."""
        secure = await self.stands(FaultyProxy(self.port, tls=context))
        self.leads_to(secure.port, scheme="https")
        self.connects(ssl=self.certificates.trusted())
        return secure


Maker: TypeAlias = Callable[[Stage], Awaitable[None]]


def answered(**trouble: Any) -> Maker:
    """Let the emulator itself make the fault."""

    async def make(stage: Stage) -> None:
        stage.emulator.faults.next(times=stage.times, **trouble)

    return make


def tricked(trick: Trick) -> Maker:
    """Put a faulty proxy in front of the emulator."""

    async def make(stage: Stage) -> None:
        stage.faulty = await stage.stands(FaultyProxy(stage.port, trick, times=stage.times))
        stage.reads_all = trick not in REQUEST_NEVER_READ
        stage.leads_to(stage.faulty.port)

    return make


def handshake(trick: Trick) -> Maker:
    """Put a faulty proxy in front of TLS."""

    async def make(stage: Stage) -> None:
        secure = await stage.behind_tls(stage.certificates.good)
        stage.faulty = await stage.stands(FaultyProxy(secure.port, trick, times=stage.times))
        stage.leads_to(stage.faulty.port, scheme="https")

    return make


def proxied(trick: Trick) -> Maker:
    """Put a proxy on the way to TLS."""

    async def make(stage: Stage) -> None:
        secure = await stage.behind_tls(stage.certificates.good)
        stage.faulty = await stage.stands(FaultyProxy(secure.port, trick, times=stage.times, usual=tunnel))
        stage.reads_all = trick not in REQUEST_NEVER_READ
        stage.connects(ssl=stage.certificates.trusted(), proxy=f"http://127.0.0.1:{stage.faulty.port}")

    return make


def certified(name: str) -> Maker:
    """Show a certificate."""

    async def make(stage: Stage) -> None:
        await stage.behind_tls(getattr(stage.certificates, name))

    return make


def _nobody_listens(stage: Stage, faulty: FaultyProxy) -> int:
    """Return a port that is taken and refuses; where the fault passes, the proxy opens there meanwhile."""
    place = stage.stack.enter_context(socket.socket(proto=socket.IPPROTO_TCP))  # so that asyncio sets TCP_NODELAY
    place.bind(("127.0.0.1", 0))
    stage.stack.push_async_exit(faulty.__aexit__)
    if stage.times is not None:

        async def pass_by() -> None:
            stage.clock.asleep = lambda: None
            await faulty.open(place)

        stage.clock.asleep = pass_by
    return place.getsockname()[1]


async def refused(stage: Stage) -> None:
    """Let nobody listen."""
    stage.leads_to(_nobody_listens(stage, FaultyProxy(stage.port)))


async def proxy_refused(stage: Stage) -> None:
    """Let nobody listen where the proxy should be."""
    secure = await stage.behind_tls(stage.certificates.good)
    port = _nobody_listens(stage, FaultyProxy(secure.port, usual=tunnel))
    stage.connects(ssl=stage.certificates.trusted(), proxy=f"http://127.0.0.1:{port}")


async def unresolved(stage: Stage) -> None:
    """Let the resolver answer that there is no such host."""
    stage.leads_to(stage.port, host="api.invalid")
    stage.connects(resolver=Resolver(stage.times))


async def stale(stage: Stage) -> None:
    """Put a proxy in front that closes the connection after the first call."""
    stage.faulty = await stage.stands(FaultyProxy(stage.port))
    stage.warm = True
    stage.leads_to(stage.faulty.port)


def _in_seconds(seconds: int) -> dict[str, str]:
    moments = {"Date": NOW, "Retry-After": NOW + timedelta(seconds=seconds)}
    return {name: format_datetime(moment, usegmt=True) for name, moment in moments.items()}


PLAIN_STATUSES = (405, 408, 410, 425, 429, 500, 502, 503, 504, *range(520, 528))
PAGE = "<html><title>Bad gateway</title></html>"

MAKERS: dict[str, Maker] = {
    "connection refused": refused,
    "DNS failure": unresolved,
    "TLS: handshake reset": handshake(reset),
    "TLS: wrong name": certified("of_another_name"),
    "TLS: expired": certified("expired"),
    "proxy: connection refused": proxy_refused,
    "proxy: CONNECT refused with 403": proxied(refuse_connect(403)),
    "proxy: CONNECT answered 407": proxied(refuse_connect(407)),
    "proxy: CONNECT answered 502": proxied(refuse_connect(502)),
    "proxy: dropped on CONNECT": proxied(drop_connect),
    "time-out on connect": handshake(stall),
    "time-out on the headers, before acting": answered(delay=3600),
    "time-out on the headers, after acting": tricked(swallow),
    "time-out on the body": tricked(halve),
    "dropped before the request was read": tricked(close),
    "reset before the request was read": tricked(reset),
    "stale keep-alive connection": stale,
    "dropped before acting": answered(drop="before"),
    "reset before acting": answered(drop="before", reset=True),
    "dropped after acting": answered(drop="after"),
    "reset after acting": answered(drop="after", reset=True),
    "dropped mid-body": answered(truncate=True),
    "429, Retry-After: 0": answered(status=429, retry_after=0),
    "429, Retry-After: 2": answered(status=429, retry_after=2),
    "429, Retry-After: 300": answered(status=429, retry_after=300),
    "429, Retry-After: garbage": answered(status=429, retry_after="soon; q=1"),
    "429, Retry-After: a date 3 s ahead": answered(status=429, headers=_in_seconds(3)),
    "503, Retry-After: 2": answered(status=503, retry_after=2),
    **{str(status): answered(status=status) for status in PLAIN_STATUSES},
    "502 with an HTML body": answered(status=502, body=PAGE),
    "200 with an HTML body": answered(garbage=True),
    "200 with success: false": answered(status=200),
}
