"""One client's talk with Redis: it asks for places in the order of arrival, and tells what became of them.

Those who come while Redis is being asked are all in the next request: even where the way to Redis is slow, nobody
waits for more than two round trips. There is one request at a time, so that the order stays.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from math import inf

from msgspec import Struct

from realtimekit_async.log import logger
from realtimekit_async.timing import Clock, arrives_within

from .in_redis import Place, RedisQuota, Unreachable
from .quotas import Quota
from .shared import SharedQuota

_MOST_AT_ONCE = 100  # Redis does nothing else meanwhile
_MOMENT = 0.5
_CLOSING = 5.0
_MOST_REMINDERS = 3
_MOST_UNWANTED = 10_000  # while Redis is away they become more; what it is not told, it drops by itself


class Used(Struct, frozen=True):
    """A place that was taken, and since when it counts by the client's clock."""

    ticket: str
    since: float


class _Wish(Struct):
    """One who wants a place; the answer is None where Redis cannot be asked."""

    ticket: str
    until: float
    answer: "asyncio.Future[tuple[Place, float] | None]"


class Asking:
    """Asks for places, and remembers those of this client for a Redis that forgets them.

    `away` says why Redis could not be asked the last time, and `away_since` when that was.
    """

    def __init__(self, quota: SharedQuota, key: str, clock: Clock) -> None:
        window = Quota(quota.requests, quota.seconds + quota.margin)
        self._redis = RedisQuota(quota.url, key, window, late=quota.margin / 2)
        self._quota = quota
        self._clock = clock
        self._wishes: deque[_Wish] = deque()
        self._unwanted: deque[str] = deque(maxlen=_MOST_UNWANTED)
        self._used: deque[Used] = deque(maxlen=quota.requests)
        self._asker: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._closed = False
        self.away: str | None = None
        self.away_since: float = -inf

    def ticket(self) -> str:
        """Return a name for a place, unlike that of any other worker."""
        return self._redis.ticket()

    async def place(self, ticket: str, until: float) -> tuple[Place, float] | None:
        """Take a place, or confirm it; None if Redis cannot be asked, or does not answer in time.

        With the place comes the time when it was asked for: an answer may be read much later than it was given.
        Who has no time left gives Redis half a second nevertheless: the place may be free.
        """
        if self._closed:
            return None
        wish = _Wish(ticket, until, asyncio.get_running_loop().create_future())
        self._wishes.append(wish)
        self._go_on()
        if until == inf:
            return await wish.answer
        patience = max(until - self._clock.now(), _MOMENT)
        if await arrives_within(self._clock, patience, wish.answer):
            return wish.answer.result()
        self.leave(ticket)
        return None

    def leave(self, ticket: str) -> None:
        """Let another worker have a place that is not wanted any more, also one that is being asked for."""
        self._unwanted.append(ticket)
        self._go_on()

    def use(self, place: Used) -> None:
        """Remember a place that is used."""
        self._used.append(place)

    def move(self, place: Used, now: float) -> None:
        """Let a used place count from now on."""
        self._forget(place)
        self._used.append(Used(place.ticket, now))
        self.soon(self._redis.move(place.ticket))

    def give_back(self, place: Used) -> None:
        """Let another worker have a place: nothing was sent."""
        self._forget(place)
        self.leave(place.ticket)

    async def block(self, seconds: float, *, said: bool) -> float:
        """Stop every worker for so long, or for 300 s if that was a guess and many requests went before."""
        return await self._redis.block(seconds, said=said)

    def look_again(self) -> None:
        """Find out in the background whether Redis is back, and tell it what was sent meanwhile."""
        self.away_since = self._clock.now()
        self.soon(self._look())

    def soon(self, work: Coroutine[None, None, None]) -> "asyncio.Task[None] | None":
        """Tell Redis in the background; what it does not hear, it learns from the next 429 or by its own clock."""
        if self._closed:
            work.close()
            return None
        task = asyncio.ensure_future(_quietly(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def aclose(self) -> None:
        """Hand back what is not used any more, and close the connections."""
        from anyio import move_on_after  # noqa: PLC0415 - as in the pool: not for the request path

        with move_on_after(_CLOSING, shield=True):
            await asyncio.sleep(0)  # requests that closing has cancelled leave first
            while self._background:
                ended = tuple(self._background)
                await asyncio.gather(*ended, return_exceptions=True)
                # From Python 3.12 on, what has ended already is gathered without a turn of the loop, in which
                # alone the tasks would be forgotten.
                self._background.difference_update(ended)
            self._closed = True
            await self._redis.aclose()

    def _forget(self, place: Used) -> None:
        with suppress(ValueError):  # more than a whole quota of places is not remembered
            self._used.remove(place)

    def _go_on(self) -> None:
        if self._asker is None or self._asker.done():
            self._asker = self.soon(self._ask_all())

    async def _ask_all(self) -> None:
        batch: list[_Wish] = []
        try:
            while self._wishes or self._unwanted:
                await self._give_back_the_unwanted()
                batch = self._next_batch()
                await self._ask(batch)
                self._came_back()
        except Unreachable as gone:
            self._went(str(gone))
        finally:  # also at an end that nobody has foreseen: nobody waits for ever
            self._let_all_go([*batch, *self._wishes])

    def _next_batch(self) -> list[_Wish]:
        most = min(len(self._wishes), _MOST_AT_ONCE)
        wishes = [self._wishes.popleft() for _ in range(most)]
        return [wish for wish in wishes if not wish.answer.done()]  # else somebody has left the queue

    def _let_all_go(self, wishes: list[_Wish]) -> None:
        self._wishes.clear()
        for wish in wishes:
            if not wish.answer.done():
                self._unwanted.append(wish.ticket)  # Redis may have heard of it
                wish.answer.set_result(None)

    async def _give_back_the_unwanted(self) -> None:
        tickets = list(self._unwanted)
        self._unwanted.clear()
        if tickets:
            await self._redis.give_back(tickets)

    async def _ask(self, batch: list[_Wish]) -> None:
        now = self._clock.now()
        wanted = [(wish.ticket, max(wish.until - now, 0.0)) for wish in batch]
        for _ in range(_MOST_REMINDERS):
            asked, places = self._clock.now(), await self._redis.take(wanted, self._known()) if batch else []
            if places is not None:
                break
            await self._remind()
        else:
            raise Unreachable("it forgets at once what it is told")
        for wish, place in zip(batch, places, strict=True):
            if not wish.answer.done():
                wish.answer.set_result((place, asked))

    def _known(self) -> str:
        """Return the last place of this client that Redis must still know."""
        if not self._used:
            return ""
        last = self._used[-1]
        return last.ticket if self._clock.now() - last.since < self._quota.seconds else ""

    async def _remind(self) -> None:
        now = self._clock.now()
        await self._redis.remind([(used.ticket, now - used.since) for used in self._used])

    async def _look(self) -> None:
        await self._remind()
        self._came_back()

    def _went(self, reason: str) -> None:
        if self.away is None and self._quota.fallback is not None:
            text = "the shared quota at %s is away, this client keeps to %r meanwhile: %s"
            logger.warning(text, self._quota.place, self._quota.fallback, reason)
        self.away, self.away_since = reason, self._clock.now()

    def _came_back(self) -> None:
        if self.away is not None:
            logger.info("the shared quota at %s is back", self._quota.place)
        self.away = None


async def _quietly(work: Coroutine[None, None, None]) -> None:
    with suppress(Unreachable):
        await work
