"""The account's quota as Cloudflare keeps it: going over blocks every call of the token for a whole window."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from realtimekit_async.emulator.world.answers import Answer, gateway_error
from realtimekit_async.emulator.world.clock import Clock

DOCUMENTED = (1200, 300)
MOST_TOKENS = 1000


class Decision(NamedTuple):
    """What the quota says to a request: the headers of its answer, and the refusal if it is one too many."""

    headers: Mapping[str, str]
    refusal: Answer | None = None


@dataclass(slots=True)
class Account:
    """What one token has used."""

    moments: deque[float] = field(default_factory=deque[float])
    blocked_until: float = 0


class Limiter:
    """Counts the requests of each token in a sliding window.

    Without a quota nothing is counted or refused, and answers show the documented one as if it were unused.
    """

    def __init__(self, quota: tuple[int, float] | None, clock: Clock) -> None:
        if quota is not None and (quota[0] < 1 or quota[1] <= 0):
            raise ValueError("quota: at least one request in some seconds, as (1200, 300)")
        self._is_counting = quota is not None
        self._window = quota or DOCUMENTED
        self._clock = clock
        self._accounts: dict[str, Account] = {}
        self._unused = Decision(self._headers(self._window[0], self._window[1]))

    def count(self, token: str) -> Decision:
        """Count a request that arrived now."""
        if not self._is_counting:
            return self._unused
        requests, seconds = self._window
        now = self._clock.timestamp()
        account = self._account(token)
        while account.moments and account.moments[0] <= now - seconds:
            account.moments.popleft()
        if now >= account.blocked_until and len(account.moments) >= requests:
            account.blocked_until = now + seconds
        if now < account.blocked_until:
            return self._blocked(account.blocked_until - now)
        account.moments.append(now)
        return Decision(self._headers(requests - len(account.moments), account.moments[0] + seconds - now))

    def _account(self, token: str) -> Account:
        """Find what a token has used; of too many tokens the oldest are forgotten."""
        account = self._accounts.setdefault(token, Account())
        if len(self._accounts) > MOST_TOKENS:
            del self._accounts[next(iter(self._accounts))]
        return account

    def _blocked(self, remaining: float) -> Decision:
        headers = {"Retry-After": str(ceil(remaining))}
        answer = gateway_error(429, 10429, "Rate limited. Please wait and consider throttling your request speed")
        return Decision(self._headers(0, remaining), Answer(429, answer.payload, headers))

    def _headers(self, remaining: int, reset: float) -> dict[str, str]:
        requests, seconds = self._window
        return {
            "Ratelimit": f'"default";r={remaining};t={ceil(reset)}',
            "Ratelimit-Policy": f'"default";q={requests};w={ceil(seconds)}',
        }
