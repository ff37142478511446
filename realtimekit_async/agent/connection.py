"""The connection of an agent to its meeting, over all the WebSockets that it takes."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import count
from math import inf
from typing import Protocol

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.log import logger
from realtimekit_async.secret import SecretStr
from realtimekit_async.timing import Clock, arrives_within, cancel_and_wait

from .events import Result
from .frames import connection_id_of, request_frame
from .protocol import BROKEN, NORMAL, Close
from .recovery import Connect, Over, Recovery
from .socket import Address, Socket, connect

HEARTBEAT = 20.0
ANSWER_WITHIN = 10.0
"""A ping every 20 seconds; without a result within 10, another connection (agent participant, heartbeat)."""


class FrameHandler(Protocol):
    """Who is given the frames."""

    def take_frame(self, frame: str | bytes) -> bool:
        """Take a frame; return whether `wait_until_ready()` has to be awaited before the next one."""
        ...

    async def wait_until_ready(self) -> None:
        """Return when the next frame can be taken."""
        ...

    def note_reconnected(self) -> None:
        """Take into account that a new WebSocket is open."""
        ...


class Connection:
    """Connects, reads, asks whether the server is still there, and connects again, until the session is over."""

    def __init__(
        self,
        address: Address,
        token: Callable[[], Awaitable[SecretStr]],
        frames: FrameHandler,
        clock: Clock,
        patience: float,
    ) -> None:
        self._address = address
        self._token = token
        self._frames = frames
        self._clock = clock
        self._recovery = Recovery(patience)
        self._chance = random.Random()  # noqa: S311 - spreads attempts, hides nothing
        self._answers: dict[str, asyncio.Future[Result]] = {}
        self._numbers = count(1)
        self._held_at = -inf
        self._is_held = False
        self._goodbye = asyncio.Event()
        self._socket: Socket | None = None
        self.ready: asyncio.Event = asyncio.Event()

    @property
    def connection_id(self) -> str | None:
        """What the server calls this connection."""
        return self._recovery.connection_id

    @property
    def is_open(self) -> bool:
        """Whether there is a WebSocket now."""
        return self._socket is not None

    async def run(self) -> None:
        """Be connected until the session is over or `say_goodbye` is called; raises what ends it otherwise."""
        step: Connect | Over = self._recovery.start_over()
        self._goodbye.clear()
        while isinstance(step, Connect):
            if step.delay:
                await self._clock.sleep(step.delay)
            step = await self._attempt(step.connection_id)
        if step.error is not None:
            raise step.error

    def say_goodbye(self) -> None:
        """Leave at once: close with 1000."""
        self._goodbye.set()

    def answered(self, result: Result) -> None:
        """Take the result of a request."""
        answer = self._answers.get(result.request_id)
        if answer is not None and not answer.done():
            answer.set_result(result)

    async def _attempt(self, connection_id: str | None) -> Connect | Over:
        failure: RealtimeKitError | None = None
        close = Close(NORMAL)
        try:
            socket = await connect(self._address, await self._token(), connection_id)
        except RealtimeKitError as error:
            failure = error
        else:
            close = await self._serve(socket)
        if self._goodbye.is_set():
            return Over()
        now, chance = self._clock.now(), self._chance.random()
        if failure is not None:
            logger.warning("the agent cannot connect: %s", failure)
            return self._recovery.after_failure(failure, now, chance)
        logger.info("the agent's connection was closed: %d %s", close.code, close.reason)
        return self._recovery.after_close(close, now, chance)

    async def _serve(self, socket: Socket) -> Close:
        """Read from a WebSocket until it ends, falls silent, or is to be left."""
        self._socket = socket
        self._frames.note_reconnected()
        reading = asyncio.ensure_future(socket.read(self._frames.take_frame, self._wait_until_ready))
        keeping = asyncio.ensure_future(self._keep(socket))
        leaving = asyncio.ensure_future(self._goodbye.wait())
        try:
            await asyncio.wait((reading, keeping, leaving), return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                await socket.close(NORMAL)
                return Close(NORMAL)
            return (reading if reading.done() else keeping).result()
        finally:
            self._socket = None
            await cancel_and_wait(reading, keeping, leaving)
            await socket.close()

    async def _wait_until_ready(self) -> None:
        self._is_held = True
        try:
            await self._frames.wait_until_ready()
        finally:
            self._is_held = False
            self._held_at = self._clock.now()

    async def _keep(self, socket: Socket) -> Close:
        """Ask for the id of the connection, then again and again whether the server is there."""
        request = "connection.get"
        while True:
            result = await self._ask(socket, request)
            if result is None:
                return Close(BROKEN, f"no answer to {request}")
            self._recovery.connected(connection_id_of(result) or self.connection_id)
            self.ready.set()
            await self._clock.sleep(HEARTBEAT)
            # Without the id nothing can be resumed: where it was refused, the next heartbeat asks again.
            request = "connection.get" if self.connection_id is None else "connection.ping"

    async def _ask(self, socket: Socket, name: str) -> Result | None:
        """Send a request and return its result, or None if none comes in time."""
        request_id = str(next(self._numbers))
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._answers[request_id] = answer
        try:
            if not await socket.send(request_frame(name, request_id)):
                await answer  # never: whoever reads takes what has arrived before, and then meets the end
            since = self._clock.now()
            while not await arrives_within(self._clock, ANSWER_WITHIN, asyncio.shield(answer)):
                # Who does not read, because whoever takes the events is slow, does not see the answer either.
                if not self._is_held and self._held_at < since:
                    return None
                since = self._clock.now()
            return await answer
        finally:
            del self._answers[request_id]
