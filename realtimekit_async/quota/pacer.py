"""First come, first served: requests wait here for quota, for an open gate and for a free connection."""

import asyncio
from collections.abc import Iterable
from math import inf

from realtimekit_async.log import logger
from realtimekit_async.timing import Clock, cancel_and_wait

from .alarm import Alarm
from .gate import Gate
from .queue import Queue, Waiter
from .quotas import Bound, Ledger, Quota

_LONG = 3.0  # seconds: who waits longer wonders whether anything still happens


class WaitTooLong(Exception):  # noqa: N818 - a signal between two modules, not an error for users
    """The wait would be longer than allowed; `delay` is infinite when only an answer can end it."""

    def __init__(self, delay: float) -> None:
        super().__init__(delay)
        self.delay = delay


class SharedQuotaAway(Exception):  # noqa: N818 - as above
    """Who hands out the places cannot be asked; the argument says why, and what to do."""


class Pacer:
    """One queue in front of a set of quotas, a gate and a number of connections.

    Only the head of the queue watches the clock; the others sleep until it is their turn, so that a gate that
    opens wakes one request and not a crowd. `then` is a second pacer that must let the request pass as well.
    """

    __slots__ = ("_alarm", "_bounds", "_clock", "_gate", "_ledger", "_queue", "_then", "_told_until")

    def __init__(
        self,
        clock: Clock,
        quotas: Iterable[Quota],
        *,
        gate: Gate | None = None,
        connections: float = inf,
        then: "Pacer | None" = None,
    ) -> None:
        self._clock = clock
        self._then = then
        self._queue = Queue()
        self._alarm = Alarm(clock, self._queue)
        self._told_until = -inf
        self._ledger = Ledger(quotas, connections)
        self._gate = gate
        self._bounds: tuple[Bound, ...] = (self._ledger,) if gate is None else (self._ledger, gate)

    def passes(self) -> bool:
        """Take a place if nobody waits and there is one; the only thing an unhindered request does here."""
        now = self._clock.now()
        if self._queue.waiters or not self._ledger.takes(now):
            return False
        if self._gate is None or self._gate.takes(now):
            if self._then is None or self._then.passes():
                return True
            if self._gate is not None:
                self._gate.returned()
        self._ledger.returned()
        return False

    async def wait(self, limit: float | None) -> None:
        """Take a place when it is there, within `limit` seconds, or raise `WaitTooLong`."""
        until = inf if limit is None else self._clock.now() + limit
        await self._queue_up(until)
        if self._then is not None:
            try:
                await self._then.wait(None if limit is None else max(until - self._clock.now(), 0.0))
            except BaseException:
                self._give_back()
                raise

    def leave(self, now: float) -> None:
        """Free the place after the answer, or after the failure."""
        self._ledger.answered(now)
        if self._gate is not None:
            self._gate.answered(now)
        if self._queue.waiters:  # nearly never: not worth a call
            self._queue.wake_first()
        if self._then is not None:
            self._then.leave(now)

    def give_back(self) -> None:
        """Free the place: nothing was sent."""
        self._give_back()
        if self._then is not None:
            self._then.give_back()

    async def aclose(self) -> None:
        """Close what the pacer has opened: nothing."""

    def wake_expiring(self, delay: float) -> None:
        """Let those learn at once whose time ends within the next `delay` seconds, in which nobody passes."""
        self._queue.wake_expiring(self._clock.now() + delay)

    def refuse_if_too_late(self, until: float, ahead: int | None = None) -> None:
        """Raise `WaitTooLong` if no place can be free in time, or if no time is left."""
        if until == inf:
            return
        now, ahead = self._clock.now(), len(self._queue) if ahead is None else ahead
        delays = [bound.delay(now, ahead) for bound in self._bounds]
        certain = max((delay for delay in delays if delay < inf), default=0.0)
        if now + certain > until:
            raise WaitTooLong(certain)
        if now >= until:
            raise WaitTooLong(max(delays, default=0.0))
        if self._then is not None:
            self._then.refuse_if_too_late(until)

    def _give_back(self) -> None:
        for bound in self._bounds:
            bound.returned()
        self._queue.wake_first()

    async def _queue_up(self, until: float) -> None:
        if self._queue.waiters or self._delay() > 0:  # else only `then` has to be waited for
            self.refuse_if_too_late(until)
        waiter = self._queue.join(until)
        try:
            delay = self._delay_at_the_head(waiter)
            while delay > 0:
                if delay < inf:  # the first tells it for all
                    self._tell_a_long_wait(delay)
                await self._pause(waiter, delay)
                delay = self._delay_at_the_head(waiter)
                if delay > 0:
                    self.refuse_if_too_late(until, ahead=self._queue.ahead_of(waiter))
            for bound in self._bounds:
                bound.sent()
        finally:
            self._queue.leave(waiter)
            if self._queue.waiters:
                self._queue.wake_first()
            else:
                self._alarm.stop()

    def _delay_at_the_head(self, waiter: Waiter) -> float:
        return self._delay() if self._queue.is_first(waiter) else inf

    def _delay(self) -> float:
        now = self._clock.now()
        return max((bound.delay(now) for bound in self._bounds), default=0.0)

    def _tell_a_long_wait(self, delay: float) -> None:
        """Warn of a long wait for quota; how long a 429 holds everybody back is told when it comes."""
        if self._gate is None or self._gate.open_at <= self._clock.now():
            self._tell_if_long(delay)

    def _tell_if_long(self, delay: float) -> None:
        """Warn of a long wait, once until its end, however many wait."""
        now = self._clock.now()
        if now >= self._told_until and _LONG <= delay < inf:
            self._told_until = now + delay
            logger.warning("the quota is used up: waiting for %.0f s", delay)

    async def _pause(self, waiter: Waiter, delay: float) -> None:
        """Wait until it may be this one's turn, or until its time is over."""
        turn = waiter.turn = asyncio.get_running_loop().create_future()
        opening = None
        if delay < inf:
            opening = asyncio.ensure_future(self._clock.sleep(min(delay, waiter.until - self._clock.now())))
            opening.add_done_callback(lambda _: waiter.wake())
        elif waiter.until < inf:
            self._alarm.set()
        try:
            await turn
        finally:
            if opening is not None:
                await cancel_and_wait(opening)
