"""Bounds on what is scripted: no test meets them, mistakes do."""

from collections.abc import Sized

MOST_SCRIPTED = 10_000


def several(times: int) -> int:
    """Refuse a number of times that is none, or too large to be meant."""
    if times < 1:
        raise ValueError("times: at least once")
    if times > MOST_SCRIPTED:
        raise ValueError(f"times: at most {MOST_SCRIPTED:,}")
    return times


def check_room(script: Sized, more: int = 1) -> None:
    """Refuse to script more than can be meant."""
    if len(script) + more > MOST_SCRIPTED:
        raise ValueError(f"{MOST_SCRIPTED:,} are scripted already; clear() forgets them")
