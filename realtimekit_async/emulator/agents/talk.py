"""One connection on one WebSocket: what it is sent, and what it is answered."""

from realtimekit_async.emulator.world.records import record
from realtimekit_async.emulator.world.world import World

from .connection import Connection
from .requests import PING, answer, failure, read_request
from .script import Script
from .socket import Socket

MOST_REQUESTS = 10_000
UNCONFIRMED_AT_MOST = 20
"""Frames after which a confirmation is asked for: who is cut off again and again in a backlog gets on."""


class Talk:
    """Stands between a connection and one of its WebSockets; another one may take its place at any time."""

    def __init__(self, world: World, script: Script, connection: Connection, socket: Socket) -> None:
        self._world = world
        self._script = script
        self._connection = connection
        self._socket = socket
        self._sent = self._asked = self._confirmed = 0

    def next_frame(self) -> bytes | None:
        """Take out what is to be sent next."""
        with self._world.lock:
            connection = self._connection
            if connection.socket is not self._socket or not connection.queue:
                return None
            frame = connection.queue.popleft()
            connection.sent.append(frame)
            if self._script.keeps_unconfirmed:
                connection.unconfirmed.append(frame)
                self._sent += 1
            return frame

    def confirmation(self, *, is_pausing: bool) -> bytes | None:
        """Return the payload of the ping by which the agent confirms what it was sent, if it is time."""
        if self._sent - self._asked < (1 if is_pausing else UNCONFIRMED_AT_MOST):
            return None
        self._asked = self._sent
        return str(self._sent).encode()

    def confirmed(self, payload: bytes) -> None:
        """Take note of a pong; what came before it has arrived."""
        with self._world.lock:
            number = int(payload) if payload.isdigit() else 0
            if self._connection.socket is self._socket and number <= self._asked:
                for _ in range(number - self._confirmed):
                    self._connection.unconfirmed.popleft()
                self._confirmed = max(self._confirmed, number)

    def answer(self, raw: str | bytes) -> bytes | None:
        """Answer a request, unless it is a heartbeat that is to be left without an answer."""
        request = read_request(raw)
        if isinstance(request, bytes):
            return request
        record(self._connection.requests, request.name, MOST_REQUESTS)
        if self._script.failures:
            code = self._script.failures.popleft()
            return failure(request.request_id, request.name, code, "Scripted")
        if request.name == PING and self._script.is_mute:
            return None
        return answer(request, self._connection)
