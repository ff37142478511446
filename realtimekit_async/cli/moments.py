"""Points in time and spans of it, as they are written on a command line."""

import re
from datetime import UTC, date, datetime, timedelta
from math import isfinite

EXAMPLES = "2026-11-27, 2026-11-27T09:30Z, 36h or 7d"
_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str) -> datetime | date | timedelta:
    """Read a day, a time (UTC unless it says otherwise), or how long ago; raises ValueError."""
    try:
        if _SPAN.fullmatch(text):
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
    raise ValueError(f"{text!r} is no span of time such as 90s, 5m, 1.5h, 7d or 2w")


def seconds(text: str) -> float:
    """Read a number of seconds, or a span of time; raises ValueError."""
    try:
        return float(text)
    except ValueError:
        return span(text).total_seconds()


def finite_seconds(text: str) -> float:
    """Read a number of seconds that JSON has, too, or a span of time; raises ValueError."""
    if isfinite(read := seconds(text)):
        return read
    raise ValueError(f"{text!r} is no number of seconds such as 0.5")
