from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import msgspec
import pytest
from hypothesis import given, strategies as st

from realtimekit_async.errors import (
    ApiError,
    BadRequest,
    Conflict,
    ErrorDetail,
    Forbidden,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
    Unprocessable,
)
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.wire.calls import Call
from realtimekit_async.wire.reading import read
from realtimekit_async.wire.refusals import refusal
from realtimekit_async.wire.retry_after import read_retry_after


def refused(status: int, body: object, **headers: str) -> ApiError:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return refusal(status, named, raw, method="GET", path="/meetings/{meeting_id}")


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"success": False, "error": {"code": 404, "message": "no such meeting"}}, 404, "no such meeting"),
        ({"message": "Unauthorized"}, None, "Unauthorized"),
        (
            {
                "success": False,
                "errors": [{"code": 10000, "message": "Authentication error"}],
                "messages": [],
                "result": None,
            },
            10000,
            "Authentication error",
        ),
        ({"errors": [{"code": 1, "message": "a"}, {"code": 2, "message": "b"}]}, 1, "a; b"),
        ({"errors": [{"code": 40901}], "success": False}, 40901, "without a message"),
        ({"success": False}, None, "without a message"),
        ({"success": False, "error": "quite wrong"}, None, "quite wrong"),
        ({"success": False, "error": {"code": "E1", "message": 7}}, "E1", "without a message"),
        ({"error": {"code": [1], "message": "m"}}, None, "m"),
        ({"error": "", "message": "said below"}, None, "said below"),
        ({"errors": "none", "messages": [{"code": 10000, "message": "fine"}]}, None, "without a message"),
        ({"errors": ["text", None, {"message": "only this"}]}, None, "only this"),
        ([1, 2], None, "without a message"),
        (None, None, "without a message"),
        (b"", None, "without a message"),
        (b"\xff\xfe", None, "without a message"),
        (b"[" * 20_000, None, "without a message"),
        (b'\xef\xbb\xbf{"error":{"code":404,"message":"behind a mark"}}', 404, "behind a mark"),
        (b"<html><head><TITLE>502 Bad\n Gateway</title></head></html>", None, "502 Bad Gateway"),
    ],
)
def test_every_shape_of_a_refusal_gives_its_code_and_message(body, code, message):
    error = refused(400, body)
    assert (error.code, error.message) == (code, message)


def test_a_short_text_of_the_edge_is_the_message():
    assert refused(503, b"upstream connect error", content_type="text/plain").message == "upstream connect error"
    assert refused(503, b"upstream connect error", content_type="text/css").message == "without a message"
    assert refused(403, b" \n", content_type="text/plain").message == "without a message"


def test_a_message_is_one_line_of_a_bearable_length():
    assert refused(400, {"error": {"message": "a\n  b\tc"}}).message == "a b c"
    assert len(refused(400, {"error": {"message": "x" * 10_000}}).message) == 500


def test_the_details_of_the_gateway_are_kept():
    detail = {
        "code": 6003,
        "message": "Invalid request headers",
        "documentation_url": "https://example.com/6003",
        "source": {"pointer": "/headers/authorization"},
        "error_chain": [{"code": 6111, "message": "Invalid format"}],
    }
    assert refused(400, {"errors": [detail]}).errors == (
        ErrorDetail(
            6003,
            "Invalid request headers; Invalid format",
            "https://example.com/6003",
            "/headers/authorization",
        ),
    )


def test_an_error_says_where_and_which_request():
    error = refused(404, {"error": {"code": 404, "message": "meeting not found"}}, cf_ray="8f-VIE")
    assert str(error) == "GET /meetings/{meeting_id} → 404 meeting not found (ray 8f-VIE)"
    assert (error.method, error.path, error.ray_id) == ("GET", "/meetings/{meeting_id}", "8f-VIE")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, ApiError),
        (400, BadRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (409, Conflict),
        (418, ApiError),
        (422, Unprocessable),
        (429, RateLimited),
        (500, ServerError),
        (522, ServerError),
        (599, ServerError),
    ],
)
def test_a_status_has_its_class(status, kind):
    assert type(refused(status, b"")) is kind


# ── Retry-After ──

today = datetime(2025, 6, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "said", "seconds"),
    [
        ({"retry-after": "7"}, None, 7.0),
        ({"retry-after": " 2.5 "}, None, 2.5),
        ({"retry-after": "0"}, None, 0.0),
        ({"retry-after": "86400"}, None, 86400.0),
        ({"retry-after": "soon"}, None, None),
        ({"retry-after": ""}, None, None),
        ({"retry-after": "-1"}, None, None),
        ({"retry-after": "nan"}, None, None),
        ({"retry-after": "1e999"}, None, None),
        ({"retry-after": "9" * 400}, None, None),
        ({"retry-after": "٣"}, None, None),
        ({"retry-after": "Fri, 99 Foo 2025 12:00:00 GMT"}, None, None),
        ({}, None, None),
        ({}, {}, None),
        ({}, {"retry_after": 3}, 3.0),
        ({}, {"retry_after": 0.5}, 0.5),
        ({}, {"retry_after": "30"}, 30.0),
        ({}, {"retry_after": True}, None),
        ({}, {"retry_after": -3}, None),
        ({}, {"retry_after": 10**400}, None),
        ({}, {"retry_after": [1]}, None),
        ({"retry-after": "7"}, {"retry_after": 3}, 7.0),
        ({"retry-after": "soon"}, {"retry_after": 3}, None),
    ],
)
def test_retry_after_is_read_from_the_header_or_the_edges_json(headers, said, seconds):
    assert read_retry_after(headers, said) == seconds


def test_retry_after_may_be_a_date_and_counts_from_the_servers_own():
    later = format_datetime(today + timedelta(seconds=90), usegmt=True)
    headers = {"retry-after": later, "date": format_datetime(today, usegmt=True)}
    assert read_retry_after(headers) == 90.0
    assert read_retry_after({**headers, "retry-after": headers["date"], "date": later}) == 0.0


def test_without_a_date_of_the_server_ours_counts():
    soon = datetime.now(UTC) + timedelta(hours=1)
    for zone in (UTC, None):
        seconds = read_retry_after({"retry-after": format_datetime(soon.replace(tzinfo=zone))})
        assert seconds is not None
        assert 3500 < seconds <= 3600


def test_a_429_carries_the_seconds_of_the_edges_json():
    error = refused(429, {"retry_after": 30, "error_code": 1015, "title": "You are being rate limited"})
    assert isinstance(error, RateLimited)
    assert (error.retry_after, error.sent) == (30.0, True)


# ── any answer ──

names = st.sampled_from(["retry-after", "date", "cf-ray", "content-type", "ratelimit"])
members = st.sampled_from(["error", "errors", "message", "messages", "success", "code", "retry_after", "source"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(members, inner, max_size=4),
    max_leaves=10,
)


@given(st.integers(300, 599), st.binary(max_size=60), st.dictionaries(names, st.text(max_size=40)))
def test_any_bytes_with_any_status_give_a_typed_error(status, body, headers):
    error = refusal(status, headers, body, method="GET", path="/x")
    assert error.status == status
    assert str(error)


@given(st.integers(100, 599), json_values)
def test_any_json_with_any_status_gives_a_typed_error(status, value):
    error = refused(status, msgspec.json.encode(value))
    assert isinstance(error.code, int | str | None)
    assert error.message
    assert error.retry_after is None or error.retry_after >= 0


@given(st.text(max_size=40))
def test_any_retry_after_is_seconds_or_nothing(text):
    seconds = read_retry_after({"retry-after": text, "date": text})
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize("status", [100, 199, 300, 302, 304, 404, 503])
def test_reading_an_answer_that_is_no_2xx_raises_its_error(status):
    with pytest.raises(ApiError) as caught:
        read(Call("GET", "/x", into=Meeting), status, {}, b'{"success":true,"data":{"id":"m1"}}')
    assert caught.value.status == status
