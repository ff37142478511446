"""A process with two clients and several callers each, whose clocks may be wrong.

Usage: worker.py SETTINGS-AS-JSON
"""

import asyncio
import contextlib
import json
import sys
import time

from realtimekit_async import RealtimeKit, Retry, SharedQuota


def turn_the_clocks(seconds: float) -> None:
    """Let this process believe that it is later than it is, as a machine with a wrong clock does."""
    wall, monotonic = time.time, time.monotonic
    time.time = lambda: wall() + seconds
    time.monotonic = lambda: monotonic() + seconds


async def call_for_ever(rtk: RealtimeKit) -> None:
    while True:
        await rtk.meetings.list(per_page=1).page()


async def main(redis: str, quota: dict[str, float], seconds: float, callers: int) -> None:
    options = {"quota": SharedQuota(redis, **quota), "retry": Retry(attempts=1)}
    async with RealtimeKit(**options) as first, RealtimeKit(**options) as second:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
                for rtk in (first, second) * callers:
                    group.create_task(call_for_ever(rtk))


settings = json.loads(sys.argv[1])
turn_the_clocks(settings.pop("clock_is_off", 0))
asyncio.run(main(**settings))
