"""The query of a call: which parameters there are, and whether their values are what the API reads. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

from realtimekit_async.checks import checked_moment
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.models.common import Moment
from realtimekit_async.secret import SecretDict
from realtimekit_async.wire.writing import remedy_of_id

from .base import take_fields


class Kinds(NamedTuple):
    """The types that a parameter's value may have; `of_items` says whether it is a list of such values.

    A value that is `plain`, by its very class, goes out as it is.
    """

    types: tuple[type, ...]
    of_items: bool
    plain: frozenset[type]


def take_query(query_type: Any, query: Any) -> Mapping[str, object]:
    """Take a query over, as `take_fields` does, with each value as the API reads it.

    Raises TypeError, naming the parameter, for a value of another type: a server may well read it as something
    else; ConfigurationError for a page that cannot be, and for a span that ends before it starts. Points in time,
    and how long ago they were, become Unix seconds, or a day, where the API wants these.
    """
    kinds = _parameters(query_type)
    taken: SecretDict[Any] = SecretDict(query)
    query.clear()
    is_doubtful = False
    for name, value in taken.items():
        if name not in kinds or type(value) not in kinds[name].plain:
            known = take_fields(query_type, taken)
            return _possible({name: _value(name, value, kinds[name]) for name, value in known.items()})
        # Most queries are a page, and good: they are spared a further call.
        is_doubtful = is_doubtful or (not 1 <= value <= _MOST if name in _LEAST else name in _ENDS)
    return _possible(taken) if is_doubtful else taken


def _possible(query: Mapping[str, object]) -> Mapping[str, object]:
    """Return a query, or raise ConfigurationError for one that asks for nothing."""
    for name, least in _LEAST.items():
        number = query.get(name, least)
        if isinstance(number, int) and not least <= number <= _MOST:
            raise ConfigurationError(f"{name} is a whole number {_bound(number, least)}")
    for first, last in _SPANS:
        if first in query and _is_after(query[first], query.get(last)):
            raise ConfigurationError(f"{first} lies after {last}: {query[first]} and {query[last]}")
    return query


def _bound(number: int, least: int) -> str:
    """Say which bound a number does not keep; Python does not write one of 5,000 digits."""
    if number > _MOST:
        return f"of at most {_MOST:,}"
    return f"from {least} up" + (f", got {number}" if number >= -_MOST else "")


def _is_after(start: object, end: object) -> bool:
    """Return whether a time lies after another one; what was given as text the server compares."""
    if type(start) is not type(end):  # a datetime is a date, too, and cannot be compared with one
        return False
    if isinstance(start, date) and isinstance(end, date):
        return start > end
    return isinstance(start, int) and isinstance(end, int) and start > end


def _value(name: str, value: object, kinds: Kinds) -> object:
    if not kinds.of_items:
        return _single(name, value, kinds.types)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise TypeError(f"{name} is a list: write {_as_list(value)}, got {type(value).__name__}")
    items = enumerate(cast("Sequence[object]", value))
    return [_single(f"{name}[{number}]", item, kinds.types) for number, item in items]


def _as_list(value: object) -> str:
    """Write what was given as it has to be given; an answer, or a text that is no name of a value, is left out."""
    if isinstance(value, str) and len(value) <= _LONGEST_NAME and value.isidentifier():
        return f'["{value}"]'
    return "[…]"


def _single(name: str, value: object, types: tuple[type, ...]) -> object:
    if isinstance(value, date | timedelta) and timedelta in types:
        return _moment(name, value, types)
    # True is an int to Python and "true" in a query.
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        remedy = "; leave it out instead" if value is None else remedy_of_id(name, value)
        raise TypeError(f"{name} is {_named(types)}, got {type(value).__name__}{remedy}")
    return value


def _moment(name: str, value: Moment, types: tuple[type, ...]) -> object:
    if datetime not in types and type(value) is date:
        return value
    moment = checked_moment(name, value)
    if int in types:
        return int(moment.timestamp())
    return moment if datetime in types else moment.astimezone(UTC).date()


def _named(types: tuple[type, ...]) -> str:
    return " or ".join(dict.fromkeys(_WORDS[kind] for kind in types))


_LEAST = {"page_no": 0, "per_page": 1}
"""The API's documents begin to count pages at 0 in one place and at 1 in all others: both may be asked for."""
_MOST = (1 << 31) - 1
_LONGEST_NAME = 40
_SPANS = (("start_time", "end_time"), ("start_date", "end_date"))
_ENDS = ("end_time", "end_date")
_WORDS: Mapping[type, str] = {
    bool: "a bool",
    date: "a date",
    datetime: "a datetime",
    int: "an int",
    str: "a str",
    timedelta: "a timedelta",
}


@cache
def _parameters(query_type: Any) -> Mapping[str, Kinds]:
    """Return what each parameter may hold; none is ever required."""
    return {name: _kinds(hint) for name, hint in get_type_hints(query_type).items()}


def _kinds(hint: Any) -> Kinds:
    lists = [member for member in _members(hint) if get_origin(member) in {list, Sequence}]
    if lists:
        return Kinds(
            tuple({kind for each in lists for kind in _types(get_args(each)[0])}), of_items=True, plain=frozenset()
        )
    types = _types(hint)
    return Kinds(types, of_items=False, plain=frozenset(types) - {date, datetime, timedelta})


def _types(hint: Any) -> tuple[type, ...]:
    if get_origin(hint) is Literal:
        return tuple({type(value) for value in cast("tuple[object, ...]", get_args(hint))})
    members = _members(hint)
    return members if members == (hint,) else tuple(kind for member in members for kind in _types(member))


def _members(hint: Any) -> tuple[Any, ...]:
    """Return what a type is a union of: itself, if it is none."""
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
