"""What a meeting object costs in a browser with Cloudflare's SDK, offline: it can do all that needs no others."""

import asyncio
import math
import os
import signal
import statistics
import tempfile
import time
from array import array
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec

from benchmarks.processes import CHECKOUT
from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import Chromium, HostLost, Meeting
from realtimekit_async.meeting.offline import NO_NETWORK, Offline
from realtimekit_async.meeting.sdk import read_bundle

from .meeting_tools import CALLS, EVENTS, ROUNDS, TRANSCRIPT, Arrivals, contract, echo, median_of

RATE, PIECE = 48_000, 10  # samples a second, milliseconds
LOUD = 1_600
STAND_IN = CHECKOUT / "tests" / "meeting" / "standin.js"
SANDBOX = os.geteuid() != 0  # root has none

Figure = tuple[str, float]

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
    yield "open_s", statistics.median(alone)
    further: list[float] = []
    async with host as browser, offline(browser):
        for _ in range(ROUNDS):
            began = time.perf_counter()
            async with offline(browser):
                further.append(time.perf_counter() - began)
    yield "further_s", statistics.median(further)


async def memory(host: Chromium) -> AsyncIterator[Figure]:
    """Measure what one meeting takes, and each more."""
    async with host as browser, offline(browser):
        one = _mebibytes(browser.pid)
        async with offline(browser), offline(browser), offline(browser), offline(browser):
            await asyncio.sleep(1)  # what opening takes is given back
            five = _mebibytes(browser.pid)
    yield "memory_mib", one
    yield "memory_more_mib", (five - one) / 4


async def calling(host: Chromium) -> AsyncIterator[Figure]:
    """Measure a call beside an echo of aiohttp on the same loop."""
    pipe = await host.open()

    async def ping() -> None:
        await pipe.send('{"op":"ping","i":1}')
        await pipe.receive()

    call = await median_of(ping, CALLS)
    await pipe.aclose()
    yield "call_ms", call * 1e3
    yield "call_ratio", call / await echo()


async def telling(host: Chromium) -> AsyncIterator[Figure]:
    """Measure how many events a second get from the SDK to a handler, and what a steady stream costs."""
    async with offline(host) as meeting:
        arrivals = Arrivals(meeting)
        rates = [await arrivals.flood(EVENTS) for _ in range(ROUNDS)]
        yield "events", statistics.median(rates)
        yield "events_best", max(rates)
        began, cpu = time.perf_counter(), time.process_time()
        await arrivals.flood(5_000, per_second=1_000)
        share = (time.process_time() - cpu) / (time.perf_counter() - began)
        yield "share_percent", share * 100
        yield "dropped", meeting.dropped


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
    yield "heard_ms", statistics.median(times) * 1e3


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
    yield "lost_ms", statistics.median(times) * 1e3


async def standing_in(_: Chromium) -> AsyncIterator[Figure]:
    """Measure the contract, with the stand-in for the SDK: Cloudflare's has no meeting to join here."""
    async with (
        Emulator() as emulator,
        Chromium(sdk=STAND_IN, base_uri=emulator.meeting_url, sandbox=SANDBOX) as browser,
    ):
        yield "contract_s", sum((await contract(emulator, browser)).values())


async def in_browser() -> dict[str, float]:
    """Measure one after the other."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        host = Chromium(sdk=_flooding_sdk(folder), sandbox=SANDBOX, args=NO_NETWORK)
        for part in (opening, memory, calling, telling, speaking, dying, standing_in):
            async for name, figure in part(host):
                found[name] = round(figure, 4)
                print(f"browser {name}: {figure:,.4g}", flush=True)
    return found


# ── how it is measured ──


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
