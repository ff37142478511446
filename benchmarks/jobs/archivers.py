"""One contender of the job `archive` in one process: archives where it is told to, and answers with what it costs.

    python -m benchmarks.jobs.archivers ours

The CPU time is that of the whole process, its threads included.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable


async def ours(destination: str) -> tuple[int, int]:
    """Archive with the library."""
    from realtimekit_async import RealtimeKit
    from realtimekit_async.archive import archive

    async with RealtimeKit(quota=None) as rtk:
        report = await archive(rtk, destination)
    if report.failures:
        raise RuntimeError(report.failures)
    return report.objects, report.bytes


async def plain(destination: str) -> tuple[int, int]:
    """Archive with a script."""
    from .plain_archive import archive

    return await archive(destination)


CONTENDERS: dict[str, Callable[[str], Awaitable[tuple[int, int]]]] = {"ours": ours, "plain": plain}


async def measured(name: str, destination: str) -> dict[str, float]:
    """Archive once."""
    cpu, wall = time.process_time(), time.perf_counter()
    objects, size = await CONTENDERS[name](destination)
    return {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "objects": objects,
        "bytes": size,
    }


def main() -> None:
    """Archive to each destination that stands on standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender", choices=CONTENDERS)
    options = parser.parse_args()
    bytes(4 << 20)  # as in `benchmarks.request.worker`
    for line in sys.stdin:
        print(json.dumps(asyncio.run(measured(options.contender, json.loads(line)["to"]))), flush=True)


if __name__ == "__main__":
    main()
