"""One walk through a list in a fresh process, told on one line of JSON: how long, and how much memory."""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from benchmarks.request.answers import ACCOUNT, APP
from benchmarks.request.contenders import Aiohttp, Ours, Sdk


async def sequential(ours: Ours, rows: int) -> AsyncIterator[object]:
    """Walk with this library, page after page."""
    async for row in ours.rtk.meetings.list(per_page=rows):
        yield row


async def prefetch(ours: Ours, rows: int) -> AsyncIterator[object]:
    """Walk with this library and eight pages in flight."""
    async with ours.rtk.meetings.list(per_page=rows).prefetch(8) as walk:
        async for row in walk:
            yield row


async def collect(ours: Ours, rows: int) -> AsyncIterator[object]:
    """Take the whole list at once with this library."""
    for row in await ours.rtk.meetings.list(per_page=rows).collect():
        yield row


async def gather(bare: Aiohttp, rows: int) -> AsyncIterator[object]:
    """Take the whole list as one writes it by hand: the first page for the total, then eight pages at a time."""
    fetch, at_once = bare.caller(rows), asyncio.Semaphore(8)

    async def page(number: int) -> Any:
        async with at_once:
            return await fetch(number)

    first: Any = await fetch(1)
    pages = -(-first.paging.total_count // rows)
    for each in (first, *await asyncio.gather(*(page(number) for number in range(2, pages + 1)))):
        for row in each.data:
            yield row


async def loop(official: Sdk, rows: int) -> AsyncIterator[object]:
    """Walk with the official SDK: its RealtimeKit lists have no paging, so this is the loop that a user writes."""
    page_no = seen = 0
    while True:
        page_no += 1
        page = await official.sdk.realtime_kit.meetings.get(
            APP, account_id=ACCOUNT, per_page=rows, page_no=page_no
        )
        for row in page.data:
            yield row
        seen += len(page.data)
        if not page.data or seen >= page.paging.total_count:
            break


WALKS: dict[str, tuple[type[Ours | Aiohttp | Sdk], Callable[[Any, int], AsyncIterator[object]]]] = {
    "ours": (Ours, sequential),
    "ours-prefetch": (Ours, prefetch),
    "ours-collect": (Ours, collect),
    "by-hand": (Aiohttp, gather),
    "sdk": (Sdk, loop),
}


def memory(name: str) -> float:
    """Return a figure of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{name}:")[2].split()[0]) * 1024 / 1e6


async def walked(name: str, origin: str, rows: int) -> dict[str, float]:
    """Walk to the end with a client that has not connected yet."""
    kind, walk = WALKS[name]
    contender = kind()
    await contender.open(origin)
    count, first, before = 0, 0.0, memory("VmRSS")
    cpu, started = time.process_time(), time.perf_counter()
    async for _ in walk(contender, rows):
        count += 1
        first = first or time.perf_counter() - started
    last, cpu = time.perf_counter() - started, time.process_time() - cpu
    await contender.close()
    return {
        "rows": count,
        "first": round(first, 4),
        "last": round(last, 3),
        "cpu": round(cpu, 3),
        "rss_before": round(before, 2),
        "rss_peak": round(memory("VmHWM"), 2),
    }


def main() -> None:
    """Walk and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("walk", choices=WALKS)
    parser.add_argument("origin")
    parser.add_argument("--rows", type=int, default=100)
    options = parser.parse_args()
    bytes(4 << 20)  # as in worker.py
    print(json.dumps(asyncio.run(walked(options.walk, options.origin, options.rows))))


if __name__ == "__main__":
    main()
