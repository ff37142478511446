"""One table from the SDK's names to functions, and from JSON to their arguments."""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from realtimekit_async.emulator.meeting import refusals
from realtimekit_async.emulator.meeting.requests import Call
from realtimekit_async.emulator.meeting.seats import Seat
from realtimekit_async.emulator.world.answers import Json

Function = TypeVar("Function", bound=Callable[..., Json])
OF_ONE = ("participant", "plugin")
"""The objects of which there are many: a call of theirs names the one that is meant."""


class Entry(NamedTuple):
    """A function, and the type that its arguments are read as."""

    function: Callable[..., Json]
    arguments: type[Struct]


class CallTable:
    """Calls functions with a seat, the id of the one that is meant where there are many, and arguments."""

    def __init__(self, *tables: "CallTable") -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        for table in tables:
            self._entries |= table._entries  # noqa: SLF001 - another one of these

    def add(self, namespace: str, *names: str) -> Callable[[Function], Function]:
        """Have a function be called under a name of one of the SDK's objects, or several."""

        def added(function: Function) -> Function:
            entry = Entry(function, _arguments_of(function, 2 if namespace in OF_ONE else 1))
            self._entries |= dict.fromkeys(((namespace, name) for name in names), entry)
            return function

        return added

    @property
    def names(self) -> list[tuple[str, str]]:
        """What may be called: pairs of an object's name and a function's."""
        return list(self._entries)

    def run(self, seat: Seat, call: Call) -> Json:
        """Call a function with what has come as JSON."""
        entry = self._entries.get((call.ns, call.fn))
        name = f"{call.ns}.{call.fn}" if call.ns else call.fn
        if entry is None:
            raise refusals.unusable(f"{name} may not be called")
        seat.check_script(name)
        try:
            arguments = msgspec.convert(call.args, entry.arguments)
        except msgspec.ValidationError as error:
            raise refusals.unusable(f"{name}: {error}") from None
        target = [call.id or ""] if call.ns in OF_ONE else []
        return entry.function(seat, *target, *msgspec.structs.astuple(arguments))


def _arguments_of(function: Callable[..., Json], given: int) -> type[Struct]:
    """Make a type of a function's parameters: an array, of which the end may be missing."""
    parameters = list(inspect.signature(function).parameters.values())[given:]
    fields: list[tuple[str, Any, Any]] = [
        (one.name, one.annotation, msgspec.NODEFAULT if one.default is one.empty else one.default)
        for one in parameters
    ]
    return msgspec.defstruct(f"{function.__name__}_arguments", fields, array_like=True)
