"""What the official SDK offers for RealtimeKit, read from its own source and types."""

import inspect
import re
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import typing_extensions
from cloudflare import types
from cloudflare._resource import AsyncAPIResource
from cloudflare.resources import realtime_kit

KIT = "/accounts/{account_id}/realtime/kit"
_REQUEST = re.compile(r'self\._(get|post|put|patch|delete)\(\s*path_template\(\s*"([^"]+)"')
_PARAMETERS = re.compile(r"_params\.(\w+Params)")


@cache
def operations() -> dict[str, str]:
    """Map each method, written `resource.method`, to the operation it calls, written `METHOD /path`."""
    return {name: _operation(method) for name, method in methods().items()}


@cache
def methods() -> dict[str, Any]:
    """Map `resource.method` to the function, for every method of every resource that sends a request."""
    return {
        f"{resource.__module__.rpartition('.')[2]}.{name}": method
        for resource in vars(realtime_kit).values()
        if inspect.isclass(resource) and issubclass(resource, AsyncAPIResource)
        for name, method in vars(resource).items()
        if inspect.iscoroutinefunction(method)
    }


def _operation(method: Any) -> str:
    found = _REQUEST.search(inspect.getsource(method))
    if found is None:
        raise LookupError(f"{method.__qualname__} builds its request in a way that is not known here")
    verb, path = found.groups()
    return f"{verb.upper()} {path.removeprefix(KIT)}"


def unused(operation: str, query: Mapping[str, Any], body: Mapping[str, Any] | None) -> list[str]:
    """Name the fields that the SDK can send with an operation and that a request did not hold, however deep.

    A `storage_config` is one of four kinds, so none of them holds all its fields: it is not looked into.
    """
    method = next(method for name, method in methods().items() if operations()[name] == operation)
    found = _PARAMETERS.search(inspect.getsource(method))
    if found is None:
        return []
    in_path = {"account_id", *re.findall(r"\{(\w+)\}", operation)}
    names = _unused(getattr(types.realtime_kit, found[1]), {**query, **(body or {})})
    return [name for name in names if name not in in_path]


def fields(parameters: Any) -> dict[str, Any]:
    """Map the names on the wire of a parameter type's fields to their types."""
    hints = typing_extensions.get_type_hints(parameters, include_extras=True)
    return dict(_field(name, hint) for name, hint in hints.items())


def _field(name: str, hint: Any) -> tuple[str, Any]:
    while typing_extensions.get_origin(hint) in {typing_extensions.Required, typing_extensions.NotRequired}:
        hint = hint.__args__[0]
    aliases = [extra.alias for extra in getattr(hint, "__metadata__", ()) if extra.alias]
    return [*aliases, name][0], getattr(hint, "__origin__", hint) if hasattr(hint, "__metadata__") else hint


def _unused(kind: Any, value: Any) -> Iterator[str]:
    if typing_extensions.is_typeddict(kind):
        for name, hint in fields(kind).items():
            if name not in value:
                yield name
            elif name != "storage_config":
                yield from (f"{name}.{inner}" for inner in _unused(hint, value[name]))
        return
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        yield from _unused(next(each for each in arguments if each is not type(None)), value)
    elif origin in {list, Sequence, Iterable}:
        yield from (f"[].{inner}" for item in value for inner in _unused(arguments[0], item))
    elif origin is dict:
        yield from (f"*.{inner}" for item in value.values() for inner in _unused(arguments[1], item))
