"""One unit, done."""

from asyncio import Semaphore

from msgspec import Struct, structs
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from realtimekit_async.client import RealtimeKit
from realtimekit_async.errors import ApiError, NotFound, RealtimeKitError
from realtimekit_async.files.errors import DestinationError

from .fetching import Desk, Errand
from .judging import deserves_another_try, ends_everything, failure, verdict
from .manifest import read_manifest, write_manifest
from .outcomes import Absence, Failure, Outcome, Pending, Unit
from .progress import Finished, OnProgress
from .stores import Store, StoreLike, open_store
from .tasks import in_order

TRIES = 3
_WAITS = wait_random_exponential(multiplier=1, max=30)
_ERRANDS = 16
"""How many files of one unit are worked on at once, within the bounds of transfers and calls."""


class Result(Struct, frozen=True):
    """What became of an errand; nothing else means that it is done."""

    errand: Errand
    attempts: int
    ending: Absence | Pending | Failure | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it is not gone on again: all that there is has been stored."""
        return self.ending is None or isinstance(self.ending, Absence)


async def run(
    rtk: RealtimeKit,
    store: StoreLike,
    unit: Unit,
    *,
    transfers: int | Semaphore = 4,
    calls: int | Semaphore = 8,
    on_progress: OnProgress | None = None,
) -> Outcome:
    """Fetch what is wanted of a unit and is not in the store yet; doing it again does no harm.

    `transfers` bounds the files in flight and `calls` the API calls; a semaphore holds over several units. What
    fails is tried three times and then stands in the outcome: errors of the API, the files and the store are not
    raised. Cancelled, it leaves no partial object, and the next run goes on from there.
    """
    desk = Desk(rtk, open_store(store), _bound(transfers), _bound(calls), on_progress)
    try:
        outcome = await _run(desk, unit)
    except RealtimeKitError as error:
        trouble = failure(error, unit.session_id, stops=await _stops(desk.store, error))
        outcome = Outcome(unit, failures=(trouble,), attempts=1)
    desk.tell(Finished(outcome))
    return outcome


async def _run(desk: Desk, unit: Unit) -> Outcome:
    remaining = (await read_manifest(desk.store, unit)).remaining(unit)
    if remaining is None:
        return Outcome(unit)
    known = await _known(desk, remaining)
    errands = [Errand(desk, known, what) for what in known.what if what != "recordings"]
    errands += [Errand(desk, known, "recordings", recording_id) for recording_id in known.recordings]

    async def one(errand: Errand) -> Result:
        return await _tried(desk, known, errand)

    results = await in_order(one, errands, _ERRANDS)
    outcome = _summed(unit, results)
    stored = [each for result in results if result.is_settled for each in result.errand.objects]
    if stored or outcome.absent:
        try:
            await write_manifest(desk.store, known, stored, outcome.absent)
        except RealtimeKitError as error:
            trouble = failure(error, unit.session_id, stops=await _stops(desk.store, error))
            return structs.replace(outcome, failures=(*outcome.failures, trouble))
    return outcome


async def _known(desk: Desk, unit: Unit) -> Unit:
    """Ask for the session of a unit where the list did not give it: its objects lie under its date."""
    if not unit.session_id or unit.started_at is not None:
        return unit
    try:
        async with desk.calls:
            session = await desk.rtk.sessions.get(unit.session_id)
    except NotFound:
        return unit
    return structs.replace(
        unit,
        meeting_id=session.associated_id or unit.meeting_id,
        title=session.meeting_display_name,
        started_at=session.started_at or session.created_at,
        ended_at=session.ended_at,
    )


async def _tried(desk: Desk, unit: Unit, errand: Errand) -> Result:
    """Go on an errand, up to three times."""
    controller = AsyncRetrying(
        sleep=desk.clock.sleep,
        retry=retry_if_exception(deserves_another_try),
        wait=_pause,
        stop=stop_after_attempt(TRIES),
        reraise=True,
    )
    trouble: RealtimeKitError | ValueError
    try:
        await controller(errand.go)
    except (RealtimeKitError, ValueError) as error:  # an id that fits into no path is a ValueError
        trouble = error
    else:
        return Result(errand, _attempts(controller))
    ending = verdict(trouble, unit, errand.what, errand.recording_id)
    return Result(errand, _attempts(controller), ending or await _failed(desk, unit, errand, trouble, controller))


def _pause(state: RetryCallState) -> float:
    error = None if state.outcome is None else state.outcome.exception()
    asked = error.retry_after if isinstance(error, ApiError) else None
    return max(_WAITS(state), asked or 0.0)


def _attempts(controller: AsyncRetrying) -> int:
    return int(controller.statistics.get("attempt_number", 1))


async def _failed(
    desk: Desk, unit: Unit, errand: Errand, error: BaseException, controller: AsyncRetrying
) -> Failure:
    stops = await _stops(desk.store, error)
    return failure(
        error, unit.session_id, errand.what, errand.recording_id, attempts=_attempts(controller), stops=stops
    )


async def _stops(store: Store, error: BaseException) -> bool:
    """Tell whether every further unit would fail as well; one bad object does not mean that of the whole store."""
    if not isinstance(error, DestinationError) or ends_everything(error):
        return ends_everything(error)
    try:
        await store.check()
    except RealtimeKitError:
        return True
    return False


def _summed(unit: Unit, results: list[Result]) -> Outcome:
    endings = [result.ending for result in results]
    return Outcome(
        unit,
        stored=tuple(each for result in results for each in result.errand.stored.values()),
        kept=tuple(each for result in results for each in result.errand.kept.values()),
        absent=tuple(each for each in endings if isinstance(each, Absence)),
        pending=tuple(each for each in endings if isinstance(each, Pending)),
        failures=tuple(each for each in endings if isinstance(each, Failure)),
        attempts=sum(result.attempts for result in results),
    )


def _bound(limit: int | Semaphore) -> Semaphore:
    return limit if isinstance(limit, Semaphore) else Semaphore(limit)
