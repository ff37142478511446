"""Transcripts: one type of line, whatever the format they were written in."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from .cues import TIMING, VTT_HEAD, Cues
from .lines import TranscriptLine
from .problems import Problems
from .sentences import SentenceReader
from .tables import LONGEST, Table

_COLUMNS = 6
_LINE_BREAK = re.compile(r"[\r\n]")


class TranscriptReader:
    """Reads lines out of text that arrives in pieces; the format shows in how the text begins."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._head: list[str] = []
        self._size = 0
        self._read: Callable[[str, bool], Iterator[Sequence[TranscriptLine]]] | None = None

    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[TranscriptLine]]:
        """Return the lines that are complete, many at a time."""
        if self._read is None:
            text = text if self._head else text.lstrip()
            if not text and not last:
                return
            self._head.append(text)
            self._size += len(text)
            if not (last or text.startswith("[") or _LINE_BREAK.search(text)):
                if self._size > LONGEST:
                    raise self._problems.fatal(1, f"it is longer than {LONGEST} characters")
                return
            text = "".join(self._head)
            self._head.clear()
            self._read = self._chosen(text)
        yield from self._read(text, last)

    def _chosen(self, text: str) -> Callable[[str, bool], Iterator[Sequence[TranscriptLine]]]:
        if text.startswith("["):
            return SentenceReader(self._problems).lines
        first = _LINE_BREAK.split(text, maxsplit=1)[0]
        is_vtt = VTT_HEAD.match(first) is not None
        if is_vtt or first.strip().isdecimal() or TIMING.match(first):
            return _of_cues(Cues(self._problems, is_vtt=is_vtt))
        return _OfTable(self._problems).lines


class _OfTable:
    """Reads CSV: six columns without a header, the time in milliseconds, or of the day in legacy files."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._table = Table(problems)
        self._began: datetime | None = None

    def lines(self, text: str, last: bool) -> Iterator[Sequence[TranscriptLine]]:  # noqa: FBT001 - as the others
        for batch in self._table.batches(text, last=last):
            try:
                # A row of other columns fails to unpack, which is a ValueError, too.
                lines = [
                    TranscriptLine(
                        int(time) / 1000, None, peer or None, user or None, custom or None, name or None, said
                    )
                    for time, peer, user, custom, name, said in batch
                ]
            except (ValueError, OverflowError):
                yield from self._carefully(batch)
            else:
                yield lines

    def _carefully(self, batch: list[list[str]]) -> Iterator[Sequence[TranscriptLine]]:
        for number, record in enumerate(batch, self._table.number + 1):
            if len(record) != _COLUMNS:
                self._odd(number, record, f"it has {len(record)} columns instead of {_COLUMNS}")
                continue
            time, peer, user, custom, name, said = record
            start, at = self._times(time)
            if start is None:
                self._odd(number, record, "its first column is no time")
                continue
            yield (
                TranscriptLine(start, None, peer or None, user or None, custom or None, name or None, said, at),
            )

    def _times(self, text: str) -> tuple[float | None, datetime | None]:
        """Return seconds from the beginning, and the time of day where that is what stands there."""
        try:
            return int(text) / 1000, None
        except OverflowError:
            return None, None
        except ValueError:
            at = _time_of_day(text)
        if at is None:
            return None, None
        self._began = self._began or at
        return (at - self._began).total_seconds(), at

    def _odd(self, number: int, record: list[str], reason: str) -> None:
        # The documentation of legacy files shows a header, which none is known to have.
        if number > 1 or record[0].strip().lower() != "timestamp":
            self._problems.report(number, reason)


def _time_of_day(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _of_cues(cues: Cues) -> Callable[[str, bool], Iterator[Sequence[TranscriptLine]]]:
    def lines(text: str, last: bool) -> Iterator[Sequence[TranscriptLine]]:  # noqa: FBT001 - as the others
        for cue in cues.cues(text, last=last):
            name, separator, said = cue.text.partition(": ")
            if cue.voice is not None or not separator or "\n" in name:
                name, said = cue.voice or "", cue.text
            yield (TranscriptLine(cue.start, cue.end, name=name or None, text=said),)

    return lines
