"""The rows of an export, read while the file arrives."""

import asyncio
from codecs import IncrementalDecoder
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from realtimekit_async.checks import WalkedAsync

from .arrays import MENDED
from .errors import EmptyFile
from .problems import Problems
from .stream import FileStream
from .text import REPLACEMENT, new_decoder

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


_SLICE = 1 << 15
"""Bytes that are read in one go: the rows of so many stay in a processor's cache, which doubles the speed."""


class Reader(Protocol[T_co]):
    """What reads rows out of text that arrives in pieces."""

    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[T_co]]:
        """Return the rows that are complete, many at a time; none at all say that reading takes a while."""
        ...


class Rows(WalkedAsync, Generic[T]):
    """The rows of an export: `async for row in rows` fetches the file and reads it while it arrives.

    Each use begins anew. A malformed row raises MalformedRow, or is skipped; `skipped` tells how many were in the
    last use. What is no UTF-8 is replaced by U+FFFD.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id)
        >>> rows = transcript.lines(skip_malformed=True)
        >>> [line.text async for line in rows], rows.skipped
        (['the tide is high'], 0)
    """

    def __init__(
        self,
        open_stream: Callable[[], FileStream],
        reader: Callable[[Problems], Reader[T]],
        *,
        skip_malformed: bool = False,
        may_be_without_rows: bool = True,
    ) -> None:
        self._open = open_stream
        self._reader = reader
        self._skip = skip_malformed
        self._may_be_without_rows = may_be_without_rows
        self._problems = Problems("")

    @property
    def skipped(self) -> int:
        """How many malformed rows the last use has skipped so far."""
        return self._problems.skipped

    async def __aiter__(self) -> AsyncIterator[T]:
        stream = self._open()
        problems = self._problems = Problems(stream.name, skip=self._skip)
        reader = self._reader(problems)
        decoder = new_decoder()
        count = 0
        try:
            data = None
            while data != b"":
                data = await stream.read()
                for text, last in _texts(decoder, data):
                    if REPLACEMENT in text:
                        problems.warn(MENDED)
                    for rows in reader.feed(text, last=last):
                        count += len(rows)
                        for row in rows:
                            yield row
                        if not rows:
                            await asyncio.sleep(0)
        finally:
            stream.close()
        if not count and not problems.skipped and not self._may_be_without_rows:
            raise EmptyFile(f"{stream.name} is empty", name=stream.name)

    async def collect(self) -> list[T]:
        """Return all rows as a list."""
        return [row async for row in self]


def _texts(decoder: IncrementalDecoder, data: bytes) -> Iterator[tuple[str, bool]]:
    """Return the text of some bytes in slices, and whether that is all; no bytes are the end."""
    for begin in range(0, len(data), _SLICE):
        yield decoder.decode(data[begin : begin + _SLICE]), False
    if not data:
        yield decoder.decode(b"", final=True), True
