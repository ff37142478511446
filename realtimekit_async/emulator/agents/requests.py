"""What agents may ask for."""

from typing import Annotated, Any, Literal

import msgspec

from realtimekit_async.emulator.world.answers import Row

from . import frames
from .connection import Connection
from .upgrade import SUBSCRIPTIONS

GET, PING = "connection.get", "connection.ping"
LONGEST_ID = 128


class AgentRequest(msgspec.Struct):
    """A request of an agent; whatever else it holds is ignored."""

    category: Literal["request"]
    request_id: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID)]
    name: str
    data: dict[str, Any]  # nothing that can be asked for today takes anything


class Envelope(msgspec.Struct):
    """Whatever may stand where an id and a name are expected."""

    request_id: object = None
    name: object = None


def read_request(raw: str | bytes) -> AgentRequest | bytes:
    """Read a request, or give the answer that says what is wrong with it."""
    if isinstance(raw, bytes):
        return failure(None, None, "INVALID_REQUEST", "A text frame is expected")
    try:
        return msgspec.json.decode(raw, type=AgentRequest)
    except msgspec.ValidationError as error:
        return _invalid(raw, str(error))
    except (msgspec.DecodeError, RecursionError):
        return failure(None, None, "INVALID_REQUEST", "JSON is expected")


def answer(request: AgentRequest, connection: Connection) -> bytes:
    """Answer a request that is well formed."""
    if request.name == GET:
        return frames.result(request.request_id, GET, {"connection": _view(connection)})
    if request.name == PING:
        return frames.result(request.request_id, PING, {})
    message = f"There is no request {request.name!r}"
    return failure(request.request_id, request.name, "UNSUPPORTED_REQUEST", message)


def failure(request_id: str | None, name: str | None, code: str, message: str) -> bytes:
    """Build the answer to a request that failed."""
    return frames.result(request_id, name, None, {"code": code, "message": message})


def _view(connection: Connection) -> Row:
    subscribed = [name for name in SUBSCRIPTIONS if name in connection.subscriptions]
    return {"id": connection.id, "subscriptions": subscribed}


def _invalid(raw: str, message: str) -> bytes:
    """Refuse a request, under its own id and name as far as they can be read."""
    try:
        given = msgspec.json.decode(raw, type=Envelope)
    except msgspec.ValidationError:
        given = Envelope()
    request_id = given.request_id if isinstance(given.request_id, str) else ""
    name = given.name if isinstance(given.name, str) else None
    usable = 1 <= len(request_id) <= LONGEST_ID
    return failure(request_id if usable else None, name, "INVALID_REQUEST", message)
