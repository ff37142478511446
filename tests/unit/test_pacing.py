import asyncio
import math
from collections import OrderedDict

import pytest
from hypothesis import given, strategies as st

from realtimekit_async.quota.gate import Gate
from realtimekit_async.quota.pacer import Pacer, WaitTooLong
from realtimekit_async.quota.queue import Queue, Waiter
from realtimekit_async.quota.quotas import Quota
from realtimekit_async.timing import SystemClock


class Crowd:
    """Tasks that want a place, and the order in which they get it."""

    def __init__(self, pacer: Pacer) -> None:
        self.pacer = pacer
        self.passed: list[object] = []
        self.tasks: dict[object, asyncio.Task[None]] = {}

    def join(self, *names: object, limit: float | None = None) -> None:
        for name in names:
            self.tasks[name] = asyncio.ensure_future(self._wait(name, limit))

    async def _wait(self, name: object, limit: float | None) -> None:
        if not self.pacer.passes():
            await self.pacer.wait(limit)
        self.passed.append(name)

    async def disperse(self) -> None:
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


async def test_without_quotas_everybody_passes_at_once(clock):
    pacer = Pacer(clock, ())
    assert all(pacer.passes() for _ in range(1000))
    assert clock.sleeps == []


async def test_places_are_given_in_the_order_of_arrival(clock):
    pacer = Pacer(clock, [Quota(1, 10)])
    crowd = Crowd(pacer)
    crowd.join("a", "b", "c")
    await clock.settle()
    assert crowd.passed == ["a"]
    assert not pacer.passes()
    pacer.leave(clock.now())
    await clock.advance(10.1)
    assert crowd.passed == ["a", "b"]
    pacer.leave(clock.now())
    await clock.advance(9.9)
    assert crowd.passed == ["a", "b"]
    await clock.advance(0.2)
    assert crowd.passed == ["a", "b", "c"]


async def test_nobody_overtakes_those_who_wait(clock):
    pacer = Pacer(clock, (), connections=1)
    assert pacer.passes()
    crowd = Crowd(pacer)
    crowd.join("a")
    await clock.settle()
    pacer.leave(clock.now())
    assert not pacer.passes()
    await clock.settle()
    assert crowd.passed == ["a"]


async def test_a_free_connection_wakes_the_next(clock):
    pacer = Pacer(clock, (), connections=2)
    crowd = Crowd(pacer)
    crowd.join(*range(5))
    await clock.settle()
    assert crowd.passed == [0, 1]
    pacer.leave(clock.now())
    await clock.settle()
    assert crowd.passed == [0, 1, 2]
    for _ in range(3):
        pacer.leave(clock.now())
    await clock.settle()
    assert crowd.passed == [0, 1, 2, 3, 4]
    assert clock.sleeps == []


async def test_when_the_gate_opens_one_is_woken_and_not_a_crowd(clock):
    gate = Gate()
    pacer = Pacer(clock, (), gate=gate)
    gate.refused(clock.now(), 5.0)
    crowd = Crowd(pacer)
    crowd.join(*range(20))
    await clock.settle()
    assert clock.pending == 1
    await clock.advance(5)
    assert crowd.passed == [0]
    pacer.leave(clock.now())
    gate.passed(clock.now())
    await clock.settle()
    assert crowd.passed == list(range(20))
    assert clock.sleeps == [5.0]


async def test_a_gate_that_closes_for_longer_is_waited_for(clock):
    gate = Gate()
    pacer = Pacer(clock, (), gate=gate)
    gate.refused(clock.now(), 5.0)
    crowd = Crowd(pacer)
    crowd.join("a")
    await clock.advance(3)
    gate.refused(clock.now(), 10.0)
    await clock.advance(9.5)
    assert crowd.passed == []
    await clock.advance(0.5)
    assert crowd.passed == ["a"]


async def test_several_quotas_hold_together(clock):
    pacer = Pacer(clock, [Quota(3, 60), Quota(1, 1)])
    moments: list[float] = []

    async def request() -> None:
        if not pacer.passes():
            await pacer.wait(None)
        moments.append(clock.now() - 1000)
        pacer.leave(clock.now())

    tasks = [asyncio.ensure_future(request()) for _ in range(5)]
    await clock.advance(100)
    await asyncio.gather(*tasks)
    assert [round(moment, 1) for moment in moments] == [0, 1, 2, 60.1, 61.1]


# ── limits ──


async def test_a_wait_that_cannot_end_in_time_is_refused_at_once(clock):
    gate = Gate()
    pacer = Pacer(clock, (), gate=gate)
    gate.refused(clock.now(), 5.0)
    with pytest.raises(WaitTooLong) as caught:
        await pacer.wait(4.9)
    assert caught.value.delay == 5.0
    assert clock.sleeps == []


async def test_those_ahead_count_when_a_wait_is_judged(clock):
    pacer = Pacer(clock, [Quota(2, 10)])
    for _ in range(2):
        assert pacer.passes()
        pacer.leave(clock.now())
        await clock.advance(1)
    crowd = Crowd(pacer)
    crowd.join("a")
    await clock.settle()
    with pytest.raises(WaitTooLong) as caught:
        await pacer.wait(8.5)
    assert caught.value.delay == pytest.approx(9.0, abs=0.02)
    await crowd.disperse()


async def test_a_wait_for_an_answer_ends_at_its_limit(clock):
    pacer = Pacer(clock, (), connections=1)
    assert pacer.passes()
    crowd = Crowd(pacer)
    crowd.join("patient")
    crowd.join("hurried", limit=2.0)
    await clock.advance(1.9)
    assert not crowd.tasks["hurried"].done()
    await clock.advance(0.1)
    with pytest.raises(WaitTooLong) as caught:
        await crowd.tasks["hurried"]
    assert caught.value.delay == math.inf
    pacer.leave(clock.now())
    await clock.settle()
    assert crowd.passed == ["patient"]


async def test_each_of_many_is_refused_at_its_own_limit_and_one_sleep_serves_them_all(clock):
    pacer = Pacer(clock, (), connections=1)
    assert pacer.passes()
    limits = [30.0, 10.0, 20.0, 10.0, 40.0]
    crowd = Crowd(pacer)
    for name, limit in enumerate(limits):
        crowd.join(name, limit=limit)
    crowd.join("patient")
    await clock.settle()
    assert clock.pending == 1
    ends = {}
    for second in range(1, 41):
        await clock.advance(1)
        ends.update({name: second for name, task in crowd.tasks.items() if task.done() and name not in ends})
    assert ends == dict(enumerate(limits))
    pacer.leave(clock.now())
    await clock.settle()
    assert crowd.passed == ["patient"]
    assert clock.pending == 0
    await crowd.disperse()


async def test_a_limit_holds_for_who_comes_after_all_others_have_gone(clock):
    pacer = Pacer(clock, (), connections=1)
    assert pacer.passes()
    for _ in range(2):
        crowd = Crowd(pacer)
        crowd.join("early", limit=30)
        crowd.join("late", limit=5)
        await clock.settle()
        await clock.advance(5)
        assert crowd.tasks["late"].done()
        assert not crowd.tasks["early"].done()
        await crowd.disperse()
        assert clock.pending == 0


async def test_no_time_to_wait_is_no_wait(clock):
    pacer = Pacer(clock, (), connections=1)
    assert pacer.passes()
    with pytest.raises(WaitTooLong):
        await pacer.wait(0.0)


async def test_a_wait_that_becomes_too_long_ends_there(clock):
    gate = Gate()
    pacer = Pacer(clock, (), gate=gate)
    gate.refused(clock.now(), 2.0)
    crowd = Crowd(pacer)
    crowd.join("a", limit=5.0)
    await clock.settle()
    gate.refused(clock.now(), 60.0)
    await clock.advance(2)
    with pytest.raises(WaitTooLong) as caught:
        await crowd.tasks["a"]
    assert caught.value.delay == 58.0


@pytest.mark.parametrize("pacer_of", ["account", "recordings"])
async def test_a_wait_that_becomes_too_long_in_the_queue_ends_at_once(clock, pacer_of):
    gate = Gate()
    account = Pacer(clock, [Quota(1, 10)], gate=gate)
    pacer = account if pacer_of == "account" else Pacer(clock, [Quota(1, 10)], then=account)
    crowd = Crowd(pacer)
    crowd.join("first", "patient")
    crowd.join("hurried", limit=25.0)
    await clock.settle()
    gate.refused(clock.now(), 60.0)
    pacer.wake_expiring(60.0)
    await clock.settle()
    with pytest.raises(WaitTooLong) as caught:
        await crowd.tasks["hurried"]
    assert caught.value.delay == 60.0
    assert not crowd.tasks["patient"].done()
    await crowd.disperse()


async def test_a_full_window_is_known_to_last_even_if_nothing_was_answered_yet(clock):
    pacer = Pacer(clock, [Quota(1, 10)], connections=1)
    assert pacer.passes()
    with pytest.raises(WaitTooLong) as caught:
        await pacer.wait(9.9)
    assert caught.value.delay == pytest.approx(10.0, abs=0.02)


async def test_who_left_from_behind_makes_no_wait_longer_than_it_is(clock):
    pacer = Pacer(clock, [Quota(1, 10)])
    crowd = Crowd(pacer)
    crowd.join(*range(4))
    crowd.join("hurried", limit=45.0)
    crowd.join(*range(10, 20))
    await clock.settle()
    pacer.leave(clock.now())
    for name in (1, *range(10, 20)):
        crowd.tasks[name].cancel()
    await clock.settle()
    pacer.wake_expiring(100.0)
    await clock.settle()
    assert not crowd.tasks["hurried"].done()
    await crowd.disperse()


# ── long queues ──


class Counting(OrderedDict[int, Waiter]):
    """The waiters of a queue, which count how many of them are looked at."""

    looked_at = 0

    def __iter__(self):
        for number in super().__iter__():
            self.looked_at += 1
            yield number

    def keys(self):
        self.looked_at += len(self)
        return super().keys()

    def values(self):
        self.looked_at += len(self)
        return super().values()

    def items(self):
        self.looked_at += len(self)
        return super().items()


def test_who_joins_or_leaves_a_queue_looks_at_nobody_else_however_long_it_is():
    queue, size = Queue(), 5_000
    queue.waiters = Counting()
    waiters = [queue.join(math.inf) for _ in range(size)]
    for waiter in reversed(waiters):
        assert queue.ahead_of(waiter) >= 0
        queue.is_first(waiter)
        queue.leave(waiter)
    assert queue.waiters.looked_at <= 2 * size  # each question looks at the first


# ── giving up ──


@pytest.mark.parametrize("leaver", ["first", "second"])
async def test_who_gives_up_frees_the_place_for_the_next(clock, leaver):
    pacer = Pacer(clock, [Quota(1, 10)])
    assert pacer.passes()
    pacer.leave(clock.now())
    crowd = Crowd(pacer)
    crowd.join("first", "second", "third")
    await clock.advance(5)
    crowd.tasks[leaver].cancel()
    await asyncio.wait([crowd.tasks[leaver]])
    assert crowd.tasks[leaver].cancelled()
    await clock.advance(5.1)
    assert crowd.passed == [{"first": "second", "second": "first"}[leaver]]
    await crowd.disperse()
    assert clock.pending == 0


async def test_nothing_is_left_behind_by_those_who_give_up(clock):
    pacer = Pacer(clock, [Quota(2, 10)], connections=3)
    crowd = Crowd(pacer)
    crowd.join(*range(10))
    crowd.join("hurried", limit=1.0)
    await clock.settle()
    await crowd.disperse()
    assert len(asyncio.all_tasks()) == 1
    for _ in range(2):
        pacer.leave(clock.now())
    await clock.advance(10.1)
    assert [pacer.passes() for _ in range(3)] == [True, True, False]


# ── one pacer behind another ──


async def test_the_pacer_behind_must_let_pass_as_well(clock):
    account = Pacer(clock, [Quota(1, 10)])
    recordings = Pacer(clock, (), then=account)
    assert recordings.passes()
    assert not account.passes()
    assert not recordings.passes()
    recordings.leave(clock.now())
    await clock.advance(10.1)
    assert account.passes()


async def test_both_pacers_are_waited_for(clock):
    account = Pacer(clock, [Quota(1, 10)])
    recordings = Pacer(clock, [Quota(1, 25)], then=account)
    crowd = Crowd(recordings)
    crowd.join("a", "b")
    await clock.settle()
    recordings.leave(clock.now())
    await clock.advance(24)
    assert crowd.passed == ["a"]
    await clock.advance(1.1)
    assert crowd.passed == ["a", "b"]


@pytest.mark.parametrize("way", ["limit", "cancel"])
async def test_a_place_in_front_is_given_back_if_the_pacer_behind_does_not_let_pass(clock, way):
    account = Pacer(clock, (), connections=1)
    recordings = Pacer(clock, [Quota(1, 10)], then=account, connections=1)
    assert account.passes()
    for _ in range(3):
        waiting = asyncio.ensure_future(recordings.wait(1.0 if way == "limit" else None))
        await clock.settle()
        if way == "cancel":
            waiting.cancel()
        await clock.advance(1)
        with pytest.raises((WaitTooLong, asyncio.CancelledError)):
            await waiting
    account.leave(clock.now())
    assert recordings.passes()


async def test_a_limit_covers_both_waits(clock):
    account = Pacer(clock, (), connections=1)
    recordings = Pacer(clock, [Quota(1, 2)], then=account)
    assert recordings.passes()
    recordings.leave(clock.now())
    assert account.passes()
    crowd = Crowd(recordings)
    crowd.join("a", limit=3.0)
    await clock.advance(2.9)
    assert not crowd.tasks["a"].done()
    await clock.advance(0.1)
    with pytest.raises(WaitTooLong):
        await crowd.tasks["a"]


# ── any crowd ──


@given(
    quota=st.builds(Quota, st.integers(1, 4), st.floats(0.5, 5)),
    connections=st.integers(1, 4),
    steps=st.lists(
        st.tuples(st.sampled_from(["join", "join", "leave", "cancel", "advance", "refuse"]), st.floats(0, 3)),
        max_size=40,
    ),
)
def test_whoever_stays_passes_in_order_and_on_a_free_connection(new_clock, quota, connections, steps):
    async def scenario() -> None:
        clock, gate = new_clock(), Gate()
        pacer = Pacer(clock, [quota], gate=gate, connections=connections)
        crowd, left = Crowd(pacer), 0
        gone: set[object] = set()
        for number, (step, amount) in enumerate(steps):
            match step:
                case "join":
                    crowd.join(number)
                case "leave" if left < len(crowd.passed):
                    left += 1
                    pacer.leave(clock.now())
                case "cancel":
                    for name, task in crowd.tasks.items():
                        if not task.done():
                            task.cancel()
                            gone.add(name)
                            break
                case "refuse":
                    gate.refused(clock.now(), amount)
                case _:
                    await clock.advance(amount)
            await clock.settle()
            assert len(crowd.passed) - left <= connections
        while left < len(crowd.passed) or not all(task.done() for task in crowd.tasks.values()):
            left += 1
            pacer.leave(clock.now())
            await clock.advance(quota.seconds + 4)
        assert crowd.passed == [name for name in crowd.tasks if name in crowd.passed]
        assert set(crowd.tasks) - set(crowd.passed) <= gone
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(scenario())


async def test_the_machines_own_clock_goes_forward():
    clock = SystemClock()
    before = clock.now()
    await clock.sleep(0)
    assert clock.now() >= before


async def test_a_long_wait_for_quota_is_told_once_however_many_wait(clock, caplog):
    pacer = Pacer(clock, [Quota(2, 300)])
    crowd = Crowd(pacer)
    crowd.join(*range(10))
    await clock.settle()
    pacer.leave(clock.now())
    pacer.leave(clock.now())
    await clock.advance(1)
    assert [record.getMessage() for record in caplog.records] == ["the quota is used up: waiting for 300 s"]
    await clock.advance(301)
    assert len(crowd.passed) == 4
    await crowd.disperse()


async def test_a_long_wait_that_only_a_header_asks_for_is_told_once(clock, caplog):
    gate = Gate()
    gate.heard(clock.now(), '"default";r=0;t=30')
    crowd = Crowd(Pacer(clock, (), gate=gate))
    crowd.join("a", "b")
    await clock.settle()
    assert [record.getMessage() for record in caplog.records] == ["the quota is used up: waiting for 30 s"]
    await crowd.disperse()


async def test_what_a_429_asks_for_is_not_told_by_those_who_wait(clock, caplog):
    gate = Gate()
    gate.refused(clock.now(), 30)
    crowd = Crowd(Pacer(clock, (), gate=gate))
    crowd.join("a")
    await clock.settle()
    assert caplog.records == []
    await crowd.disperse()


async def test_a_short_wait_is_not_told(clock, caplog):
    pacer = Pacer(clock, [Quota(1, 1)])
    crowd = Crowd(pacer)
    crowd.join("a", "b")
    await clock.settle()
    pacer.leave(clock.now())
    await clock.advance(2)
    assert crowd.passed == ["a", "b"]
    assert caplog.records == []
