"""Many clients in a fresh process, each with a connection that was used once; tells their memory on one line."""

import argparse
import asyncio
import gc
import json
import time

from benchmarks.request.answers import GET, meeting_id
from benchmarks.request.contenders import CONTENDERS

from .walker import memory


async def opened(name: str, origin: str, clients: int) -> dict[str, float]:
    """Open them one after the other, and keep them all."""
    kept = [CONTENDERS[name]() for _ in range(clients)]
    first, *others = kept
    await first.open(origin)
    await first.caller(GET)(meeting_id(0))
    one, cpu = _held(), time.process_time()
    for number, client in enumerate(others, 1):
        await client.open(origin)
        await client.caller(GET)(meeting_id(number))
    cpu, many = time.process_time() - cpu, _held()
    for client in kept:
        await client.close()
    more = max(len(others), 1)
    return {
        "mb": round(many, 2),
        "kb_each": round((many - one) * 1e3 / more, 2),
        "cpu_us_each": round(cpu * 1e6 / more, 1),
    }


def _held() -> float:
    gc.collect()
    return memory("VmRSS")


def main() -> None:
    """Open them and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender", choices=CONTENDERS)
    parser.add_argument("origin")
    parser.add_argument("--clients", type=int, default=1)
    options = parser.parse_args()
    bytes(4 << 20)  # as in worker.py
    print(json.dumps(asyncio.run(opened(options.contender, options.origin, options.clients))))


if __name__ == "__main__":
    main()
