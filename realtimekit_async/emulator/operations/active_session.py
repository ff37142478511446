"""The session that takes place in a meeting now."""

from collections.abc import Iterator

from realtimekit_async.emulator.schema.meetings import Kick, PollWrite
from realtimekit_async.emulator.world import live
from realtimekit_async.emulator.world.answers import Answer, Row, created, ok
from realtimekit_async.emulator.world.state import Participant, Peer, Session
from realtimekit_async.emulator.world.world import App

from . import sessions
from .routes import RouteTable

routes: RouteTable = RouteTable()


@routes.add("active_session_get", "GET", "/{app_id}/meetings/{meeting_id}/active-session")
def get_active_session(app: App, meeting_id: str) -> Answer:
    """Get the live session of a meeting."""
    return ok(sessions.view(app, app.live_session(meeting_id)))


@routes.add("active_session_kick", "POST", "/{app_id}/meetings/{meeting_id}/active-session/kick", body=Kick)
def kick(app: App, meeting_id: str, body: Kick) -> Answer:
    """Remove the named participants from the live session; who is not in it is passed over."""
    peers = list(_named(app.live_session(meeting_id), body))
    for peer in peers:
        live.kick(app, peer, app.now)
    kicked = {peer.participant.id: peer.participant for peer in peers}
    return ok({"action": "kick", "participants": [kicked_view(one) for one in kicked.values()]})


@routes.add("active_session_kick_all", "POST", "/{app_id}/meetings/{meeting_id}/active-session/kick-all")
def kick_all(app: App, meeting_id: str) -> Answer:
    """Remove everybody, which ends the session."""
    session = app.live_session(meeting_id)
    count = len(session.present)
    live.kick_all(app, session, app.now)
    return ok({"action": "kick-all", "kicked_participants_count": count})


@routes.add(
    "active_session_poll_create",
    "POST",
    "/{app_id}/meetings/{meeting_id}/active-session/poll",
    body=PollWrite,
)
def create_poll(app: App, meeting_id: str, body: PollWrite) -> Answer:
    """Open a poll in the live session."""
    session = app.live_session(meeting_id)
    poll = new_poll(app, session, body)
    return created({"action": "create-poll", "poll": poll})


def new_poll(app: App, session: Session, body: PollWrite) -> Row:
    """Make a poll of a session."""
    poll: Row = {
        "id": app.world.ids.uuid(),
        "question": body.question,
        "options": [{"text": text, "count": 0, "votes": []} for text in body.options],
        "anonymous": body.anonymous,
        "hide_votes": body.hide_votes,
        "created_by": "API",
        "voted": [],
    }
    session.polls.append(poll)
    return poll


def kicked_view(participant: Participant) -> Row:
    """Show a participant as kicking does."""
    return {
        "id": participant.id,
        "name": participant.name,
        "picture": participant.picture,
        "email": None,
        "created_at": participant.created_at,
        "updated_at": participant.updated_at,
    }


def _named(session: Session, body: Kick) -> Iterator[Peer]:
    for peer in session.present.values():
        participant = peer.participant
        if (
            participant.id in body.participant_ids
            or participant.custom_participant_id in body.custom_participant_ids
        ):
            yield peer
