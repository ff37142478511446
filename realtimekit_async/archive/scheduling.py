"""Who does the units, if not this process."""

from typing import Protocol, runtime_checkable

from .values import Outcome, Unit


@runtime_checkable
class Scheduler(Protocol):
    """What does units: this process, or an engine that hands them to others."""

    @property
    def places(self) -> int:
        """How many units may be under way at once."""
        ...

    async def do(self, unit: Unit, /) -> Outcome:
        """Have a unit run, and give what became of it; an error that is raised ends the whole run."""
        ...


class DaskClient(Protocol):
    """A `distributed.Client`, synchronous or asynchronous."""

    @property
    def asynchronous(self) -> bool:
        """Whether it lives on the running event loop."""
        ...
