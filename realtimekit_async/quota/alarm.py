"""The alarm of those who wait with a deadline."""

import asyncio
from math import inf

from realtimekit_async.timing import Clock

from .queue import Queue


class Alarm:
    """Lets each learn when their time is over: one sleep serves all, for there may be tens of thousands."""

    __slots__ = ("_clock", "_queue", "_rings_at", "_task")

    def __init__(self, clock: Clock, queue: Queue) -> None:
        self._clock = clock
        self._queue = queue
        self._rings_at = inf
        self._task: asyncio.Task[None] | None = None

    def set(self) -> None:
        """Ring in time for whoever has come."""
        if (end := self._queue.first_end()) < self._rings_at:
            if self._task is not None:
                self._task.cancel()
            self._rings_at = end
            self._task = asyncio.get_running_loop().create_task(self._ring())

    def stop(self) -> None:
        """Ring no more: nobody waits."""
        if self._task is not None:
            self._task.cancel()
            self._task, self._rings_at = None, inf

    async def _ring(self) -> None:
        while (end := self._queue.first_end()) < inf:
            self._rings_at = end
            await self._clock.sleep(max(end - self._clock.now(), 0.0))
            self._queue.wake_ended(self._clock.now())
        self._rings_at = inf
