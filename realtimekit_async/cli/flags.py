"""From a TypedDict to flags: one for each of its fields, however deep, and from their texts to values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain
from types import NoneType, UnionType
from typing import (
    Any,
    Literal,
    NamedTuple,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import msgspec

from .moments import is_span, moment, seconds

Path: TypeAlias = tuple[str | int, ...]

KEY = "KEY"
"""Stands for the names in a map; the API's own names are lower case."""
INDEX = "N"
"""Stands for the positions in a list of objects, counted from 0."""
LISTS = (list, Sequence)
"""What a field is that may be given again and again."""

_SPANS = ("timeout", "seconds", "secs")
# What a flag asks for in help, and what it misses in an error.
_WORDS: Mapping[object, tuple[str, str]] = {
    datetime: ("TIME", "a time in ISO 8601"),
    date: ("DATE", "a date, YYYY-MM-DD"),
    int: ("N", "a whole number"),
    float: ("NUMBER", "a number"),
}


class Field(NamedTuple):
    """A place in a body or query that a flag sets.

    `alternatives` are the types its value may have, `homes` the TypedDicts that declare it: several where the
    object around it may be of several kinds.
    """

    flag: str
    path: Path
    alternatives: tuple[Any, ...]
    required: bool
    homes: tuple[type, ...]

    @property
    def is_pattern(self) -> bool:
        """Whether the flag has a placeholder for names or positions that the user chooses."""
        return KEY in self.path or INDEX in self.path

    @property
    def is_nullable(self) -> bool:
        """Whether null is a value."""
        return NoneType in self.alternatives

    @property
    def is_switch(self) -> bool:
        """Whether the flag stands alone, without a value."""
        return bool in self.alternatives

    @property
    def repeats(self) -> bool:
        """Whether the flag may come several times, once for each item of a list."""
        return any(get_origin(kind) in LISTS for kind in self.alternatives)

    @property
    def items(self) -> tuple[Any, ...]:
        """The types that one text after the flag may stand for."""
        lists = (alternatives(get_args(kind)[0]) for kind in self.alternatives if get_origin(kind) in LISTS)
        return next(lists, self.alternatives)  # the first kind of list names the values

    @property
    def choices(self) -> tuple[str, ...]:
        """The values the API names."""
        literals = (get_args(kind) for kind in self.items if get_origin(kind) is Literal)
        return tuple(chain.from_iterable(literals))

    @property
    def metavar(self) -> str:
        """What stands for the value in help."""
        or_null = "|null" if self.is_nullable else ""
        if self.choices:
            return f"[{'|'.join(self.choices)}{'|…' if str in self.items else ''}{or_null}]"
        if any(_is_object(kind) for kind in self.items):
            return "JSON" + or_null
        if self.is_span:
            return "SECONDS" + or_null
        return next((word for kind, (word, _) in _WORDS.items() if kind in self.items), "TEXT") + or_null

    @property
    def is_moment(self) -> bool:
        """Whether the value is a point in time, or a day."""
        return timedelta in self.items

    @property
    def is_span(self) -> bool:
        """Whether the value is how long something takes, in seconds."""
        return str(self.path[-1]).endswith(_SPANS) and not {int, float}.isdisjoint(self.items)

    def named(self, flag: str) -> "Field | None":
        """Return the field that a flag means which fits into this pattern, or None if it does not fit."""
        pieces, own = flag.split("."), self.flag.split(".")
        if len(pieces) != len(own):
            return None
        path: list[str | int] = []
        for piece, text, step in zip(pieces, own, self.path, strict=True):
            if step == INDEX and piece.isdecimal():
                path.append(int(piece))
            elif step == KEY and piece:
                path.append(piece)
            elif piece == text:
                path.append(step)
            else:
                return None
        return self._replace(flag=flag, path=tuple(path))

    def parsed(self, text: str) -> object:
        """Read one text after the flag; raises ValueError saying what it should have been."""
        if text == "null" and self.is_nullable:
            return None
        if any(_is_object(kind) for kind in self.items):
            return json_object(text)
        if self.is_moment and not (int in self.items and text.isdecimal()):
            return moment(text)
        number = text
        if self.is_span and is_span(text):
            length = seconds(text)
            number = str(int(length) if length.is_integer() else length)
        if str in self.items or self.choices:
            named = {choice.casefold(): choice for choice in self.choices}
            text = named.get(text.casefold(), text)
        if str in self.items or text in self.choices:
            return text
        for kind in self.items:
            try:
                return cast("object", msgspec.convert(number, kind, strict=False))
            except msgspec.ValidationError:
                continue
        raise ValueError(f"{text!r} is {self._expected()}")

    def _expected(self) -> str:
        if self.choices:
            return f"none of {', '.join(self.choices)}"
        return "not " + next((words for kind, (_, words) in _WORDS.items() if kind in self.items), "readable")


@cache
def fields_of(fields_type: type) -> tuple[Field, ...]:
    """Return all fields of a TypedDict and of the objects in it, in the order of their declaration."""
    return tuple(_fields((fields_type,), (), certain=True))


@cache
def shape_of(fields_type: type) -> Mapping[str, Any]:
    """Return the types of a TypedDict's keys, without marks such as Required."""
    return get_type_hints(fields_type)


def alternatives(hint: object) -> tuple[Any, ...]:
    """Take a union apart."""
    if get_origin(hint) in {Union, UnionType}:
        return tuple(chain.from_iterable(alternatives(member) for member in get_args(hint)))
    return (hint,)


def objects_in(kinds: tuple[Any, ...]) -> tuple[type, ...]:
    """Choose the TypedDicts among some types."""
    return tuple(kind for kind in kinds if is_typeddict(kind))


def flag_of(path: Path) -> str:
    """Write a path as a flag: names joined by dots, in kebab case."""
    return ".".join(str(step) if step == KEY else str(step).replace("_", "-") for step in path)


def json_object(text: str) -> dict[str, object]:
    """Read a JSON object; raises ValueError for anything else."""
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
        raise ValueError(f"not a JSON object: {error}") from None


def _fields(shapes: tuple[type, ...], path: Path, *, certain: bool) -> Iterator[Field]:
    """Go through the keys of an object of one of several kinds; `certain` if it cannot be left out."""
    for name in dict.fromkeys(chain.from_iterable(shape_of(shape) for shape in shapes)):
        homes = tuple(shape for shape in shapes if name in shape_of(shape))
        kinds = dict.fromkeys(chain.from_iterable(alternatives(shape_of(home)[name]) for home in homes))
        required = certain and all(name in required_in(shape) for shape in shapes)
        yield from _field((*path, name), tuple(kinds), homes, required=required)


def _field(path: Path, kinds: tuple[Any, ...], homes: tuple[type, ...], *, required: bool) -> Iterator[Field]:
    yield Field(flag_of(path), path, kinds, required, homes)
    yield from _fields(objects_in(kinds), path, certain=required)
    for kind in kinds:
        if get_origin(kind) is dict:
            yield from _field((*path, KEY), alternatives(get_args(kind)[1]), homes, required=False)
        elif get_origin(kind) is list and (items := objects_in(alternatives(get_args(kind)[0]))):
            yield from _fields(items, (*path, INDEX), certain=False)


def required_in(shape: type) -> frozenset[str]:
    """Return the keys that a TypedDict cannot do without."""
    required: frozenset[str] = cast("Any", shape).__required_keys__
    return required


def _is_object(kind: object) -> bool:
    return is_typeddict(kind) or get_origin(kind) is dict
