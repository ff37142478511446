"""How long a server asks to wait: the one reader of `Retry-After`. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite


def read_retry_after(headers: Mapping[str, str], said: Mapping[str, object] | None = None) -> float | None:
    """Return the seconds that a server asks to wait, or None where it says nothing that can be read.

    Its header is a number of seconds or a date, which counts from the answer's own `Date` (RFC 9110, 10.2.3);
    without one, `retry_after` of the edge's JSON is what was `said`.
    """
    text = headers.get("retry-after")
    value: object = (said or {}).get("retry_after") if text is None else text
    if isinstance(value, str):
        return _seconds(value) if _is_number(value) else _seconds_until(value, headers.get("date"))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _seconds(value)
    return None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*\d{1,9}(\.\d{1,9})?\s*", text, re.ASCII) is not None


def _seconds(value: str | float) -> float | None:
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None


def _seconds_until(text: str, today: str | None) -> float | None:
    moment = _moment(text)
    if moment is None:
        return None
    now = _moment(today or "") or datetime.now(UTC)
    return max((moment - now).total_seconds(), 0.0)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
