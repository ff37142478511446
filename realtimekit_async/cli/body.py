"""From flags to a body: putting values where they belong, and finding what is missing."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Literal, cast, get_args, get_origin

from .flags import Path, alternatives, flag_of, objects_in, required_in, shape_of


def assembled(base: dict[str, object], settings: Iterable[tuple[Path, object]]) -> dict[str, object]:
    """Put values into a body, what lies deeper later; raises IndexError for a list with a gap."""
    for path, value in sorted(settings, key=lambda setting: setting[0]):
        container: Any = base
        for step, following in pairwise(path):
            container = _child(container, step, [] if isinstance(following, int) else {})
        _put(container, path[-1], value)
    return base


def _child(container: Any, step: str | int, empty: object) -> Any:
    child = _at(container, step)
    if type(child) is not type(empty):
        child = empty
        _put(container, step, child)
    return child


def _at(container: Any, step: str | int) -> Any:
    if isinstance(step, str):
        return container.get(step)
    if step == len(container):
        container.append(None)
    return container[step]


def _put(container: Any, step: str | int, value: object) -> None:
    container[step] = value


def missing(shapes: tuple[type, ...], given: Mapping[str, object], path: Path = ()) -> Iterator[str]:
    """Name the flags of what is required and not given, in the object and in those inside it."""
    shape = _likeliest(shapes, given)
    yield from (flag_of((*path, name)) for name in _lacking(shape, given))
    for name, value in given.items():
        if name in shape_of(shape):
            yield from _missing_inside(alternatives(shape_of(shape)[name]), value, (*path, name))


def _missing_inside(kinds: tuple[Any, ...], value: object, path: Path) -> Iterator[str]:
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        if objects := objects_in(kinds):
            yield from missing(objects, members, path)
        for kind in kinds:
            if get_origin(kind) is dict:
                for name, member in members.items():
                    yield from _missing_inside(alternatives(get_args(kind)[1]), member, (*path, name))
    elif isinstance(value, list):
        for kind in kinds:
            if get_origin(kind) is list:
                for number, item in enumerate(cast("list[object]", value)):
                    yield from _missing_inside(alternatives(get_args(kind)[0]), item, (*path, number))


def _likeliest(shapes: tuple[type, ...], given: Mapping[str, object]) -> type:
    """Choose what an object is meant to be: of the kinds that its literals allow, the one that lacks least."""
    possible = [shape for shape in shapes if _is_allowed(shape, given)] or shapes
    return min(possible, key=lambda shape: len(_lacking(shape, given)))


def _is_allowed(shape: type, given: Mapping[str, object]) -> bool:
    hints = shape_of(shape)
    return not any(
        get_origin(hints[name]) is Literal and value not in get_args(hints[name])
        for name, value in given.items()
        if name in hints
    )


def _lacking(shape: type, given: Mapping[str, object]) -> list[str]:
    return [name for name in shape_of(shape) if name in required_in(shape) and name not in given]
