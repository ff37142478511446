import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from hypothesis import given, strategies as st
from msgspec import Struct

from realtimekit_async.errors import BadRequest
from realtimekit_async.models.common import Paging
from realtimekit_async.services.base import Service
from realtimekit_async.services.pages import Pages
from realtimekit_async.wire.calls import Call, Reply

T = TypeVar("T")


class Row(Struct):
    id: str = ""


class Box(Struct):
    items: list[Row]
    paging: Paging | None = None

    def rows(self) -> list[Row]:
        return self.items


class TroubleError(Exception):
    pass


class Shelf:
    """A `Sender` with a list behind it, which may change, and a server's ways of telling of it.

    `turns` says how long the requests take, one after the other and over again; `before` is called with the
    number of requests served so far, before each is served.
    """

    def __init__(self, ids: Sequence[object], *, per_page: int = 3, turns: Sequence[int] = (0,)) -> None:
        self.ids = [str(row_id) for row_id in ids]
        self.per_page = per_page
        self.turns = turns
        self.totals = True
        self.boxed: str | None = None
        self.asked: list[dict[str, object]] = []
        self.served: list[int] = []
        self.before: Callable[[int], None] = lambda _served: None
        self.answer: Callable[[int], list[str]] = self._slice

    @property
    def page_numbers(self) -> list[object]:
        return [query.get("page_no", 1) for query in self.asked]

    def pages(self, **query: object) -> Pages[Row]:
        return Pages(self, Call("GET", "/rows", query=query))

    def _slice(self, page_no: int) -> list[str]:
        start = (page_no - 1) * self.per_page
        return self.ids[start : start + self.per_page]

    async def send(self, call: Call[T], /) -> Reply[T]:
        query = dict(call.query or {})
        turns = self.turns[len(self.asked) % len(self.turns)]
        self.asked.append(query)
        for _ in range(turns):
            await asyncio.sleep(0)
        page_no = query.get("page_no", 1)
        self.before(len(self.served))
        self.served.append(page_no)
        rows = [Row(row_id) for row_id in self.answer(page_no)]
        start = (page_no - 1) * self.per_page
        paging = Paging(len(self.ids), start + 1, start + len(rows)) if self.totals else None
        if self.boxed is None:
            return Reply(rows, paging, 200, {}, None)
        inside, outside = (paging, None) if self.boxed == "paging inside" else (None, paging)
        return Reply(Box(rows, inside), outside, 200, {}, None)


async def walked(pages: Pages[Row], in_flight: int) -> list[str]:
    """Walk through all rows, sequentially (0) or with so many pages in flight."""
    if not in_flight:
        return [row.id async for row in pages]
    async with pages.prefetch(in_flight) as rows:
        return [row.id async for row in rows]


ways = pytest.mark.parametrize("in_flight", [0, 1, 2, 8], ids=["one by one", "1 ahead", "2 ahead", "8 ahead"])

# ── what one can do with a list ──


@ways
async def test_a_walk_gives_every_row_in_order(in_flight):
    shelf = Shelf(range(10))
    assert await walked(shelf.pages(), in_flight) == [str(number) for number in range(10)]
    assert shelf.page_numbers == [1, 2, 3, 4]


@ways
async def test_each_use_starts_a_new_walk(in_flight):
    pages = Shelf(range(7)).pages()
    assert await walked(pages, in_flight) == await walked(pages, in_flight)


@ways
@pytest.mark.parametrize("boxed", [None, "paging inside", "paging outside"])
async def test_boxed_rows_are_walked_like_bare_ones(boxed, in_flight):
    shelf = Shelf(range(7))
    shelf.boxed = boxed
    assert await walked(shelf.pages(), in_flight) == list("0123456")
    assert shelf.page_numbers == [1, 2, 3]


async def test_pages_come_one_by_one_with_their_place_in_the_list():
    pages = [page async for page in Shelf(range(5)).pages().pages()]
    assert [[row.id for row in page.items] for page in pages] == [["0", "1", "2"], ["3", "4"]]
    assert [(page.total_count, page.start_offset, page.end_offset) for page in pages] == [(5, 1, 3), (5, 4, 5)]


async def test_pages_hold_only_what_is_new():
    shelf = Shelf("abcd", per_page=2)
    shelf.before = lambda served: shelf.ids.insert(0, "new") if served == 1 else None
    assert [[row.id for row in page.items] async for page in shelf.pages().pages()] == [["a", "b"], ["c"], ["d"]]


async def test_a_page_is_one_request_and_says_where_it_lies():
    shelf = Shelf(range(10))
    page = await shelf.pages(page_no=2, per_page=3, search="x").page()
    assert [row.id for row in page.items] == ["3", "4", "5"]
    assert (page.total_count, page.start_offset, page.end_offset) == (10, 4, 6)
    assert shelf.asked == [{"page_no": 2, "per_page": 3, "search": "x"}]


async def test_a_page_without_paging_holds_its_rows():
    shelf = Shelf("ab")
    shelf.totals = False
    page = await shelf.pages().page()
    assert ([row.id for row in page.items], page.total_count) == (["a", "b"], None)


async def test_the_first_row_is_one_request():
    shelf = Shelf(range(10))
    first = await shelf.pages().first()
    assert first is not None
    assert (first.id, len(shelf.asked)) == ("0", 1)
    assert await Shelf([]).pages().first() is None


@pytest.mark.parametrize(
    ("limit", "count", "requests"), [(None, 10, 4), (0, 0, 0), (1, 1, 1), (3, 3, 1), (4, 4, 2), (99, 10, 4)]
)
async def test_collecting_asks_for_no_more_pages_than_needed(limit, count, requests):
    shelf = Shelf(range(10))
    rows = await shelf.pages().collect(limit)
    assert [row.id for row in rows] == [str(number) for number in range(count)]
    assert len(shelf.asked) == requests


@pytest.mark.parametrize("limit", [-1, 1.0, True, "3"])
async def test_a_limit_is_a_whole_number(limit):
    with pytest.raises(ValueError, match="limit"):
        await Shelf("a").pages().collect(limit)


async def test_counting_is_one_request_where_the_api_gives_a_total():
    shelf = Shelf(range(100))
    assert await shelf.pages().count() == 100
    assert len(shelf.asked) == 1


async def test_counting_is_a_walk_where_it_gives_none():
    shelf = Shelf(range(10))
    shelf.totals = False
    assert await shelf.pages().count() == 10


@ways
async def test_a_list_that_is_not_paged_is_one_request(in_flight):
    shelf = Shelf(range(9), per_page=5)
    shelf.totals = False
    pages = Pages(shelf, Call("GET", "/webhooks"), paged=False)
    assert await walked(pages, in_flight) == list("01234")
    assert await pages.count() == 5
    assert shelf.page_numbers == [1, 1]
    assert "page_no" not in shelf.asked[0]


@ways
async def test_a_walk_begins_at_the_page_asked_for(in_flight):
    shelf = Shelf(range(10))
    assert await walked(shelf.pages(page_no=3), in_flight) == list("6789")
    assert shelf.page_numbers == [3, 4]


async def test_page_numbers_are_sent_only_where_needed_and_nothing_else_is_changed():
    shelf = Shelf(range(4))
    await shelf.pages(status="ACTIVE", per_page=3).collect()
    assert shelf.asked == [{"status": "ACTIVE", "per_page": 3}, {"status": "ACTIVE", "per_page": 3, "page_no": 2}]


@pytest.mark.parametrize("page_no", ["1", 1.0, True, None])
async def test_a_page_number_is_an_int(page_no):
    with pytest.raises(TypeError, match=f"page_no is an int, got {type(page_no).__name__}"):
        await Shelf("a").pages(page_no=page_no).collect()
    with pytest.raises(TypeError, match="page_no"):
        Shelf("a").pages(page_no=page_no).prefetch()


@pytest.mark.parametrize("pages", [0, -1, 1.0, True, "8"])
def test_pages_in_flight_are_a_whole_number_from_one_up(pages):
    with pytest.raises(ValueError, match="prefetch"):
        Shelf("a").pages().prefetch(pages)


def test_a_list_is_described_without_its_filters():
    assert repr(Shelf("a").pages(search="secret name")) == "Pages(GET /rows)"


async def test_a_service_describes_its_lists():
    class Rows(Service):
        def list(self, **query: object) -> Pages[Row]:
            return self._pages("/rooms/{room_id}/rows", "r1", rows=Row, box=Box, query=query)

    shelf = Shelf("ab")
    pages = Rows(shelf).list(page_no=1)
    assert (pages.call.route, pages.call.ids, pages.call.into) == (
        "/rooms/{room_id}/rows",
        ("r1",),
        list[Row] | Box,
    )
    assert [row.id for row in await pages.collect()] == ["a", "b"]


# ── leaving early ──


async def test_leaving_a_walk_leaves_no_task_and_asks_for_nothing_more():
    shelf = Shelf(range(100))
    async for row in shelf.pages():
        if row.id == "4":
            break
    assert shelf.page_numbers == [1, 2]
    assert len(asyncio.all_tasks()) == 1


async def test_a_look_at_one_row_asks_for_one_page_even_when_prefetching():
    shelf = Shelf(range(100), turns=(3,))
    async with shelf.pages().prefetch(8) as rows:
        async for row in rows:
            assert row.id == "0"
            break
    assert shelf.page_numbers == [1]
    assert len(asyncio.all_tasks()) == 1


async def test_leaving_a_prefetched_walk_ends_what_is_in_flight():
    shelf = Shelf(range(100), turns=(1, 1, 50))
    async with shelf.pages().prefetch(4) as rows:
        async for row in rows:
            if row.id == "4":
                break
        assert len(asyncio.all_tasks()) > 1
    assert len(asyncio.all_tasks()) == 1
    assert len(shelf.asked) <= 1 + 4 + 1
    assert [row async for row in rows] == []


# ── prefetching ──


async def test_rows_stay_in_order_however_late_a_page_is():
    shelf = Shelf(range(200), turns=(9, 1, 30, 0, 4, 2, 17))
    assert await walked(shelf.pages(), 8) == [str(number) for number in range(200)]
    assert shelf.served != sorted(shelf.served)
    assert sorted(shelf.served) == list(range(1, 68))


async def test_a_slow_consumer_bounds_what_is_in_flight():
    shelf = Shelf(range(100))
    ahead = []
    async with shelf.pages().prefetch(4) as rows:
        async for row in rows:
            for _ in range(5):
                await asyncio.sleep(0)
            ahead.append(len(shelf.asked) - (int(row.id) // 3 + 1))
    assert max(ahead) == 4


class Failing(Shelf):
    """A shelf where some pages cannot be had."""

    def __init__(self, broken: int, error: Exception) -> None:
        super().__init__(range(100), turns=(5, 1, 9, 0, 0, 2))
        self.error = error
        self.broken = broken
        self.answer = self._fail

    def _fail(self, page_no: int) -> list[str]:
        if page_no >= self.broken:
            raise self.error
        return self._slice(page_no)


@ways
@pytest.mark.parametrize("broken", [1, 5])
async def test_an_error_arrives_bare_after_the_rows_before_it(in_flight, broken):
    trouble = TroubleError("page 5")
    shelf = Failing(broken, trouble)
    found: list[str] = []

    async def walk() -> None:
        if not in_flight:
            async for row in shelf.pages():
                found.append(row.id)  # noqa: PERF401 - what came before the error is looked at
            return
        async with shelf.pages().prefetch(in_flight) as rows:
            async for row in rows:
                found.append(row.id)  # noqa: PERF401

    with pytest.raises(TroubleError) as caught:
        await walk()
    assert caught.value is trouble
    assert found == [str(number) for number in range((broken - 1) * 3)]
    assert len(asyncio.all_tasks()) == 1


async def test_after_an_error_a_prefetched_walk_is_over():
    shelf = Failing(2, TroubleError())
    async with shelf.pages().prefetch(4) as rows:
        with pytest.raises(TroubleError):
            [row async for row in rows]
        assert [row async for row in rows] == []


async def test_an_error_beyond_what_is_wanted_is_never_raised():
    shelf = Failing(3, TroubleError())
    async with shelf.pages().prefetch(8) as rows:
        async for row in rows:
            if row.id == "4":
                break
    assert len(asyncio.all_tasks()) == 1


async def test_the_bodys_own_error_passes_unchanged():
    trouble = TroubleError("mine")

    async def walk() -> None:
        async with Shelf(range(100), turns=(3,)).pages().prefetch(8) as rows:
            async for row in rows:
                if row.id == "4":
                    raise trouble

    with pytest.raises(TroubleError) as caught:
        await walk()
    assert caught.value is trouble
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert len(asyncio.all_tasks()) == 1


async def test_cancelling_a_prefetched_walk_ends_its_pages():
    shelf = Shelf(range(100), turns=(3,))
    reached = asyncio.Event()

    async def walk() -> None:
        async with shelf.pages().prefetch(8) as rows:
            async for row in rows:
                if row.id == "4":
                    reached.set()
                    await asyncio.Event().wait()

    task = asyncio.ensure_future(walk())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize("way", ["wait_for", "timeout", "cancel"])
async def test_a_wait_given_up_loses_no_page(way):
    shelf = Shelf(range(40), turns=(5, 9, 0, 3))
    shelf.before = lambda served: shelf.ids.append("late") if served == 9 else None
    found: list[str] = []
    given_up = 0
    async with shelf.pages().prefetch(3) as rows:
        while True:
            try:
                if way == "wait_for":
                    row = await asyncio.wait_for(anext(rows), 1e-9)
                elif way == "timeout":
                    async with asyncio.timeout(0):
                        row = await anext(rows)
                else:
                    task = asyncio.ensure_future(anext(rows))
                    await asyncio.sleep(0)
                    task.cancel()
                    row = await task
            except (TimeoutError, asyncio.CancelledError):
                given_up += 1
            except StopAsyncIteration:
                break
            else:
                found.append(row.id)
    assert found == [*(str(number) for number in range(40)), "late"]
    assert given_up
    assert sorted(set(shelf.served)) == list(range(1, 15))
    assert len(asyncio.all_tasks()) == 1


# ── lists that change, servers that do odd things ──


@ways
async def test_what_could_not_be_promised_is_logged_once(in_flight, caplog):
    shelf = Shelf(range(12))

    def change(served: int) -> None:
        if served == 1:
            shelf.ids.append("new")
        elif served == 2:
            del shelf.ids[0]

    shelf.before = change
    with caplog.at_level(logging.WARNING, "realtimekit_async"):
        await walked(shelf.pages(), in_flight)
    assert [record.getMessage() for record in caplog.records] == [
        "Pages(GET /rows): the list grew and shrank meanwhile: rows may be missing"
    ]


@ways
async def test_a_server_that_ignores_page_numbers_does_not_keep_us_for_ever(in_flight, caplog):
    shelf = Shelf(range(9))
    shelf.answer = lambda _page_no: shelf.ids[:3]
    shelf.totals = False
    assert await walked(shelf.pages(), in_flight) == list("012")
    assert caplog.records == []


@ways
async def test_a_server_with_smaller_pages_than_asked_for_is_read_to_the_end(in_flight):
    shelf = Shelf(range(10), per_page=2)
    assert await walked(shelf.pages(per_page=500), in_flight) == [str(number) for number in range(10)]


@ways
@pytest.mark.parametrize(("promised", "warnings"), [(50, 1), (1, 0)])
async def test_a_server_whose_total_is_wrong_is_read_to_the_end(in_flight, promised, warnings, caplog):
    shelf = Shelf(range(10))
    real = list(shelf.ids)
    shelf.answer = lambda page_no: real[(page_no - 1) * 3 : page_no * 3]
    shelf.ids = ["x"] * promised
    assert await walked(shelf.pages(), in_flight) == real
    assert len(caplog.records) == warnings


@ways
async def test_an_empty_page_in_the_middle_ends_the_walk_and_is_told(in_flight, caplog):
    shelf = Shelf(range(10))
    shelf.answer = lambda page_no: [] if page_no == 2 else shelf.ids[(page_no - 1) * 3 : page_no * 3]
    assert await walked(shelf.pages(), in_flight) == list("012")
    assert "page 2 is empty, though total_count promises more" in caplog.text


CHANGES = {
    "front": lambda ids, new, _: ids.insert(0, new),
    "back": lambda ids, new, _: ids.append(new),
    "remove": lambda ids, _, place: ids.pop(place % len(ids)) if ids else None,
}


class Changing(Shelf):
    """A shelf that changes as scripted: (after so many requests, what, where)."""

    def __init__(self, size: int, changes: list[tuple[int, str, int]], **rest: object) -> None:
        super().__init__(range(size), **rest)
        self.original = list(self.ids)
        self._changes = changes
        self.before = self._change

    def _change(self, served: int) -> None:
        for number, (after, what, place) in enumerate(self._changes):
            if after == served:
                CHANGES[what](self.ids, f"new {number}", place)


def changes(*what: str) -> st.SearchStrategy[list[tuple[int, str, int]]]:
    return st.lists(st.tuples(st.integers(1, 9), st.sampled_from(what), st.integers(0, 99)), max_size=12)


any_walk = {
    "size": st.integers(0, 14),
    "per_page": st.integers(1, 4),
    "in_flight": st.sampled_from([0, 1, 2, 5]),
    "turns": st.lists(st.integers(0, 6), min_size=1, max_size=6),
}


def stream(shelf: Shelf, in_flight: int) -> list[str]:
    found = asyncio.run(walked(shelf.pages(), in_flight))
    assert len(found) == len(set(found))
    return found


@given(changes=changes("front", "back"), **any_walk)
def test_while_rows_are_only_added_every_row_of_before_comes_exactly_once(
    changes, size, per_page, in_flight, turns
):
    shelf = Changing(size, changes, per_page=per_page, turns=turns)
    found = stream(shelf, in_flight)
    assert [row for row in found if row in shelf.original] == shelf.original


@given(changes=changes("remove"), **any_walk)
def test_while_rows_are_only_removed_every_survivor_comes_exactly_once(changes, size, per_page, in_flight, turns):
    shelf = Changing(size, changes, per_page=per_page, turns=turns)
    found = stream(shelf, in_flight)
    assert set(shelf.ids) <= set(found) <= set(shelf.original)


@given(changes=changes("front", "back", "remove"), totals=st.booleans(), **any_walk)
def test_while_rows_come_and_go_the_walk_ends_and_no_row_comes_twice(
    changes, totals, size, per_page, in_flight, turns
):
    shelf = Changing(size, changes, per_page=per_page, turns=turns)
    shelf.totals = totals
    stream(shelf, in_flight)
    assert len(shelf.served) < 200


@given(totals=st.booleans(), **any_walk)
def test_a_quiet_list_is_walked_in_order(totals, size, per_page, in_flight, turns):
    shelf = Shelf(range(size), per_page=per_page, turns=turns)
    shelf.totals = totals
    assert stream(shelf, in_flight) == shelf.ids


async def test_a_prefetch_outside_of_its_block_is_refused_before_anything_is_asked():
    shelf = Shelf("abc")
    with pytest.raises(RuntimeError, match=r"async with pages\.prefetch"):
        await anext(shelf.pages().prefetch(4))
    assert shelf.asked == []


async def test_a_prefetch_is_used_once():
    prefetch = Shelf("abc").pages().prefetch(4)
    async with prefetch as rows:
        assert [row.id async for row in rows] == ["a", "b", "c"]
    with pytest.raises(RuntimeError, match="ask for another one"):
        async with prefetch:
            pass


# ── how many rows a walk asks for ──


class Choosy(Shelf):
    """A shelf that gives as many rows as it is asked for, at most `most`; more than `refused_above` it refuses."""

    def __init__(self, row_count: int, *, most: int = 1000, refused_above: int = 1000) -> None:
        super().__init__(range(row_count), per_page=25)
        self.most = most
        self.refused_above = refused_above

    async def send(self, call: Call[T], /) -> Reply[T]:
        asked = (call.query or {}).get("per_page", 25)
        assert isinstance(asked, int)
        if asked > self.refused_above:
            self.asked.append(dict(call.query or {}))
            raise BadRequest("per_page is too large", status=400)
        self.per_page = min(asked, self.most)
        return await super().send(call)


async def collected(pages: Pages[Row]) -> list[str]:
    return [row.id for row in await pages.collect()]


async def paged(pages: Pages[Row]) -> list[str]:
    return [row.id async for page in pages.pages() for row in page.items]


walks = pytest.mark.parametrize(
    "walk", [lambda pages: walked(pages, 0), lambda pages: walked(pages, 8), collected, paged]
)
ALL = [str(number) for number in range(1000)]


@walks
async def test_a_walk_asks_for_a_hundred_rows_where_nobody_chose_a_size(walk):
    shelf = Choosy(1000)
    assert await walk(shelf.pages()) == ALL
    assert [query.get("per_page") for query in shelf.asked] == [100] * 10


@walks
async def test_a_walk_takes_what_a_server_gives_that_caps_its_pages(walk):
    shelf = Choosy(1000, most=50)
    assert await walk(shelf.pages()) == ALL
    assert shelf.page_numbers[:20] == list(range(1, 21))


@walks
async def test_a_walk_takes_the_servers_own_size_where_a_hundred_is_refused(walk):
    shelf = Choosy(1000, refused_above=50)
    assert await walk(shelf.pages()) == ALL
    assert [query.get("per_page") for query in shelf.asked] == [100, *[None] * 40]


@walks
@pytest.mark.parametrize("query", [{"per_page": 10}, {"page_no": 3}, {"page_no": 3, "per_page": 10}], ids=str)
async def test_a_size_or_page_that_was_chosen_is_kept(walk, query):
    shelf = Choosy(1000)
    start = (query.get("page_no", 1) - 1) * query.get("per_page", 25)
    assert await walk(shelf.pages(**query)) == ALL[start:]
    assert {asked.get("per_page") for asked in shelf.asked} == {query.get("per_page")}


async def test_a_look_at_one_page_sends_no_size_of_its_own():
    shelf = Choosy(1000)
    assert len((await shelf.pages().page()).items) == 25
    await shelf.pages().first()
    await shelf.pages().count()
    assert shelf.asked == [{}, {}, {}]


@walks
async def test_a_refusal_that_has_another_reason_is_raised(walk):
    shelf = Choosy(1000, refused_above=0)
    with pytest.raises(BadRequest):
        await walk(shelf.pages())
    assert shelf.asked == [{"per_page": 100}, {}]


@walks
async def test_a_refusal_in_the_middle_changes_no_size(walk):
    shelf = Choosy(1000)

    def refuse(served: int) -> None:
        if served == 3:
            raise BadRequest("no more", status=400)

    shelf.before = refuse
    with pytest.raises(BadRequest):
        await walk(shelf.pages())
    assert {query.get("per_page") for query in shelf.asked} == {100}


# ── collecting with pages in flight ──


class Counting(Shelf):
    """A shelf that knows how many requests were under way at most."""

    under_way = 0
    most_under_way = 0

    async def send(self, call: Call[T], /) -> Reply[T]:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await super().send(call)
        finally:
            self.under_way -= 1


@pytest.mark.parametrize(("prefetch", "most"), [({}, 8), ({"prefetch": 3}, 3), ({"prefetch": 1}, 1)])
async def test_collecting_keeps_pages_in_flight_and_their_order(prefetch, most):
    shelf = Counting(range(100), turns=(30, 9, 31, 12, 25, 16, 28))
    rows = await shelf.pages().collect(**prefetch)
    assert [row.id for row in rows] == [str(number) for number in range(100)]
    assert (shelf.most_under_way, len(asyncio.all_tasks())) == (most, 1)


@given(st.integers(0, 60), st.integers(1, 70), st.integers(1, 9), st.integers(1, 10))
async def test_collecting_some_asks_for_no_page_after_the_last_of_them(row_count, limit, size, prefetch):
    shelf = Shelf(range(row_count), per_page=size, turns=(2, 0, 5))
    rows = await shelf.pages().collect(limit, prefetch=prefetch)
    assert [row.id for row in rows] == [str(number) for number in range(min(limit, row_count))]
    assert sorted(shelf.served) == list(range(1, max(1, -(-min(limit, row_count) // size)) + 1))


@pytest.mark.parametrize("broken", [1, 5])
async def test_collecting_raises_what_the_walk_page_by_page_would_raise(broken):
    trouble = TroubleError("page 5")
    with pytest.raises(TroubleError) as caught:
        await Failing(broken, trouble).pages().collect()
    assert caught.value is trouble
    assert len(asyncio.all_tasks()) == 1
    before = (broken - 1) * 3
    assert len(await Failing(broken, trouble).pages().collect(before)) == before


async def test_a_cancelled_collection_leaves_no_task():
    shelf = Shelf(range(100), turns=(0, 3, 50))
    task = asyncio.ensure_future(shelf.pages().collect())
    for _ in range(10):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(asyncio.all_tasks()) == 1


async def test_where_no_total_tells_the_end_no_more_pages_are_in_flight_than_were_read():
    shelf = Counting(range(100), turns=(3,))
    shelf.totals = False
    assert await shelf.pages(per_page=3).count() == 100
    assert shelf.most_under_way == 8
    short = Counting(range(4), turns=(3,))
    short.totals = False
    assert len(await short.pages(per_page=3).collect()) == 4
    assert len(short.asked) <= 4


@pytest.mark.parametrize("pages", [0, -1, 1.0, True, "8"])
async def test_pages_in_flight_of_a_collection_are_a_whole_number_from_one_up(pages):
    with pytest.raises(ValueError, match="prefetch"):
        await Shelf("a").pages().collect(prefetch=pages)
    with pytest.raises(ValueError, match="prefetch"):
        await Shelf("a").pages().count(prefetch=pages)


async def test_a_total_below_zero_is_none():
    class Uncounted(Shelf):
        async def send(self, call: Call[T], /) -> Reply[T]:
            reply = await super().send(call)
            reply.paging.total_count = -1
            return reply

    shelf = Uncounted("abcd")
    assert (await shelf.pages().page()).total_count is None
    assert await shelf.pages().count() == 4
