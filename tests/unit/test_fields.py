from collections.abc import Callable
from typing import Required, TypedDict

import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.services.base import take_fields


class RoomFields(TypedDict, total=False):
    title: Required[str]
    seats: int
    on_air: bool


def test_fields_that_fit_are_given_back_as_they_are():
    fields = {"title": "T", "seats": 3}
    assert take_fields(RoomFields, dict(fields)) == fields


def test_fields_are_taken_over_and_show_only_their_names():
    given = {"title": "a secret", "seats": 3}
    taken = take_fields(RoomFields, given)
    assert (given, repr(taken)) == ({}, "<title, seats>")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"titel": "T"}, r"unknown field 'titel'; did you mean 'title'\? \(RoomFields\)"),
        ({"title": "T", "seat": 1}, r"unknown field 'seat'; did you mean 'seats'\?"),
        ({"title": "T", "zzz": 1}, r"unknown field 'zzz'; known are on_air, seats, title \(RoomFields\)"),
        ({}, r"missing required field 'title' \(RoomFields\)"),
        ({"seats": 3}, r"missing required field 'title'"),
    ],
)
def test_fields_that_do_not_fit_are_named(fields, complaint):
    with pytest.raises(TypeError, match=complaint):
        take_fields(RoomFields, fields)


@pytest.fixture
def unsent() -> RealtimeKit:
    """A client whose every request would fail: nobody listens on the discard port."""
    return RealtimeKit(account_id="a", app_id="b", api_token="c", base_url="http://127.0.0.1:9")


MISTAKES: list[tuple[Callable[[RealtimeKit], object], type[Exception], str]] = [
    (lambda rtk: rtk.meetings.create(titel="T"), TypeError, "did you mean 'title'"),
    (lambda rtk: rtk.participants.add("m1", name="Ada"), TypeError, "missing required field"),
    (lambda rtk: rtk.meetings.get(""), ValueError, "meeting_id is an id"),
    (lambda rtk: rtk.meetings.get(".."), ValueError, "meeting_id is an id"),
    (lambda rtk: rtk.meetings.get(7), TypeError, "meeting_id is a str, got int"),
    (lambda rtk: rtk.meetings.create(title=b"T"), TypeError, "title: JSON cannot carry bytes"),
    (lambda rtk: rtk.meetings.create(title="\ud800"), ValueError, "title holds a lone surrogate"),
    (
        lambda rtk: rtk.meetings.create(session_keep_alive_time_in_secs=float("nan")),
        ValueError,
        "session_keep_alive_time_in_secs is nan",
    ),
    (
        lambda rtk: rtk.meetings.list(search=None).first(),
        TypeError,
        "search is a str, got NoneType; leave it out",
    ),
]


@pytest.mark.parametrize(("call", "error", "complaint"), MISTAKES)
async def test_a_mistake_is_told_before_anything_is_sent(unsent, call, error, complaint):
    with pytest.raises(error, match=complaint):
        await call(unsent)
    await unsent.aclose()


def test_a_list_names_a_mistake_when_it_is_described(unsent):
    with pytest.raises(TypeError, match="did you mean 'per_page'"):
        unsent.meetings.list(perpage=3)
    with pytest.raises(TypeError, match="page_no is an int"):
        unsent.meetings.list(page_no="3").prefetch()
