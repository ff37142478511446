"""Plans the archive that it is told to, in one process, and answers with what it costs.

python -m benchmarks.jobs.planner
"""

import asyncio
import json
import sys
import time

from realtimekit_async import RealtimeKit
from realtimekit_async.archive import plan

from .walker import memory


async def planned(store: str, sessions: int) -> dict[str, float]:
    """Plan once; memory is that of the whole process, after a tenth of the sessions and at the end."""
    units, after_a_tenth = 0, 0.0
    cpu, wall = time.process_time(), time.perf_counter()
    async with RealtimeKit(quota=None) as rtk:
        async for _ in plan(rtk, store):
            units += 1
            if units == sessions // 10:
                after_a_tenth = memory("VmRSS")
    return {
        "units": units,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "mb_after_a_tenth": after_a_tenth,
        "mb": memory("VmRSS"),
    }


def main() -> None:
    """Plan for each store that stands on standard input."""
    bytes(4 << 20)  # as in `benchmarks.request.worker`
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(asyncio.run(planned(order["store"], order["sessions"]))), flush=True)


if __name__ == "__main__":
    main()
