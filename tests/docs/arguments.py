"""What the docstrings of service methods say of their keywords: the fields of the TypedDict, word for word.

`help(rtk.meetings.create)` can show nothing else: a field's own documentation is gone when the module is compiled.
`python -m tests.docs.arguments` writes it into the docstrings again when a field was added or explained better.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import fill, indent
from typing import Any, get_args, get_type_hints

import realtimekit_async
from realtimekit_async.services.base import Service

from .test_fields import Field, fields_of

SERVICES = Path(realtimekit_async.__file__).parent / "services"
HEADING = "Keyword Args:"
MARGIN = " " * 8
WIDTH = 115 - len(MARGIN)
Method = ast.FunctionDef | ast.AsyncFunctionDef


def service_in(file: Path) -> type[Service] | None:
    """Return the service that a module defines, if it defines one."""
    members = vars(import_module(f"realtimekit_async.services.{file.stem}")).values()
    found = [one for one in members if isinstance(one, type) and issubclass(one, Service)]
    return next((one for one in found if one.__module__.endswith(f".{file.stem}") and one is not Service), None)


def public_methods(service: type) -> Iterator[Callable[..., Any]]:
    """Yield the methods that a service itself defines for its users."""
    for name, member in vars(service).items():
        if inspect.isfunction(member) and not name.startswith("_"):
            yield member


def keywords_of(method: Callable[..., Any]) -> Iterator[Field]:
    """Yield the fields that a method takes, with the text below each: its own first, then what it inherits."""
    hints = get_type_hints(method, include_extras=True)
    for parameter in inspect.signature(method).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            (shape,) = get_args(hints[parameter.name])
            yield from fields_with_bases(shape)


def fields_with_bases(shape: type) -> Iterator[Field]:
    """Yield the documented fields of a TypedDict; its bases stand in the source alone, up to Python 3.11."""
    module = sys.modules[shape.__module__]
    source = inspect.getsource(module)
    yield from (field for field in fields_of(source) if field.owner == shape.__name__)
    for base in class_in(source, shape.__name__).bases:
        if ast.unparse(base) != "TypedDict":
            yield from fields_with_bases(vars(module)[ast.unparse(base)])


def class_in(source: str, name: str) -> ast.ClassDef:
    """Return the definition of a class."""
    return next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == name)


def section_of(method: Callable[..., Any]) -> str:
    """Return the part of a method's docstring that tells its keywords; empty where it takes none."""
    entries = [entry_of(field) for field in keywords_of(method)]
    return "\n".join([HEADING, *entries]) if entries else ""


def entry_of(field: Field) -> str:
    kind = (
        field.type.removeprefix("Required[").removesuffix("]") if field.type.startswith("Required") else field.type
    )
    need = ", required" if field.type.startswith("Required") else ""
    text = f"{field.name} ({kind}{need}): {' '.join((field.text or '').split())}"
    return fill(text, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8, break_on_hyphens=False)


def with_section(docstring: str, section: str) -> str:
    """Return a docstring with this section about keywords, before what may be raised and the example."""
    blocks = [block for block in docstring.split("\n\n") if not block.startswith(HEADING)]
    later = next((at for at, block in enumerate(blocks) if block.startswith(("Raises:", "Example:"))), len(blocks))
    return "\n\n".join([*blocks[:later], *([section] if section else []), *blocks[later:]])


def rewritten(source: str, service: type) -> str:
    """Return a module's source with the docstrings of the service's methods as they shall be."""
    lines = source.split("\n")
    methods = {node.name: node for node in class_in(source, service.__name__).body if isinstance(node, Method)}
    for method in sorted(public_methods(service), key=lambda one: -methods[one.__name__].lineno):
        node = methods[method.__name__]
        before = ast.get_docstring(node)
        if before is not None and (after := with_section(before, section_of(method))) != before:
            text = node.body[0]
            lines[text.lineno - 1 : text.end_lineno] = indent(f'"""{after}\n"""', MARGIN).split("\n")
    return "\n".join(lines)


if __name__ == "__main__":
    for file in SERVICES.glob("*.py"):
        if service := service_in(file):
            file.write_text(rewritten(file.read_text(encoding="utf-8"), service), encoding="utf-8")
