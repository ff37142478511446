"""Lists: one page, or a walk through all of them."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Generic, TypeVar

from msgspec import Struct, structs

from realtimekit_async.checks import WalkedAsync, check_count
from realtimekit_async.wire.calls import Call, Sender

from .flight import IN_FLIGHT, Flight, Prefetch
from .walk import Page
from .walker import Box, Walker, page_of

T = TypeVar("T")


class Pages(WalkedAsync, Struct, Generic[T], frozen=True):
    """A list of the API, described but not yet asked for; each use starts a new walk.

    `async for row in pages` streams all rows, page after page. Where the API gives a total, and while rows are
    only added or only removed, every surviving row comes exactly once; when both happen the walk ends, no row
    comes twice within 10,000, and a warning is logged.

    A walk asks for 100 rows a page unless `per_page` or `page_no` was chosen, and for the server's own number
    where it refuses 100; `page` and `first` send what was chosen and nothing else.

    Example:
        >>> pages = rtk.meetings.list(status="ACTIVE")  # asks for nothing yet
        >>> [meeting.title async for meeting in pages]
        ['Standup', 'Retrospective']
        >>> await pages.count(), (await pages.first()).title
        (2, 'Standup')
    """

    sender: Sender
    """What asks for the pages: the transport, with the settings of the client."""
    call: "Call[list[T] | Box[T]]"
    """What asks for the first of them."""
    paged: bool = True
    """Whether there may be more than one."""

    def __repr__(self) -> str:
        return f"Pages({self.call.method} {self.call.route})"

    async def __aiter__(self) -> AsyncIterator[T]:
        walker = self._walker()
        while not walker.ended:
            for row in walker.accept(await walker.fetch(walker.page_no)):
                yield row

    async def pages(self) -> AsyncGenerator[Page[T], None]:
        """Stream the pages that hold something new, each with its new rows."""
        walker = self._walker()
        while not walker.ended:
            page = await walker.fetch(walker.page_no)
            if rows := walker.accept(page):
                yield structs.replace(page, items=rows)

    async def page(self) -> Page[T]:
        """Ask for one page, the one that `page_no` names or the first."""
        return page_of(await self.sender.send(self.call))

    async def first(self) -> T | None:
        """Return the first row, or None for an empty list; asks for one page."""
        return next(iter((await self.page()).items), None)

    async def collect(self, limit: int | None = None, *, prefetch: int = IN_FLIGHT) -> list[T]:
        """Return all rows, or the first `limit` of them, as a list.

        Keeps up to `prefetch` pages in flight, and asks for no page after the one with the last row wanted;
        1 asks for one page after the other. An error is raised where the walk page by page would raise it.
        """
        if limit is not None:
            check_count("collect(limit=…)", limit, least=0)
        check_count("collect(prefetch=…)", prefetch)
        rows: list[T] = []
        if limit == 0:
            return rows
        async with aclosing(self._new_rows(prefetch, limit)) as pages:
            async for new in pages:
                rows += new
        return rows[:limit]

    async def count(self, *, prefetch: int = IN_FLIGHT) -> int:
        """Count the whole list: one request where the API gives a total, else a walk from `page_no`.

        The walk keeps up to `prefetch` pages in flight.
        """
        check_count("count(prefetch=…)", prefetch)
        page = await self.page()
        if page.total_count is not None:
            return page.total_count
        if not self.paged:
            return len(page.items)
        count = 0
        async with aclosing(self._new_rows(prefetch, None)) as pages:
            async for new in pages:
                count += len(new)
        return count

    def prefetch(self, pages: int = IN_FLIGHT) -> Prefetch[T]:
        """Walk with up to `pages` pages in flight: `async with pages.prefetch(8) as rows: async for row in rows`.

        Rows come in order. An error is raised at the row where the sequential walk would raise it. The first
        page is asked for alone; the others when a second row is asked for.
        """
        check_count("prefetch(pages)", pages)
        return Prefetch(self._walker(), pages)

    async def _new_rows(self, prefetch: int, limit: int | None) -> AsyncGenerator[list[T], None]:
        """Stream the new rows of each page, until there are `limit` of them, with pages in flight meanwhile."""
        walker, found = self._walker(), 0
        async with Flight(walker) as flight:
            while not walker.ended and (limit is None or found < limit):
                wanted = prefetch if limit is None else min(prefetch, walker.pages_of(limit - found))
                rows = await flight.land_next(wanted)
                found += len(rows)
                yield rows

    def _walker(self) -> Walker[T]:
        return Walker(self.sender, self.call, paged=self.paged, name=repr(self))
