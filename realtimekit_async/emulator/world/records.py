"""Records of what happened: all of them, none, or so many of the newest."""

from math import inf
from typing import TypeVar

T = TypeVar("T")


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
