"""The HTTP server in front of the world: who may ask, what is refused, what goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from time import perf_counter

import msgspec
from aiohttp import web

from realtimekit_async.emulator.agents import AGENT_PATH, Agents
from realtimekit_async.emulator.log import logger
from realtimekit_async.emulator.meeting import MEETING_PATH, Meetings
from realtimekit_async.emulator.operations import GATEWAY_ROUTES, ROUTES
from realtimekit_async.emulator.operations.routes import API, Match, Route, Router
from realtimekit_async.emulator.schema.base import read_body, read_query
from realtimekit_async.emulator.world.answers import Answer, Refusal, application_error, could_not_route
from realtimekit_async.emulator.world.records import Weight, most_kept, record
from realtimekit_async.emulator.world.world import World

from .context import RequestContext
from .faults import Faults
from .limiter import Decision, Limiter
from .requests import Request
from .trouble import Fault
from .unreadable import JsonServer, refusal_of

ROUTER = Router((*ROUTES, *GATEWAY_ROUTES))
NOTHING_DONE = Answer(200, {})
SECONDS_TO_FINISH = 0.05
STEERING_PATH = "/_emulator/"
PAGE_PATH = "/"
BYTES_A_CHARACTER = 30


class Server:
    """Serves one world; every request acts on it in one go, under its lock."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        limiter: Limiter,
        agents: Agents,
        meetings: Meetings,
        *,
        keep_requests: bool | int = True,
    ) -> None:
        self._world = world
        self._faults = faults
        self._limiter = limiter
        self._agents = agents
        self._meetings = meetings
        self._most_kept = most_kept(keep_requests)
        self._weight = Weight(_weight, self._most_kept)
        self._runner: web.ServerRunner | None = None
        self._arrived = 0
        self.steering: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None
        self.listeners: list[Callable[[Request], None]] = []
        self.requests: list[Request] = []
        self.errors: list[Exception] = []

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        if self._runner is not None:
            raise RuntimeError("The emulator is running already")
        self._runner = web.ServerRunner(JsonServer(self._handle), shutdown_timeout=SECONDS_TO_FINISH)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def aclose(self) -> None:
        """Let go what is held, close every connection and stop listening."""
        self._faults.clear()
        await self._agents.aclose()
        await self._meetings.aclose()
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def _handle(self, http: web.BaseRequest) -> web.StreamResponse:
        if http.path.startswith(API):
            return await self._serve_api(http)
        if http.path == AGENT_PATH:
            return await self._serve_socket(http, self._agents)
        if http.path == MEETING_PATH:
            return await self._serve_socket(http, self._meetings)
        if self.steering is not None and (http.path == PAGE_PATH or http.path.startswith(STEERING_PATH)):
            return await self.steering(http)
        return await self._serve_api(http)

    async def _serve_api(self, http: web.BaseRequest) -> web.StreamResponse:
        began = perf_counter()
        try:
            raw = await http.read()
        except ConnectionError:
            return web.Response()  # nobody will read it: the client has gone in the middle of its upload
        except (web.HTTPRequestEntityTooLarge, web.RequestPayloadError) as error:
            return refusal_of(http, error, self._count(http).headers)
        request, match = self._arrive(http, raw)
        decision = self._count(http)
        try:
            response = await self._answer(RequestContext(http, request, match, decision.headers), decision.refusal)
            if self._most_kept < inf and isinstance(response, web.Response) and isinstance(response.body, bytes):
                request.answer = response.body
            return response
        finally:
            request.seconds = perf_counter() - began
            self._weight.add(self.requests, request)
            for listener in self.listeners:
                listener(request)

    async def _answer(self, context: RequestContext, refusal: Answer | None) -> web.StreamResponse:
        if refusal is not None:
            return context.respond(refusal)
        await self._faults.wait(context.request)
        fault = self._faults.take(context.request)
        if fault is None:
            return context.respond(self._act(context))
        return await self._go_wrong(context, fault)

    def _count(self, http: web.BaseRequest) -> Decision:
        return self._limiter.count(http.headers.get("Authorization", ""))

    async def _serve_socket(self, http: web.BaseRequest, served_by: Agents | Meetings) -> web.StreamResponse:
        try:
            return await served_by.serve(http)
        except (web.HTTPException, ConnectionError):
            raise
        except Exception as error:  # a defect of the emulator, as in `_act`
            self.errors.append(error)
            raise

    def _arrive(self, http: web.BaseRequest, raw: bytes) -> tuple[Request, Match | Refusal]:
        """Write down what arrived, and find out which operation it means."""
        self._arrived += 1
        request = Request(
            method=http.method,
            path=http.rel_url.raw_path,
            query=list(http.rel_url.query.items()),
            headers=http.headers,
            raw=raw,
            ray_id=f"{self._arrived:016x}-EMU",
            at=self._world.clock.timestamp(),
            body=_parsed(raw),
        )
        record(self.requests, request, self._most_kept)
        try:
            match = ROUTER.match(request.method, request.path)
        except Refusal as refusal:
            return request, refusal
        request.route, request.operation = match.route.template, match.route.operation
        return request, match

    def _act(self, context: RequestContext) -> Answer:
        """Carry a request out: completely or not at all, and with nobody else in between."""
        try:
            with self._world.lock:
                return self._carried_out(context)
        except Refusal as refusal:
            return refusal.answer
        except Exception as error:  # a defect of the emulator: answered as one, and kept for the test to see
            logger.exception("%s %s failed", context.request.method, context.request.path)
            self.errors.append(error)
            return application_error(500, "Internal server error")

    def _carried_out(self, context: RequestContext) -> Answer:
        if isinstance(context.match, Refusal):
            raise context.match
        world, request, (route, ids) = self._world, context.request, context.match
        if route.denial and request.headers.get("Authorization") != f"Bearer {world.api_token}":
            raise Refusal(route.denial, "token")
        if ids.pop("account_id", world.account_id) != world.account_id:
            raise Refusal(could_not_route(request.path), "account")
        if "app_id" not in ids:
            return route.handler(world, **_arguments(request, route))
        app = world.apps.get(ids.pop("app_id"))
        if app is None:
            raise Refusal(could_not_route(request.path), "app")
        return route.handler(app, *ids.values(), **_arguments(request, route))

    async def _go_wrong(self, context: RequestContext, fault: Fault) -> web.StreamResponse:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        acted = self._act(context) if fault.acts else NOTHING_DONE
        if fault.drop is not None:
            return context.drop(reset=fault.reset)
        answer, body, kind = fault.answer(acted)
        if fault.truncate:
            return await context.send_half(answer, body, kind)
        return context.send(answer, body, kind)


def _arguments(request: Request, route: Route) -> dict[str, msgspec.Struct]:
    arguments: dict[str, msgspec.Struct] = {}
    if route.query is not None:
        arguments["query"] = read_query(request.query, route.query)
    if route.body is not None:
        arguments["body"] = read_body(request.raw, route.body)
    return arguments


def _parsed(raw: bytes) -> object:
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _weight(request: Request) -> int:
    """Return how many bytes a request takes, at most: `{"":0},` becomes a dictionary of 184 bytes."""
    return len(request.raw) * BYTES_A_CHARACTER + len(request.answer or b"")
