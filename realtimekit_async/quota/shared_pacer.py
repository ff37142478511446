"""The wait for a place in a quota that many workers, on any number of processes and machines, share in Redis.

A request takes its place last, just before it is sent: after the queue, the gate and the connections of its own
process. The `limits` library has a moving window on Redis as well, but stamps it with each client's clock, so that
one machine whose clock is off breaks the quota for all; and it can only say no, so that everybody asks again and
again. A script on the server stamps with Redis's own `TIME` and says *when*: who finds the window full takes the
first moment with room and sleeps until then. First come, first served, over all workers, without polling.

The server counts a request when it arrives, up to D seconds after its place. What it counts in any S seconds has
places within S + D, so the window kept is `seconds + margin`. A place older than half the margin when its request
wakes up is taken anew, and the other half, 2.5 s by default, is for connecting and for the network. Where more
than the margin has passed between asking for a place and the end of its exchange, it is moved to that end, before
the old one has left the window.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING

from realtimekit_async.log import logger
from realtimekit_async.timing import Clock

from .gate import Gate
from .pacer import Pacer, SharedQuotaAway, WaitTooLong
from .quotas import Quota
from .shared import SharedQuota

if TYPE_CHECKING:
    from .in_redis import Place, RedisQuota

_NEXT_TRY = 5.0
_CLOSING = 5.0
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
        self._key = quota.key(token)
        self._chance = chance
        self._window: RedisQuota | None = None
        self._turn = asyncio.Lock()
        self._closed = False
        self._gone: str | None = None
        self._gone_at = -inf
        self._jitter = min(quota.margin * _JITTER, _MOST_JITTER)
        self._taken: deque[tuple[str, float]] = deque(maxlen=quota.requests)
        self._places: dict[asyncio.Task[object] | None, tuple[str, float]] = {}
        self._share = None if quota.fallback is None else Pacer(clock, (self._widened(quota.fallback),))
        self._background: set[asyncio.Task[None]] = set()

    def passes(self) -> bool:
        """Only Redis knows."""
        return False

    async def wait(self, limit: float | None) -> None:
        """Take a place when it is there, within `limit` seconds.

        Raises `WaitTooLong`, and `SharedQuotaAway` where Redis cannot be asked.
        """
        until = inf if limit is None else self._clock.now() + limit
        ticket = self._opened().ticket()
        stamped = await self._take(ticket, until)
        if stamped is None:
            await self._take_of_the_share(until)
            stamped = self._clock.now()
        elif self._share is not None and self._share.passes():
            self._share.leave(self._clock.now())  # it counts in this worker's share, should Redis go away
        place = (ticket, stamped)
        self._taken.append(place)
        self._places[asyncio.current_task()] = place

    def leave(self, now: float) -> None:
        """Note the answer, or the failure: an exchange longer than the margin counts from its end."""
        place = self._places.pop(asyncio.current_task(), None)
        if place is not None and now - place[1] > self._quota.margin:
            self._forget(place)
            self._taken.append((place[0], now))
            self._soon(self._opened().move(place[0]))

    def give_back(self) -> None:
        """Let another worker have the place: nothing was sent."""
        place = self._places.pop(asyncio.current_task(), None)
        if place is not None:
            self._forget(place)
            self._soon(self._opened().give_back(place[0]))

    async def aclose(self) -> None:
        """Give back what is not used any more and close the connections to Redis."""
        if self._window is None:
            return
        from anyio import move_on_after  # noqa: PLC0415 - as in the pool: not for the request path

        with move_on_after(_CLOSING, shield=True):
            await asyncio.sleep(0)  # requests that closing has cancelled give their places back first
            await asyncio.gather(*self._background, return_exceptions=True)
            self._closed = True
            await self._window.aclose()

    def _opened(self) -> "RedisQuota":
        if self._window is None:
            from .in_redis import RedisQuota  # noqa: PLC0415 - brings redis

            quota = self._quota
            window = self._widened(Quota(quota.requests, quota.seconds))
            self._window = RedisQuota(quota.url, self._key, window, late=quota.margin / 2)
        return self._window

    def _forget(self, place: tuple[str, float]) -> None:
        with suppress(ValueError):  # more than a whole quota of places is not remembered
            self._taken.remove(place)

    def _widened(self, quota: Quota) -> Quota:
        return Quota(quota.requests, quota.seconds + self._quota.margin)

    async def _take(self, ticket: str, until: float) -> float | None:
        """Wait for a place in the quota of all, and give a time not after its stamp; None without Redis."""
        try:
            while (answer := await self._asked(ticket, until)) is not None:
                place, asked = answer
                if not place.taken:
                    raise WaitTooLong(place.delay)
                if place.delay == 0:
                    return asked - place.age
                await self._clock.sleep(place.delay + self._jitter * self._chance())
        except asyncio.CancelledError:
            self._soon(self._opened().give_back(ticket))
            raise
        return None

    async def _asked(self, ticket: str, until: float) -> "tuple[Place, float] | None":
        """Ask Redis, one request after the other: places come in the order of arrival. None without Redis.

        With the place comes the time when it was asked for: an answer may be read much later than it was given.
        """
        from .in_redis import Unreachable  # noqa: PLC0415 - as above

        joined = self._clock.now()
        async with self._turn:
            if self._is_away(joined):
                return None
            try:
                answer = await self._answer(ticket, max(until - self._clock.now(), 0.0))
            except Unreachable as gone:
                self._went(str(gone))
                return None
            self._came_back()
            return answer

    async def _answer(self, ticket: str, limit: float) -> "tuple[Place, float]":
        window, asked = self._opened(), self._clock.now()
        while (place := await window.take(ticket, limit, self._known())) is None:
            now = self._clock.now()
            await window.remind([(mine, now - moment) for mine, moment in self._taken])
            asked = self._clock.now()
        return place, asked

    def _known(self) -> str:
        """Give the last place of this worker that Redis must still know."""
        if not self._taken:
            return ""
        ticket, moment = self._taken[-1]
        return ticket if self._clock.now() - moment < self._quota.seconds else ""

    def _is_away(self, joined: float) -> bool:
        """Tell whether Redis failed while one queued up, or a moment ago where there is a share to use."""
        pause = 0.0 if self._share is None else _NEXT_TRY
        return self._gone is not None and max(joined, self._clock.now() - pause) <= self._gone_at

    def _went(self, reason: str) -> None:
        if self._gone is None and self._share is not None:
            text = "the shared quota at %s is away, this client keeps to %r meanwhile: %s"
            logger.warning(text, self._quota.place, self._quota.fallback, reason)
        self._gone, self._gone_at = reason, self._clock.now()

    def _came_back(self) -> None:
        if self._gone is not None:
            logger.info("the shared quota at %s is back", self._quota.place)
        self._gone = None

    async def _take_of_the_share(self, until: float) -> None:
        if self._share is None:
            raise SharedQuotaAway(
                f"the shared quota at {self._quota.place} cannot be asked: {self._gone}; start that Redis,"
                " correct the URL, or give SharedQuota a fallback=Quota(…)"
            )
        if not self._share.passes():
            await self._share.wait(None if until == inf else max(until - self._clock.now(), 0.0))
        self._share.leave(self._clock.now())

    def _block(self, seconds: float, said: bool) -> None:  # noqa: FBT001 - the gate's own call
        self._soon(self._close_all(seconds, said=said))

    async def _close_all(self, seconds: float, *, said: bool) -> None:
        self.gate.close(self._clock.now(), await self._opened().block(seconds, said=said))

    def _soon(self, work: Coroutine[None, None, None]) -> None:
        """Tell Redis in the background; what it does not hear, it learns from the next 429 or by its own clock."""
        if self._closed:
            work.close()
            return
        task = asyncio.ensure_future(_quietly(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def _quietly(work: Coroutine[None, None, None]) -> None:
    from .in_redis import Unreachable  # noqa: PLC0415 - as above

    with suppress(Unreachable):
        await work
