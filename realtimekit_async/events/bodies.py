"""Reading what a stranger sends without keeping more of it than agreed."""

from collections.abc import AsyncIterable


async def read_at_most(chunks: AsyncIterable[bytes], most: int) -> bytes | None:
    """Return a body, or None as soon as it turns out to be larger than that."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
