"""A call into a page of Chromium, and each name of the vendor's documents checked in one."""

import asyncio
import cProfile
import time
from collections.abc import Iterator

from benchmarks.jobs.meeting_browser import SANDBOX, STAND_IN
from benchmarks.jobs.meeting_tools import contract
from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import Chromium

from .shares import LINES, cpu_profile, shares

PINGS = 2000


def measure_call() -> Iterator[str]:
    """Profile pings; the time in which nothing runs in this process is that of Chromium's two."""
    profile = cpu_profile()
    wall, cpu = asyncio.run(_pinged(profile))
    yield f"{wall / PINGS * 1e3:.3f} ms a call, of it {cpu / PINGS * 1e3:.3f} ms in this process; of these:"
    yield from shares(profile)


def measure_contract() -> Iterator[str]:
    """Time each row; the slowest are printed."""
    took = asyncio.run(_checked())
    yield f"{sum(took.values()):.2f} s for {len(took)} rows; the slowest:"
    for name in sorted(took, key=took.__getitem__, reverse=True)[:LINES]:
        yield f"{took[name]:7.3f} s  {name}"


async def _pinged(profile: cProfile.Profile) -> tuple[float, float]:
    async with Chromium(sdk=STAND_IN, sandbox=SANDBOX) as browser:
        pipe = await browser.open()
        for count in (PINGS // 10, PINGS):  # the first warm up
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(count):
                await pipe.send('{"op":"ping","i":1}')
                await pipe.receive()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        profile.enable()
        for _ in range(PINGS):
            await pipe.send('{"op":"ping","i":1}')
            await pipe.receive()
        profile.disable()
        await pipe.aclose()
    return wall, cpu


async def _checked() -> dict[str, float]:
    async with (
        Emulator() as emulator,
        Chromium(sdk=STAND_IN, base_uri=emulator.meeting_url, sandbox=SANDBOX) as browser,
    ):
        return await contract(emulator, browser)
