"""The seconds for which an agent without a WebSocket stays in its meeting."""

import asyncio
from collections.abc import Callable

from realtimekit_async.emulator.world.world import World

from .connection import Connection

GRACE_SECONDS = 5
TIMER_MARGIN = 0.01


class Grace:
    """Waits for agents, on the emulator's clock, and says whose time is up."""

    def __init__(self, world: World, time_is_up: Callable[[Connection], None]) -> None:
        self._world = world
        self._time_is_up = time_is_up
        self._deadlines: dict[Connection, float] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        world.clock.listeners.append(self.expire)

    def begin(self, connection: Connection) -> None:
        """Wait for an agent from now on."""
        self._deadlines[connection] = self._world.clock.timestamp() + GRACE_SECONDS
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._set_timer)

    def end(self, connection: Connection) -> None:
        """Wait for an agent no longer."""
        self._deadlines.pop(connection, None)

    def expire(self) -> None:
        """Tell of those whose time is up."""
        with self._world.lock:
            now = self._world.clock.timestamp()
            for connection in [one for one, deadline in self._deadlines.items() if deadline <= now]:
                del self._deadlines[connection]
                self._time_is_up(connection)

    def watch(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Have a loop watch the time, or none; called in that loop."""
        self._loop = loop
        self._set_timer()

    def _set_timer(self) -> None:
        """Come back for the next deadline, unless it is a test that moves the time."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        with self._world.lock:
            deadline = min(self._deadlines.values(), default=None)
        seconds = None if deadline is None else self._world.clock.seconds_until(deadline)
        if self._loop is not None and seconds is not None:
            self._timer = self._loop.call_later(seconds + TIMER_MARGIN, self._look)

    def _look(self) -> None:
        self.expire()
        self._set_timer()
