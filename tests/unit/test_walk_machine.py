"""Walks under a list that changes as hypothesis likes, step by step, with pages that arrive late."""

from collections import deque

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import Struct

from realtimekit_async.services.walk import REMEMBERED, Page, Walk

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


modest = settings(max_examples=120, stateful_step_count=25, deadline=None)

TestWhileRowsAreOnlyAdded = OnlyAdded.TestCase
TestWhileRowsAreOnlyRemoved = OnlyRemoved.TestCase
TestWhileRowsComeAndGo = Listed.TestCase
for case in (TestWhileRowsAreOnlyAdded, TestWhileRowsAreOnlyRemoved, TestWhileRowsComeAndGo):
    case.settings = modest


def test_the_memory_of_a_walk_is_bounded_however_long_the_list():
    walk: Walk[Row] = Walk(1)
    per_page, total = 500, 200_000
    kept: list[int] = []
    given = 0
    while not walk.ended:
        start = (walk.page_no - 1) * per_page
        rows = [Row(str(number)) for number in range(start, start + per_page)]
        given += len(walk.accept(Page(rows, total, start + 1, start + per_page)))
        kept.append(sum(len(value) for value in vars(walk).values() if hasattr(value, "__len__")))
    assert given == total
    # Each remembered id stands in a set and in a queue; besides them only the page before is kept.
    assert max(kept) <= 2 * REMEMBERED + per_page
