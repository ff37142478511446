"""When a failed call deserves another try, and the wait before it. Pure: time and chance come in."""

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.checks import check_count, check_seconds
from realtimekit_async.errors import (
    LONGEST_ASKED_PAUSE,
    ApiError,
    RateLimited,
    RealtimeKitError,
    RequestTimeout,
    TransportError,
    asked_pause,
    may_pass,
)
from realtimekit_async.timing import backoff


class Retry(Public, Struct, frozen=True):
    """How often and how long a failed call is tried again.

    Waits grow from `initial` to `ceiling` with full jitter; a server's Retry-After is always obeyed.

    Example:
        >>> hasty = rtk.with_options(retry=Retry(attempts=1))  # a failure is told at once
        >>> emulator.faults.next(status=503)
        >>> try:
        ...     await hasty.meetings.get(meeting.id)
        ... except ServerError as error:
        ...     print(error.status)
        503
    """

    attempts: int = 4
    """How many there are at most, with the first one: 1 turns retries off."""
    initial: float = 0.25
    """Seconds that the first wait lasts at most; each further one may last twice as long."""
    ceiling: float = 8.0
    """Seconds that no wait is longer than, unless the server asks for more."""
    budget: float = 60.0
    """Seconds from the first failure to the last try; a wait that does not fit raises the error at once."""

    def __post_init__(self) -> None:
        check_count("Retry(attempts=…)", self.attempts, remedy="1 turns retries off")
        for name in ("initial", "ceiling", "budget"):
            check_seconds(f"Retry({name}=…)", getattr(self, name))

    def deserves(self, error: BaseException | None, *, repeatable: bool) -> bool:
        """Return whether another try is safe and may help."""
        if not isinstance(error, ApiError | TransportError) or not may_pass(error):
            return False
        if isinstance(error, RateLimited):
            # What this side refused has used up its time; nobody waits for a server that asks for a day.
            return error.sent and (error.retry_after or 0.0) <= LONGEST_ASKED_PAUSE
        return repeatable or (isinstance(error, TransportError) and not error.sent)

    def wait(self, error: RealtimeKitError, attempt: int, chance: float) -> float:
        """Return the seconds to wait after this failed attempt (1 is the first); `chance` lies in [0, 1)."""
        if attempt == 1 and _is_broken_exchange(error):
            return 0.0
        pause = chance * backoff(attempt - 1, initial=self.initial, ceiling=self.ceiling)
        return max(pause, asked_pause(error))


class Attempt(Struct, frozen=True):
    """Which attempt it is, how long it may be held back before it is sent, and since when it has been."""

    number: int
    limit: float | None
    limited_by: str
    since: float | None = None


def _is_broken_exchange(error: RealtimeKitError) -> bool:
    # A kept-alive connection that the server had closed: a fresh one is likely to work at once.
    return isinstance(error, TransportError) and error.sent and not isinstance(error, RequestTimeout)
