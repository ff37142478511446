import copy
import pickle

import msgspec
import pytest

from realtimekit_async import Quota, Retry, errors
from realtimekit_async.errors import (
    STATUS_ERRORS,
    ApiError,
    ConfigurationError,
    DecodeError,
    ErrorDetail,
    Forbidden,
    RateLimited,
    RealtimeKitError,
    RequestTimeout,
    ServerError,
    TransportError,
    asked_pause,
    diagnose,
    error_class,
    may_have_acted,
    may_pass,
)
from realtimekit_async.wire.refusals import refusal

CLASSES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RealtimeKitError)]


def make(kind: type[RealtimeKitError]) -> RealtimeKitError:
    where = {"method": "GET", "path": "/meetings/{meeting_id}"}
    if issubclass(kind, TransportError):
        error = kind("it broke", sent=True, permanent=True, **where)
    elif issubclass(kind, ApiError):
        detail = ErrorDetail(10000, "m", "https://example.com", "/x")
        error = kind("no", status=499, code="E1", errors=(detail,), retry_after=1.5, ray_id="8f-VIE", **where)
    elif issubclass(kind, DecodeError):
        error = kind("it is odd", status=200, ray_id="8f-VIE", **where)
    else:
        error = kind("wrong")
    error.add_note("attempt 1 may have taken effect")
    return error


ways = pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, *(lambda e, n=n: pickle.loads(pickle.dumps(e, n)) for n in range(6))],  # noqa: S301
    ids=["copy", "deepcopy", *(f"pickle {number}" for number in range(6))],
)


@ways
@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_survives_copying_and_pickling_with_attributes_and_notes(kind, again):
    error = make(kind)
    twin = again(error)
    assert type(twin) is kind
    assert (str(twin), twin.args) == (str(error), error.args)
    assert vars(twin) == vars(error)
    assert twin.__notes__ == ["attempt 1 may have taken effect"]


@ways
def test_an_error_of_this_side_survives_as_one(again):
    error = again(RateLimited.here(2.5, "max_wait", method="GET", path="/meetings"))
    assert (error.sent, error.ray_id, error.retry_after) == (False, None, 2.5)


def test_an_error_without_a_place_is_its_message():
    assert str(ConfigurationError("account_id is missing")) == "account_id is missing"
    assert str(ApiError("no", status=404)) == "404 no"
    assert str(DecodeError("it is empty", status=204)) == "204, but it is empty"


def test_an_error_says_what_happened_to_which_call():
    assert str(make(errors.NotFound)) == "GET /meetings/{meeting_id} → 499 no (code E1, ray 8f-VIE)"
    assert str(make(DecodeError)) == "GET /meetings/{meeting_id} → 200, but it is odd (ray 8f-VIE)"


def test_an_error_of_the_connection_says_whether_the_request_may_have_arrived():
    assert str(TransportError("it broke", sent=True)) == "it broke (the request may have reached the server)"
    error = RequestTimeout("too late", sent=False, method="GET", path="/meetings")
    assert str(error) == "GET /meetings → too late (the request was not sent)"


def test_a_refusal_of_this_side_says_that_nothing_was_sent():
    error = RateLimited.here(12.34, "max_wait", method="GET", path="/meetings")
    expected = "GET /meetings → 429 not sent: the quota asks to wait 12.3 s, longer than max_wait allows"
    assert str(error) == expected
    assert (error.status, error.retry_after, error.sent) == (429, 12.34, False)
    assert RateLimited("no", status=429).sent


def test_a_time_out_is_a_timeout_error():
    assert issubclass(RequestTimeout, TimeoutError)
    with pytest.raises(TimeoutError):
        raise make(RequestTimeout)


def test_a_wait_that_was_too_long_is_a_timeout_error_and_no_request_timed_out():
    error = errors.WaitTimeout("the summary did not come within 5 s", seconds=5.0)
    assert isinstance(error, TimeoutError)
    assert not isinstance(error, TransportError)
    assert (str(error), error.seconds) == ("the summary did not come within 5 s", 5.0)


def test_every_error_of_the_library_is_a_realtimekit_error():
    assert len(CLASSES) == 16
    assert all(issubclass(kind, RealtimeKitError) for kind in STATUS_ERRORS.values())


@pytest.mark.parametrize(("status", "kind"), [*STATUS_ERRORS.items(), (500, ServerError), (599, ServerError)])
def test_the_table_gives_the_class_of_a_status(status, kind):
    assert error_class(status) is kind


@pytest.mark.parametrize("status", [100, 200, 302, 402, 405, 408, 425, 499])
def test_other_statuses_are_plain_api_errors(status):
    assert error_class(status) is ApiError


# ── what a failure means for another try ──

MEANINGS = {
    "never sent": (TransportError("x", sent=False), True, False),
    "a broken exchange": (TransportError("x", sent=True), True, True),
    "an untrusted certificate": (TransportError("x", sent=False, permanent=True), False, False),
    "no answer in time": (RequestTimeout("x", sent=True), True, True),
    "408": (ApiError("x", status=408), True, False),
    "425": (ApiError("x", status=425), True, False),
    "429": (RateLimited("x", status=429), True, False),
    "503": (ServerError("x", status=503), True, True),
    "403": (Forbidden("x", status=403), False, False),
    "302": (ApiError("x", status=302), False, False),
    "an odd answer": (DecodeError("x", status=200), True, True),
    "a mistake of the caller": (ConfigurationError("x"), False, False),
    "somebody else's": (KeyError("x"), False, False),
}


@pytest.mark.parametrize("case", MEANINGS)
def test_one_place_tells_what_may_pass_and_what_may_have_acted(case):
    error, passes, acted = MEANINGS[case]
    assert (may_pass(error), may_have_acted(error)) == (passes, acted)


@pytest.mark.parametrize(("asked", "pause"), [(None, 0.0), (2.5, 2.5), (86_400.0, 900.0), (1e308, 900.0)])
def test_a_server_holds_nobody_back_for_longer_than_a_quarter_of_an_hour(asked, pause):
    assert asked_pause(RateLimited("x", status=429, retry_after=asked)) == pause
    assert asked_pause(TransportError("x", sent=False)) == 0.0


def test_a_mistake_in_an_argument_is_a_value_error():
    with pytest.raises(ValueError, match=r"Retry\(attempts=…\) is a whole number from 1 up; 1 turns retries off"):
        Retry(attempts=0)
    with pytest.raises(ConfigurationError, match=r"Quota\(seconds=…\) is a finite number of seconds, above 0"):
        Quota(1, float("nan"))


def refused(status, body, kind="application/json"):
    return refusal(status, {"content-type": kind}, body, method="GET", path="/meetings")


def of_gateway(*errors):
    return msgspec.json.encode({"success": False, "errors": list(errors), "messages": [], "result": None})


MALFORMED = of_gateway({"code": 6003, "message": "Invalid request headers", "error_chain": [{"code": 6111}]})
PAGE = b"<!DOCTYPE html><html><head><title>Attention Required!</title></head><body>blocked</body></html>"
DIAGNOSES = [
    (400, MALFORMED, "malformed token"),
    (400, of_gateway({"code": 6111}), "malformed token"),
    (400, of_gateway({"code": 9106, "message": "Missing headers"}), "malformed token"),
    (403, of_gateway({"code": 9109, "message": "Invalid access token"}), "wrong token"),
    (401, of_gateway({"code": 10000, "message": "Authentication error"}), "wrong token"),
    (403, of_gateway({"code": 10000, "message": "Authentication error"}), "no permission"),
    (403, of_gateway({"code": 10001}), "no permission"),
    (400, of_gateway({"code": 7003, "message": "Could not route"}), "wrong account or app"),
    (404, of_gateway({"code": 7003, "message": "Could not route"}), "wrong account or app"),
    (401, b'{"message":"Unauthorized"}', "wrong token"),
    (403, b'{"success":false,"error":{"code":403,"message":"no"}}', "no permission"),
    (403, PAGE, "blocked"),
    (401, PAGE, None),
    (502, PAGE, None),
    (404, b'{"success":false,"error":{"code":404,"message":"no such meeting"}}', None),
    (409, of_gateway({"code": 40901}), None),
]


@pytest.mark.parametrize(("status", "body", "diagnosis"), DIAGNOSES)
def test_a_refusal_is_diagnosed_by_its_code_and_shape(status, body, diagnosis):
    kind = "text/html" if body is PAGE else "application/json"
    assert diagnose(refused(status, body, kind)) == diagnosis


def test_what_is_no_refusal_speaks_of_no_setting():
    assert diagnose(TransportError("broken", sent=True)) is None
    assert diagnose(ValueError("odd")) is None
