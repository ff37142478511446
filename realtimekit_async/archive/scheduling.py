"""Who does the units, if not this process."""

from typing import Protocol, runtime_checkable

from realtimekit_async.quota.pacing import ADDRESS_QUOTA
from realtimekit_async.quota.quotas import Quota
from realtimekit_async.quota.shared import SharedQuota
from realtimekit_async.transport.retry import Retry

from .outcomes import Outcome, Unit

PATIENCE = Retry(budget=900)
"""Longer than the five minutes for which a token is blocked that went over its quota: nobody is waiting."""


def shared_quota(url: str) -> tuple[SharedQuota, Quota]:
    """Return the quota of a token, which is shared through a Redis, and that of this machine's address."""
    return SharedQuota(url), ADDRESS_QUOTA


@runtime_checkable
class Scheduler(Protocol):
    """What does units: this process, or an engine that hands them to others.

    Example:
        >>> report = await archive(rtk, folder, scheduler=None)  # this process does the units
        >>> report.state
        'complete'
    """

    @property
    def places(self) -> int:
        """How many units may be under way at once."""
        ...

    async def do(self, unit: Unit, /) -> Outcome:
        """Have a unit run, and return what became of it; an error that is raised ends the whole run."""
        ...


class DaskClient(Protocol):
    """A `distributed.Client`, synchronous or asynchronous.

    Example:
        >>> from distributed import Client  # archive(rtk, store, scheduler=Client(address, asynchronous=True))
    """

    @property
    def asynchronous(self) -> bool:
        """Whether it lives on the running event loop."""
        ...
