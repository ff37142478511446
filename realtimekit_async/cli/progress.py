"""Walking a list with its count in sight: the rows, how many there will be, and a bar on stderr."""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from msgspec import structs
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from realtimekit_async.models.common import Paging
from realtimekit_async.services.flight import IN_FLIGHT
from realtimekit_async.services.pages import Pages
from realtimekit_async.wire.calls import Call, Reply, Sender

from .waiting import WatchedClock

T = TypeVar("T")

_NARROW, _WIDE = 80, 100
_SHORT, _LONG = 20, 40


class Walk(Generic[T]):
    """A walk through a list that hears the totals its pages carry: `listed` rows are there to be walked."""

    def __init__(
        self,
        pages: Pages[T],
        *,
        limit: int | None = None,
        prefetch: int | None = None,
        clock: WatchedClock | None = None,
    ) -> None:
        self._pages = structs.replace(pages, sender=_Overheard(pages.sender, self._heard))
        self._limit = limit
        # With a limit, no page is asked for that may not be wanted.
        self._prefetch = prefetch or (1 if limit else IN_FLIGHT)
        self._first_page: Paging | None = None
        self.clock: WatchedClock = clock or WatchedClock()
        self.count: int = 0
        """Rows that have come."""
        self.listed: int | None = None

    @property
    def total(self) -> int | None:
        """How many rows there will be, as far as is known."""
        if self.listed is None or self._limit is None:
            return self.listed
        return min(self.listed, self._limit)

    async def rows(self) -> AsyncGenerator[T, None]:
        """Yield the rows up to the limit; close the generator where it is left early."""
        async with self._pages.prefetch(self._prefetch) as prefetched:
            async for row in prefetched if self._prefetch > 1 else self._pages:
                self.count += 1
                yield row
                if self.count == self._limit:
                    break

    def way_on(self) -> str:
        """Say how far the walk came, and what goes on from there."""
        of = "" if self.listed is None else f" of {self.listed:,}"
        text = f"{self.count:,}{of} rows are there"
        size = self._rows_a_page()
        if size is None:
            return text
        begun = (self._pages.call.query or {}).get("page_no")
        page_no = (begun if isinstance(begun, int) else 1) + self.count // size
        return f"{text}; --page-no {page_no} --per-page {size} goes on from the next one"

    def _rows_a_page(self) -> int | None:
        """Return how many rows a full page has, by what the first one says of itself."""
        first = self._first_page
        if not self._pages.paged or first is None or first.end_offset is None or self.count == 0:
            return None
        return max(first.end_offset - (first.start_offset or 1) + 1, 1)

    def _heard(self, paging: Paging) -> None:
        self._first_page = self._first_page or paging
        if self.listed is None and paging.total_count is not None:
            # A walk that begins at a later page does not meet the rows before it.
            self.listed = paging.total_count - (paging.start_offset or 1) + 1


class _Overheard:
    """A sender that tells of the paging objects in its answers."""

    def __init__(self, sender: Sender, tell: Callable[[Paging], None]) -> None:
        self._sender = sender
        self._tell = tell

    async def send(self, call: Call[T], /) -> Reply[T]:
        reply = await self._sender.send(call)
        paging = reply.paging or getattr(reply.data, "paging", None)
        if paging is not None:
            self._tell(paging)
        return reply


class Meter(Protocol):
    """What shows how far a walk has come."""

    def advance(self, total: int | None) -> None:
        """Count one row of a total."""
        ...

    @contextmanager
    def aside(self) -> Generator[None, None, None]:
        """Make room for other output."""
        ...


class _NoMeter:
    def advance(self, total: int | None) -> None:
        """Count nothing: nobody is watching."""

    @contextmanager
    def aside(self) -> Generator[None, None, None]:
        yield


class Bar:
    """A progress bar: count, rate and remaining time."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)
        self._count = 0

    def advance(self, total: int | None) -> None:
        """Count one row of a total."""
        self._count += 1
        self._progress.update(self._task, completed=self._count, total=total)

    @contextmanager
    def aside(self) -> Generator[None, None, None]:
        """Make room for other output."""
        self._progress.stop()
        yield
        self._progress.start()


@contextmanager
def metered(console: Console, title: str, clock: WatchedClock | None = None) -> Generator[Meter, None, None]:
    """Show a bar while the block runs, if the console is a terminal, and what is waited for meanwhile."""
    if not console.is_terminal:
        yield _NoMeter()
        return
    columns = (
        SpinnerColumn(),
        StateColumn(clock or WatchedClock()),
        *bar_on(console),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress, title)


def bar_on(console: Console) -> list[BarColumn]:
    """Return a bar as long as leaves room for the words beside it, or none."""
    if console.width < _NARROW:
        return []
    return [BarColumn(bar_width=_SHORT if console.width < _WIDE else _LONG)]


class StateColumn(ProgressColumn):
    """What is done, or what it is that this waits for."""

    def __init__(self, clock: WatchedClock) -> None:
        super().__init__(table_column=Column(no_wrap=True))
        self._clock = clock

    def render(self, task: Task) -> Text:
        """Write it as it is now: the bar draws itself again and again, and so it counts down."""
        waiting = self._clock.waiting()
        return Text(task.description) if waiting is None else Text(waiting, style="yellow")


class RateColumn(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        """Write the rate since the beginning: the rows of one page come all at once."""
        seconds = task.elapsed or 0.0
        return Text(f"{task.completed / seconds:,.0f}/s" if seconds else "", style="progress.data.speed")
