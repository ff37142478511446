"""Cancellation at every step of everything that can be awaited, and what it leaves behind: nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from realtimekit_async import Quota, RateLimited, RealtimeKit, Retry, TransportError

from ..doubles.clocks import StillClock

PLACES = 3
OPTIONS = {
    "quota": Quota(PLACES, 3600),
    "recordings_quota": None,
    "max_connections": 1,
    "retry": Retry(initial=0.0),
}


async def get(rtk: RealtimeKit) -> object:
    return await rtk.meetings.get("m1")


async def create(rtk: RealtimeKit) -> object:
    return await rtk.meetings.create(title="T")


async def walk(rtk: RealtimeKit) -> object:
    return [meeting.id async for meeting in rtk.meetings.list()]


async def walk_left_early(rtk: RealtimeKit) -> object:
    async for meeting in rtk.meetings.list():
        if meeting.id == "2a":
            break
    return None


async def walk_by_pages(rtk: RealtimeKit) -> object:
    async with aclosing(rtk.meetings.list().pages()) as pages:
        return [len(page.items) async for page in pages]


async def prefetch(rtk: RealtimeKit) -> object:
    async with rtk.meetings.list().prefetch(2) as meetings:
        return [meeting.id async for meeting in meetings]


async def prefetch_left_early(rtk: RealtimeKit) -> object:
    async with rtk.meetings.list().prefetch(2) as meetings:
        async for meeting in meetings:
            if meeting.id == "2a":
                break
    return None


async def token() -> str:
    await asyncio.sleep(0)
    return "tok"


Action = Callable[[RealtimeKit], Awaitable[object]]

# What is awaited, what the server answers first, options of the client, and between how many steps it takes.
ACTIONS: dict[str, tuple[Action, tuple[int | None, ...], dict[str, object], range]] = {
    "get": (get, (), {}, range(3, 20)),
    "create": (create, (), {}, range(3, 20)),
    "get, token asked for": (get, (), {"api_token": token}, range(4, 20)),
    "get, tried again": (get, (503, 503), {}, range(6, 40)),
    "walk": (walk, (), {}, range(6, 40)),
    "walk, left early": (walk_left_early, (), {}, range(4, 40)),
    "walk by pages": (walk_by_pages, (), {}, range(6, 40)),
    "prefetch": (prefetch, (), {}, range(3, 40)),
    "prefetch, left early": (prefetch_left_early, (), {}, range(3, 40)),
}

when = pytest.mark.parametrize("waiting", [True, False], ids=["while it waits", "as it wakes"])


async def places_left(rtk: RealtimeKit) -> int:
    """Use up the quota, without waiting for anything; a connection's place that leaked would let nothing pass."""
    impatient = rtk.with_options(max_wait=0, retry=Retry(attempts=1))
    for place in range(PLACES + 1):
        try:
            await impatient.meetings.get("m1")
        except RateLimited:
            return place
    raise AssertionError("the quota lets everything pass")


@when
@pytest.mark.parametrize("name", ACTIONS)
async def test_cancelling_at_any_step_leaves_nothing_behind(name, waiting, site, steps):
    action, script, options, expected = ACTIONS[name]
    cancel_at = 0
    while True:
        cancel_at += 1
        async with site(*script) as server:
            before = asyncio.all_tasks()
            rtk = server.client(**OPTIONS | options)
            by_hand = steps(cancel_at, waiting=waiting)
            try:
                await by_hand(action(rtk))
                cancelled = False
            except asyncio.CancelledError:
                cancelled = True
            assert cancelled is by_hand.thrown, f"step {cancel_at}: a cancellation is never swallowed"
            sent = len(server.seen)
            server.script.clear()
            left = await places_left(rtk)
            assert PLACES - 1 - sent <= left <= PLACES - sent, f"step {cancel_at}: a place of the quota is lost"
            assert asyncio.all_tasks() - before == server.open, f"step {cancel_at}: a task is left"
            assert len(server.open) <= 1, f"step {cancel_at}: a connection is left"
            await rtk.aclose()
            await server.until(lambda server=server: not server.open)
            assert asyncio.all_tasks() == before
        if not cancelled:
            break
    print(f"{name}: {by_hand.count} steps")  # noqa: T201 - shown by `pytest -s` and where the test fails
    assert by_hand.count == cancel_at - 1
    assert by_hand.count in expected


# ── waiting for a place ──


async def behind_a_connection(server, rtk: RealtimeKit, _clock: StillClock) -> Awaitable[object]:
    """Let another request hold the only connection for a few turns of the loop."""
    server.will_answer(None)
    other = asyncio.ensure_future(rtk.meetings.get("other"))
    await server.until(lambda: server.seen)

    async def end() -> None:
        await turns()
        other.cancel()
        await asyncio.wait([other])

    return asyncio.ensure_future(end())


async def behind_the_gate(server, rtk: RealtimeKit, clock: StillClock) -> Awaitable[object]:
    """Let the server hold everybody back, and time pass after a few turns of the loop."""
    server.will_answer(429)
    server.retry_after = "0.05"
    with pytest.raises(RateLimited):
        await rtk.with_options(retry=Retry(attempts=1)).meetings.get("other")

    async def end() -> None:
        await turns()
        clock.move(0.06)

    return asyncio.ensure_future(end())


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def recording(rtk: RealtimeKit) -> object:
    return await rtk.recordings.get("r1")


@when
@pytest.mark.parametrize("action", [get, recording], ids=["get", "recording"])
@pytest.mark.parametrize("hold", [behind_a_connection, behind_the_gate], ids=lambda hold: hold.__name__)
async def test_cancelling_a_wait_for_a_place_lets_the_next_one_pass(action, hold, waiting, site, steps):
    cancel_at = 0
    while True:
        cancel_at += 1
        async with site() as server:
            before = asyncio.all_tasks()
            clock = StillClock()
            rtk = server.client(max_connections=1, quota=Quota(PLACES, 3600), clock=clock)
            ending = await hold(server, rtk, clock)
            by_hand = steps(cancel_at, waiting=waiting)
            first = asyncio.ensure_future(by_hand(action(rtk)))
            await asyncio.sleep(0)
            second = asyncio.ensure_future(action(rtk))
            cancelled = isinstance((await asyncio.gather(first, return_exceptions=True))[0], BaseException)
            assert cancelled is by_hand.thrown
            await asyncio.gather(ending, second)
            sent = len(server.seen)
            assert PLACES - 1 - sent <= await places_left(rtk) <= PLACES - sent, f"step {cancel_at}"
            assert asyncio.all_tasks() - before == server.open
            await rtk.aclose()
            await server.until(lambda server=server: not server.open)
            assert asyncio.all_tasks() == before
        if not cancelled:
            break
    print(f"{action.__name__} {hold.__name__}: {by_hand.count} steps")  # noqa: T201
    assert by_hand.count == cancel_at - 1
    assert by_hand.count in range(3, 40)


# ── closing ──


@when
@pytest.mark.parametrize("in_flight", [0, 3])
async def test_cancelling_aclose_at_any_step_still_closes(in_flight, waiting, site, steps):
    cancel_at = 0
    while True:
        cancel_at += 1
        async with site(200, *[None] * in_flight) as server:
            before = asyncio.all_tasks()
            rtk = server.client()
            await rtk.meetings.get("m1")
            asking = [asyncio.ensure_future(rtk.meetings.get("m1")) for _ in range(in_flight)]
            await server.until(lambda server=server: len(server.seen) == 1 + in_flight)
            by_hand = steps(cancel_at, waiting=waiting)
            try:
                await by_hand(rtk.aclose())
                cancelled = False
            except asyncio.CancelledError:
                cancelled = True
            assert cancelled is by_hand.thrown
            if by_hand.thrown and cancel_at == 1:  # it had not begun: nothing is closed, and it can be done again
                await rtk.aclose()
            ends = await asyncio.gather(*asking, return_exceptions=True)
            assert [type(end) for end in ends] == [TransportError] * in_flight
            await server.until(lambda server=server: not server.open)
            assert asyncio.all_tasks() == before
        if not cancelled:
            break
    print(f"aclose with {in_flight} in flight: {by_hand.count} steps")  # noqa: T201
    assert by_hand.count == cancel_at - 1
    assert by_hand.count in range(1, 10)
