from datetime import UTC, datetime
from types import GenericAlias

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec import Struct

from realtimekit_async.errors import ApiError, DecodeError, RealtimeKitError
from realtimekit_async.models.boxes import SessionsBox
from realtimekit_async.models.common import Answer, OpenAnswer, Paging, Timestamp
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.models.participants import JoinToken
from realtimekit_async.models.portable import as_sent, keep_other_members
from realtimekit_async.models.recordings import Recording
from realtimekit_async.models.sessions import Session
from realtimekit_async.wire.calls import Call, Reply
from realtimekit_async.wire.reading import read

moment = datetime(2023, 4, 14, 4, 46, 8, tzinfo=UTC)


class Inner(Answer):
    size: int | None = None
    at: Timestamp | None = None


class Row(Answer):
    """A row with a field of every kind that answers have."""

    id: str = ""
    title: str | None = None
    at: Timestamp | None = None
    count: int | None = None
    minutes: float | None = None
    on: bool | None = None
    tags: list[str] | None = None
    inner: Inner | None = None
    sizes: dict[str, int] | None = None
    url: str | list[Inner] | None = None
    meta: dict[str, object] | None = None
    anything: object = None


class Open(OpenAnswer):
    """A row that may be sent back."""

    qualities: list[int] | None = None
    plugins: dict[str, Inner | None] | None = None
    count: int | None = None


class Plain(Struct):
    """A structure without any defaults to fall back on."""

    name: str
    count: int


def answered(into, data, **call):
    return read(Call("GET", "/rows", into=into, **call), 200, {}, msgspec.json.encode({"data": data}))


def row(**fields) -> Reply[Row]:
    return answered(Row, {"id": "r1", **fields})


# ── strictly, in one pass ──


def test_a_sound_answer_needs_no_mending():
    reply = row(title="null", at="2023-04-14T04:46:08Z", count=3, minutes=5.8, on=True, unknown={"x": 1})
    assert reply.mended == ()
    assert (reply.data.title, reply.data.at, reply.data.count, reply.data.minutes) == ("null", moment, 3, 5.8)


def test_paging_stands_beside_the_data():
    body = b'{"success":true,"data":[{"id":"a"}],"paging":{"total_count":7,"start_offset":1,"end_offset":1}}'
    reply = read(Call("GET", "/rows", into=GenericAlias(list, Row)), 200, {"cf-ray": "8f"}, body)
    assert (reply.data, reply.paging, reply.status, reply.ray_id) == ([Row(id="a")], Paging(7, 1, 1), 200, "8f")


def test_unknown_calls_are_answered_with_a_dict():
    assert answered(dict, {"a": [1, {"b": None}]}).data == {"a": [1, {"b": None}]}


# ── what the API really writes ──


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2023-04-14T04:46:08Z", moment),
        ("2023-04-14 04:46:08Z", moment),
        ("2023-04-14 04:46:08", moment),
        ("2023-04-14T04:46:08.000000", moment),
        ('2023-04-14T04:46:08Z"', moment),
        (' "2023-04-14T04:46:08Z" ', moment),
        ("2023-04-14T06:46:08+02:00", moment),
        ("2023-04-14", datetime(2023, 4, 14, tzinfo=UTC)),
        (1681447568, moment),
        (1681447568.0, moment),
        (1681447568000, moment),
        ("null", None),
        ('"null"', None),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("neighbour", [None, "not a number"], ids=["alone", "in a row that needs repair"])
def test_dates_are_read_as_the_api_writes_them(written, read_as, neighbour):
    data = row(at=written, inner={"at": written}, count=neighbour).data
    assert data.at == read_as
    assert data.inner is not None
    assert data.inner.at == read_as


@pytest.mark.parametrize("written", ["yesterday", "2023-99-99", "12:00", True, [1], {"a": 1}, 10**40, -(10**18)])
def test_an_unreadable_date_is_none_and_is_named(written):
    reply = row(at=written, count=3)
    assert (reply.data.at, reply.data.count) == (None, 3)
    assert reply.mended == ("Row.at could not be read and is left out",)


@pytest.mark.parametrize(
    ("field", "written", "read_as"),
    [
        ("count", 30.0, 30),
        ("count", "30", 30),
        ("count", "30.0", 30),
        ("count", "null", None),
        ("count", "", None),
        ("minutes", 30, 30.0),
        ("minutes", "5.8097", 5.8097),
        ("minutes", "null", None),
        ("on", "true", True),
        ("on", "false", False),
        ("on", 1, True),
        ("title", 7, "7"),
        ("title", 1.5, "1.5"),
        ("id", 12345, "12345"),
    ],
)
@pytest.mark.parametrize("neighbour", [None, "nonsense"], ids=["alone", "in a row that needs repair"])
def test_numbers_and_texts_are_read_as_what_is_expected(field, written, read_as, neighbour):
    reply = row(**{"at": neighbour, field: written})
    assert getattr(reply.data, field) == read_as
    assert type(getattr(reply.data, field)) is type(read_as)
    assert reply.mended or written == 30


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("count", 30.5),
        ("count", "many"),
        ("count", True),
        ("count", [1]),
        ("minutes", "long"),
        ("minutes", {}),
        ("on", "perhaps"),
        ("on", []),
        ("tags", "a"),
        ("tags", {"a": 1}),
        ("inner", "a"),
        ("inner", [1]),
        ("sizes", 3),
        ("sizes", []),
        ("meta", "none"),
        ("url", {"a": 1}),
    ],
)
def test_an_odd_field_is_absent_and_named_and_the_others_stay(field, written):
    reply = row(**{"title": "kept", "count": 3, "minutes": 1.5, field: written})
    assert getattr(reply.data, field) is None
    assert (reply.data.id, reply.data.title) == ("r1", "kept")
    assert reply.mended == (f"Row.{field} could not be read and is left out",)


def test_a_title_that_says_null_stays_a_title():
    for odd in ("nonsense", "30"):
        assert row(title="null", count=odd).data.title == "null"


def test_an_id_that_is_null_counts_as_none():
    reply = row(id=None, title="a")
    assert (reply.data.id, reply.data.title) == ("", "a")
    assert reply.mended == ("Row.id could not be read and is left out",)


def test_untyped_fields_keep_whatever_they_hold():
    meta = {"a": [1, {"b": None}], "c": "null"}
    data = row(meta=meta, anything=meta, count="nonsense").data
    assert (data.meta, data.anything) == (meta, meta)
    assert row(anything=[1, None], count="nonsense").data.anything == [1, None]
    assert row(anything="null", count="nonsense").data.anything == "null"


def test_what_is_nested_is_mended_where_it_stands():
    data = row(inner={"size": "big", "at": ""}, sizes={"a": "7"}, url=[{"size": "1"}, {"at": "nonsense"}]).data
    assert data.inner == Inner()
    assert data.sizes == {"a": 7}
    assert data.url == [Inner(size=1), Inner()]


@pytest.mark.parametrize("odd", ["https://files.example/b", ["x"], None, 5, True])
def test_an_entry_that_cannot_be_read_is_not_missing_among_the_others(odd):
    read_as = answered(list[Row], [{"id": "r1", "url": [{"size": 1}, odd]}])
    assert read_as.data[0].url == [Inner(size=1), Inner()]
    assert read_as.mended == ("Row.url: an entry could not be read and is left out",)


@pytest.mark.parametrize(
    "fields",
    [
        {"qualities": [480, "auto"], "count": 3},
        {"qualities": [480, None]},
        {"qualities": [[480], 720], "plugins": {"p": {"size": 1}}},
        {"plugins": {"p": {"size": 1}, "q": [2]}},
        {"plugins": {"p": {"size": 1}, "q": "all"}, "count": 3},
    ],
)
def test_what_may_be_sent_back_is_sent_as_it_came_though_an_entry_cannot_be_read(fields):
    found = answered(Open, fields).data
    keep_other_members(found, fields)
    assert as_sent(found) == fields


def test_a_link_in_a_form_that_cannot_be_read_is_not_absent():
    read_as = answered(Recording, {"id": "r1", "audio_download_url": {"url": "https://files.example/a.mp3"}})
    assert read_as.data.audio_download_url is not None
    assert read_as.mended == ("Recording.audio_download_url could not be read and is left out",)


def test_one_odd_row_never_loses_the_page():
    rows = [{"id": f"r{number}", "count": number} for number in range(50)]
    rows[17]["count"] = "seventeen"
    rows[31] = {"id": 31, "at": "never", "inner": "gone"}
    reply = answered(GenericAlias(list, Row), rows)
    assert [one.id for one in reply.data] == [f"r{number}" for number in range(31)] + ["31"] + [
        f"r{number}" for number in range(32, 50)
    ]
    assert set(reply.mended) == {
        f"Row.{name} could not be read and is left out" for name in ("count", "at", "inner")
    }


@pytest.mark.parametrize("odd", [None, 7, "row", [1]])
def test_a_row_that_cannot_be_read_at_all_fails_and_says_where(odd):
    with pytest.raises(DecodeError, match=r"\$\.data\[1\]"):
        answered(GenericAlias(list, Row), [{"id": "a"}, odd])


def test_a_required_field_that_is_odd_or_missing_fails_and_says_so():
    for data in ({"name": "a", "count": "many"}, {"name": "a"}):
        with pytest.raises(DecodeError, match="count"):
            answered(Plain, data)
    assert answered(Plain, {"name": 7, "count": "7"}).data == Plain("7", 7)
    with pytest.raises(DecodeError, match="token"):
        answered(JoinToken, {})


def test_odd_paging_is_left_out():
    body = b'{"success":"true","data":[{"id":"a"}],"paging":"none"}'
    reply = read(Call("GET", "/rows", into=GenericAlias(list, Row)), 200, {}, body)
    assert (reply.data, reply.paging) == ([Row(id="a")], None)
    assert reply.mended == ("Envelope.paging could not be read and is left out",)


def test_a_byte_order_mark_is_no_trouble():
    body = b'\xef\xbb\xbf{"success":true,"data":{"id":"r1","recording":{"id":"r2"}}}'
    assert read(Call("GET", "/rows", into=Row), 200, {}, body).data.id == "r1"
    assert read(Call("GET", "/rows", into=Row, inside="recording"), 200, {}, body).data.id == "r2"


# ── wrappers ──


@pytest.mark.parametrize(
    "data",
    [{"recording": {"id": "r1", "status": "INVOKED"}}, {"id": "r1", "status": "INVOKED"}],
    ids=["wrapped", "bare"],
)
def test_an_object_is_found_inside_its_wrapper_and_without_it(data):
    reply = answered(Recording, data, inside="recording")
    assert (reply.data.id, reply.data.status, reply.mended) == ("r1", "INVOKED", ())


def test_a_wrapped_object_is_mended_too():
    reply = answered(Row, {"row": {"id": 7, "at": "nonsense"}}, inside="row")
    assert reply.data == Row(id="7")
    assert reply.mended == ("Row.at could not be read and is left out",)


def test_an_odd_envelope_does_not_lose_the_wrapped_object():
    body = b'{"success":"yes","data":{"row":{"id":"r1"}},"paging":[1]}'
    reply = read(Call("GET", "/rows", into=Row, inside="row"), 200, {}, body)
    assert reply.data == Row(id="r1")
    assert len(reply.mended) == 2


@pytest.mark.parametrize("data", [None, {"row": None}, [], "row", 7])
def test_a_wrapper_with_nothing_in_it_is_an_error_and_no_empty_object(data):
    with pytest.raises(DecodeError):
        answered(Row, data, inside="row")


@pytest.mark.parametrize("data", [[{"id": "s1"}], {"sessions": [{"id": "s1"}]}], ids=["bare", "boxed"])
def test_a_list_comes_bare_or_boxed(data):
    into = GenericAlias(list, Session) | SessionsBox
    data = answered(into, data).data
    rows = data if isinstance(data, list) else data.rows()
    assert [session.id for session in rows] == ["s1"]


def test_a_boxed_list_is_mended_too():
    into = GenericAlias(list, Session) | SessionsBox
    box = answered(into, {"sessions": [{"id": "s1", "live_participants": "many"}, {"id": "s2"}]}).data
    assert [session.id for session in box.rows()] == ["s1", "s2"]


def test_an_object_where_a_list_is_expected_is_an_error():
    with pytest.raises(DecodeError, match="data"):
        answered(GenericAlias(list, Row), {"rows": []})


# ── no data, no success ──


@pytest.mark.parametrize("body", [b"{}", b'{"success":true}', b'{"success":true,"data":null}'])
@pytest.mark.parametrize("inside", [None, "meeting"])
def test_an_answer_without_data_is_an_error_unless_the_call_says_otherwise(body, inside):
    call = Call("GET", "/meetings", into=Meeting, inside=inside)
    with pytest.raises(DecodeError, match="`data` is missing"):
        read(call, 200, {}, body)
    empty = Call("DELETE", "/meetings", into=Meeting, inside=inside, may_be_empty=True)
    assert read(empty, 200, {}, body).data == Meeting()


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_an_empty_answer_is_an_error_unless_the_call_says_otherwise(body):
    with pytest.raises(DecodeError, match="the answer is empty"):
        read(Call("GET", "/meetings", into=Meeting), 204, {}, body)
    reply = read(Call("DELETE", "/meetings", into=Meeting, may_be_empty=True), 204, {}, body)
    assert (reply.data, reply.status, reply.paging) == (Meeting(), 204, None)


@pytest.mark.parametrize(
    "body",
    [
        b'{"success":false}',
        b'{"success":false,"data":{"id":7}}',
        b'{"success":false,"data":{"token":[]}}',
        b'{"success":"false","data":null}',
        b'\xef\xbb\xbf{"success":false,"data":[]}',
        b'{"data":[[]],"success":false}',
    ],
)
@pytest.mark.parametrize("inside", [None, "participant"])
def test_success_false_is_looked_at_before_the_data(body, inside):
    for may_be_empty in (False, True):
        call = Call("POST", "/x", into=JoinToken, inside=inside, may_be_empty=may_be_empty)
        with pytest.raises(ApiError) as caught:
            read(call, 200, {}, body)
        assert (type(caught.value), caught.value.status) == (ApiError, 200)
        assert caught.value.message == "success is false"


# ── what is no answer ──


@pytest.mark.parametrize(
    ("body", "kind", "trouble"),
    [
        (b"<html><body>Login</body></html>", "text/html", "the answer is text/html and no JSON"),
        (b"OK", "text/plain", "the answer is text/plain and no JSON"),
        (b"[<html>", "text/html", "the answer is text/html and no JSON"),
        (b'{"success":true,"data":{"id":"m', "application/json", "the answer breaks what was expected"),
        (b"[]", "application/json", "the answer breaks what was expected"),
        (b'{"data":' + b"[" * 20_000, "application/json", "the answer is nested too deeply"),
        (b'{"data":{"meta":' + b"[" * 20_000, "application/json", "the answer is nested too deeply"),
    ],
)
@pytest.mark.parametrize("inside", [None, "meeting"])
def test_what_is_no_answer_is_said_plainly(body, kind, trouble, inside):
    with pytest.raises(DecodeError) as caught:
        read(
            Call("GET", "/meetings", into=Meeting, inside=inside),
            200,
            {"content-type": kind, "cf-ray": "8f"},
            body,
        )
    error = caught.value
    assert error.message.startswith(trouble)
    assert str(error).startswith("GET /meetings → 200, but the answer")
    assert (error.status, error.ray_id) == (200, "8f")
    assert (error.__cause__, error.__context__) == (None, None)


def test_html_without_a_content_type_is_named_as_well():
    with pytest.raises(DecodeError, match="something and no JSON"):
        read(Call("GET", "/meetings", into=Meeting), 200, {}, b"<p>")


types = st.sampled_from(
    [
        (Row, None),
        (Row, "inner"),
        (GenericAlias(list, Row), None),
        (GenericAlias(list, Session) | SessionsBox, None),
        (Plain, None),
        (dict, None),
    ]
)
keys = st.sampled_from(
    ["success", "data", "paging", "total_count", "sessions", *Row.__struct_fields__, "size", "name"]
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "null", "2023-04-14", "7", "text", '2023-04-14T04:46:08Z"']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=25,
)


@given(types, st.binary(max_size=80))
def test_any_bytes_give_a_reply_or_an_error_of_ours(expected, body):
    into, inside = expected
    try:
        reply = read(Call("GET", "/rows", into=into, inside=inside), 200, {}, body)
    except RealtimeKitError:
        return
    assert isinstance(reply, Reply)


@given(types, st.booleans(), values, st.none() | values, st.booleans())
def test_any_json_gives_a_reply_or_an_error_of_ours(expected, success, data, paging, may_be_empty):
    into, inside = expected
    body = msgspec.json.encode({"success": success, "data": data, "paging": paging})
    call = Call("GET", "/rows", into=into, inside=inside, may_be_empty=may_be_empty)
    try:
        reply = read(call, 200, {}, body)
    except ApiError:
        assert not success
    except DecodeError:
        return
    else:
        assert success
        assert reply.data is not None


@given(st.lists(st.dictionaries(st.sampled_from(Row.__struct_fields__), values, max_size=6), max_size=4))
def test_no_field_of_any_row_loses_the_page(rows):
    reply = answered(GenericAlias(list, Row), rows)
    assert len(reply.data) == len(rows)


@pytest.mark.parametrize(
    ("data", "into", "inside", "reason"),
    [
        ([{"id": "1"}], dict, None, r"Expected `object \| null`, got `array`"),
        ("hi", list[Session], None, r"Expected `array \| null`, got `str`"),
        ({"session": None}, Session, "session", "Expected `object`, got `null`"),
        ([1], Session, "session", "Expected `object`, got `array`"),
    ],
)
def test_data_of_the_wrong_shape_is_named_as_what_it_is(data, into, inside, reason):
    body = msgspec.json.encode({"success": True, "data": data})
    with pytest.raises(DecodeError, match=reason):
        read(Call("GET", "/x", into=into, inside=inside), 200, {}, body)


def test_the_same_oddity_reads_the_same_in_whichever_row_it_stands():
    def oddities(*sizes: object) -> tuple[str, ...]:
        rows = [{"id": str(number), "file_size": size} for number, size in enumerate(sizes)]
        body = msgspec.json.encode({"success": True, "data": rows})
        return read(Call("GET", "/x", into=list[Recording]), 200, {}, body).mended

    assert oddities("5", 6) == oddities(7, 8, "9")
