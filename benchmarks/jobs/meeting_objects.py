"""Many meeting objects in a fresh process, each in a meeting of its own; tells the memory they take on one line.

The emulator, which is their host, runs in a process of its own.
"""

import asyncio
import json
import subprocess
import sys
from contextlib import AsyncExitStack

from realtimekit_async import RealtimeKit

from .walker import memory

SERVE = """
import asyncio, json, sys
from realtimekit_async.emulator import Emulator
with Emulator() as emulator:
    print(json.dumps(emulator.credentials), flush=True)
    sys.stdin.read()
"""


async def opened(credentials: dict[str, str], count: int) -> float:
    """Open them one after the other, keep them all, and return the megabytes that they take."""
    async with RealtimeKit(**credentials, quota=None) as rtk, AsyncExitStack() as stack:  # type: ignore[arg-type]
        meeting = await rtk.meetings.create(title="Before")
        async with rtk.meetings.join(meeting.id, name="Ada", preset_name="group_call_host"):
            pass
        before = memory("VmRSS")
        for number in range(count):
            meeting = await rtk.meetings.create(title=f"Standup {number}")
            joining = rtk.meetings.join(meeting.id, name="Ada", preset_name="group_call_host")
            await stack.enter_async_context(joining)
        return memory("VmRSS") - before


def main(count: int) -> None:
    """Open and tell."""
    bytes(4 << 20)  # as in request/worker.py
    command = [sys.executable, "-c", SERVE]
    with subprocess.Popen(  # noqa: S603 - our own
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as emulator:
        assert emulator.stdout is not None  # noqa: S101 - a pipe was asked for
        credentials = json.loads(emulator.stdout.readline())
        print(json.dumps({"mb": round(asyncio.run(opened(credentials, count)), 2)}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
