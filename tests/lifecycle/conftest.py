import asyncio
import json
from collections.abc import Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import pytest

from ..doubles.raw_server import Peer, RawServer, Seen

T = TypeVar("T")


def complaints(stderr: str) -> list[str]:
    """Return the lines of a program in asyncio's debug mode that do not just tell of a busy machine."""
    return [line for line in stderr.splitlines() if not line.startswith("Executing ")]


class Steps:
    """Awaits a coroutine step by step by hand, and throws CancelledError into it at step `cancel_at`.

    `waiting=True` cancels as `Task.cancel` does while the coroutine waits: what it waits for is cancelled
    first. Otherwise the cancellation comes in the very moment in which what it waited for has happened.
    """

    def __init__(self, cancel_at: int, *, waiting: bool) -> None:
        self.count = 0
        self.thrown = False
        self._cancel_at = cancel_at
        self._waiting = waiting

    @coroutine
    def __call__(self, stepped: Coroutine[Any, Any, T]) -> Generator[Any, None, T]:
        try:
            while True:
                self.count += 1
                step = self._step(stepped)
                if self._waiting and self.count + 1 == self._cancel_at and step is not None:
                    step.cancel()
                    step._asyncio_future_blocking = False  # noqa: SLF001 - as a task does that takes it up
                    step = None
                yield step
        except StopIteration as ended:
            return ended.value

    def _step(self, stepped: Coroutine[Any, Any, T]) -> Any:
        if self.count != self._cancel_at:
            return stepped.send(None)
        self.thrown = True
        return stepped.throw(asyncio.CancelledError())


class Site(RawServer):
    """An HTTP server that answers every path with `data`.

    What comes first may be a status, or None for an answer that never comes.
    """

    def __init__(self, *first: int | None) -> None:
        super().__init__()
        self.retry_after = "0"
        self.will_answer(*first)

    def will_answer(self, *statuses: int | None) -> None:
        """Say what comes next."""
        self.script += [never if status is None else partial(self.usual, status=status) for status in statuses]

    def usual(self, peer: Peer, seen: Seen, *, status: int = 200) -> None:
        """Answer with six rows on three pages, or with an object."""
        wait = {"Retry_After": self.retry_after} if status == 429 else {}
        peer.answer(status, json.dumps(_answer(seen)).encode(), **wait)


async def never(peer: Peer, _seen: Seen) -> None:
    await peer.stall()


def _answer(seen: Seen) -> dict[str, object]:
    """Return six rows on three pages for a list, else one object."""
    path, _, query = seen.target.partition("?")
    if not path.endswith("/meetings") or seen.method == "POST":
        return {"success": True, "data": {"id": "m1", "title": "T", "status": "ACTIVE"}}
    page_no = int(dict(parse_qsl(query)).get("page_no", 1))
    rows = [{"id": f"{page_no}{letter}"} for letter in "ab"] if page_no <= 3 else []
    offsets = {"start_offset": page_no * 2 - 1, "end_offset": page_no * 2}
    return {"success": True, "data": rows, "paging": {"total_count": 6, **offsets}}


@pytest.fixture(scope="session")
def site() -> type[Site]:
    """Return the class of servers that know their connections."""
    return Site


@pytest.fixture(scope="session")
def steps() -> type[Steps]:
    """Return the class that steps through a coroutine by hand."""
    return Steps
