"""What steering answers: what has happened, and what there is."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from realtimekit_async.emulator.agents.connection import Connection
from realtimekit_async.emulator.meeting import Seat
from realtimekit_async.emulator.operations import recordings
from realtimekit_async.emulator.operations.meetings import CREDENTIALS
from realtimekit_async.emulator.server.requests import Request
from realtimekit_async.emulator.webhooks.delivery import Delivery
from realtimekit_async.emulator.world.answers import Json, Row
from realtimekit_async.emulator.world.sound import Sound
from realtimekit_async.emulator.world.state import (
    Arrival,
    Broadcast,
    Line,
    Livestream,
    LivestreamSession,
    Meeting,
    Peer,
    Recording,
    Session,
    Speech,
)
from realtimekit_async.emulator.world.world import App
from realtimekit_async.emulator.world.written import Message

MASK = "…"
SECRET_HEADERS = ("authorization", "cookie", "x-auth-key", "x-auth-user-service-key")
SECRET_KEYS = (*CREDENTIALS, "token", "stream_key")
MOST_MEETINGS = 100


def happened(thing: object) -> Row:
    """Show what a verb returned."""
    row: Row = {"done": True}
    match thing:
        case Peer():
            row = peer_view(thing)
        case Session():
            row = session_view(thing)
        case Line():
            row = line_view(thing)
        case Arrival():
            row = arrival_view(thing)
        case Sound():
            row = {"peer_id": thing.peer.id, "seconds": thing.seconds}
        case Broadcast():
            row = {"session_id": thing.session.id, "type": thing.type, "payload": thing.payload, "at": thing.at}
        case Recording() | Livestream() | LivestreamSession():
            row = _show_view(thing)
        case str():
            row = {"status": thing}
        case datetime():
            row = {"now": thing}
        case _:
            pass
    return row


def _show_view(thing: Recording | Livestream | LivestreamSession) -> Row:
    if isinstance(thing, LivestreamSession):
        return {
            "livestream_id": thing.livestream.id,
            "livestream_session_id": thing.id,
            "status": thing.livestream.status,
            "viewers": thing.viewers,
        }
    return {
        "id": thing.id,
        "meeting_id": thing.meeting.id if thing.meeting else None,
        "status": thing.status,
    }


def peer_view(peer: Peer) -> Row:
    """Show one stay of somebody in a session."""
    person = peer.participant
    return {
        "peer_id": peer.id,
        "participant_id": person.id,
        "custom_participant_id": person.custom_participant_id,
        "name": peer.name,
        "preset_name": person.preset.name,
        "session_id": peer.session.id,
        "meeting_id": person.meeting.id,
        "joined_at": peer.joined_at,
        "left_at": peer.left_at,
        "is_muted": peer.is_muted,
    }


def arrival_view(arrival: Arrival) -> Row:
    """Show somebody who waits to be let into a meeting."""
    person = arrival.participant
    return {
        "peer_id": arrival.id,
        "participant_id": person.id,
        "custom_participant_id": person.custom_participant_id,
        "name": arrival.own_name or person.name,
        "meeting_id": person.meeting.id,
    }


def seat_view(seat: Seat) -> Row:
    """Show a meeting object."""
    return {**arrival_view(seat.arrival), "room_state": seat.room_state, "is_interrupted": seat.is_interrupted}


def session_view(session: Session) -> Row:
    """Show a session without those who are in it."""
    return {
        "session_id": session.id,
        "meeting_id": session.meeting.id,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "end_reason": session.end_reason,
    }


def line_view(line: Line) -> Row:
    """Show something that was said or written."""
    row: Row = {
        "session_id": line.peer.session.id,
        "meeting_id": line.peer.session.meeting.id,
        "peer_id": line.peer.id,
        "name": line.peer.name,
        "text": line.text,
        "at": line.at,
    }
    match line:
        case Speech():
            row["is_final"] = line.is_final
        case Message():
            row["message_id"] = line.id
        case _:
            pass
    return row


def app_view(app: App) -> Row:
    """Show an app with its newest meetings and all that are live."""
    newest = list(app.meetings.values())[-MOST_MEETINGS:]
    others = [one for one in app.meetings.values() if one.session is not None and one not in newest]
    return {
        "id": app.id,
        "name": app.name,
        "meetings_count": len(app.meetings),
        "meetings": [meeting_view(app, one) for one in reversed([*others, *newest])],
    }


def meeting_view(app: App, meeting: Meeting) -> Row:
    """Show a meeting with who is in it, its recordings and its livestream."""
    session, livestream = meeting.session, meeting.livestream
    present = [] if session is None else [peer_view(peer) for peer in session.present.values()]
    return {
        "id": meeting.id,
        "title": meeting.settings.get("title"),
        "status": meeting.status,
        "session": None if session is None else {**session_view(session), "present": present},
        "recordings": [_recording_view(app, one) for one in meeting.recordings[-10:]],
        "livestream": None if livestream is None else {"id": livestream.id, "status": livestream.status},
    }


def _recording_view(app: App, recording: Recording) -> Row:
    row = recordings.core_view(app, recording)
    return {key: row[key] for key in ("id", "status", "recording_duration", "file_size", "download_url")}


def request_view(request: Request) -> Row:
    """Show a request as it arrived; secrets are masked."""
    headers = {name: MASK if name.lower() in SECRET_HEADERS else value for name, value in request.headers.items()}
    return {
        "at": datetime.fromtimestamp(request.at, UTC),
        "method": request.method,
        "path": request.path,
        "query": [list(pair) for pair in request.query],
        "route": request.route,
        "operation": request.operation,
        "status": request.status,
        "ray_id": request.ray_id,
        "headers": headers,
        "body": masked(request.body),
    }


def delivery_view(delivery: Delivery) -> Row:
    """Show an attempt to deliver a webhook; secrets of its body are masked."""
    return {
        "id": delivery.id,
        "webhook_id": delivery.webhook_id,
        "event": delivery.event,
        "url": delivery.url,
        "attempt": delivery.attempt,
        "sent_at": delivery.sent_at,
        "status": delivery.status,
        "error": delivery.error,
        "body": masked(msgspec.json.decode(delivery.body)),
    }


def agent_view(connection: Connection) -> Row:
    """Show the connection of an agent."""
    return {
        "connection_id": connection.id,
        "meeting_id": connection.participant.meeting.id,
        "participant_id": connection.participant.id,
        "name": connection.participant.name,
        "waiting": len(connection.queue),
    }


def masked(value: Json) -> Json:
    """Copy JSON with its secrets masked, whatever the spelling of their names."""
    if isinstance(value, Mapping):
        return {key: MASK if _is_secret(key) else masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    return value


def _is_secret(key: str) -> bool:
    return key.lower().replace("_", "") in {name.replace("_", "") for name in SECRET_KEYS}
