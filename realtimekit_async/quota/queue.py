"""Those who wait, in the order of arrival. Pure."""

import asyncio
from collections import OrderedDict
from heapq import heappop, heappush
from math import inf


class Waiter:
    """One who waits for a place, and until when."""

    __slots__ = ("number", "turn", "until")

    def __init__(self, number: int, until: float) -> None:
        self.number: int = number
        self.turn: asyncio.Future[None] | None = None
        self.until: float = until

    def wake(self) -> None:
        """Let this one look whether there is a place; who is not asleep does so anyway."""
        if self.turn is not None and not self.turn.done():
            self.turn.set_result(None)


class Queue:
    """Those who wait, in the order of arrival; each step takes the same time however many they are.

    Whether there are any is asked of `waiters` itself, for every request asks.
    """

    __slots__ = ("_ends", "_left", "waiters")

    def __init__(self) -> None:
        self.waiters: OrderedDict[int, Waiter] = OrderedDict()
        self._ends: list[tuple[float, int]] = []  # a heap: whose time is over first
        self._left = 0

    def __len__(self) -> int:
        return len(self.waiters)

    def join(self, until: float) -> Waiter:
        """Add one at the end."""
        number = self._left + len(self.waiters)
        waiter = self.waiters[number] = Waiter(number, until)
        if until < inf:
            heappush(self._ends, (until, number))
        return waiter

    def first_end(self) -> float:
        """Return when the first of those who wait has to have passed."""
        ends = self._ends
        while ends and ends[0][1] not in self.waiters:
            heappop(ends)
        return ends[0][0] if ends else inf

    def wake_ended(self, now: float) -> None:
        """Let all those look whose time is over."""
        while self.first_end() <= now:
            self.waiters[heappop(self._ends)[1]].wake()

    def leave(self, waiter: Waiter) -> None:
        """Take one out, wherever it stands."""
        del self.waiters[waiter.number]
        self._left += 1

    def is_first(self, waiter: Waiter) -> bool:
        """Return whether it is this one's turn."""
        return next(iter(self.waiters)) == waiter.number

    def ahead_of(self, waiter: Waiter) -> int:
        """Return how many at least stand before this one.

        Those who left may have stood behind it: nobody is ever told of a wait that is longer than the true one.
        """
        return 0 if self.is_first(waiter) else max(waiter.number - self._left, 1)

    def wake_first(self) -> None:
        """Let the first one look whether there is a place."""
        if self.waiters:
            next(iter(self.waiters.values())).wake()

    def wake_expiring(self, until: float) -> None:
        """Let all those look whose wait ends before that time."""
        for waiter in self.waiters.values():
            if waiter.until < until:
                waiter.wake()
