"""How a connection is taken up again, and when that is given up. Pure: time and chance come in."""

from math import inf

from msgspec import Struct

from realtimekit_async.errors import RealtimeKitError, TransportError, asked_pause, may_pass
from realtimekit_async.log import printable
from realtimekit_async.timing import backoff

from .errors import ConnectionNotFound
from .protocol import Close, error_of, row_of

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 15.0


class Connect(Struct, frozen=True):
    """Open a connection after so many seconds, as a new one if there is no id to resume."""

    delay: float
    connection_id: str | None


class Over(Struct, frozen=True):
    """There is nothing to go on with: the session is over, or for this error."""

    error: RealtimeKitError | None = None


class Recovery:
    """Decides after each close and each failed attempt what comes next.

    `patience` bounds the seconds without a connection; nobody is kept waiting for the first one, where
    `attempts` bounds the attempts.
    """

    def __init__(self, patience: float, attempts: int = 4) -> None:
        self._patience = patience
        self._attempts = attempts
        self._failed = 0
        self._away_since = inf
        self._was_connected = False
        self.connection_id: str | None = None

    def connected(self, connection_id: str | None) -> None:
        """Note that the connection works, and its id, as `connection.get` has told it."""
        self._was_connected = True
        self._forget_failures(connection_id)

    def start_over(self) -> Connect:
        """Begin a new connection: the first one, or one for the meeting's next session."""
        self._forget_failures(None)
        return Connect(0.0, None)

    def after_close(self, close: Close, now: float, chance: float) -> Connect | Over:
        """Decide what to do about a closed connection; `chance` lies in [0, 1)."""
        row = row_of(close)
        if row.remedy == "end":
            return Over()
        if row.remedy == "fail":
            return Over(error_of(close, row))
        if row.remedy == "connect anew":
            self.connection_id = None
        # Five seconds a place is kept: the first try comes at once, unless the server is known to need time.
        at_once = row.remedy != "resume later" and not self._failed
        shown = f"{close.code} {printable(close.reason)}".rstrip()
        lost = TransportError(f"the connection was lost ({shown})", sent=True)
        return self._next(lost, now, 0.0 if at_once else chance)

    def after_failure(self, error: RealtimeKitError, now: float, chance: float) -> Connect | Over:
        """Decide what to do about an attempt that has failed."""
        if isinstance(error, ConnectionNotFound) and self.connection_id is not None:
            self.connection_id = None  # the server has forgotten it; what was missed will be a Gap
            return self._next(error, now, 0.0)
        if not may_pass(error):
            return Over(error)
        return self._next(error, now, chance)

    def _forget_failures(self, connection_id: str | None) -> None:
        self.connection_id = connection_id
        self._failed = 0
        self._away_since = inf

    def _next(self, error: RealtimeKitError, now: float, chance: float) -> Connect | Over:
        self._away_since = min(self._away_since, now)
        self._failed += 1
        pause = chance * backoff(self._failed, initial=_FIRST_PAUSE, ceiling=_LONGEST_PAUSE)
        delay = max(pause, asked_pause(error))
        tired = self._failed >= self._attempts and not self._was_connected
        if tired or now + delay - self._away_since > self._patience:
            return Over(error)
        return Connect(delay, self.connection_id)
