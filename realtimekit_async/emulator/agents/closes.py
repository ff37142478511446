"""How WebSockets of agents are closed."""

from typing import NamedTuple


class Close(NamedTuple):
    """A close code and its reason."""

    code: int
    reason: str = ""


LEAVING = 1000  # what an agent closes with when it leaves its meeting
BROKEN = 1006  # what stands for the end of a WebSocket that nobody closed
GOING_AWAY = Close(1001)
SESSION_ENDED = Close(1000, "session_ended")
QUEUE_OVERFLOW = Close(1013, "queue_overflow")
UPSTREAM_REJECTED = Close(4403, "upstream_rejected")
REPLACED = Close(4409, "replaced")
FINAL_REASONS = frozenset(close.reason for close in (SESSION_ENDED, QUEUE_OVERFLOW, UPSTREAM_REJECTED))
