"""Values ⇄ bytes: what a call asks for, how it stands on the wire, and what its answer means. Pure."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import Any, Generic, Protocol, TypeVar, cast
from urllib.parse import quote

import msgspec
from msgspec import Struct

from .errors import DecodeError
from .hidden import HiddenBytes
from .mending import read_envelope
from .models.common import Paging, shown
from .refusals import BOM, refusal

T = TypeVar("T")

_PLACEHOLDER = re.compile(r"\{([^}]*)\}")
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]+")
_is_plain_id = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9_.~-]+").fullmatch


class Call(Struct, Generic[T], frozen=True, gc=False):
    """One request as a value: what to ask and what to read the answer as.

    `route` is the path of the API's documentation below the app (below `/kit` with `account=True`), `ids` fill
    its placeholders in order. `inside` names the key an answer's object may be wrapped in. `repeatable` says
    whether sending it twice does no harm (GET, PUT and DELETE by default). `into` is what the answer's `data` is
    read as: `dict` by default, `list` for a list, or any type that msgspec reads. `may_be_empty` reads an answer
    without data as an object without fields.
    """

    method: str
    route: str
    ids: tuple[str, ...] = ()
    query: Mapping[str, object] | None = None
    body: Mapping[str, object] | None = None
    into: type[T] = cast("type[T]", dict)
    account: bool = False
    repeatable: bool | None = None
    inside: str | None = None
    may_be_empty: bool = False

    def __rich_repr__(self) -> list[tuple[str, object]]:
        # The query and the body are the caller's: storage credentials may be among them.
        return [("method", self.method), ("route", self.route)]

    def __repr__(self) -> str:
        return f"Call({self.method} {self.route})"

    @property
    def is_repeatable(self) -> bool:
        """Whether the call may be sent again after an attempt that may have taken effect."""
        if self.repeatable is None:
            return self.method.upper() in {"GET", "PUT", "DELETE", "HEAD"}
        return self.repeatable


class Reply(Struct, Generic[T], frozen=True):
    """A successful answer; `mended` names what was odd in it and had to be put right."""

    data: T
    paging: Paging | None
    status: int
    headers: Mapping[str, str]
    ray_id: str | None
    mended: tuple[str, ...] = ()

    def __rich_repr__(self) -> list[tuple[str, object]]:
        names = ("status", "paging", "ray_id")
        return [("data", shown(self.data)), *((name, getattr(self, name)) for name in names)]

    def __repr__(self) -> str:
        return f"Reply({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


class Sender(Protocol):
    """What services know of the transport."""

    async def send(self, call: Call[T], /) -> Reply[T]:
        """Send a call and give its answer."""
        ...


class Notices(Protocol):
    """What wakes a wait: news of webhooks."""

    def expect(self, event: str, subject: str, /) -> AbstractContextManager[asyncio.Event]:
        """Inside the block, set the event whenever a verified delivery of this kind about this subject arrives."""
        ...


# ── to the wire ──


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
        raise TypeError(f"{name} is a str, got {type(value).__name__}")
    segment = _quoted(name, value)
    if segment in {"", ".", ".."}:
        raise ValueError(f"{name} is an id, got {value!r}: it would change which resource is meant")
    return segment


def _quoted(name: str, value: str) -> str:
    # The match holds the characters themselves, also of a str enumeration, which would print its own name.
    plain = _UNRESERVED.fullmatch(value)
    return plain[0] if plain else quote(_utf8(name, value), safe="")


def query_string(query: Mapping[str, object] | None) -> str:
    """Write a query: lists repeat the key, datetimes are ISO 8601, booleans `true` and `false`."""
    if not query:
        return ""
    pairs: list[str] = []
    for name, value in query.items():
        key = _query_key(name)
        if type(value) is int:  # every page has two of them
            pairs.append(f"{key}={value}")
        elif isinstance(value, (list, tuple)):
            items = enumerate(cast("list[object]", value))
            pairs += [f"{key}={_text(f'{name}[{number}]', item)}" for number, item in items]
        else:
            pairs.append(f"{key}={_text(name, value)}")
    return "&".join(pairs)


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
    trouble: Exception | None = None
    try:
        _check_mapping("", body)
    except RecursionError:
        trouble = ValueError("the body is nested too deeply, or contains itself")
    except (TypeError, ValueError) as error:
        trouble = (TypeError if isinstance(error, TypeError) else ValueError)(str(error))
    if trouble is not None:  # raised from here, for the frames below hold the values
        raise trouble
    return HiddenBytes(msgspec.json.encode(body, enc_hook=_plain))


def _plain(value: object) -> object:
    """Give what has been checked as a type that msgspec writes: no subclass of one, no foreign mapping."""
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
        raise TypeError(f"{name}: JSON cannot carry {type(value).__name__}{_remedy(value)}")


def _check_mapping(name: str, value: Mapping[Any, object]) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"{name}: a JSON object's keys are str, got {type(key).__name__}")
        if not key.isascii():
            _utf8(f"{name}: a field's name".removeprefix(": "), key)
        _check(f"{name}.{key}" if name else key, item)


def _remedy(value: object) -> str:
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


# ── from the wire ──


def read(call: Call[T], status: int, headers: Mapping[str, str], body: bytes) -> Reply[T]:
    """Read an answer in one pass, or raise what it means: an ApiError, or a DecodeError.

    `success: false` counts whatever the status says; a 2xx without data is a DecodeError unless the call says
    that it may be empty.
    """
    ray_id = headers.get("cf-ray")
    if not 200 <= status < 300:  # noqa: PLR2004 - the HTTP status class
        raise refusal(status, headers, body, method=call.method, path=call.route)
    try:
        data, paging, success, mended = read_envelope(call.into, body, call.inside, may_be_empty=call.may_be_empty)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        trouble = _trouble(error, headers, body)
        success = None
    else:
        if success is not False:
            return Reply(data, paging, status, headers, ray_id, mended)
        trouble = ""
    # Raised outside of `except`, so that no answer's content hangs on the error's context.
    if success is False or _says_failure(body):
        raise refusal(status, headers, body, method=call.method, path=call.route)
    raise DecodeError(trouble, status=status, ray_id=ray_id, method=call.method, path=call.route)


def _trouble(error: Exception, headers: Mapping[str, str], body: bytes) -> str:
    if not body.strip():
        return "the answer is empty"
    if isinstance(error, RecursionError):
        return "the answer is nested too deeply"
    if body.lstrip()[:1] not in b"{[" or b"html" in body[:200].lower():
        return f"the answer is {headers.get('content-type', 'something')} and no JSON"
    return f"the answer breaks what was expected: {error}"


def _says_failure(body: bytes) -> bool:
    try:
        return msgspec.json.decode(body.removeprefix(BOM), type=_Outcome).success is False
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


class _Outcome(Struct):
    success: bool | None = None
