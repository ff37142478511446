"""Rows back into files: subtitles, CSV, and JSON line by line."""

import csv
import html
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from io import StringIO
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from realtimekit_async.wire.unicode import to_unicode

from .chats import CHAT_COLUMNS, ChatMessage
from .lines import TranscriptLine
from .part import PartFile
from .saving import Destination, checked_destination
from .text import as_json
from .threads import in_thread
from .validators import Validators

T = TypeVar("T")

_BATCH = 1 << 18
_LONGEST_CUE = 5000
_SHORTEST_CUE = 500
"""Milliseconds for which a line without an end is shown."""
_LATEST = 1e10
"""Seconds: a time beyond is no time."""
_SWITCHES = {"pinned", "isEdited"}


class _Cue(NamedTuple):
    """A line as it is shown: on one line, from one millisecond until a later one."""

    start: int
    end: int
    text: str


async def write_srt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine], to: Destination) -> int:
    """Write lines of a transcript as SubRip subtitles, and return their number.

    A line without an end after its start is shown until the next one begins, half a second at least and five at
    most. One whose start is no time is shown where the one before it is, and one before zero at zero. Each is one
    line, whatever breaks it has. A path holds the whole file or, if something goes wrong, what it held before.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id)
        >>> await write_srt(transcript.lines(), folder / "retrospective.srt")
        1
    """
    return await _write(_srt(lines), to)


async def write_vtt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine], to: Destination) -> int:
    """Write lines of a transcript as WebVTT, and return their number; otherwise as `write_srt`.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id)
        >>> await write_vtt(transcript.lines(), folder / "retrospective.vtt")
        1
    """
    return await _write(_vtt(lines), to, head=b"WEBVTT\n\n")


async def write_jsonl(rows: AsyncIterable[object] | Iterable[object], to: Destination) -> int:
    """Write rows as JSON, one on each line, and return their number; otherwise as `write_srt`.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id)
        >>> await write_jsonl(transcript.lines(), folder / "retrospective.jsonl")
        1
    """
    return await _write(_jsonl(rows), to)


async def write_csv(
    rows: AsyncIterable[TranscriptLine | ChatMessage] | Iterable[TranscriptLine | ChatMessage], to: Destination
) -> int:
    """Write lines of a transcript or messages of a chat as CSV, and return their number; otherwise as `write_srt`.

    The columns are those of the API's own files: six without a header for a transcript, ten below one for a chat.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id)
        >>> await write_csv(transcript.lines(), folder / "retrospective.csv")
        1
    """
    return await _write(_csv(rows), to)


async def _srt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine]) -> AsyncIterator[bytes]:
    number = 0
    async for cue in _cues(lines):
        number += 1
        yield f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{cue.text}\n\n".encode()


async def _vtt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine]) -> AsyncIterator[bytes]:
    async for cue in _cues(lines):
        times = f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}"
        yield f"{times}\n{html.escape(cue.text, quote=False)}\n\n".encode()


async def _jsonl(rows: AsyncIterable[object] | Iterable[object]) -> AsyncIterator[bytes]:
    async for row in _each(rows):
        yield as_json(row) + b"\n"


async def _csv(
    rows: AsyncIterable[TranscriptLine | ChatMessage] | Iterable[TranscriptLine | ChatMessage],
) -> AsyncIterator[bytes]:
    head = _csv_record(CHAT_COLUMNS)
    async for row in _each(rows):
        if isinstance(row, TranscriptLine):
            yield _csv_record(_transcript_cells(row), quoting=csv.QUOTE_ALL)
        else:
            yield head + _csv_record(_chat_cells(row))
            head = b""


def _csv_record(cells: Iterable[object], *, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> bytes:
    paper = StringIO(newline="")
    csv.writer(paper, lineterminator="\n", quoting=quoting).writerow(cells)
    return to_unicode(paper.getvalue()).encode()


def _transcript_cells(line: TranscriptLine) -> list[object]:
    start = _milliseconds(line.start, 0)
    return [start, line.peer_id, line.user_id, line.custom_participant_id, line.name, line.text]


def _chat_cells(message: ChatMessage) -> list[object]:
    cells = msgspec.to_builtins(message)
    return [_chat_cell(cells.get(column, False if column in _SWITCHES else "")) for column in CHAT_COLUMNS]


def _chat_cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


async def _each(rows: AsyncIterable[T] | Iterable[T]) -> AsyncIterator[T]:
    if isinstance(rows, AsyncIterable):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row


async def _cues(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine]) -> AsyncIterator[_Cue]:
    """Yield each line with its times, for which the next one has to be known."""
    waiting: TranscriptLine | None = None
    start = 0
    async for line in _each(lines):
        following = _milliseconds(line.start, start)
        if waiting is not None:
            yield _Cue(start, _end(waiting, start, following), _spoken(waiting))
        waiting, start = line, following
    if waiting is not None:
        yield _Cue(start, _end(waiting, start, start + _LONGEST_CUE), _spoken(waiting))


def _milliseconds(seconds: float, otherwise: int) -> int:
    """Return a time as it is written: never before zero, and another where it is none."""
    if not abs(seconds) < _LATEST:  # also what is no number
        return otherwise
    return max(round(seconds * 1000), 0)


def _end(line: TranscriptLine, start: int, following: int) -> int:
    end = start if line.end is None else _milliseconds(line.end, start)
    return end if end > start else min(max(following, start + _SHORTEST_CUE), start + _LONGEST_CUE)


def _spoken(line: TranscriptLine) -> str:
    """Return who says what, on one line: an empty line would end the cue, and what follows would be another."""
    name, text = _on_one_line(line.name or ""), _on_one_line(line.text)
    if name:
        return f"{_without_separator(name)}: {text}"
    return _without_separator(text)


def _on_one_line(text: str) -> str:
    return " ".join(part.strip() for part in to_unicode(text).splitlines() if part.strip())


def _without_separator(text: str) -> str:
    """Keep a colon and a space from being read as the end of a name: the space becomes one that does not break."""
    return text.replace(": ", ":\u00a0")


def _clock(milliseconds: int, point: str) -> str:
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{rest:03}"


async def _write(texts: AsyncIterator[bytes], to: Destination, head: bytes = b"") -> int:
    checked_destination(to)
    if not isinstance(to, str | PathLike):
        return await _pour(texts, to.write, head)
    part = PartFile(Path(to))
    try:
        await in_thread(part.open)
        await in_thread(part.begin, Validators())
        count = await _pour(texts, lambda data: in_thread(part.write, data), head)
        await in_thread(part.commit)
    finally:
        part.discard()
    return count


async def _pour(texts: AsyncIterator[bytes], write: Callable[[bytes], Awaitable[object]], head: bytes) -> int:
    pieces = [head]
    count = gathered = 0
    async for text in texts:
        count += 1
        gathered += len(text)
        pieces.append(text)
        if gathered >= _BATCH:
            await write(b"".join(pieces))
            pieces, gathered = [], 0
    if any(pieces):
        await write(b"".join(pieces))
    return count
