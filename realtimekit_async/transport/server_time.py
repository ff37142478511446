"""What time it is where the answers come from."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class ServerTime:
    """The Date header of the last answer that had one, and when that came by the monotonic clock: `heard`.

    It is read only when somebody asks.
    """

    def __init__(self) -> None:
        self.heard: tuple[str, float] = ("", 0.0)

    def at(self, now: float) -> datetime | None:
        """Return the time by the server's clock at a moment of the monotonic one; None if it is not known."""
        header, heard_at = self.heard
        try:
            date = parsedate_to_datetime(header) + timedelta(seconds=now - heard_at)
        except (ValueError, OverflowError):
            return None
        return date if date.tzinfo else date.replace(tzinfo=UTC)
