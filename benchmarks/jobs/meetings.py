"""What a meeting object costs: in a browser with Cloudflare's SDK, and on the emulator.

    realtimekit meeting install-sdk && python -m benchmarks.jobs.meetings [--no-sandbox]
    python -m benchmarks.jobs.meetings --emulator    # what needs no browser

Printed are the figures beside what this library promises itself of them, on two quiet cores. The meeting objects
of the browser are offline: they can do all that needs no others. Nothing leaves this machine.
"""

import argparse
import asyncio
import math
import os
import signal
import statistics
import sys
import tempfile
import time
from array import array
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import aiohttp
import msgspec
from aiohttp import web

from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import Chromium, Emulated, HostLost, Meeting, ParticipantLeft, TranscriptReceived
from realtimekit_async.meeting.offline import NO_NETWORK, Offline
from realtimekit_async.meeting.sdk import read_bundle
from realtimekit_async.meeting.values.talk import Transcript
from realtimekit_async.meeting.wire import read_frame

CALLS, EVENTS, ROUNDS = 2_000, 60_000, 5
RATE, PIECE = 48_000, 10  # samples a second, milliseconds
LOUD = 1_600
TRANSCRIPT = {
    "id": "t-1", "name": "Ada", "peerId": "8c41-4a3e", "userId": "user-1", "customParticipantId": "ada",
    "transcript": "what is said here is as long as such a sentence is", "isPartialTranscript": True,
    "date": "2026-01-01T00:00:00.000Z",
}  # fmt: skip

# Setting the name "FLOOD 1000 50" has the SDK tell a thousand events, 50 a second, or as fast as it can: 0.
FLOOD = """
{
  const init = RealtimeKitClient.init;
  RealtimeKitClient.init = async (options) => {
    const meeting = await init.call(RealtimeKitClient, options);
    const tell = (count) => { for (let i = 0; i < count; i += 1) meeting.ai.emit('transcript', %s); };
    meeting.self.setName = async (name) => {
      const [, total, perSecond] = name.split(' ').map(Number);
      for (let told = 0; told < total; told += 100) {
        tell(100);
        await (perSecond ? new Promise((resolve) => { setTimeout(resolve, 1e5 / perSecond); }) : null);
      }
    };
    return meeting;
  };
}
"""


MANY = 100
PRESET = "group_call_host"


class Figure(NamedTuple):
    """One figure, and the limit that it stays below, or reaches."""

    title: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    def line(self) -> str:
        """Write it down."""
        met = self.value >= self.limit if self.at_least else self.value <= self.limit
        sign = "≥" if self.at_least else "≤"
        value = f"{self.value:,.0f}" if self.value >= MANY else f"{self.value:.3g}"
        return f"{self.title:52} {value:>9} {self.unit:9} {sign} {self.limit:<8,g} {'' if met else 'MISSED'}"


# ── the browser ──


@asynccontextmanager
async def offline(host: Chromium) -> AsyncGenerator[Meeting]:
    """Open a meeting object that nobody else sees."""
    async with Meeting(Offline.token, host=Offline(host)) as meeting:
        yield meeting


async def opening(host: Chromium) -> AsyncIterator[Figure]:
    """Measure how long a browser, and a further meeting in it, take."""
    alone: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with offline(host):
            alone.append(time.perf_counter() - began)
    yield Figure("open: browser, page, SDK", statistics.median(alone), 0.6, "s")
    further: list[float] = []
    async with host as browser, offline(browser):
        for _ in range(ROUNDS):
            began = time.perf_counter()
            async with offline(browser):
                further.append(time.perf_counter() - began)
    yield Figure("open: a further meeting of a browser", statistics.median(further), 0.25, "s")


async def memory(host: Chromium) -> AsyncIterator[Figure]:
    """Measure what one meeting takes, and each more."""
    async with host as browser, offline(browser):
        one = _mebibytes(browser.pid)
        async with offline(browser), offline(browser), offline(browser), offline(browser):
            await asyncio.sleep(1)  # what opening takes is given back
            five = _mebibytes(browser.pid)
    yield Figure("memory of one meeting, proportional", one, 250, "MiB")
    yield Figure("memory of each more", (five - one) / 4, 25, "MiB")


async def calling(host: Chromium) -> AsyncIterator[Figure]:
    """Measure a call beside an echo of aiohttp on the same loop."""
    pipe = await host.open()

    async def ping() -> None:
        await pipe.send('{"op":"ping","i":1}')
        await pipe.receive()

    call = await _median_of(ping, CALLS)
    await pipe.aclose()
    echo = await _echo()
    yield Figure("a call, Python → page → Python", call * 1e3, 0.25, "ms")
    yield Figure("a call, times an echo of aiohttp", call / echo, 8, "×")


async def telling(host: Chromium) -> AsyncIterator[Figure]:
    """Measure how many events a second get from the SDK to a handler, and what a steady stream costs."""
    async with offline(host) as meeting:
        arrivals = _Arrivals(meeting)
        rates = [await arrivals.flood(EVENTS) for _ in range(ROUNDS)]
        yield Figure("events, SDK → handler, median", statistics.median(rates), 60_000, "/s", at_least=True)
        yield Figure("events, SDK → handler, best", max(rates), 90_000, "/s", at_least=True)
        began, cpu = time.perf_counter(), time.process_time()
        await arrivals.flood(5_000, per_second=1_000)
        share = (time.process_time() - cpu) / (time.perf_counter() - began)
        yield Figure("Python at 1,000 events a second, of a core", share * 100, 5, "%")
        yield Figure("events dropped", meeting.dropped, 0, "")


async def speaking(host: Chromium) -> AsyncIterator[Figure]:
    """Measure from a write to the microphone until it is heard again, through the SDK's own track."""
    times: list[float] = []
    async with offline(host) as meeting:
        ear = meeting.self.audio(rate=RATE, ms=PIECE)
        async with meeting.self.microphone(rate=RATE) as microphone, ear as pieces:
            for _ in range(ROUNDS * 2):
                await _silence(pieces)
                began = time.perf_counter()
                await microphone.write(_tone(0.06))
                async for piece in pieces:
                    if max(array("h", piece)) > LOUD:
                        break
                times.append(time.perf_counter() - began)
    yield Figure("sound, written → heard", statistics.median(times) * 1e3, 50, "ms")


async def dying(host: Chromium) -> AsyncIterator[Figure]:
    """Measure how soon it is known that a page was killed."""
    times: list[float] = []
    for _ in range(ROUNDS):
        async with host as browser:
            with suppress(HostLost):
                async with offline(browser) as meeting:
                    running = asyncio.ensure_future(meeting.run())
                    await asyncio.sleep(0.1)
                    began = time.perf_counter()
                    _kill_pages(browser.pid)
                    await asyncio.wait([running])
                    times.append(time.perf_counter() - began)
                    running.exception()
    yield Figure("page killed → HostLost", statistics.median(times) * 1e3, 100, "ms")


# ── without a browser ──


async def decoding() -> AsyncIterator[Figure]:
    """Measure frames alone, as they are read and become values."""
    row = ["ai", "transcript", TRANSCRIPT, None]
    frame = msgspec.json.encode({"t": "ev", "b": [row] * 100}).decode()
    read = msgspec.json.Decoder(Transcript).decode
    rates: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(EVENTS // 100):
            events = read_frame(frame)
            for told in getattr(events, "b", ()):
                read(told.data)
        rates.append(EVENTS / (time.perf_counter() - began))
    yield Figure("events, decoding alone", statistics.median(rates), 250_000, "/s", at_least=True)


async def emulated() -> AsyncIterator[Figure]:
    """Measure a whole little meeting of two, as a test of a user has it."""
    times: list[float] = []
    async with Emulator() as emulator, emulator.client() as rtk:
        host = Emulated(emulator.meeting_url)
        for _ in range(ROUNDS * 4):
            meeting = await rtk.meetings.create(title="Standup")
            began = time.perf_counter()
            async with (
                rtk.meetings.join(meeting.id, name="Ada", preset_name=PRESET, host=host) as ada,
                rtk.meetings.join(meeting.id, name="Bob", preset_name=PRESET, host=host) as bob,
            ):
                await _meet(ada, bob)
            times.append(time.perf_counter() - began)
    yield Figure("emulator: two join, chat, vote, one is kicked", statistics.median(times) * 1e3, 100, "ms")


async def spoken() -> AsyncIterator[Figure]:
    """Measure what is said on the emulator, up to a handler in the same process: processor time of both."""
    rates: list[float] = []
    async with Emulator() as emulator, emulator.client() as rtk:
        meeting = await rtk.meetings.create(title="Standup")
        async with rtk.meetings.join(meeting.id, name="Ada", preset_name=PRESET) as ada:
            emulator.simulate.participant_joins(meeting.id, name="Grace")
            arrivals = _Arrivals(ada)
            for _ in range(ROUNDS):
                arrivals.expect(EVENTS // 3)
                began = time.process_time()
                for number in range(EVENTS // 3):
                    emulator.simulate.says(meeting.id, "Grace", str(TRANSCRIPT["transcript"]), is_final=False)
                    if number % MANY == 0:
                        await asyncio.sleep(0)
                await arrivals.wait()
                rates.append(EVENTS // 3 / (time.process_time() - began))
    yield Figure("emulator: events, said → handler, median", statistics.median(rates), 30_000, "/s", at_least=True)


async def _meet(ada: Meeting, bob: Meeting) -> None:
    await ada.chat.send_text_message("Hello")
    poll = await ada.polls.create("Lunch?", ["Pizza", "Salad"])
    await bob.polls.vote(poll.id, 1)
    gone = asyncio.ensure_future(ada.participants.joined.wait_for(ParticipantLeft))
    await ada.participants.joined[bob.self.id].kick()
    await bob.run()
    await gone


# ── how it is measured ──


async def _median_of(act: Callable[[], Awaitable[object]], times: int) -> float:
    took: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        await act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


async def _echo() -> float:
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

        median = await _median_of(ask, CALLS)
    await runner.cleanup()
    return median


class _Arrivals:
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


async def _silence(pieces: AsyncIterator[bytes]) -> None:
    quiet = 0
    async for piece in pieces:
        quiet = quiet + 1 if not any(piece) else 0
        if quiet == ROUNDS:
            return


def _tone(seconds: float) -> bytes:
    return array("h", (int(20_000 * math.sin(i / 17)) for i in range(int(RATE * seconds)))).tobytes()


def _group(leader: int | None) -> list[Path]:
    """Return the folders of a group's processes."""
    found: list[Path] = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if folder.name.isdigit() and os.getpgid(int(folder.name)) == leader:
                found.append(folder)
    return found


def _mebibytes(leader: int | None) -> float:
    kibibytes = 0
    for folder in _group(leader):
        with suppress(OSError):
            for line in (folder / "smaps_rollup").read_text().splitlines():
                kibibytes += int(line.split()[1]) if line.startswith("Pss:") else 0
    return kibibytes / 1024


def _kill_pages(leader: int | None) -> None:
    for folder in _group(leader):
        if b"--type=renderer" in (folder / "cmdline").read_bytes():
            os.kill(int(folder.name), signal.SIGKILL)


def _flooding_sdk(folder: str) -> Path:
    """Write the SDK with what lets it tell events on request behind it."""
    flood = FLOOD % msgspec.json.encode(TRANSCRIPT).decode()
    file = Path(folder, "sdk.js")
    file.write_bytes(read_bundle() + flood.encode())
    return file


async def run(*, sandbox: bool, browser: bool) -> None:
    """Measure one after the other."""
    parts: list[AsyncIterator[Figure]] = [decoding(), emulated(), spoken()]
    with tempfile.TemporaryDirectory() as folder:
        if browser:
            host = Chromium(sdk=_flooding_sdk(folder), sandbox=sandbox, args=NO_NETWORK)
            parts += [part(host) for part in (opening, memory, calling, telling, speaking, dying)]
        for part in parts:
            async for figure in part:
                print(figure.line(), flush=True)


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-sandbox", action="store_true", help="start the browser without its sandbox")
    parser.add_argument("--emulator", action="store_true", help="measure what needs no browser")
    options = parser.parse_args()
    asyncio.run(run(sandbox=not options.no_sandbox, browser=not options.emulator))
    return 0


if __name__ == "__main__":
    sys.exit(main())
