"""How much of the account's quota a busy program can use, and how often it is refused, over simulated hours.

Eight tasks ask as fast as they can, each again as soon as it is answered or has failed. The server is the
emulator's limiter, which blocks a token for five minutes once it goes over 1,200 requests in five minutes, at
the far end of a network of 100 ms. Time is virtual: the event loop jumps to the next timer. Both clients are
the real ones with all their code, `RealtimeKit(**credentials)` and `AsyncCloudflare(…)` with nothing changed;
only what moves the bytes is replaced, by a session and by an httpx transport that ask the limiter. It does not
measure CPU.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn

import httpx
from cloudflare import AsyncCloudflare, CloudflareError

from benchmarks.request.answers import ACCOUNT, APP, GET, TOKEN, body
from realtimekit_async import RealtimeKitError

from .virtual import HOUR, REQUESTS, WINDOW, Edge, VirtualLoop, client, now

TASKS = 8


class Transport(httpx.AsyncBaseTransport):
    """Stands in the place of httpx's connections below the official SDK."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the limiter."""
        decision = await self._edge.ask()
        refusal = decision.refusal
        if refusal is None:
            return httpx.Response(200, headers=dict(decision.headers), content=body(GET), request=request)
        headers = {**decision.headers, **refusal.headers}
        return httpx.Response(refusal.status, headers=headers, json=refusal.payload, request=request)


async def ours(edge: Edge, until: float) -> int:
    """Ask with this library; give the calls that failed."""
    async with client(edge, lambda _: body(GET)) as rtk:
        return await _ask(lambda: rtk.meetings.get("m"), RealtimeKitError, until)


async def sdk(edge: Edge, until: float) -> int:
    """Ask with the official SDK; give the calls that failed."""
    async with (
        httpx.AsyncClient(transport=Transport(edge)) as http,
        AsyncCloudflare(api_token=TOKEN, http_client=http) as official,
    ):
        meetings = official.realtime_kit.meetings

        def get() -> Awaitable[object]:
            return meetings.get_meeting_by_id("m", account_id=ACCOUNT, app_id=APP)

        await get()  # the first one asks a thread for the platform, which takes real time: hours would pass
        return await _ask(get, CloudflareError, until)


async def _ask(call: Callable[[], Awaitable[object]], error: type[Exception], until: float) -> int:
    failed = 0

    async def work() -> NoReturn:
        nonlocal failed
        while True:
            try:
                await call()
            except error:
                failed += 1

    tasks = [asyncio.ensure_future(work()) for _ in range(TASKS)]
    await asyncio.sleep(until - now())
    for task in tasks:
        task.cancel()
    for ending in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ending, Exception):
            raise ending
    return failed


async def _simulated(contender: Callable[[Edge, float], Awaitable[int]], hours: float) -> dict[str, float]:
    edge = Edge()
    failed = await contender(edge, edge.began + hours * HOUR)
    return {
        "hours": hours,
        "answered_per_hour": round(edge.answered / hours),
        "used": round(edge.answered / (hours * HOUR / WINDOW * REQUESTS), 4),
        "refused_per_hour": round(edge.refused / hours),
        "failed_calls_per_hour": round(failed / hours),
        "blocked": round(min(edge.blocked / (hours * HOUR), 1.0), 4),
    }


def measure(*, quick: bool) -> dict[str, dict[str, float]]:
    """Simulate both."""
    found: dict[str, dict[str, float]] = {}
    for name, contender, hours in (("ours", ours, 0.5 if quick else 6.0), ("sdk", sdk, 0.2 if quick else 1.0)):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            found[name] = runner.run(_simulated(contender, hours))
        print(f"{name}: {found[name]}")
    return found
