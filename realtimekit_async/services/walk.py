"""Which rows of a page are new and which page comes next, while the list changes under the walk. Pure.

Rows added at the front push known rows onto later pages: they are recognised by their id and left out. Rows
removed pull unread rows onto pages already read: `total_count` falls, and the walk goes back as many pages as
fell. When both happen nobody can promise more with page numbers alone: a total that stays at 100 is what a
quiet list shows, and also one where a read row was removed and another was added behind it, which moved an
unread row onto a page already read.
"""

from collections import deque
from collections.abc import Sequence
from math import ceil
from typing import Generic, TypeVar

from msgspec import Struct

from realtimekit_async.models.portable import Portable

T = TypeVar("T")

REMEMBERED = 10_000
_PATIENCE = 1000


class Page(Portable, Struct, Generic[T], frozen=True, omit_defaults=True):
    """One page of a list; the offsets count from one and include both ends.

    `from_dict` leaves the rows as the dictionaries that they are.

    Example:
        >>> page = await rtk.meetings.list(page_no=2, per_page=1).page()
        >>> page.start_offset, page.end_offset, page.total_count, len(page.items)
        (2, 2, 2, 1)
        >>> page.has_next
        False
    """

    items: list[T]
    """The rows; none behind the end of the list."""
    total_count: int | None = None
    """How many rows the whole list has, where the API counts them."""
    start_offset: int | None = None
    """Position in the list of the first row, counted from 1; absent where the API does not page, of no meaning
    without rows.
    """
    end_offset: int | None = None
    """Position in the list of the last row, counted from 1; absent where the API does not page, of no meaning
    without rows.
    """

    @property
    def has_next(self) -> bool:
        """Whether rows come after this page: no where the API counts none, and behind the end of the list."""
        if not self.items or self.total_count is None or self.end_offset is None:
            return False
        return self.end_offset < self.total_count


class Walk(Generic[T]):
    """The state of one walk through a list.

    `page_no` is the page to accept next, `ended` tells that there is none, `moved` whether the list had changed
    when the last page was read, `page_size` is the length of the longest page, `oddity` says why a promise had to
    be given up.
    """

    def __init__(self, first_page: int) -> None:
        self.page_no: int = first_page
        self.ended: bool = False
        self.moved: bool = False
        self.page_size: int = 0
        self.oddity: str | None = None
        self._first_page = first_page
        self._furthest = first_page - 1
        self._total: int | None = None
        self._grew = False
        self._shrank = False
        self._pushed = 0
        self._stale = 0
        self._fruitful = 0
        self._previous: Sequence[T] = ()
        self._seen: set[object] = set()
        self._order: deque[object] = deque()

    @property
    def last_page(self) -> int | None:
        """The last page as far as the totals tell."""
        if self._total is None or not self.page_size:
            return None
        return ceil(self._total / self.page_size)

    def accept(self, page: Page[T]) -> list[T]:
        """Take the page that was asked for, return its new rows and decide how to go on."""
        change = self._change(page.total_count)
        self.page_size = max(self.page_size, len(page.items))
        self.moved = change != 0
        fresh = self._fresh(page.items)
        if fresh:
            self._stale, self._fruitful = 0, self._fruitful + 1
        else:
            self._stale += 1
        # Rows added at the front push as many known ones onto the pages still to come.
        spare = self._pushed + max(change, 0) - (len(page.items) - len(fresh))
        self._pushed = max(spare, 0)
        rereading = self.page_no <= self._furthest
        self._furthest = max(self._furthest, self.page_no)
        if change < 0 and not self._grew:
            self._go_back(-change)
        elif self._is_the_end(page, goes_on=bool(fresh) or spare >= 0 or rereading):
            self.ended = True
        else:
            self.page_no += 1
        if self._stale > _PATIENCE + 2 * self._fruitful:
            self._give_up(f"{self._stale} pages in a row held nothing new")
        return fresh

    def _change(self, total: int | None) -> int:
        if total is None or self._total is None:
            self._total = total
            return 0
        change, self._total = total - self._total, total
        self._grew = self._grew or change > 0
        self._shrank = self._shrank or change < 0
        if self._grew and self._shrank:
            self.oddity = "the list grew and shrank meanwhile: rows may be missing"
        return change

    def _fresh(self, items: list[T]) -> list[T]:
        previous, self._previous = self._previous, items
        ids: list[object] = [getattr(row, "id", "") for row in items]
        if not any(ids):
            # Rows without ids cannot be told apart; a page of them that repeats the one before is a repetition.
            return [] if items == previous else items
        distinct = set(ids)
        if all(ids) and len(distinct) == len(ids) and self._seen.isdisjoint(distinct):
            self._remember(ids)
            return items
        return [row for row, row_id in zip(items, ids, strict=True) if self._is_new(row_id)]

    def _is_new(self, row_id: object) -> bool:
        if not row_id:
            return True
        if row_id in self._seen:
            return False
        self._remember([row_id])
        return True

    def _remember(self, ids: list[object]) -> None:
        seen, order = self._seen, self._order
        seen.update(ids)
        order.extend(ids)
        while len(order) > REMEMBERED:
            seen.discard(order.popleft())

    def _go_back(self, removed: int) -> None:
        pages = ceil(removed / max(self.page_size, 1))
        self.page_no = max(self._first_page, self.page_no - pages)

    def _is_the_end(self, page: Page[T], *, goes_on: bool) -> bool:
        end = self._end_offset(page)
        if self._total is not None and end == self._total:
            return True
        if page.items and goes_on:
            return False
        if self._total is not None and end < self._total:
            what = "repeats what came before" if page.items else "is empty"
            self.oddity = f"page {self.page_no} {what}, though total_count promises more"
        return True

    def _end_offset(self, page: Page[T]) -> int:
        if page.end_offset is not None and page.items:
            return page.end_offset
        return (self.page_no - 1) * self.page_size + len(page.items)

    def _give_up(self, why: str) -> None:
        self.ended = True
        self.oddity = why
