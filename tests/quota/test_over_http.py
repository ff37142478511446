"""The transport against the emulator over HTTP, from afar and on virtual time; its limiter is the judge."""

import asyncio

import pytest

from realtimekit_async.errors import RateLimited
from realtimekit_async.quota.quotas import Quota
from realtimekit_async.wire.calls import Call

from .conftest import now

ASK = Call("GET", "/meetings", into=list)
QUOTA, WINDOW = 1200, 300.0


async def keep_asking(transport, until):
    async def work():
        while now() < until:
            await transport.send(ASK)

    workers = [asyncio.ensure_future(work()) for _ in range(64)]
    await asyncio.sleep(until - now())
    for worker in workers:
        worker.cancel()
    for ended in await asyncio.gather(*workers, return_exceptions=True):
        assert ended is None or isinstance(ended, asyncio.CancelledError), ended


@pytest.mark.slow
def test_alone_the_transport_uses_the_quota_up_and_is_never_refused(virtually_over_http):
    async def scenario(far):
        transport, distant = far.transport(Quota(QUOTA, WINDOW), Quota(200, 1))
        began = now()
        await keep_asking(transport, began + 2.5 * WINDOW)
        counted = sorted(asked.counted for asked in distant.asked)
        assert not any(asked.refused for asked in distant.asked)
        assert (len(counted) - QUOTA) / (counted[-1] - began) * WINDOW / QUOTA >= 0.97
        assert max(distant.in_flight) >= 50

    virtually_over_http(scenario, (QUOTA, WINDOW))


@pytest.mark.slow
def test_two_clients_of_one_token_are_refused_only_what_was_in_flight(virtually_over_http):
    async def scenario(far):
        both = [far.transport(Quota(QUOTA, WINDOW), Quota(200, 1)) for _ in range(2)]
        until = now() + 2.5 * WINDOW
        await asyncio.gather(*(keep_asking(transport, until) for transport, _ in both))
        everything = [asked for _, distant in both for asked in distant.asked]
        blocks = []
        for moment in sorted(asked.counted for asked in everything if asked.refused):
            if not blocks or moment >= blocks[-1] + WINDOW:
                blocks.append(moment)
        assert blocks
        for _, distant in both:
            for began in blocks:
                burst = [a.answered for a in distant.asked if a.refused and began <= a.counted < began + WINDOW]
                known = min(burst, default=began + WINDOW)
                assert not [asked for asked in distant.asked if known < asked.sent < began + WINDOW]
                assert len(burst) <= 64

    virtually_over_http(scenario, (QUOTA, WINDOW))


def test_a_429_tells_at_once_whose_wait_it_makes_too_long(virtually_over_http):
    async def scenario(far):
        patient, distant = far.transport()
        hurried = patient.with_settings(max_wait=5.0)
        far.emulator.faults.next(status=429, retry_after=30)
        order = [hurried] * 64 + [patient] + [hurried] * 135  # 64 connections, and the patient one is the next
        calls = [asyncio.ensure_future(transport.send(ASK)) for transport in order]
        await distant.refused.wait()
        closed_at = now()
        await asyncio.sleep(0.001)
        told = [error for call in calls if call.done() and isinstance(error := call.exception(), RateLimited)]
        waiting = 200 - len(distant.asked) - distant.in_flight[-1]
        assert len(told) == waiting - 1 > 50
        assert all(not error.sent and 29.9 < error.retry_after <= 30 for error in told)
        await asyncio.wait(calls)
        assert not [asked for asked in distant.asked if closed_at < asked.sent < closed_at + 29.9]

    virtually_over_http(scenario, (QUOTA, WINDOW))
