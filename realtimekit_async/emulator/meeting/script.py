"""What is to go wrong with meeting objects, and how often they may call."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from . import refusals


class ScriptedError(NamedTuple):
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

    errors: list[ScriptedError] = field(default_factory=list[ScriptedError])
    limits: dict[str, Limit] = field(default_factory=dict[str, Limit])
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=dict[tuple[str, str], deque[float]])

    def check(self, peer_id: str, names: Collection[str | None], function: str, now: float) -> None:
        """Refuse a peer's call that is to fail by one of the peer's names, or that is one too many."""
        self._fail(names, function)
        limit = self.limits.get(function)
        if limit is not None:
            self._count(peer_id, function, limit, now)

    def _fail(self, names: Collection[str | None], function: str) -> None:
        for error in self.errors:
            if error.function == function and error.who in names:
                self.errors.remove(error)
                raise refusals.refused(error.code, error.message)

    def _count(self, peer_id: str, function: str, limit: Limit, now: float) -> None:
        calls = self._calls.setdefault((peer_id, function), deque())
        while calls and calls[0] <= now - limit.seconds:
            calls.popleft()
        if len(calls) >= limit.calls:
            raise refusals.refused(refusals.TOO_MANY_CALLS, "Rate limit exceeded")
        calls.append(now)
