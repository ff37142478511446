"""Pages of one walk in flight: plain tasks in the order of their numbers, owned and ended by a block."""

import asyncio
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

from realtimekit_async.checks import EnteredAsync, WalkedAsync

from .walk import Page
from .walker import Walker

T = TypeVar("T")

IN_FLIGHT = 8
"""Pages in flight where nobody says how many."""


class Flight(Generic[T]):
    """The pages that a walk has asked for and not yet accepted."""

    def __init__(self, walker: Walker[T]) -> None:
        self._walker = walker
        self._tasks: deque[tuple[int, asyncio.Task[Page[T]]]] = deque()
        self._recalled: list[asyncio.Task[Page[T]]] = []
        self._accepted = 0

    @property
    def has_begun(self) -> bool:
        """Whether the first page has been accepted."""
        return self._accepted > 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end()

    def take_off(self, most: int) -> None:
        """Ask for pages until so many are in flight: the first one alone, and none that cannot be there.

        Where no total tells how many there are, at most as many are in flight as have been read.
        """
        last = self._walker.last_page
        if last is None:
            most = min(most, max(self._accepted, 1))
        page_no = self._tasks[-1][0] + 1 if self._tasks else self._walker.page_no
        while len(self._tasks) < most and (last is None or page_no <= last or not self._tasks):
            self._tasks.append((page_no, asyncio.ensure_future(self._walker.fetch(page_no))))
            page_no += 1

    async def land_next(self, most: int) -> list[T]:
        """Accept the next page and return its new rows, with up to `most` pages in flight meanwhile."""
        await self._see_recalled_end()
        self.take_off(most)
        page_no, task = self._tasks[0]
        try:
            # A caller who gives up waiting (a time limit, say) loses no page: the task stays at the head.
            page = await asyncio.shield(task)
        except asyncio.CancelledError:
            raise
        except BaseException:
            self._walker.end()
            raise
        self._tasks.popleft()
        self._accepted += 1
        rows = self._walker.accept(page)
        # What is in flight may show the list as it was before this page: rows that moved since would be missed.
        if self._walker.ended or self._walker.moved or self._walker.page_no != page_no + 1:
            self._recall()  # nothing is awaited here: whoever gives up waiting now would lose the rows
        return rows

    async def end(self) -> None:
        """Cancel what is in flight, wait until it has ended, and ask for nothing more."""
        self._walker.end()
        self._recall()
        await self._see_recalled_end()

    def _recall(self) -> None:
        for _, task in self._tasks:
            task.add_done_callback(_take_failure)
            task.cancel()
            self._recalled.append(task)
        self._tasks.clear()

    async def _see_recalled_end(self) -> None:
        # Kept until they have ended, so that whoever gives up waiting here leaves no task behind. Those that have
        # are not waited for: a caller who gives up at once gets on as well.
        self._recalled = [task for task in self._recalled if not task.done()]
        if self._recalled:
            await asyncio.wait(self._recalled)


def _take_failure(task: "asyncio.Task[Page[T]]") -> None:
    if not task.cancelled():
        task.exception()  # of a page that nobody asks for any more


class Prefetch(EnteredAsync, WalkedAsync, Generic[T]):
    """A walk that keeps pages in flight; they are plain tasks, owned and ended by the `async with` block.

    Example:
        >>> async with rtk.meetings.list(per_page=1).prefetch(8) as meetings:
        ...     print([meeting.title async for meeting in meetings])
        ['Standup', 'Retrospective']
    """

    def __init__(self, walker: Walker[T], most: int) -> None:
        self._walker = walker
        self._most = most
        self._flight = Flight(walker)
        self._entered = False
        self._rows: Iterator[T] = iter(())
        self._later: list[T] = []

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError("this prefetch has been used; ask for another one with prefetch()")
        self._entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows, self._later = iter(()), []
        await self._flight.end()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        while True:
            for row in self._rows:
                return row
            if self._later:
                self._serve_later()
            elif self._walker.ended:
                raise StopAsyncIteration
            else:
                await self._next_page()

    def _serve_later(self) -> None:
        # A second row is wanted: only now are further pages asked for, so that a look at one row costs one page.
        self._rows, self._later = iter(self._later), []
        if not self._walker.ended:
            self._flight.take_off(self._most)

    async def _next_page(self) -> None:
        if not self._entered:
            raise RuntimeError("use it as `async with pages.prefetch(…) as rows`, which ends what is in flight")
        had_begun = self._flight.has_begun
        rows = await self._flight.land_next(self._most)
        self._rows, self._later = (iter(rows), []) if had_begun else (iter(rows[:1]), rows[1:])
