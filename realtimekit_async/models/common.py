"""What all models share: the base of answers, points in time, the paging object."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, TypedDict, cast
from urllib.parse import urlsplit

from msgspec import Meta, Struct, to_builtins

from realtimekit_async._lazy import Public

Timestamp = Annotated[datetime, Meta(tz=True)]
"""A point in time, always with its time zone."""

SortOrder = Literal["ASC", "DESC"]
ViewType = Literal["GROUP_CALL", "WEBINAR", "AUDIO_ROOM", "LIVESTREAM"]

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
        value = cast("object", to_builtins(value, builtin_types=(datetime,)))
    if isinstance(value, Mapping):
        members = dict(cast("Mapping[str, object]", value))
        others = cast("dict[str, object] | None", members.pop("other_members", None))
        return {**(others or {}), **{name: as_sent(member) for name, member in members.items()}}
    if isinstance(value, list | tuple):
        return [as_sent(item) for item in cast("list[object]", value)]
    return value


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
    start_offset: int | None = None
    end_offset: int | None = None


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
