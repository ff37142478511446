"""How many events a second an agent takes, on one core, beside bare aiohttp with msgspec.

python -m benchmarks.jobs.agents --events 300000

A server in a process of its own writes the frames of a busy meeting (transcripts, joins, broadcasts) as fast as
they are read, over loopback. "ours" is `async for event in agent`: typed events, presence, transcript, duplicates
and heartbeat included. "bare" is aiohttp's `receive()` and one msgspec decode into the same types, and nothing
else. The contenders take turns; printed are the best and the median of the rounds, in events a second of this
process's own processor time. With `--agents 500` so many agents in one process share the events.
"""

import argparse
import asyncio
import gc
import multiprocessing
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import Literal

import aiohttp
import msgspec
from aiohttp import WSMsgType, web

from realtimekit_async.agent import Agent, SessionEnded
from realtimekit_async.agent.events import read_frame

TOKEN = "e30.e30.c2ln"  # noqa: S105 - three parts, as of a participant's token
SESSION = {"id": "s", "meeting_id": "m", "started_at": "2026-01-01T00:00:00.000Z", "ended_at": None}
VARIETY, BLOCK = 100_000, 200
A_MINUTE, AN_HOUR = 60, 3600
KINDS = (*["partial"] * 7, "final", "broadcast", "join")


# ── the other process: a meeting ──


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


def serve(pipe: Connection) -> None:
    """Run the server until something is said."""
    asyncio.run(_serve(pipe))


def written(payload: bytes) -> bytes:
    """Write a frame as it stands on the wire (RFC 6455): final, text, not masked, a length in two bytes."""
    return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload


async def _serve(pipe: Connection) -> None:
    # In blocks, so that it is not the server that is measured.
    frames = [written(frame(number)) for number in range(VARIETY)]
    blocks = [b"".join(frames[start : start + BLOCK]) for start in range(0, VARIETY, BLOCK)]
    count = pipe.recv() // BLOCK

    async def meet(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("realtimekit.v1",), compress=False)
        await socket.prepare(request)
        await socket.send_frame(message("session.started", {"session": SESSION}), WSMsgType.TEXT)
        asked = asyncio.Event()
        answering = asyncio.create_task(answer(socket, asked))
        await asked.wait()  # who has not been answered yet has not begun to take events
        if request.transport is None:
            raise ConnectionResetError
        for number in range(count):
            request.transport.write(blocks[number % len(blocks)])
            await socket.ping()  # which waits where the client is slow
        await socket.send_frame(message("session.ended", {"session": SESSION, "reason": "x"}), WSMsgType.TEXT)
        await answering  # until the client has taken everything and closes
        return socket

    await stay(meet, pipe)


async def stay(meet: Callable[[web.Request], Awaitable[web.StreamResponse]], pipe: Connection) -> None:
    """Serve agents, tell on which port, and go on until something is said."""
    app = web.Application()
    app.router.add_get("/agent-ws/v1", meet)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pipe.send(runner.addresses[0][1])
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    await runner.cleanup()


async def answer(socket: web.WebSocketResponse, was_asked: asyncio.Event) -> None:
    """Answer requests."""
    async for received in socket:
        asked = msgspec.json.decode(received.data)
        data: dict[str, object] = {"connection": {"id": "c", "subscriptions": []}}
        result: dict[str, object] = {
            "category": "result",
            "request_id": asked["request_id"],
            "name": asked["name"],
            "data": data,
        }
        await socket.send_frame(msgspec.json.encode({**result, "error": None}), WSMsgType.TEXT)
        was_asked.set()


# ── the contenders ──


async def ours(url: str) -> int:
    """Iterate over an agent."""
    count = 0
    async with Agent(TOKEN, url=url) as agent:
        async for event in agent:
            count += 1
            if isinstance(event, SessionEnded):
                break
    return count


async def bare(url: str) -> int:
    """Read the same frames with aiohttp, and decode them into the same types."""
    count = 0
    async with aiohttp.ClientSession() as http, http.ws_connect(url, protocols=("realtimekit.v1",)) as socket:
        await socket.send_str('{"category":"request","request_id":"1","name":"connection.get","data":{}}')
        while (received := await socket.receive()).type is WSMsgType.TEXT:
            count += 1
            if isinstance(read_frame(received.data), SessionEnded):
                break
    return count


CONTENDERS: dict[Literal["ours", "bare"], Callable[[str], Awaitable[int]]] = {"ours": ours, "bare": bare}


async def rate(contender: Callable[[str], Awaitable[int]], url: str, agents: int) -> float:
    """Return the events a second of this process's own time: what one core does, on a busy machine too."""
    gc.collect()
    started = time.process_time()
    counts = await asyncio.gather(*(contender(url) for _ in range(agents)))
    return sum(counts) / (time.process_time() - started)


async def main(options: argparse.Namespace) -> None:
    """Let the contenders take turns."""
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    pipe.send(options.events // options.agents)
    url = f"http://127.0.0.1:{pipe.recv()}/agent-ws/v1"
    rates: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(options.rounds):
        for name, contender in CONTENDERS.items():
            rates[name].append(await rate(contender, url, options.agents))
    print(f"{options.events:,} events, {options.agents} agents, {options.rounds} rounds")
    for name, found in rates.items():
        print(f"{name:5} best {max(found):>9,.0f} events/s, median {statistics.median(found):>9,.0f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory {memory:.0f} MiB at most")
    pipe.send("end")
    server.join()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--agents", type=int, default=1)
    asyncio.run(main(parser.parse_args()))
