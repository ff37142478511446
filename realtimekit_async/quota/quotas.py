"""Quotas, and which requests count against them at a moment. Pure.

The server counts a request when it arrives, somewhere between its sending and its answer. A window therefore
holds a place for a request from the moment it is sent until `seconds` after its answer: whenever the server
counted it, it has left the server's window by then, whatever the network's delay. What remains is that one of the
two clocks is faster, and a window is longer by as much.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from math import ceil, inf
from typing import Protocol

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.checks import check_count, check_seconds

# The account's limit: 1,200 requests in five minutes, and a block of five minutes for who goes over it.
BLOCK = 300.0
# A 429 that does not say how long is that block when so many requests went before it within 300 s.
BLOCK_IS_LIKELY = 1000
# A clock that is kept by NTP runs up to 500 ppm fast or slow while it is corrected (adjtimex), and both may be.
_DRIFT = (1 + 500e-6) / (1 - 500e-6)


class Quota(Public, Struct, frozen=True):
    """At most `requests` in any `seconds`.

    Example:
        >>> strict = RealtimeKit(**emulator.credentials, quota=Quota(100, 60))  # 100 requests a minute
        >>> await strict.aclose()
    """

    requests: int
    """How many at most, one at least."""
    seconds: float
    """Seconds in which there are no more, wherever they begin."""

    def __post_init__(self) -> None:
        check_count("Quota(requests=…)", self.requests, remedy="quota=None turns pacing off")
        check_seconds("Quota(seconds=…)", self.seconds, above_zero=True)


class Bound(Protocol):
    """What limits how many requests are sent: a quota, the server's own word, the number of connections."""

    def delay(self, now: float, ahead: int = 0) -> float:
        """Return the least seconds until a request with `ahead` others before it has a place.

        Infinite while nothing is known but that an answer will tell.
        """
        ...

    def sent(self) -> None:
        """Take a place."""
        ...

    def answered(self, now: float) -> None:
        """Free the place: the request was answered, or will not be."""
        ...

    def returned(self) -> None:
        """Free the place: the request was not sent."""
        ...


class Ledger:
    """The requests that count at this moment against some quotas and a number of connections.

    So many may be sent as `_spare` says, without looking at the clock: an answer moves a request from flight into
    the windows, and time only lets it leave them. When that is used up, the windows are counted anew.
    """

    __slots__ = ("_answers", "_connections", "_in_flight", "_longest", "_spare", "_windows")

    def __init__(self, quotas: Iterable[Quota] = (), connections: float = inf) -> None:
        self._windows = tuple((quota.requests, quota.seconds * _DRIFT) for quota in quotas)
        self._longest = max((seconds for _, seconds in self._windows), default=0.0)
        self._connections = connections
        self._in_flight = 0
        self._answers: deque[float] = deque()
        self._spare = 0.0 if self._windows else inf

    def delay(self, now: float, ahead: int = 0) -> float:
        """Return the least seconds until a request with `ahead` others before it has a place.

        Infinite where only a connection is missing.
        """
        delay = 0.0 if self._spare > ahead else self._counted_anew(now, ahead)
        if delay == 0.0 and self._in_flight + ahead >= self._connections:
            return inf
        return delay

    def takes(self, now: float) -> bool:
        """Take a place if there is one; no call where some are left."""
        if self._spare <= 0 and self._counted_anew(now, 0) > 0:
            return False
        if self._in_flight >= self._connections:
            return False
        self._in_flight += 1
        self._spare -= 1
        return True

    def sent(self) -> None:
        """Take a place."""
        self._in_flight += 1
        self._spare -= 1

    def answered(self, now: float) -> None:
        """Free the connection, and the place in each window when its seconds have passed."""
        self._in_flight -= 1
        answers, longest = self._answers, self._longest
        answers.append(now)
        while answers and answers[0] + longest <= now:
            answers.popleft()

    def returned(self) -> None:
        """Free everything at once: the request was not sent."""
        self._in_flight -= 1
        self._spare += 1

    def _counted_anew(self, now: float, ahead: int) -> float:
        spare, delay = inf, 0.0
        for requests, seconds in self._windows:
            counting = self._counting(now, seconds)
            free = requests - self._in_flight - counting
            spare = min(spare, free)
            if free <= ahead:
                delay = max(delay, self._until_free(now, seconds, requests, counting, ahead + 1 - free))
        self._spare = spare
        return delay

    def _counting(self, now: float, seconds: float) -> int:
        """Count the answers that are still in a window."""
        return len(self._answers) - bisect_right(self._answers, now, key=lambda at: at + seconds)

    def _until_free(self, now: float, seconds: float, requests: int, counting: int, missing: int) -> float:
        if missing <= counting:
            return self._answers[missing - counting - 1] + seconds - now
        # Even what is answered right now keeps its place for `seconds`; who is far behind needs several rounds.
        return seconds * ceil((missing - counting) / requests)
