"""What no change of this library changes: the measure for a Python that is built in another way."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec

from benchmarks.request.answers import GET, body
from benchmarks.request.calls import One

from . import Works


@asynccontextmanager
async def works() -> AsyncGenerator[Works, None]:
    """Yield the one piece: coroutines, keywords, texts, and msgspec's decoding."""
    decoder, content = msgspec.json.Decoder(One), body(GET)

    async def asked(depth: int, **options: object) -> bytes:
        if depth:
            return await asked(depth - 1, **options, **{f"option{depth}": depth})
        return content

    async def tried(depth: int) -> bytes:
        try:
            return await asked(depth)
        finally:
            parts = [f"{name}={len(name)}" for name in ("per_page", "page_no", "search")]
            "&".join(sorted(parts))

    async def reference() -> object:
        return [decoder.decode(await tried(4)) for _ in range(2)]

    yield {"reference": reference}
