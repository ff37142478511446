"""Where the CPU time of a loopback request goes: `python -m benchmarks.request.profile ours --rows 1000`.

cProfile slows Python functions down and C functions hardly, so the shares lean towards Python code; loopback says
what a request costs, this says where to look. Rows 0 is one meeting by its id.
"""

import argparse
import asyncio
import cProfile
import pstats
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.processes import served

from .answers import meeting_id
from .calls import Contender
from .contenders import CONTENDERS
from .worker import calls

LINES = 14


async def asked(contender: Contender, origin: str, rows: int, requests: int) -> cProfile.Profile:
    """Make the requests, sixteen at a time, after as many that are not looked at."""
    await contender.open(origin)
    caller, profile = contender.caller(rows), cProfile.Profile()
    keys = [number if rows else meeting_id(number) for number in range(1, 2 * requests + 1)]
    await calls(caller, keys[:requests], 16)
    profile.enable()
    await calls(caller, keys[requests:], 16)
    profile.disable()
    await contender.close()
    return profile


def owner(file: str, function: str) -> str:
    """Name the package that a function belongs to."""
    if file == "~":
        return "msgspec" if "msgspec" in function else "built in"
    parts = Path(file).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return next((part for part in parts if part in {"realtimekit_async", "benchmarks", "asyncio"}), "stdlib")


def main() -> None:
    """Profile and print: the share of each package, then the functions with the most time of their own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contender", choices=CONTENDERS)
    parser.add_argument("--rows", type=int, choices=(0, 20, 100, 1000), default=0)
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    bytes(4 << 20)  # as in worker.py
    with served() as server:
        contender = CONTENDERS[options.contender]()
        profile = asyncio.run(asked(contender, server.origin, options.rows, options.requests))
    found: Any = pstats.Stats(profile)
    own = {place: figures[2] for place, figures in found.stats.items()}
    shares: Counter[str] = Counter()
    for (file, _, function), seconds in own.items():
        shares[owner(file, function)] += seconds
    print(", ".join(f"{name} {share / shares.total():.0%}" for name, share in shares.most_common(8)))
    for file, line, function in sorted(own, key=own.__getitem__, reverse=True)[:LINES]:
        share = own[file, line, function] / shares.total()
        print(f"{share:6.1%}  {owner(file, function)}  {Path(file).name}:{line} {function}")


if __name__ == "__main__":
    main()
