"""One contender's requests, for callgrind to count; by itself it prints nothing."""

import asyncio
import sys
from itertools import count, islice

from benchmarks.callgrind import mark

from .answers import GET, meeting_id
from .contenders import CONTENDERS
from .worker import calls

SIZES = (GET, 20, 100, 1000)
WARM_UP, AT_ONCE = 48, 16
TIMES = {GET: 400, 20: 400, 100: 300, 1000: 60}
"""So many, that a full pass of the garbage collector, which falls into a stretch by chance, weighs little."""


async def main(name: str, origin: str, sizes: list[int]) -> None:
    """Make the requests of each size."""
    contender, numbers = CONTENDERS[name](), count(1)
    await contender.open(origin)
    for rows in sizes:
        caller = contender.caller(rows)
        keys = [meeting_id(each) if rows == GET else each for each in islice(numbers, WARM_UP + TIMES[rows])]
        await calls(caller, keys[:WARM_UP], AT_ONCE)
        mark()
        await calls(caller, keys[WARM_UP:], AT_ONCE)
        mark()
    await contender.close()


if __name__ == "__main__":
    bytes(4 << 20)
    asyncio.run(main(sys.argv[1], sys.argv[2], [int(size) for size in sys.argv[3:]]))
