"""What is to happen at a moment of the emulator's time."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, TypeAlias

from .world import World

MARGIN = 0.01
"""Seconds that a timer waits longer than it has to, for it may come early."""
Action: TypeAlias = Callable[[datetime], None]


class Alarm(NamedTuple):
    """What is to happen and when; the number keeps those of one moment in order."""

    moment: datetime
    number: int
    action: Action


class Alarms:
    """Runs actions when their time has come, one after the other; each is given the moment it was set for.

    Moving the clock runs them at once; where time passes by itself, the loop that watches runs them.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._alarms: list[Alarm] = []
        self._numbers = count()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        world.clock.listeners.append(self.expire)

    def add(self, moment: datetime, seconds: float, action: Action) -> None:
        """Run an action so many seconds after a moment; whoever calls holds the world's lock."""
        heappush(self._alarms, Alarm(moment + timedelta(seconds=seconds), next(self._numbers), action))
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._set_timer)

    def clear(self) -> None:
        """Forget everything that was to happen."""
        self._alarms.clear()

    def expire(self) -> None:
        """Run what is due, and what becomes due by that."""
        with self._world.lock:
            while self._alarms and self._alarms[0].moment <= self._world.clock.now():
                alarm = heappop(self._alarms)
                alarm.action(alarm.moment)

    def watch(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Have a loop watch the time, or none; called in that loop."""
        self._loop = loop
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        with self._world.lock:
            first = self._alarms[0].moment if self._alarms else None
        seconds = None if first is None else self._world.clock.seconds_until(first.timestamp())
        if self._loop is not None and seconds is not None:
            self._timer = self._loop.call_later(seconds + MARGIN, self._look)

    def _look(self) -> None:
        self.expire()
        self._set_timer()
