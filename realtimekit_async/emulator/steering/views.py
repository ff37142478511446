"""What steering answers: what has happened, and what there is."""

from datetime import datetime
from functools import singledispatch

from realtimekit_async.emulator.files.contents import chat_path, summary_path, transcript_path
from realtimekit_async.emulator.files.links import link
from realtimekit_async.emulator.meeting import Seat
from realtimekit_async.emulator.operations import recordings
from realtimekit_async.emulator.world.answers import Row
from realtimekit_async.emulator.world.polls import Poll
from realtimekit_async.emulator.world.sound import Sound
from realtimekit_async.emulator.world.state import (
    Arrival,
    Broadcast,
    Line,
    Livestream,
    LivestreamSession,
    Meeting,
    Message,
    Participant,
    Peer,
    Recording,
    Session,
    Speech,
)
from realtimekit_async.emulator.world.world import App

MOST_MEETINGS = 100
MOST_PARTICIPANTS = 100
MOST_LINES = 200


@singledispatch
def happened(thing: object) -> Row:
    """Show what a verb returned, or what an event is about."""
    del thing
    return {"done": True}


@happened.register(Peer)
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


@happened.register(Arrival)
def arrival_view(arrival: Arrival) -> Row:
    """Show somebody who waits to be let into a meeting."""
    person = arrival.participant
    return {
        "peer_id": arrival.id,
        "participant_id": person.id,
        "custom_participant_id": person.custom_participant_id,
        "name": arrival.own_name or person.name,
        "preset_name": person.preset.name,
        "meeting_id": person.meeting.id,
    }


def seat_view(seat: Seat) -> Row:
    """Show a meeting object."""
    return {**arrival_view(seat.arrival), "room_state": seat.room_state, "is_interrupted": seat.is_interrupted}


@happened.register(Session)
def session_view(session: Session) -> Row:
    """Show a session without those who are in it."""
    return {
        "session_id": session.id,
        "meeting_id": session.meeting.id,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "end_reason": session.end_reason,
    }


@happened.register(Line)
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


@happened.register(Broadcast)
def _(broadcast: Broadcast) -> Row:
    return {
        "session_id": broadcast.session.id,
        "type": broadcast.type,
        "payload": broadcast.payload,
        "at": broadcast.at,
    }


@happened.register(LivestreamSession)
def _(session: LivestreamSession) -> Row:
    livestream = session.livestream
    return {
        "livestream_id": livestream.id,
        "livestream_session_id": session.id,
        "status": livestream.status,
        "viewers": session.viewers,
    }


@happened.register(Recording)
def _(recording: Recording) -> Row:
    return {"id": recording.id, "meeting_id": recording.meeting.id, "status": recording.status}


@happened.register(Livestream)
def _(livestream: Livestream) -> Row:
    meeting_id = livestream.meeting.id if livestream.meeting else None
    return {"id": livestream.id, "meeting_id": meeting_id, "status": livestream.status}


@happened.register(Sound)
def _(sound: Sound) -> Row:
    return {"peer_id": sound.peer.id, "seconds": sound.seconds}


@happened.register(Meeting)
def _(meeting: Meeting) -> Row:
    return {"meeting_id": meeting.id, "title": meeting.settings.get("title")}


@happened.register(str)
def _(status: str) -> Row:
    return {"status": status}


@happened.register(datetime)
def _(now: datetime) -> Row:
    return {"now": now}


@happened.register(dict)
def _(row: Row) -> Row:
    return row


def app_view(app: App) -> Row:
    """Show an app with its newest meetings and all that are live."""
    newest = list(app.meetings.values())[-MOST_MEETINGS:]
    others = [one for one in app.meetings.values() if one.session is not None and one not in newest]
    return {
        "id": app.id,
        "name": app.name,
        "presets": [preset.name for preset in app.presets.values()],
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


def meeting_details(app: App, meeting: Meeting) -> Row:
    """Show a meeting with everything that steers it, and what was said in its newest session."""
    session = meeting.session or next(
        (one for one in reversed(app.sessions.values()) if one.meeting is meeting), None
    )
    lines = [] if session is None else [*session.chat[-MOST_LINES:], *session.transcript[-MOST_LINES:]]
    newest = list(meeting.participants.values())[-MOST_PARTICIPANTS:]
    livestream = meeting.livestream
    return meeting_view(app, meeting) | {
        "app_id": app.id,
        "waiting": [arrival_view(one) for one in meeting.waiting.values()],
        "participants_count": len(meeting.participants),
        "participants": [participant_view(one) for one in reversed(newest)],
        "lines": [line_view(one) for one in sorted(lines, key=lambda line: line.at)[-MOST_LINES:]],
        "polls": [] if session is None else [poll_view(one) for one in session.polls[-MOST_LINES:]],
        "exports": {} if session is None else _exports_view(app, session),
        "viewers": livestream.active_session.viewers if livestream and livestream.active_session else 0,
    }


def _exports_view(app: App, session: Session) -> Row:
    """Link to what is written down of a session that is over."""
    if session.ended_at is None:
        return {}
    paths = {
        "transcript": transcript_path(app, session, "csv") if session.is_wrapped_up else None,
        "chat": chat_path(app, session) if session.is_wrapped_up else None,
        "summary": summary_path(app, session) if session.summarized else None,
    }
    return {name: None if path is None else link(app.world, path).url for name, path in paths.items()}


def poll_view(poll: Poll) -> Row:
    """Show a poll with how many chose what."""
    options: list[Row] = [{"text": option.text, "count": option.count} for option in poll.options]
    return {"id": poll.id, "question": poll.question, "options": options, "voted_count": len(poll.voted)}


def participant_view(participant: Participant) -> Row:
    """Show somebody who may join."""
    return {
        "participant_id": participant.id,
        "custom_participant_id": participant.custom_participant_id,
        "name": participant.name,
        "preset_name": participant.preset.name,
    }


def _recording_view(app: App, recording: Recording) -> Row:
    row = recordings.core_view(app, recording)
    return {key: row[key] for key in ("id", "status", "recording_duration", "file_size", "download_url")}
