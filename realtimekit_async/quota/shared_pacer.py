"""The wait for a place in a quota that many workers, on any number of processes and machines, share in Redis.

A request takes its place last, just before it is sent: after the queue, the gate and the connections of its own
process. The `limits` library has a moving window on Redis as well, but stamps it with each client's clock, so that
one machine whose clock is off breaks the quota for all; and it can only say no, so that everybody asks again and
again. A script on the server stamps with Redis's own `TIME` and says *when*: who finds the window full takes the
first moment with room and sleeps until then. First come, first served, over all workers.

The server counts a request when it arrives, up to D seconds after its place. What it counts in any S seconds has
places within S + D, so the window kept is `seconds + margin`. A place older than half the margin when its request
wakes up is taken anew, and the other half, 2.5 s by default, is for connecting and for the network. Where more
than the margin has passed between asking for a place and the end of its exchange, it is moved to that end, before
the old one has left the window.

Whoever waits asks again every 2 s, which keeps the place: one in the future, of which nobody has asked for 6 s, is
taken for that of a process that was killed, and is dropped. Those behind it close ranks.
"""

import asyncio
import random
from collections.abc import Callable
from math import inf

from realtimekit_async.timing import Clock

from .asking import Asking, Used
from .gate import Gate
from .pacer import Pacer, SharedQuotaAway, WaitTooLong
from .quotas import Quota
from .shared import SharedQuota

_NEXT_TRY = 5.0
_SIGN_OF_LIFE = 2.0  # three of them fit into the lease of a place
_JITTER = 0.05  # of the margin
_MOST_JITTER = 0.25


class SharedGate(Gate):
    """The gate of one client that tells the other workers when a 429 closes it."""

    __slots__ = ("_tell",)

    def __init__(self, tell: Callable[[float, bool], None]) -> None:
        super().__init__()
        self._tell = tell

    def refused(self, now: float, retry_after: float | None) -> float:
        """Close after a 429, here and, in a moment, everywhere."""
        seconds = super().refused(now, retry_after)
        self._tell(seconds, retry_after is not None and retry_after > 0)
        return seconds

    def close(self, now: float, seconds: float) -> None:
        """Close because the other workers do."""
        super().refused(now, seconds)


class SharedPacer(Pacer):
    """The last stop of a request: a place in the quota of all workers."""

    def __init__(
        self,
        quota: SharedQuota,
        token: object,
        clock: Clock,
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(clock, ())
        self.gate: SharedGate = SharedGate(self._block)
        self._quota = quota
        self._chance = chance
        self._asking = Asking(quota, quota.key(token), clock)
        self._jitter = min(quota.margin * _JITTER, _MOST_JITTER)
        self._places: dict[asyncio.Task[object] | None, Used] = {}
        share = quota.fallback
        self._share = (
            None if share is None else Pacer(clock, (Quota(share.requests, share.seconds + quota.margin),))
        )

    def passes(self) -> bool:
        """Only Redis knows."""
        return False

    async def wait(self, limit: float | None) -> None:
        """Take a place when it is there, within `limit` seconds.

        Raises `WaitTooLong`, and `SharedQuotaAway` where Redis cannot be asked.
        """
        until = inf if limit is None else self._clock.now() + limit
        place = None if self._keeps_to_its_share() else await self._take(until)
        if place is None:
            await self._take_of_the_share(until)
            place = Used(self._asking.ticket(), self._clock.now())
        elif self._share is not None and self._share.passes():
            self._share.leave(self._clock.now())  # it counts in this worker's share, should Redis go away
        self._asking.use(place)
        self._places[asyncio.current_task()] = place

    def leave(self, now: float) -> None:
        """Note the answer, or the failure: an exchange longer than the margin counts from its end."""
        place = self._places.pop(asyncio.current_task(), None)
        if place is not None and now - place.since > self._quota.margin:
            self._asking.move(place, now)

    def give_back(self) -> None:
        """Let another worker have the place: nothing was sent."""
        place = self._places.pop(asyncio.current_task(), None)
        if place is not None:
            self._asking.give_back(place)

    async def aclose(self) -> None:
        """Hand back what is not used any more, and close the connections to Redis."""
        await self._asking.aclose()

    async def _take(self, until: float) -> Used | None:
        """Wait for a place in the quota of all; None without Redis. Its time is not after its stamp in Redis."""
        ticket = self._asking.ticket()
        try:
            while (answer := await self._asking.place(ticket, until)) is not None:
                place, asked = answer
                if not place.taken:
                    raise WaitTooLong(place.delay)
                if place.delay == 0:
                    return Used(ticket, asked - place.age)
                self._tell_if_long(place.delay)
                jitter = self._jitter * self._chance()
                await self._clock.sleep(min(place.delay + jitter, _SIGN_OF_LIFE))
        except asyncio.CancelledError:
            self._asking.leave(ticket)
            raise
        return None

    def _keeps_to_its_share(self) -> bool:
        """Return whether Redis was away a moment ago; whether it still is, nobody waits to learn."""
        if self._share is None or self._asking.away is None:
            return False
        if self._clock.now() - self._asking.away_since >= _NEXT_TRY:
            self._asking.look_again()
        return True

    async def _take_of_the_share(self, until: float) -> None:
        if self._share is None:
            reason = self._asking.away or "it does not answer in time"
            raise SharedQuotaAway(
                f"the shared quota at {self._quota.place} cannot be asked: {reason}; start that Redis,"
                " correct the URL, or give SharedQuota a fallback=Quota(…)"
            )
        if not self._share.passes():
            await self._share.wait(None if until == inf else max(until - self._clock.now(), 0.0))
        self._share.leave(self._clock.now())

    def _block(self, seconds: float, said: bool) -> None:  # noqa: FBT001 - the gate's own call
        self._asking.soon(self._close_all(seconds, said=said))

    async def _close_all(self, seconds: float, *, said: bool) -> None:
        self.gate.close(self._clock.now(), await self._asking.block(seconds, said=said))
