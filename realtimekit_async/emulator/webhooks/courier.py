"""Sends webhooks from the emulator's own loop, whatever thread they are told from."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

import aiohttp

from realtimekit_async.emulator.log import logger
from realtimekit_async.emulator.world.world import World

from .delivery import Delivery, Outcome, open_session
from .schedule import Message, Schedule

SECONDS_TO_DRAIN = 0.5


class Courier:
    """Carries messages to their webhooks; what is posted before it starts waits for that.

    Args:
        world: Its clock says when a message is due, and its lock keeps the schedule.
        prepare: Makes a signed delivery of a message; one that has an error already is not sent.
        errors: Gets the defects of the emulator itself.
    """

    def __init__(self, world: World, prepare: Callable[[Message], Delivery], errors: list[Exception]) -> None:
        self._world = world
        self._prepare = prepare
        self._errors = errors
        self._schedule = Schedule()
        self.listeners: list[Callable[[Delivery], None]] = []
        self._waiting: list[Future[None]] = []
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send in the running loop; a session is opened for the first message only."""
        with self._world.lock:
            self._loop = asyncio.get_running_loop()
            self._wake = asyncio.Event()
            self._world.clock.listeners.append(self._look_again)
            if not self._schedule.is_empty:
                self._look_again()

    async def aclose(self) -> None:
        """Send for a moment longer what is due, then end every attempt."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_TO_DRAIN):
                    await asyncio.wrap_future(self.settled())
        finally:
            await self._end()

    def post(self, message: Message) -> None:
        """Take a message, from any thread."""
        with self._world.lock:
            self._schedule.add(message)
            self._look_again()

    def settled(self) -> "Future[None]":
        """Return a future that is done when nothing is under way and nothing is due; at once without a loop."""
        future: Future[None] = Future()
        with self._world.lock:
            if self._loop is None or self._schedule.is_settled(self._world.clock.timestamp()):
                future.set_result(None)
            else:
                self._waiting.append(future)
        return future

    def _look_again(self) -> None:
        with self._world.lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        if self._work is None and self._loop is not None:
            self._work = self._loop.create_task(self._run())
        self._wake.set()

    async def _run(self) -> None:
        async with open_session() as session, asyncio.TaskGroup() as attempts:
            while True:
                self._wake.clear()
                for message in self._due():
                    attempts.create_task(self._attempt(session, message))
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause()):
                        await self._wake.wait()

    def _due(self) -> list[Message]:
        with self._world.lock:
            now = self._world.clock.timestamp()
            due = self._schedule.take(now)
            if self._schedule.is_settled(now):
                self._let_go()
            return due

    def _pause(self) -> float | None:
        """Return how long nothing will be due; a clock that stands still wakes us when it is moved."""
        with self._world.lock:
            opens_at = self._schedule.opens_at()
            return None if opens_at is None else self._world.clock.seconds_until(opens_at)

    async def _attempt(self, session: aiohttp.ClientSession, message: Message) -> None:
        outcome: Outcome = "refused"
        try:
            delivery = self._prepare(message)
            outcome = await delivery.send(session)
            for listener in self.listeners:
                listener(delivery)
        except Exception as error:  # a defect of the emulator, kept for the test to see
            logger.exception("a webhook could not be sent")
            self._errors.append(error)
        with self._world.lock:
            self._schedule.done(message, outcome, self._world.clock.timestamp())
        self._wake.set()

    async def _end(self) -> None:
        with self._world.lock:
            if self._loop is not None:
                self._loop = None
                self._world.clock.listeners.remove(self._look_again)
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()
            await asyncio.wait([work])
        with self._world.lock:
            self._schedule.put_back()
            if not self._schedule.is_empty:
                logger.info("stopped while webhooks were waiting for another attempt")
            self._let_go()

    def _let_go(self) -> None:
        for future in self._waiting:
            if future.set_running_or_notify_cancel():
                future.set_result(None)
        self._waiting.clear()
