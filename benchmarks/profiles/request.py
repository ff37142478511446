"""A request over loopback, sixteen at a time, with everything on."""

import asyncio
import cProfile
from collections.abc import Iterator

from benchmarks.processes import served
from benchmarks.request.answers import meeting_id
from benchmarks.request.calls import Contender
from benchmarks.request.contenders import CONTENDERS
from benchmarks.request.worker import calls

from .shares import cpu_profile, shares

REQUESTS, AT_ONCE = 2000, 16


def measure(rows: int) -> Iterator[str]:
    """Profile pages of so many rows, or with 0 one meeting by its id."""
    bytes(4 << 20)  # as in request/worker.py
    with served() as server:
        yield from shares(asyncio.run(_asked(CONTENDERS["ours"](), server.origin, rows)))


async def _asked(contender: Contender, origin: str, rows: int) -> cProfile.Profile:
    """Make the requests, after as many that are not looked at."""
    await contender.open(origin)
    caller, profile = contender.caller(rows), cpu_profile()
    keys = [number if rows else meeting_id(number) for number in range(1, 2 * REQUESTS + 1)]
    await calls(caller, keys[:REQUESTS], AT_ONCE)
    profile.enable()
    await calls(caller, keys[REQUESTS:], AT_ONCE)
    profile.disable()
    await contender.close()
    return profile
