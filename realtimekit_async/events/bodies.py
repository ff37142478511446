"""Reading what a stranger sends: no more of it than agreed, no longer, and not too much of all together."""

import asyncio
from collections.abc import AsyncIterable
from threading import Lock
from typing import cast

from .errors import DeliveryDeferred, DeliveryTooLarge


class Arrived(bytes):
    """A body that is counted until it has been verified."""


class BodyReader:
    """Reads the bodies of requests, each within `seconds` and `most` bytes.

    What nobody has verified yet, for it arrives or waits for a key, holds `most_together` bytes at most.
    """

    def __init__(self, most: int, most_together: int, seconds: float) -> None:
        self._most = most
        self._most_together = most_together
        self._seconds = seconds
        self._held = 0
        self._lock = Lock()

    async def read(self, chunks: AsyncIterable[bytes]) -> Arrived:
        """Return a body, which is counted until it is let go.

        Raises DeliveryTooLarge, or DeliveryDeferred where another try may fare better.
        """
        body, is_whole = bytearray(), False
        try:
            async with asyncio.timeout(self._seconds):
                async for chunk in chunks:
                    self.hold(len(chunk))
                    body += chunk
                    if len(body) > self._most:
                        raise DeliveryTooLarge(f"the body has more than {self._most} bytes")
            is_whole = True
        except TimeoutError:
            pass
        finally:
            if not is_whole:
                self.let_go(len(body))
        if is_whole:
            return Arrived(body)
        raise DeliveryDeferred(f"the body did not arrive within {self._seconds:g} s")

    def hold(self, size: int) -> None:
        """Count bytes that a stranger has sent; raises DeliveryDeferred where they are too many together."""
        with self._lock:
            if self._held + size > self._most_together:
                raise DeliveryDeferred(f"bodies that nobody has verified hold {self._most_together} bytes already")
            self._held += size

    def let_go(self, size: int) -> None:
        """Count bytes no more: they are gone, or known to be RealtimeKit's."""
        with self._lock:
            self._held -= size


def raw_body(body: object) -> bytes:
    """Return a body as bytes; raises TypeError, naming the raw body, for what somebody has made of it."""
    if isinstance(body, bytes):
        return body
    if isinstance(body, bytearray | memoryview):
        return bytes(cast("bytearray", body))
    raise TypeError(
        f"body is the raw bytes as they came, got {type(body).__name__}: encode text as UTF-8, or decode it from "
        "base64 where AWS says `isBase64Encoded`; instead of what a framework has parsed take the raw body"
    )
