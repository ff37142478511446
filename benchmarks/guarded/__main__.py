"""Count the instructions of all guarded loops: `python -m benchmarks.guarded`, or of the named subjects."""

import json
import sys
from collections.abc import Iterable

from benchmarks.callgrind import counted

from . import SUBJECTS


def instructions(subjects: Iterable[str]) -> dict[str, int]:
    """Return the instructions of each piece of work; each subject has a process of its own."""
    found: dict[str, int] = {}
    for subject in subjects:
        printed, counts = counted("guarded.counting", subject)
        found |= zip(json.loads(printed), counts, strict=True)
    return found


if __name__ == "__main__":
    print(json.dumps(instructions(sys.argv[1:] or SUBJECTS), indent=1))
