"""Virtual hours: an event loop that jumps to its next timer, and the emulator's limiter behind a network."""

import asyncio
import json
import selectors
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import TCPConnector

from benchmarks.request.answers import ACCOUNT, APP, TOKEN
from benchmarks.request.stub import Answer
from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Clock
from realtimekit_async.emulator.server.limiter import Decision, Limiter
from realtimekit_async.timing import SystemClock

REQUESTS, WINDOW = 1200, 300.0
LATENCY, HOUR = 0.1, 3600.0
NO_BLOCK: tuple[float, float] = (0.0, 0.0)

Answering = Callable[[bytes], bytes]
"""What a server answers to a URL."""


class Jump(selectors.DefaultSelector):
    """Moves the time to the next timer instead of waiting for it."""

    now = 1_000_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for nothing."""
        self.now += max(timeout or 0.0, 0.0)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose hours take seconds."""

    def __init__(self) -> None:
        self._jump = Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        """Return the virtual time."""
        return self._jump.now


def now(_: object = None) -> float:
    """Return the virtual time."""
    return asyncio.get_running_loop().time()


class Virtual(Clock):
    """The limiter's clock."""

    def timestamp(self) -> float:
        """Return the virtual time."""
        return now()


class Edge:
    """The limiter at the far end of a network, and what it was asked."""

    def __init__(self) -> None:
        self._limiter = Limiter((REQUESTS, WINDOW), Virtual())
        self.began = now()
        self.answered = self.refused = 0
        self.blocked = 0.0
        self._block = NO_BLOCK

    async def ask(self) -> Decision:
        """Count a request."""
        await asyncio.sleep(LATENCY / 2)
        decision = self._limiter.count(TOKEN)
        if decision.refusal is None:
            self.answered += 1
        else:
            self.refused += 1
            if now() >= self._block[1]:
                self.blocked += WINDOW
                self._block = (now(), now() + WINDOW)
        await asyncio.sleep(LATENCY / 2)
        return decision


class Session:
    """Stands in the place of the aiohttp session that is given to this library."""

    auth = None
    closed = False

    def __init__(self, edge: Edge, answering: Answering) -> None:
        self._edge = edge
        self._answering = answering
        self.connector = TCPConnector(limit=0)

    async def request(self, _: str, url: object, **__: object) -> Answer:
        """Ask the limiter, and answer if it allows it."""
        decision = await self._edge.ask()
        refusal = decision.refusal
        if refusal is None:
            answer = Answer(self._answering(str(url).encode()))
            answer.headers |= decision.headers
            return answer
        answer = Answer(json.dumps(refusal.payload).encode())
        answer.status = refusal.status
        answer.headers |= {**decision.headers, **refusal.headers}
        return answer


@asynccontextmanager
async def client(edge: Edge, answering: Answering) -> AsyncGenerator[RealtimeKit, None]:
    """Open this library's client with nothing changed, on virtual time and above the limiter."""
    SystemClock.now = now  # type: ignore[method-assign] # the one seam for time
    session: Any = Session(edge, answering)
    async with RealtimeKit(account_id=ACCOUNT, app_id=APP, api_token=TOKEN, http=session) as rtk:
        yield rtk
    await session.connector.close()
