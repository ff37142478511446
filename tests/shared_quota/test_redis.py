"""The scripts in a real Redis: who gets which place, and when."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from realtimekit_async import SharedQuota
from realtimekit_async.quota.asking import Asking
from realtimekit_async.quota.in_redis import LEASE, Place, RedisQuota, Unreachable
from realtimekit_async.quota.quotas import Quota
from realtimekit_async.timing import SystemClock

from ..doubles.redis_server import RedisServer

NONE = ""
FOR_EVER = float("inf")


@pytest.fixture
async def open_window(redis_server: RedisServer) -> AsyncIterator[object]:
    opened: list[RedisQuota] = []

    def opening(
        quota: Quota, key: str = "realtimekit:k", late: float = 1.0, *, url: str = redis_server.url
    ) -> RedisQuota:
        opened.append(RedisQuota(url, key, quota, late))
        return opened[-1]

    yield opening
    for window in opened:
        await window.aclose()


async def take(window: RedisQuota, ticket: str | None = None, limit: float = FOR_EVER) -> Place:
    places = await window.take([(ticket or window.ticket(), limit)], NONE)
    assert places is not None
    return places[0]


def is_there(place: Place) -> bool:
    return place.taken and place.delay == 0


async def test_there_are_as_many_places_at_once_as_the_quota_has_and_then_later_ones_in_turn(open_window):
    one, other = open_window(Quota(3, 100)), open_window(Quota(3, 100))
    places = [await take(window) for window in (one, other, one, other, one, other, one)]
    assert all(place.taken for place in places)
    assert [round(place.delay / 100) for place in places] == [0, 0, 0, 1, 1, 1, 2]
    assert [place.delay for place in places[:3]] == [0, 0, 0]
    assert all(place.delay <= 100 for place in places[3:6])


async def test_those_who_ask_together_get_their_places_in_their_order(open_window):
    window = open_window(Quota(2, 100))
    places = await window.take([("a", FOR_EVER), ("b", 0), ("c", 0), ("d", 150), ("e", FOR_EVER)], NONE)
    assert [place.taken for place in places] == [True, True, False, True, True]
    assert [round(place.delay / 100) for place in places] == [0, 0, 1, 1, 1]


async def test_other_keys_are_other_quotas(open_window):
    quota = Quota(1, 100)
    assert is_there(await take(open_window(quota, "realtimekit:a")))
    assert is_there(await take(open_window(quota, "realtimekit:b")))


async def test_a_place_too_far_away_is_not_taken(open_window):
    window = open_window(Quota(1, 100))
    await take(window)
    refused = await take(window, limit=50)
    assert not refused.taken
    assert 90 < refused.delay <= 100
    assert (await take(window, limit=101)).delay <= 100  # what was refused took nothing


async def test_asking_again_gives_the_same_place_and_takes_no_other(open_window):
    window = open_window(Quota(2, 100))
    places = [await take(window, "mine") for _ in range(3)]
    assert all(map(is_there, places))
    assert 0 == places[0].age < places[1].age < places[2].age < 5
    assert is_there(await take(window, "yours"))
    first, again = await take(window, "later"), await take(window, "later")
    assert again.delay <= first.delay
    assert again.delay > 90


async def test_who_wakes_up_too_late_goes_to_the_end_of_the_line(open_window):
    window = open_window(Quota(1, 100), late=0.01)
    await take(window, "slow")
    await asyncio.sleep(0.05)
    assert is_there(await take(window, "slow"))  # its old place is free again, too
    await take(window, "next")
    await asyncio.sleep(0.05)
    assert (await take(window, "slow")).delay > 150


async def test_a_place_that_counts_from_now_on_sends_who_relied_on_it_to_the_end_of_the_line(open_window):
    window = open_window(Quota(1, 100))
    await take(window, "slow")
    await take(window, "next")
    await take(window, "last")
    await asyncio.sleep(0.05)
    await window.move("slow")
    await window.move("unknown")
    assert (await take(window, "last")).delay < 200
    assert (await take(window, "next")).delay > 250  # behind the last one, which need not give way
    assert (await take(window, "last")).delay < 200


async def test_a_place_that_is_given_back_is_free(open_window):
    window = open_window(Quota(1, 100))
    await take(window, "mine")
    await window.give_back(["mine"])
    assert is_there(await take(window, "yours"))


async def test_a_block_holds_back_those_who_come_and_those_who_have_a_place(open_window):
    window = open_window(Quota(1, 10))
    await take(window, "first")
    assert (await take(window, "waits")).delay <= 10
    assert await window.block(60, said=True) == 60
    for ticket in ("waits", "new"):
        assert (await take(window, ticket)).delay > 59
    assert (await take(window, "waits")).delay <= 60
    assert not (await take(window, "hurries", limit=5)).taken


async def test_a_shorter_block_does_not_end_a_longer_one(open_window):
    window = open_window(Quota(1, 10))
    await window.block(60, said=True)
    assert await window.block(1, said=True) > 59


async def test_a_silent_429_is_the_accounts_block_when_all_workers_together_sent_a_thousand(open_window):
    workers = [open_window(Quota(1200, 305)) for _ in range(2)]
    for number in range(999):
        await take(workers[number % 2])
    assert await workers[0].block(0.5, said=False) == 0.5
    await asyncio.sleep(0.55)
    await take(workers[1])
    assert await workers[1].block(7, said=True) == 7
    assert await workers[0].block(0.5, said=False) == 300


# ── killed workers, clocks and what cannot be ──


def earlier(server: RedisServer, part: str, ticket: str, seconds: float) -> None:
    """Let a time in Redis be so much earlier: as if so much more had passed since."""
    assert server.ask("ZINCRBY", f"realtimekit:{{k}}:{part}", str(-seconds * 1e6), ticket)[:1] == b"$"


async def test_the_places_of_a_killed_worker_are_dropped_and_those_behind_close_ranks(
    open_window, redis_server: RedisServer
):
    window = open_window(Quota(1, 100))
    for ticket in ("used", "killed", "killed too", "lives", "lives too"):
        await take(window, ticket)
    for ticket in ("killed", "killed too"):
        earlier(redis_server, "leases", ticket, LEASE + 1)
    assert 190 < (await take(window, "lives too")).delay <= 200
    assert 90 < (await take(window, "lives")).delay <= 100


async def test_who_asks_again_in_time_keeps_the_place(open_window, redis_server: RedisServer):
    window = open_window(Quota(1, 100))
    for ticket in ("used", "waits", "next"):
        await take(window, ticket)
    for _ in range(3):
        earlier(redis_server, "leases", "waits", LEASE - 2)
        assert (await take(window, "waits")).delay <= 100


async def test_a_used_place_needs_no_lease(open_window, redis_server: RedisServer):
    await take(open_window(Quota(1, 100)), "used")
    assert redis_server.ask("EXISTS", "realtimekit:{k}:leases") == b":0\r\n"


async def test_places_go_back_with_a_clock_that_goes_back(open_window, redis_server: RedisServer):
    window = open_window(Quota(2, 100))
    await take(window, "first")
    await take(window, "second")
    await take(window, "waits")
    for ticket in ("first", "second", "waits"):
        earlier(redis_server, "places", ticket, -3600)
    assert 99 < (await take(window, "waits")).delay <= 100
    assert 99 < (await take(window, "new")).delay <= 100
    assert 199 < (await take(window, "last")).delay <= 200


@pytest.mark.parametrize("ends", ["inf", "nan", "tomorrow", "9" * 16, "-1", "-9e99"])
async def test_a_block_that_no_worker_would_set_holds_nobody_back(open_window, redis_server: RedisServer, ends):
    redis_server.ask("SET", "realtimekit:{k}:block", ends)
    window = open_window(Quota(1, 100))
    assert is_there(await take(window))
    assert await window.block(60, said=True) == 60


@pytest.mark.parametrize("name", ["k", "team of Ada", "realtimekit:k", "é"])
async def test_all_keys_begin_with_realtimekit_and_lie_in_one_slot(open_window, redis_server: RedisServer, name):
    """Who may touch `realtimekit:*` alone can use a shared quota, also on a cluster."""
    rules = ("on", ">s3cret", "~realtimekit:*", "+@all", "-@admin")
    assert redis_server.ask("ACL", "SETUSER", "worker", *rules) == b"+OK\r\n"
    url = redis_server.url.replace("redis://", "redis://worker:s3cret@")
    window = open_window(Quota(1, 100), f"realtimekit:{name}", url=url)
    for _ in range(2):
        await take(window)
    await window.block(60, said=True)
    keys = [key for key in redis_server.ask("KEYS", "*").decode().split("\r\n") if "realtimekit" in key]
    assert len(keys) == 3
    assert {key.partition("{")[2].partition("}")[0] for key in keys} == {name}


async def test_a_connection_that_was_reset_is_opened_again_at_once(open_window, redis_server: RedisServer):
    window = open_window(Quota(5, 100))
    await take(window)
    redis_server.ask("CLIENT", "KILL", "TYPE", "normal")
    assert is_there(await take(window))


async def test_redis_forgets_a_quota_that_nobody_uses(open_window, redis_server: RedisServer):
    window = open_window(Quota(1, 0.2), late=0.1)
    await take(window)
    await take(window)
    assert redis_server.ask("DBSIZE") == b":2\r\n"
    await asyncio.sleep(0.5)
    assert redis_server.ask("DBSIZE") == b":0\r\n"


async def test_a_redis_that_has_forgotten_says_so_and_can_be_reminded(open_window):
    window = open_window(Quota(2, 100))
    assert await window.take([("new", FOR_EVER)], "forgotten") is None
    await window.remind([("forgotten", 30.0), ("older", 60.0)])
    places = await window.take([("new", FOR_EVER)], "forgotten")
    assert places is not None
    assert 39 < places[0].delay <= 40
    await window.remind([("older", 1.0)])  # what is known stays as it is
    assert (await take(window, "newer")).delay <= 70


async def test_a_redis_that_does_not_answer_is_told_with_the_reason(open_window, redis_server: RedisServer):
    window = open_window(Quota(1, 10))
    redis_server.kill()
    with pytest.raises(Unreachable, match="ConnectionError"):
        await take(window)


async def test_what_ends_while_a_quota_is_closed_does_not_keep_it_open(redis_server: RedisServer):
    """From Python 3.12 on, tasks that have ended are gathered without a turn of the loop that forgets them."""

    async def end_at_once() -> None:
        return None

    asking = Asking(SharedQuota(redis_server.url), "realtimekit:closing", SystemClock())
    asking.soon(end_at_once())
    await asking.aclose()
    assert asking.soon(end_at_once()) is None
