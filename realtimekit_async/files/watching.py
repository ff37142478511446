"""Whether a file holds anything: judged here, by its rows, for every format."""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Protocol

from msgspec import Struct

from .chats import ChatReader
from .errors import EmptyFile, MalformedRow
from .problems import Problems
from .text import new_decoder
from .transcripts import TranscriptReader

_NOTHING = re.compile(r'(?:null|[\s\x00-\x1f\x7f-\x9f\u200b\ufeff\ufffd{}\[\]",:])*\Z')
"""What says nothing, also where JSON writes nothing."""
_LONGEST_PLACEHOLDER = 1000


class _Reader(Protocol):
    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[object]]: ...


class _SummaryReader:
    """A summary is one row, and a second one where it goes on after what could be a placeholder."""

    def __init__(self, _problems: Problems) -> None:
        self._text = ""

    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[object]]:
        self._text = (self._text + text).lstrip()
        if self._text and (last or len(self._text) > _LONGEST_PLACEHOLDER):
            whole, self._text = self._text, ""
            yield (whole,)


class _Kind(Struct, frozen=True):
    reader: Callable[[Problems], _Reader]
    text: Callable[[Any], str]
    """Return what is said in a row."""
    may_be_silent: bool = False


_KINDS = {
    "transcript": _Kind(TranscriptReader, attrgetter("text")),
    "chat": _Kind(ChatReader, attrgetter("payload"), may_be_silent=True),
    "summary": _Kind(_SummaryReader, str),
}


class RowWatch:
    """Looks at an export until the first row; what cannot be read is something, too.

    Where words are wanted it looks until a row that can be read and says something: anything else may be a
    placeholder of what is still being written.
    """

    def __init__(self, kind: str, name: str, *, wants_words: bool = False) -> None:
        self._name = name
        self._kind = _KINDS[kind]
        self._wants_words = wants_words
        self._problems = Problems(name, skip=True)
        self._reader = self._kind.reader(self._problems)
        self._decoder = new_decoder()
        self._is_over = False
        self.is_empty: bool = True

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        if not self._is_over:
            self._look(self._decoder.decode(data))

    def finish(self) -> None:
        """Raise EmptyFile if there were no words where they are wanted, or no row in what cannot be without."""
        if not self._is_over:
            self._look(self._decoder.decode(b"", final=True), last=True)
        if self.is_empty and (self._wants_words or not self._kind.may_be_silent):
            raise EmptyFile(f"{self._name} is empty", name=self._name)

    def _look(self, text: str, *, last: bool = False) -> None:
        try:
            found = any(map(self._is_something, self._reader.feed(text, last=last)))
        except MalformedRow:
            self._is_over, found = True, not self._wants_words
        if found or (self._problems.skipped and not self._wants_words):
            self._is_over, self.is_empty = True, False  # what one row has shown no other can change

    def _is_something(self, rows: Sequence[object]) -> bool:
        if not self._wants_words:
            return bool(rows or self._problems.skipped)
        return any(not _NOTHING.match(self._kind.text(row)) for row in rows)
