"""What is to be done: a walk through recordings and sessions, past what a manifest says is settled."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec import Struct, structs

from realtimekit_async.client import RealtimeKit
from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.files.formats import Format
from realtimekit_async.log import logger
from realtimekit_async.models.common import Moment
from realtimekit_async.models.recordings import Recording
from realtimekit_async.models.sessions import Session
from realtimekit_async.services.pages import Pages
from realtimekit_async.services.walk import Page

from .manifest import Manifest, read_manifest
from .outcomes import ALL, Unit, What
from .progress import OnProgress, Walked
from .selection import Selection, select
from .stores import Store, StoreLike, open_store
from .tasks import in_order

T = TypeVar("T")

_ON_ITS_WAY = {"INVOKED", "RECORDING", "PAUSED", "UPLOADING"}
_READS = 16
"""How many manifests are read at once."""
_OFF = timedelta(minutes=1)
"""How far this machine's clock may be off before its window is not the one that was meant."""


class _Recorded(Struct, frozen=True):
    """What is kept of a recording until its session comes by."""

    recording_id: str
    ready: bool
    size: int
    began_at: datetime | None
    meeting_id: str | None


class _Candidate(Struct, frozen=True):
    """A unit as if nothing of it was settled, and how large each of its recordings is."""

    unit: Unit
    sizes: Mapping[str, int]


class Plan:
    """The units of a window, found while it is walked through: `async for unit in plan`; each walk counts anew.

    Example:
        >>> planned = plan(rtk, folder, what=["recordings"])
        >>> [unit.title async for unit in planned]
        ['Retrospective']
    """

    def __init__(
        self, rtk: RealtimeKit, store: Store, selection: Selection, on_progress: OnProgress | None
    ) -> None:
        self._rtk = rtk
        self._store = store
        self._selection = selection
        self._on_progress = on_progress
        self.sessions: int = 0
        """Sessions seen so far."""
        self.total: int | None = None
        """Sessions that the list announces, if it does."""
        self.already: int = 0
        """Sessions, and recordings without one, of which nothing is left to do."""
        self.pending: int = 0
        """Live sessions, and recordings that are not uploaded yet."""
        self.live: int = 0
        """Live sessions."""
        self._waiting: list[Unit] = []

    async def __aiter__(self) -> AsyncGenerator[Unit, None]:
        self.sessions, self.total, self.already, self.pending, self.live = 0, None, 0, 0, 0
        self._waiting.clear()
        recordings = await self._recordings()
        async with aclosing(self._pages(self._sessions_at)) as pages:
            async for page in pages:
                self.sessions += len(page.items)
                self.total = page.total_count
                units = await self._units(page.items, recordings)
                self._tell()
                for unit in units:
                    yield unit
        left_over = await self._left_over(recordings)
        if self._waiting:
            self._tell()
        for unit in left_over:
            yield unit

    async def _recordings(self) -> dict[str, list[_Recorded]]:
        """Sort the recordings by their sessions; memory grows with the recordings of the window alone."""
        found: dict[str, list[_Recorded]] = defaultdict(list)
        if "recordings" not in self._selection.what:
            return found
        async with aclosing(self._pages(self._recordings_at)) as pages:
            async for page in pages:
                for recording in page.items:
                    if recording.id:
                        found[recording.session_id or ""].append(_recorded(recording))
                    else:
                        logger.warning("a recording without an id is left out: nothing can be asked about it")
        return found

    def _recordings_at(self, now: datetime) -> Pages[Recording]:
        return self._rtk.recordings.list(**self._selection.recordings(now))

    def _sessions_at(self, now: datetime) -> Pages[Session]:
        return self._rtk.sessions.list(**self._selection.sessions(now))

    async def _pages(self, listed_at: Callable[[datetime], Pages[T]]) -> AsyncGenerator[Page[T], None]:
        """Walk through a list of the window, anew where the first answer tells that it is another window."""
        while True:
            was_told = self._rtk.server_time() is not None
            async with aclosing(listed_at(self._now()).pages()) as pages:
                page = await self._first(pages, was_told=was_told)
                if was_told or not self._is_another_window():
                    while page is not None:
                        yield page
                        page = await anext(pages, None)
                    return
            logger.warning("this machine's clock is off: the window is that of the API's clock")

    async def _first(self, pages: AsyncGenerator[Page[T], None], *, was_told: bool) -> Page[T] | None:
        """Return the first page, if there is one; of a window that is another one a refusal means nothing."""
        try:
            return await anext(pages, None)
        except RealtimeKitError:
            if was_told or not self._is_another_window():
                raise
            return None

    def _is_another_window(self) -> bool:
        return self._selection.depends_on_now and abs(self._now() - datetime.now(UTC)) >= _OFF

    def _now(self) -> datetime:
        return self._rtk.server_time() or datetime.now(UTC)

    async def _units(self, sessions: Sequence[Session], recordings: dict[str, list[_Recorded]]) -> list[Unit]:
        candidates: list[_Candidate] = []
        for session in sessions:
            recorded = recordings.pop(session.id, [])
            if not session.id:
                logger.warning("a session without an id is left out: nothing can be asked about it")
            elif _is_live(session):
                self.pending += 1
                self.live += 1
                self._waiting.append(_unit(session, self._selection))
            else:
                candidates.append(self._candidate(_unit(session, self._selection), recorded))
        return await self._unsettled(candidates)

    async def _left_over(self, recordings: dict[str, list[_Recorded]]) -> list[Unit]:
        """Take the recordings whose session began outside of the window, and those that name none."""
        groups = [("", [each]) for each in recordings.pop("", [])]
        groups += recordings.items()
        candidates = [self._candidate(_recordings_of(session_id, group), group) for session_id, group in groups]
        return await self._unsettled([each for each in candidates if each.unit.recordings])

    def _candidate(self, unit: Unit, recorded: list[_Recorded]) -> _Candidate:
        ready = {each.recording_id: each.size for each in recorded if each.ready}
        waiting = tuple(each.recording_id for each in recorded if not each.ready)
        if waiting:
            self.pending += len(waiting)
            self._waiting.append(structs.replace(unit, what=("recordings",), recordings=waiting))
        return _Candidate(structs.replace(unit, recordings=tuple(ready)), ready)

    async def _unsettled(self, candidates: list[_Candidate]) -> list[Unit]:
        remaining = await in_order(self._remaining, candidates, _READS)
        found = [unit for unit in remaining if unit is not None]
        self.already += len(candidates) - len(found)
        return found

    async def _remaining(self, candidate: _Candidate) -> Unit | None:
        try:
            manifest = await read_manifest(self._store, candidate.unit)
        except Exception:  # noqa: BLE001 - the run of this unit reads it again, and reports what is wrong
            manifest = Manifest()
        unit = manifest.remaining(candidate.unit, self._now())
        if unit is None:
            return None
        return structs.replace(unit, size=sum(candidate.sizes[each] for each in unit.recordings) or None)

    def _tell(self) -> None:
        waiting = tuple(self._waiting)
        self._waiting.clear()
        if self._on_progress is not None:
            walked = Walked(self.sessions, self.total, self.already, self.pending, self.live, waiting)
            self._on_progress(walked)


def plan(
    rtk: RealtimeKit,
    store: StoreLike,
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    meeting_id: str | None = None,
    what: Collection[What] = ALL,
    formats: Collection[Format] = (),
    on_progress: OnProgress | None = None,
) -> Plan:
    """Plan what is still to be fetched of the sessions and recordings that began between `since` and `until`.

    `since` is seven days ago unless given, which is how long RealtimeKit keeps files; `until` is now; each is a
    datetime, the beginning of a day in UTC, or a timedelta: how long ago. Reads the store and writes nothing. A
    live session, and a recording that is not uploaded yet, are counted as pending.

    Raises ConfigurationError or TypeError for a window, a `what` or `formats` that cannot be, before anything is
    sent.

    Example:
        >>> async for unit in plan(rtk, folder):
        ...     print(unit.title, unit.what)
        Retrospective ('recordings', 'chat', 'transcripts', 'summaries')
    """
    selection = select(since, until, meeting_id, what, formats)
    return Plan(rtk, open_store(store), selection, on_progress)


def _recorded(recording: Recording) -> _Recorded:
    began_at = recording.invoked_time or recording.started_time
    ready = recording.status not in _ON_ITS_WAY
    return _Recorded(recording.id, ready, recording.file_size or 0, began_at, recording.meeting_id)


def _unit(session: Session, selection: Selection) -> Unit:
    return Unit(
        session.id,
        session.associated_id,
        session.meeting_display_name,
        session.started_at or session.created_at,
        session.ended_at or session.updated_at,
        selection.what,
        formats=selection.formats,
    )


def _recordings_of(session_id: str, recorded: list[_Recorded]) -> Unit:
    """Make a unit of recordings alone; of a session that is not known the run asks when it was."""
    began_at = None if session_id else recorded[0].began_at
    return Unit(session_id, recorded[0].meeting_id, started_at=began_at, what=("recordings",))


def _is_live(session: Session) -> bool:
    return session.status == "LIVE" or (session.status != "ENDED" and session.ended_at is None)
