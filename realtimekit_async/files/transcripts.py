"""Transcripts: one type of line, whatever the format they were written in."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct, field

from realtimekit_async._lazy import Public

from .arrays import Array
from .cues import Cues
from .problems import Problems
from .tables import LONGEST, Table

_COLUMNS = 6


class TranscriptLine(Public, Struct, frozen=True, gc=False, omit_defaults=True):
    """Something that somebody said; what the format does not hold is None.

    `start` and `end` are seconds from the beginning of the transcript's time; CSV has no `end`. In legacy CSV `at`
    is the time of day, and `start` counts from the first line.
    """

    start: float
    end: float | None = None
    peer_id: str | None = None
    user_id: str | None = None
    custom_participant_id: str | None = None
    name: str | None = None
    text: str = ""
    at: datetime | None = None


class _Speaker(Struct):
    id: str | None = None
    user_id: str | None = field(name="userId", default=None)
    name: str | None = field(name="displayName", default=None)
    custom_participant_id: str | None = field(name="cpi", default=None)


class _Sentence(Struct):
    start: float = field(name="startTime")
    end: float | None = field(name="endTime", default=None)
    text: str = field(name="sentence", default="")
    speaker: _Speaker | None = field(name="peerData", default=None)


class TranscriptReader:
    """Reads lines out of text that arrives in pieces; the format shows in how the text begins."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._head = ""
        self._read: Callable[[str, bool], Iterator[Sequence[TranscriptLine]]] | None = None

    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[TranscriptLine]]:
        """Give the lines that are complete, many at a time."""
        if self._read is None:
            self._head += text
            self._read = self._chosen(self._head.lstrip(), last=last)
            if self._read is None:
                return
            text, self._head = self._head, ""
        yield from self._read(text, last)

    def _chosen(
        self, head: str, *, last: bool
    ) -> Callable[[str, bool], Iterator[Sequence[TranscriptLine]]] | None:
        if head.startswith("["):
            return _of_array(self._problems)
        first, ended, _ = head.partition("\n")
        if not ended and not last:
            if len(head) > LONGEST:
                raise self._problems.fatal(1, f"it is longer than {LONGEST} characters")
            return None
        if head.startswith("WEBVTT"):
            return _of_cues(Cues(self._problems, is_vtt=True))
        if first.strip().isdecimal() or "-->" in first:
            return _of_cues(Cues(self._problems, is_vtt=False))
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
            except ValueError:
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
        """Give seconds from the beginning, and the time of day where that is what stands there."""
        try:
            return int(text) / 1000, None
        except ValueError:
            at = _time_of_day(text)
        if at is None:
            return None, None
        self._began = self._began or at
        return (at - self._began).total_seconds(), at

    def _odd(self, number: int, record: list[str], reason: str) -> None:
        # The documentation of legacy files shows a header, which none is known to have.
        if number > 1 or record[0].strip().lower() != "timestamp":
            self._problems.met(number, reason)


def _time_of_day(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _of_array(problems: Problems) -> Callable[[str, bool], Iterator[Sequence[TranscriptLine]]]:
    array = Array(problems)

    def lines(text: str, last: bool) -> Iterator[Sequence[TranscriptLine]]:  # noqa: FBT001 - as the others
        for element in array.elements(text, last=last):
            try:
                said = msgspec.convert(element, _Sentence, strict=False)
            except msgspec.ValidationError as error:
                reason = str(error)
            else:
                yield (_line_of(said),)
                continue
            problems.met(array.number, reason)

    return lines


def _line_of(said: _Sentence) -> TranscriptLine:
    who = said.speaker or _Speaker()
    end = None if said.end is None else said.end / 1000
    ids = (who.id or None, who.user_id or None, who.custom_participant_id or None)
    return TranscriptLine(said.start / 1000, end, *ids, who.name or None, said.text)


def _of_cues(cues: Cues) -> Callable[[str, bool], Iterator[Sequence[TranscriptLine]]]:
    def lines(text: str, last: bool) -> Iterator[Sequence[TranscriptLine]]:  # noqa: FBT001 - as the others
        for cue in cues.cues(text, last=last):
            name, separator, said = cue.text.partition(": ")
            if cue.voice is not None or not separator or "\n" in name:
                name, said = cue.voice or "", cue.text
            yield (TranscriptLine(cue.start, cue.end, name=name or None, text=said),)

    return lines
