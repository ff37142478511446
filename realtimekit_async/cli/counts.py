"""Numbers on a command line, and the words for those that do not fit."""

from collections.abc import Callable
from math import inf, isfinite


def whole(least: float = -inf, most: float = inf) -> Callable[[str], int]:
    """Make what reads a whole number from `least` to `most`; it raises ValueError."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a whole number") from None
        if number < least:
            raise ValueError(f"{number} is too small: at least {least}")
        if number > most:
            raise ValueError(f"{number} is too large: at most {most}")
        return number

    return read


def above_zero(text: str) -> float:
    """Read a number above 0; raises ValueError."""
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if not (isfinite(number) and number > 0):
        raise ValueError(
            f"{text} is too small: a number above 0" if isfinite(number) else f"{text!r} is not a number"
        )
    return number
