"""How bodies and queries are read, and how a refusal words what is wrong with them."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated, TypeAlias, TypeVar, get_origin

import msgspec
from msgspec import Meta, Struct

from realtimekit_async.emulator.world.answers import Row, refused

S = TypeVar("S", bound=Struct)

Text: TypeAlias = Annotated[str, Meta(min_length=1)]
Url: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9+.-]*://\S+$")]
Number: TypeAlias = int | float

PATH = re.compile(r" - at `(?:key in )?\$\.?(?P<path>[^`]*)`$")
WORDINGS = (
    (re.compile(r"Object missing required field `(?P<key>.+)`"), "is required"),
    (re.compile(r"Object contains unknown field `(?P<key>.+)`"), "is not allowed"),
)


class Body(Struct, forbid_unknown_fields=True, kw_only=True):
    """A request body, or an object in one: what was not sent stays out of it, what is unknown is refused."""


class Query(Struct, kw_only=True):
    """The query of a request: unknown keys are ignored, known ones have to be right."""


def read_body(raw: bytes, into: type[S]) -> S:
    """Read a JSON body; one that is not there is an empty object."""
    try:
        return msgspec.json.decode(raw or b"{}", type=into)
    except msgspec.ValidationError as error:
        raise refused(400, wording(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refused(400, "the body must be valid JSON") from None


def read_query(pairs: Sequence[tuple[str, str]], into: type[S]) -> S:
    """Read a query; the key of a list may come several times, or once with commas."""
    several = list_keys(into)
    values: dict[str, str | list[str]] = {key: value for key, value in pairs if key not in several}
    values |= {key: _listed(pairs, key) for key in several}
    try:
        return msgspec.convert(values, into, strict=False)
    except msgspec.ValidationError as error:
        raise refused(400, wording(str(error))) from None


def _listed(pairs: Sequence[tuple[str, str]], key: str) -> list[str]:
    return [value for name, values in pairs if name == key for value in values.split(",")]


@cache
def list_keys(query: type[Struct]) -> tuple[str, ...]:
    """Name the keys of a query that may be repeated."""
    return tuple(field.name for field in msgspec.structs.fields(query) if get_origin(field.type) is list)


def as_row(body: Struct) -> Row:
    """Turn a body into plain values, with only the keys that were sent."""
    row: Row = msgspec.to_builtins(body)
    return row


def merged(old: Row, new: Row) -> Row:
    """Lay new values over old ones, object into object, as PATCH does."""
    result = dict(old)
    for key, value in new.items():
        before = old.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            result[key] = merged(before, value)
        else:
            result[key] = value
    return result


def wording(error: str) -> str:
    """Say what is wrong in the API's manner: `"name" is required`."""
    path = ""
    if found := PATH.search(error):
        path, error = found["path"], error[: found.start()]
    for pattern, verdict in WORDINGS:
        if match := pattern.match(error):
            label = ".".join(filter(None, (path, match["key"])))
            return f'"{label}" {verdict}'
    return f'"{path or "value"}" is invalid: {error}'
