"""The agents of an emulator: who is connected, and what a test makes go wrong with them."""

from collections.abc import Callable, Iterator

from aiohttp import web

from realtimekit_async.emulator.world.alarms import Alarms
from realtimekit_async.emulator.world.bounds import several
from realtimekit_async.emulator.world.world import World

from .attendance import Attendance
from .closes import FINAL_REASONS, GOING_AWAY, QUEUE_OVERFLOW, checked
from .connection import Connection
from .reception import Reception
from .script import Script
from .upgrade import UpgradeRefusal

AGENT_PATH = "/agent-ws/v1"
SECONDS_TO_CLOSE = 0.05


class Agents:
    """Serves the agent WebSocket of one world; its verbs may come from any thread.

    A verb with `connection_id` means that connection, without it every connection that is open. As documented,
    an agent that does not close with 1000 stays in its meeting for five seconds of the emulator's clock. An agent
    that is kicked, or whose participant cannot join, is closed with 4403.
    """

    def __init__(self, world: World, alarms: Alarms) -> None:
        self._world = world
        self._script = Script()
        self._attendance = Attendance(world, alarms)
        self._reception = Reception(world, self._attendance, self._script)
        self.listeners: list[Callable[[Connection], None]] = self._reception.listeners
        """Called with each connection when a WebSocket of its has been opened or has ended."""

    async def serve(self, http: web.BaseRequest) -> web.StreamResponse:
        """Answer a request for a WebSocket, and stay with it until it ends."""
        return await self._reception.serve(http)

    async def aclose(self) -> None:
        """Close every WebSocket, and wait a little for the agents to answer."""
        self.close(*GOING_AWAY)
        await self._reception.aclose(SECONDS_TO_CLOSE)

    @property
    def connections(self) -> list[Connection]:
        """Every connection there was, in the order they were opened."""
        with self._world.lock:
            return list(self._reception.connections.values())

    # ── trouble on request ──

    def refuse_next(
        self,
        status: int,
        code: str,
        *,
        message: str = "Scripted",
        retryable: bool | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next upgrade, or the next `times`, with an HTTP status and an error code."""
        if not 400 <= status <= 599:  # noqa: PLR2004 - the range of errors
            raise ValueError(f"status: {status} is no error of HTTP")
        refusal = UpgradeRefusal(status, code, message, retryable=retryable)
        self._script.add(self._script.refusals, refusal, times)

    def close_next(self, code: int, reason: str = "", *, times: int = 1) -> None:
        """Accept the next upgrade, or the next `times`, and close it at once."""
        self._script.add(self._script.closes, checked(code, reason), times)

    def close(self, code: int, reason: str = "", *, connection_id: str | None = None) -> None:
        """Close from the server's side; `session_ended`, `queue_overflow` and `upstream_rejected` are for good."""
        wanted = checked(code, reason)
        act = self._attendance.end if wanted.reason in FINAL_REASONS else self._attendance.close
        with self._world.lock:
            for connection in self._open(connection_id):
                act(connection, wanted)

    def overflow(self, *, connection_id: str | None = None) -> None:
        """Close as if more events had waited than a queue holds."""
        self.close(*QUEUE_OVERFLOW, connection_id=connection_id)

    def drop(self, *, connection_id: str | None = None) -> None:
        """Break the connection without a close frame."""
        with self._world.lock:
            for connection in self._open(connection_id):
                self._attendance.cut(connection)

    def restart(self, *, again: int = 1) -> None:
        """Break every connection as a server does that restarts: the last `again` events come once more."""
        with self._world.lock:
            for connection in self._open(None):
                connection.send_again(again)
            self.drop()

    def keep_unconfirmed(self) -> None:
        """Send again, after a resume, what no pong has confirmed: nothing is lost with a connection that breaks.

        Without this, an event counts as received once it is written, as far as the real server is known. With it,
        an event comes twice whose pong was lost.
        """
        self._script.keeps_unconfirmed = True

    def duplicate_next(self, *, times: int = 1) -> None:
        """Send the next event twice, or the next `times`."""
        with self._world.lock:
            self._attendance.audience.extra_copies += several(times)

    def mute_heartbeats(self) -> None:
        """Leave every `connection.ping` without an answer."""
        self._script.is_mute = True

    def unmute_heartbeats(self) -> None:
        """Answer `connection.ping` again."""
        self._script.is_mute = False

    def fail_next_request(self, code: str = "INTERNAL_ERROR", *, times: int = 1) -> None:
        """Answer the next request, or the next `times`, with an error."""
        self._script.add(self._script.failures, code, times)

    def _open(self, connection_id: str | None) -> Iterator[Connection]:
        if connection_id is not None and connection_id not in self._reception.connections:
            raise LookupError(f"No connection found with id {connection_id}")
        for connection in self.connections:
            if connection.is_open and connection_id in (None, connection.id):
                yield connection
