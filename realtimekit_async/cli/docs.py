"""What the library's own source says about services and fields, read only when help is asked for."""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.abc import InspectLoader

SERVICES = (
    "active_session",
    "analytics",
    "apps",
    "livestreams",
    "meetings",
    "participants",
    "presets",
    "recordings",
    "sessions",
    "webhooks",
)
"""The modules of the services; a frozen program has no folder that could be searched for them."""


_SERVICE = re.compile(r'^class \w+\(Service\):\n    """(.*?)"""', re.MULTILINE | re.DOTALL)
_WITHOUT_A_FLAG = ("progress", "notices")
"""Keywords that take what no command line can hold."""
_OF_PYTHON: Mapping[str, str] = {
    r"\ba NotFound\b": "answered 404",
    r"\bis a Conflict\b": "is answered 409",
    r"\ba Conflict\b": "answered 409",
    r",? or anything with an async write\(\)": "",
}


@cache
def service_docs() -> Mapping[str, str]:
    """Return the name and the docstring of every service, importing none of them.

    Where the source is not there, as in a frozen program, the text is empty: the command works without it.
    """
    return {name: _docstring_of_the_service_in(f"realtimekit_async.services.{name}") for name in SERVICES}


def _docstring_of_the_service_in(module: str) -> str:
    found = _SERVICE.search(_source(module))  # ten modules are searched in the time in which one is parsed
    return for_people(inspect.cleandoc(found[1])) if found else ""


def prose_of(method: Callable[..., object]) -> str:
    """Return what a method says of itself in prose: flags stand for its keywords, the rest is for Python."""
    prose = re.split(r"\n\n(?:Keyword Args|Raises|Example):\n", inspect.getdoc(method) or "")[0]
    return for_people("\n\n".join(map(_with_flags_alone, prose.split("\n\n"))))


def _with_flags_alone(paragraph: str) -> str:
    """Return a paragraph without the clauses about keywords that have no flag."""
    clauses = re.split(r"(?<=[.;])\s+", paragraph)
    kept = [each for each in clauses if not any(f"`{name}`" in each for name in _WITHOUT_A_FLAG)]
    if len(kept) == len(clauses):
        return paragraph
    return re.sub(r";(?= [A-Z]|\Z)", ".", " ".join(kept))


def for_people(text: str) -> str:
    """Return a text without what only Python has."""
    for pattern, instead in _OF_PYTHON.items():
        text = re.sub(pattern, instead, text)
    return text


@cache
def field_docs(fields_type: type) -> Mapping[str, str]:
    """Return what stands below each key of a TypedDict, including the keys it inherits."""
    docs: dict[str, str] = {}
    body = _parsed(fields_type.__module__).body
    for node, following in pairwise(body):
        if _is_assignment_to(node, fields_type.__name__) and (text := _text(following)):
            # Keys that are no identifiers cannot be documented one by one: the type's own text stands for all.
            docs.update(dict.fromkeys(fields_type.__annotations__, text))
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name == fields_type.__name__:
            for base in _base_names(node) - {"TypedDict"}:
                docs |= field_docs(getattr(sys.modules[fields_type.__module__], base))
            docs |= dict(_documented(node))
    return docs


def _documented(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, following in pairwise(node.body):
        if isinstance(field, ast.AnnAssign) and (text := _text(following)):
            yield cast("ast.Name", field.target).id, text


def _text(node: ast.stmt) -> str | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return " ".join(node.value.value.split())
    return None


def _is_assignment_to(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets)


def _base_names(node: ast.ClassDef) -> set[str]:
    return {base.id for base in node.bases if isinstance(base, ast.Name)}


@cache
def _parsed(module: str) -> ast.Module:
    return ast.parse(_source(module))


def _source(module: str) -> str:
    """Return the text of a module, or none where there is none: in a frozen program, or as bytecode alone."""
    spec = find_spec(module)
    loader = cast("InspectLoader | None", spec and spec.loader)
    try:
        return (loader and loader.get_source(module)) or ""
    except (AttributeError, ImportError):
        return ""
