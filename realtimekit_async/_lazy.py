"""Names of a package that are imported when they are first touched (PEP 562)."""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module


def lazy(package: str, names: Mapping[str, Iterable[str]]) -> Callable[[str], object]:
    """Give a package's `__getattr__`; `names` lists what each of its modules has."""
    module_of = {name: module for module, members in names.items() for name in members}

    def __getattr__(name: str) -> object:  # noqa: N807 - it becomes the package's own
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{package}.{module_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__
