"""The calls whose instructions `tests/guard` lets callgrind count; by itself it prints nothing.

Each kind of call is made some times to warm up and then a fixed number of times, between two marks. With aiohttp
taken out, the garbage collector off and a fixed hash seed the counts repeat.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from itertools import count

import msgspec

from .answers import GET, body, meeting_id
from .exchange import mark
from .stub import Answer, One, Stub, client

TIMES, WARM_UP, ROWS = 100, 30, 50
KINDS = ("reference", "get", "create", "page", "walk")
"""What is counted, in this order."""

Work = Callable[[], Awaitable[object]]


async def reference(stub: Stub, number: int) -> object:
    """Do what no change of this library changes: the measure for a Python that is built in another way."""
    decoder = msgspec.json.Decoder(One)

    async def asked(depth: int, **options: object) -> bytes:
        if depth:
            return await asked(depth - 1, **options, **{f"option{depth}": depth})
        return await stub.asked()

    async def tried(depth: int) -> bytes:
        try:
            return await asked(depth)
        finally:
            parts = [f"{name}={len(name)}" for name in ("per_page", "page_no", "search")]
            "&".join(sorted(parts))

    results = [decoder.decode(await tried(4)) for _ in range(2)]
    return {meeting_id(number): results}


async def counted(stub: Stub, work: Work, content: bytes) -> None:
    """Make the calls of one kind."""
    stub.answer = Answer(content)
    for _ in range(WARM_UP):
        await work()
    mark()
    for _ in range(TIMES):
        await work()
    mark()


async def main() -> None:
    """Make all calls."""
    stub, numbers = Stub(), count(100_000)
    async with client() as rtk:

        async def walked() -> None:
            async for _ in rtk.meetings.list(per_page=ROWS):
                pass

        works: dict[str, Work] = {
            "reference": lambda: reference(stub, next(numbers)),
            "get": lambda: rtk.meetings.get(f"meeting-{next(numbers)}"),
            "create": lambda: rtk.meetings.create(title="Standup", record_on_start=True),
            "page": lambda: rtk.meetings.list(per_page=ROWS, page_no=next(numbers)).page(),
            "walk": walked,
        }
        for kind in KINDS:
            content = body(ROWS, total=ROWS) if kind in {"page", "walk"} else body(GET)
            await counted(stub, works[kind], content)


if __name__ == "__main__":
    gc.disable()
    asyncio.run(main())
