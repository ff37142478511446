"""What all commands are told: the global options, and the client they make."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import realtimekit_async

if TYPE_CHECKING:
    from realtimekit_async import Exchange, RealtimeKit, Retry

    from .waiting import WatchedClock


VARIABLES = {
    "api_token": "CLOUDFLARE_API_TOKEN",
    "account_id": "CLOUDFLARE_ACCOUNT_ID",
    "app_id": "REALTIMEKIT_APP_ID",
}
"""What every client is told, and the variables that tell it."""


def _watched_clock() -> "WatchedClock":
    from .waiting import WatchedClock  # noqa: PLC0415 - brings asyncio, which help does not need

    return WatchedClock()


@dataclass(frozen=True, slots=True)
class CommandSettings:
    """The global options; what is not given comes from the environment."""

    account_id: str | None = None
    app_id: str | None = None
    base_url: str | None = None
    timeout: float = 30.0
    max_wait: float | None = None
    budget: float | None = None
    verbose: bool = False
    clock: "WatchedClock" = field(default_factory=_watched_clock)

    def lacking(self) -> list[str]:
        """Name the settings that neither an option nor the environment has."""
        given = {"api_token": None, "account_id": self.account_id, "app_id": self.app_id}
        return [name for name, variable in VARIABLES.items() if not (given[name] or os.environ.get(variable))]

    def client(
        self,
        on_exchange: "Callable[[Exchange], object] | None" = None,
        *,
        retry: "Retry | None" = None,
        **options: Any,
    ) -> "RealtimeKit":
        """Make a client, with further options of `RealtimeKit`; the token comes from the environment alone.

        Raises ConfigurationError, which names everything that is missing where a client cannot be made without.
        """
        from .patience import patience  # noqa: PLC0415 - help makes no client

        lacking = [VARIABLES[name] for name in self.lacking()]
        if len(lacking) > 1:
            text = f"{', '.join(lacking[:-1])} and {lacking[-1]} are not set"
            raise realtimekit_async.ConfigurationError(text)
        return realtimekit_async.RealtimeKit(
            account_id=self.account_id,
            app_id=self.app_id,
            base_url=self.base_url,
            timeout=self.timeout,
            max_wait=self.max_wait,
            user_agent="realtimekit-command",
            on_exchange=on_exchange or self.clock.heard,
            retry=patience(retry or realtimekit_async.Retry(), self.budget, self.max_wait),
            clock=self.clock,
            **options,
        )
