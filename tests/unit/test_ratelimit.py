import math

import pytest
from hypothesis import given, strategies as st

from realtimekit_async.quota.gate import Gate
from realtimekit_async.quota.quotas import BLOCK, Ledger, Quota

# ── quotas and connections ──


def about(seconds):
    """Return these seconds or what a faster clock makes of ten."""
    return pytest.approx(seconds, abs=0.021)


def test_a_window_lets_as_many_pass_as_the_quota_says():
    ledger = Ledger([Quota(2, 10)])
    assert ledger.delay(0.0) == 0.0
    ledger.sent()
    assert ledger.delay(0.0) == 0.0
    assert ledger.delay(0.0, ahead=1) == about(10)
    ledger.sent()
    assert ledger.delay(0.0) == about(10)


def test_a_place_becomes_free_when_the_window_has_passed_since_the_answer():
    ledger = Ledger([Quota(1, 10)])
    ledger.sent()
    ledger.answered(3.0)
    assert ledger.delay(4.0) == about(9)
    assert ledger.delay(12.5) == about(0.5)
    assert ledger.delay(13.02) == 0.0


def test_those_ahead_get_their_places_first():
    ledger = Ledger([Quota(2, 10)])
    for answered in (1.0, 2.0):
        ledger.sent()
        ledger.answered(answered)
    assert [ledger.delay(3.0, ahead) for ahead in (0, 1, 2, 3, 4)] == [about(wait) for wait in (8, 9, 10, 10, 20)]


def test_a_request_that_was_not_sent_gives_its_place_back_at_once():
    ledger = Ledger([Quota(1, 10)])
    ledger.sent()
    ledger.returned()
    assert ledger.delay(0.0) == 0.0


def test_several_quotas_hold_together():
    ledger = Ledger([Quota(3, 100), Quota(1, 10)])
    for answered in (0.0, 11.0):
        assert ledger.delay(answered) == 0.0
        ledger.sent()
        ledger.answered(answered)
    assert ledger.delay(12.0) == about(9)
    assert ledger.delay(22.0) == 0.0
    ledger.sent()
    ledger.answered(22.0)
    assert ledger.delay(40.0) == pytest.approx(60, abs=0.21)


def test_a_missing_connection_is_told_only_by_an_answer():
    ledger = Ledger(connections=2)
    ledger.sent()
    assert [ledger.delay(0.0, ahead) for ahead in (0, 1)] == [0.0, math.inf]
    ledger.sent()
    assert ledger.delay(0.0) == math.inf
    ledger.answered(1.0)
    assert ledger.delay(1.0) == 0.0


def test_what_the_clock_tells_goes_before_what_only_an_answer_does():
    ledger = Ledger([Quota(1, 10)], connections=1)
    ledger.sent()
    assert ledger.delay(0.0) == about(10)


@given(
    quotas=st.lists(st.builds(Quota, st.integers(1, 5), st.floats(0.5, 10)), max_size=3),
    connections=st.integers(1, 4) | st.just(math.inf),
    steps=st.lists(
        st.tuples(st.sampled_from(["send", "answer", "return", "wait"]), st.floats(0.1, 4)), max_size=60
    ),
)
def test_what_is_remembered_of_free_places_never_differs_from_a_count(quotas, connections, steps):
    ledger, now, in_flight, answers = Ledger(quotas, connections), 0.0, 0, []
    drift = (1 + 500e-6) / (1 - 500e-6)
    for step, seconds in steps:
        full = any(
            in_flight + sum(at + quota.seconds * drift > now for at in answers) >= quota.requests
            for quota in quotas
        )
        assert (ledger.delay(now) > 0) == (full or in_flight >= connections)
        if step == "send" and ledger.delay(now) == 0:
            ledger.sent()
            in_flight += 1
        elif step == "answer" and in_flight:
            ledger.answered(now)
            in_flight -= 1
            answers.append(now)
        elif step == "return" and in_flight:
            ledger.returned()
            in_flight -= 1
        else:
            now += seconds


@given(
    quota=st.builds(Quota, st.integers(1, 5), st.floats(0.1, 10)),
    steps=st.lists(st.tuples(st.floats(0, 2), st.floats(0, 5), st.floats(0, 1)), min_size=1, max_size=40),
)
def test_the_server_never_counts_more_than_the_quota_in_any_window(quota, steps):
    """Send whenever the window allows it; the server counts each request somewhere between sending and answer."""
    ledger, now = Ledger([quota]), 0.0
    in_flight: list[float] = []
    counted: list[float] = []
    for pause, latency, when in steps:
        now += pause
        for answer in sorted(in_flight):
            if answer <= now:
                in_flight.remove(answer)
                ledger.answered(answer)
        delay = ledger.delay(now)
        while delay > 0:
            now = min([*in_flight, now + delay])
            for answer in sorted(in_flight):
                if answer <= now:
                    in_flight.remove(answer)
                    ledger.answered(answer)
            delay = ledger.delay(now)
            if delay < 1e-9:  # what rounding leaves over
                break
        ledger.sent()
        in_flight.append(now + latency)
        counted.append(now + latency * when)
    counted.sort()
    for first, last in zip(counted, counted[quota.requests :], strict=False):
        assert last - first >= quota.seconds - 1e-6


@pytest.mark.parametrize("requests", [0, -1, 1.0, True, None, "3"])
def test_a_quota_counts_in_whole_numbers(requests):
    with pytest.raises(ValueError, match="requests"):
        Quota(requests, 1)


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, None, "1"])
def test_a_quota_spans_a_finite_time_above_zero(seconds):
    with pytest.raises(ValueError, match="seconds"):
        Quota(1, seconds)


# ── 429 ──


def test_a_new_gate_is_open():
    assert Gate().delay(0.0) == 0.0


def test_a_429_closes_the_gate_for_as_long_as_it_says():
    gate = Gate()
    assert gate.refused(10.0, 7.5) == 7.5
    assert [gate.delay(now) for now in (10.0, 12.0, 17.5, 20.0)] == [7.5, 5.5, 0.0, 0.0]


def test_a_later_429_never_opens_the_gate_earlier():
    gate = Gate()
    gate.refused(0.0, 60.0)
    gate.refused(1.0, 2.0)
    assert gate.delay(1.0) == 59.0


@pytest.mark.parametrize("retry_after", [None, 0.0, -1.0])
def test_a_silent_429_is_a_burst_and_its_wait_doubles_up_to_eight_seconds(retry_after):
    gate = Gate()
    waits = [gate.refused(10.0 * number, retry_after) for number in range(8)]
    assert waits == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_what_was_in_flight_when_the_gate_closed_counts_as_one_refusal():
    gate = Gate()
    for _ in range(50):
        gate.refused(0.0, None)
    assert gate.delay(0.0) == 0.5


def test_after_an_answer_the_waits_begin_anew():
    gate = Gate()
    for number in range(3):
        gate.refused(10.0 * number, None)
    gate.passed(25.0)
    assert gate.refused(30.0, None) == 0.25


def test_what_passed_before_the_gate_closed_says_nothing_about_afterwards():
    gate = Gate()
    gate.refused(0.0, None)
    gate.passed(0.1)
    assert gate.refused(10.0, None) == 0.5


@pytest.mark.parametrize("asked", [901.0, 86_400.0, 2.5e11, 1e308, math.inf])
def test_no_429_closes_the_gate_for_longer_than_fifteen_minutes(asked):
    gate = Gate()
    assert gate.refused(0.0, asked) == 900.0
    assert [gate.delay(0.0), gate.delay(900.0)] == [900.0, 0.0]


# ── the scout ──


def scouted(gate: Gate, now: float) -> list[float]:
    """Send one request and tell how long a second one would have to wait."""
    assert gate.delay(now) == 0.0
    gate.sent()
    return [gate.delay(now)]


def test_after_a_429_one_request_goes_ahead_and_its_answer_opens_the_gate():
    gate = Gate()
    gate.refused(0.0, 5.0)
    assert scouted(gate, 5.0) == [math.inf]
    gate.answered(6.0)
    gate.passed(6.0)
    assert scouted(gate, 6.0) == [0.0]


def test_a_scout_that_is_refused_closes_the_gate_for_all():
    gate = Gate()
    gate.refused(0.0, 5.0)
    gate.sent()
    gate.answered(6.0)
    gate.refused(6.0, 7.0)
    assert gate.delay(6.0) == 7.0
    assert scouted(gate, 13.0) == [math.inf]


@pytest.mark.parametrize("sent", [True, False])
def test_a_scout_that_does_not_return_is_followed_by_another(sent):
    gate = Gate()
    gate.refused(0.0, 5.0)
    gate.sent()
    if sent:
        gate.answered(6.0)
    else:
        gate.returned()
    assert scouted(gate, 6.0) == [math.inf]


def test_after_a_used_up_allowance_one_request_goes_ahead():
    gate = Gate()
    gate.heard(0.0, '"default";r=0;t=5')
    assert scouted(gate, 5.0) == [math.inf]
    gate.answered(6.0)
    gate.heard(6.0, '"default";r=9;t=5')
    gate.passed(6.0)
    assert scouted(gate, 6.0) == [0.0]


def test_after_an_allowance_that_was_not_used_up_nobody_goes_ahead():
    gate = Gate()
    gate.heard(0.0, '"default";r=3;t=5')
    assert scouted(gate, 5.0) == [0.0]


def test_no_number_of_refusals_is_too_many():
    gate = Gate()
    for number in range(2000):
        gate.refused(10.0 * number, 1.0)
    assert gate.refused(20000.0, None) == 8.0


def answered(gate: Gate, moments: list[float]) -> None:
    for moment in moments:
        gate.sent()
        gate.answered(moment)


def test_a_silent_429_after_a_thousand_requests_is_the_accounts_block():
    gate = Gate()
    answered(gate, [number / 10 for number in range(1000)])
    assert gate.refused(100.0, None) == BLOCK
    assert gate.delay(100.0) == BLOCK


@pytest.mark.parametrize(
    "moments",
    [[number / 10 for number in range(999)], [0.0, *(50.0 + number / 10 for number in range(999))]],
    ids=["one too few", "one too long ago"],
)
def test_a_silent_429_after_fewer_requests_is_a_burst(moments):
    gate = Gate()
    answered(gate, moments)
    assert gate.refused(301.0, None) == 0.25


# ── the header ──


def test_what_a_header_leaves_may_be_used_and_no_more():
    gate = Gate()
    gate.heard(0.0, '"default";r=2;t=30')
    for left in (1, 0):
        assert gate.delay(0.0) == 0.0
        gate.sent()
        gate.answered(0.0)
        gate.heard(0.0, f'"default";r={left};t=30')
    assert gate.delay(10.0) == 20.0
    assert gate.delay(30.0) == 0.0


def test_what_is_in_flight_may_not_have_been_counted_yet():
    gate = Gate()
    for _ in range(3):
        gate.sent()
    gate.answered(0.0)
    gate.heard(0.0, '"default";r=2;t=30')
    assert gate.delay(0.0) == math.inf  # until one of the two tells whether the figure has counted it
    gate.answered(0.1)
    gate.heard(0.1, '"default";r=3;t=30')
    assert gate.delay(0.1) == 0.0
    assert gate.delay(0.1, ahead=1) == math.inf
    assert gate.delay(0.1, ahead=2) == 29.9


def test_each_item_of_a_header_is_a_bound_of_its_own():
    gate = Gate()
    gate.heard(0.0, '"burst";r=0;t=2, "default";r=1;t=30')
    assert gate.delay(0.0) == 2.0
    assert gate.delay(0.0, ahead=1) == 30.0
    assert gate.delay(2.0) == 0.0
    assert gate.delay(2.0, ahead=1) == 28.0


def test_answers_out_of_order_never_raise_what_is_left():
    gate = Gate()
    gate.heard(0.0, '"default";r=3;t=30')
    for left in (1, 2, 9):
        gate.heard(1.0, f'"default";r={left};t=29')
    assert gate.delay(1.0) == 0.0
    assert gate.delay(1.0, ahead=1) == 29.0


def test_a_smaller_figure_holds_for_its_own_time():
    gate = Gate()
    gate.heard(0.0, '"default";r=3;t=1')
    gate.heard(0.5, '"default";r=0;t=200')
    assert gate.delay(1.0) == 199.5


def test_a_window_that_has_ended_is_replaced_by_the_next():
    gate = Gate()
    gate.heard(0.0, '"default";r=0;t=30')
    gate.heard(30.0, '"default";r=1;t=30')
    assert gate.delay(30.0) == 0.0
    assert gate.delay(30.0, ahead=1) == 30.0


def test_no_header_holds_longer_than_the_longest_block():
    gate = Gate()
    gate.heard(0.0, '"default";r=0;t=999999999')
    assert gate.delay(0.0) == BLOCK


@pytest.mark.parametrize(
    "header",
    ["default;r=0;t=5", '"default";r=0;t=5', '  "default"; r=0; t=5 ', '"default";r=0;t=5;pk=:abc:', ";r=0;t=5"],
)
def test_the_ways_to_write_an_item_are_understood(header):
    gate = Gate()
    gate.heard(0.0, header)
    assert gate.delay(0.0) == 5.0


@pytest.mark.parametrize(
    "header",
    ["", "nonsense", '"default";r=-1;t=5', '"default";r=0', '"default";t=5;q=1', "r=0;t=5", '"a";r=٣;t=5'],
)
def test_an_unreadable_header_changes_nothing(header):
    gate = Gate()
    gate.heard(0.0, header)
    assert gate.delay(0.0) == 0.0


def test_names_without_end_are_not_kept_and_those_known_go_on():
    gate = Gate()
    for number in range(10_000):
        gate.heard(0.0, f'"n{number}";r=9;t=100, "n0";r=5;t=100')
    gate.heard(0.0, '"n0";r=0;t=60')
    assert gate.delay(0.0) == 100.0
    assert gate.delay(101.0) == 0.0
    gate.heard(101.0, '"new";r=0;t=7')
    assert gate.delay(101.0) == 7.0


def test_no_header_takes_long_to_read():
    # A pattern that backtracks would sit here for minutes.
    gate = Gate()
    for header in ("x" + " " * 8000 + "x", '"' * 8000, ";r=" * 2700, "," * 8000, "1" * 8000):
        gate.heard(0.0, header)
    assert gate.delay(0.0) == 0.0


@given(st.text(max_size=60))
def test_any_header_is_survived(header):
    gate = Gate()
    gate.heard(0.0, header)
    assert 0.0 <= gate.delay(0.0) <= BLOCK
