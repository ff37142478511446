"""What Pydantic, and FastAPI through it, know of an answer: its fields, their types and what they mean."""

import ast
import inspect
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields
from pydantic_core import core_schema


def schema_of(
    kind: Any, handler: Any, *, read: Callable[[Any, Any], object], write: Callable[[object], object]
) -> core_schema.CoreSchema:
    """Return the schema of an answer: an object with the API's names, read and written as the API does.

    `kind` is its class, or what it is a page of: `Page[Meeting]`.
    """
    bare = get_origin(kind) or kind
    meanings = _meanings(bare)
    members = {
        field.encode_name: core_schema.typed_dict_field(
            handler.generate_schema(field.type),
            required=field.required,
            metadata=_described(description=meanings.get(field.name)),
        )
        for field in fields(kind)
    }
    shape = core_schema.typed_dict_schema(
        members,
        metadata=_described(title=_title(kind), description=inspect.getdoc(bare)),
        extra_behavior="allow" if "other_members" in bare.__struct_fields__ else "ignore",
    )

    def validated(value: object, validate: core_schema.ValidatorFunctionWrapHandler) -> object:
        return value if isinstance(value, bare) else read(kind, validate(value))

    return core_schema.no_info_wrap_validator_function(
        validated,
        shape,
        ref=_reference(kind),
        serialization=core_schema.plain_serializer_function_ser_schema(write, return_schema=shape),
    )


def _title(kind: Any) -> str:
    """Return what a kind is called: `Meeting`, `Page[Meeting]`."""
    name = getattr(get_origin(kind) or kind, "__name__", repr(kind))
    parts = ", ".join(map(_title, get_args(kind)))
    return f"{name}[{parts}]" if parts else name


def _reference(kind: Any) -> str:
    """Return what Pydantic tells a kind from all others by, and makes its name in OpenAPI of."""
    bare = get_origin(kind) or kind
    name = f"{getattr(bare, '__module__', '')}.{getattr(bare, '__qualname__', repr(bare))}:{id(bare)}"
    parts = ",".join(map(_reference, get_args(kind)))
    return f"{name}[{parts}]" if parts else name


def _described(**texts: str | None) -> dict[str, Any]:
    return {"pydantic_js_updates": {name: text for name, text in texts.items() if text}}


def _meanings(kind: type) -> dict[str, str]:
    """Return what stands below each field in the source; nothing where the source is not at hand."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__[: kind.__mro__.index(Struct)]):
        found |= _documented(base.__module__).get(base.__name__, {})
    return found


@cache
def _documented(module: str) -> dict[str, dict[str, str]]:
    """Return what stands below the fields of each class of a module."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (OSError, TypeError, SyntaxError):
        return {}
    return {node.name: _documented_in(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _documented_in(definition: ast.ClassDef) -> dict[str, str]:
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(definition.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
