"""What every answer can be, the API's or this library's own: a dictionary, JSON, what Pydantic knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self, TypeVar, cast

from msgspec import Struct, ValidationError, convert, inspect, to_builtins
from msgspec.json import encode

from realtimekit_async._lazy import Public

P = TypeVar("P", bound="Portable")


class Portable(Public):
    """What a Struct has among its bases to be a dictionary, JSON, and what Pydantic and FastAPI read and write."""

    __slots__ = ()

    def to_dict(self) -> dict[str, object]:
        """Return every field by its name: nested answers as dicts, times as datetimes, what is absent as None.

        Secrets and signed links are in it as they are.
        """
        return {name: _plain(getattr(self, name)) for name in self.__struct_fields__}

    def to_json(self) -> str:
        """Return the answer as JSON with the API's names, as it was sent: what the API left out is left out."""
        return encode(as_sent(self)).decode()

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Build an answer from what `to_dict` returned, or from decoded JSON of the API; None means absent.

        Raises ValueError, naming the place, for a value that is none of its field's types.
        """
        return from_dict(cls, data)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Describe an answer to Pydantic, which alone asks for this: a field of a model, a body, a response."""
        from .pydantic_schema import schema_of  # noqa: PLC0415 - Pydantic is there when Pydantic asks

        return schema_of(source, handler, read=from_dict, write=as_sent)


def keep_other_members(answer: object, document: object) -> None:
    """Keep of a document what an answer that was read from it does not hold, however deep in it."""
    if isinstance(answer, Struct) and isinstance(document, dict):
        members = cast("dict[str, object]", document)
        held = zip(answer.__struct_encode_fields__, answer.__struct_fields__, strict=True)
        values = {wire_name: getattr(answer, name) for wire_name, name in held if name != "other_members"}
        for wire_name, value in values.items():
            keep_other_members(value, members.get(wire_name))
        if "other_members" in answer.__struct_fields__:
            others = {name: member for name, member in members.items() if values.get(name) is None}
            answer.other_members = others or None  # type: ignore[attr-defined] # an OpenAnswer's
    elif isinstance(answer, dict) and isinstance(document, dict):
        for name, value in cast("dict[str, object]", answer).items():
            keep_other_members(value, cast("dict[str, object]", document).get(name))
    elif isinstance(answer, list | tuple) and isinstance(document, list):
        for value, item in zip(cast("list[object]", answer), cast("list[object]", document), strict=False):
            keep_other_members(value, item)


def as_sent(value: object) -> object:
    """Return a value as the API sends it: answers as objects, and what they keep among their other members."""
    if isinstance(value, Struct):
        return as_sent(to_builtins(value, builtin_types=(datetime,)))
    if isinstance(value, Mapping):
        members = dict(cast("Mapping[str, object]", value))
        others = cast("dict[str, object] | None", members.pop("other_members", None))
        return {**(others or {}), **{name: as_sent(member) for name, member in members.items()}}
    if isinstance(value, list | tuple):
        items = [as_sent(item) for item in cast("list[object]", value)]
        return items if isinstance(value, list) else tuple(items)
    return value


def _plain(value: object) -> object:
    if isinstance(value, Portable):
        return value.to_dict()
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in cast("dict[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("list[object]", value)]
    return value


def from_dict(kind: type[P], data: Mapping[str, object]) -> P:
    """Build an answer of a kind, such as `Page[Meeting]`, from its fields, by their names here or by the API's."""
    document = as_sent(_with_wire_names(data, inspect.type_info(kind)))
    try:
        answer = convert(document, kind, strict=False)
    except ValidationError as error:
        trouble = str(error)
    else:
        keep_other_members(answer, document)
        return answer
    raise ValueError(f"{kind.__name__}: {trouble}")  # from here: the error's context would hold the values


def _with_wire_names(value: object, shape: inspect.Type) -> object:
    if isinstance(value, Portable):
        return _with_wire_names(value.to_dict(), shape)
    alternatives = shape.types if isinstance(shape, inspect.UnionType) else (shape,)
    given: object = value  # which the checks below narrow for type checkers
    for kind in alternatives:
        if isinstance(value, Mapping) and isinstance(kind, inspect.StructType):
            return _struct_with_wire_names(cast("Mapping[str, object]", value), kind)
        if isinstance(value, Mapping) and isinstance(kind, inspect.DictType):
            members = cast("Mapping[str, object]", value).items()
            return {name: _with_wire_names(member, kind.value_type) for name, member in members}
        if isinstance(value, list | tuple) and isinstance(kind, inspect.ListType | inspect.VarTupleType):
            return [_with_wire_names(item, kind.item_type) for item in cast("list[object]", value)]
    return given


def _struct_with_wire_names(value: Mapping[str, object], kind: inspect.StructType) -> dict[str, object]:
    fields = {field.encode_name: field for field in kind.fields} | {field.name: field for field in kind.fields}
    members: dict[str, object] = {}
    for name, member in value.items():
        field = fields.get(name)
        if field is None:
            members[name] = member
        elif member is not None or field.required:
            members[field.encode_name] = _with_wire_names(member, field.type)
    return members
