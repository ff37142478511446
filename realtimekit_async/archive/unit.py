"""One unit, done."""

from asyncio import Semaphore

from msgspec import Struct, structs
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from realtimekit_async.client import RealtimeKit
from realtimekit_async.errors import NotFound, RealtimeKitError, asked_pause
from realtimekit_async.files.errors import DestinationError

from .fetching import Fetch, ListenerFailed, Work
from .judging import deserves_another_try, ends_everything, failure, judge
from .manifest import Manifest, read_manifest, write_manifest
from .outcomes import Absence, Failure, Outcome, Pending, Unit
from .progress import Finished, OnProgress
from .stores import Store, StoreLike, open_store
from .tasks import in_order

TRIES = 3
_WAITS = wait_random_exponential(multiplier=1, max=30)
_FETCHES = 16
"""How many files of one unit are worked on at once, within the bounds of transfers and calls."""


class Result(Struct, frozen=True):
    """What became of a fetch; without an ending, all of it is in the store."""

    fetch: Fetch
    attempts: int
    ending: Absence | Pending | Failure | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it is not asked for again: all that there is has been stored."""
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
    fails is tried three times and then stands in the outcome: whatever goes wrong with a unit is a failure of this
    unit, and nothing but an error of `on_progress` is raised. Cancelled, it leaves no partial object, and the next
    run goes on from there.

    Example:
        >>> async for unit in plan(rtk, folder):
        ...     outcome = await run(rtk, folder, unit)
        ...     print(len(outcome.stored), len(outcome.kept))
        5 0
    """
    work = Work(rtk, open_store(store), _bound(transfers), _bound(calls), on_progress)
    try:
        return await run_unit(work, unit)
    except ListenerFailed as raised:
        raise raised.error from None


async def run_unit(work: Work, unit: Unit) -> Outcome:
    """Do what `run` does; an error of `on_progress` arrives as ListenerFailed."""
    try:
        outcome = await _fetch_remaining(work, unit)
    except Exception as error:  # noqa: BLE001 - whatever one unit raises, the others go on
        outcome = Outcome(unit, failures=(await _failure(work.store, unit, error),), attempts=1)
    work.tell(Finished(outcome))
    return outcome


async def _fetch_remaining(work: Work, unit: Unit) -> Outcome:
    manifest = await read_manifest(work.store, unit)
    remaining = manifest.remaining(unit, work.rtk.server_time())
    if remaining is None:
        return Outcome(unit)
    known = await _known(work, remaining)
    fetches = [Fetch(work, known, what) for what in known.what if what != "recordings"]
    fetches += [Fetch(work, known, "recordings", recording_id) for recording_id in known.recordings]

    async def one(fetch: Fetch) -> Result:
        return await _try(work, known, fetch)

    results = await in_order(one, fetches, _FETCHES)
    return await _settle(work.store, known, manifest, _sum(unit, results, manifest), results)


async def _settle(
    store: Store, unit: Unit, manifest: Manifest, outcome: Outcome, results: list[Result]
) -> Outcome:
    """Write down what is not to be asked for again."""
    stored = [each for result in results if result.is_settled for each in result.fetch.objects]
    if not stored and not outcome.absent:
        return outcome
    try:
        await write_manifest(store, unit, manifest, stored, outcome.absent)
    except Exception as error:  # noqa: BLE001 - as above; what is stored is found again by the next run
        trouble = await _failure(store, unit, error)
    else:
        return outcome
    return structs.replace(outcome, failures=(*outcome.failures, trouble))


async def _known(work: Work, unit: Unit) -> Unit:
    """Ask for the session of a unit where the list did not give it: its objects lie under its date."""
    if not unit.session_id or unit.started_at is not None:
        return unit
    try:
        async with work.calls:
            session = await work.rtk.sessions.get(unit.session_id)
    except (
        NotFound,
        ValueError,
    ):  # an id that fits into no path is a ValueError: its recordings are there all the same
        return unit
    return structs.replace(
        unit,
        meeting_id=session.associated_id or unit.meeting_id,
        title=session.meeting_display_name,
        started_at=session.started_at or session.created_at,
        ended_at=session.ended_at,
    )


async def _try(work: Work, unit: Unit, fetch: Fetch) -> Result:
    """Fetch, up to three times."""
    trouble: Exception
    try:
        await fetch.run()
    except Exception as error:  # noqa: BLE001 - whatever one file raises, the others go on
        trouble = error
    else:
        return Result(fetch, 1)
    return await _try_again(work, unit, fetch, trouble)


async def _try_again(work: Work, unit: Unit, fetch: Fetch, trouble: Exception) -> Result:
    """Tell tenacity of the first failure as of a first try of its own: it costs too much where all goes well."""
    controller = AsyncRetrying(
        sleep=work.clock.sleep,
        retry=retry_if_exception(deserves_another_try),
        wait=_pause,
        stop=stop_after_attempt(TRIES),
        reraise=True,
    )
    failed = [trouble]

    async def run() -> None:
        if failed:
            raise failed.pop()
        await fetch.run()

    try:
        await controller(run)
    except Exception as error:  # noqa: BLE001 - as above
        trouble = error
    else:
        return Result(fetch, _attempts(controller))
    attempts = _attempts(controller)
    ending = judge(trouble, unit, fetch.what, fetch.recording_id, work.now())
    return Result(fetch, attempts, ending or await _failure(work.store, unit, trouble, fetch, attempts))


def _pause(state: RetryCallState) -> float:
    error = None if state.outcome is None else state.outcome.exception()
    return max(_WAITS(state), asked_pause(error))


def _attempts(controller: AsyncRetrying) -> int:
    return int(controller.statistics.get("attempt_number", 1))


async def _failure(
    store: Store, unit: Unit, error: Exception, fetch: Fetch | None = None, attempts: int = 1
) -> Failure:
    error, stops = await _diagnosed(store, error)
    what, recording_id = (None, None) if fetch is None else (fetch.what, fetch.recording_id)
    return failure(error, unit.session_id, what, recording_id, attempts=attempts, stops=stops)


async def _diagnosed(store: Store, error: Exception) -> tuple[Exception, bool]:
    """Return an error, and whether every further unit would fail as well.

    One bad object does not mean that of the store. If it does, what the store says when it is asked tells more:
    an answer to HEAD has no room for a reason.
    """
    if isinstance(error, DestinationError) and not ends_everything(error):
        try:
            await store.check()
        except RealtimeKitError as reason:
            return reason, True
    return error, ends_everything(error)


def _sum(unit: Unit, results: list[Result], manifest: Manifest) -> Outcome:
    endings = [result.ending for result in results]
    absences = (each for each in endings if isinstance(each, Absence))
    return Outcome(
        unit,
        stored=tuple(each for result in results for each in result.fetch.stored.values()),
        kept=tuple(each for result in results for each in result.fetch.kept.values()),
        absent=tuple(structs.replace(each, known=manifest.lacks(each)) for each in absences),
        pending=tuple(each for each in endings if isinstance(each, Pending)),
        failures=tuple(each for each in endings if isinstance(each, Failure)),
        attempts=sum(result.attempts for result in results),
    )


def _bound(limit: int | Semaphore) -> Semaphore:
    return limit if isinstance(limit, Semaphore) else Semaphore(limit)
