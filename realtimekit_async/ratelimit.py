"""How long everybody must hold back: quotas, the gate that a 429 closes, and the headers that tell. Pure.

The server counts a request when it arrives, somewhere between its sending and its answer. A window therefore
holds a place for a request from the moment it is sent until `seconds` after its answer: whenever the server
counted it, it has left the server's window by then, whatever the network's delay.
"""

import re
from collections import deque
from math import inf, isfinite

from msgspec import Struct

# The account's limit: 1,200 requests in five minutes, and a block of five minutes for who goes over it.
BLOCK = 300.0
_BLOCK_IS_LIKELY = 1000
_FIRST_REFUSAL = 0.25
_LONGEST_REFUSAL = 8.0
_MOST_DOUBLINGS = 5

# `Ratelimit: "default";r=50;t=30`, a list of named items (IETF draft, ratelimit-headers).
_ITEM = re.compile(r'\s*"?([^",;]*)"?;\s?r=(\d{1,9});\s?t=(\d{1,9})', re.ASCII)


class Quota(Struct, frozen=True):
    """At most `requests` in any `seconds`."""

    requests: int
    seconds: float

    def __post_init__(self) -> None:
        if type(self.requests) is not int or self.requests < 1:
            raise ValueError("Quota(requests=…) is a whole number from 1 up; quota=None turns pacing off")
        if not isinstance(self.seconds, int | float) or not isfinite(self.seconds) or self.seconds <= 0:
            raise ValueError("Quota(seconds=…) is a finite number of seconds above 0")


class Window:
    """The requests that count against one quota at this moment."""

    __slots__ = ("_answered", "_in_flight", "_quota")

    def __init__(self, quota: Quota) -> None:
        self._quota = quota
        self._in_flight = 0
        self._answered: deque[float] = deque()

    def delay(self, now: float, ahead: int = 0) -> float:
        """Give the seconds until a request with `ahead` others before it has a place.

        Infinite while only an answer can free one.
        """
        answered, quota = self._answered, self._quota
        while answered and answered[0] + quota.seconds <= now:
            answered.popleft()
        missing = self._in_flight + len(answered) + ahead + 1 - quota.requests
        if missing <= 0:
            return 0.0
        if missing > len(answered):
            return inf
        return answered[missing - 1] + quota.seconds - now

    def sent(self) -> None:
        """Take a place."""
        self._in_flight += 1

    def answered(self, now: float) -> None:
        """Give the place back, `seconds` from now."""
        self._in_flight -= 1
        self._answered.append(now)

    def returned(self) -> None:
        """Give the place back at once: the request was not sent."""
        self._in_flight -= 1


class Gate:
    """What the server's answers say: closed after a 429, or open for the `r` requests a header still allows."""

    __slots__ = ("_allowances", "_answers", "_open_at", "_refusals")

    def __init__(self) -> None:
        self._open_at = -inf
        self._refusals = 0
        self._allowances: dict[str, _Allowance] = {}
        self._answers: deque[float] = deque(maxlen=_BLOCK_IS_LIKELY)

    def delay(self, now: float) -> float:
        """Give the seconds until a request may pass."""
        delay = self._open_at - now if self._open_at > now else 0.0
        for name, allowance in tuple(self._allowances.items()):
            if allowance.ends_at <= now:
                del self._allowances[name]
            elif allowance.remaining <= 0:
                delay = max(delay, allowance.ends_at - now)
        return delay

    def sent(self) -> None:
        """Count a request against every allowance."""
        for allowance in self._allowances.values():
            allowance.remaining -= 1

    def answered(self, now: float) -> None:
        """Note that a request was answered."""
        self._answers.append(now)

    def refused(self, now: float, retry_after: float | None) -> float:
        """Close after a 429 and give the seconds; where the server does not say how long, choose.

        After at least 1,000 requests in 300 s the silent refusal is the account's block; before, it is a burst.
        """
        if retry_after is None or retry_after <= 0:
            retry_after = self._guess(now)
        if now >= self._open_at:  # what is refused behind a closed gate was in flight: one burst, one refusal
            self._refusals += 1
        self._open_at = max(self._open_at, now + retry_after)
        return retry_after

    def _guess(self, now: float) -> float:
        if len(self._answers) == _BLOCK_IS_LIKELY and self._answers[0] > now - BLOCK:
            return BLOCK
        return min(_LONGEST_REFUSAL, _FIRST_REFUSAL * 2.0 ** min(self._refusals, _MOST_DOUBLINGS))

    def passed(self) -> None:
        """Note an answer that was no 429: the next silent refusal starts from the shortest wait."""
        self._refusals = 0

    def heard(self, now: float, header: str) -> None:
        """Take the items of a `Ratelimit` header as bounds of their own."""
        for item in header.split(","):
            if found := _ITEM.match(item):
                self._bound(now, found[1], int(found[2]), min(int(found[3]), BLOCK))

    def _bound(self, now: float, name: str, remaining: int, seconds: float) -> None:
        allowance = self._allowances.get(name)
        if allowance is None or allowance.ends_at <= now:
            self._allowances[name] = _Allowance(remaining, now + seconds)
        else:  # answers may arrive out of order: inside one window only the smaller figure counts
            allowance.remaining = min(allowance.remaining, remaining)


class _Allowance(Struct):
    remaining: int
    ends_at: float
