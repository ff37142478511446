"""One way to take a large file, in a fresh process; told on one line of JSON: time, CPU, and peak memory.

python -m benchmarks.jobs.files_worker ours PLACES FOLDER
"""

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import aiohttp

from realtimekit_async import RealtimeKit

from .walker import memory

CHUNK = 1 << 16


async def bare(places: Mapping[str, str], to: Path) -> None:
    """Download with aiohttp alone, as its documentation shows."""
    async with aiohttp.ClientSession() as http, http.get(places["link"]) as response:
        with to.open("wb") as file:
            async for chunk in response.content.iter_chunked(CHUNK):
                file.write(chunk)


async def ours(places: Mapping[str, str], to: Path) -> None:
    """Download with the library."""
    async with RealtimeKit() as rtk:
        await rtk.recordings.download(places["recording"], to=to)


async def lines(places: Mapping[str, str], _: Path) -> None:
    """Read the rows of a transcript."""
    async with RealtimeKit() as rtk:
        async for _line in (await rtk.sessions.transcript(places["session"])).lines():
            pass


WORK: dict[str, Callable[[Mapping[str, str], Path], Awaitable[None]]] = {
    "ours": ours,
    "bare": bare,
    "lines": lines,
}


async def measured(name: str, places: Mapping[str, str], folder: Path) -> dict[str, float]:
    """Do the work once."""
    wall, cpu = time.perf_counter(), time.process_time()
    await WORK[name](places, folder / name)
    costs = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "mb": memory("VmHWM")}
    (folder / name).unlink(missing_ok=True)
    return costs


def main() -> None:
    """Do the work and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=WORK)
    parser.add_argument("places", type=json.loads)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(json.dumps(asyncio.run(measured(options.work, options.places, options.folder))))


if __name__ == "__main__":
    main()
