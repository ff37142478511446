"""Where WebSockets of agents arrive: who may come in, and what they are answered."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from realtimekit_async.emulator.world.state import Participant
from realtimekit_async.emulator.world.world import App, World

from .attendance import Attendance
from .closes import BROKEN, FINAL_REASONS
from .connection import Connection
from .script import Script
from .socket import Socket
from .talk import Talk
from .upgrade import (
    SUBPROTOCOL,
    Upgrade,
    UpgradeRefusal,
    connection_not_found,
    read_upgrade,
    too_many_connections,
    unauthenticated,
)

MOST_OPEN = 5_000
MOST_KNOWN = 10_000


class Reception:
    """Opens connections and goes on with them."""

    def __init__(self, world: World, attendance: Attendance, script: Script) -> None:
        self._world = world
        self._attendance = attendance
        self._script = script
        self._serving: set[asyncio.Future[None]] = set()
        self.connections: dict[str, Connection] = {}
        self.most_open = MOST_OPEN
        self.most_known = MOST_KNOWN
        self.listeners: list[Callable[[Connection], None]] = []

    async def aclose(self, seconds: float) -> None:
        """Wait so long for the WebSockets to end."""
        if self._serving:
            await asyncio.wait(self._serving, timeout=seconds)

    async def serve(self, http: web.BaseRequest) -> web.StreamResponse:
        """Answer a request for a WebSocket, and stay with it until it ends."""
        try:
            with self._world.lock:
                connection, upgrade = self._received(http)
        except UpgradeRefusal as refusal:
            return refusal.response()
        web_socket = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,), compress=False, autoping=False, autoclose=False
        )
        await web_socket.prepare(http)
        socket = Socket(web_socket, http.transport)
        with self._world.lock:
            self._admit(connection, upgrade, socket)
        self._tell(connection)
        await self._stay(connection, socket)
        return web_socket

    async def _stay(self, connection: Connection, socket: Socket) -> None:
        ended = asyncio.get_running_loop().create_future()
        self._serving.add(ended)
        code: int | None = BROKEN
        try:
            code = await socket.run(Talk(self._world, self._script, connection, socket))
        finally:
            with self._world.lock:
                self._attendance.detach(connection, socket, code)
            self._serving.discard(ended)
            ended.set_result(None)
            self._tell(connection)
        await socket.finish()  # only now: whoever waits for the answer finds that the agent has left

    def _tell(self, connection: Connection) -> None:
        for listener in self.listeners:
            listener(connection)

    def _received(self, http: web.BaseRequest) -> tuple[Connection, Upgrade]:
        """Find the connection to resume or prepare a new one, or refuse."""
        if self._script.refusals:
            raise self._script.refusals.popleft()
        if len(self._serving) >= self.most_open:
            raise too_many_connections(self.most_open)
        upgrade = read_upgrade(http)
        app, participant = self._authenticated(upgrade.token)
        if upgrade.connection_id is None:
            new_id = self._world.ids.uuid()
            return Connection(id=new_id, app=app, participant=participant), upgrade
        known = self.connections.get(upgrade.connection_id)
        if known is None or known.participant is not participant:
            raise connection_not_found(upgrade.connection_id)
        return known, upgrade

    def _forget(self) -> None:
        """Forget the oldest connection that is gone for good when too many are known."""
        if len(self.connections) > self.most_known:
            gone = (one for one in self.connections.values() if not one.is_open and one.peer is None)
            if (oldest := next(gone, None)) is not None:
                del self.connections[oldest.id]

    def _authenticated(self, token: str) -> tuple[App, Participant]:
        """Find whose token it is; one who was removed since is still known, but cannot join."""
        claims = self._world.ids.claims(token, self._world.clock.now())
        app = self._world.apps.get(claims.org_id) if claims else None
        meeting = app.meetings.get(claims.meeting_id) if claims and app else None
        participant = meeting.holder(claims.participant_id) if claims and meeting else None
        if app is None or participant is None:
            raise unauthenticated()
        return app, participant

    def _admit(self, connection: Connection, upgrade: Upgrade, socket: Socket) -> None:
        self.connections[connection.id] = connection
        self._forget()
        connection.upgrades += 1
        if upgrade.subscriptions is not None:
            connection.subscriptions = upgrade.subscriptions
        self._attendance.grace.settle()
        if not self._script.closes:
            self._attendance.attach(connection, socket)
            return
        close = self._script.closes.popleft()
        if close.reason in FINAL_REASONS:
            self._attendance.end(connection, close)
        socket.close(close)
