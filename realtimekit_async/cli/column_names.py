"""Which columns there are, and which one somebody may have meant."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import get_close_matches

import click
from msgspec import Struct

_PLAIN = (str, int, float, datetime)


def check_columns(columns: Sequence[str], rows: Sequence[object]) -> None:
    """Raise UsageError for a column that no row of this kind has, with the nearest one that there is."""
    for path in columns:
        values: Sequence[object] = rows
        beginning = ""
        for name in path.split("."):
            objects = _structs(values)
            if not objects:
                if any(isinstance(value, _PLAIN) for value in values):
                    raise click.UsageError(f"There is no column {path!r}; {beginning[:-1]} has nothing inside")
                break
            if name not in {*objects[0].__struct_fields__, *objects[0].__struct_encode_fields__}:
                raise click.UsageError(_no_column(path, objects, beginning))
            beginning += f"{name}."
            values = [getattr(each, name, None) for each in objects]


def _no_column(path: str, objects: Sequence[Struct], beginning: str) -> str:
    fields = objects[0].__struct_fields__
    known = [beginning + name for name in fields]
    inside = [beginning + each for name in fields for each in _inside(objects, name)]
    meant = path.rpartition(".")[2]
    near = [each for each in inside if each.rpartition(".")[2] == meant] or get_close_matches(
        path, [*known, *inside], n=1
    )
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"There is no column {path!r}; {hint}there are {', '.join(known)}"


def _inside(objects: Sequence[Struct], name: str) -> Iterator[str]:
    """Name the columns that an object inside of the rows has."""
    members = _members(objects, name)
    yield from (f"{name}.{inner}" for inner in (members[0].__struct_fields__ if members else ()))


def _members(objects: Sequence[Struct], name: str) -> list[Struct]:
    return _structs([getattr(each, name, None) for each in objects])


def _structs(values: Sequence[object]) -> list[Struct]:
    return [each for each in values if isinstance(each, Struct)]
