"""What is to be done: a walk through recordings and sessions, past what a manifest says is settled."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime

from realtimekit_async.client import RealtimeKit

from .progress import OnProgress
from .stores import StoreLike
from .values import ALL, Unit, What


class Plan:
    """The units of a window, found while it is walked through: `async for unit in plan`."""

    sessions: int
    """Sessions seen so far."""
    total: int | None
    """Sessions that the list announces."""
    already: int
    """Sessions, and recordings without one, of which nothing is left to do."""
    pending: int
    """Live sessions, and recordings that are not uploaded yet."""

    def __aiter__(self) -> AsyncIterator[Unit]:
        raise NotImplementedError


def plan(
    rtk: RealtimeKit,
    store: StoreLike,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    meeting_id: str | None = None,
    what: Collection[What] = ALL,
    on_progress: OnProgress | None = None,
) -> Plan:
    """Plan what is still to be fetched of the sessions and recordings that began between `since` and `until`.

    `since` is seven days ago unless given, which is how long RealtimeKit keeps files; `until` is now. Reads the
    store and writes nothing.

    Raises ValueError or TypeError for a window or a `what` that cannot be, before anything is sent.
    """
    raise NotImplementedError((rtk, store, since, until, meeting_id, what, on_progress))
