"""Reading what a stranger sends without keeping more of it than agreed."""

from collections.abc import AsyncIterable


async def read_at_most(chunks: AsyncIterable[bytes], most: int) -> bytes | None:
    """Return a whole body, or None as soon as it turns out to be larger than `most` bytes."""
    parts: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            return None
        parts.append(chunk)
    return b"".join(parts)
