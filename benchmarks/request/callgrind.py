"""Counts instructions with callgrind: a measure that no busy machine disturbs.

`python -m benchmarks.request.callgrind` counts the calls of `instructions.py`, with aiohttp taken out, for
`tests/guard`. As a part of the benchmarks it counts what a whole request takes in this process, over real sockets:
ours and aiohttp + msgspec. The kernel's work is not in it, nor what cold code costs a processor besides.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import CHECKOUT, served

from .exchange import MARK, SIZES, TIMES

VALGRIND = shutil.which("valgrind")
COMPARED = ("ours", "aiohttp+msgspec")


def counted(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> list[int]:
    """Run a module of this package; give the instructions of each stretch between two marks."""
    with TemporaryDirectory() as folder:
        out = Path(folder, "out")
        done = subprocess.run(  # noqa: S603 - our own modules
            [
                VALGRIND or "valgrind",
                "--tool=callgrind",
                f"--dump-before={MARK}",
                f"--callgrind-out-file={out}",
                *(sys.executable, "-m", f"benchmarks.{module}", *arguments),
            ],
            cwd=CHECKOUT,
            # No coverage, no PYTHON… of the outside, and a fixed seed: the same count each time.
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        # Before each mark a file is written: in turn of what comes before a stretch, and of the stretch itself.
        files = sorted(out.parent.glob("out.*"), key=lambda file: int(file.suffix[1:]))
        return [_total(file) for file in files[1::2]]


def _total(file: Path) -> int:
    return next(int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith("totals:"))


def measure(*, quick: bool) -> dict[str, dict[str, float]]:
    """Count requests over plain HTTP and as the edge of a CDN answers; empty where valgrind is not installed."""
    if VALGRIND is None:
        return {}
    sizes = SIZES[:2] if quick else SIZES
    found: dict[str, dict[str, float]] = {}
    for scheme in ("http", "tls"):
        with served(tls=scheme == "tls") as where:
            ours, bare = (
                counted("request.exchange", name, where.origin, *map(str, sizes), environment=where.environment)
                for name in COMPARED
            )
        for rows, mine, others in zip(sizes, ours, bare, strict=True):
            found[f"{scheme} {rows}"] = {
                "ours": round(mine / TIMES),
                "bare": round(others / TIMES),
                "ratio": round(mine / others, 4),
            }
            print(f"{scheme} {rows:5} rows: {mine / others:.3f}", flush=True)
    return found


if __name__ == "__main__":
    from .instructions import KINDS

    print(json.dumps(dict(zip(KINDS, counted("request.instructions"), strict=True))))
