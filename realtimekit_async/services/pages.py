"""Lists: one page, or a walk through all of them, sequential or with pages in flight."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator
from contextlib import aclosing
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from msgspec import Struct, structs

from realtimekit_async.log import logger
from realtimekit_async.models.common import Paging
from realtimekit_async.wire.calls import Call, Sender

from .walk import Page, Walk

T = TypeVar("T")


class Box(Protocol[T]):
    """A list's answer whose rows stand below a key instead of in `data` itself."""

    @property
    def paging(self) -> Paging | None:
        """The paging object, where it stands inside `data`."""
        ...

    def rows(self) -> list[T]:
        """Return the rows of this page."""
        ...


class Pages(Struct, Generic[T], frozen=True):
    """A list of the API, described but not yet asked for; each use starts a new walk.

    `async for row in pages` streams all rows, page after page. Where the API gives a total, and while rows are
    only added or only removed, every surviving row comes exactly once; when both happen the walk ends, no row
    comes twice within 10,000, and a warning is logged.
    """

    sender: Sender
    call: "Call[list[T] | Box[T]]"
    paged: bool = True

    def __repr__(self) -> str:
        return f"Pages({self.call.method} {self.call.route})"

    async def __aiter__(self) -> AsyncIterator[T]:
        walk = self.new_walk()
        while not walk.ended:
            for row in self.accept(walk, await self.fetch(walk.page_no)):
                yield row

    async def pages(self) -> AsyncGenerator[Page[T], None]:
        """Stream the pages that hold something new, each with its new rows."""
        walk = self.new_walk()
        while not walk.ended:
            page = await self.fetch(walk.page_no)
            if rows := self.accept(walk, page):
                yield structs.replace(page, items=rows)

    async def page(self) -> Page[T]:
        """Ask for one page, the one that `page_no` names or the first."""
        reply = await self.sender.send(self.call)
        data, paging = reply.data, reply.paging
        if isinstance(data, list):
            rows = data
        else:
            rows, paging = data.rows(), paging or data.paging
        if paging is None:
            return Page(rows)
        return Page(rows, paging.total_count, paging.start_offset, paging.end_offset)

    async def first(self) -> T | None:
        """Return the first row, or None for an empty list; asks for one page."""
        return next(iter((await self.page()).items), None)

    async def collect(self, limit: int | None = None) -> list[T]:
        """Return all rows, or the first `limit` of them, as a list."""
        if limit is not None and (type(limit) is not int or limit < 0):
            raise ValueError("collect(limit=…) is a whole number, 0 or more")
        rows: list[T] = []
        if limit == 0:
            return rows
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                rows += page.items
                if limit is not None and len(rows) >= limit:
                    break
        return rows[:limit]

    async def count(self) -> int:
        """Count the whole list: one request where the API gives a total, else a walk from `page_no`."""
        page = await self.page()
        if page.total_count is not None:
            return page.total_count
        if not self.paged:
            return len(page.items)
        count = 0
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                count += len(page.items)
        return count

    def prefetch(self, pages: int = 8) -> "Prefetch[T]":
        """Walk with up to `pages` pages in flight: `async with pages.prefetch(8) as rows: async for row in rows`.

        Rows come in order. An error is raised at the row where the sequential walk would raise it. The first
        page is asked for alone; the others when a second row is asked for.
        """
        if type(pages) is not int or pages < 1:
            raise ValueError("prefetch(pages) is a whole number from 1 up")
        return Prefetch(self, pages)

    def new_walk(self) -> Walk[T]:
        """Begin a walk at the page that `page_no` names."""
        first: object = (self.call.query or {}).get("page_no", 1)
        if not isinstance(first, int) or isinstance(first, bool):
            raise TypeError(f"page_no is an int, got {type(first).__name__}")
        return Walk(first)

    def accept(self, walk: Walk[T], page: Page[T]) -> list[T]:
        """Let a walk take a page, and log once when it had to give up a promise."""
        known = walk.oddity
        rows = walk.accept(page)
        walk.ended = walk.ended or not self.paged
        if walk.oddity is not None and walk.oddity != known:
            logger.warning("%r: %s", self, walk.oddity)
        return rows

    def fetch(self, page_no: int) -> Coroutine[None, None, Page[T]]:
        """Ask for the page with this number."""
        query = self.call.query or {}
        if page_no == query.get("page_no", 1):
            return self.page()
        call = structs.replace(self.call, query={**query, "page_no": page_no})
        return structs.replace(self, call=call).page()


class Prefetch(Generic[T]):
    """A walk that keeps pages in flight; they are plain tasks, owned and ended by the `async with` block."""

    def __init__(self, pages: Pages[T], most: int) -> None:
        self._pages = pages
        self._most = most
        self._walk = pages.new_walk()
        self._entered = False
        self._flight: deque[tuple[int, asyncio.Task[Page[T]]]] = deque()
        self._rows: Iterator[T] = iter(())
        self._later: list[T] = []
        self._landing: list[asyncio.Task[Page[T]]] = []

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError("this prefetch has been used; ask for another one with prefetch()")
        self._entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._walk.ended = True
        self._rows, self._later = iter(()), []
        await self._land()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        while True:
            for row in self._rows:
                return row
            if self._later:
                self._serve_later()
            elif self._walk.ended:
                raise StopAsyncIteration
            else:
                await self._next_page()

    def _serve_later(self) -> None:
        # A second row is wanted: only now are further pages asked for, so that a look at one row costs one page.
        self._rows, self._later = iter(self._later), []
        self._take_off(self._most)

    async def _next_page(self) -> None:
        if not self._entered:
            raise RuntimeError("use it as `async with pages.prefetch(…) as rows`, which ends what is in flight")
        started = bool(self._flight) or self._walk.last_page is not None
        self._take_off(self._most if started else 1)
        page_no, task = self._flight[0]
        try:
            # A caller who gives up waiting (a time limit, say) loses no page: the task stays at the head.
            page = await asyncio.shield(task)
        except asyncio.CancelledError:
            raise
        except BaseException:
            self._walk.ended = True
            raise
        self._flight.popleft()
        rows = self._pages.accept(self._walk, page)
        self._rows, self._later = (iter(rows), []) if started else (iter(rows[:1]), rows[1:])
        # What is in flight may show the list as it was before this page: rows that moved since would be missed.
        if self._walk.ended or self._walk.moved or self._walk.page_no != page_no + 1:
            await self._land()

    def _take_off(self, most: int) -> None:
        if self._walk.ended:
            return
        page_no = self._flight[-1][0] + 1 if self._flight else self._walk.page_no
        last = self._walk.last_page
        while len(self._flight) < most and (last is None or page_no <= last or not self._flight):
            self._flight.append((page_no, asyncio.ensure_future(self._pages.fetch(page_no))))
            page_no += 1

    async def _land(self) -> None:
        # Kept until they have ended, so that whoever gives up waiting here leaves no task behind.
        self._landing += (task for _, task in self._flight)
        self._flight.clear()
        for task in self._landing:
            task.cancel()
        await asyncio.gather(*self._landing, return_exceptions=True)
        self._landing.clear()
