"""The archive: recordings, chats, transcripts and summaries in a store of your own, before they expire."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:
    from .archiving import archive
    from .outcomes import ALL, Absence, Failure, Outcome, Pending, Report, StoredObject, Unit, What
    from .patience import StoreUnavailable
    from .planning import Plan, plan
    from .progress import Event, Finished, OnProgress, Planned, Stored, Transferring, Walked
    from .scheduling import DaskClient, Scheduler
    from .stores import Store, open_store
    from .unit import run

__all__ = [
    "ALL",
    "Absence",
    "DaskClient",
    "Event",
    "Failure",
    "Finished",
    "OnProgress",
    "Outcome",
    "Pending",
    "Plan",
    "Planned",
    "Report",
    "Scheduler",
    "Store",
    "StoreUnavailable",
    "Stored",
    "StoredObject",
    "Transferring",
    "Unit",
    "Walked",
    "What",
    "archive",
    "open_store",
    "plan",
    "run",
]

__getattr__: Callable[[str], object] = lazy(
    __name__,
    {
        "archiving": ("archive",),
        "patience": ("StoreUnavailable",),
        "planning": ("Plan", "plan"),
        "progress": ("Event", "Finished", "OnProgress", "Planned", "Stored", "Transferring", "Walked"),
        "unit": ("run",),
        "scheduling": ("DaskClient", "Scheduler"),
        "stores": ("Store", "open_store"),
        "outcomes": (
            "ALL",
            "Absence",
            "Failure",
            "Outcome",
            "Pending",
            "Report",
            "StoredObject",
            "Unit",
            "What",
        ),
    },
)


def __dir__() -> list[str]:
    return __all__
