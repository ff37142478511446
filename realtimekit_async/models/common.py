"""What all models share: the base of answers, points in time, the paging object."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self, TypeAlias, TypedDict, TypeVar, cast
from urllib.parse import urlsplit

from msgspec import Meta, Struct, ValidationError, convert, inspect, to_builtins
from msgspec.json import encode

from realtimekit_async._lazy import Public

A = TypeVar("A", bound="Answer")

Timestamp = Annotated[datetime, Meta(tz=True)]
"""A point in time, always with its time zone."""

Moment: TypeAlias = datetime | date | timedelta
"""A point in time to ask for: a datetime with its zone, the beginning of a day in UTC, or how long ago it was."""

SortOrder = Literal["ASC", "DESC"]
"""Ascending, the oldest or smallest first, or descending."""
ViewType = Literal["GROUP_CALL", "WEBINAR", "AUDIO_ROOM", "LIVESTREAM"]
"""What a preset is made for: everybody talks, some talk to many, sound alone, or a stream that is watched."""

SECRETS = frozenset({"token", "stream_key", "streamKey", "access_key", "secret", "password", "private_key"})
"""Names, as the API writes them, whose values no representation shows."""

LINKS = frozenset(
    {
        "audioDownloadUrl",
        "audio_download_url",
        "chatDownloadUrl",
        "chat_download_url",
        "downloadUrl",
        "download_audio_url",
        "download_url",
        "rtmp_url",
        "summaryDownloadUrl",
        "transcriptDownloadUrl",
        "transcript_download_url",
    },
)
"""Names whose URLs carry a signature or a stream key behind the host."""


class Answer(Public, Struct, gc=False, omit_defaults=True):
    """The base of everything the API answers; its representation keeps secrets to itself."""

    def __rich_repr__(self) -> list[tuple[str, object]]:
        named = zip(self.__struct_fields__, self.__struct_encode_fields__, strict=True)
        values = ((name, wire_name, getattr(self, name)) for name, wire_name in named)
        return [(name, shown(value, wire_name)) for name, wire_name, value in values if _is_set(value)]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({fields})"

    def to_dict(self) -> dict[str, object]:
        """Return every field by its name: nested answers as dicts, times as datetimes, what is absent as None.

        Secrets and signed links are in it as they are.
        """
        return {name: _plain(getattr(self, name)) for name in self.__struct_fields__}

    def to_json(self) -> str:
        """Return the answer as JSON with the API's names, as it was sent; what is absent is left out."""
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

        return schema_of(cls, as_sent, handler)


class OpenAnswer(Answer, kw_only=True):
    """An answer that may be sent back, and therefore keeps what its fields do not hold."""

    other_members: dict[str, object] | None = None
    """Members by the API's names that this library does not know or cannot read, or that are null."""


def keep_other_members(answer: object, document: object) -> None:
    """Keep of a document what an answer that was read from it does not hold, however deep in it."""
    if isinstance(answer, Struct) and isinstance(document, dict):
        members = cast("dict[str, object]", document)
        held = zip(answer.__struct_encode_fields__, answer.__struct_fields__, strict=True)
        values = {wire_name: getattr(answer, name) for wire_name, name in held if name != "other_members"}
        for wire_name, value in values.items():
            keep_other_members(value, members.get(wire_name))
        if isinstance(answer, OpenAnswer):
            others = {name: member for name, member in members.items() if values.get(name) is None}
            answer.other_members = others or None
    elif isinstance(answer, dict) and isinstance(document, dict):
        for name, value in cast("dict[str, object]", answer).items():
            keep_other_members(value, cast("dict[str, object]", document).get(name))
    elif isinstance(answer, list) and isinstance(document, list):
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
        return [as_sent(item) for item in cast("list[object]", value)]
    return value


def _plain(value: object) -> object:
    if isinstance(value, Answer):
        return value.to_dict()
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    return value


def from_dict(kind: type[A], data: Mapping[str, object]) -> A:
    """Build an answer of a kind from its fields, by their names here or by the API's."""
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
    if isinstance(value, Answer):
        return _with_wire_names(value.to_dict(), shape)
    alternatives = shape.types if isinstance(shape, inspect.UnionType) else (shape,)
    given: object = value  # which the checks below narrow for type checkers
    for kind in alternatives:
        if isinstance(value, Mapping) and isinstance(kind, inspect.StructType):
            return _struct_with_wire_names(cast("Mapping[str, object]", value), kind)
        if isinstance(value, Mapping) and isinstance(kind, inspect.DictType):
            members = cast("Mapping[str, object]", value).items()
            return {name: _with_wire_names(member, kind.value_type) for name, member in members}
        if isinstance(value, list) and isinstance(kind, inspect.ListType):
            return [_with_wire_names(item, kind.item_type) for item in cast("list[object]", value)]
    return given


def _struct_with_wire_names(value: Mapping[str, object], kind: inspect.StructType) -> dict[str, object]:
    fields = {field.encode_name: field for field in kind.fields} | {field.name: field for field in kind.fields}
    members: dict[str, object] = {}
    for name, member in value.items():
        field = fields.get(name)
        if field is None:
            members[name] = member
        elif member is not None:
            members[field.encode_name] = _with_wire_names(member, field.type)
    return members


def _is_set(value: object) -> bool:
    return value is not None and value != ""


def shown(value: object, wire_name: str = "") -> object:
    """Return a value as a representation may show it, known by the name the API writes it under."""
    if wire_name in SECRETS:
        return "***"
    if wire_name in LINKS and isinstance(value, str):
        return _without_path(value)
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {name: shown(member, name) for name, member in members.items()}
    if isinstance(value, list):
        return [shown(item, wire_name) for item in cast("list[object]", value)]
    return value


def _without_path(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return "…"
    return f"{parts.scheme}://{parts.hostname}/…" if parts.hostname else "…"


class Paging(Answer):
    """Where a page lies in its list; offsets count from one and include both ends."""

    total_count: int | None = None
    """Number of rows in the whole list, over all pages; absent where the API does not page."""
    start_offset: int | None = None
    """Position in the list of the page's first row, counted from 1; absent on an empty page."""
    end_offset: int | None = None
    """Position in the list of the page's last row, counted from 1; `total_count` on the last page."""


class PageQuery(TypedDict, total=False):
    """Which page of a list to begin with, and how long its pages are."""

    page_no: int
    """Number of the page to begin with, counted from 1."""
    per_page: int
    """How many rows a page should hold; the server may give fewer."""


class WaitOptions(TypedDict, total=False):
    """How long to wait."""

    timeout: float
    """Seconds to wait at most, an hour by default; a request under way is finished first."""
