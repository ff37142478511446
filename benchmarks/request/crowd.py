"""Tens of thousands of calls begun at once by one client, which has a hundred connections for them.

aiohttp is replaced by a stub that answers after a millisecond, so that what is left is how those who wait are
kept: with nothing said, within `max_wait`, and beside them an `asyncio.Semaphore` in front of the same stub, which
knows no quota, no gate and no deadline. Told are the CPU time of a call and the longest stall: how late, at most,
the event loop came to a timer of a few milliseconds. Each crowd has a fresh process. It does not measure what
aiohttp does with a hundred connections, nor the wait for a quota.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from statistics import median

from aiohttp import ClientSession

from benchmarks.processes import Talk

from .answers import GET, body
from .stub import Answer, client

SIZES = (10_000, 20_000, 30_000, 40_000)
PLACES, ANSWERED_AFTER, TICK = 100, 0.001, 0.005
KINDS = ("ours", "max_wait", "semaphore")

Call = Callable[[], Awaitable[object]]


class Slow:
    """Stands in the place of `ClientSession.request`, and answers a little later."""

    def __init__(self) -> None:
        self._answer = Answer(body(GET))
        ClientSession.request = self.__call__  # type: ignore[method-assign,assignment] # a double

    async def __call__(self, *_: object, **__: object) -> Answer:
        """Return the answer."""
        await asyncio.sleep(ANSWERED_AFTER)
        return self._answer


async def longest_stall(done: asyncio.Event) -> float:
    """Return by how much a timer came too late at most."""
    stall = 0.0
    while not done.is_set():
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        stall = max(stall, time.perf_counter() - began - TICK)
    return stall


async def crowd(call: Call, size: int) -> dict[str, float]:
    """Begin all calls at once and wait for them."""
    done = asyncio.Event()
    watch = asyncio.create_task(longest_stall(done))
    await call()
    cpu, wall = time.process_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(size):
            group.create_task(_awaited(call))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    done.set()
    return {"stall": await watch, "cpu": cpu, "wall": wall, "cpu_us_a_call": cpu * 1e6 / size}


async def _awaited(call: Call) -> None:
    await call()


async def played(kind: str, size: int) -> dict[str, float]:
    """Let one crowd come."""
    slow = Slow()
    if kind == "semaphore":
        places = asyncio.Semaphore(PLACES)

        async def by_hand() -> object:
            async with places:
                return await (await slow()).read()

        return await crowd(by_hand, size)
    async with client(max_connections=PLACES, max_wait=3600.0 if kind == "max_wait" else None) as rtk:
        return await crowd(lambda: rtk.meetings.get("bbb7a1c6-3a8a-4a27-9c5e-0d6f2a1f9b7e"), size)


def measure(*, quick: bool) -> dict[str, dict[str, dict[str, float]]]:
    """Let all crowds come, in turn; the medians of each."""
    columns = [(kind, size) for size in SIZES for kind in KINDS]
    rounds = [{column: _in_a_process(*column) for column in columns} for _ in range(1 if quick else 3)]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind in KINDS:
        found[kind] = {str(size): _middle([each[kind, size] for each in rounds]) for size in SIZES}
        print(kind, {size: f"{each['stall']:.2f} s, {each['cpu']:.2f} s" for size, each in found[kind].items()})
    return found


def _in_a_process(kind: str, size: int) -> dict[str, float]:
    talk = Talk("request.crowd", kind, str(size))
    figures: dict[str, float] = talk.hear()
    talk.end()
    return figures


def _middle(figures: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(median(each[name] for each in figures), 4) for name in figures[0]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("calls", type=int)
    options = parser.parse_args()
    print(json.dumps(asyncio.run(played(options.kind, options.calls))))
