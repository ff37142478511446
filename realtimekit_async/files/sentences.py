"""Transcripts in JSON, whose times are milliseconds or, in an older form, seconds."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite

import msgspec
from msgspec import Struct, field

from realtimekit_async.log import logger

from .arrays import Array
from .errors import MalformedRow
from .lines import TranscriptLine
from .problems import Problems

_MOST_ROWS, _MOST_TEXT = 1000, 1 << 20
"""What is read before it is decided which of the two the times are."""
_LONGEST_SESSION = 7 * 24 * 3600
"""Seconds that no session takes."""
_SHORTEST_SENTENCE, _LONGEST_SENTENCE = 100, 600
"""What most sentences take at least in milliseconds, and at most in seconds."""
_FASTEST = 0.1
"""Characters in a millisecond: six times what people say."""
_SEVERAL = 3
"""Sentences that do not take as long as any by chance."""
_USUAL_SESSION = 4 * 3600
"""Seconds into a session that the only sentence of it has hardly waited for."""
_MILLISECONDS, _SECONDS = 1000, 1


class _Speaker(Struct):
    id: str | None = None
    user_id: str | None = field(name="userId", default=None)
    name: str | None = field(name="displayName", default=None)
    custom_participant_id: str | None = field(name="cpi", default=None)
    joined_at: object = field(name="joinedAt", default=None)
    left_at: object = field(name="leftAt", default=None)


class _Sentence(Struct):
    start: float = field(name="startTime")
    end: float | None = field(name="endTime", default=None)
    text: str = field(name="sentence", default="")
    speaker: _Speaker | None = field(name="peerData", default=None)

    @property
    def times(self) -> list[float]:
        return [self.start] if self.end is None else [self.start, self.end]

    @property
    def length(self) -> float:
        """How long it takes, 0 where nobody knows."""
        return 0.0 if self.end is None else self.end - self.start


class SentenceReader:
    """Reads lines out of an array that arrives in pieces; the first ones wait until the unit of time is known."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._array = Array(problems)
        self._waiting: list[_Sentence] = []
        self._size = self._unit = 0

    def lines(self, text: str, last: bool) -> Iterator[Sequence[TranscriptLine]]:  # noqa: FBT001 - as other formats
        """Return the lines that are complete, many at a time."""
        self._size += len(text)
        try:
            for element in self._array.elements(text, last=last):
                yield from self._converted(element)
        except MalformedRow:
            yield from self._decided()
            raise
        if last or self._size > _MOST_TEXT:
            yield from self._decided()

    def _converted(self, element: object) -> Iterator[Sequence[TranscriptLine]]:
        number = self._array.number
        try:
            said = msgspec.convert(element, _Sentence, strict=False)
        except msgspec.ValidationError as error:
            reason = str(error)
        else:
            if all(map(isfinite, said.times)):
                yield from self._taken(said)
                return
            reason = "a time in it is no number"
        self._problems.report(number, reason)

    def _taken(self, said: _Sentence) -> Iterator[Sequence[TranscriptLine]]:
        if self._unit:
            self._check(said)
            yield (_line_of(said, self._unit),)
            return
        self._waiting.append(said)
        if len(self._waiting) >= _MOST_ROWS:
            yield from self._decided()

    def _decided(self) -> Iterator[Sequence[TranscriptLine]]:
        """Yield the lines that have waited."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        self._unit = self._unit or _unit_of(waiting)
        if self._unit == _SECONDS:
            self._problems.warn("its times are read as seconds, the older form")
        else:
            logger.debug("the times of a transcript are read as milliseconds")
        for said in waiting:
            self._check(said)
        yield [_line_of(said, self._unit) for said in waiting]

    def _check(self, said: _Sentence) -> None:
        """Tell if a line speaks against what most of the first ones spoke for."""
        if self._unit == _SECONDS and max(said.times) > _LONGEST_SESSION:
            self._problems.warn("its times were read as seconds, but some look like milliseconds")
        elif self._unit == _MILLISECONDS and _looks_like_seconds(said):
            self._problems.warn("its times were read as milliseconds, but some look like seconds")


def _unit_of(sentences: Sequence[_Sentence]) -> int:
    """Decide by most of the first sentences how many of the units of their times are a second."""
    starts = sorted({said.start for said in sentences})
    if any(map(_is_of_today, sentences)) or _middle(starts) > _LONGEST_SESSION:
        return _MILLISECONDS
    lengths = [said.length for said in sentences if said.length > 0]
    gaps = [after - before for before, after in pairwise(starts)]
    spans = max(lengths, gaps, key=len)
    characters = _middle([max(len(said.text), 1) for said in sentences])
    is_too_fast = bool(lengths) and characters > _FASTEST * _middle(lengths)
    if 2 * sum(map(_has_fraction, sentences)) >= len(sentences):
        is_seconds = not spans or _middle(spans) < _LONGEST_SENTENCE
    elif len(spans) >= _SEVERAL:
        is_seconds = is_too_fast or _middle(spans) < _SHORTEST_SENTENCE
    else:
        is_seconds = is_too_fast and starts[-1] < _USUAL_SESSION
    return _SECONDS if is_seconds else _MILLISECONDS


def _middle(numbers: Sequence[float]) -> float:
    return sorted(numbers)[len(numbers) // 2] if numbers else 0.0


def _looks_like_seconds(said: _Sentence) -> bool:
    return _has_fraction(said) and said.length < _SHORTEST_SENTENCE and not _is_of_today(said)


def _has_fraction(said: _Sentence) -> bool:
    return any(time % 1 for time in said.times)


def _is_of_today(said: _Sentence) -> bool:
    """Return whether it has what came with milliseconds."""
    speaker = said.speaker
    return speaker is not None and (speaker.joined_at is not None or speaker.left_at is not None)


def _line_of(said: _Sentence, unit: int) -> TranscriptLine:
    who = said.speaker or _Speaker()
    end = None if said.end is None else said.end / unit
    ids = (who.id or None, who.user_id or None, who.custom_participant_id or None)
    return TranscriptLine(said.start / unit, end, *ids, who.name or None, said.text)
