"""What a download costs beside bare aiohttp to disk, how fast CSV is read, and how much memory both take.

    python -m benchmarks.jobs.files --megabytes 1024

The emulator serves from a process of its own; each measurement runs in a fresh one. Nothing leaves this machine.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp

from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator

MIB = 1 << 20
ROW = (
    b'"%d","2a0417f0-ccfa-4b19-bcb9-1fa18fa1961f","1fdcd58d-a3a7-4e4e-9bae-00806f085306","user-12",'
    b'"Katherine","I will look into it after lunch, when the build is green again."\n' % 254_500
)
CHUNK = 1 << 16


async def serve(megabytes: int) -> None:
    """Serve a recording and a transcript of so many MiB, tell where they are, and run until killed."""
    async with Emulator(seed=7, meetings=1, sessions=1, recordings=1, keep_requests=False) as emulator:
        (session,) = emulator.app.sessions.values()
        (recording,) = emulator.app.recordings.values()
        recording.status, recording.stopped_time = "UPLOADED", emulator.clock.now()
        async with emulator.client() as rtk:
            found = await rtk.recordings.get(recording.id)
            export = await rtk.sessions.transcript(session.id)
        path = emulator.files.path_of(str(found.download_url))
        emulator.files.put(path, b"film", size=megabytes * MIB)
        size = megabytes * MIB // len(ROW) * len(ROW)
        emulator.files.put(emulator.files.path_of(export.url), b"", size=size, repeat=ROW)
        places = {"recording": recording.id, "session": session.id, "link": emulator.files.link(path)}
        print(json.dumps({"environment": emulator.environment, **places}), flush=True)
        await asyncio.get_running_loop().create_future()


async def bare(places: dict[str, str], to: Path) -> None:
    """Download with aiohttp alone, as its documentation shows."""
    async with aiohttp.ClientSession() as http, http.get(places["link"]) as response:
        with to.open("wb") as file:
            async for chunk in response.content.iter_chunked(CHUNK):
                file.write(chunk)


async def ours(places: dict[str, str], to: Path) -> None:
    """Download with the library."""
    async with RealtimeKit() as rtk:
        await rtk.recordings.download(places["recording"], to=to)


async def lines(places: dict[str, str], _: Path) -> None:
    """Read the rows of a transcript."""
    async with RealtimeKit() as rtk:
        async for _line in (await rtk.sessions.transcript(places["session"])).lines():
            pass


WORK: dict[str, Callable[[dict[str, str], Path], Coroutine[Any, Any, None]]] = {
    "bare": bare,
    "ours": ours,
    "lines": lines,
}


def measured(name: str, places: dict[str, str], directory: str) -> None:
    """Do some work and print seconds by the clock, seconds of CPU and the peak of memory in MiB."""
    target = Path(directory) / name
    began, spent = time.perf_counter(), time.process_time()
    asyncio.run(WORK[name](places, target))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.perf_counter() - began, time.process_time() - spent, peak]))
    target.unlink(missing_ok=True)


def in_a_process(name: str, places: dict[str, Any], directory: str) -> list[float]:
    """Run a measurement in a fresh process."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, __file__, "--measure", name, "--places", json.dumps(places), "--directory", directory],
        env={**os.environ, **places["environment"]},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def compare(megabytes: int, rounds: int) -> None:
    """Take turns, so that what else the machine does hits all alike, and print medians."""
    command = [sys.executable, __file__, "--serve", "--megabytes", str(megabytes)]
    results: dict[str, list[list[float]]] = {name: [] for name in WORK}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - ourselves
        try:
            places = json.loads(next(iter(server.stdout or [])))
            with tempfile.TemporaryDirectory() as directory:
                for _ in range(rounds):
                    for name, rows in results.items():
                        rows.append(in_a_process(name, places, directory))
        finally:
            server.kill()
    report(results, megabytes * MIB / 1e6)


def report(results: dict[str, list[list[float]]], size: float) -> None:
    """Print what was measured."""
    for name, rows in results.items():
        seconds, cpu, peak = (statistics.median(column) for column in zip(*rows, strict=True))
        best = min(row[1] for row in rows)
        print(
            f"{name:6} {size / seconds:7.0f} MB/s by the clock, {size / cpu:7.0f} MB/s of CPU"
            f" ({size / best:.0f} at best), peak {peak:.0f} MiB"
        )
    pairs = zip(results["bare"], results["ours"], strict=True)
    ratios = sorted(bare_row[0] / our_row[0] for bare_row, our_row in pairs)
    middle = statistics.median(ratios)
    print(f"ours    {middle:.2f} of the throughput of bare aiohttp ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def main() -> None:
    """Choose what to do."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=int, default=1024, help="size of the files in MiB")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=WORK, help=argparse.SUPPRESS)
    parser.add_argument("--places", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--directory", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.megabytes))
    elif options.measure:
        measured(options.measure, options.places, options.directory)
    else:
        compare(options.megabytes, options.rounds)


if __name__ == "__main__":
    main()
