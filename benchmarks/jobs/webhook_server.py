"""A server of webhooks in a process of its own: with this library, or with a handler that only verifies.

    python -m benchmarks.jobs.webhook_server NAME PEM   # tells its port, and its CPU for each line of input
    python -m benchmarks.jobs.webhook_server NAME       # for callgrind: has deliveries sent, between two marks

"ours" takes a delivery with everything on: headers, signature, parsing, duplicates, a bounded body, one handler in
the background. "bare" reads the body and verifies the same signature, and does nothing with it: a handler of
aiohttp, an ASGI application, and in FastAPI a route that declares the signature, and the event as a model.
"""

import argparse
import asyncio
import gc
import json
import sys
import time
from base64 import b64decode
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.callgrind import mark
from benchmarks.processes import Talk
from realtimekit_async.events import ASGIApp, KeyRing, ParticipantJoined, Receiver, Router, aiohttp_handler
from realtimekit_async.events.signature import PublicKey, public_key

WARM_UP, COUNTED = 100, 200

Server = Callable[[str], AbstractAsyncContextManager[int]]
"""Serves with a key's PEM; yields its port."""


def quiet_router() -> Router:
    """Make a router with one handler that does nothing."""
    router = Router(limit=10_000)

    @router.on(ParticipantJoined)
    async def nothing(_event: ParticipantJoined) -> None:
        pass

    return router


def verify(key: PublicKey, signature: str, body: bytes) -> None:
    """Verify, and nothing else."""
    key.verify(b64decode(signature), body, PKCS1v15(), SHA256())


# ── aiohttp ──


@asynccontextmanager
async def aiohttp_serves(handler: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncGenerator[int, None]:
    """Serve a handler with aiohttp."""
    app = web.Application()
    app.add_routes([web.post("/webhooks", handler)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


def ours_aiohttp(pem: str) -> AbstractAsyncContextManager[int]:
    """Serve with `aiohttp_handler`."""
    return aiohttp_serves(aiohttp_handler(Receiver(KeyRing.pinned(pem)), quiet_router()))


def bare_aiohttp(pem: str) -> AbstractAsyncContextManager[int]:
    """Serve a handler that only verifies."""
    key = public_key(pem)

    async def receive(request: web.Request) -> web.Response:
        verify(key, request.headers["rtk-signature"], await request.read())
        return web.Response()

    return aiohttp_serves(receive)


# ── ASGI and FastAPI, in uvicorn ──


@asynccontextmanager
async def uvicorn_serves(app: Any) -> AsyncGenerator[int, None]:
    """Serve an ASGI application with uvicorn."""
    import uvicorn  # here, as FastAPI below: under valgrind an import takes a while

    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False, loop="asyncio")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it has no event to wait for
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


def ours_asgi(pem: str) -> AbstractAsyncContextManager[int]:
    """Serve with `ASGIApp`."""
    return uvicorn_serves(ASGIApp(Receiver(KeyRing.pinned(pem)), quiet_router(), path="/webhooks"))


def bare_asgi(pem: str) -> AbstractAsyncContextManager[int]:
    """Serve an ASGI application that only verifies."""
    key = public_key(pem)

    async def app(
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[Mapping[str, Any]]],
        send: Callable[[Mapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        verify(key, dict(headers)[b"rtk-signature"].decode(), body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    return uvicorn_serves(app)


def ours_fastapi(pem: str) -> AbstractAsyncContextManager[int]:
    """Serve with the route of `realtimekit_async.fastapi`."""
    from fastapi import FastAPI

    from realtimekit_async.fastapi import webhooks

    app = FastAPI()
    app.include_router(webhooks("/webhooks", Receiver(KeyRing.pinned(pem)), quiet_router()))
    return uvicorn_serves(app)


def bare_fastapi(pem: str) -> AbstractAsyncContextManager[int]:
    """Serve a route that declares what it takes, and only verifies."""
    from fastapi import FastAPI, Header, Request, Response
    from pydantic import BaseModel

    class Meeting(BaseModel):
        id: str
        sessionId: str  # noqa: N815 - as they are sent
        title: str
        status: str
        createdAt: datetime  # noqa: N815
        startedAt: datetime  # noqa: N815

    class Participant(BaseModel):
        peerId: str  # noqa: N815
        userDisplayName: str  # noqa: N815
        customParticipantId: str  # noqa: N815
        joinedAt: datetime  # noqa: N815

    class Event(BaseModel):
        event: str
        meeting: Meeting
        participant: Participant

    key = public_key(pem)
    app = FastAPI()

    @app.post("/webhooks")
    async def receive(request: Request, event: Event, rtk_signature: Annotated[str, Header()]) -> Response:
        del event  # it is parsed, as every handler in FastAPI has it
        verify(key, rtk_signature, await request.body())
        return Response()

    return uvicorn_serves(app)


SERVERS: dict[str, Server] = {
    "ours-aiohttp": ours_aiohttp,
    "bare-aiohttp": bare_aiohttp,
    "ours-asgi": ours_asgi,
    "bare-asgi": bare_asgi,
    "ours-fastapi": ours_fastapi,
    "bare-fastapi": bare_fastapi,
}


async def serve(server: Server, pem: str) -> None:
    """Serve until the input ends."""
    async with server(pem) as port:
        print(json.dumps({"port": port}), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps({"cpu": time.process_time()}), flush=True)


async def count(server: Server) -> None:
    """Serve what a sender of its own sends, between two marks."""
    sender = Talk("jobs.webhook_sender")
    async with server(sender.hear()["pem"]) as port:
        for first, deliveries in ((0, WARM_UP), (WARM_UP, COUNTED)):
            mark()
            await asyncio.to_thread(sender.ask, {"ports": [port], "first": first, "count": deliveries})
            mark()
        sender.end()


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=SERVERS)
    parser.add_argument("pem", nargs="?")
    options = parser.parse_args()
    server = SERVERS[options.name]
    bytes(4 << 20)  # as in request/worker.py
    if options.pem:
        asyncio.run(serve(server, options.pem))
    else:
        gc.disable()
        asyncio.run(count(server))


if __name__ == "__main__":
    main()
