import asyncio

import pytest
from hypothesis import given, strategies as st

from realtimekit_async.errors import (
    LONGEST_ASKED_PAUSE,
    ApiError,
    ConfigurationError,
    DecodeError,
    RateLimited,
    RequestTimeout,
    TransportError,
    error_class,
    may_have_acted,
)
from realtimekit_async.transport.retry import Retry


def api(status: int, retry_after: float | None = None) -> ApiError:
    return error_class(status)("no", status=status, retry_after=retry_after)


broken = TransportError("broke", sent=True)
late = RequestTimeout("late", sent=True)
refused = TransportError("refused", sent=False)
distrusted = TransportError("certificate", sent=False, permanent=True)
held = RateLimited.here(9.0, "max_wait", method="GET", path="/x")


@pytest.mark.parametrize(
    ("error", "repeatable", "otherwise"),
    [
        (api(429), True, True),
        (held, False, False),
        (api(408), True, False),
        (api(425), True, False),
        (api(500), True, False),
        (api(503), True, False),
        (api(522), True, False),
        (api(302), False, False),
        (api(400), False, False),
        (api(401), False, False),
        (api(404), False, False),
        (api(409), False, False),
        (api(422), False, False),
        (broken, True, False),
        (late, True, False),
        (refused, True, True),
        (RequestTimeout("connect", sent=False), True, True),
        (distrusted, False, False),
        (TransportError("closed", sent=True, permanent=True), False, False),
        (DecodeError("odd", status=200), False, False),
        (ConfigurationError("wrong"), False, False),
        (asyncio.CancelledError(), False, False),
        (TimeoutError(), False, False),
        (ConnectionResetError(), False, False),
        (KeyboardInterrupt(), False, False),
        (None, False, False),
    ],
)
def test_another_try_is_made_where_it_is_safe_and_may_help(error, repeatable, otherwise):
    assert Retry().deserves(error, repeatable=True) is repeatable
    assert Retry().deserves(error, repeatable=False) is otherwise


@pytest.mark.parametrize(
    ("error", "ambiguous"),
    [(broken, True), (late, True), (refused, False), (api(500), True), (api(408), False), (api(429), False)],
)
def test_an_attempt_may_have_acted_if_the_server_may_have_acted(error, ambiguous):
    assert may_have_acted(error) is ambiguous


@pytest.mark.parametrize(
    ("error", "attempt", "chance", "seconds"),
    [
        (broken, 1, 0.9, 0.0),
        (broken, 2, 0.5, 0.25),
        (late, 1, 0.5, 0.125),
        (refused, 1, 1.0, 0.25),
        (api(503), 1, 1.0, 0.25),
        (api(503), 2, 1.0, 0.5),
        (api(503), 3, 1.0, 1.0),
        (api(503), 6, 1.0, 8.0),
        (api(503), 7, 1.0, 8.0),
        (api(503), 5000, 1.0, 8.0),
        (api(503), 3, 0.0, 0.0),
        (api(429, 7.0), 1, 1.0, 7.0),
        (api(429, 0.0), 1, 0.5, 0.125),
        (api(429, 0.1), 1, 1.0, 0.25),
        (api(503, 120.0), 1, 1.0, 120.0),
    ],
)
def test_waits_grow_with_jitter_and_a_retry_after_is_obeyed(error, attempt, chance, seconds):
    assert Retry().wait(error, attempt, chance) == seconds


@given(
    st.floats(0, 1e9),
    st.floats(0, 1e9),
    st.integers(1, 10**6),
    st.floats(0, 1, exclude_max=True),
    st.none() | st.floats(0, 1e9),
)
def test_a_wait_is_never_shorter_than_asked_nor_longer_than_ceiling_and_asked(
    initial, ceiling, attempt, chance, asked
):
    wait = Retry(initial=initial, ceiling=ceiling).wait(api(503, asked), attempt, chance)
    obeyed = min(asked or 0.0, LONGEST_ASKED_PAUSE)
    assert obeyed <= wait <= max(ceiling, obeyed)


@pytest.mark.parametrize("attempts", [0, -1, 1.0, True, "3", None])
def test_attempts_are_a_whole_number_from_one_up(attempts):
    with pytest.raises(ValueError, match="attempts"):
        Retry(attempts=attempts)


@pytest.mark.parametrize("name", ["initial", "ceiling", "budget"])
@pytest.mark.parametrize("seconds", [-0.1, float("nan"), float("inf"), "1", None])
def test_seconds_are_finite_and_not_negative(name, seconds):
    with pytest.raises(ValueError, match=name):
        Retry(**{name: seconds})


def test_the_defaults_are_four_attempts_within_a_minute():
    assert Retry() == Retry(attempts=4, initial=0.25, ceiling=8.0, budget=60.0)
