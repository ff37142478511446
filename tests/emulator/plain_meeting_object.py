"""The plainest meeting object there can be: aiohttp's WebSocket and JSON, nothing of the library."""

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import msgspec

from realtimekit_async.emulator import Emulator

if TYPE_CHECKING:
    from .conftest import Api

SUBPROTOCOL = "realtimekit-meeting.v1"
HEAD = struct.Struct("<B3xIQ")
AUDIO, BLOB = 1, 2
PATIENCE = 30  # seconds until a test fails whose frame does not come, on a machine however busy


class Refused(Exception):  # noqa: N818 - an answer
    """A request was answered with an error."""

    def __init__(self, error: dict[str, str]) -> None:
        super().__init__(f"{error['code']} {error['message']}")
        self.code, self.name, self.message = error["code"], error["name"], error["message"]


class Event(NamedTuple):
    namespace: str
    name: str
    data: Any
    state: Any


class Closed(NamedTuple):
    code: int | None


class PlainObject:
    """One meeting object; what is told while it waits for something stays in `events` and `sounds`."""

    def __init__(self, web_socket: aiohttp.ClientWebSocketResponse, participant: Any) -> None:
        self.web_socket = web_socket
        self.participant = participant
        self.snapshot: Any = None
        self.events: list[Event] = []
        self.sounds: list[tuple[int, bytes]] = []
        self.blobs: dict[int, bytes] = {}
        self.played: dict[int, int] = {}
        self.problems: list[Any] = []
        self._number = 0

    @property
    def id(self) -> str:
        return self.snapshot["self"]["id"]

    @property
    def user_id(self) -> str:
        return self.participant["id"]

    # ── asking ──

    async def ask(self, op: str, **fields: Any) -> Any:
        """Send a request and return its answer; all that it caused has been told by then."""
        self._number += 1
        await self.web_socket.send_str(msgspec.json.encode({"op": op, "i": self._number, **fields}).decode())
        return await self.answer(self._number)

    async def answer(self, number: int) -> Any:
        while True:
            frame = await self._frame()
            if frame is not None and frame.get("i") == number:
                if frame["t"] == "no":
                    raise Refused(frame["e"])
                assert frame["t"] == "ok"
                return frame["v"]

    async def call(self, path: str, *args: Any, id: str | None = None) -> Any:
        namespace, _, function = path.rpartition(".")
        return await self.ask("call", ns=namespace, fn=function, args=list(args), id=id)

    async def refused(self, path: str, *args: Any, id: str | None = None) -> str:
        """Return the code that a call is refused with."""
        try:
            await self.call(path, *args, id=id)
        except Refused as error:
            return error.code
        raise AssertionError(f"{path} was not refused")

    async def blob(self, data: bytes, name: str = "dot.png", type: str = "image/png") -> Any:
        """Send bytes for the next request."""
        self._number += 1
        await self.web_socket.send_bytes(HEAD.pack(BLOB, self._number, 0) + data)
        return {"$blob": self._number, "name": name, "type": type}

    async def speak(self, stream: int, pcm: bytes) -> None:
        """Say something into a microphone, and wait until it was said."""
        said = self.played.get(stream, 0) + len(pcm) // 2
        await self.send_sound(stream, pcm)
        while self.played.get(stream, 0) < said:
            await self._frame()

    async def send_sound(self, stream: int, pcm: bytes) -> None:
        """Hand something over to be said."""
        await self.web_socket.send_bytes(HEAD.pack(AUDIO, stream, 0) + pcm)

    # ── being told ──

    async def told(self, namespace: str, name: str) -> Any:
        """Take the next event of a kind, which may have come already, and return its data."""
        return (await self.event(namespace, name)).data

    async def event(self, namespace: str, name: str) -> Event:
        while True:
            for event in self.events:
                if (event.namespace, event.name) == (namespace, name):
                    self.events.remove(event)
                    return event
            await self._frame()

    async def heard(self, length: int) -> bytes:
        """Wait until so many bytes of sound have come, on whichever streams."""
        while sum(len(sound) for _, sound in self.sounds) < length:
            await self._frame()
        return b"".join(sound for _, sound in self.sounds)

    async def nothing_more(self) -> list[tuple[str, str]]:
        """Name what was told so far and not taken; a ping's answer comes after it."""
        await self.ask("ping")
        return [(event.namespace, event.name) for event in self.events]

    def forget(self) -> None:
        self.events.clear()

    def cut(self) -> None:
        """End the connection without a close frame."""
        self.web_socket.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    async def closed(self) -> Closed:
        """Wait for the end of the WebSocket."""
        while True:
            message = await self.web_socket.receive(PATIENCE)
            if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                return Closed(message.data if isinstance(message.data, int) else None)

    async def _frame(self) -> Any:
        message = await self.web_socket.receive(PATIENCE)
        if message.type is aiohttp.WSMsgType.BINARY:
            kind, number, _ = HEAD.unpack_from(message.data)
            payload = message.data[HEAD.size :]
            if kind == AUDIO:
                self.sounds.append((number, payload))
            else:
                self.blobs[number] = payload
            return None
        assert message.type is aiohttp.WSMsgType.TEXT, message
        frame = msgspec.json.decode(message.data)
        match frame["t"]:
            case "ev":
                self.events += [Event(*event) for event in frame["b"]]
            case "played":
                self.played[frame["stream"]] = frame["n"]
            case "error":
                self.problems.append(frame)
            case _:
                pass
        return frame


class Room:
    """A meeting, and meeting objects for it."""

    def __init__(self, api: "Api", meeting_id: str, stack: AsyncExitStack) -> None:
        self.api = api
        self.emulator: Emulator = api.emulator
        self.id = meeting_id
        self._stack = stack

    async def participant(self, name: str, preset: str = "group_call_host") -> Any:
        custom_id = f"{name.lower()}-{len(self.emulator.app.meeting(self.id).participants)}"
        return await self.api.participant(self.id, custom_id, name=name, preset_name=preset)

    async def connect(self) -> aiohttp.ClientWebSocketResponse:
        web_socket = self.api.http.ws_connect(self.emulator.meeting_url, protocols=[SUBPROTOCOL])
        return await self._stack.enter_async_context(web_socket)

    async def opens(
        self, participant: Any, *, plugins: list[Any] | None = None, token: str | None = None
    ) -> PlainObject:
        """Open a meeting object of a participant."""
        opened = PlainObject(await self.connect(), participant)
        options = {"defaults": {"plugins": plugins or []}}
        opened.snapshot = await opened.ask(
            "init", token=participant["token"] if token is None else token, options=options
        )
        return opened

    async def joins(self, name: str, preset: str = "group_call_host", **options: Any) -> PlainObject:
        """Open a meeting object of somebody new, and be in the room."""
        opened = await self.opens(await self.participant(name, preset), **options)
        await opened.call("join")
        opened.snapshot = await opened.told("", "snapshot")
        await opened.told("self", "roomJoined")
        opened.forget()
        return opened

    async def permits(self, preset: str, **permissions: Any) -> None:
        """Change what a preset permits."""
        found = next(one for one in self.emulator.app.presets.values() if one.name == preset)
        reply = await self.api("PATCH", f"/presets/{found.id}", {"permissions": permissions})
        assert reply.status == 200, reply.json


@asynccontextmanager
async def room_of(api: "Api", **fields: Any) -> AsyncIterator[Room]:
    """Create a meeting whose meeting objects are closed in the end."""
    async with AsyncExitStack() as stack:
        yield Room(api, (await api.meeting(**fields))["id"], stack)
