"""Clients on one shared quota, inside one process: order, limits, outages, cancelling and closing."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from realtimekit_async import Quota, RateLimited, RealtimeKit, Retry, SharedQuota, TransportError
from realtimekit_async.emulator import Emulator
from realtimekit_async.quota.pacer import SharedQuotaAway
from realtimekit_async.quota.shared_pacer import SharedPacer

from ..doubles.clocks import StillClock
from ..doubles.mute_server import MuteServer
from ..doubles.redis_server import RedisServer
from .conftest import TOKEN

ONCE = Retry(attempts=1)


async def ask(rtk: RealtimeKit) -> None:
    await rtk.meetings.list().page()


def places(server: RedisServer, name: str = "k") -> int:
    return int(server.ask("ZCARD", f"realtimekit:{{{name}}}:places").removeprefix(b":"))


async def until(condition) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in Redis
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_requests_of_a_client_are_sent_in_the_order_they_came(redis_server: RedisServer, emulator: Emulator):
    quota = SharedQuota(redis_server.url, requests=2, seconds=0.2, margin=1.0)
    async with emulator.client(quota=quota) as rtk, asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(rtk.meetings.create(title=str(number)))
    titles = [request.body["title"] for request in emulator.requests]
    assert [sorted(titles[index : index + 2]) for index in (0, 2, 4)] == [["0", "1"], ["2", "3"], ["4"]]


async def test_a_wait_longer_than_max_wait_is_refused_at_once(redis_server: RedisServer, emulator: Emulator):
    quota = SharedQuota(redis_server.url, requests=1, seconds=300)
    async with emulator.client(quota=quota) as other, emulator.client(quota=quota, max_wait=0) as rtk:
        await ask(other)
        with pytest.raises(RateLimited) as caught:
            await ask(rtk)
    assert not caught.value.sent
    assert 300 < (caught.value.retry_after or 0) <= 305
    assert len(emulator.requests) == 1


async def test_a_free_place_is_taken_also_by_who_would_not_wait(redis_server: RedisServer, emulator: Emulator):
    async with emulator.client(quota=SharedQuota(redis_server.url), max_wait=0) as rtk:
        await asyncio.gather(*(ask(rtk) for _ in range(20)))
        await rtk.recordings.list().page()


async def test_quotas_of_this_process_hold_besides(redis_server: RedisServer, emulator: Emulator):
    quota = (SharedQuota(redis_server.url, name="k"), Quota(1, 300))
    async with emulator.client(quota=quota, max_wait=1) as rtk:
        await ask(rtk)
        with pytest.raises(RateLimited):
            await ask(rtk)
    assert places(redis_server) == 1


async def test_redis_learns_neither_the_token_nor_the_name_of_anything(
    redis_server: RedisServer, emulator: Emulator
):
    async with emulator.client(quota=SharedQuota(redis_server.url)) as rtk:
        await ask(rtk)
        keys = redis_server.ask("KEYS", "*")
    assert b":places" in keys
    assert TOKEN.encode() not in keys


async def test_an_exchange_longer_than_the_margin_counts_from_its_end(
    redis_server: RedisServer, emulator: Emulator
):
    quota = SharedQuota(redis_server.url, requests=1, seconds=300, margin=0.05, name="k")
    async with emulator.client(quota=quota, max_wait=1, retry=ONCE) as rtk:
        emulator.faults.next(delay=0.5)
        await ask(rtk)
        await asyncio.sleep(0.1)
        with pytest.raises(RateLimited) as caught:
            await ask(rtk)
    assert (caught.value.retry_after or 0) > 299.75


async def test_a_place_that_a_stalled_process_hears_of_late_counts_from_the_end_as_well(redis_server: RedisServer):
    clock = StillClock()
    pacer = SharedPacer(SharedQuota(redis_server.url, margin=3.0, name="k"), "token", clock)

    async def exchange() -> bytes:
        await pacer.wait(None)
        before = stamp()
        pacer.leave(clock.now() + 0.1)
        return before

    def stamp() -> bytes:
        return redis_server.ask("ZRANGE", "realtimekit:{k}:places", "0", "0", "WITHSCORES")

    exchanging = asyncio.ensure_future(exchange())
    for _ in range(2):
        await asyncio.sleep(0)  # it asks
    clock.move(10.0)
    before = await exchanging
    try:
        await until(lambda: stamp() != before)
    finally:
        await pacer.aclose()
    assert clock.sleeps == []


async def test_those_who_come_together_are_asked_for_together(redis_server: RedisServer, emulator: Emulator):
    async with emulator.client(quota=SharedQuota(redis_server.url)) as rtk:
        await ask(rtk)
        redis_server.ask("CONFIG", "RESETSTAT")
        await asyncio.gather(*(ask(rtk) for _ in range(60)))
        commands = redis_server.ask("INFO", "commandstats").decode()
    scripts = int(commands.partition("cmdstat_evalsha:calls=")[2].partition(",")[0])
    assert scripts <= 12


async def test_who_waits_asks_again_every_two_seconds_and_tells_once(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
):
    clock = StillClock()
    pacer = SharedPacer(SharedQuota(redis_server.url, requests=1, name="k"), "token", clock)
    await pacer.wait(None)
    waiting = asyncio.ensure_future(pacer.wait(None))
    for times in range(1, 4):
        await until(lambda times=times: len(clock.sleeps) == times)
        clock.move(2.0)
    waiting.cancel()
    await asyncio.wait([waiting])
    await pacer.aclose()
    assert set(clock.sleeps) == {2.0}
    (record,) = caplog.records
    assert record.getMessage().startswith("the quota is used up: waiting for ")


# ── cancelling and closing ──


async def test_a_cancelled_wait_gives_its_place_back(redis_server: RedisServer, emulator: Emulator):
    quota = SharedQuota(redis_server.url, requests=1, seconds=300, name="k")
    async with emulator.client(quota=quota) as rtk:
        await ask(rtk)
        waiting = asyncio.ensure_future(ask(rtk))
        await until(lambda: places(redis_server) == 2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await until(lambda: places(redis_server) == 1)


async def test_a_wait_cancelled_at_any_moment_leaves_no_place_behind(
    redis_server: RedisServer, emulator: Emulator
):
    quota = SharedQuota(redis_server.url, requests=1, seconds=300, name="k")
    async with emulator.client(quota=quota) as rtk:
        await ask(rtk)
        for moment in range(60):
            waiting = asyncio.ensure_future(ask(rtk))
            await asyncio.sleep(moment * 0.0001)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        await until(lambda: places(redis_server) == 1)


async def test_closing_ends_the_waits_and_gives_their_places_back(redis_server: RedisServer, emulator: Emulator):
    quota = SharedQuota(redis_server.url, requests=1, seconds=300, name="k")
    rtk = emulator.client(quota=quota, retry=ONCE)
    await ask(rtk)
    waiting = [asyncio.ensure_future(ask(rtk)) for _ in range(5)]
    await until(lambda: places(redis_server) == 6)
    await rtk.aclose()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {TransportError}
    assert places(redis_server) == 1
    assert len(asyncio.all_tasks()) == 1


async def test_views_share_the_quota_and_closing_one_closes_nothing(redis_server: RedisServer, emulator: Emulator):
    quota = SharedQuota(redis_server.url, requests=2, seconds=300)
    async with emulator.client(quota=quota) as rtk:
        view = rtk.with_options(max_wait=0)
        await ask(view)
        await view.aclose()
        await ask(rtk)
        with pytest.raises(RateLimited):
            await ask(view)


async def test_a_client_that_was_never_used_needs_no_redis():
    credentials = {"account_id": "a", "app_id": "b", "api_token": "c"}
    async with RealtimeKit(**credentials, quota=SharedQuota("redis://127.0.0.1:1")):
        pass


async def test_a_place_is_given_back_where_no_token_was_there_to_send(
    redis_server: RedisServer, emulator: Emulator
):
    def token() -> str:
        raise LookupError("no token today")

    quota = SharedQuota(redis_server.url, name="k")
    async with emulator.client(quota=quota, api_token=token) as rtk:
        with pytest.raises(LookupError):
            await ask(rtk)
        await until(lambda: places(redis_server) == 0)


# ── Redis hangs ──


@pytest.fixture
async def hanging_redis() -> AsyncIterator[str]:
    async with MuteServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.mark.slow
async def test_no_wait_for_a_redis_that_hangs_is_longer_than_max_wait(hanging_redis: str):
    clock = StillClock()
    pacer = SharedPacer(SharedQuota(hanging_redis, name="k"), "token", clock)
    waits = [asyncio.ensure_future(pacer.wait(1.0)) for _ in range(12)]
    await clock.advance(0.9)
    assert not any(wait.done() for wait in waits)
    await clock.advance(0.1)
    outcomes = [wait.exception() for wait in waits if wait.done()]
    assert len(outcomes) == 12
    assert all(isinstance(outcome, SharedQuotaAway) for outcome in outcomes)
    await pacer.aclose()


async def test_only_the_first_wait_for_a_redis_that_hangs_where_there_is_a_share(hanging_redis: str):
    clock = StillClock()
    quota = SharedQuota(f"{hanging_redis}?socket_timeout=0.1", name="k", fallback=Quota(100, 1))
    pacer = SharedPacer(quota, "token", clock)
    await asyncio.gather(*(pacer.wait(None) for _ in range(12)))
    for _ in range(3):
        clock.move(5.0)  # it is looked for again, in the background
        another = asyncio.ensure_future(pacer.wait(None))
        await asyncio.sleep(0)
        assert another.done()
    await pacer.aclose()
    assert clock.sleeps == []


# ── Redis is away ──


async def test_without_redis_a_request_fails_and_says_what_to_do(redis_server: RedisServer, emulator: Emulator):
    url = redis_server.url.replace("redis://", "redis://worker:s3cret@")
    async with emulator.client(quota=SharedQuota(url), retry=ONCE) as rtk:
        redis_server.kill()
        outcomes = await asyncio.gather(*(ask(rtk) for _ in range(10)), return_exceptions=True)
    assert emulator.requests == []
    for error in outcomes:
        assert isinstance(error, TransportError)
        assert not error.sent
        assert str(error).startswith(f"GET /meetings → the shared quota at {redis_server.url} cannot be asked")
        assert "fallback=Quota" in str(error)
        assert "s3cret" not in f"{error!r} {vars(error)}"
        assert error.__context__ is None


async def test_a_missing_password_is_told_like_an_absence(redis_server: RedisServer, emulator: Emulator):
    redis_server.ask("CONFIG", "SET", "requirepass", "s3cret")
    async with emulator.client(quota=SharedQuota(redis_server.url), retry=ONCE) as rtk:
        with pytest.raises(TransportError, match=r"cannot be asked: \w+Error"):
            await ask(rtk)


async def test_redis_comes_back_by_itself_and_is_told_what_it_has_forgotten(
    redis_server: RedisServer, emulator: Emulator
):
    quota = SharedQuota(redis_server.url, requests=3, seconds=300)
    async with emulator.client(quota=quota, retry=ONCE, max_wait=1) as rtk:
        await ask(rtk)
        await ask(rtk)
        redis_server.kill()
        with pytest.raises(TransportError):
            await ask(rtk)
        redis_server.start()  # with an empty memory
        await ask(rtk)
        with pytest.raises(RateLimited):
            await ask(rtk)
    assert len(emulator.requests) == 3


async def test_a_retry_sits_out_a_restart_of_redis(redis_server: RedisServer, emulator: Emulator):
    async with emulator.client(quota=SharedQuota(redis_server.url), retry=Retry(initial=0.1)) as rtk:
        await ask(rtk)
        redis_server.kill()
        asking = asyncio.ensure_future(ask(rtk))
        await asyncio.sleep(0)
        redis_server.start()
        await asking


async def test_without_redis_the_share_is_used_if_asked_for_and_one_warning_says_so(
    redis_server: RedisServer, emulator: Emulator, caplog: pytest.LogCaptureFixture
):
    quota = SharedQuota(redis_server.url, requests=100, seconds=300, fallback=Quota(4, 300))
    async with emulator.client(quota=quota, retry=ONCE, max_wait=1) as rtk:
        await ask(rtk)
        redis_server.kill()
        for _ in range(3):  # what was sent before counts in the share as well
            await ask(rtk)
        with pytest.raises(RateLimited):
            await ask(rtk)
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "is away, this client keeps to Quota(requests=4, seconds=300) meanwhile" in warnings[0]
