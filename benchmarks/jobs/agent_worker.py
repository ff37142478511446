"""An agent, or what one would write without this library, in a process of its own.

    python -m benchmarks.jobs.agent_worker NAME ORIGIN             # for each order a line of JSON: its CPU
    python -m benchmarks.jobs.agent_worker NAME ORIGIN --count     # for callgrind, which the marks are for

"ours" is `async for event in agent`: typed events, presence, transcript, duplicates, heartbeat and backpressure.
"bare" is aiohttp's `receive()` and one msgspec decode into the same types, and nothing else.
"""

import argparse
import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import WSMsgType

from benchmarks.callgrind import mark
from realtimekit_async.agent import Agent
from realtimekit_async.agent.frames import read_frame

TOKEN = "e30.e30.c2ln"  # noqa: S105 - three parts, as of a participant's token
SHORT, LONG = 2_000, 6_000
"""What is counted are two stretches of events: their difference has no coming and going in it."""

Contender = Callable[[str, int], Awaitable[None]]


async def ours(url: str, events: int) -> None:
    """Iterate over an agent."""
    async with Agent(TOKEN, url=url) as agent:
        async for _ in agent:
            events -= 1
            if not events:
                break


async def bare(url: str, events: int) -> None:
    """Read the same frames with aiohttp, and decode them into the same types."""
    async with aiohttp.ClientSession() as http, http.ws_connect(url, protocols=("realtimekit.v1",)) as socket:
        await socket.send_str('{"category":"request","request_id":"1","name":"connection.get","data":{}}')
        while (received := await socket.receive()).type is WSMsgType.TEXT:
            read_frame(received.data)
            events -= 1
            if not events:
                break


def url_of(origin: str, events: int) -> str:
    """Return where a meeting tells so many events."""
    return f"{origin}/{events}/agent-ws/v1"


CONTENDERS: dict[str, Contender] = {"ours": ours, "bare": bare}


async def cpu(contender: Contender, origin: str, agents: int, events: int) -> float:
    """Return the CPU seconds in which so many agents take so many events each."""
    gc.collect()
    started = time.process_time()
    await asyncio.gather(*(contender(url_of(origin, events), events) for _ in range(agents)))
    return time.process_time() - started


async def count(contender: Contender, origin: str) -> None:
    """Take a short and a long stretch of events, between marks."""
    await contender(url_of(origin, SHORT), SHORT)
    for events in (SHORT, LONG):
        mark()
        await contender(url_of(origin, events), events)
        mark()


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=CONTENDERS)
    parser.add_argument("origin")
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    bytes(4 << 20)  # as in request/worker.py
    contender = CONTENDERS[options.name]
    if options.count:
        gc.disable()
        asyncio.run(count(contender, options.origin))
        return
    for line in sys.stdin:
        order = json.loads(line)
        print(
            json.dumps(asyncio.run(cpu(contender, options.origin, order["agents"], order["events"]))), flush=True
        )


if __name__ == "__main__":
    main()
