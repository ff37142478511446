"""The door to steering: who may come in, which verb is meant, and what is said to bad input."""

from functools import cached_property

from aiohttp import web

from realtimekit_async.emulator.agents.connection import Connection
from realtimekit_async.emulator.operations.routes import Route, Router
from realtimekit_async.emulator.page.serving import serve_page
from realtimekit_async.emulator.schema.base import read_body, read_query
from realtimekit_async.emulator.server.requests import Request
from realtimekit_async.emulator.server.unreadable import refusal_of
from realtimekit_async.emulator.webhooks.delivery import Delivery
from realtimekit_async.emulator.world.answers import Answer, Refusal, application_error, encode
from realtimekit_async.emulator.world.sound import Sound
from realtimekit_async.emulator.world.state import Thing
from realtimekit_async.emulator.world.world import App, Subject

from . import openapi, traffic, views
from .guard import why_not
from .journal import Journal
from .steered import Steered
from .stream import stream
from .table import PREFIX, routes_of

EVENTS = f"{PREFIX}/events"
OPENAPI = f"{PREFIX}/openapi.json"
HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


class Steering:
    """Steers one emulator over HTTP; `journal` holds what happens, for `GET /_emulator/events`."""

    def __init__(self, emulator: Steered, host: str) -> None:
        self._emulator = emulator
        self._host = host
        self.journal: Journal = Journal()
        emulator.world.listeners.append(self._hear)

    @cached_property
    def _routes(self) -> list[Route]:
        """The table of verbs, which most emulators never need and which takes as long as all else of one."""
        return routes_of(self._emulator)

    @cached_property
    def _router(self) -> Router:
        return Router(self._routes)

    async def serve(self, http: web.BaseRequest) -> web.StreamResponse:
        """Answer a request for the page, or below `/_emulator/`."""
        if http.method == "GET" and (page := serve_page(http.path)):
            return page  # anybody may see it: it shows nothing before it has asked below `/_emulator/`
        if reason := why_not(http, self._host):
            return _response(application_error(403, reason))
        if http.method == "GET" and http.path == EVENTS:
            return await stream(http, self.journal)
        return await self._serve_verb(http)

    async def _serve_verb(self, http: web.BaseRequest) -> web.StreamResponse:
        if http.method == "GET" and http.path == OPENAPI:
            return _response(Answer(200, openapi.document(self._routes)))
        try:
            raw = await http.read()
        except ConnectionError:
            return web.Response()  # nobody will read it
        except (web.HTTPRequestEntityTooLarge, web.RequestPayloadError) as error:
            return refusal_of(http, error, {})
        return _response(self._act(http, raw))

    def _act(self, http: web.BaseRequest, raw: bytes) -> Answer:
        """Do what is asked for, or say in a sentence why not; nothing is done by half."""
        try:
            route, ids = self._router.match(http.method, http.rel_url.raw_path)
        except Refusal:
            return application_error(400, f"No verb {http.method} {http.path}: {OPENAPI} lists those there are")
        try:
            with self._emulator.world.lock:
                if route.query is not None:
                    query = read_query(list(http.rel_url.query.items()), route.query)
                    return route.handler(None, *ids.values(), query=query)
                answer = route.handler(None, *ids.values(), body=read_body(raw, route.body or openapi.Nothing))
                self._tell_steered(http.method, http.path)
                return answer
        except Refusal as refusal:
            return application_error(400, _sentence(refusal))
        except (LookupError, ValueError, TypeError, OverflowError) as error:
            return application_error(400, str(error))

    def tell_request(self, request: Request) -> None:
        """Write down a request that was answered."""
        self.journal.add("request", lambda: traffic.request_line(request))

    def tell_delivery(self, delivery: Delivery) -> None:
        """Write down an attempt to deliver a webhook."""
        self.journal.add("delivery", lambda: traffic.delivery_line(delivery))

    def tell_agent(self, connection: Connection) -> None:
        """Write down that an agent has come or gone."""
        self.journal.add("agent", lambda: traffic.agent_view(connection) | {"is_open": connection.is_open})

    def _tell_steered(self, method: str, path: str) -> None:
        self.journal.add("steered", lambda: {"method": method, "path": path})

    def _hear(self, app: App, event: str, subject: Subject) -> None:
        if not self.journal.is_wanted or isinstance(subject, Sound):
            return
        row = views.happened(subject) | {"event": event, "app_id": app.id}
        if isinstance(subject, Thing):
            row["id"] = subject.id
        self.journal.add("happened", lambda: row)


def _sentence(refusal: Refusal) -> str:
    if isinstance(refusal, LookupError):
        return f"{refusal}: {PREFIX}/state shows what there is"
    return str(refusal)


def _response(answer: Answer) -> web.Response:
    body = encode(answer.payload) + b"\n"  # in a terminal each answer has a line of its own
    return web.Response(status=answer.status, body=body, headers=HEADERS)
