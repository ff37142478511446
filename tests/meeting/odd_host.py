"""A host that says whatever a test wants it to: a real server, on which anything may be wrong."""

import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from aiohttp import WSMsgType, web

from realtimekit_async.meeting import Emulated

TOKEN = "aaa.bbb.ccc"
HELLO = json.dumps({"t": "hello", "v": 1, "host": "emulator"})
ME = {"id": "peer-me", "userId": "user-me", "name": "Me", "roomState": "init", "roomJoined": False}
SNAPSHOT: dict[str, Any] = {"self": ME, "meta": {"meetingId": "m1", "meetingTitle": "Standup"}}
JOINED = {**ME, "roomState": "joined", "roomJoined": True}

Frames: TypeAlias = Iterable[str | bytes | None]
"""What a host says; None is the end of the connection."""
Script: TypeAlias = Callable[[dict[str, Any]], Frames | None]
"""What a host says to a request, or None for what it usually says."""


def ok(request: dict[str, Any], value: Any = None) -> str:
    return json.dumps({"t": "ok", "i": request["i"], "v": value})


def no(request: dict[str, Any], code: str | None, message: str) -> str:
    return json.dumps({"t": "no", "i": request["i"], "e": {"name": "Error", "code": code, "message": message}})


def event(namespace: str, name: str, data: Any = None, state: Any = None) -> str:
    return json.dumps({"t": "ev", "b": [[namespace, name, data, state]]})


def has_called(request: dict[str, Any], name: str) -> bool:
    return request["op"] == "call" and f"{request['ns']}.{request['fn']}".lstrip(".") == name


def usual(request: dict[str, Any]) -> Frames:
    if request["op"] == "init":
        return [ok(request, SNAPSHOT)]
    if has_called(request, "join"):
        return [event("self", "roomJoined", {"reconnected": False}, JOINED), ok(request)]
    return [ok(request)]


class OddHost(Emulated):
    """A host whose answers a test writes; what it was asked stands in `requests`."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.requests: list[dict[str, Any]] = []
        self.sockets: list[web.WebSocketResponse] = []

    async def say(self, *frames: str | bytes) -> None:
        """Say something unasked."""
        for frame in frames:
            await _say(self.sockets[-1], frame)

    @property
    def is_open(self) -> bool:
        return any(not socket.closed for socket in self.sockets)


@asynccontextmanager
async def odd_host(script: Script = lambda _: None, hello: str = HELLO) -> AsyncIterator[OddHost]:
    async def serve(http: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("realtimekit-meeting.v1",))
        await socket.prepare(http)
        host.sockets.append(socket)
        await socket.send_str(hello)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await answer(socket, json.loads(message.data))
        return socket

    async def answer(socket: web.WebSocketResponse, request: dict[str, Any]) -> None:
        host.requests.append(request)
        frames = script(request)
        for frame in usual(request) if frames is None else frames:
            await _say(socket, frame)

    app = web.Application()
    app.router.add_get("/", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = OddHost(f"ws://127.0.0.1:{runner.addresses[0][1]}/")
    try:
        yield host
    finally:
        await runner.cleanup()


async def _say(socket: web.WebSocketResponse, frame: str | bytes | None) -> None:
    if frame is None:
        await socket.close()
    elif isinstance(frame, str):
        await socket.send_str(frame)
    else:
        await socket.send_bytes(frame)
