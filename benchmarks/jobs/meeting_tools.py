"""How meeting objects are measured, on whichever host."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import web

from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import Host, Meeting, TranscriptReceived
from tests.meeting import rows_others, rows_self, rows_talk
from tests.meeting.stage import Cast
from tests.meeting.table import ROWS

CALLS, EVENTS, ROUNDS = 2_000, 60_000, 5
ROWS_ARE_IN = (rows_self, rows_others, rows_talk)
TRANSCRIPT = {
    "id": "t-1", "name": "Ada", "peerId": "8c41-4a3e", "userId": "user-1", "customParticipantId": "ada",
    "transcript": "what is said here is as long as such a sentence is", "isPartialTranscript": True,
    "date": "2026-01-01T00:00:00.000Z",
}  # fmt: skip


async def median_of(act: Callable[[], Awaitable[object]], times: int) -> float:
    """Return the median of the seconds that an act takes."""
    took: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        await act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


async def echo() -> float:
    """Return the median of the seconds that an echo of aiohttp takes on this loop."""

    async def answer(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data)
        return socket

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as http, http.ws_connect(f"http://127.0.0.1:{port}/") as socket:

        async def ask() -> None:
            await socket.send_str('{"op":"ping","i":1}')
            await socket.receive()

        median = await median_of(ask, CALLS)
    await runner.cleanup()
    return median


class Arrivals:
    """Counts the events that reach a handler."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._missing = 0
        self._arrived = asyncio.Event()
        meeting.on(TranscriptReceived)(self._take)

    def _take(self, _: TranscriptReceived) -> None:
        self._missing -= 1
        if not self._missing:
            self._arrived.set()

    def expect(self, events: int) -> None:
        """Count so many from now on."""
        self._missing = events
        self._arrived.clear()

    async def wait(self) -> None:
        """Wait until all of them have come."""
        await self._arrived.wait()

    async def flood(self, events: int, *, per_second: int = 0) -> float:
        """Have so many events told, and return how many a second have come."""
        self.expect(events)
        began = time.perf_counter()
        flood = asyncio.ensure_future(self._meeting.self.set_name(f"FLOOD {events} {per_second}"))
        await self.wait()
        took = time.perf_counter() - began
        await flood
        return events / took


async def contract(emulator: Emulator, host: Host | None = None) -> dict[str, float]:
    """Return the seconds in which each name of the vendor's documents is checked, as the tests do it."""
    seconds: dict[str, float] = {}
    async with emulator.client() as rtk, Cast(emulator, rtk, host).playing() as cast:
        for row in ROWS:
            began = time.perf_counter()
            await row.check(cast)
            seconds[row.seed] = time.perf_counter() - began
    return seconds
