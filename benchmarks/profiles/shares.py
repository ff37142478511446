"""What a profile is printed as: the share of each package, then the functions with the most time of their own."""

import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LINES = 14
_PACKAGES = {"realtimekit_async", "benchmarks", "asyncio"}


def cpu_profile() -> cProfile.Profile:
    """Make a profile of CPU time: that of other processes, and waiting, stay out."""
    return cProfile.Profile(time.process_time)


def shares(profile: cProfile.Profile) -> Iterator[str]:
    """Write the lines of a profile."""
    found: Any = pstats.Stats(profile)
    own = {place: figures[2] for place, figures in found.stats.items()}
    packages: Counter[str] = Counter()
    for (file, _, function), seconds in own.items():
        packages[_owner(file, function)] += seconds
    total = packages.total()
    yield ", ".join(f"{name} {share / total:.0%}" for name, share in packages.most_common(8))
    for file, line, function in sorted(own, key=own.__getitem__, reverse=True)[:LINES]:
        share = own[file, line, function] / total
        yield f"{share:6.1%}  {_owner(file, function)}  {Path(file).name}:{line} {function}"


def _owner(file: str, function: str) -> str:
    """Name the package that a function belongs to."""
    if file == "~":
        return "msgspec" if "msgspec" in function else "built in"
    parts = Path(file).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return next((part for part in parts if part in _PACKAGES), "stdlib")
