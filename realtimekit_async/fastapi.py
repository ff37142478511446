"""RealtimeKit in FastAPI: one client for the application, errors as answers, webhooks, lists that stream.

Needs the extra `[fastapi]`; webhooks need `[webhooks]` besides.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from math import ceil
from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec

try:
    from fastapi import APIRouter, Depends, FastAPI, Request, Response
    from fastapi.requests import HTTPConnection
    from fastapi.responses import JSONResponse, StreamingResponse
    from starlette.requests import ClientDisconnect
except ModuleNotFoundError as _error:
    if (_error.name or "").partition(".")[0] not in {"fastapi", "starlette"}:
        raise
    from ._version import needing

    raise ModuleNotFoundError(needing("realtimekit_async.fastapi", "fastapi"), name=_error.name) from None

from .client import RealtimeKit
from .errors import (
    ApiError,
    BadRequest,
    ConfigurationError,
    Conflict,
    NotFound,
    RateLimited,
    RequestTimeout,
    Unprocessable,
    WaitTimeout,
    asked_pause,
    diagnose,
)
from .events import Receiver, Router, answer
from .log import logger
from .services.pages import Pages
from .transport.retry import Retry

__all__ = ["Kit", "handle_error", "json_lines", "lifespan", "web_client", "webhooks"]

T = TypeVar("T")
Lifespan: TypeAlias = Callable[[FastAPI], AbstractAsyncContextManager[Mapping[str, RealtimeKit]]]

_STATE = "realtimekit"


def web_client(**options: Any) -> RealtimeKit:
    """Make a client that lets no visitor wait: for quota 2 s at most, for a server that fails 2 s at most.

    Options are those of `RealtimeKit`: `lifespan(lambda: web_client(on_exchange=OpenTelemetry()))`.
    """
    arguments: dict[str, Any] = {"max_wait": 2, "retry": Retry(budget=2), **options}
    return RealtimeKit(**arguments)


def lifespan(make: Callable[[], RealtimeKit] = web_client) -> Lifespan:
    """Make the lifespan of an application, `FastAPI(lifespan=lifespan())`, that opens and closes one client.

    `make` builds it when the application starts, not before: `lifespan(lambda: RealtimeKit(…))`. A lifespan of
    your own has it inside: `async with lifespan()(app) as state: yield state`.
    """

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncGenerator[Mapping[str, RealtimeKit], None]:
        async with make() as rtk:
            yield {_STATE: rtk}

    return live


def _client_of(connection: HTTPConnection) -> RealtimeKit:
    rtk = getattr(connection.state, _STATE, None)
    if not isinstance(rtk, RealtimeKit):
        raise RuntimeError(  # noqa: TRY004 - no argument has a wrong type: something was left out
            "this application has no client: FastAPI(lifespan=lifespan()), and a server that runs lifespans"
        )
    return rtk


Kit: TypeAlias = Annotated[RealtimeKit, Depends(_client_of)]
"""The client of the application, as a parameter of an endpoint: `async def create(rtk: Kit) -> Meeting`."""


# ── errors ──

_BUSY, _FAILED, _UNREACHABLE, _LATE = 503, 500, 502, 504
_SAID: Mapping[int, str] = {
    400: "RealtimeKit does not take these values",
    404: "RealtimeKit has nothing of this kind",
    409: "it exists already, or its state does not allow this",
    422: "the state of things does not allow this",
    _FAILED: "this server is not set up to ask RealtimeKit",
    _UNREACHABLE: "RealtimeKit cannot be reached, or its answer cannot be used",
    _BUSY: "RealtimeKit is busy: try again later",
    _LATE: "RealtimeKit did not answer in time",
}
_PASSED_ON = (BadRequest, NotFound, Conflict, Unprocessable)


async def handle_error(request: Request, error: Exception) -> JSONResponse:
    """Answer a request that an error of this library has ended.

    `FastAPI(exception_handlers={RealtimeKitError: handle_error})`. RateLimited is 503 with Retry-After; NotFound,
    Conflict, Unprocessable and BadRequest keep their status; a timeout is 504; what speaks of the token, the
    account or the settings is 500, and all the rest 502. The answer has a sentence of ours and the ray, and
    nothing that the API or the network said: the log has that.
    """
    status = _status(error)
    notes = "; ".join(getattr(error, "__notes__", ()))
    level = logging.ERROR if status >= _FAILED else logging.INFO
    logger.log(level, "%s was answered %d: %s%s", request.method, status, error, notes and f" ({notes})")
    said: dict[str, str] = {"detail": _SAID[status]}
    if isinstance(error, ApiError) and error.ray_id:
        said["ray_id"] = error.ray_id
    headers = {"Retry-After": str(max(1, ceil(asked_pause(error))))} if status == _BUSY else None
    return JSONResponse(said, status, headers)


def _status(error: Exception) -> int:
    if isinstance(error, RateLimited):
        return _BUSY
    if isinstance(error, RequestTimeout | WaitTimeout):
        return _LATE
    if isinstance(error, ConfigurationError) or diagnose(error) not in {None, "blocked"}:
        return _FAILED
    if isinstance(error, _PASSED_ON) and not error.is_foreign:
        return error.status
    return _UNREACHABLE


# ── lists ──


async def json_lines(rows: "Pages[T] | AsyncIterable[T]") -> StreamingResponse:
    """Answer with a JSON line for each row while the rows arrive.

    In an endpoint: `return await json_lines(rtk.recordings.list())`. The first page is waited for: an error
    before it is raised here, and answered as any other. A later one cuts the answer off, which its reader sees by
    the end that is missing.
    """
    pieces = _pieces(rows)
    first = await anext(pieces, b"")
    return StreamingResponse(_from_first(first, pieces), media_type="application/x-ndjson")


async def _pieces(rows: "Pages[T] | AsyncIterable[T]") -> AsyncGenerator[bytes, None]:
    if isinstance(rows, Pages):
        async with aclosing(rows.pages()) as pages:
            async for page in pages:
                yield _lines(page.items)
    else:
        async for row in rows:
            yield _lines([row])


async def _from_first(first: bytes, pieces: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with aclosing(pieces):
        yield first
        async for piece in pieces:
            yield piece


def _lines(rows: list[T]) -> bytes:
    return msgspec.json.Encoder().encode_lines(rows)


# ── webhooks ──


def webhooks(path: str, receiver: Receiver, router: Router) -> APIRouter:
    """Make the route that takes deliveries: `app.include_router(webhooks("/webhooks", receiver, router))`.

    The URL to register ends without a slash, unless `path` has one. The router is drained when the application
    ends.
    """

    @asynccontextmanager
    async def drained(_: object) -> AsyncGenerator[None, None]:
        async with router:
            yield

    async def receive(request: Request) -> Response:
        try:
            status = await answer(receiver, router, request.headers, request.stream())
        except ClientDisconnect:
            status = 400
        return Response(status_code=status)

    routes = APIRouter(lifespan=drained)
    routes.add_api_route(path, receive, methods=["POST"], include_in_schema=False)
    return routes
