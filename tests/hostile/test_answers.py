"""Any bytes and any headers give a typed answer or an error of ours, and take work as they are long."""

import json
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, strategies as st
from multidict import CIMultiDict

from realtimekit_async import RealtimeKitError
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.models.participants import ParticipantWithToken
from realtimekit_async.models.recordings import Recording
from realtimekit_async.models.sessions import Session
from realtimekit_async.quota.gate import Gate
from realtimekit_async.wire.calls import Call, Reply
from realtimekit_async.wire.reading import read
from realtimekit_async.wire.writing import path, query_string

CALLS = {
    "anything": Call("GET", "/new"),
    "a meeting": Call("GET", "/meetings/{meeting_id}", ("m",), into=Meeting),
    "meetings": Call("GET", "/meetings", into=list[Meeting]),
    "a token": Call("POST", "/meetings/{meeting_id}/participants", ("m",), into=ParticipantWithToken),
    "a recording": Call("GET", "/recordings/{recording_id}", ("r",), into=Recording, inside="recording"),
    "a session": Call("GET", "/sessions/{session_id}", ("s",), into=Session, inside="session"),
    "nothing": Call("DELETE", "/webhooks/{webhook_id}", ("w",), into=Meeting, may_be_empty=True),
}

names = ["cf-ray", "content-type", "retry-after", "date", "ratelimit", "location", "x"]
texts = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"\A-?[0-9]{0,400}(\.[0-9]{0,20})?(e[0-9]{1,4})?\Z"),
    st.from_regex(r'\A("[a-z]*";r=[0-9]{0,12};t=[0-9]{0,12},?){0,3}\Z'),
    st.from_regex(r"\A[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,5} [0-9:]{1,12} [+-]?[A-Z0-9]{1,5}\Z"),
    st.sampled_from(
        ["text/plain", "text/html", "application/json", "Sun, 31 Dec 9999 23:59:59 -2359", "1" * 5000]
    ),
)
headers = st.dictionaries(st.sampled_from(names), texts, max_size=4)
statuses = st.sampled_from([200, 201, 204, 299, 302, 400, 404, 429, 500, 503, 520])

keys = st.sampled_from(
    [
        *("success", "data", "paging", "errors", "error", "messages", "message", "code", "retry_after", "source"),
        *("error_chain", "id", "title", "created_at", "status", "record_on_start", "recording", "recordings"),
        *("session", "token", "total_count", "storage_config", "recording_config", "download_url", "pointer"),
    ]
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["null", '"', "2024-01-01", '2024-01-01T00:00:00Z"', "9" * 400, 10**400, -(10**20), 1e308]),
)
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5))
documents = st.builds(
    lambda envelope, cut, junk: json.dumps(envelope).encode()[: cut or None] + junk,
    st.dictionaries(keys, values, max_size=5) | values,
    st.sampled_from([0, 0, 0, 1, 5, 20, -1]),
    st.sampled_from([b"", b"", b"", b"\xff", b"}", b"\x00"]),
)
bodies = st.one_of(st.binary(max_size=200), documents)


def outcome(
    call: Call[object], status: int, lines: dict[str, str], body: bytes
) -> Reply[object] | RealtimeKitError:
    try:
        return read(call, status, CIMultiDict(lines), body)
    except RealtimeKitError as error:
        return error


@given(name=st.sampled_from(sorted(CALLS)), status=statuses, lines=headers, body=bodies)
@example("anything", 429, {"retry-after": "Sun, 31 Dec 9999 23:59:59 -2359"}, b"")
@example("anything", 429, {"retry-after": "1", "date": "Mon, 01 Jan 0001 00:00:00 +2359"}, b"{}")
@example("anything", 400, {}, b'{"errors":[{"code":' + b"9" * 5000 + b"}]}")
def test_any_answer_is_understood_or_an_error_of_ours(name, status, lines, body):
    found = outcome(CALLS[name], status, lines, body)
    if isinstance(found, Reply):
        expected = CALLS[name].into
        assert isinstance(found.data, getattr(expected, "__origin__", expected))
    assert len(str(found)) < 1_000_000


@given(lines=st.lists(texts, max_size=4), now=st.floats(0, 1e6))
def test_any_ratelimit_header_holds_back_for_a_time_that_ends(lines, now):
    gate = Gate()
    for line in lines:
        gate.heard(now, line)
    assert 0 <= gate.delay(now) <= 300
    assert gate.delay(now + 301) == 0


# ── shapes that grow ──


def nested(count: int) -> bytes:
    return b'{"data":' + b"[" * count + b"]" * count + b"}"


def chained(count: int) -> bytes:
    link = '{"code":1,"message":"m","error_chain":['
    return ('{"success":false,"errors":[' + link * count + "]}" * count + "]}").encode()


SHAPES: dict[str, Callable[[int], bytes]] = {
    "titles that never end": lambda count: b"<title" * count,
    "titles that stay empty": lambda count: b"<title>" * count,
    "one long title": lambda count: b"<title>" + b"x" * count,
    "brackets": nested,
    "open brackets": lambda count: b"[" * count,
    "chains of errors": chained,
    "many errors": lambda count: b'{"errors":[' + b'{"code":1,"message":"m"},' * count + b"{}]}",
    "one long message": lambda count: b'{"error":{"message":"' + b"a b" * count + b'"}}',
    "odd rows": lambda count: b'{"data":[' + b'{"id":"a","created_at":"x"},' * count + b"{}]}",
    "unreadable rows": lambda count: b'{"data":[' + b"7," * count + b"7]}",
    "odd fields": lambda count: b'{"data":{' + b'"created_at":"x",' * count + b'"id":1}}',
    "one long number": lambda count: b'{"data":{"id":' + b"9" * count + b"}}",
    "one long date": lambda count: b'{"data":{"created_at":"' + b"2" * count + b'"}}',
    "blanks": lambda count: b" " * count,
    "quotes": lambda count: b'"' * count,
    "surrogates": lambda count: b'{"data":{"title":"' + rb"\ud800" * count + b'"}}',
}


def work_of(task: Callable[[], object]) -> float:
    """Return the least processor time of three tries: neither waiting nor what else the machine does is in it."""
    times: list[float] = []
    for _ in range(3):
        started = time.thread_time()
        task()
        times.append(time.thread_time() - started)
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_as_the_answer_does(shape, status):
    """Sixteen times the bytes may take sixty-four times the work, where a quadratic reader would take 256."""

    def work(count: int) -> float:
        body = SHAPES[shape](count)
        calls = (CALLS["a meeting"], CALLS["meetings"], CALLS["a recording"])
        return work_of(lambda: [outcome(call, status, {}, body) for call in calls])

    assert work(16_000) < 64 * work(1_000)


@pytest.mark.parametrize("depth", [50, 300, 450, 520, 900, 5_000, 100_000])
@pytest.mark.parametrize("shape", [nested, chained], ids=["brackets", "chains of errors"])
@pytest.mark.parametrize("status", [200, 400])
def test_no_depth_is_too_deep(shape, depth, status):
    for call in CALLS.values():
        assert isinstance(outcome(call, status, {}, shape(depth)), Reply | RealtimeKitError)
    assert sys.getrecursionlimit() < 5_000


@pytest.mark.parametrize("shape", SHAPES)
def test_an_error_is_short_however_long_the_answer(shape):
    error = outcome(CALLS["anything"], 502, {"content-type": "text/plain"}, SHAPES[shape](20_000))
    assert isinstance(error, RealtimeKitError)
    assert len(str(error)) < 2_000


# ── ids and queries ──

ids = st.one_of(
    st.text(min_size=1, max_size=20),
    st.text("/.%\\?#&;: \r\n\té√🎉", min_size=1, max_size=10_000),
    st.sampled_from([".", "..", "/", "%2e", "%2F", "..%2f", "../..", "a/../b", "//", "é" * 5000, "\ud800"]),
)


@given(ids)
def test_an_id_is_one_segment_or_a_value_error(row_id):
    try:
        target = path("/meetings/{meeting_id}/participants", (row_id,))
    except ValueError:
        assert row_id in {".", ".."} or any("\ud800" <= letter <= "\udfff" for letter in row_id)
        return
    assert target.isascii()
    assert target.count("/") == 3
    assert target.split("/")[2] not in {"", ".", ".."}
    assert not set(target) & set("?#\\ \r\n;&")


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=30) | st.lists(st.text(max_size=5), max_size=3)))
def test_a_query_never_breaks_out_of_its_place(query):
    try:
        text = query_string(query)
    except ValueError:
        return
    pairs = sum(len(value) if isinstance(value, list) else 1 for value in query.values())
    assert text.count("=") == pairs
    assert not set(text) & set("?#/ \r\n")
