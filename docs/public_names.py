"""What the reference has to document: every public name. The strict build and the tests ask here alike."""

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache, cached_property
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.public.names import exported, public_names

_PACKAGE = Path(str(import_module("realtimekit_async").__file__)).parent
_SHADES = {f"{of}Shades{patch}Fields" for of in ("Background", "Brand") for patch in ("", "Patch")}
"""Their keys are no identifiers, so a call makes them; what documents them stands below it in the source."""

_PROPERTIES = property | cached_property


def undocumented(documented: Collection[str]) -> list[str]:
    """Return what is wrong with each public name that is not among those documented, or says nothing of itself.

    What several modules offer is documented under the name that any of them gives it.
    """
    names: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for name, value in exported():
        names[name.rpartition(".")[2], id(value)].append(name)
    absent = [alike[0] for alike in names.values() if not any(name in documented for name in alike)]
    silent = [name for name, value in exported() if not _says_something(name, value)]
    silent += _silent_attributes()
    return [f"{name} is on no page" for name in absent] + [f"{name} has no documentation" for name in silent]


def _silent_attributes() -> Iterator[str]:
    """Yield each public attribute of a class that neither its class nor a text below it explains.

    Fields of answers are left to the page that lists them.
    """
    classes = {name: value for name, value in exported() if inspect.isclass(value)}
    for name, _, kind in (line.partition(": ") for line in public_names()):
        owner, _, attribute = name.rpartition(".")
        cls = classes.get(owner)
        if kind != "attribute" or cls is None or attribute in getattr(cls, "__struct_fields__", ()):
            continue
        if not any(_explains(base, attribute) for base in cls.__mro__):
            yield name


def _explains(cls: type, attribute: str) -> bool:
    in_sections = re.search(rf"^ +{attribute}: ", cls.__doc__ or "", re.MULTILINE)
    of_property = (
        inspect.getdoc(vars(cls).get(attribute)) if isinstance(vars(cls).get(attribute), _PROPERTIES) else ""
    )
    return bool(in_sections or of_property or attribute in _texts_below(cls))


@cache
def _texts_below(cls: type) -> set[str]:
    """Return which attributes a class assigns, in itself or as it is made, with a text below."""
    if not cls.__module__.startswith(_PACKAGE.name):
        return set()
    body = _classes_in(cls.__module__).get(cls.__name__, [])
    made = (each.body for each in body if isinstance(each, ast.FunctionDef) and each.name == "__init__")
    return {name for statements in (body, *made) for name in _with_text(statements)}


@cache
def _classes_in(module: str) -> dict[str, list[ast.stmt]]:
    tree = ast.parse(Path(str(import_module(module).__file__)).read_text(encoding="utf-8"))
    return {each.name: each.body for each in ast.walk(tree) if isinstance(each, ast.ClassDef)}


def _with_text(body: list[ast.stmt]) -> Iterator[str]:
    for statement, after in pairwise(body):
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)])
                | ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name))
            ) if _text_of(after):
                yield name
            case _:
                pass


def _says_something(name: str, value: Any) -> bool:
    module, _, short = name.rpartition(".")
    if inspect.isclass(value):
        return bool(vars(value).get("__doc__")) or short in _SHADES
    if _is_value(value):
        return short == "__version__" or bool(_declared(module)[short][1])
    return bool(inspect.getdoc(value))


def values(module: str) -> str:
    """Return a section with the public names of a module that are no classes or functions, and their text."""
    offered = import_module(module)
    lines = ["```{eval-rst}"]
    for short in sorted(name for name in offered.__all__ if _is_value(getattr(offered, name))):
        value, text = _declared(module)[short]
        lines += [f".. py:data:: {short}", f"   :module: {module}", f"   :value: {value}", "", f"   {text}", ""]
    return "\n".join([*lines, "```"])


def _is_value(value: object) -> bool:
    return not inspect.isclass(value) and not inspect.isroutine(value) and not hasattr(value, "__wrapped__")


@cache
def _declared(module: str) -> dict[str, tuple[str, str]]:
    """Return each name that the sources of a module assign, with the expression and the text below it."""
    path = _PACKAGE.joinpath(*module.split(".")[1:])
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return {name: (value, text) for file in files for name, value, text in _assignments(file)}


def _assignments(file: Path) -> Iterator[tuple[str, str, str]]:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    for statement, after in zip(body, [*body[1:], None], strict=True):
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                yield name, ast.unparse(value), _text_of(after)
            case _:
                pass


def _text_of(statement: ast.stmt | None) -> str:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return " ".join(text.split())
        case _:
            return ""
