"""The session that takes place in a meeting now."""

from realtimekit_async.emulator.schema.meetings import MuteAll, ParticipantIds, PollWrite
from realtimekit_async.emulator.world import live
from realtimekit_async.emulator.world.answers import Answer, Row, created, missing, ok, refused
from realtimekit_async.emulator.world.polls import Poll, PollOption, poll_row
from realtimekit_async.emulator.world.state import Participant, Peer, Session
from realtimekit_async.emulator.world.world import App
from realtimekit_async.emulator.world.written import open_poll

from . import sessions
from .routes import RouteTable

routes: RouteTable = RouteTable()


@routes.add("active_session_get", "GET", "/{app_id}/meetings/{meeting_id}/active-session")
def get_active_session(app: App, meeting_id: str) -> Answer:
    """Get the live session of a meeting."""
    return ok(sessions.view(app, app.live_session(meeting_id)))


@routes.add(
    "active_session_kick",
    "POST",
    "/{app_id}/meetings/{meeting_id}/active-session/kick",
    body=ParticipantIds,
)
def kick(app: App, meeting_id: str, body: ParticipantIds) -> Answer:
    """Remove the named participants from the live session."""
    peers = _named(app.live_session(meeting_id), body)
    for peer in peers:
        live.kick(app, peer, app.now)
    return ok({"action": "kick", "participants": _views(peers)})


@routes.add("active_session_kick_all", "POST", "/{app_id}/meetings/{meeting_id}/active-session/kick-all")
def kick_all(app: App, meeting_id: str) -> Answer:
    """Remove everybody, which ends the session."""
    session = app.live_session(meeting_id)
    count = len(session.present)
    live.kick_all(app, session, app.now)
    return ok({"action": "kick-all", "kicked_participants_count": count})


@routes.add(
    "active_session_mute",
    "POST",
    "/{app_id}/meetings/{meeting_id}/active-session/mute",
    body=ParticipantIds,
)
def mute(app: App, meeting_id: str, body: ParticipantIds) -> Answer:
    """Mute the named participants of the live session, who may unmute themselves."""
    peers = _named(app.live_session(meeting_id), body)
    for peer in peers:
        live.mute(app, peer, app.now)
    return ok({"action": "mute", "participants": _views(peers)})


@routes.add(
    "active_session_mute_all",
    "POST",
    "/{app_id}/meetings/{meeting_id}/active-session/mute-all",
    body=MuteAll,
)
def mute_all(app: App, meeting_id: str, body: MuteAll) -> Answer:
    """Mute everybody in the live session."""
    peers = list(app.live_session(meeting_id).present.values())
    for peer in peers:
        live.mute(app, peer, app.now, may_unmute=body.allow_unmute)
    return ok({"action": "mute-all", "muted_participants_count": len(peers)})


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
    return created({"action": "create-poll", "poll": poll_row(poll)})


def new_poll(app: App, session: Session, body: PollWrite, peer: Peer | None = None) -> Poll:
    """Open a poll in a session, as the API does or as a peer does."""
    poll = Poll(
        id=app.world.ids.uuid(),
        question=body.question,
        options=[PollOption(text) for text in body.options],
        anonymous=body.anonymous,
        hide_votes=body.hide_votes,
    )
    if peer is not None:
        poll.created_by, poll.creator_id = peer.name or "", peer.participant.id
    open_poll(app, session, poll)
    return poll


def participant_view(participant: Participant) -> Row:
    """Show a participant as kicking and muting do."""
    return {
        "id": participant.id,
        "name": participant.name,
        "picture": participant.picture,
        "email": None,
        "created_at": participant.created_at,
        "updated_at": participant.updated_at,
    }


def _views(peers: list[Peer]) -> list[Row]:
    """Show the participants of some peers, each once."""
    return [participant_view(one) for one in {peer.participant.id: peer.participant for peer in peers}.values()]


def _named(session: Session, body: ParticipantIds) -> list[Peer]:
    """Find the peers that are named; ids of nobody are passed over, unless all are."""
    wanted = [*body.participant_ids, *body.custom_participant_ids]
    if not wanted:
        raise refused(400, '"participant_ids" or "custom_participant_ids" must name at least one participant')
    peers = [peer for peer in session.present.values() if _is_named(peer.participant, body)]
    if not peers:
        raise missing(f"No user found with id {', '.join(wanted)}")
    return peers


def _is_named(participant: Participant, body: ParticipantIds) -> bool:
    return (
        participant.id in body.participant_ids or participant.custom_participant_id in body.custom_participant_ids
    )
