"""One unit, done."""

from asyncio import Semaphore

from realtimekit_async.client import RealtimeKit

from .progress import OnProgress
from .stores import StoreLike
from .values import Outcome, Unit


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
    raise NotImplementedError((rtk, store, unit, transfers, calls, on_progress))
