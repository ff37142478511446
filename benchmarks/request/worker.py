"""One contender in one process: runs rounds as it is told on standard input, and answers with what they cost.

The CPU time is that of the whole process: what the contender does, the event loop, and some microseconds of the
tasks below that make the calls, which are the same for all.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import count, islice

import uvloop

from .answers import GET, meeting_id
from .calls import Caller, Contender, Key
from .contenders import CONTENDERS


async def calls(caller: Caller, keys: list[Key], concurrency: int) -> None:
    """Make one call per key, so many at a time."""
    waiting = iter(keys)

    async def work() -> None:
        for key in waiting:
            await caller(key)

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(work())


async def one_round(contender: Contender, numbers: Iterator[int], order: dict[str, int]) -> dict[str, float]:
    """Open the connections, then measure."""
    rows, concurrency = order["rows"], order["concurrency"]
    caller = contender.caller(rows)
    wanted = concurrency + order["requests"]
    keys = [meeting_id(number) if rows == GET else number for number in islice(numbers, wanted)]
    await calls(caller, keys[:concurrency], concurrency)
    cpu, wall = time.process_time(), time.perf_counter()
    await calls(caller, keys[concurrency:], concurrency)
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def main() -> None:
    """Open the contender and do what is asked until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender", choices=CONTENDERS)
    parser.add_argument("origin")
    parser.add_argument("--uvloop", action="store_true")
    options = parser.parse_args()
    # asyncio reads into blocks of 256 KiB. Until a process has once freed a larger one, glibc maps and unmaps each
    # of them, which a program that has run for a while does not pay.
    bytes(4 << 20)
    contender, numbers = CONTENDERS[options.contender](), count(1)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if options.uvloop else None) as runner:
        runner.run(contender.open(options.origin))
        for line in sys.stdin:
            print(json.dumps(runner.run(one_round(contender, numbers, json.loads(line)))), flush=True)
        runner.run(contender.close())


if __name__ == "__main__":
    main()
