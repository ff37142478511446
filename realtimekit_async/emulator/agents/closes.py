"""How WebSockets of agents are closed."""

from typing import NamedTuple


class Close(NamedTuple):
    """A close code and its reason."""

    code: int
    reason: str = ""


def checked(code: int, reason: str) -> Close:
    """Refuse what cannot stand in a close frame (RFC 6455, 5.5 and 7.4)."""
    if not 1000 <= code <= 4999 or code in (1004, 1005, 1006, 1015):  # noqa: PLR2004 - as above
        raise ValueError(f"code: {code} cannot be sent; there are 1000 to 4999, without 1004 to 1006 and 1015")
    if len(reason.encode()) > LONGEST_REASON:
        raise ValueError(f"reason: at most {LONGEST_REASON} bytes")
    return Close(code, reason)


LONGEST_REASON = 123
LEAVING = 1000  # what an agent closes with when it leaves its meeting
WITHOUT_CODE = 1005  # what stands for a close frame that names no code
BROKEN = 1006  # what stands for the end of a WebSocket that nobody closed
GOING_AWAY = Close(1001)
SESSION_ENDED = Close(1000, "session_ended")
QUEUE_OVERFLOW = Close(1013, "queue_overflow")
UPSTREAM_REJECTED = Close(4403, "upstream_rejected")
REPLACED = Close(4409, "replaced")
FINAL_REASONS = frozenset(close.reason for close in (SESSION_ENDED, QUEUE_OVERFLOW, UPSTREAM_REJECTED))
