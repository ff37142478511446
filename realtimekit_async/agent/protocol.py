"""What a close code and a refused upgrade mean, as tables, and how a connection goes on after either. Pure."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from realtimekit_async.errors import ApiError, BadRequest, Unauthorized, error_class
from realtimekit_async.log import printable
from realtimekit_async.wire.documents import decode_json
from realtimekit_async.wire.refusals import is_foreign

from .errors import AgentClosed, AgentRejected, AgentReplaced, ConnectionNotFound, InvalidQuery

PUBLIC_URL = "https://api.realtime.cloudflare.com/agent-ws/v1"
"""Where agents connect to, unless told otherwise."""
SUBPROTOCOL = "realtimekit.v1"

NORMAL = 1000
"""What an agent closes with to leave at once; anything else has the server keep its place for five seconds."""
AWAY = 1001
"""What an agent closes with that means to come back (RFC 6455: going away)."""
BROKEN = 1006
"""What stands for a connection that ended without a close frame (RFC 6455)."""
_APPLICATIONS_OWN = 4000

Remedy: TypeAlias = Literal["resume", "resume later", "connect anew", "end", "fail"]
"""What to do about a closed connection: `end` means that the session is over."""


class Close(Struct, frozen=True):
    """How a connection ended."""

    code: int
    reason: str = ""


class Row(Struct, frozen=True):
    """What to do about a close, and the error where there is nothing to be done."""

    remedy: Remedy
    error: type[AgentClosed] = AgentClosed
    meaning: str = ""


CLOSES: Mapping[Close, Row] = {
    Close(1000, "session_ended"): Row("end"),
    Close(1013, "queue_overflow"): Row("connect anew"),
    Close(1013, "upstream_lost"): Row("resume"),
    Close(1013, "upstream_unavailable"): Row("resume later"),
    Close(4403, "upstream_rejected"): Row(
        "fail",
        AgentRejected,
        "the meeting does not let this participant in: look at the token and the participant",
    ),
    Close(4409, "replaced"): Row("fail", AgentReplaced, "another connection has taken the place of this one"),
}
"""The documented closes (agent participant, reconnect)."""

_BY_CODE: Mapping[int, Row] = {
    1000: CLOSES[Close(1000, "session_ended")],
    # What cannot be read would be replayed on resuming, and could not be read again.
    **dict.fromkeys((1002, 1003, 1007, 1009), Row("connect anew")),
    1013: CLOSES[Close(1013, "upstream_unavailable")],
    4403: CLOSES[Close(4403, "upstream_rejected")],
    4409: CLOSES[Close(4409, "replaced")],
}
_REFUSED = Row(
    "fail", AgentClosed, "the server closed the connection for a reason that this version does not know"
)

REFUSALS: Mapping[str, type[ApiError]] = {
    "BAD_REQUEST": BadRequest,
    "INVALID_QUERY": InvalidQuery,
    "UNAUTHENTICATED": Unauthorized,
    "CONNECTION_NOT_FOUND": ConnectionNotFound,
}
"""The documented refusals of an upgrade, by their codes."""


def row_of(close: Close) -> Row:
    """Return the row of a close: by code and reason, by the code alone, or what is safe."""
    if close in CLOSES:
        return CLOSES[close]
    if close.code in _BY_CODE:
        return _BY_CODE[close.code]
    return _REFUSED if close.code >= _APPLICATIONS_OWN else Row("resume")


def error_of(close: Close, row: Row) -> AgentClosed:
    """Return the error of a close that ends the agent."""
    shown = f"{close.code} {printable(close.reason)}".strip()
    return row.error(f"{shown}: {row.meaning}", code=close.code, reason=close.reason)


class _Problem(Struct):
    code: str = ""
    message: str = ""
    retryable: bool | None = None


class _Refusal(Struct):
    error: _Problem


def refusal(status: int, body: bytes, ray_id: str | None, retry_after: float | None) -> ApiError:
    """Return the error of an upgrade that was answered with this instead of 101."""
    try:
        problem = decode_json(body, _Refusal)[0].error
    except (msgspec.DecodeError, RecursionError):
        problem = _Problem()
    kind = REFUSALS.get(problem.code) or error_class(status)
    return kind(
        printable(problem.message) or "the upgrade was refused",
        status=status,
        code=problem.code or None,
        retry_after=retry_after,
        ray_id=ray_id,
        method="GET",
        path="/agent-ws/v1",
        is_foreign=is_foreign(status, body),
    )
