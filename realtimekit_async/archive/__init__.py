"""The archive: recordings, chats, transcripts and summaries in a store of your own, before they expire."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:  # who only reads: whoever runs the package has the table, and a test compares the two
    from .archiving import archive as archive
    from .outcomes import (
        ALL as ALL,
        Absence as Absence,
        Failure as Failure,
        Outcome as Outcome,
        Pending as Pending,
        Report as Report,
        StoredObject as StoredObject,
        Unit as Unit,
        What as What,
    )
    from .patience import StoreUnavailable as StoreUnavailable
    from .planning import Plan as Plan, plan as plan
    from .progress import (
        Event as Event,
        Finished as Finished,
        OnProgress as OnProgress,
        Planned as Planned,
        Stored as Stored,
        Transferring as Transferring,
        Walked as Walked,
    )
    from .scheduling import DaskClient as DaskClient, Scheduler as Scheduler
    from .stores import Store as Store, open_store as open_store
    from .unit import run as run

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
