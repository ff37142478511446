"""Whether a file holds anything: judged here, by its rows, for every format."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

from .chats import ChatReader
from .errors import EmptyFile, MalformedRow
from .problems import Problems
from .text import new_decoder
from .transcripts import TranscriptReader


class _Reader(Protocol):
    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[object]]: ...


class _SummaryReader:
    """A summary is one row as soon as there is anything to be seen in it."""

    def __init__(self, _problems: Problems) -> None:
        pass

    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[object]]:
        del last
        if text.strip():
            yield (text,)


_READERS: dict[str, Callable[[Problems], _Reader]] = {
    "transcript": TranscriptReader,
    "chat": ChatReader,
    "summary": _SummaryReader,
}
_MAY_BE_SILENT = {"chat"}


class RowWatch:
    """Looks at an export until the first row; what cannot be read is something, too."""

    def __init__(self, kind: str, name: str) -> None:
        self._name = name
        self._problems = Problems(name, skip=True)
        self._reader = _READERS[kind](self._problems)
        self._decoder = new_decoder()
        self._is_required = kind not in _MAY_BE_SILENT
        self.is_empty: bool = True

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        if self.is_empty:
            self._look(self._decoder.decode(data))

    def finish(self) -> None:
        """Raise EmptyFile if there was no row in what cannot be without any."""
        if self.is_empty:
            self._look(self._decoder.decode(b"", final=True), last=True)
        if self.is_empty and self._is_required:
            raise EmptyFile(f"{self._name} is empty", name=self._name)

    def _look(self, text: str, *, last: bool = False) -> None:
        rows: Sequence[object] = ()
        try:
            for rows in self._reader.feed(text, last=last):
                if rows or self._problems.skipped:
                    break  # what one row has shown no other can change
            self.is_empty = not rows and not self._problems.skipped
        except MalformedRow:
            self.is_empty = False


def is_without_rows(kind: str, data: bytes) -> bool:
    """Return whether a whole export holds no line, no message, no word; what cannot be read is something, too."""
    watch = RowWatch(kind, f"the {kind}")
    watch.feed(data)
    with suppress(EmptyFile):
        watch.finish()
    return watch.is_empty
