"""The gate that a 429 closes, and the headers that tell how much a server still allows. Pure."""

import re
from collections import deque
from math import inf

from msgspec import Struct

from realtimekit_async.errors import LONGEST_ASKED_PAUSE
from realtimekit_async.timing import backoff

from .quotas import BLOCK, BLOCK_IS_LIKELY

_FIRST_REFUSAL = 0.25
_LONGEST_REFUSAL = 8.0
_MOST_ALLOWANCES = 64  # a server that invents names without end would slow down every request

# `Ratelimit: "default";r=50;t=30`, a list of named items (IETF draft, ratelimit-headers).
_ITEMS = re.compile(r'(?:\A|,)\s*+"?([^",;]*+)"?;\s?r=(\d{1,9});\s?t=(\d{1,9})', re.ASCII)


class Gate:
    """What the server's answers say: closed after a 429, or open for what a `Ratelimit` header still allows.

    When a 429's time has passed, or that of an allowance which was used up, nobody knows yet what the server
    allows now: one request goes ahead as a scout, and the others follow its answer. A crowd might all be refused.

    `Ratelimit-Policy` is not read: its quota and window do not say whether the window slides or where it begins,
    and `Ratelimit` says what is left of it. `open_at` is the time until which a 429 holds everybody back.
    """

    __slots__ = (
        "_allowances", "_answers", "_in_flight", "_least", "_needs_scout", "_refusals", "_scout_is_out", "_until",
        "open_at",
    )  # fmt: skip

    def __init__(self) -> None:
        self.open_at: float = -inf
        self._refusals = 0
        self._in_flight = 0
        self._needs_scout = False
        self._scout_is_out = False
        self._allowances: dict[str, _Allowance] = {}
        # No allowance is smaller or ends earlier than these say: while both are far off, none need be looked at.
        self._least: float = inf
        self._until: float = inf
        self._answers: deque[float] = deque(maxlen=BLOCK_IS_LIKELY)

    def delay(self, now: float, ahead: int = 0) -> float:
        """Return the least seconds until a request with `ahead` others before it may pass."""
        if self.open_at > now:
            return self.open_at - now
        is_near = self._in_flight + ahead >= self._least or now >= self._until
        delay = self._bounded(now, ahead) if is_near else 0.0
        return inf if self._scout_is_out and delay <= 0 else delay

    def takes(self, now: float) -> bool:
        """Let a request pass if one may; no call where neither a 429 nor an allowance is near."""
        is_near = self.open_at > now or self._in_flight >= self._least or now >= self._until
        if (is_near or self._scout_is_out) and self.delay(now) > 0:
            return False
        self._in_flight += 1
        self._scout_is_out = self._needs_scout
        return True

    def sent(self) -> None:
        """Count a request that the next answers need not have counted yet."""
        self._in_flight += 1
        self._scout_is_out = self._needs_scout

    def answered(self, now: float) -> None:
        """Note that a request was answered, or will not be."""
        self._in_flight -= 1
        self._scout_is_out = False
        self._answers.append(now)

    def returned(self) -> None:
        """Note that a request was not sent."""
        self._in_flight -= 1
        self._scout_is_out = False

    def refused(self, now: float, retry_after: float | None) -> float:
        """Close after a 429 and return for how many seconds; where the server does not say, choose.

        After at least 1,000 requests in 300 s the silent refusal is the account's block; before, it is a burst.
        """
        if retry_after is None or retry_after <= 0:
            retry_after = self._guess(now)
        retry_after = min(retry_after, LONGEST_ASKED_PAUSE)
        if now >= self.open_at:  # what is refused behind a closed gate was in flight: one burst, one refusal
            self._refusals += 1
        self.open_at = max(self.open_at, now + retry_after)
        self._needs_scout = True
        return retry_after

    def _guess(self, now: float) -> float:
        if len(self._answers) == BLOCK_IS_LIKELY and self._answers[0] > now - BLOCK:
            return BLOCK
        return backoff(self._refusals, initial=_FIRST_REFUSAL, ceiling=_LONGEST_REFUSAL)

    def passed(self, now: float) -> None:
        """Note an answer that was no 429: everybody may follow, and the next silent refusal waits the least."""
        if now >= self.open_at:  # behind a closed gate it was sent before, and says nothing about afterwards
            self._refusals = 0
            self._needs_scout = False

    def heard(self, now: float, header: str) -> None:
        """Take the items of a `Ratelimit` header as bounds of their own."""
        for name, figure, seconds in _ITEMS.findall(header):
            remaining, ends_at = int(figure), now + int(seconds)
            known = self._allowances.get(name)
            if known is None or known.ends_at <= now:
                self._allow(name, remaining, min(ends_at, now + BLOCK))
            elif remaining <= known.remaining:  # answers may arrive out of order: only the smaller figure counts
                known.remaining = remaining
                if ends_at > known.ends_at:
                    known.ends_at = min(ends_at, now + BLOCK)
                if remaining < self._least:  # noqa: PLR1730 - nearly every answer comes here: no call for it
                    self._least = remaining

    def _allow(self, name: str, remaining: int, ends_at: float) -> None:
        if name not in self._allowances and len(self._allowances) >= _MOST_ALLOWANCES:
            return
        self._allowances[name] = _Allowance(remaining, ends_at)
        self._least = min(self._least, remaining)
        self._until = min(self._until, ends_at)

    def _bounded(self, now: float, ahead: int) -> float:
        """Return the delay that the allowances ask for.

        The smallest figure of a window has counted everything that was answered, and of what is in flight
        nobody knows: so much is left as it says, less what is in flight, and each answer makes it exact again.
        """
        delay, is_open = 0.0, True
        for name, allowance in tuple(self._allowances.items()):
            if allowance.ends_at <= now:
                del self._allowances[name]
                self._needs_scout |= allowance.remaining <= self._in_flight
            elif allowance.remaining <= ahead:
                delay = max(delay, allowance.ends_at - now)
            elif allowance.remaining <= self._in_flight + ahead:
                is_open = False
        left = self._allowances.values()
        self._least = min((allowance.remaining for allowance in left), default=inf)
        self._until = min((allowance.ends_at for allowance in left), default=inf)
        return delay if delay > 0 or is_open else inf


class _Allowance(Struct):
    remaining: int
    ends_at: float
