import pytest
from hypothesis import given, strategies as st
from msgspec import Struct

from realtimekit_async.services.walk import REMEMBERED, Page, Walk


class Row(Struct, frozen=True):
    id: str = ""
    note: str = ""


def rows(*ids: object) -> list[Row]:
    return [Row(str(row_id)) for row_id in ids]


def ids(items: list[Row]) -> list[str]:
    return [row.id for row in items]


def listed(*pages: Page[Row], first_page: int = 1) -> tuple[list[str], Walk[Row]]:
    """Walk over prepared pages, taken in turn whatever number is asked for."""
    walk: Walk[Row] = Walk(first_page)
    found: list[str] = []
    for page in pages:
        assert not walk.ended
        found += ids(walk.accept(page))
    return found, walk


# ── the stop rules, one by one ──


def test_the_last_offset_ends_the_walk():
    found, walk = listed(Page(rows("a", "b"), 3, 1, 2), Page(rows("c"), 3, 3, 3))
    assert (found, walk.ended, walk.oddity) == (["a", "b", "c"], True, None)


def test_without_offsets_the_page_numbers_tell():
    found, walk = listed(Page(rows("a", "b"), 3), Page(rows("c"), 3))
    assert (found, walk.ended, walk.oddity) == (["a", "b", "c"], True, None)


def test_an_empty_list_is_one_page():
    assert listed(Page([], 0, 0, 0))[1].ended
    assert listed(Page([]))[1].ended


@pytest.mark.parametrize(
    ("page", "has_next"),
    [
        (Page(rows("a", "b"), 3, 1, 2), True),
        (Page(rows("c"), 3, 3, 3), False),
        (Page([], 3, 0, 0), False),
        (Page(rows("a")), False),
        (Page(rows("a"), 3), False),
    ],
)
def test_a_page_says_whether_rows_come_after_it(page, has_next):
    assert page.has_next is has_next


def test_a_short_page_proves_nothing():
    found, walk = listed(Page(rows("a", "b")), Page(rows("c")))
    assert (found, walk.ended, walk.page_no) == (["a", "b", "c"], False, 3)


def test_without_a_total_an_empty_page_ends_the_walk():
    found, walk = listed(Page(rows("a", "b")), Page(rows("c")), Page([]))
    assert (found, walk.ended, walk.oddity) == (["a", "b", "c"], True, None)


def test_without_a_total_a_page_with_nothing_new_ends_the_walk():
    found, walk = listed(Page(rows("a", "b")), Page(rows("a", "b")))
    assert (found, walk.ended, walk.oddity) == (["a", "b"], True, None)


def test_a_page_that_repeats_although_more_is_promised_ends_the_walk_and_is_odd():
    found, walk = listed(Page(rows("a", "b"), 9), Page(rows("a", "b"), 9))
    assert (found, walk.ended) == (["a", "b"], True)
    assert walk.oddity == "page 2 repeats what came before, though total_count promises more"


def test_an_empty_page_although_more_is_promised_ends_the_walk_and_is_odd():
    found, walk = listed(Page(rows("a", "b"), 9), Page([], 9))
    assert (found, walk.ended) == (["a", "b"], True)
    assert walk.oddity == "page 2 is empty, though total_count promises more"


def test_a_total_that_is_too_small_loses_nothing():
    found, walk = listed(Page(rows("a", "b"), 1), Page(rows("c", "d"), 1), Page([], 1))
    assert (found, walk.ended, walk.oddity) == (["a", "b", "c", "d"], True, None)


def test_rows_without_ids_are_all_given_until_a_page_repeats_itself():
    first, second = [Row(note="x"), Row(note="x")], [Row(note="x"), Row(note="y")]
    found, walk = listed(Page(first), Page(second), Page(second))
    assert (len(found), walk.ended) == (4, True)


def test_a_row_without_id_among_others_is_given_each_time():
    found, _ = listed(Page([Row("a"), Row()]), Page([Row("a"), Row()]))
    assert found == ["a", "", ""]


def test_a_walk_begins_where_it_is_told_to():
    walk: Walk[Row] = Walk(3)
    assert walk.page_no == 3
    walk.accept(Page(rows("e", "f"), 7, 5, 6))
    assert (walk.page_no, walk.ended) == (4, False)


def test_the_last_page_is_known_as_soon_as_a_page_tells_the_total():
    walk: Walk[Row] = Walk(1)
    assert walk.last_page is None
    walk.accept(Page(rows("a", "b")))
    assert walk.last_page is None
    walk.accept(Page(rows("c", "d"), 7))
    assert walk.last_page == 4


def test_no_more_than_the_last_ten_thousand_ids_are_remembered():
    walk: Walk[Row] = Walk(1)
    for start in range(0, REMEMBERED + 1000, 1000):
        walk.accept(Page(rows(*range(start, start + 1000))))
    assert ids(walk.accept(Page(rows(*range(1000, 1010))))) == []
    assert ids(walk.accept(Page(rows(*range(5))))) == ["0", "1", "2", "3", "4"]


# ── the list changes meanwhile ──


def test_rows_added_in_front_push_known_rows_which_are_left_out():
    found, walk = listed(Page(rows("a", "b"), 4), Page(rows("b", "c"), 5), Page(rows("d"), 5))
    assert (found, walk.ended, walk.oddity) == (["a", "b", "c", "d"], True, None)


def test_whole_pages_of_rows_added_in_front_do_not_end_the_walk():
    found, walk = listed(
        Page(rows("a", "b"), 4),
        Page(rows("y", "z"), 8),
        Page(rows("a", "b"), 8),
        Page(rows("c", "d"), 8),
    )
    assert (found, walk.ended, walk.oddity) == (["a", "b", "y", "z", "c", "d"], True, None)


def test_after_a_removal_the_walk_goes_back_as_far_as_rows_may_have_moved():
    walk: Walk[Row] = Walk(1)
    walk.accept(Page(rows("a", "b"), 6))
    walk.accept(Page(rows("c", "d"), 6))
    assert ids(walk.accept(Page(rows(), 3))) == []
    assert walk.page_no == 1
    assert ids(walk.accept(Page(rows("a", "e"), 3))) == ["e"]
    assert ids(walk.accept(Page(rows("f"), 3))) == ["f"]
    assert walk.ended


def test_a_walk_never_goes_back_before_its_beginning():
    walk: Walk[Row] = Walk(3)
    walk.accept(Page(rows("a", "b"), 100))
    walk.accept(Page(rows("c", "d"), 20))
    assert walk.page_no == 3


def test_a_walk_tells_whether_the_list_had_changed():
    walk: Walk[Row] = Walk(1)
    moved = []
    for total in (9, 9, 10, 10, 9):
        walk.accept(Page(rows(walk.page_no, f"{walk.page_no}b"), total))
        moved.append(walk.moved)
    assert moved == [False, False, True, False, True]


def test_growing_and_shrinking_is_odd_and_the_walk_does_not_go_back_any_more():
    found, walk = listed(Page(rows("a", "b"), 5), Page(rows("c", "d"), 6), Page(rows("e"), 5))
    assert (found, walk.ended) == (["a", "b", "c", "d", "e"], True)
    assert walk.oddity == "the list grew and shrank meanwhile: rows may be missing"


def test_a_server_whose_total_falls_for_ever_is_given_up():
    walk: Walk[Row] = Walk(1)
    total = 10**9
    while not walk.ended:
        walk.accept(Page(rows("a", "b"), total))
        total -= 1
    assert total > 10**9 - 3000
    assert walk.oddity is not None
    assert "nothing new" in walk.oddity


# ── any server ──


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.none() | st.integers(0, 6), st.none() | st.integers(0, 6)), min_size=1
    ),
    st.sampled_from([0, 1, 3]),
)
def test_any_server_is_left_behind_in_the_end(script, first_page):
    """Pages with ids from a small set, with any totals and offsets, over and over."""
    walk: Walk[Row] = Walk(first_page)
    seen: list[str] = []
    turns = 0
    while not walk.ended:
        row_count, total, end = script[turns % len(script)]
        seen += ids(walk.accept(Page(rows(*range(row_count)), total, None, end)))
        turns += 1
        assert turns < 3000
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("size", [1, 3])
def test_a_list_that_is_added_to_for_ever_is_followed_for_ever(size):
    walk: Walk[Row] = Walk(1)
    for turn in range(500):
        page = rows(*range(turn * size, turn * size + size))
        assert ids(walk.accept(Page(page, turn * size + 2 * size))) == ids(page)
        assert not walk.ended
