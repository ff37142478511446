"""What all commands are told: the global options, and the client they make."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec import structs

import realtimekit_async
from realtimekit_async import Retry

from .waiting import WatchedClock

if TYPE_CHECKING:
    from realtimekit_async import Exchange, RealtimeKit


_RETRY = Retry()


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options; what is not given comes from the environment."""

    account_id: str | None = None
    app_id: str | None = None
    base_url: str | None = None
    timeout: float = 30.0
    max_wait: float | None = None
    budget: float | None = None
    verbose: bool = False
    clock: WatchedClock = field(default_factory=WatchedClock)

    def client(
        self,
        on_exchange: "Callable[[Exchange], object] | None" = None,
        *,
        retry: Retry = _RETRY,
        **options: Any,
    ) -> "RealtimeKit":
        """Make a client, with further options of `RealtimeKit`; the token comes from the environment alone."""
        return realtimekit_async.RealtimeKit(
            account_id=self.account_id,
            app_id=self.app_id,
            base_url=self.base_url,
            timeout=self.timeout,
            max_wait=self.max_wait,
            user_agent="realtimekit-command",
            on_exchange=on_exchange or self.clock.heard,
            retry=retry if self.budget is None else _with_budget(retry, self.budget),
            clock=self.clock,
            **options,
        )


def _with_budget(retry: Retry, budget: float) -> Retry:
    """Return a Retry with another budget, checked: `structs.replace` of msgspec 0.19 checks nothing."""
    fields: dict[str, Any] = {**structs.asdict(retry), "budget": budget}
    return Retry(**fields)
