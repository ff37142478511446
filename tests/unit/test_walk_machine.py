"""Walks under a list that changes as hypothesis likes, step by step, with pages that arrive late."""

from collections import deque
from contextlib import aclosing
from typing import Any
from weakref import WeakSet

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import Struct

from realtimekit_async.models.common import Paging
from realtimekit_async.services.pages import Pages
from realtimekit_async.services.walk import REMEMBERED, Page, Walk
from realtimekit_async.wire.calls import Call, Reply

ENOUGH_PAGES = 400


class Row(Struct, frozen=True):
    id: str = ""


class Listed(RuleBasedStateMachine):
    """A list, a walk through it, and between two pages whatever the machine does to the list.

    Pages are read as a prefetching walk reads them: `ahead` of them may have been answered before the walk takes
    the first, and are thrown away when the walk sees that the list has moved.
    """

    adds = True
    removes = True

    @initialize(size=st.integers(0, 12), per_page=st.integers(1, 4), nameless=st.booleans())
    def begin(self, size: int, per_page: int, nameless: bool) -> None:  # noqa: FBT001 - hypothesis gives keywords
        self.rows = [Row(f"old {number}") for number in range(size)]
        self.rows += [Row()] * nameless
        self.original = [row.id for row in self.rows if row.id]
        self.nameless = nameless
        self.per_page = per_page
        self.walk: Walk[Row] = Walk(1)
        self.flight: deque[tuple[int, Page[Row]]] = deque()
        self.found: list[str] = []
        self.grew = self.shrank = False
        self.made = self.read = 0

    @precondition(lambda self: self.adds)
    @rule(front=st.booleans(), count=st.integers(1, 5))
    def add(self, front: bool, count: int) -> None:  # noqa: FBT001
        new = [Row(f"new {self.made + number}") for number in range(count)]
        self.made += count
        self.rows = new + self.rows if front else self.rows + new
        self.grew = True

    @precondition(lambda self: self.removes and self.rows)
    @rule(place=st.integers(0, 99), count=st.integers(1, 5))
    def remove(self, place: int, count: int) -> None:
        start = place % len(self.rows)
        self.nameless &= Row() not in self.rows[start : start + count]
        del self.rows[start : start + count]
        self.shrank = True

    @rule(most=st.integers(1, 4))
    def ask(self, most: int) -> None:
        """Answer pages ahead of the walk, as far as its totals tell that there are any."""
        if self.walk.ended:
            return
        page_no = self.flight[-1][0] + 1 if self.flight else self.walk.page_no
        last = self.walk.last_page
        while len(self.flight) < most and (last is None or page_no <= last or not self.flight):
            self.flight.append((page_no, self.page(page_no)))
            page_no += 1

    @precondition(lambda self: self.flight)
    @rule()
    def take(self) -> None:
        page_no, page = self.flight.popleft()
        self.found += [row.id for row in self.walk.accept(page)]
        self.read += 1
        if self.walk.ended or self.walk.moved or self.walk.page_no != page_no + 1:
            self.flight.clear()

    def page(self, page_no: int) -> Page[Row]:
        start = (page_no - 1) * self.per_page
        rows = self.rows[start : start + self.per_page]
        return Page(rows, len(self.rows), start + 1, start + len(rows))

    @invariant()
    def no_row_comes_twice(self) -> None:
        found = [row_id for row_id in getattr(self, "found", ()) if row_id]
        assert len(found) == len(set(found))

    def teardown(self) -> None:
        if not hasattr(self, "walk"):
            return
        for _ in range(ENOUGH_PAGES):
            if self.walk.ended:
                break
            self.ask(2)
            self.take()
        assert self.walk.ended, "a list that stands still is walked to its end"
        self.judge()

    def judge(self) -> None:
        """Hold the walk to what is promised for what happened to the list."""
        now = {row.id for row in self.rows if row.id}
        if not self.shrank:
            assert [row_id for row_id in self.found if row_id in set(self.original)] == self.original
        if not self.grew:
            assert now <= set(self.found)
        if self.nameless and not (self.grew and self.shrank):
            assert "" in self.found
        if not (self.grew and self.shrank):
            assert self.walk.oddity is None


class OnlyAdded(Listed):
    removes = False


class OnlyRemoved(Listed):
    adds = False


TestWhileRowsAreOnlyAdded = OnlyAdded.TestCase
TestWhileRowsAreOnlyRemoved = OnlyRemoved.TestCase
TestWhileRowsComeAndGo = Listed.TestCase


# ── memory ──

PER_PAGE, TOTAL = 500, 200_000


class Rows(list[Row]):
    """A page's rows that tell when nobody keeps them any more."""

    __hash__ = object.__hash__


class LongList:
    """A `Sender` with a long list behind it, and the number of its pages that somebody still keeps."""

    def __init__(self) -> None:
        self.alive: WeakSet[Rows] = WeakSet()
        self.most_alive = 0

    async def send(self, call: Call[Any], /) -> Reply[Any]:
        start = ((call.query or {}).get("page_no", 1) - 1) * PER_PAGE
        rows = Rows(Row(str(number)) for number in range(start, start + PER_PAGE))
        self.alive.add(rows)
        self.most_alive = max(self.most_alive, len(self.alive))
        return Reply(rows, Paging(TOTAL, start + 1, start + PER_PAGE), 200, {}, None)


@pytest.mark.parametrize("in_flight", [0, 4])
async def test_no_more_pages_are_kept_than_are_in_flight(in_flight):
    sender = LongList()
    pages = Pages(sender, Call("GET", "/rows"))
    count = 0
    async with aclosing(aiter(pages)) if not in_flight else pages.prefetch(in_flight) as rows:
        async for _ in rows:
            count += 1
    assert count == TOTAL
    assert sender.most_alive <= in_flight + 3  # the page being read, the one before it, the one just arrived


def test_the_memory_of_a_walk_is_bounded_however_long_the_list():
    walk: Walk[Row] = Walk(1)
    kept: list[int] = []
    given = 0
    while not walk.ended:
        start = (walk.page_no - 1) * PER_PAGE
        rows = [Row(str(number)) for number in range(start, start + PER_PAGE)]
        given += len(walk.accept(Page(rows, TOTAL, start + 1, start + PER_PAGE)))
        kept.append(sum(len(value) for value in vars(walk).values() if hasattr(value, "__len__")))
    assert given == TOTAL
    # Each remembered id stands in a set and in a queue; besides them only the page before is kept.
    assert max(kept) <= 2 * REMEMBERED + PER_PAGE
