"""Points in time and spans of it, as they are written on a command line."""

import re
from datetime import UTC, date, datetime, timedelta
from math import isfinite

EXAMPLES = "2026-11-27, 2026-11-27T09:30Z, 36h or 7d"
_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_NO_SPAN = "no span of time such as 90s, 5m, 1.5h, 7d or 2w"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str) -> datetime | date | timedelta:
    """Read a day, a time (UTC unless it says otherwise), or how long ago; raises ValueError."""
    try:
        if is_span(text):
            return span(text)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no moment such as {EXAMPLES}") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def span(text: str) -> timedelta:
    """Read how long something takes, such as 90s or 1.5h; raises ValueError."""
    found = _SPAN.fullmatch(text)
    try:
        if found:
            return timedelta(**{_UNITS[found[2]]: float(found[1])})
    except OverflowError:
        pass
    raise ValueError(f"{text!r} is {_NO_SPAN}")


def is_span(text: str) -> bool:
    """Tell whether a text has the form of a span of time: a number and its unit."""
    return _SPAN.fullmatch(text) is not None


def seconds(text: str) -> float:
    """Read a number of seconds, or a span of time; raises ValueError."""
    try:
        return span(text).total_seconds() if is_span(text) else float(text)
    except ValueError:
        raise ValueError(f"{text!r} is no number of seconds, and {_NO_SPAN}") from None


def days(text: str) -> int:
    """Read a number of days, or a span of time that is one; raises ValueError."""
    try:
        number = span(text) / timedelta(days=1) if is_span(text) else int(text)
    except ValueError:
        raise ValueError(f"{text!r} is no number of days, and {_NO_SPAN}") from None
    if number < 1 or number % 1:
        raise ValueError(f"{text!r} is no whole number of days, of which there is at least one")
    return int(number)


def finite_seconds(text: str) -> float:
    """Read a number of seconds that JSON has, too, or a span of time; raises ValueError."""
    if isfinite(read := seconds(text)):
        return read
    raise ValueError(f"{text!r} is no number of seconds such as 0.5")
