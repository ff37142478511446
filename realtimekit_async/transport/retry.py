"""When a failed call deserves another try, and the wait before it. Pure: time and chance come in."""

from math import isfinite

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.errors import ApiError, RateLimited, RealtimeKitError, RequestTimeout, TransportError

# The server did not act, or says that asking again may help (RFC 9110: 408; RFC 8470: 425).
_PASSING_STATUSES = frozenset({408, 425})
_SERVER_FAILURES = 500
_MOST_DOUBLINGS = 1000  # 2.0 ** 1024 is an OverflowError


class Retry(Public, Struct, frozen=True):
    """How often and how long a failed call is tried again.

    `attempts` counts the first one (1 turns retries off). Waits grow from `initial` to `ceiling` seconds with
    full jitter; a server's Retry-After is always obeyed. `budget` bounds the seconds from the first failure to
    the last try: a wait that does not fit raises the error at once.
    """

    attempts: int = 4
    initial: float = 0.25
    ceiling: float = 8.0
    budget: float = 60.0

    def __post_init__(self) -> None:
        if type(self.attempts) is not int or self.attempts < 1:
            raise ValueError("Retry(attempts=…) is a whole number from 1 up; 1 turns retries off")
        for name in ("initial", "ceiling", "budget"):
            seconds = getattr(self, name)
            if not isinstance(seconds, int | float) or not isfinite(seconds) or seconds < 0:
                raise ValueError(f"Retry({name}=…) is a finite number of seconds, 0 or more")

    def deserves(self, error: BaseException | None, *, repeatable: bool) -> bool:
        """Tell whether another try is safe and may help."""
        if isinstance(error, TransportError):
            return not error.permanent and (repeatable or not error.sent)
        if isinstance(error, RateLimited):
            return error.sent
        return isinstance(error, ApiError) and repeatable and _may_pass(error.status)

    def wait(self, error: RealtimeKitError, attempt: int, chance: float) -> float:
        """Give the seconds to wait after this failed attempt (1 is the first); `chance` lies in [0, 1)."""
        if attempt == 1 and _is_broken_exchange(error):
            return 0.0
        backoff = chance * min(self.ceiling, self.initial * 2.0 ** min(attempt - 1, _MOST_DOUBLINGS))
        asked = error.retry_after if isinstance(error, ApiError) else None
        return max(asked or 0.0, backoff)


class Turn(Struct, frozen=True):
    """Which attempt it is, how long it may be held back before it is sent, and since when it has been."""

    number: int
    limit: float | None
    limited_by: str
    since: float | None = None


def _may_pass(status: int) -> bool:
    return status in _PASSING_STATUSES or status >= _SERVER_FAILURES


def _is_broken_exchange(error: RealtimeKitError) -> bool:
    # A kept-alive connection that the server had closed: a fresh one is likely to work at once.
    return isinstance(error, TransportError) and error.sent and not isinstance(error, RequestTimeout)
