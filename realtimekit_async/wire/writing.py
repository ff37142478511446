"""What a call asks for, as it stands on the wire: its path, its query and its body. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import Any, cast
from urllib.parse import quote

import msgspec
from msgspec import Struct

from realtimekit_async.secret import SecretBytes

_PLACEHOLDER = re.compile(r"\{([^}]*)\}")
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]+")
_UNFIT = (TypeError, ValueError, AttributeError, RecursionError)
_is_plain_id = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9_.~-]+").fullmatch


@lru_cache(maxsize=256)
def _pieces(route: str) -> tuple[str, tuple[str, ...]]:
    if not route.startswith("/"):
        raise ValueError(f"a route begins with a slash, got {route!r}")
    return _PLACEHOLDER.sub("%s", route.replace("%", "%%")), tuple(_PLACEHOLDER.findall(route))


def path(route: str, ids: tuple[str, ...]) -> str:
    """Fill the placeholders of a route; an id is always one segment, whatever it holds.

    Raises TypeError for an id that is no str, and ValueError for "", "." and "..".
    """
    template, names = _pieces(route)
    if len(names) != len(ids):
        raise TypeError(f"{route} takes {len(names)} ids, got {len(ids)}")
    for value in ids:
        if type(value) is not str or not _is_plain_id(value):
            return template % tuple(map(_segment, names, ids))
    return template % ids


def _segment(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is a str, got {type(value).__name__}{remedy_of_id(name, value)}")
    segment = _quoted(name, value)
    if segment in {"", ".", ".."}:
        raise ValueError(f"{name} is an id, got {value!r}: it would change which resource is meant")
    return segment


def _quoted(name: str, value: str) -> str:
    # The match holds the characters themselves, also of a str enumeration, which would print its own name.
    plain = _UNRESERVED.fullmatch(value)
    return plain[0] if plain else quote(_utf8(name, value), safe="")


def query_string(query: Mapping[str, object] | None) -> str:
    """Write a query: lists repeat the key, datetimes are ISO 8601, booleans `true` and `false`.

    Raises TypeError or ValueError, naming the parameter, for what a query cannot hold.
    """
    if not query:
        return ""
    pairs: list[str] = []
    value: object = None
    try:
        for name, value in query.items():
            key = _query_key(name)
            if type(value) is int:  # every page has two of them
                pairs.append(f"{key}={value}")
            elif isinstance(value, (list, tuple)):
                pairs += _items(key, name, cast("list[object]", value))
            else:
                pairs.append(f"{key}={_text(name, value)}")
        return "&".join(pairs)
    except _UNFIT as error:
        trouble = _anew(error, "query", query)
    del query, pairs, value
    raise trouble


def _items(key: str, name: str, values: Sequence[object]) -> Iterator[str]:
    return (f"{key}={_text(f'{name}[{number}]', value)}" for number, value in enumerate(values))


@lru_cache(maxsize=256)
def _query_key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a query's names are str, got {type(name).__name__}")
    return _quoted("a query's name", name)


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return _quoted(name, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float.__repr__(_finite(name, value))
    if isinstance(value, datetime):
        return quote(_iso(name, value), safe="")
    if isinstance(value, date):
        return value.isoformat()
    remedy = "leave it out instead" if value is None else "use str, int, float, bool, datetime or a list of them"
    raise TypeError(f"{name}: a query cannot hold {type(value).__name__}; {remedy}")


def payload(body: Mapping[str, object] | None) -> bytes | None:
    """Write a body as JSON.

    Raises TypeError or ValueError, naming the field, for what JSON cannot carry: msgspec alone would send NaN
    as null and bytes as base64.
    """
    if body is None:
        return None
    try:
        _check_mapping("", body)
        return SecretBytes(msgspec.json.encode(body, enc_hook=_plain))
    except _UNFIT as error:
        trouble = _anew(error, "body", body)
    del body
    raise trouble


def _anew(error: Exception, name: str, given: object) -> Exception:
    """Return what is wrong as an error without traceback and causes, for the values stand in those."""
    if not isinstance(given, Mapping):
        return TypeError(f"{name} is a mapping, for instance a dict, got {type(given).__name__}")
    if isinstance(error, RecursionError):
        return ValueError(f"the {name} is nested too deeply, or contains itself")
    return (TypeError if isinstance(error, TypeError) else ValueError)(str(error))


def _plain(value: object) -> object:
    """Return what has been checked as a type that msgspec writes: no subclass of one, no foreign mapping."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, date):  # and datetime
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, float):
        return float(value)
    return int(value) if isinstance(value, int) else dict(cast("Mapping[str, object]", value))


def _check(name: str, value: object) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if not value.isascii():
            _utf8(name, value)
    elif isinstance(value, float):
        _finite(name, value)
    elif isinstance(value, Mapping):
        _check_mapping(name, cast("Mapping[object, object]", value))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(cast("list[object]", value)):
            _check(f"{name}[{number}]", item)
    elif isinstance(value, datetime):
        _iso(name, value)
    elif not isinstance(value, date):
        raise TypeError(f"{name}: JSON cannot carry {type(value).__name__}{_remedy(name, value)}")


def _check_mapping(name: str, value: Mapping[Any, object]) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"{name}: a JSON object's keys are str, got {type(key).__name__}")
        if not key.isascii():
            _utf8(f"{name}: a field's name".removeprefix(": "), key)
        _check(f"{name}.{key}" if name else key, item)


_NOUNS = {"associated_id": "meeting"}
"""Whose ids those are that are not named after it."""


def remedy_of_id(name: str, value: object) -> str:
    """Say what to give instead of an answer where its id is asked for."""
    noun = _NOUNS.get(name, name.removesuffix("_id"))
    if not isinstance(value, Struct) or not hasattr(value, "id"):
        return ""
    article = "an" if noun[0] in "aeiou" else "a"
    return (
        "; give its id"
        if noun.replace("_", "") in type(value).__name__.lower()
        else f"; give {article} {noun}'s id"
    )


def _remedy(name: str, value: object) -> str:
    if name.endswith("_id"):
        return remedy_of_id(name, value)
    return "; give msgspec.to_builtins(…) of it" if isinstance(value, Struct) else ""


def _utf8(name: str, value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} holds a lone surrogate, which UTF-8 cannot carry") from None
    return value


def _finite(name: str, value: float) -> float:
    if not isfinite(value):
        raise ValueError(f"{name} is {value}: JSON has finite numbers only")
    return value


def _iso(name: str, value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError(f"{name} is a naive datetime; say which zone, for instance tzinfo=datetime.UTC")
    return value.isoformat().replace("+00:00", "Z")
