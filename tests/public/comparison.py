"""Whether what is public keeps what was recorded: only additions with a default may come."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from inspect import Parameter
from math import inf

POSITIONAL = frozenset({Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD})


def broken(recorded: Sequence[str], now: Sequence[str]) -> list[str]:
    """Return a sentence for every recorded line that no longer holds."""
    before, after = dict(map(_split, recorded)), dict(map(_split, now))
    vanished = (f"{name} has vanished (it was: {what})" for name, what in before.items() if name not in after)
    changed = (
        f"{name}: {fault}"
        for name, what in before.items()
        if name in after
        for fault in _changes(what, after[name])
    )
    return [*vanished, *changed, *_new_keys(before, after)]


def _split(line: str) -> tuple[str, str]:
    name, _, what = line.partition(": ")
    return name, what


def _changes(before: str, after: str) -> Iterator[str]:
    kind, opened, parameters = before.partition("(")
    kind_now, _, parameters_now = after.partition("(")
    if kind == "required key" and kind_now == "key":
        return
    if kind != kind_now or not opened:
        if before != after:
            yield f"was {before!r} and is {after!r}"
        return
    yield from _parameter_changes(_parameters(parameters), _parameters(parameters_now))


def _parameters(text: str) -> Mapping[str, Parameter]:
    """Read parameters that were written as Python writes them."""
    inner = text.removesuffix(")")
    function = eval(f"lambda {inner}: None", {"inf": inf})  # noqa: S307 - of a file of this repository
    return inspect.signature(function).parameters


def _parameter_changes(before: Mapping[str, Parameter], after: Mapping[str, Parameter]) -> Iterator[str]:
    for name, parameter in before.items():
        if name not in after:
            yield f"the parameter {name!r} has vanished"
        elif after[name].kind is not parameter.kind:
            yield f"the parameter {name!r} was {parameter.kind.description} and is {after[name].kind.description}"
        elif parameter.default is not Parameter.empty and after[name].default is Parameter.empty:
            yield f"the parameter {name!r} has lost its default"
        elif not _is_default_kept(parameter.default, after[name].default):
            yield f"the default of {name!r} was {parameter.default!r} and is {after[name].default!r}"
    for name, parameter in after.items():
        if name not in before and not _may_be_left_out(parameter):
            yield f"the new parameter {name!r} has no default"
    kept, order = _in_order(before, after), _in_order(after)
    if kept != order[: len(kept)]:
        yield f"the positional parameters were {kept} and are {order}"


def _is_default_kept(before: object, after: object) -> bool:
    """Tell whether a default is what it was, for all that the record says: `...` is any value."""
    return before in {Parameter.empty, ...} or (type(before), before) == (type(after), after)


def _may_be_left_out(parameter: Parameter) -> bool:
    variable = parameter.kind in {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD}
    return variable or parameter.default is not Parameter.empty


def _in_order(parameters: Mapping[str, Parameter], of: Mapping[str, Parameter] | None = None) -> list[str]:
    among = parameters if of is None else of
    return [name for name, each in parameters.items() if each.kind in POSITIONAL and name in among]


def _new_keys(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name, what in after.items():
        owner = name.partition("[")[0]
        if what == "required key" and name not in before and owner in before:
            yield f"{name} is new and required: whoever fills {owner} today leaves it out"
