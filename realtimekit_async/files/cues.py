"""Cues of SubRip and WebVTT out of pieces that end anywhere."""

import html
import io
import re
from collections.abc import Iterator

from msgspec import Struct

from .problems import Problems
from .tables import LONGEST

_TIME = r"(?:([0-9]{1,9}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?"
TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?=[ \t]|\Z)")
VTT_HEAD = re.compile(r"WEBVTT(?=[ \t\r\n]|\Z)")
# A tag of WebVTT: its name, classes, and what is said about it. What has no name, such as `a < b`, is text.
_TAG = re.compile(r"<(/?)([a-zA-Z0-9:]++)((?:\.[^\s.<>&]*+)*+)(?:[ \t\n]([^<>]*+))?>")
_NUMBER_AND_TIMES = 2
"""Lines above the text of a cue of SubRip."""
_NO_CUE = re.compile(r"NOTE(?=[ \t]|\Z)|(?:STYLE|REGION)[ \t]*\Z")


class Cue(Struct, frozen=True):
    """What is shown from one second until another; `voice` is who speaks, where WebVTT says so."""

    start: float
    end: float
    text: str
    voice: str | None = None


class Cues:
    """Splits text into cues; `number` is that of the last one, counted from 1.

    A cue ends with an empty line, and with the times of another one. Only the first line of a text of SubRip may
    look like times: in WebVTT none can have an arrow.
    """

    def __init__(self, problems: Problems, *, is_vtt: bool) -> None:
        self.number: int = 0
        self._problems = problems
        self._is_vtt = is_vtt
        self._is_head = is_vtt
        self._newlines = io.IncrementalNewlineDecoder(None, translate=True)
        self._rest: list[str] = []
        self._block: list[str] = []
        self._size = self._rest_size = 0

    def cues(self, text: str, *, last: bool = False) -> Iterator[Cue]:
        """Return the cues that are complete, one for each voice in them."""
        *lines, rest = self._newlines.decode(text, final=last).split("\n")
        if lines:
            lines[0] = "".join((*self._rest, lines[0]))
            self._rest.clear()
        self._rest.append(rest)
        for line in lines:
            yield from self._take(line)
        if last:
            yield from self._take("".join(self._rest))
            yield from self._end_block()
        self._rest_size = len(rest) + (0 if lines else self._rest_size)
        if self._rest_size + self._size > LONGEST:
            raise self._problems.fatal(self.number + 1, f"it is longer than {LONGEST} characters")

    def _take(self, line: str) -> Iterator[Cue]:
        if not line.strip(" \t"):
            yield from self._end_block()
            return
        if self._block and TIMING.match(line):
            yield from self._begin_another()
        self._block.append(line)
        self._size += len(line)

    def _begin_another(self) -> Iterator[Cue]:
        """End the cue above a line of times, if it is one that no empty line has set apart."""
        first, last = self._block[0], self._block[-1]
        if self._is_vtt:
            if len(self._block) > 1 or TIMING.match(first):
                yield from self._end_block()
        elif len(self._block) > 1 and last.strip().isdecimal():
            self._block.pop()
            yield from self._end_block()
            self._block, self._size = [last], len(last)
        elif len(self._block) > _NUMBER_AND_TIMES or TIMING.match(first):
            yield from self._end_block()

    def _end_block(self) -> Iterator[Cue]:
        block, self._block, self._size = self._block, [], 0
        is_head, self._is_head = self._is_head, False
        if not block:
            return
        # A cue may have a number or a name above its times.
        for place, line in enumerate(block[:2]):
            if timing := TIMING.match(line):
                self.number += 1
                yield from self._spoken(timing, "\n".join(block[place + 1 :]))
                return
        if is_head or (self._is_vtt and _NO_CUE.match(block[0])):
            return
        self.number += 1
        self._problems.report(self.number, "it has no times")

    def _spoken(self, timing: "re.Match[str]", text: str) -> Iterator[Cue]:
        groups = timing.groups()
        start, end = _seconds(*groups[:4]), _seconds(*groups[4:])
        for voice, said in voices_of(text) if self._is_vtt else [(None, text)]:
            yield Cue(start, end, said, voice)


def voices_of(text: str) -> list[tuple[str | None, str]]:
    """Return who says what in a cue of WebVTT, without its tags; what nobody is named for has None."""
    parts: list[tuple[str | None, list[str]]] = [(None, [])]
    position = 0
    for tag in _TAG.finditer(text):
        parts[-1][1].append(text[position : tag.start()])
        position = tag.end()
        if tag[2] == "v":
            parts.append((None if tag[1] else _unescape(tag[4] or "").strip() or None, []))
    parts[-1][1].append(text[position:])
    if len(parts) == 1:
        return [(None, _unescape("".join(parts[0][1])))]
    said = [(voice, _unescape("".join(pieces)).strip()) for voice, pieces in parts]
    return [part for part in said if part[1]] or [said[1]]


def _unescape(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of more digits than Python reads
        return text


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return (whole * 1000 + int((fraction or "")[:3].ljust(3, "0"))) / 1000
