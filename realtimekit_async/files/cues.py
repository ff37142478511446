"""Cues of SubRip and WebVTT out of pieces that end anywhere."""

import html
import re
from collections.abc import Iterator

from msgspec import Struct

from .problems import Problems
from .tables import LONGEST

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[a-z0-9.:]+(?:\s[^>]*)?>", re.IGNORECASE)
_SKIPPED = ("WEBVTT", "NOTE", "STYLE", "REGION")


class Cue(Struct, frozen=True):
    """What is shown from one second until another; `voice` is who speaks, where WebVTT says so."""

    start: float
    end: float
    text: str
    voice: str | None = None


class Cues:
    """Splits text into cues; `number` is that of the last one, counted from 1."""

    def __init__(self, problems: Problems, *, is_vtt: bool) -> None:
        self.number: int = 0
        self._problems = problems
        self._is_vtt = is_vtt
        self._rest = ""
        self._block: list[str] = []

    def cues(self, text: str, *, last: bool = False) -> Iterator[Cue]:
        """Give the cues that are complete: a cue ends with an empty line."""
        lines = (self._rest + text).split("\n")
        self._rest = "" if last else lines.pop()
        for line in lines:
            stripped = line.rstrip("\r")
            if stripped.strip():
                self._block.append(stripped)
            elif self._block:
                yield from self._ended()
        if last and self._block:
            yield from self._ended()
        if len(self._rest) + sum(map(len, self._block)) > LONGEST:
            raise self._problems.fatal(self.number + 1, f"it is longer than {LONGEST} characters")

    def _ended(self) -> Iterator[Cue]:
        block, self._block = self._block, []
        if self._is_vtt and block[0].startswith(_SKIPPED) and "-->" not in block[0]:
            return
        self.number += 1
        # A cue may have a number or a name above its times.
        for place, line in enumerate(block[:2]):
            if timing := _TIMING.match(line):
                yield self._cue(timing, "\n".join(block[place + 1 :]))
                return
        self._problems.met(self.number, "it has no times")

    def _cue(self, timing: "re.Match[str]", text: str) -> Cue:
        voice = None
        if self._is_vtt:
            found = _VOICE.search(text)
            voice = html.unescape(found[1].strip()) if found else None
            text = html.unescape(_TAG.sub("", _VOICE.sub("", text)))
        groups = timing.groups()
        return Cue(_seconds(*groups[:4]), _seconds(*groups[4:]), text, voice)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return (whole * 1000 + int(fraction.ljust(3, "0"))) / 1000
