"""Pages: `page_no` counts from 1, offsets from 1 and inclusively."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from realtimekit_async.emulator.schema.queries import Page
from realtimekit_async.emulator.world.answers import Json, Row
from realtimekit_async.emulator.world.shapes import Slice

T = TypeVar("T")


def paged(things: Sequence[T], query: Page, cap: int, view: Callable[[T], Row]) -> Slice:
    """Cut a page out of a list; whoever asks for more than `cap` rows gets `cap`.

    The documented minimum of both numbers is 0: page 0 is the first, and a page of 0 rows still counts them all.
    """
    size = min(query.per_page, cap)
    start = (max(query.page_no, 1) - 1) * size
    rows = [view(thing) for thing in things[start : start + size]]
    paging: dict[str, Json] = {
        "total_count": len(things),
        "start_offset": start + 1 if rows else 0,
        "end_offset": start + len(rows) if rows else 0,
    }
    return Slice(rows, paging)
