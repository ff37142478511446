import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine, Generator
from types import TracebackType, coroutine
from typing import Any, Self, TypeVar

import pytest

from realtimekit_async import RealtimeKit

T = TypeVar("T")


def complaints(stderr: str) -> list[str]:
    """Give the lines of a program in asyncio's debug mode that do not just tell of a busy machine."""
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


class Site:
    """An HTTP server that answers `data` for every path, and knows which connections are open.

    `script` holds what comes first: a status, or None for an answer that never comes.
    """

    def __init__(self, *script: int | None) -> None:
        self.script = list(script)
        self.retry_after = "0"
        self.seen: list[str] = []
        self.open: set[asyncio.Task[object]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self.open):
            task.cancel()
        await asyncio.gather(*self.open, return_exceptions=True)

    def client(self, **options: Any) -> RealtimeKit:
        """Make a client that talks to this server."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        given = {"account_id": "acc", "app_id": "app", "api_token": "tok", "base_url": f"http://127.0.0.1:{port}"}
        return RealtimeKit(**{**given, **options})

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition has become true."""
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - what is waited for happens inside aiohttp
                await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.open.add(task)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    await self._exchange(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()
            self.open.discard(task)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        _, _, length = head.lower().partition("content-length: ")
        await reader.readexactly(int(length.split("\r\n")[0] or 0))
        self.seen.append(head.split(" HTTP/")[0])
        status = self.script.pop(0) if self.script else 200
        if status is None:
            await reader.read()
            raise ConnectionError
        body = json.dumps(_answer(head)).encode()
        lines = f"Content-Length: {len(body)}\r\n" + f"Retry-After: {self.retry_after}\r\n" * (status == 429)
        writer.write(f"HTTP/1.1 {status} -\r\n{lines}\r\n".encode() + body)


def _answer(head: str) -> dict[str, object]:
    """Give six rows on three pages for a list, else one object."""
    target = head.split(" ")[1]
    if not target.partition("?")[0].endswith("/meetings") or head.startswith("POST"):
        return {"success": True, "data": {"id": "m1", "title": "T", "status": "ACTIVE"}}
    page_no = int(target.partition("page_no=")[2] or 1)
    rows = [{"id": f"{page_no}{letter}"} for letter in "ab"] if page_no <= 3 else []
    offsets = {"start_offset": page_no * 2 - 1, "end_offset": page_no * 2}
    return {"success": True, "data": rows, "paging": {"total_count": 6, **offsets}}


@pytest.fixture(scope="session")
def site() -> type[Site]:
    """Give the class of servers that know their connections."""
    return Site


@pytest.fixture(scope="session")
def steps() -> type[Steps]:
    """Give the class that steps through a coroutine by hand."""
    return Steps
