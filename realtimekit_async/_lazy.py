"""The names of a package: they are imported when first touched (PEP 562), and values pickle under them."""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import FunctionType
from typing import ClassVar

PACKAGE = __name__.partition(".")[0]


def lazy(package: str, names: Mapping[str, Iterable[str]]) -> Callable[[str], object]:
    """Return a package's `__getattr__`; `names` lists what each of its modules has.

    The package gets its `__all__` and `__dir__` from the same table, unless it has written an `__all__` itself.
    """
    module_of = {name: module for module, members in names.items() for name in members}
    offered = vars(sys.modules[package]).setdefault("__all__", sorted(filter(_is_public, module_of)))
    vars(sys.modules[package]).setdefault("__dir__", lambda: offered)

    def __getattr__(name: str) -> object:  # noqa: N807 - it becomes the package's own
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{package}.{module_of[name]}"), name)
        if isinstance(value, FunctionType):
            value.__module__ = package  # by which it pickles; its source is found all the same
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__


def _is_public(name: str) -> bool:
    return not name.startswith("_") or name.endswith("__")


class Public:
    """What a Struct has among its bases to pickle under the name that it is imported by, whatever module holds it.

    Its fields go along by name, and a class keeps the `__module__` it was written in, where `inspect.getsource`
    and the types of its fields are looked up.
    """

    __slots__ = ()

    __struct_fields__: ClassVar[tuple[str, ...]]

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (public_name(type(self)), {name: getattr(self, name) for name in self.__struct_fields__})


def public_name(kind: type) -> str | type:
    """Return the name that a class is imported by; the class itself where no package of ours exports it."""
    parts = kind.__module__.split(".")
    if parts[0] != PACKAGE:
        return kind
    for end in range(1, len(parts) + 1):
        module = import_module(".".join(parts[:end]))
        if kind.__name__ in getattr(module, "__all__", ()) and getattr(module, kind.__name__) is kind:
            return f"{module.__name__}.{kind.__name__}"
    return kind


def public_class(name: str | type) -> type:
    """Return the class of a public name."""
    if isinstance(name, type):
        return name
    module, _, attribute = name.rpartition(".")
    kind: type = getattr(import_module(module), attribute)
    return kind


def _rebuild(name: str | type, fields: Mapping[str, object]) -> object:
    return public_class(name)(**fields)


_rebuild.__module__ = PACKAGE  # whose table has it: pickles know no module of ours that may move
