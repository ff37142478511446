"""Counts the instructions of the loops in `benchmarks/guarded`.

`python tests/guard/callgrind.py` writes them down.
"""

import json
import platform
import shutil
import subprocess
import sys
import sysconfig
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
FIGURES = Path(__file__).with_name("instructions.json")
MINOR = "{}.{}".format(*sys.version_info[:2])
VALGRIND = shutil.which("valgrind")


def environment() -> dict[str, str]:
    """Name everything that changes the count besides our own code."""
    flags = sysconfig.get_config_vars("OPT", "PY_CFLAGS", "PY_CORE_LDFLAGS", "CONFIG_ARGS")
    build = f"{sys.version} {platform.libc_ver()} {platform.machine()} {flags}"
    return {
        "python": f"{platform.python_version()} {sha256(build.encode()).hexdigest()[:16]}",
        **{package: version(package) for package in ("aiohttp", "msgspec", "multidict", "yarl")},
    }


def counted(*subjects: str) -> dict[str, int]:
    """Run the loops of these subjects under callgrind, of all if none is named; give the instructions of each."""
    command = [sys.executable, "-m", "benchmarks.guarded", *subjects]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def record() -> None:
    """Write down the count of this Python, beside those of the others."""
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    figures[MINOR] = {"environment": environment(), "instructions": counted()}
    FIGURES.write_text(json.dumps(dict(sorted(figures.items())), indent=1) + "\n")


if __name__ == "__main__":
    record()
