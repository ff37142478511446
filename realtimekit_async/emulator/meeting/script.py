"""What is to go wrong with meeting objects, and how often they may call."""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from . import rules
from .seats import Seat


class Failure(NamedTuple):
    """An error that the next call of a function ends with."""

    who: str
    function: str
    code: str
    message: str


class Limit(NamedTuple):
    """So many calls in so many seconds."""

    calls: int
    seconds: float


@dataclass(slots=True)
class Script:
    """Trouble that waits for its moment; functions are named as `chat.sendTextMessage`, `join` or `init`."""

    failures: list[Failure] = field(default_factory=list[Failure])
    limits: dict[str, Limit] = field(default_factory=dict[str, Limit])
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=dict[tuple[str, str], deque[float]])

    def check(self, seat: Seat, function: str) -> None:
        """Refuse a call that is to fail, or that is one too many."""
        self._fail(seat, function)
        limit = self.limits.get(function)
        if limit is not None:
            self._count(seat, function, limit)

    def _fail(self, seat: Seat, function: str) -> None:
        for failure in self.failures:
            if failure.function == function and seat.is_called(failure.who):
                self.failures.remove(failure)
                raise rules.refused(failure.code, failure.message)

    def _count(self, seat: Seat, function: str, limit: Limit) -> None:
        now = seat.app.world.clock.timestamp()
        calls = self._calls.setdefault((seat.id, function), deque())
        while calls and calls[0] <= now - limit.seconds:
            calls.popleft()
        if len(calls) >= limit.calls:
            raise rules.refused(rules.TOO_MANY_CALLS, "Rate limit exceeded")
        calls.append(now)
