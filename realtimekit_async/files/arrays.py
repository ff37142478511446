"""Elements of a JSON array out of pieces that end anywhere."""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder

from realtimekit_async.wire.loose import whole_number

from .problems import Problems
from .tables import LONGEST
from .text import mend

MENDED = "text that is no Unicode is read as U+FFFD"
_BETWEEN = re.compile(r"[\s,]*")
_NUMBER_GOES_ON = re.compile(r"[-+0-9.eEtrufalsn]*\Z")


class Array:
    """Splits the text of an array into its elements; `number` is that of the last one, counted from 1.

    Time grows as the text does: an element that is not complete is looked at again when twice as much has arrived.
    """

    def __init__(self, problems: Problems) -> None:
        self.number: int = 0
        self._problems = problems
        self._pieces: list[str] = []
        self._size = self._enough = 0
        self._decode = JSONDecoder(parse_int=whole_number, parse_constant=_nothing).raw_decode
        self._begun = self._over = self._is_followed = False

    def elements(self, text: str, *, last: bool = False) -> Iterator[object]:
        """Return the elements that are complete."""
        self._pieces.append(text)
        self._size += len(text)
        if self._size < self._enough and not last:
            return
        buffer = "".join(self._pieces)
        self._pieces.clear()
        position = 0
        while not self._over and (position := self._next(buffer, position)) < len(buffer):
            if buffer[position] == "]":
                self._over, position = True, position + 1
                break
            found = self._element(buffer, position, last=last)
            if found is None:
                break
            element, position = found
            yield element
        self._put_back(buffer[position:], last=last)

    def _element(self, buffer: str, position: int, *, last: bool) -> tuple[object, int] | None:
        """Return the element that begins here, and where it ends; None if it may be whole later."""
        try:
            element, end = self._decode(buffer, position)
            if buffer.find("\\u", position, end) >= 0 and (mended := mend(element)) != element:
                self._problems.warn(MENDED)
                element = mended
        except (JSONDecodeError, RecursionError) as error:
            self._check_it_may_go_on(buffer, position, error, last=last)
            return None
        self.number += 1
        return element, end

    def _put_back(self, rest: str, *, last: bool) -> None:
        if self._over:
            self._size = self._enough = 0
            if rest.strip() and not self._is_followed:
                self._is_followed = True
                self._problems.report(self.number + 1, "there is something behind the end of the array")
            return
        if last:
            raise self._problems.fatal(self.number + 1, "the array breaks off")
        self._pieces.append(rest)
        self._size = len(rest)
        self._enough = min(2 * self._size, LONGEST + 1)

    def _next(self, buffer: str, position: int) -> int:
        position = _end_of(_BETWEEN, buffer, position)
        if not self._begun and position < len(buffer):
            self._begun = True
            position = _end_of(_BETWEEN, buffer, position + 1)
        return position

    def _check_it_may_go_on(self, buffer: str, position: int, error: Exception, *, last: bool) -> None:
        """Raise unless the element may be whole when more has arrived."""
        if isinstance(error, RecursionError):
            raise self._problems.fatal(self.number + 1, "it is nested too deeply") from None
        if len(buffer) - position > LONGEST:
            raise self._problems.fatal(self.number + 1, f"it is longer than {LONGEST} characters") from None
        if last or not _breaks_off(buffer, error):
            raise self._problems.fatal(self.number + 1, "it is no JSON") from None


def _nothing(_constant: str) -> None:
    """NaN and Infinity, which are no JSON, are nothing."""


def _breaks_off(buffer: str, error: Exception) -> bool:
    """Return whether JSON is wrong only because it ends too early."""
    if not isinstance(error, JSONDecodeError):
        return False
    # An open string is reported where it begins, an escape where its four digits should be.
    if error.msg.startswith(("Unterminated string", "Invalid \\uXXXX")):
        return True
    return _NUMBER_GOES_ON.match(buffer, error.pos) is not None or not buffer[error.pos :].strip()


def _end_of(pattern: "re.Pattern[str]", text: str, position: int) -> int:
    found = pattern.match(text, position)
    return position if found is None else found.end()
