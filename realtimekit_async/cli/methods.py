"""The methods of the services, as their signatures describe them."""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, get_args, get_origin, get_type_hints

from realtimekit_async.services.base import Service
from realtimekit_async.services.exports import Export
from realtimekit_async.services.pages import Pages

from .docs import prose_of


class Method(NamedTuple):
    """A method of a service, as its signature describes it."""

    service: str
    name: str
    summary: str
    ids: tuple[str, ...]
    fields_type: type | None
    keywords: str | None
    streams: bool
    exports: bool
    transfers: bool

    @property
    def has_body(self) -> bool:
        """Whether its keywords are the body of a request."""
        return self.keywords == "fields"


def service_class(service: str) -> type[Service]:
    """Import the module of a service and find the class in it."""
    members = vars(import_module(f"realtimekit_async.services.{service}")).values()
    return next(
        member
        for member in members
        if isinstance(member, type) and issubclass(member, Service) and member is not Service
    )


def is_command(member: object) -> bool:
    """Tell whether a member of a service is a call or a list; what needs an `async with` block is neither."""
    if not inspect.isfunction(member):
        return False
    return inspect.iscoroutinefunction(member) or get_origin(get_type_hints(member).get("return")) is Pages


def method_of(service: str, function: Callable[..., object]) -> Method:
    """Read a method's signature: positional-only ids, then keywords that a TypedDict describes."""
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    keywords = next((each.name for each in parameters if each.kind is each.VAR_KEYWORD), None)
    return Method(
        service=service,
        name=function.__name__,
        summary=prose_of(function),
        ids=tuple(each.name for each in parameters if each.kind is each.POSITIONAL_ONLY),
        fields_type=get_args(hints[keywords])[0] if keywords else None,
        keywords=keywords,
        streams=get_origin(hints["return"]) is Pages,
        exports=hints["return"] is Export,
        transfers=any(each.name == "progress" for each in parameters),
    )
