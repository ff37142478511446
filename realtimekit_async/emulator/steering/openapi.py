"""The description of steering as OpenAPI 3.1, made from the table of its routes."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from realtimekit_async.emulator.operations.routes import Route
from realtimekit_async.emulator.world.answers import Row

ERROR = {"description": "What is wrong, in a sentence", "$ref": "#/components/responses/Refused"}


class Nothing(Struct, forbid_unknown_fields=True):
    """A body without keys."""


def document(routes: Iterable[Route]) -> Row:
    """Describe the routes."""
    routes = list(routes)
    bodies = [route.body for route in routes if route.body is not None]
    _, schemas = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.prefix + route.template, {})[route.method.lower()] = _operation(route)
    paths["/_emulator/events"] = {"get": _EVENTS}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Steering the RealtimeKit emulator", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas, "responses": {"Refused": _REFUSED}},
    }


def _operation(route: Route) -> Row:
    row: dict[str, Any] = {
        "operationId": f"{route.method.lower()}_{route.operation}",
        "summary": (route.handler.__doc__ or "").strip().partition("\n")[0],
        "parameters": [*_places(route), *_keys(route)],
        "responses": {"200": {"description": "What has happened", "content": _ANYTHING}, "400": ERROR},
    }
    if route.body is not None and route.method != "DELETE":
        schema = {"$ref": f"#/components/schemas/{route.body.__name__}"}
        row["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return row


def _places(route: Route) -> list[Row]:
    names = re.findall(r"{(\w+)}", route.template)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _keys(route: Route) -> list[Row]:
    if route.query is None:
        return []
    (schema,), definitions = msgspec.json.schema_components([route.query])
    properties: dict[str, Any] = next(iter(definitions.values()), schema).get("properties", {})
    return [{"name": name, "in": "query", "schema": kind} for name, kind in properties.items()]


_ANYTHING: Row = {"application/json": {"schema": {"type": "object"}}}
_REFUSED: Row = {
    "description": "Names the field that is wrong, and the remedy",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "success": {"const": False},
                    "error": {
                        "type": "object",
                        "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
                    },
                },
            }
        }
    },
}
_EVENTS: Row = {
    "operationId": "get_events",
    "summary": "Stream what happens as server-sent events; `Last-Event-ID` goes on where a stream broke off.",
    "responses": {
        "200": {"description": "Events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    },
}
