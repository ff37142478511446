"""What a request costs the emulator, with nobody looking, with requests kept, and with its page open.

    python -m benchmarks.jobs.emulator --beside FOLDER    # a checkout of another version to compare with

Each emulator is a process of its own; its processor time is what is told. A stream that is read as the page reads
it stands for the page. Nothing leaves this machine.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).parents[2]
AT_A_TIME = 16
WAYS = {
    "idle": (CHECKOUT, "False", 0),
    "10,000 kept": (CHECKOUT, "10_000", 0),
    "a page": (CHECKOUT, "10_000", 1),
}
"""Of which checkout, how many requests it keeps, and how many pages are open."""
SERVE = """
import asyncio, sys
from realtimekit_async.emulator import Emulator
async def main():
    async with Emulator(keep_requests=eval(sys.argv[1])) as emulator:
        print(emulator.base_url, emulator.world.account_id, emulator.app.id, emulator.world.api_token, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


class Served(NamedTuple):
    """An emulator: its process, where it listens, and one request as bytes."""

    process: int
    port: int
    request: bytes

    def cpu(self) -> float:
        """Return the seconds of processor time that it has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path, keep: str) -> Generator[Served]:
    """Run the emulator of a checkout."""
    process = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", SERVE, keep],
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    line: str = process.stdout.readline()
    base_url, account_id, app_id, token = line.split()
    parts = urlsplit(base_url)
    head = f"GET {parts.path}/accounts/{account_id}/realtime/kit/{app_id}/meetings HTTP/1.1\r\n"
    request = f"{head}Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    try:
        yield Served(process.pid, parts.port or 0, request)
    finally:
        process.kill()
        process.wait()


async def ask(emulator: Served, number: int) -> None:
    """Send so many requests over one connection, one after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", emulator.port)
    for _ in range(number):
        writer.write(emulator.request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(None, 1)[0]))
    writer.close()


@asynccontextmanager
async def watched(emulator: Served, pages: int) -> AsyncGenerator[None]:
    """Read the stream of what happens, as so many open pages do."""
    async with asyncio.TaskGroup() as reading:
        tasks = [reading.create_task(_read_on(emulator.port)) for _ in range(pages)]
        await asyncio.sleep(0.2 if pages else 0)
        yield
        for task in tasks:
            task.cancel()


async def _read_on(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /_emulator/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    while await reader.read(1 << 16):
        pass


async def served_requests(emulator: Served, requests: int, pages: int) -> tuple[float, float]:
    """Return microseconds of processor time a request, and requests a second by the clock."""
    async with watched(emulator, pages):
        cpu, began = emulator.cpu(), time.perf_counter()
        await asyncio.gather(*(ask(emulator, requests // AT_A_TIME) for _ in range(AT_A_TIME)))
        return (emulator.cpu() - cpu) / requests * 1e6, requests / (time.perf_counter() - began)


Rounds = dict[str, list[tuple[float, float]]]


def taken(ways: dict[str, tuple[Path, str, int]], requests: int, rounds: int) -> Rounds:
    """Measure all of them, taking turns."""
    figures: Rounds = {name: [] for name in ways}
    for number in range(rounds):
        for name in [*ways] if number % 2 else reversed(ways):
            folder, keep, pages = ways[name]
            with served(folder, keep) as emulator:
                asyncio.run(served_requests(emulator, requests // 5, pages))  # what is warm is measured
                figures[name].append(asyncio.run(served_requests(emulator, requests, pages)))
    return figures


def medians(figures: Rounds) -> dict[str, dict[str, float]]:
    """Return the figures of each way."""
    found: dict[str, dict[str, float]] = {}
    for name, each in figures.items():
        cpu, rate = (statistics.median(column) for column in zip(*each, strict=True))
        found[name] = {"cpu_us": round(cpu, 1), "per_core": round(1e6 / cpu), "per_second": round(rate)}
        print(f"{name:12} {found[name]}", flush=True)
    return found


def measure(*, quick: bool) -> dict[str, dict[str, float]]:
    """Measure the emulator of this checkout."""
    return medians(taken(WAYS, *((2_000, 1) if quick else (10_000, 5))))


def main() -> None:
    """Compare with another version."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", type=Path, metavar="FOLDER", required=True)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    figures = taken({"before": (options.beside, "False", 0), **WAYS}, options.requests, options.rounds)
    medians(figures)
    ratios = [ours[0] / other[0] for ours, other in zip(figures["idle"], figures["before"], strict=True)]
    print(f"idle is {statistics.median(ratios):.2f} of before ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
