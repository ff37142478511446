"""Hours against the emulator's limiter, with 5 to 500 ms of network and more than 50 requests in flight."""

import asyncio
from itertools import pairwise

import pytest

from realtimekit_async.quota.pacer import WaitTooLong
from realtimekit_async.quota.quotas import BLOCK, Quota

from .conftest import now

ACCOUNT = (Quota(1200, 300), Quota(200, 1))
HOUR = 3600.0

headers_are_read = pytest.mark.parametrize("listens", [True, False], ids=["with headers", "without headers"])


@headers_are_read
@pytest.mark.slow
def test_alone_the_quota_is_used_up_and_never_exceeded(virtually, listens):
    async def scenario(new_server):
        server = new_server()
        client = server.client(server, *ACCOUNT, listens=listens)
        await client.keep_asking(server.began + (0.5 if listens else 0.25) * HOUR)
        assert server.refused(client) == []
        assert server.share(client) >= 0.97
        assert client.most_in_flight >= 50
        assert client.passed == sorted(client.passed)

    virtually(scenario)


@pytest.mark.slow
def test_a_server_whose_clock_is_slower_refuses_nothing_either(virtually):
    """Two clocks that NTP corrects in opposite directions are 1,000 ppm apart: 0.3 s in five minutes."""

    async def scenario(new_server):
        server = new_server(pace=0.9995 / 1.0005)
        client = server.client(server, *ACCOUNT, listens=False)
        server.fastest, server.slowest = 0.005, 0.01
        await client.keep_asking(server.began + HOUR / 3)
        assert server.refused(client) == []
        assert server.share(client) >= 0.97

    virtually(scenario)


@headers_are_read
@pytest.mark.slow
def test_beside_a_stranger_a_block_refuses_only_what_was_in_flight(virtually, listens):
    """The stranger takes half of the quota and goes on whatever it is answered: who is over blocks them both."""

    async def scenario(new_server):
        server = new_server()
        client, stranger = server.client(server, *ACCOUNT, listens=listens), server.steady(server, 2.0)
        until = server.began + (0.5 if listens else 0.25) * HOUR
        await asyncio.gather(client.keep_asking(until), stranger.keep_asking(until))
        assert client.most_in_flight >= 50
        assert len(server.blocks()) > 1
        for began, ended in server.blocks():
            burst = [asked for asked in server.refused(client) if began <= asked.counted < ended]
            if burst:
                known = min(asked.answered for asked in burst)
                assert server.sent_between(client, known, ended) == []
            assert len(burst) <= (3 if listens else client.most_in_flight)

    virtually(scenario)


@pytest.mark.slow
def test_a_silent_server_that_allows_less_blocks_once_a_window(virtually):
    """Without any header the 429 after a thousand requests is taken for the account's block, and waited out."""

    async def scenario(new_server):
        server = new_server(requests=1100)
        client = server.client(server, *ACCOUNT, listens=False)
        await client.keep_asking(server.began + HOUR / 2)
        for began, ended in server.blocks():
            burst = [asked for asked in server.refused(client) if began <= asked.counted < ended]
            known = min(asked.answered for asked in burst)
            assert server.sent_between(client, known, known + BLOCK) == []
            assert len(burst) <= client.most_in_flight
        assert 1 < len(server.blocks()) <= HOUR / 2 / BLOCK

    virtually(scenario)


def test_a_burst_limit_of_the_server_is_probed_one_by_one(virtually):
    """A refusal that says nothing is answered by growing waits, and after each of them by one request."""

    async def scenario(new_server):
        server = new_server(requests=80, seconds=20)
        client = server.client(server, listens=False)
        await client.keep_asking(server.began + 600)
        for began, ended in server.blocks():
            burst = [asked for asked in server.refused(client) if began <= asked.counted < ended]
            known = min(asked.answered for asked in burst)
            probes = sorted(asked.sent for asked in server.sent_between(client, known, ended))
            assert all(later - sooner > 0.25 for sooner, later in pairwise(probes))
        assert len(server.blocks()) > 5

    virtually(scenario)


def test_a_web_backend_learns_at_once_how_long_to_stay_away(virtually):
    async def scenario(new_server):
        server = new_server()
        client = server.client(server, Quota(1200, 300), connections=2000)
        asked_at = now()
        calls = [asyncio.ensure_future(client.call(limit=2.0)) for _ in range(1300)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        held = [call.exception() for call in calls if call.done()]
        assert now() == asked_at
        assert len(held) == 100
        assert all(isinstance(error, WaitTooLong) and 300 <= error.delay < 301 for error in held)
        await asyncio.wait(calls)
        with pytest.raises(WaitTooLong) as caught:
            await client.call(limit=2.0)
        assert 299 < caught.value.delay < 301
        assert server.refused(client) == []

    virtually(scenario)
