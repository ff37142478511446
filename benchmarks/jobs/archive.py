"""A nightly archive of 300 sessions to a folder and to S3, beside a plain asyncio script that does it once.

The emulator and the S3 server (moto's) have processes of their own; each contender is a process that archives
everything anew, and they take turns. The script is `plain_archive.py`: aiohttp, msgspec and, for S3, obstore; it
writes the same files, sidecars and manifests, each on the disk before its manifest, and has no other safety. CPU
is that of the contender's process with its threads. Where `aws` is on the PATH, it copies the same objects from a
folder to S3: the transfer alone. It says nothing of a network, of a real S3, nor of a second
night, which has hardly anything to do.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.processes import Talk, compiled

from .archive_source import BUCKET

NAMES = ("ours", "plain")
SESSIONS = 300

Costs = dict[str, float]


@contextmanager
def source(*arguments: str) -> Generator[dict[str, str], None, None]:
    """Run a server; yields the environment that leads to it."""
    server = Talk("jobs.archive_source", *arguments)
    try:
        yield server.hear()
    finally:
        server.end()


def measure(*, quick: bool) -> dict[str, object]:
    """Archive to a folder, and to S3."""
    sessions, rounds = (12, 1) if quick else (SESSIONS, 5)
    found: dict[str, object] = {"sessions": sessions}
    with source("emulator", "--sessions", str(sessions)) as api, TemporaryDirectory() as folder:
        found["folder"] = raced(api, folder, rounds)
        with source("s3") as s3:
            found["s3"] = raced({**api, **s3}, f"s3://{BUCKET}", max(rounds - 2, 1))
            if (aws := shutil.which("aws")) is not None:
                found["copy"] = copied(aws, api, s3, folder, max(rounds - 2, 1))
    return found


def copied(aws: str, api: dict[str, str], s3: dict[str, str], folder: str, rounds: int) -> Costs:
    """Archive to a folder once, and let `aws s3 cp` bring that to S3; the medians."""
    worker = Talk("jobs.archivers", "ours", environment=api)
    made = worker.ask({"to": f"{folder}/kept"})
    worker.end()
    costs: list[Costs] = []
    for turn in range(rounds):
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - what the PATH has
            [aws, "s3", "cp", "--recursive", "--quiet", f"{folder}/kept", f"s3://{BUCKET}/copy-{turn}"],
            env={**compiled(), **s3},
        )
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(f"aws s3 cp ended with {status}")
        costs.append({"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - began})
    medians = {key: round(median(each[key] for each in costs), 3) for key in ("cpu", "wall")}
    return {**medians, "objects": made["objects"], "bytes": made["bytes"]}


def raced(environment: dict[str, str], place: str, rounds: int) -> dict[str, object]:
    """Let the contenders take turns; the medians of each, and ours × plain."""
    costs: dict[str, list[Costs]] = {name: [] for name in NAMES}
    workers = {name: Talk("jobs.archivers", name, environment=environment) for name in NAMES}
    for turn in range(-1, rounds):  # the first warms up
        for name in NAMES if turn % 2 else NAMES[::-1]:
            cost = workers[name].ask({"to": f"{place}/{name}-{turn}"})
            if turn >= 0:
                costs[name].append(cost)
            if "://" not in place:
                shutil.rmtree(Path(place, f"{name}-{turn}"))
    for worker in workers.values():
        worker.end()
    found = {
        name: {key: round(median(each[key] for each in all_), 3) for key in all_[0]}
        for name, all_ in costs.items()
    }
    print(f"{place}: {found}", flush=True)
    return {**found, **{f"{key}_ratio": _ratio(costs, key) for key in ("cpu", "wall")}}


def _ratio(costs: dict[str, list[Costs]], key: str) -> float:
    pairs = zip(costs["ours"], costs["plain"], strict=True)
    return round(median(mine[key] / other[key] for mine, other in pairs), 3)
