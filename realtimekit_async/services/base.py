"""What all services share: sending a call, and describing a list."""

from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from types import GenericAlias
from typing import Any, TypeVar

from realtimekit_async.secret import SecretDict
from realtimekit_async.timing import Clock, SystemClock
from realtimekit_async.wire.calls import Call, Sender

from .instead import FIELDS, METHODS, MISSING, NotThere
from .pages import Pages
from .walker import Box

T = TypeVar("T")

SYSTEM_CLOCK: Clock = SystemClock()


class Service:
    """One resource of the API, on top of anything that can send a call; `clock` times what waits between calls."""

    def __init__(self, sender: Sender, clock: Clock = SYSTEM_CLOCK) -> None:
        self._sender = sender
        self._clock = clock

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if hasattr(self, name)]

    async def _send(
        self,
        method: str,
        route: str,
        *ids: str,
        into: type[T],
        inside: str | None = None,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        account: bool = False,
        repeatable: bool | None = None,
        may_be_empty: bool = False,
    ) -> T:
        call = Call(method, route, ids, query, body, into, account, repeatable, inside, may_be_empty)
        return (await self._sender.send(call)).data

    def _pages(
        self,
        route: str,
        *ids: str,
        rows: type[T],
        box: type[Box[T]] | None = None,
        query: Mapping[str, object] | None = None,
        account: bool = False,
        paged: bool = True,
    ) -> Pages[T]:
        kind: Any = rows  # and no cast(), which every page would call
        into = _rows_type(kind, box)
        return Pages(self._sender, Call("GET", route, ids, query, None, into, account), paged)


# By descriptors, for a `__getattr__` would make every other attribute of a service slower to reach.
for _name in {name for _, name in METHODS}:
    setattr(Service, _name, NotThere(_name))


@cache
def _rows_type(rows: Hashable, box: Any) -> Any:
    """Return what a list's answer is read as: a type built at run time, which no annotation can say."""
    bare = GenericAlias(list, rows)
    return bare if box is None else bare | box


@cache
def _keys(fields_type: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Return the required and the known fields."""
    required: frozenset[str] = fields_type.__required_keys__
    return required, required | fields_type.__optional_keys__


def take_fields(fields_type: Any, fields: Any) -> Mapping[str, object]:
    """Take the fields over, or raise TypeError for an unknown one or a required one that is missing.

    The given ones are empty afterwards: credentials among them shall not show in a traceback with locals.
    """
    moved: Mapping[str, object] = SecretDict(fields)
    fields.clear()
    required, known = _keys(fields_type)
    if not (known.issuperset(moved) and required <= moved.keys()):
        _complain(fields_type.__name__, moved.keys() - known, required - moved.keys(), known)
    return moved


def _nearest(name: str, known: Iterable[str]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else None


def _complain(name: str, unknown: set[str], missing: set[str] | frozenset[str], known: frozenset[str]) -> None:
    if unknown:
        field = min(unknown)
        hint = FIELDS.get((name, field)) or _nearest(field, known) or f"known are {', '.join(sorted(known))}"
        raise TypeError(f"unknown field {field!r}; {hint} ({name})")
    field = min(missing)
    known_as = MISSING.get((name, field))
    raise TypeError(f"missing required field {field!r}" + (f"; {known_as}" if known_as else "") + f" ({name})")
