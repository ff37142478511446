"""A busy meeting for agents, in a process of its own, which ends with its input.

It tells its port in a line of JSON. Whoever connects at `/300/agent-ws/v1` is told 300 events (transcripts, joins,
broadcasts) as fast as they are read, and may stay.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import WSMsgType, web

SESSION = {"id": "s", "meeting_id": "m", "started_at": "2026-01-01T00:00:00.000Z", "ended_at": None}
VARIETY, BLOCK = 100_000, 200
A_MINUTE, AN_HOUR = 60, 3600
KINDS = (*["partial"] * 7, "final", "broadcast", "join")


def message(name: str, data: object) -> bytes:
    """Write a frame."""
    return msgspec.json.encode({"category": "message", "name": name, "data": data})


def frame(number: int) -> bytes:
    """Write one event of a busy meeting: seven of ten are partials, as speech gives them."""
    peer, clock = f"peer-{number % 40:04}-8c41-4a3e", f"{number // AN_HOUR % 24:02}:{number // A_MINUTE % 60:02}"
    at = f"2026-01-01T{clock}:{number % 60:02}.{number % 1000:03}Z"
    who = {"peer_id": peer, "participant_id": f"participant-{peer}", "custom_participant_id": f"user-{peer}"}
    kind = KINDS[number % len(KINDS)]
    if kind == "broadcast":
        return message("broadcast.received", {"type": "reaction", "payload": {"n": number}, "created_at": at})
    if kind == "join":
        named = {**who, "meeting_id": "m", "display_name": "Ada", "picture_url": None, "preset_id": "p"}
        return message("participant.join", {"participant": {**named, "peer_id": f"{peer}{number}"}})
    speech = {
        "text": f"what is said here is number {number} of many, and as long as such a sentence is",
        "is_final": kind == "final",
        "started_at": at,
        "ended_at": at,
        "confidence": 0.95,
        "speaker": {**who, "display_name": "Ada"},
    }
    return message("transcript.received", speech)


def written(payload: bytes) -> bytes:
    """Write a frame as it stands on the wire (RFC 6455): final, text, not masked, a length in two bytes."""
    return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload


class BusyMeeting:
    """Tells each agent as many events as its URL says."""

    def __init__(self) -> None:
        # In blocks, so that it is not the server that is measured.
        frames = [written(frame(number)) for number in range(VARIETY)]
        self._blocks = [b"".join(frames[start : start + BLOCK]) for start in range(0, VARIETY, BLOCK)]

    async def meet(self, request: web.Request) -> web.WebSocketResponse:
        """Have one agent in the meeting."""
        socket = web.WebSocketResponse(protocols=("realtimekit.v1",), compress=False)
        await socket.prepare(request)
        await socket.send_frame(message("session.started", {"session": SESSION}), WSMsgType.TEXT)
        asked = asyncio.Event()
        answering = asyncio.create_task(answer(socket, asked))
        await asked.wait()  # who has not been answered yet has not begun to take events
        if request.transport is None:
            raise ConnectionResetError
        for number in range(-(-int(request.match_info["events"]) // BLOCK)):
            request.transport.write(self._blocks[number % len(self._blocks)])
            await socket.ping()  # which waits where the client is slow
        await answering  # until the client closes
        return socket


async def answer(socket: web.WebSocketResponse, was_asked: asyncio.Event) -> None:
    """Answer requests."""
    async for received in socket:
        asked = msgspec.json.decode(received.data)
        result: dict[str, object] = {
            "category": "result",
            "request_id": asked["request_id"],
            "name": asked["name"],
            "data": {"connection": {"id": "c", "subscriptions": []}},
            "error": None,
        }
        await socket.send_frame(msgspec.json.encode(result), WSMsgType.TEXT)
        was_asked.set()


async def serve(path: str, meet: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> None:
    """Serve agents, tell on which port, and go on until the input ends."""
    app = web.Application()
    app.router.add_get(path, meet)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve("/{events}/agent-ws/v1", BusyMeeting().meet))
