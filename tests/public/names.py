"""Every public name of the package with its signature, one line each, as the imported package has them.

`names.txt` beside this module is what users may rely on. It was written by

    python -m tests.public.names

which is run again (and its difference read) whenever a name is added: it records additions, and refuses to
record that something vanished or changed. `0.2.0.txt` is what that release had, and no longer changes. Only what
one comes to from a public module is read, so that nothing in here knows where the package keeps it.
"""

import dis
import inspect
import logging
import sys
import typing
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path

import msgspec

from realtimekit_async import RealtimeKit
from realtimekit_async.checks import EnteredAsync, WalkedAsync
from realtimekit_async.emulator import Emulator
from realtimekit_async.models import Answer
from realtimekit_async.services.instead import NotThere

from .comparison import broken

PACKAGE = "realtimekit_async"
FILE = Path(__file__).with_name("names.txt")
MODULES = (
    *("", ".agent", ".archive", ".emulator", ".events", ".fastapi", ".files", ".meeting", ".models", ".telemetry"),
)
FURTHER = {
    ".archive.dask": ("OnDask",),
    ".pytest_plugin": ("realtimekit", "realtimekit_emulator", "realtimekit_environment"),
}

# What only the library makes, as it does answers: how it does so is its own affair.
MADE_BY_THE_LIBRARY = frozenset(
    {"Agents", "Deliveries", "Pages", "Plan", "Prefetch", "Present", "Rows", "RunningRecording", "Storage"}
    | {"Transcript"}
    # parts of a meeting object
    | {"Ai", "AudioIn", "AudioOut", "Chat", "Livestream", "LocalParticipant", "Meetings", "Meta", "Participant"}
    | {"ParticipantMap", "Participants", "Plugins", "Polls", "Recording", "Stage"}
)
PLAIN = frozenset({str, int, float, bool, type(None)})
SPECIAL = frozenset(
    {"__aenter__", "__aexit__", "__aiter__", "__anext__", "__await__", "__call__", "__contains__", "__enter__"}
    | {"__exit__", "__getitem__", "__iter__", "__len__"}
)
# Without an underscore, and yet what the library says to itself.
INSIDE = frozenset(
    {"AudioIn.end", "AudioIn.is_of_others", "AudioIn.peer_id", "AudioIn.take", "AudioOut.take_played"}
    | {"AudioOut.wake", "Participant.update", "ParticipantMap.name", "Source.kinds"}
    | {"Delivery.send", "Delivery.sign", "Faults.take", "Faults.wait", "LeavePolicy.check", "Pages.accept"}
    | {"Pages.call", "Pages.fetch", "Pages.new_walk", "Pages.paged", "Pages.sender", "Present.emptied"}
    | {"Present.forget", "Present.joined", "Present.left"}
    | {"Present.noticed", "Present.read", "RateLimited.here", "Report.add", "Report.failed", "Retry.deserves"}
    | {"Retry.wait", "SharedQuota.key", "Storage.aclose", "Storage.path_of", "Storage.start", "Transcript.heard"}
    | {"Transcript.interrupted", "Transcript.left"}
)
REFUSE = (EnteredAsync, WalkedAsync)  # what they have says only what to write instead
WITHOUT_PARTS = frozenset({"app", "world"})  # of an emulator: its state, read at one's own risk

Line = tuple[str, str]


def recorded(record: str = "names") -> list[str]:
    """Return the lines that users may rely on, or those that a release had."""
    return FILE.with_stem(record).read_text(encoding="utf-8").splitlines()


def public_names() -> list[str]:
    """Return a line for everything public that the imported package has."""
    lines = [*_modules(), *_objects(), *_entry_points()]
    return sorted({f"{name}: {what}" for name, what in [*lines, *_loggers()]})


def exported() -> Iterator[tuple[str, object]]:
    """Yield every public name and its value, under each module that has it."""
    for module in MODULES:
        package = import_module(PACKAGE + module)
        yield from ((f"{PACKAGE}{module}.{name}", getattr(package, name)) for name in package.__all__)
    errors = import_module(f"{PACKAGE}.errors")
    for name, value in vars(errors).items():
        if inspect.isclass(value) and issubclass(value, BaseException | msgspec.Struct) and _is_ours(value):
            yield f"{PACKAGE}.errors.{name}", value
    for module, names in FURTHER.items():
        yield from (
            (f"{PACKAGE}{module}.{name}", getattr(import_module(PACKAGE + module), name)) for name in names
        )


def _modules() -> Iterator[Line]:
    for module in (*MODULES, ".errors", *FURTHER):
        yield PACKAGE + module, "module"
    first: dict[int, str] = {}
    for name, value in exported():
        if inspect.isclass(value) and id(value) in first:
            yield name, f"the same as {first[id(value)]}"
        else:
            first[id(value)] = name
            yield from _described(name, value)


def _described(name: str, value: object) -> Iterator[Line]:
    if typing.is_typeddict(value):
        yield from _keys(name, value)
    elif inspect.isclass(value):
        yield from _class(name, value)
    elif inspect.isroutine(value) or hasattr(value, "__wrapped__"):
        yield from _function(name, value)
    else:
        yield name, "value"


def _keys(name: str, fields: typing.Any) -> Iterator[Line]:
    yield name, "TypedDict"
    for key in fields.__annotations__:
        yield f"{name}[{key!r}]", "required key" if key in fields.__required_keys__ else "key"


def _class(name: str, cls: type) -> Iterator[Line]:
    yield name, "class"
    if not (cls.__name__ in MADE_BY_THE_LIBRARY or issubclass(cls, Answer) or _is_protocol(cls)):
        yield f"{name}()", _constructor(cls)
    if issubclass(cls, BaseException):
        yield from (
            (f"{name} is a {base.__name__}", "error") for base in cls.__mro__[1:] if issubclass(base, Exception)
        )
    yield from _members(name, cls)


def _constructor(cls: type) -> str:
    try:
        return f"construction{_signature(cls)}"
    except ValueError:  # an error without an __init__ of its own
        return "construction(*args)"


def _members(name: str, cls: type) -> Iterator[Line]:
    fields = {*getattr(cls, "__struct_fields__", ()), *getattr(cls, "__dataclass_fields__", ())}
    ours = [base for base in cls.__mro__ if _is_ours(base) and base not in REFUSE]
    inside = {each.partition(".")[2] for base in ours for each in INSIDE if each.startswith(f"{base.__name__}.")}
    for member in {each for base in ours for each in vars(base)} - fields - inside:
        if (member[0] != "_" or member in SPECIAL) and not isinstance(
            inspect.getattr_static(cls, member), NotThere
        ):
            yield from _member(f"{name}.{member}", inspect.getattr_static(cls, member), getattr(cls, member, None))
    attributes = {*fields, *(each for base in ours for each in _set_at_construction(base))} - inside
    yield from ((f"{name}.{attribute}", "attribute") for attribute in attributes if attribute[0] != "_")


def _set_at_construction(cls: type) -> Iterator[str]:
    function = vars(cls).get("__init__")
    if inspect.isfunction(function):
        yield from (each.argval for each in dis.get_instructions(function) if each.opname == "STORE_ATTR")


def _member(name: str, raw: object, value: object) -> Iterator[Line]:
    if isinstance(raw, property | cached_property) or inspect.ismemberdescriptor(raw):
        yield name, "attribute"
    elif inspect.isroutine(raw) or isinstance(raw, classmethod | staticmethod):
        yield from _function(name, value, bound=not isinstance(raw, classmethod | staticmethod))
    else:
        yield name, "value"


def _function(name: str, function: typing.Any, *, bound: bool = False) -> Iterator[Line]:
    kind = "async def" if inspect.iscoroutinefunction(function) else "def"
    yield name, f"{kind}{_signature(function, drop=int(bound))}"
    returned = _returned(function)
    if returned is not None:
        yield from _members(f"{name}()", returned)


def _returned(function: typing.Any) -> type | None:
    """Return the class that a call answers, if it is ours and public modules have no name for it."""
    try:
        cls = typing.get_type_hints(function).get("return")
    except (NameError, TypeError):  # of what only type checkers import
        return None
    public = {id(value) for _, value in exported()}
    cls = typing.get_origin(cls) or cls
    hidden = inspect.isclass(cls) and _is_ours(cls) and id(cls) not in public
    return cls if hidden else None


def _objects() -> Iterator[Line]:
    client = RealtimeKit(account_id="account", app_id="app", api_token="token")
    yield from _parts(f"{PACKAGE}.RealtimeKit", client)
    yield from _parts(f"{PACKAGE}.emulator.Emulator", Emulator())


def _parts(name: str, whole: object) -> Iterator[Line]:
    """Yield what an object is made of: services of a client, faults and simulation of an emulator."""
    for attribute in dir(whole):
        if attribute.startswith("_") or isinstance(getattr(type(whole), attribute, None), property):
            continue
        part = getattr(whole, attribute)
        if not inspect.isroutine(part):
            yield f"{name}.{attribute}", "attribute"
            if _is_ours(type(part)) and attribute not in WITHOUT_PARTS:
                yield from _members(f"{name}.{attribute}", type(part))


def _entry_points() -> Iterator[Line]:
    for point in distribution("realtimekit-async").entry_points:
        yield f"{point.group} {point.name}", f"entry point {point.value}"


def _loggers() -> Iterator[Line]:
    names = logging.root.manager.loggerDict
    yield from ((f"logger {name}", "logger") for name in names if name.split(".")[0] == PACKAGE)


def _signature(function: Callable[..., object], *, drop: int = 0) -> str:
    """Return the parameters as Python writes them; the fields of an unpacked TypedDict are keywords."""
    parameters = [*inspect.signature(function).parameters.values()][drop:]
    plain = [each.replace(annotation=each.empty, default=_default(each)) for each in parameters]
    fields = _unpacked(function, parameters)
    if fields is not None:
        plain[-1:] = [
            _keyword(key, required=key in fields.__required_keys__) for key in sorted(fields.__annotations__)
        ]
    return str(inspect.Signature(plain)).replace("Ellipsis", "...")


def _default(parameter: inspect.Parameter) -> object:
    """Return a default that is a plain value, and `...` for any other."""
    plain = parameter.default is parameter.empty or type(parameter.default) in PLAIN
    return parameter.default if plain else ...


def _keyword(name: str, *, required: bool) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=inspect.Parameter.empty if required else ...
    )


def _unpacked(function: typing.Any, parameters: list[inspect.Parameter]) -> typing.Any:
    """Return the TypedDict of `**fields: Unpack[…]`, if there is one."""
    if not parameters or parameters[-1].kind is not inspect.Parameter.VAR_KEYWORD:
        return None
    annotation = parameters[-1].annotation
    if isinstance(annotation, str):
        annotation = eval(annotation, inspect.unwrap(function).__globals__)  # noqa: S307 - the package's own
    arguments = typing.get_args(annotation)
    return arguments[0] if arguments and typing.is_typeddict(arguments[0]) else None


def _is_ours(cls: type) -> bool:
    return cls.__module__.split(".")[0] == PACKAGE


def _is_protocol(cls: type) -> bool:
    return bool(getattr(cls, "_is_protocol", False))


def _record() -> None:
    now = public_names()
    faults = broken(recorded() if FILE.exists() else [], now)
    if faults:
        sys.exit("\n".join(["Not recorded, for users rely on this:", *faults]))
    FILE.write_text("\n".join(now) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _record()
