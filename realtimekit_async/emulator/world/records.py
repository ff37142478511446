"""Records of what happened: all of them, none, or so many of the newest."""

from collections.abc import Callable
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_BYTES = 64 << 20


def most_kept(keep: bool | int) -> float:  # noqa: FBT001 - the value of a public option
    """Return how many records an option asks for."""
    if isinstance(keep, bool):
        return inf if keep else 0
    if keep < 0:
        raise ValueError("keep_requests: True, False, or how many of the newest")
    return keep


def record(records: list[T], one: T, most: float) -> None:
    """Write one more record down, and forget the oldest if there are too many."""
    records.append(one)
    while len(records) > most:
        del records[0]


class Weight(Generic[T]):
    """Bounds what records weigh, where their number is bounded, too."""

    def __init__(self, weigh: Callable[[T], int], most: float) -> None:
        self._weigh = weigh
        self._is_bounded = most < inf
        self._bytes = 0

    def add(self, records: list[T], one: T) -> None:
        """Count one more record; when there is too much, forget the oldest until half of it is left."""
        self._bytes += self._weigh(one)
        if self._is_bounded and self._bytes > MOST_BYTES:
            weights = [self._weigh(record) for record in records]
            self._bytes = sum(weights)  # counted anew, for a test may have emptied the list
            forgotten = 0
            while self._bytes > MOST_BYTES // 2:
                self._bytes -= weights[forgotten]
                forgotten += 1
            del records[:forgotten]
