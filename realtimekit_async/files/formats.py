"""Exports in a format of one's choice, whichever they came in."""

from collections.abc import AsyncIterable, Awaitable, Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from realtimekit_async.errors import ConfigurationError

from .saving import Destination, SavedFile, Writable
from .threads import in_thread
from .writers import write_csv, write_jsonl, write_srt, write_vtt

Format: TypeAlias = Literal["csv", "jsonl", "srt", "vtt"]
"""What the rows of an export can be written as."""

ALL_FORMATS: tuple[Format, ...] = get_args(Format)
OF_KIND: Mapping[str, tuple[Format, ...]] = {"transcript": ALL_FORMATS, "chat": ("csv", "jsonl"), "summary": ()}
"""Which formats fit what is written: a chat has no subtitles, and a summary no rows."""

_WRITERS: Mapping[Format, Callable[[AsyncIterable[Any], Destination], Awaitable[int]]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "srt": write_srt,
    "vtt": write_vtt,
}


def check_format(kind: str, wanted: object) -> None:
    """Refuse a format that does not fit."""
    known = OF_KIND[kind]
    if wanted not in known:
        as_what = f"written as {', '.join(known)}" if known else "text, and is saved as it comes"
        raise ConfigurationError(f"a {kind} is {as_what}, got format {wanted!r}")


async def write_rows(rows: AsyncIterable[object], wanted: Format, to: Destination, name: str) -> SavedFile:
    """Write rows in a format into a file of this name, or to what is written to."""
    write = _WRITERS[wanted]
    if not isinstance(to, str | PathLike):
        counted = _Counted(to)
        await write(rows, counted)
        return SavedFile(name, counted.size)
    await write(rows, to)
    return await in_thread(_saved, Path(to))


def _saved(path: Path) -> SavedFile:
    return SavedFile(path.name, path.stat().st_size, str(path))


class _Counted:
    """Counts the bytes that it passes on."""

    def __init__(self, to: Writable) -> None:
        self._to = to
        self.size: int = 0

    async def write(self, data: bytes, /) -> None:
        await self._to.write(data)
        self.size += len(data)
