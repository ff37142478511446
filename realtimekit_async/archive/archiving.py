"""The archive: everything of a window into a store."""

from asyncio import Semaphore
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing, asynccontextmanager

from realtimekit_async.checks import check_count
from realtimekit_async.client import RealtimeKit
from realtimekit_async.errors import NotFound, RealtimeKitError, diagnose
from realtimekit_async.files.formats import Format
from realtimekit_async.models.common import Moment

from .fetching import ListenerFailed, Work
from .judging import failure
from .keys import MARK
from .outcomes import ALL, Outcome, Report, Unit, What
from .planning import Plan
from .preview import Preview
from .progress import Finished, OnProgress, Planned, Stored
from .scheduling import DaskClient, Scheduler
from .selection import select
from .stores import StoreLike, open_store
from .tasks import Tasks
from .unit import run_unit


async def archive(
    rtk: RealtimeKit,
    store: StoreLike,
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    meeting_id: str | None = None,
    what: Collection[What] = ALL,
    formats: Collection[Format] = (),
    concurrency: int = 4,
    calls: int = 8,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
    scheduler: Scheduler | DaskClient | None = None,
) -> Report:
    """Fetch everything of a window that is not in the store yet.

    `since` is seven days ago unless given, which is how long RealtimeKit keeps files, and `until` is now; each is
    a datetime, the beginning of a day in UTC, or a timedelta: how long ago.
    `concurrency` bounds the transfers, `calls` the API calls of the units; one more walks through the lists. A
    failure stands in the report and does not end the rest, unless every further unit would fail as well: the token
    is refused, the disk is full, the store cannot be written. A dry run asks for lists, reads manifests, looks
    whether the exports of sessions that have just ended are there, and does nothing else.

    Transcripts are stored in `formats`, some of csv, jsonl, srt and vtt, and chats in those of csv and jsonl among
    them; as they come where there is none.

    What is stored, and what is not there a day after its session, is settled in `manifest/` of the store and not
    asked for again; a summary is, for the seven days in which one can be made. What time it is, the API says. A
    manifest that is deleted has its session looked at again. An object store that is in trouble is waited for,
    five minutes at most.

    A Dask client as `scheduler` has its workers do the units, as `archive.dask.OnDask` describes.

    Raises TypeError or ConfigurationError for arguments that cannot be, and DestinationError or
    TransportError for a store that cannot be written, before anything is asked of the API; NotFound for a meeting
    that there is not, before anything is written.

    Example:
        >>> report = await archive(rtk, folder, what=["recordings", "transcripts"])
        >>> report.state, report.objects
        ('complete', 3)
    """
    check_count("concurrency", concurrency)
    check_count("calls", calls)
    selection = select(since, until, meeting_id, what, formats)
    place = open_store(store)
    if meeting_id is not None:
        await _check_meeting(rtk, meeting_id)
    work = Work(rtk, place, Semaphore(concurrency), Semaphore(calls), on_progress)
    started = work.clock.now()
    await (place.read(MARK[0]) if dry_run else place.check())
    walk = Plan(rtk, place, selection, on_progress)
    report = Report(dry_run=dry_run)
    try:
        if dry_run:
            await _walk_through(walk, report, work, Preview(work, report, concurrency + calls))
        else:
            async with _enter_scheduler(work, scheduler, concurrency, calls) as entered:
                await _walk_through(walk, report, work, entered)
    except ListenerFailed as raised:
        raise raised.error from None
    report.sessions, report.already, report.live = walk.sessions, walk.already, walk.live
    report.pending += walk.pending
    report.seconds = work.clock.now() - started
    return report


async def _check_meeting(rtk: RealtimeKit, meeting_id: str) -> None:
    """Raise NotFound for a meeting that there is not; any other trouble is that of the lists, too."""
    try:
        await rtk.meetings.get(meeting_id)
    except NotFound as error:
        if diagnose(error) is None:
            raise
    except RealtimeKitError:
        pass


async def _walk_through(walk: Plan, report: Report, work: Work, scheduler: Scheduler) -> None:
    """Walk through a plan and have its units done."""

    async def do(unit: Unit) -> None:
        if report.stopped is None:
            report.add(await scheduler.do(unit))

    async with Tasks(scheduler.places) as tasks:
        try:
            async with aclosing(aiter(walk)) as units:
                async for unit in units:
                    if not report.dry_run:
                        report.units += 1
                        work.tell(Planned(unit))
                    await tasks.start(do, unit)
                    if report.stopped is not None:
                        break
        except RealtimeKitError as error:
            # What is under way is finished; what was not listed is not known.
            report.failed(failure(error, "", stops=True))


@asynccontextmanager
async def _enter_scheduler(
    work: Work, scheduler: Scheduler | DaskClient | None, concurrency: int, calls: int
) -> AsyncGenerator[Scheduler, None]:
    """Enter what does the units."""
    if scheduler is None:
        yield _ThisProcess(work, concurrency + calls)
    elif isinstance(scheduler, Scheduler):
        yield _Elsewhere(work, scheduler)
    else:
        from .dask import OnDask  # noqa: PLC0415 - an extra

        async with OnDask(scheduler, work.rtk, work.store, concurrency=concurrency, calls=calls) as dask:
            yield _Elsewhere(work, dask)


class _ThisProcess:
    """Runs units in this process; the bounds hold over all of them."""

    def __init__(self, work: Work, places: int) -> None:
        self._work = work
        self.places: int = places

    async def do(self, unit: Unit, /) -> Outcome:
        return await run_unit(self._work, unit)


class _Elsewhere:
    """Has units run by somebody else, and tells how far it is when they are done."""

    def __init__(self, work: Work, scheduler: Scheduler) -> None:
        self._work = work
        self._scheduler = scheduler
        self.places: int = scheduler.places

    async def do(self, unit: Unit, /) -> Outcome:
        outcome = await self._scheduler.do(unit)
        for stored in outcome.stored:
            self._work.tell(Stored(stored))
        self._work.tell(Finished(outcome))
        return outcome
