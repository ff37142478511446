"""A unit of the archive without aiohttp and without a disk: its three exports, and nothing left to do."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count

from aiohttp import ClientSession

from benchmarks.request.stub import Answer, Stub, client
from realtimekit_async.archive import Unit, What, run

from . import Works

KINDS: tuple[What, ...] = ("chat", "transcripts", "summaries")
CONTENT = b"user,message\r\n" + b"Ada,Good morning\r\n" * 20
LINKS = b'{"success":true,"data":{%s}}' % b",".join(
    b'"%s":"https://files.example.com/export.csv?signature=none"' % name
    for name in (b"chat_download_url", b"transcript_download_url", b"summaryDownloadUrl")
)


class Sink(bytearray):
    """What a large object would be written to."""

    async def write(self, data: bytes) -> None:
        """Take some bytes."""
        self.extend(data)


class Memory:
    """A store that is a dictionary."""

    destination = "memory"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    async def check(self) -> None:
        """Do nothing: it can be written."""

    async def size(self, key: str, /) -> int | None:
        """Return the size of an object."""
        return len(self.objects[key]) if key in self.objects else None

    async def read(self, key: str, /) -> bytes | None:
        """Return an object."""
        return self.objects.get(key)

    async def write(self, key: str, data: bytes, /) -> None:
        """Keep an object."""
        self.objects[key] = data

    @asynccontextmanager
    async def writing(self, key: str, /) -> AsyncGenerator[Sink, None]:
        """Enter what takes a large object."""
        sink = Sink()
        yield sink
        self.objects[key] = bytes(sink)


class File(Answer):
    """A file as the storage host gives it: whole, in one piece."""

    def __init__(self) -> None:
        super().__init__(CONTENT)
        self.headers = {"Content-Type": "text/csv", "Content-Length": str(len(CONTENT)), "ETag": '"e1"'}
        self._pieces = iter([CONTENT])
        self.content = self

    async def readany(self) -> bytes:
        """Return what is left of the body."""
        return next(self._pieces, b"")


async def download(*_: object, **__: object) -> File:
    """Stand in the place of `ClientSession.get`, which only downloads use."""
    return File()


@asynccontextmanager
async def works() -> AsyncGenerator[Works, None]:
    """Yield a unit whose files are fetched, and one that was archived before."""
    stub, store, numbers = Stub(), Memory(), count()
    stub.answer = Answer(LINKS)
    ClientSession.get = download  # type: ignore[method-assign,assignment] # a double
    started, ended = datetime(2025, 3, 4, 12, tzinfo=UTC), datetime(2025, 3, 4, 13, tzinfo=UTC)

    def unit(number: int) -> Unit:
        return Unit(f"session-{number}", "meeting", "Standup", started, ended, what=KINDS)

    async with client() as rtk:

        async def archived() -> None:
            outcome = await run(rtk, store, unit(next(numbers)))
            if len(outcome.stored) != len(KINDS):
                raise RuntimeError(f"it was to store every export: {outcome}")

        async def settled() -> None:
            outcome = await run(rtk, store, unit(0))
            if outcome.stored or outcome.failures:
                raise RuntimeError(f"it was to find all there: {outcome}")

        yield {"archive unit": archived, "settled archive unit": settled}
