"""Write the reference of steering out of its own OpenAPI document, when the site is built."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

from realtimekit_async.emulator import Emulator

_PREFIX = "/_emulator/"


def steering() -> str:
    """Return one section for each subject, with a table of its requests."""
    document = _described()
    schemas = document["components"]["schemas"]
    subjects: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        rows = subjects.setdefault(path.removeprefix(_PREFIX).partition("/")[0], [])
        for method, operation in operations.items():
            request = f"`{method.upper()} {path.removeprefix(_PREFIX)}`"
            rows.append(f"| {request} | {operation['summary']} | {_keys(operation, schemas)} |")
    head = "| request | | takes |\n|---|---|---|"
    return "\n\n".join(f"## {subject}\n\n" + "\n".join([head, *rows]) for subject, rows in subjects.items())


def _described() -> Any:
    with Emulator() as emulator:
        steering = emulator.base_url.replace("/client/v4", _PREFIX)
        with urlopen(f"{steering}openapi.json") as answer:  # noqa: S310 - on this machine
            return json.load(answer)


def _keys(operation: Any, schemas: Any) -> str:
    named = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    return ", ".join([*(f"`?{name}=`" for name in named), *_members(operation, schemas)])


def _members(operation: Any, schemas: Any) -> Iterator[str]:
    if body := operation.get("requestBody"):
        schema = schemas[body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
        required = schema.get("required", ())
        yield from (f"**`{name}`**" if name in required else f"`{name}`" for name in schema["properties"])
