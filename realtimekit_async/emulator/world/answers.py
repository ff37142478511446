"""What the emulator answers: JSON values, envelopes, and refusals with the API's own error shapes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

import msgspec

Json: TypeAlias = "bool | int | float | str | datetime | Sequence[Json] | Mapping[str, Json] | None"
Row: TypeAlias = dict[str, Json]


def write_time(time: datetime) -> str:
    """Write a time with its milliseconds, as the documentation's examples do."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _write(value: object) -> str:
    if isinstance(value, datetime):
        return write_time(value)
    raise TypeError(f"a {type(value).__name__} is no JSON")


encode: Callable[[object], bytes] = msgspec.json.Encoder(enc_hook=_write).encode
"""Write JSON as the API does."""


class Answer(NamedTuple):
    """A status, the JSON that goes with it, and headers of its own."""

    status: int
    payload: Row
    headers: Mapping[str, str] = {}


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of the emulator
    """Ends an operation with an answer that says why."""

    def __init__(self, answer: Answer, reason: str) -> None:
        super().__init__(reason)
        self.answer = answer
        """The status and the errors that the API would answer."""


class Missing(Refusal, LookupError):  # noqa: N818 - as above
    """What a verb of the emulator names is not there: a meeting, a participant, a recording, a poll.

    Example:
        >>> from realtimekit_async.emulator import Missing
        >>> try:
        ...     emulator.simulate.participant_leaves(meeting.id, "Nobody")
        ... except Missing as error:
        ...     print(str(error).partition(" meeting ")[0])
        Nobody in
    """

    __module__ = "realtimekit_async.emulator"  # where it is imported from; tracebacks and pickles name it so

    def __init__(self, reason: str) -> None:
        super().__init__(application_error(404, reason), reason)

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return Missing, (str(self),)


def ok(data: Json, **beside: Json) -> Answer:
    """Answer 200 with the data in the application's envelope."""
    return Answer(200, {"success": True, "data": data, **beside})


def created(data: Json) -> Answer:
    """Answer 201 with what was made."""
    return Answer(201, {"success": True, "data": data})


def refused(status: int, message: str) -> Refusal:
    """Refuse in the application's envelope."""
    return Refusal(application_error(status, message), message)


def missing(message: str) -> Missing:
    """Refuse because an object does not exist."""
    return Missing(message)


def conflict() -> Refusal:
    """Refuse what exists already, with a code and no message as the API does."""
    return Refusal(Answer(409, {"errors": [{"code": 40901}], "success": False}), "exists already")


def application_error(status: int, message: str) -> Answer:
    """Build an error as RealtimeKit itself answers it."""
    return Answer(status, {"success": False, "error": {"code": status, "message": message}})


def gateway_error(status: int, code: int, message: str) -> Answer:
    """Build an error as Cloudflare's gateway, in front of RealtimeKit, answers it."""
    errors: Row = {"code": code, "message": message}
    return Answer(status, {"success": False, "errors": [errors], "messages": [], "result": None})


AUTHENTICATION_ERROR = gateway_error(401, 10000, "Authentication error")
INVALID_TOKEN = gateway_error(401, 1000, "Invalid API Token")
NO_ROUTE = gateway_error(404, 7000, "No route for that URI")
NO_METHOD = gateway_error(405, 7001, "Method not available for that URI")


def could_not_route(path: str) -> Answer:
    """Answer an account or app that does not exist."""
    message = f"Could not route to {path}, perhaps your object identifier is invalid?"
    return gateway_error(404, 7003, message)
