import json
import math
from collections import ChainMap, OrderedDict
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given, strategies as st
from yarl import URL

from realtimekit_async.models.meetings import Meeting
from realtimekit_async.wire.calls import Call, Reply
from realtimekit_async.wire.writing import path, payload, query_string

# ── paths ──


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("m1", "m1"),
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("%2F", "%252F"),
        ("a b+c", "a%20b%2Bc"),
        ("ü", "%C3%BC"),
        ("...", "..."),
        (" ", "%20"),
        ("%s", "%25s"),
    ],
)
def test_an_id_is_one_segment_whatever_it_holds(value, segment):
    assert path("/meetings/{meeting_id}/participants", (value,)) == f"/meetings/{segment}/participants"


def test_ids_fill_the_placeholders_in_order():
    assert path("/a/{x_id}/b/{y_id}", ("1", "2")) == "/a/1/b/2"
    assert path("/webhooks/all", ()) == "/webhooks/all"
    assert path("/odd%20route/100%", ()) == "/odd%20route/100%"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_an_id_that_would_change_which_resource_is_meant_is_refused(value):
    with pytest.raises(ValueError, match="meeting_id is an id"):
        path("/meetings/{meeting_id}", (value,))


@pytest.mark.parametrize("value", [None, 7, b"m1", True, ["m1"]])
def test_an_id_is_a_str(value):
    with pytest.raises(TypeError, match=f"participant_id is a str, got {type(value).__name__}"):
        path("/meetings/{meeting_id}/participants/{participant_id}", ("m1", value))


def test_an_id_that_utf_8_cannot_carry_is_refused():
    with pytest.raises(ValueError, match="meeting_id holds a lone surrogate"):
        path("/meetings/{meeting_id}", ("\ud800",))


@pytest.mark.parametrize("ids", [(), ("a", "b"), "ab"])
def test_as_many_ids_as_placeholders_are_needed(ids):
    with pytest.raises(TypeError, match=r"takes 1 ids, got \d"):
        path("/meetings/{meeting_id}", ids)
    with pytest.raises(TypeError, match="takes 0 ids, got 1"):
        path("/meetings", ("m1",))


@given(st.text())
def test_any_id_is_one_segment_or_an_error(value):
    try:
        text = path("/meetings/{meeting_id}/end", (value,))
    except ValueError:
        assert value in {"", ".", ".."} or any("\ud800" <= letter <= "\udfff" for letter in value)
        return
    start, end = text.removeprefix("/meetings/"), "/end"
    segment = start.removesuffix(end)
    assert "/" not in segment
    assert unquote(segment) == value
    url = URL.build(scheme="http", host="h", path=text, encoded=True)
    assert (url.raw_path, url.parts[2], url.query_string, url.fragment) == (text, value, "", "")


# ── queries ──


def test_a_query_is_written_the_way_the_api_reads_it():
    query = {
        "page_no": 2,
        "status": ["INVOKED", "UPLOADED"],
        "expired": False,
        "include": True,
        "search": "a b&c=ü",
        "ratio": 0.5,
        "start_time": datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
        "end_time": datetime(2025, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))),
        "day": date(2025, 1, 2),
        "none": [],
        "some": ("x", 1),
    }
    assert query_string(query) == (
        "page_no=2&status=INVOKED&status=UPLOADED&expired=false&include=true&search=a%20b%26c%3D%C3%BC&ratio=0.5"
        "&start_time=2025-01-02T03%3A04%3A05Z&end_time=2025-01-02T03%3A04%3A05%2B02%3A00&day=2025-01-02"
        "&some=x&some=1"
    )


@pytest.mark.parametrize("query", [None, {}])
def test_no_query_is_nothing(query):
    assert query_string(query) == ""


def test_the_names_in_a_query_are_quoted_too():
    assert query_string({"filter[a]": "b"}) == "filter%5Ba%5D=b"


naive = datetime(2025, 1, 2)  # noqa: DTZ001 - the mistake

UNFIT_IN_A_QUERY = [
    (None, TypeError, "leave it out"),
    (b"x", TypeError, "bytes"),
    ({"a": 1}, TypeError, "dict"),
    ({1, 2}, TypeError, "set"),
    (Decimal(1), TypeError, "Decimal"),
    (object(), TypeError, "object"),
    (math.nan, ValueError, "nan"),
    (math.inf, ValueError, "inf"),
    (-math.inf, ValueError, "-inf"),
    (naive, ValueError, "naive datetime"),
    ("\ud800", ValueError, "surrogate"),
]


@pytest.mark.parametrize(("value", "error", "complaint"), UNFIT_IN_A_QUERY)
def test_what_a_query_cannot_hold_is_refused_by_name(value, error, complaint):
    with pytest.raises(error, match=rf"(?s)^start_time.*{complaint}"):
        query_string({"page_no": 1, "start_time": value})
    with pytest.raises(error, match=rf"(?s)^status\[1\].*{complaint}"):
        query_string({"status": ["A", value]})


def test_a_list_in_a_list_is_no_query():
    with pytest.raises(TypeError, match=r"status\[0\]: a query cannot hold list"):
        query_string({"status": [["A"]]})


@pytest.mark.parametrize("name", [1, None, b"status"])
def test_the_names_in_a_query_are_str(name):
    with pytest.raises(TypeError, match=type(name).__name__):
        query_string({name: "x"})


def test_a_name_in_a_query_that_utf_8_cannot_carry_is_refused():
    with pytest.raises(ValueError, match="a query's name holds a lone surrogate"):
        query_string({"\ud800": "x"})


texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(texts.filter(bool), st.lists(texts, min_size=1, max_size=3), max_size=4))
def test_any_text_in_a_query_arrives_as_it_was(query):
    sent = [(name, value) for name, values in query.items() for value in values]
    text = query_string(query)
    assert parse_qsl(text, keep_blank_values=True) == sent
    url = URL.build(scheme="http", host="h", path="/", query_string=text, encoded=True)
    assert list(url.query.items()) == sent


@given(st.sampled_from(UNFIT_IN_A_QUERY), st.integers(0, 3), st.booleans())
def test_nothing_unfit_hides_in_a_list_of_a_query(unfit, place, as_tuple):
    value, error, _ = unfit
    values = ["A"] * place + [value]
    with pytest.raises(error, match=rf"status\[{place}\]"):
        query_string({"status": tuple(values) if as_tuple else values})


# ── bodies ──


def test_a_body_is_json_and_none_is_null():
    body = {"title": None, "n": 1, "share": 0.5, "on": True, "tags": ["a", ("b",)], "deep": {"x": {"y": []}}}
    assert json.loads(payload(body) or b"") == {**body, "tags": ["a", ["b"]]}


def test_no_body_is_none_and_an_empty_one_is_an_object():
    assert payload(None) is None
    assert payload({}) == b"{}"


def test_a_point_in_time_is_written_in_iso_8601():
    body = {"at": datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC), "on": date(2025, 1, 2)}
    assert payload(body) == b'{"at":"2025-01-02T03:04:05Z","on":"2025-01-02"}'


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


class Plain(Enum):
    ONE = "one"


class Name(str):
    __slots__ = ()


class Count(int):
    pass


class Share(float):
    pass


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (Name("ü"), "ü"),
        (Count(3), 3),
        (Share(0.5), 0.5),
        (2**70, 2**70),
        (MappingProxyType({"a": Name("b")}), {"a": "b"}),
        (ChainMap({"a": 1}, {"b": 2}), {"a": 1, "b": 2}),
        (OrderedDict(a=1), {"a": 1}),
    ],
)
def test_subclasses_and_mappings_are_written_as_what_they_are(value, written):
    assert json.loads(payload({"field": value, "list": [value]}) or b"") == {"field": written, "list": [written]}


UNFIT_IN_A_BODY = [
    (b"x", TypeError, "bytes"),
    (bytearray(b"x"), TypeError, "bytearray"),
    ({1, 2}, TypeError, "set"),
    (Decimal(1), TypeError, "Decimal"),
    (UUID(int=1), TypeError, "UUID"),
    (time(1), TypeError, "time"),
    (timedelta(1), TypeError, "timedelta"),
    (Plain.ONE, TypeError, "Plain"),
    (object(), TypeError, "object"),
    (1j, TypeError, "complex"),
    (Meeting(id="m1"), TypeError, r"Meeting; give msgspec\.to_builtins"),
    ({1: 2}, TypeError, "keys are str, got int"),
    (math.nan, ValueError, "nan"),
    (math.inf, ValueError, "inf"),
    (naive, ValueError, "naive datetime"),
    ("\udfff", ValueError, "surrogate"),
    ({"\ud800": 1}, ValueError, "surrogate"),
]


@pytest.mark.parametrize(("value", "error", "complaint"), UNFIT_IN_A_BODY)
def test_what_json_cannot_carry_is_refused_by_name(value, error, complaint):
    with pytest.raises(error, match=rf"(?s)^title.*{complaint}"):
        payload({"meta": {"ok": 1}, "title": value})
    with pytest.raises(error, match=rf"(?s)^config\.video\[1\].*{complaint}"):
        payload({"config": {"video": [1, value]}})


def test_a_field_whose_name_is_no_text_is_refused():
    with pytest.raises(ValueError, match="a field's name holds a lone surrogate"):
        payload({"\ud800": 1})
    with pytest.raises(TypeError, match="keys are str, got int"):
        payload({1: 1})


@pytest.mark.parametrize("given", [["title"], "title", 1, object()])
def test_a_body_and_a_query_are_mappings(given):
    kind = type(given).__name__
    with pytest.raises(TypeError, match=rf"^body is a mapping, for instance a dict, got {kind}$"):
        payload(given)
    with pytest.raises(TypeError, match=rf"^query is a mapping, for instance a dict, got {kind}$"):
        query_string(given)


def test_a_body_that_contains_itself_is_refused():
    body: dict[str, object] = {}
    body["again"] = body
    with pytest.raises(ValueError, match="contains itself"):
        payload(body)


finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | texts,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(texts, children, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, max_size=4))
def test_any_body_of_json_arrives_as_it_was(body):
    assert json.loads(payload(body) or b"") == body


@given(
    st.sampled_from(UNFIT_IN_A_BODY),
    st.lists(st.sampled_from(["list", "tuple", "object", "proxy"]), max_size=5),
)
def test_nothing_unfit_hides_at_any_depth_of_a_body(unfit, wrappings):
    value, error, complaint = unfit
    for wrapping in wrappings:
        match wrapping:
            case "list":
                value = ["fine", value]
            case "tuple":
                value = (value, 1)
            case "object":
                value = {"a": 1, "b": value}
            case _:
                value = MappingProxyType({"c": value})
    with pytest.raises(error, match=rf"(?s)^field.*{complaint}"):
        payload({"field": value})


# ── calls ──


@pytest.mark.parametrize(
    ("method", "repeatable", "is_repeatable"),
    [
        ("GET", None, True),
        ("PUT", None, True),
        ("DELETE", None, True),
        ("HEAD", None, True),
        ("POST", None, False),
        ("PATCH", None, False),
        ("POST", True, True),
        ("GET", False, False),
    ],
)
def test_reads_and_replacements_may_be_repeated_and_a_call_may_say_otherwise(method, repeatable, is_repeatable):
    assert Call(method, "/meetings", repeatable=repeatable).is_repeatable is is_repeatable


class Place(str, Enum):  # noqa: UP042 - the older way, whose str() is not its value
    MAIN = "main"


class Level(int, Enum):
    ONE = 1


class Moment(datetime):
    pass


def test_enumerations_are_sent_by_their_values():
    assert path("/meetings/{meeting_id}", (Place.MAIN,)) == "/meetings/main"
    assert query_string({"place": Place.MAIN, "level": Level.ONE}) == "place=main&level=1"


def test_a_subclass_of_datetime_is_a_point_in_time_everywhere():
    moment = Moment(2024, 5, 1, tzinfo=UTC)
    assert payload({"at": moment}) == b'{"at":"2024-05-01T00:00:00Z"}'
    assert query_string({"at": moment}) == "at=2024-05-01T00%3A00%3A00Z"


def test_a_call_shows_neither_query_nor_body():
    call = Call("POST", "/recordings", query={"q": "hidden"}, body={"storage_config": {"secret": "hidden"}})
    assert repr(call) == "Call(POST /recordings)"
    assert "hidden" not in str(call.__rich_repr__())


def test_a_reply_shows_no_secret_of_untyped_data():
    data = {"token": "hidden", "rows": [{"secret": "hidden", "download_url": "https://h/hidden", "id": "1"}]}
    reply = Reply(data, None, 200, {"set-cookie": "hidden"}, "ray")
    assert "hidden" not in repr(reply)
    assert "hidden" not in str(reply.__rich_repr__())
    assert "'id': '1'" in repr(reply)


def test_a_route_begins_with_a_slash():
    with pytest.raises(ValueError, match="a route begins with a slash"):
        path("meetings", ())
