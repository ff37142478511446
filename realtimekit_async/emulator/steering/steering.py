"""The door to steering: who may come in, which verb is meant, and what is said to bad input."""

from typing import TYPE_CHECKING

from aiohttp import web

from realtimekit_async.emulator.operations.routes import Router
from realtimekit_async.emulator.schema.base import read_body, read_query
from realtimekit_async.emulator.server.requests import Request
from realtimekit_async.emulator.server.unreadable import refusal_of
from realtimekit_async.emulator.webhooks.delivery import Delivery
from realtimekit_async.emulator.world.answers import Answer, Refusal, application_error, encode
from realtimekit_async.emulator.world.state import Thing
from realtimekit_async.emulator.world.world import App, Subject

from . import openapi, views
from .guard import why_not
from .journal import Journal
from .stream import stream
from .table import PREFIX, routes_of

if TYPE_CHECKING:
    from realtimekit_async.emulator.emulator import Emulator

EVENTS = f"{PREFIX}/events"
OPENAPI = f"{PREFIX}/openapi.json"
HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


class Steering:
    """Steers one emulator over HTTP; `journal` holds what happens, for `GET /_emulator/events`."""

    def __init__(self, emulator: "Emulator", host: str) -> None:
        self._emulator = emulator
        self._host = host
        self._routes = routes_of(emulator)
        self._router = Router(self._routes)
        self.journal: Journal = Journal()
        emulator.world.listeners.append(self._hear)

    async def serve(self, http: web.BaseRequest) -> web.StreamResponse:
        """Answer a request below `/_emulator/`."""
        if reason := why_not(http, self._host):
            return _response(application_error(403, reason))
        if http.method == "GET" and http.path == EVENTS:
            return await stream(http, self.journal)
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
                return route.handler(None, *ids.values(), body=read_body(raw, route.body or openapi.Nothing))
        except Refusal as refusal:
            return application_error(400, _sentence(refusal))
        except (LookupError, ValueError, TypeError, OverflowError) as error:
            return application_error(400, str(error))

    def tell_request(self, request: Request) -> None:
        """Write down a request that was answered."""
        self.journal.add("request", lambda: views.request_view(request))

    def tell_delivery(self, delivery: Delivery) -> None:
        """Write down an attempt to deliver a webhook."""
        self.journal.add("delivery", lambda: views.delivery_view(delivery))

    def _hear(self, app: App, event: str, subject: Subject) -> None:
        row = views.happened(subject) | {"event": event, "app_id": app.id}
        if isinstance(subject, Thing):
            row["id"] = subject.id
        self.journal.add("happened", lambda: row)


def _sentence(refusal: Refusal) -> str:
    if isinstance(refusal, LookupError):
        return f"{refusal}: {PREFIX}/state shows what there is"
    return str(refusal)


def _response(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, body=encode(answer.payload), headers=HEADERS)
