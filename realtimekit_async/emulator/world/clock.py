"""The emulator's time, which a test may stop and move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

MILLISECOND = 1000


class Moment(datetime):
    """A time that answers show with its milliseconds: msgspec writes six digits of a plain `datetime`."""


class Clock:
    """Tells the time: the wall's, or one that stands still at `start`; `advance` moves either of them."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("start: a datetime with a time zone is needed")
        self._start = None if start is None else _moment(start.astimezone(UTC))
        self._offset = timedelta()
        self.listeners: list[Callable[[], None]] = []

    @property
    def stands_still(self) -> bool:
        """Whether only `advance` moves the time."""
        return self._start is not None

    def now(self) -> Moment:
        """Return the time in UTC, to the millisecond as the API writes it."""
        now = (self._start or Moment.now(UTC)) + self._offset
        return now.replace(microsecond=now.microsecond // MILLISECOND * MILLISECOND)

    def timestamp(self) -> float:
        """Return the time in seconds since 1970."""
        return ((self._start or datetime.now(UTC)) + self._offset).timestamp()

    def advance(self, seconds: float) -> None:
        """Move the time forward, and tell those who wait for a moment."""
        if seconds < 0:
            raise ValueError("seconds: time moves forward only")
        self._offset += timedelta(seconds=seconds)
        for listener in tuple(self.listeners):
            listener()


def _moment(time: datetime) -> Moment:
    return Moment.combine(time.date(), time.timetz())
