"""Goes through the loops of one subject, for callgrind to count; prints the names of what was counted.

Each piece of work is done some times to warm up and then a fixed number of times, between two marks. With the
garbage collector off and a fixed hash seed the counts repeat.
"""

import asyncio
import gc
import json
import sys
from importlib import import_module

from benchmarks.callgrind import mark

from . import Works

TIMES, WARM_UP = 100, 30


async def main(subject: str) -> None:
    """Do all of its works."""
    works: Works
    async with import_module(f".{subject}", __package__).works() as works:
        for work in works.values():
            for _ in range(WARM_UP):
                await work()
            mark()
            for _ in range(TIMES):
                await work()
            mark()
    print(json.dumps(list(works)))


if __name__ == "__main__":
    gc.disable()
    asyncio.run(main(sys.argv[1]))
