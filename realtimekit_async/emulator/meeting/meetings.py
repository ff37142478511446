"""The meeting objects of an emulator: who is there, and what a test makes go wrong with them."""

import asyncio
from collections.abc import Iterator

from aiohttp import web

from realtimekit_async.emulator.files.storage import Storage
from realtimekit_async.emulator.world.alarms import Alarms
from realtimekit_async.emulator.world.answers import Json, application_error, encode, missing
from realtimekit_async.emulator.world.bounds import check_room, several
from realtimekit_async.emulator.world.world import World

from . import coming, views
from .calls import CALLS
from .news import News
from .script import Limit, ScriptedError
from .seats import Seat, Venue
from .socket import Socket
from .talk import Talk

MEETING_PATH = "/meeting-ws/v1"
SUBPROTOCOL = "realtimekit-meeting.v1"
LARGEST_FRAME = 64 << 20
GOING_AWAY = 1001
SECONDS_TO_CLOSE = 0.05
MOST_OPEN = 5_000


class Meetings:
    """Serves meeting objects on the world of REST; its verbs may come from any thread.

    `who` is a participant's id, custom id or name, or the id of a peer, and means all of their meeting objects.
    What is not known of the real service is assumed: ids in the waiting room, the order of what is told on
    joining, the codes of calls before joining, and that whoever writes or broadcasts is told of it as well.
    """

    def __init__(self, world: World, files: Storage, alarms: Alarms) -> None:
        self._venue = Venue(world, files, alarms)
        self._news = News(self._venue)
        self._sockets: dict[Socket, asyncio.Future[None]] = {}
        self.most_open: int = MOST_OPEN
        """How many WebSockets are served at once; one more is refused with 503."""

    @property
    def seats(self) -> list[Seat]:
        """Every meeting object that is open, in the order they were opened."""
        with self._venue.world.lock:
            return list(self._venue.seats)

    @property
    def calls(self) -> list[tuple[str, str]]:
        """What may be called: pairs of the name of one of the SDK's objects, and of a function of it."""
        return CALLS.names

    # ── trouble on request ──

    def fail_next(
        self, who: str, function: str, code: str = "0013", *, message: str = "Scripted", times: int = 1
    ) -> None:
        """Refuse the next call of a function, or the next `times`: `chat.sendTextMessage`, `join`, `init`."""
        several(times)
        with self._venue.world.lock:
            check_room(self._venue.script.errors, times)
            self._venue.script.errors.extend([ScriptedError(who, function, code, message)] * times)

    def hang(self, who: str) -> None:
        """Have meeting objects answer nothing any more, as a page in an endless loop."""
        for seat in self._called(who):
            seat.socket.hang()

    def cut(self, who: str) -> None:
        """Break the connection to meeting objects, as when a browser dies: their participant leaves."""
        for seat in self._called(who):
            seat.socket.abort()

    def interrupt(self, who: str) -> None:
        """Have meeting objects lose the meeting, and try to get back; others see them still."""
        with self._venue.world.lock:
            for seat in self._called(who):
                state: Json = {"state": "reconnecting", "reconnectionAttempt": 1, "reconnected": False}
                meta = views.meta_view(seat) | {"socketState": state}
                seat.tell("meta", "socketConnectionUpdate", state, meta)
                seat.is_interrupted = True

    def resume(self, who: str) -> None:
        """Have meeting objects be back in the meeting, and told what has become of it."""
        with self._venue.world.lock:
            for seat in self._called(who):
                self._resume(seat)

    def _resume(self, seat: Seat) -> None:
        if not seat.is_interrupted:
            return
        seat.is_interrupted = False
        state: Json = {"state": "connected", "reconnected": True}
        seat.tell("meta", "socketConnectionUpdate", state, views.meta_view(seat))
        if seat.peer is not None:
            seat.active = views.wanted_active(seat)
            self._news.show_everything(seat, is_back=True)
        elif seat.room_state not in ("init", "waitlisted"):
            coming.over(seat, seat.room_state)

    def devices_change(self, who: str) -> None:
        """Plug in one more microphone."""
        with self._venue.world.lock:
            for seat in self._called(who):
                device = coming.new_device(seat, "audioinput")
                seat.devices.append(device)
                change: Json = {
                    "added": [views.device_view(device)],
                    "removed": [],
                    "devices": [views.device_view(one) for one in seat.devices],
                }
                seat.tell("self", "deviceListUpdate", change, views.self_view(seat))

    def limit(self, function: str, calls: int, seconds: float) -> None:
        """Refuse with 0013 what one meeting object calls oftener than that; without this there are no limits."""
        if calls < 1 or not seconds > 0:
            raise ValueError("limit: at least one call, in more than no seconds")
        self._venue.script.limits[function] = Limit(calls, seconds)

    def pace_sound(self) -> None:
        """Have what meeting objects say take as long as it lasts, by the emulator's clock.

        So one can interrupt; without it all of it is said the moment it is written.
        """
        self._venue.is_paced = True

    def clear(self) -> None:
        """Forget every failure and every limit, and pace sound no longer."""
        with self._venue.world.lock:
            self._venue.is_paced = False
            self._venue.script.errors.clear()
            self._venue.script.limits.clear()

    def _called(self, who: str) -> Iterator[Seat]:
        found = [seat for seat in self.seats if who in seat.names]
        if not found:
            raise missing(f"No meeting object found of {who}")
        yield from found

    # ── the server ──

    async def serve(self, http: web.BaseRequest) -> web.StreamResponse:
        """Answer a request for a WebSocket, and stay with it until it ends."""
        offered = ",".join(http.headers.getall("Sec-WebSocket-Protocol", []))
        if SUBPROTOCOL not in [one.strip() for one in offered.split(",")]:
            return _refusal(400, f"The subprotocol {SUBPROTOCOL} is missing")
        if len(self._sockets) >= self.most_open:
            return _refusal(503, f"{self.most_open:,} meeting objects are open: no more at once")
        web_socket = web.WebSocketResponse(protocols=(SUBPROTOCOL,), compress=False, max_msg_size=LARGEST_FRAME)
        await web_socket.prepare(http)
        socket = Socket(web_socket, http.transport)
        self._sockets[socket] = asyncio.get_running_loop().create_future()
        talk = Talk(self._venue, socket)
        try:
            await socket.run(talk.take)
        finally:
            talk.end()
            self._sockets.pop(socket).set_result(None)
        return web_socket

    def close(self) -> None:
        """Close every WebSocket from the server's side."""
        for socket in list(self._sockets):
            socket.close(GOING_AWAY)

    async def aclose(self) -> None:
        """Close every WebSocket, and wait a little for those who steer to answer."""
        self.close()
        if self._sockets:
            await asyncio.wait(list(self._sockets.values()), timeout=SECONDS_TO_CLOSE)


def _refusal(status: int, message: str) -> web.Response:
    body = encode(application_error(status, message).payload)
    return web.Response(status=status, body=body, content_type="application/json")
