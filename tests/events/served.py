"""The applications that tests serve by uvicorn in a process of its own; each shows what it has handled."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp as ASGIApplication, Receive, Scope, Send

from realtimekit_async.events import ASGIApp, Event, KeyRing, MeetingStarted, ParticipantJoined, Receiver, Router

receiver = Receiver(KeyRing.pinned(os.environ["PEM"]))
router = Router(wait=True)
handled: list[str] = []
lives: list[str] = []


@router.on(ParticipantJoined)
async def joined(event: ParticipantJoined) -> None:
    handled.append(f"{event.participant.user_display_name} joined {event.meeting.id}")


@router.on(MeetingStarted)
async def breaks(_event: MeetingStarted) -> None:
    raise ValueError("SECRET of the handler")


@router.otherwise
def rest(event: Event) -> None:
    handled.append(event.event)


async def show(_request: Request) -> JSONResponse:
    return JSONResponse(handled)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    async with router:
        yield


fastapi_app = FastAPI(lifespan=lifespan)
fastapi_app.mount("/webhooks", ASGIApp(receiver, router))
fastapi_app.router.routes.append(Route("/handled", show))

behind_a_proxy = FastAPI(lifespan=lifespan, root_path="/api")
behind_a_proxy.mount("/webhooks", ASGIApp(receiver, router))
behind_a_proxy.router.routes.append(Route("/handled", show))

starlette_app = Starlette(
    routes=[Mount("/webhooks", ASGIApp(receiver, router)), Route("/handled", show)], lifespan=lifespan
)

without_slash = Starlette(
    routes=[Route("/webhooks", ASGIApp(receiver, router, path="/webhooks")), Route("/handled", show)],
    lifespan=lifespan,
)

by_itself = ASGIApp(receiver, router, path="/webhooks")

APPLICATIONS: dict[str, ASGIApplication] = {
    "fastapi_app": fastapi_app,
    "behind_a_proxy": behind_a_proxy,
    "starlette_app": starlette_app,
    "without_slash": without_slash,
    "by_itself": by_itself,
}


async def by_host(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve all of them in one process, told apart by the name of the host that is asked for."""
    host = dict(scope.get("headers", ())).get(b"host", b"starlette_app").decode()
    await APPLICATIONS[host](scope, receive, send)
