"""Rows back into files: subtitles, and JSON line by line."""

import html
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from .part import PartFile
from .saving import Destination, Writable, checked_destination
from .threads import in_thread
from .transcripts import TranscriptLine

T = TypeVar("T")

_BATCH = 1 << 18
_LONGEST_CUE = 5.0
_SHORTEST_CUE = 0.5


async def write_srt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine], to: Destination) -> int:
    """Write lines of a transcript as SubRip subtitles, and give their number.

    A line without an end is shown until the next one begins, half a second at least and five at most. A path holds
    the whole file or, if something goes wrong, what it held before.
    """
    return await _written(_srt(lines), to)


async def write_vtt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine], to: Destination) -> int:
    """Write lines of a transcript as WebVTT, and give their number; otherwise as `write_srt`."""
    return await _written(_vtt(lines), to, head=b"WEBVTT\n\n")


async def write_jsonl(rows: AsyncIterable[object] | Iterable[object], to: Destination) -> int:
    """Write rows as JSON, one on each line, and give their number; otherwise as `write_srt`."""
    return await _written(_jsonl(rows), to)


async def _srt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine]) -> AsyncIterator[bytes]:
    number = 0
    async for line, end in _with_ends(lines):
        number += 1
        yield f"{number}\n{_clock(line.start, ',')} --> {_clock(end, ',')}\n{_spoken(line)}\n\n".encode()


async def _vtt(lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine]) -> AsyncIterator[bytes]:
    async for line, end in _with_ends(lines):
        times = f"{_clock(line.start, '.')} --> {_clock(end, '.')}"
        yield f"{times}\n{html.escape(_spoken(line), quote=False)}\n\n".encode()


async def _jsonl(rows: AsyncIterable[object] | Iterable[object]) -> AsyncIterator[bytes]:
    async for row in _each(rows):
        yield msgspec.json.encode(row) + b"\n"


async def _each(rows: AsyncIterable[T] | Iterable[T]) -> AsyncIterator[T]:
    if isinstance(rows, AsyncIterable):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row


async def _with_ends(
    lines: AsyncIterable[TranscriptLine] | Iterable[TranscriptLine],
) -> AsyncIterator[tuple[TranscriptLine, float]]:
    """Give each line with its end, for which the next one has to be known."""
    waiting: TranscriptLine | None = None
    async for line in _each(lines):
        if waiting is not None:
            yield waiting, _end(waiting, line.start)
        waiting = line
    if waiting is not None:
        yield waiting, _end(waiting, waiting.start + _LONGEST_CUE)


def _end(line: TranscriptLine, following: float) -> float:
    if line.end is not None:
        return line.end
    return min(max(following, line.start + _SHORTEST_CUE), line.start + _LONGEST_CUE)


def _spoken(line: TranscriptLine) -> str:
    # An empty line would end the cue.
    text = "\n".join(part for part in line.text.splitlines() if part.strip())
    return f"{line.name}: {text}" if line.name else text


def _clock(seconds: float, point: str) -> str:
    whole, milliseconds = divmod(max(round(seconds * 1000), 0), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"


async def _written(texts: AsyncIterator[bytes], to: Destination, head: bytes = b"") -> int:
    checked_destination(to)
    if isinstance(to, Writable):
        return await _poured(texts, to.write, head)
    part = PartFile(Path(to))
    ending = part.discard
    try:
        await in_thread(part.open)
        await in_thread(part.begin, part.validators)
        count = await _poured(texts, lambda data: in_thread(part.write, data), head)
        ending = part.commit
    finally:
        ending()
    return count


async def _poured(texts: AsyncIterator[bytes], write: Callable[[bytes], Awaitable[object]], head: bytes) -> int:
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
