"""From the signature of a verb to the body of its request, and back to the arguments of a call."""

import inspect
from collections.abc import Callable, Sequence
from inspect import Parameter
from types import GenericAlias
from typing import Any, ForwardRef, get_args

import msgspec
from msgspec import UNSET, Struct, UnsetType

from realtimekit_async.emulator.schema.base import Body


def body_of(name: str, verb: Callable[..., object], placeholders: int) -> type[Struct]:
    """Make the body of a verb: its parameters, but for those that the path holds."""
    fields: list[tuple[str, Any, Any]] = []  # type expressions, for which Python has no type of its own
    for parameter in _parameters(verb)[placeholders:]:
        fields += _fields(parameter)
    return msgspec.defstruct(name, fields, bases=(Body,), kw_only=True)


def call(verb: Callable[..., object], ids: Sequence[str], body: Struct) -> object:
    """Call a verb with what the path and the body hold."""
    arguments: list[object] = list(ids)
    named: dict[str, object] = {}
    for parameter in _parameters(verb)[len(ids) :]:
        if parameter.kind is Parameter.VAR_POSITIONAL:
            arguments += getattr(body, parameter.name)
        elif parameter.kind is Parameter.VAR_KEYWORD:
            named |= {key: value for key in _keys(parameter) if (value := getattr(body, key)) is not UNSET}
        elif parameter.kind is Parameter.KEYWORD_ONLY:
            named[parameter.name] = getattr(body, parameter.name)
        else:
            arguments.append(getattr(body, parameter.name))
    return verb(*arguments, **named)


def _parameters(verb: Callable[..., object]) -> list[Parameter]:
    return list(inspect.signature(verb).parameters.values())


def _fields(parameter: Parameter) -> list[tuple[str, Any, Any]]:
    kind: Any = _type(parameter.annotation)
    if parameter.kind is Parameter.VAR_POSITIONAL:
        return [(parameter.name, GenericAlias(list, kind), msgspec.field(default_factory=list))]
    if parameter.kind is Parameter.VAR_KEYWORD:
        return [(key, inner | UnsetType, msgspec.field(default=UNSET)) for key, inner in _keys(parameter).items()]
    default = msgspec.NODEFAULT if parameter.default is Parameter.empty else parameter.default
    return [(parameter.name, kind, msgspec.field(default=default))]


def _keys(parameter: Parameter) -> dict[str, Any]:
    """Return the keys that `**options: Unpack[…]` stands for, and their types."""
    (options,) = get_args(parameter.annotation)
    return {key: _type(kind) for key, kind in options.__annotations__.items()}


def _type(annotation: Any) -> Any:
    """Return a type that a decoder understands: what is written as text stands for any JSON."""
    return Any if isinstance(annotation, str | ForwardRef) else annotation
