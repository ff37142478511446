"""What all models share: the base of answers, points in time, the paging object."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, TypeAlias, TypedDict, cast
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from .portable import Portable

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


class Answer(Portable, Struct, gc=False, omit_defaults=True):
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
