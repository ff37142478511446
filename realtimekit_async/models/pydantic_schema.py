"""What Pydantic, and FastAPI through it, know of an answer: its fields, their types and what they mean."""

import ast
import inspect
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import fields
from pydantic_core import core_schema


def schema_of(kind: Any, as_sent: Callable[[object], object], handler: Any) -> core_schema.CoreSchema:
    """Return the schema of an answer: an object with the API's names, read and written as the API does."""
    meanings = _meanings(kind)
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
        metadata=_described(title=kind.__name__, description=inspect.getdoc(kind)),
        extra_behavior="allow" if "other_members" in kind.__struct_fields__ else "ignore",
    )

    def read(value: object, validate: core_schema.ValidatorFunctionWrapHandler) -> object:
        return value if isinstance(value, kind) else kind.from_dict(validate(value))

    return core_schema.no_info_wrap_validator_function(
        read,
        shape,
        ref=f"{kind.__module__}.{kind.__qualname__}:{id(kind)}",
        serialization=core_schema.plain_serializer_function_ser_schema(as_sent, return_schema=shape),
    )


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
