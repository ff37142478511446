"""Counts instructions with callgrind: a measure that no busy machine disturbs.

A module of this package runs under it and puts a mark before and behind each stretch that is to be counted. The
kernel's work is not in the count, nor what cold code costs a processor besides.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from .processes import CHECKOUT

VALGRIND = shutil.which("valgrind")
MARK = "getppid"
"""A function of the C library that nobody else calls: callgrind writes down its count whenever it sees it."""


def mark() -> None:
    """Let callgrind write down its count."""
    os.getppid()


def counted(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> tuple[str, list[int]]:
    """Run a module of this package; return what it prints, and the count of each stretch between two marks."""
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
        return done.stdout, [_total(file) for file in files[1::2]]


def _total(file: Path) -> int:
    return next(int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith("totals:"))
