"""Hours of traffic in seconds: an event loop whose time jumps to the next event, and the emulator's limiter."""

import asyncio
import random
import selectors
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, NamedTuple

import aiohttp
import pytest

from realtimekit_async.emulator import Clock as EmulatorClock, Emulator
from realtimekit_async.emulator.server.limiter import Limiter
from realtimekit_async.http.pool import Pool
from realtimekit_async.quota.gate import Gate
from realtimekit_async.quota.pacer import Pacer
from realtimekit_async.quota.pacing import Pacing
from realtimekit_async.quota.quotas import Quota
from realtimekit_async.transport.exchanges import Reporter
from realtimekit_async.transport.retry import Retry
from realtimekit_async.transport.settings import Settings
from realtimekit_async.transport.transport import Transport

from ..doubles.clocks import LoopClock

TOKEN = "token"
FASTEST, SLOWEST = 0.005, 0.5


class Jump(selectors.DefaultSelector):
    """Instead of waiting for the next timer, moves the time there, unless a socket has something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000_000.0

    def select(self, timeout=None):
        if timeout is None:
            return super().select()
        ready = super().select(0)
        if not ready and timeout > 0:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jump = Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def now() -> float:
    return asyncio.get_running_loop().time()


class ServerClock(EmulatorClock):
    """The server's clock, which may be faster or slower than the client's."""

    def __init__(self, pace: float = 1.0) -> None:
        super().__init__()
        self._pace = pace

    def timestamp(self) -> float:
        return now() * self._pace


class Asked(NamedTuple):
    """One request, as all sides saw it."""

    client: object
    sent: float
    counted: float
    answered: float
    refused: bool


class Client:
    """What a transport does with its pacing, without HTTP: asks for a place, asks the server, heeds the answer."""

    def __init__(self, server: "Server", *quotas: Quota, connections: int = 64, listens: bool = True) -> None:
        self.server = server
        self.clock = LoopClock()
        self.gate = Gate()
        self.pacer = Pacer(self.clock, quotas, gate=self.gate, connections=connections)
        self.pacing = Pacing(self.gate, self.pacer, Pacer(self.clock, (), then=self.pacer))
        self.listens = listens
        self.most_in_flight = self._in_flight = 0
        self.passed: list[int] = []
        self._tickets = count()

    async def call(self, limit: float | None = None) -> None:
        ticket = next(self._tickets)
        if not self.pacer.passes():
            await self.pacer.wait(limit)
        self.passed.append(ticket)
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        headers, refused = await self.server.ask(self)
        self._in_flight -= 1
        self.pacer.leave(now())
        if self.listens and "Ratelimit" in headers:
            self.gate.heard(now(), headers["Ratelimit"])
        if refused:
            retry_after = float(headers["Retry-After"]) if self.listens else None
            self.pacing.close(now(), retry_after)
        else:
            self.gate.passed(now())

    async def keep_asking(self, until: float, workers: int = 64) -> None:
        """Send as much as passes, from as many tasks."""

        async def work() -> None:
            while now() < until:
                await self.call()

        await _until(until, *(work() for _ in range(workers)))


class Steady:
    """Another program with the same token: it asks so often, whatever it is answered."""

    def __init__(self, server: "Server", per_second: float) -> None:
        self.server = server
        self.per_second = per_second

    async def keep_asking(self, until: float) -> None:
        asking: set[asyncio.Task[object]] = set()
        while now() < until:
            asking.add(asyncio.ensure_future(self.server.ask(self)))
            await asyncio.sleep(self.server.chance.expovariate(self.per_second))
        await asyncio.wait(asking)


async def _until(moment: float, *works: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(work) for work in works]
    await asyncio.sleep(moment - now())
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if ended is not None and not isinstance(ended, asyncio.CancelledError):
            raise ended


class Server:
    """The emulator's limiter at the far end of a network, and what it was asked."""

    client = Client
    steady = Steady

    def __init__(self, requests: int = 1200, seconds: float = 300, pace: float = 1.0) -> None:
        self.requests, self.seconds = requests, seconds
        self.chance = random.Random(7)  # noqa: S311 - the same traffic every time
        self.fastest, self.slowest = FASTEST, SLOWEST
        self.limiter = Limiter((requests, seconds), ServerClock(pace))
        self.began = now()
        self.asked: list[Asked] = []

    async def ask(self, client: object) -> tuple[dict[str, str], bool]:
        round_trip = self.chance.uniform(self.fastest, self.slowest)
        there = round_trip * self.chance.random()
        sent = now()
        await asyncio.sleep(there)
        counted, verdict = now(), self.limiter.count(TOKEN)
        await asyncio.sleep(round_trip - there)
        refused = verdict.refusal is not None
        self.asked.append(Asked(client, sent, counted, now(), refused))
        return {**verdict.headers, **(verdict.refusal.headers if verdict.refusal else {})}, refused

    def refused(self, client: object) -> list[Asked]:
        return [asked for asked in self.asked if asked.client is client and asked.refused]

    def sent_between(self, client: object, start: float, end: float) -> list[Asked]:
        """Return what a client sent after the one moment and before the other."""
        return [asked for asked in self.asked if asked.client is client and start < asked.sent < end]

    def share(self, client: object) -> float:
        """Return how much of the quota a client used, once the full quota that it began with was used up."""
        counted = sorted(asked.counted for asked in self.asked if asked.client is client and not asked.refused)
        allowed = self.requests * (counted[-1] - self.began) / self.seconds
        return (len(counted) - self.requests) / allowed

    def blocks(self) -> list[tuple[float, float]]:
        """Return from when to when everything was refused, from the first refusal to anybody on."""
        blocks: list[tuple[float, float]] = []
        for moment in sorted(asked.counted for asked in self.asked if asked.refused):
            if not blocks or moment >= blocks[-1][1]:
                blocks.append((moment, moment + self.seconds))
        return blocks


class Distant:
    """A session as the transport uses it, with the network's delay on the way there and back."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.http = http
        self.chance = random.Random(11)  # noqa: S311 - the same traffic every time
        self.asked: list[Asked] = []
        self.in_flight: list[int] = [0]
        self.refused = asyncio.Event()

    async def request(self, method: str, url: object, **options: Any) -> aiohttp.ClientResponse:
        round_trip = self.chance.uniform(FASTEST, SLOWEST)
        there = round_trip * self.chance.random()
        sent = now()
        self.in_flight.append(self.in_flight[-1] + 1)
        await asyncio.sleep(there)
        counted, response = now(), await self.http.request(method, url, **options)
        await asyncio.sleep(round_trip - there)
        self.in_flight.append(self.in_flight[-1] - 1)
        self.asked.append(Asked(self, sent, counted, now(), response.status == 429))
        if response.status == 429:
            self.refused.set()
        return response


class OverHttp:
    """The emulator with a quota, and transports that ask it from afar."""

    def __init__(self, emulator: Emulator, http: aiohttp.ClientSession) -> None:
        self.emulator = emulator
        self.http = http

    def transport(self, *quotas: Quota) -> tuple[Transport, Distant]:
        clock, gate, distant = LoopClock(), Gate(), Distant(self.http)
        account = Pacer(clock, quotas, gate=gate, connections=64)
        credentials = self.emulator.credentials
        settings = Settings(
            **credentials, timeout=30.0, max_wait=None, max_answer_bytes=100_000, retry=Retry(budget=900.0)
        )
        pacing = Pacing(gate, account, Pacer(clock, (), then=account))
        pool = Pool(lambda: distant, foreign=True)
        return Transport(settings, pool, pacing, clock, reporter=Reporter(None), headers={}), distant


def _on_virtual_time(scenario: Awaitable[object]) -> None:
    with asyncio.Runner(debug=False, loop_factory=VirtualLoop) as runner:
        runner.run(scenario)


@pytest.fixture(scope="session")
def virtually() -> Callable[[Callable[[type[Server]], Awaitable[object]]], None]:
    """Run a scenario on virtual time; it is given the servers' class."""
    return lambda scenario: _on_virtual_time(scenario(Server))


@pytest.fixture(scope="session")
def virtually_over_http() -> Callable[..., None]:
    """Run a scenario on virtual time; it is given an emulator with the quota, behind a slow network."""

    async def with_emulator(scenario: Callable[[OverHttp], Awaitable[object]], quota: tuple[int, float]) -> None:
        emulator = Emulator(quota=quota, clock=ServerClock(), keep_requests=False)
        async with emulator, aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            await scenario(OverHttp(emulator, http))

    return lambda scenario, quota: _on_virtual_time(with_emulator(scenario, quota))
