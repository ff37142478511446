"""The emulator's time, which a test may stop and move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

MILLISECOND = 1000


class Moment(datetime):
    """A time that answers show with its milliseconds: msgspec writes six digits of a plain `datetime`."""


LATEST = Moment(9000, 1, 1, tzinfo=UTC)


class Clock:
    """Tells the time: the wall's, or one that stands still at `start`; `advance` moves either of them.

    Args:
        start: The time at which it stands still; without it, it goes on.
        speed: How many seconds pass in one of the wall's; 60 makes an hour a minute.

    Example:
        >>> from datetime import UTC, datetime
        >>> clock = Clock(datetime(2026, 11, 27, tzinfo=UTC))
        >>> clock.advance(3600)
        >>> clock.now().hour
        1
    """

    def __init__(self, start: datetime | None = None, *, speed: float = 1) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("start: a datetime with a time zone is needed")
        if not 0 < speed < float("inf"):
            raise ValueError(f"speed: a number over 0 is needed, not {speed!r}")
        if start is not None and speed != 1:
            raise ValueError("speed: a clock that stands still has none; leave out start")
        self.speed = speed
        self._begun = Moment.now(UTC)
        self._start = None if start is None else _moment(start.astimezone(UTC))
        self._offset = timedelta()
        self.listeners: list[Callable[[], None]] = []
        """Called after each `advance`, in the thread of its caller."""

    @property
    def stands_still(self) -> bool:
        """Whether only `advance` moves the time."""
        return self._start is not None

    def now(self) -> Moment:
        """Return the time in UTC, to the millisecond as the API writes it."""
        now = self._now()
        return now.replace(microsecond=now.microsecond // MILLISECOND * MILLISECOND)

    def timestamp(self) -> float:
        """Return the time in seconds since 1970."""
        return self._now().timestamp()

    def seconds_until(self, timestamp: float) -> float | None:
        """Return after how many seconds of the wall's a moment has come; None if only `advance` brings it."""
        if self.stands_still:
            return None
        return max(timestamp - self.timestamp(), 0) / self.speed

    def _now(self) -> Moment:
        if self._start is not None:
            return self._start + self._offset
        wall = Moment.now(UTC)
        if self.speed == 1:
            return wall + self._offset
        return self._begun + (wall - self._begun) * self.speed + self._offset

    def advance(self, seconds: float) -> None:
        """Move the time forward, and tell those who wait for a moment."""
        if not seconds >= 0:
            raise ValueError("seconds: time moves forward only")
        if not _is_in_time(self._now(), seconds):
            raise ValueError("seconds: time would lie beyond the year 9000")
        self._offset += timedelta(seconds=seconds)
        for listener in tuple(self.listeners):
            listener()


def _moment(time: datetime) -> Moment:
    return Moment.combine(time.date(), time.timetz())


def _is_in_time(now: Moment, seconds: float) -> bool:
    """Return whether a step ends early enough for what expires later to have a date."""
    try:
        return now + timedelta(seconds=seconds) < LATEST
    except OverflowError:
        return False
