"""A dry run: what of a unit would be fetched, and what of it is not there yet."""

from msgspec import structs

from realtimekit_async.errors import RealtimeKitError

from .fetching import Work, ask_for_export
from .judging import is_young, judge
from .outcomes import Outcome, Pending, Report, Unit, What
from .progress import Finished, Planned
from .tasks import in_order


class Preview:
    """Looks at units instead of running them, and tells of what would be fetched.

    Only the exports of a session that has just ended may still come, so the API is asked for those alone, and the
    storage host for the beginning of each.
    """

    def __init__(self, work: Work, report: Report, places: int) -> None:
        self._work = work
        self._report = report
        self.places: int = places

    async def do(self, unit: Unit, /) -> Outcome:
        """Return what is pending of a unit, and tell of the rest."""
        pending = await self._pending(unit)
        rest = structs.replace(unit, what=tuple(each for each in unit.what if each not in pending))
        if rest.what:
            self._report.units += 1
            self._report.bytes += unit.size or 0
            self._work.tell(Planned(rest))
        outcome = Outcome(unit, pending=tuple(Pending(each) for each in pending))
        if pending:
            self._work.tell(Finished(outcome))
        return outcome

    async def _pending(self, unit: Unit) -> list[What]:
        if not unit.session_id or not is_young(unit, self._work.now()):
            return []

        async def is_pending(what: What) -> bool:
            return await self._is_pending(unit, what)

        exports: list[What] = [each for each in unit.what if each != "recordings"]
        found = await in_order(is_pending, exports, len(exports) or 1)
        return [what for what, pending in zip(exports, found, strict=True) if pending]

    async def _is_pending(self, unit: Unit, what: What) -> bool:
        try:
            async with self._work.calls:
                export = await ask_for_export(self._work.rtk, unit.session_id, what)
            async with self._work.transfers:
                return not await export.is_ready()
        except RealtimeKitError as error:
            return isinstance(judge(error, unit, what, None, self._work.now()), Pending)
