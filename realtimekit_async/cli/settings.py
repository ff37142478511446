"""What all commands are told: the global options, and the client they make."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import realtimekit_async

if TYPE_CHECKING:
    from realtimekit_async import Exchange, RealtimeKit


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options; what is not given comes from the environment."""

    account_id: str | None = None
    app_id: str | None = None
    base_url: str | None = None
    timeout: float = 30.0
    max_wait: float | None = None
    verbose: bool = False

    def client(self, on_exchange: "Callable[[Exchange], object] | None" = None, **options: Any) -> "RealtimeKit":
        """Make a client, with further options of `RealtimeKit`; the token comes from the environment alone."""
        return realtimekit_async.RealtimeKit(
            account_id=self.account_id,
            app_id=self.app_id,
            base_url=self.base_url,
            timeout=self.timeout,
            max_wait=self.max_wait,
            user_agent="realtimekit-command",
            on_exchange=on_exchange,
            **options,
        )
