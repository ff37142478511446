"""Many clients or agents in a fresh process, each with a connection in use; tells their memory on one line."""

import argparse
import asyncio
import gc
import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import count
from typing import Protocol

import aiohttp

from benchmarks.request.answers import GET, meeting_id
from benchmarks.request.contenders import BARE, CONTENDERS, OURS

from .walker import memory

QUIET = "/0/agent-ws/v1"
"""The meeting of `agent_server` that has nothing to tell."""
_NUMBERS = count()


class Kept(Protocol):
    """What is opened many times and kept."""

    async def open(self, origin: str, stack: AsyncExitStack) -> None:
        """Open it, and use its connection."""
        ...


class Client:
    """A client that has asked for one meeting."""

    def __init__(self, name: str) -> None:
        self._contender = CONTENDERS[name]()

    async def open(self, origin: str, stack: AsyncExitStack) -> None:
        """Open it and ask."""
        await self._contender.open(origin)
        stack.push_async_callback(self._contender.close)
        await self._contender.caller(GET)(meeting_id(next(_NUMBERS)))


class InMeeting:
    """An agent in a meeting that has nothing to tell."""

    async def open(self, origin: str, stack: AsyncExitStack) -> None:
        """Join."""
        from realtimekit_async.agent import Agent

        await stack.enter_async_context(Agent("e30.e30.c2ln", url=origin + QUIET))  # three parts, as of a token


class Socket:
    """A WebSocket by hand, in the same meeting."""

    async def open(self, origin: str, stack: AsyncExitStack) -> None:
        """Connect and read the first frame."""
        http = await stack.enter_async_context(aiohttp.ClientSession())
        connecting = http.ws_connect(origin + QUIET, protocols=("realtimekit.v1",))
        socket = await stack.enter_async_context(connecting)
        await socket.send_str('{"category":"request","request_id":"1","name":"connection.get","data":{}}')
        await socket.receive()


KINDS: dict[str, Callable[[], Kept]] = {
    "ours": lambda: Client(OURS),
    "aiohttp": lambda: Client(BARE),
    "sdk": lambda: Client("sdk"),
    "agent": InMeeting,
    "websocket": Socket,
}


async def opened(kind: str, origin: str, clients: int) -> dict[str, float]:
    """Open them one after the other, and keep them all."""
    async with AsyncExitStack() as stack:
        first, *others = [KINDS[kind]() for _ in range(clients)]
        await first.open(origin, stack)
        one, cpu = _held(), time.process_time()
        for each in others:
            await each.open(origin, stack)
        cpu, many, more = time.process_time() - cpu, _held(), max(len(others), 1)
    return {
        "mb": round(many, 2),
        "kb_each": round((many - one) * 1e3 / more, 2),
        "cpu_us_each": round(cpu * 1e6 / more, 1),
    }


def _held() -> float:
    gc.collect()
    return memory("VmRSS")


def main() -> None:
    """Open them and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("origin")
    parser.add_argument("--clients", type=int, default=1)
    options = parser.parse_args()
    bytes(4 << 20)  # as in worker.py
    print(json.dumps(asyncio.run(opened(options.kind, options.origin, options.clients))))


if __name__ == "__main__":
    main()
