"""What has been seen is known again: within a process, and among processes that share a Redis."""

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from realtimekit_async import ConfigurationError
from realtimekit_async.events import DeliveryDeferred, MemoryWindow, RedisWindow, Window

from ..doubles.loops import LEAPING_LOOPS
from ..doubles.mute_server import MuteServer
from ..doubles.redis_server import RedisServer


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory):
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def redis(redis_server) -> AsyncIterator[Redis]:
    async with Redis(port=redis_server.port) as client:
        await client.flushall()
        yield client


@pytest.fixture(params=["memory", "redis"])
def window(request) -> Window:
    return MemoryWindow() if request.param == "memory" else RedisWindow(request.getfixturevalue("redis"))


async def standing(window, key="a"):
    async with window.hold(key) as found:
        return found


async def test_what_was_handled_has_been_seen(window):
    assert [await standing(window) for _ in range(3)] == ["new", "seen", "seen"]
    assert await standing(window, "b") == "new"


async def test_who_comes_meanwhile_is_told_so(window):
    async with window.hold("a") as first:
        assert (first, await standing(window), await standing(window)) == ("new", "in_flight", "in_flight")
    assert await standing(window) == "seen"


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError])
async def test_what_was_not_handled_may_come_again(window, error):
    with pytest.raises(error):
        async with window.hold("a"):
            raise error
    assert await standing(window) == "new"


async def test_a_duplicate_that_fails_forgets_nothing(window):
    assert await standing(window) == "new"
    with pytest.raises(ValueError, match="x"):
        async with window.hold("a"):
            raise ValueError("x")
    assert await standing(window) == "seen"


async def test_one_of_many_at_once_is_new(window):
    everybody = asyncio.Barrier(20)

    async def arrive():
        async with window.hold("a") as found:
            await everybody.wait()
            return found

    found = await asyncio.gather(*(arrive() for _ in range(20)))
    assert sorted(found) == ["in_flight"] * 19 + ["new"]


# ── in memory ──


async def test_the_memory_window_forgets_the_oldest_first():
    window = MemoryWindow(size=3)
    for key in "abcd":
        assert await standing(window, key) == "new"
    assert len(window) == 3
    assert [await standing(window, key) for key in "dcb"] == ["seen"] * 3
    assert await standing(window, "a") == "new"


async def test_the_memory_window_stays_small():
    window = MemoryWindow(size=100)
    for number in range(10_000):
        await standing(window, str(number))
    gc.collect()
    assert len(window) == 100


@pytest.mark.parametrize("size", [0, -1, 1.5, True, None])
def test_a_memory_window_has_a_size(size):
    with pytest.raises(ConfigurationError, match="size"):
        MemoryWindow(size)


# ── in Redis ──


async def test_processes_that_share_a_redis_share_what_was_seen(redis, redis_server):
    async with Redis(port=redis_server.port, decode_responses=True) as other:
        async with RedisWindow(redis).hold("a"):
            assert await standing(RedisWindow(other)) == "in_flight"
        assert await standing(RedisWindow(other)) == "seen"
        assert await standing(RedisWindow(other, prefix="other:")) == "new"


async def test_what_was_seen_and_what_is_held_expire(redis):
    window = RedisWindow(redis, prefix="p:", lifetime=1000, hold_seconds=30)
    async with window.hold("a"):
        assert 0 < await redis.ttl("p:a") <= 30
    assert 30 < await redis.ttl("p:a") <= 1000


async def test_a_hold_that_has_expired_is_another_s(redis):
    window = RedisWindow(redis, prefix="p:")

    async def late():
        async with window.hold("a"):
            await redis.set("p:a", "another's")  # as if it had expired
            raise ValueError("late")

    with pytest.raises(ValueError, match="late"):
        await late()
    assert await redis.get("p:a") == b"another's"


async def test_while_redis_is_away_deliveries_are_deferred(tmp_path):
    server = RedisServer(tmp_path)
    server.start()
    async with Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as redis:
        window = RedisWindow(redis)
        assert await standing(window) == "new"
        server.kill()
        with pytest.raises(DeliveryDeferred, match="Redis") as caught:
            await standing(window)
    assert caught.value.__context__ is None


def test_a_redis_that_never_answers_is_given_up_in_time():
    async def ask():
        async with MuteServer() as server, Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as redis:
            began = asyncio.get_running_loop().time()
            with pytest.raises(DeliveryDeferred, match="TimeoutError") as caught:
                await standing(RedisWindow(redis, timeout=5))
        return caught.value.status, asyncio.get_running_loop().time() - began

    with asyncio.Runner(loop_factory=LEAPING_LOOPS["asyncio"]) as runner:
        status, seconds = runner.run(ask())
    assert status == 503
    assert 5 <= seconds < 6


async def test_a_redis_that_goes_away_meanwhile_undoes_no_work(tmp_path, caplog):
    server = RedisServer(tmp_path)
    server.start()
    async with Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as redis:
        async with RedisWindow(redis).hold("a") as found:
            server.kill()
        assert found == "new"
        assert "could not be marked as seen" in caplog.text
        server.start()

        async def fail():
            async with RedisWindow(redis).hold("b"):
                server.kill()
                raise ValueError("x")

        with pytest.raises(ValueError, match="x"):
            await fail()
        assert "held for up to 60 s" in caplog.text


async def test_a_redis_window_wants_seconds(redis):
    with pytest.raises(ConfigurationError, match="timeout"):
        RedisWindow(redis, timeout=0)


@pytest.mark.parametrize("name", ["lifetime", "hold_seconds"])
@pytest.mark.parametrize("value", [0, 1.5, None])
async def test_a_redis_window_wants_whole_seconds(redis, name, value):
    with pytest.raises(ConfigurationError, match=name):
        RedisWindow(redis, **{name: value})
