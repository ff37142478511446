"""Real processes, a real Redis, and a server that counts."""

import asyncio
import json
import os
import subprocess
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from statistics import median

import pytest

from realtimekit_async import RateLimited, Retry, SharedQuota
from realtimekit_async.emulator import Emulator

from ..doubles.redis_server import RedisServer

WORKER = Path(__file__).with_name("worker.py")
REQUESTS, SECONDS, MARGIN = 200, 12.0, 0.3


def start(emulator: Emulator, server: RedisServer, seconds: float, **settings: object) -> "subprocess.Popen[str]":
    quota = {"requests": REQUESTS, "seconds": SECONDS, "margin": MARGIN}
    told = {"redis": server.url, "quota": quota, "seconds": seconds, "callers": 4, **settings}
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(WORKER), json.dumps(told)],
        env={**os.environ, **emulator.environment},
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(workers: "list[subprocess.Popen[str]]") -> None:
    complaints = [worker.communicate(timeout=60)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * len(workers), "\n".join(complaints)


def most_in_a_window(moments: list[float]) -> int:
    """Count as a sliding window does, whatever the moment it begins at."""
    first = most = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - SECONDS:
            first += 1
        most = max(most, last - first + 1)
    return most


def usage(moments: list[float]) -> float:
    """Return the part of the quota that was used: how long so many requests took, against how long they had to."""
    rounds = [moments[index + REQUESTS] - moments[index] for index in range(len(moments) - REQUESTS)]
    return SECONDS / median(rounds)  # half of them and more, whatever else this machine did meanwhile


@pytest.mark.slow
def test_eight_processes_with_two_clients_each_share_one_quota_whatever_their_clocks_say(
    redis_server: RedisServer,
):
    with Emulator(quota=(REQUESTS, SECONDS)) as emulator:
        wrong = {0: 30.0, 1: -30.0}
        finish(
            [start(emulator, redis_server, seconds=17, clock_is_off=wrong.get(number, 0)) for number in range(8)]
        )
    moments = [request.at for request in emulator.requests]
    assert {request.status for request in emulator.requests} == {200}
    assert most_in_a_window(moments) <= REQUESTS
    assert len(moments) > 1.9 * REQUESTS
    assert usage(moments) > 0.95


ASK = """
import asyncio, sys
from realtimekit_async import RateLimited, RealtimeKit, SharedQuota

async def main():
    async with RealtimeKit(quota=SharedQuota(sys.argv[1]), max_wait=10) as rtk:
        try:
            await rtk.meetings.list().page()
        except RateLimited as error:
            print(error.sent, error.ray_id, round(error.retry_after or 0))

asyncio.run(main())
"""


async def test_a_429_stops_the_other_processes_at_once(redis_server: RedisServer, emulator: Emulator):
    emulator.faults.next(status=429, retry_after=120)
    async with emulator.client(quota=SharedQuota(redis_server.url), retry=Retry(attempts=1)) as rtk:
        with pytest.raises(RateLimited):
            await rtk.meetings.list().page()
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ASK, redis_server.url), env={**os.environ, **emulator.environment}, stdout=PIPE
    )
    said, _ = await other.communicate()
    sent, ray_id, retry_after = said.split()
    assert (sent, ray_id) == (b"False", b"None")
    assert 110 < int(retry_after) <= 120
    assert len(emulator.requests) == 1
