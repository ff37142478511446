"""Elements of a JSON array out of pieces that end anywhere."""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder

from .problems import Problems
from .tables import LONGEST

_BETWEEN = re.compile(r"[\s,]*")
_NUMBER_GOES_ON = re.compile(r"[-+0-9.eEtrufalsn]*\Z")


class Array:
    """Splits the text of an array into its elements; `number` is that of the last one, counted from 1."""

    def __init__(self, problems: Problems) -> None:
        self.number: int = 0
        self._problems = problems
        self._rest = ""
        self._decode = JSONDecoder().raw_decode
        self._begun = self._over = False

    def elements(self, text: str, *, last: bool = False) -> Iterator[object]:
        """Give the elements that are complete."""
        buffer, position = self._rest + text, 0
        while not self._over:
            position = self._next(buffer, position)
            if position == len(buffer):
                break
            if buffer[position] == "]":
                self._over = True
                break
            try:
                element, end = self._decode(buffer, position)
            except (JSONDecodeError, RecursionError) as error:
                self._check_it_may_go_on(buffer, position, error, last=last)
                break
            self.number += 1
            position = end
            yield element
        self._rest = buffer[position:]
        if last and not self._over:
            raise self._problems.fatal(self.number + 1, "the array breaks off")

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


def _breaks_off(buffer: str, error: Exception) -> bool:
    """Tell whether JSON is wrong only because it ends too early."""
    if not isinstance(error, JSONDecodeError):
        return False
    # An open string is reported where it begins, an escape where its four digits should be.
    if error.msg.startswith(("Unterminated string", "Invalid \\uXXXX")):
        return True
    return _NUMBER_GOES_ON.match(buffer, error.pos) is not None or not buffer[error.pos :].strip()


def _end_of(pattern: "re.Pattern[str]", text: str, position: int) -> int:
    found = pattern.match(text, position)
    return position if found is None else found.end()
