"""The frames that agents are sent, as JSON."""

from realtimekit_async.emulator.world.answers import Json, Row, encode
from realtimekit_async.emulator.world.state import Broadcast, Peer, Session, Speech


def message(name: str, data: Row) -> bytes:
    """Build an event."""
    return encode({"category": "message", "name": name, "data": data})


def result(request_id: str | None, name: str | None, data: Row | None, error: Row | None = None) -> bytes:
    """Build the answer to a request."""
    row = {"category": "result", "request_id": request_id, "name": name, "data": data, "error": error}
    return encode(row)


def session_started(session: Session) -> bytes:
    """Say that the agent is in a session."""
    return message("session.started", {"session": _session(session)})


def session_ended(session: Session) -> bytes:
    """Say that a session is over, and why."""
    reason = (session.end_reason or "FORCE_CLEANUP").lower()
    return message("session.ended", {"session": _session(session), "reason": reason})


def kick_all() -> bytes:
    """Say that everybody is removed."""
    return message("participant.kick_all", {})


def joined(peer: Peer) -> bytes:
    """Say that somebody has joined."""
    row = _participant(peer)
    row["preset_name"] = peer.participant.preset.name
    return message("participant.join", {"participant": row})


def left(peer: Peer) -> bytes:
    """Say that somebody has left; of somebody who was kicked there are only the ids of peer and meeting."""
    row = _participant(peer)
    if peer.was_kicked:
        known = {"peer_id", "meeting_id"}
        row = {key: value if key in known else None for key, value in row.items()}
    return message("participant.leave", {"participant": row})


def transcript(speech: Speech) -> bytes:
    """Say what somebody has said."""
    participant = speech.peer.participant
    speaker: Row = {
        "peer_id": speech.peer.id,
        "participant_id": participant.id,
        "custom_participant_id": participant.custom_participant_id,
        "display_name": speech.peer.name or "",
    }
    data: Row = {
        "text": speech.text,
        "is_final": speech.is_final,
        "started_at": speech.at,
        "ended_at": speech.ended_at,
        "confidence": speech.confidence,
        "speaker": speaker,
    }
    return message("transcript.received", data)


def broadcast(sent: Broadcast) -> bytes:
    """Pass a broadcast on."""
    return message("broadcast.received", {"type": sent.type, "payload": sent.payload, "created_at": sent.at})


def _session(session: Session) -> Row:
    return {
        "id": session.id,
        "meeting_id": session.meeting.id,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
    }


def _participant(peer: Peer) -> Row:
    participant = peer.participant
    waitlisted: Json = False  # agents are told of who is in the room, and not of who waits before it
    return {
        "peer_id": peer.id,
        "participant_id": participant.id,
        "meeting_id": participant.meeting.id,
        "custom_participant_id": participant.custom_participant_id,
        "display_name": peer.name or "",
        "picture_url": participant.picture,
        "preset_id": participant.preset.id,
        "waitlisted": waitlisted,
    }
