"""Waits end what they have begun, and what must be finished is finished."""

import asyncio
from math import inf

import pytest
from hypothesis import given, strategies as st

from realtimekit_async.errors import NotFound, WaitTimeout
from realtimekit_async.timing import SystemClock, arrives_within, backoff, cancel_and_wait, carry_through, first_of

from ..doubles.loops import leaping


async def forever() -> None:
    await asyncio.get_running_loop().create_future()


async def fails() -> None:
    raise NotFound("gone", status=404)


def others() -> set["asyncio.Task[object]"]:
    return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[arg-type] - a test runs in a task


async def test_the_first_of_several_ends_the_others():
    await first_of(asyncio.sleep(0), forever(), forever())
    assert not others()


@leaping
async def test_a_task_of_somebody_else_is_waited_for_among_others_and_not_ended():
    living = asyncio.ensure_future(forever())
    await first_of(asyncio.sleep(0), asyncio.wait([living]))
    assert not living.done()
    await cancel_and_wait(living)


@leaping
async def test_what_does_not_arrive_in_time_is_cancelled():
    assert not await arrives_within(SystemClock(), 5.0, forever())
    assert await arrives_within(SystemClock(), 5.0, asyncio.sleep(0))
    assert not others()


@leaping
async def test_work_that_takes_longer_than_its_seconds_is_given_up():
    with pytest.raises(WaitTimeout, match="it was not stopped within 5 s") as caught:
        await carry_through(forever(), 5, late="it was not stopped")
    assert caught.value.seconds == 5


@leaping
async def test_a_cancellation_starts_the_clock_of_patient_work_and_tells_what_became_of_it():
    task = asyncio.ensure_future(carry_through(forever(), 5, patient=True))
    await asyncio.sleep(3600)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert isinstance(caught.value.__cause__, WaitTimeout)


@leaping
async def test_work_is_carried_through_however_often_its_caller_is_cancelled():
    done: list[str] = []

    async def work() -> None:
        await asyncio.sleep(1)
        done.append("all of it")

    task = asyncio.ensure_future(carry_through(work(), 5))
    for _ in range(3):
        await asyncio.sleep(0.1)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["all of it"]


@pytest.mark.parametrize("patient", [True, False])
async def test_a_failure_of_the_work_is_raised(patient):
    with pytest.raises(NotFound):
        await carry_through(fails(), 5, patient=patient)


async def test_work_that_is_done_gives_its_result():
    async def answer() -> int:
        return 42

    assert await carry_through(answer(), 5) == 42


@given(st.integers(0, 10**9), st.floats(0, 1e9), st.floats(0, 1e9))
def test_pauses_grow_up_to_a_ceiling_and_never_overflow(failures, initial, ceiling):
    pause = backoff(failures, initial=initial, ceiling=ceiling)
    assert 0 <= pause <= ceiling < inf
    assert pause <= backoff(failures + 1, initial=initial, ceiling=ceiling)


def test_a_pause_doubles_from_the_first_on():
    assert [backoff(n, initial=0.25, ceiling=1.5) for n in range(5)] == [0.25, 0.5, 1.0, 1.5, 1.5]
