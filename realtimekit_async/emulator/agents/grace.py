"""The seconds for which an agent without a WebSocket stays in its meeting."""

from collections.abc import Callable
from itertools import count

from realtimekit_async.emulator.world.alarms import Alarms

from .connection import Connection

GRACE_SECONDS = 5


class Grace:
    """Waits for agents, on the emulator's clock, and says whose time is up."""

    def __init__(self, alarms: Alarms, time_is_up: Callable[[Connection], None]) -> None:
        self._alarms = alarms
        self._time_is_up = time_is_up
        self._numbers = count()
        self._waiting: dict[Connection, int] = {}

    def begin(self, connection: Connection) -> None:
        """Wait for an agent from now on."""
        number = self._waiting[connection] = next(self._numbers)
        self._alarms.add(connection.app.now, GRACE_SECONDS, lambda _: self._expire(connection, number))

    def end(self, connection: Connection) -> None:
        """Wait for an agent no longer."""
        self._waiting.pop(connection, None)

    def settle(self) -> None:
        """Let those leave whose time is up by now."""
        self._alarms.expire()

    def _expire(self, connection: Connection, number: int) -> None:
        if self._waiting.get(connection) == number:  # else it has been back since
            del self._waiting[connection]
            self._time_is_up(connection)
