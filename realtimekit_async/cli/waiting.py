"""What the command waits for: told by the clock that all waits of its client go through."""

from realtimekit_async import Exchange
from realtimekit_async.timing import SystemClock

_REFUSED = 429
_WORTH_TELLING = 1.0


class WatchedClock(SystemClock):
    """The machine's time, which knows how long is still waited, and for what."""

    def __init__(self) -> None:
        self._ends: list[float] = []
        self._has_failed = False

    async def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds."""
        end = self.now() + seconds
        self._ends.append(end)
        try:
            await super().sleep(seconds)
        finally:
            self._ends.remove(end)

    def heard(self, exchange: Exchange) -> None:
        """Note how an attempt has ended: what follows a failure is no wait for quota."""
        self._has_failed = exchange.error is not None and exchange.status != _REFUSED

    def waiting(self) -> str | None:
        """Say what is waited for and how long, if that is worth telling."""
        left = min(self._ends, default=0.0) - self.now()
        if left < _WORTH_TELLING:
            return None
        return f"waiting {left:.0f} s {'to try again' if self._has_failed else 'for quota'}"
