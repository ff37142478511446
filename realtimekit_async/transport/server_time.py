"""What time it is where the answers come from."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class ServerTime:
    """The Date of the last answer that had one; it is read only when somebody asks."""

    def __init__(self) -> None:
        self._date = ""
        self._heard_at = 0.0

    def hear(self, date: str | None, now: float) -> None:
        """Take the Date header of an answer that came now, by the monotonic clock."""
        if date is not None:
            self._date, self._heard_at = date, now

    def at(self, now: float) -> datetime | None:
        """Return the time by the server's clock at a moment of the monotonic one; None if it is not known."""
        try:
            date = parsedate_to_datetime(self._date) + timedelta(seconds=now - self._heard_at)
        except (ValueError, OverflowError):
            return None
        return date if date.tzinfo else date.replace(tzinfo=UTC)
