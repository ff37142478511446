"""A frame of an agent without its socket, up to the program that iterates."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec

from benchmarks.jobs.agent_server import SESSION, frame, message
from benchmarks.jobs.agent_worker import TOKEN
from realtimekit_async.agent import Agent, connection

from . import Works

VARIETY = 1000  # more than are counted


class Socket:
    """Stands in the place of an open WebSocket."""

    heard: Callable[[bytes], bool]

    async def read(self, heard: Callable[[bytes], bool], settled: Callable[[], Awaitable[None]]) -> None:
        """Let a session start, and wait for whoever calls `heard`."""
        self.heard = heard
        heard(message("session.started", {"session": SESSION}))
        await settled()
        await asyncio.Event().wait()

    async def send(self, request: str) -> bool:
        """Answer a request at once."""
        asked = {**msgspec.json.decode(request), "category": "result", "error": None}
        self.heard(msgspec.json.encode({**asked, "data": {"connection": {"id": "c"}}}))
        return True

    async def close(self, _: int = 0) -> None:
        """Do nothing."""


@asynccontextmanager
async def works() -> AsyncGenerator[Works, None]:
    """Yield an event: heard, taken into account, and taken."""
    socket, frames = Socket(), iter([frame(number) for number in range(VARIETY)])

    async def connect(*_: object) -> Socket:
        return socket

    connection.connect = connect  # type: ignore[assignment] # a double
    async with Agent(TOKEN) as agent:
        await anext(agent)  # the session has started

        async def event() -> object:
            socket.heard(next(frames))
            return await anext(agent)

        yield {"agent event": event}
