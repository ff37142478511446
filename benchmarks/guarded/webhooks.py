"""A delivery without its server and its RSA operation: headers, body, parsing, duplicates, and its handler."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from multidict import CIMultiDict

from benchmarks.jobs.deliveries import joined
from realtimekit_async.events import ParticipantJoined, Receiver, Router, answer

from . import Works

HEADERS = {
    "Host": "hooks.example.com",
    "User-Agent": "realtimekit-webhooks/1",
    "Accept": "*/*",
    "Accept-Encoding": "gzip",
    "Content-Type": "application/json",
    "rtk-signature": "c2lnbmF0dXJl",
    "rtk-uuid": "0b9ae2a5",
    "rtk-webhook-id": "0b9ae2a5-5b7c-4f43-9d30-1c1f6ad54a0b",
    "Content-Length": "600",
}


VARIETY = 1000  # more than are counted


class Trusting:
    """Takes everything: RSA costs what it costs."""

    async def verify(self, body: bytes, signature: str) -> None:
        """Do nothing."""


@asynccontextmanager
async def works() -> AsyncGenerator[Works, None]:
    """Yield a delivery."""
    receiver, router = Receiver(Trusting()), Router()
    headers, bodies = CIMultiDict(HEADERS), iter([joined(number) for number in range(VARIETY)])

    @router.on(ParticipantJoined)
    async def nothing(_event: ParticipantJoined) -> None:
        pass

    async def chunks() -> AsyncIterator[bytes]:
        yield next(bodies)

    async def webhook() -> int:
        return await answer(receiver, router, headers, chunks())

    async with router:
        yield {"webhook": webhook}
