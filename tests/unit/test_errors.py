import copy
import pickle

import pytest

from realtimekit_async import errors
from realtimekit_async.errors import (
    STATUS_ERRORS,
    ApiError,
    ConfigurationError,
    DecodeError,
    ErrorDetail,
    RateLimited,
    RealtimeKitError,
    RequestTimeout,
    ServerError,
    TransportError,
    error_class,
)

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
    assert str(make(errors.NotFound)) == "GET /meetings/{meeting_id} → 499 no (ray 8f-VIE)"
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
