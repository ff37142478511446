"""The archive: everything of a window into a store."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from realtimekit_async.client import RealtimeKit

from .progress import OnProgress
from .stores import StoreLike
from .values import ALL, Outcome, Report, Unit, What


class Scheduler(Protocol):
    """What does units: this process, or an engine that hands them to others."""

    @property
    def places(self) -> int:
        """How many units may be under way at once."""
        ...

    async def do(self, unit: Unit, /) -> Outcome:
        """Have a unit run, and give what became of it; an error that is raised ends the whole run."""
        ...


async def archive(
    rtk: RealtimeKit,
    store: StoreLike,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    meeting_id: str | None = None,
    what: Collection[What] = ALL,
    concurrency: int = 4,
    calls: int = 8,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
    scheduler: Scheduler | None = None,
) -> Report:
    """Fetch everything of a window that is not in the store yet.

    `concurrency` bounds the transfers, `calls` the API calls of the units; one more walks through the lists. A
    failure stands in the report and does not end the rest, unless every further unit would fail as well. A dry run
    asks for lists and manifests, and sends and writes nothing else.
    """
    raise NotImplementedError(
        (rtk, store, since, until, meeting_id, what, concurrency, calls, dry_run, on_progress, scheduler)
    )
