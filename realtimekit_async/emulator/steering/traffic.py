"""How steering shows what came and went: requests, webhooks, downloads, connections; secrets are masked."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from realtimekit_async.emulator.agents.connection import Connection
from realtimekit_async.emulator.files.storage import FileRequest
from realtimekit_async.emulator.operations.meetings import CREDENTIALS
from realtimekit_async.emulator.server.requests import Request
from realtimekit_async.emulator.webhooks.delivery import Delivery
from realtimekit_async.emulator.world.answers import Json, Row

MASK = "…"
SECRET_HEADERS = ("authorization", "cookie", "x-auth-key", "x-auth-user-service-key")
SECRET_KEYS = (*CREDENTIALS, "token", "stream_key")
MOST_DEPTH = 100


def request_line(request: Request) -> Row:
    """Show a request in a line."""
    seconds = request.seconds
    return {
        "ray_id": request.ray_id,
        "at": datetime.fromtimestamp(request.at, UTC),
        "method": request.method,
        "path": request.path,
        "operation": request.operation,
        "status": request.status,
        "milliseconds": None if seconds is None else round(seconds * 1000, 2),
    }


def request_view(request: Request) -> Row:
    """Show a request as it arrived; secrets are masked."""
    headers = {name: MASK if name.lower() in SECRET_HEADERS else value for name, value in request.headers.items()}
    return request_line(request) | {
        "query": [list(pair) for pair in request.query],
        "route": request.route,
        "headers": headers,
        "body": masked(request.body),
        "answer": None if request.answer is None else _answer_view(request.answer),
    }


def _answer_view(answer: bytes) -> Json:
    """Show the body of an answer, which is no JSON where a fault has made it."""
    try:
        return masked(msgspec.json.decode(answer))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return answer.decode(errors="replace")


def delivery_view(delivery: Delivery) -> Row:
    """Show an attempt to deliver a webhook; secrets of its body are masked."""
    return delivery_line(delivery) | {
        "headers": dict(delivery.headers),
        "body": masked(msgspec.json.decode(delivery.body)),
    }


def delivery_line(delivery: Delivery) -> Row:
    """Show an attempt to deliver a webhook in a line."""
    return {
        "id": delivery.id,
        "webhook_id": delivery.webhook_id,
        "event": delivery.event,
        "url": delivery.url,
        "attempt": delivery.attempt,
        "sent_at": delivery.sent_at,
        "status": delivery.status,
        "error": delivery.error,
    }


def file_request_view(request: FileRequest) -> Row:
    """Show a request for a file in a line."""
    return {"method": request.method, "path": request.path, "status": request.status, "sent": request.sent}


def agent_view(connection: Connection) -> Row:
    """Show the connection of an agent."""
    return {
        "connection_id": connection.id,
        "meeting_id": connection.participant.meeting.id,
        "participant_id": connection.participant.id,
        "name": connection.participant.name,
        "waiting": len(connection.queue),
    }


def masked(value: Json, depth: int = 0) -> Json:
    """Copy JSON with its secrets masked, whatever the spelling of their names, and what lies too deep."""
    if depth == MOST_DEPTH:
        return MASK
    if isinstance(value, Mapping):
        return {key: MASK if _is_secret(key) else masked(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, depth + 1) for inner in value]
    return value


def _is_secret(key: str) -> bool:
    return key.lower().replace("_", "") in {name.replace("_", "") for name in SECRET_KEYS}
