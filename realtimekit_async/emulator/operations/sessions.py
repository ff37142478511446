"""Sessions: those that take place now and those that are over."""

from datetime import datetime

from msgspec import UNSET

from realtimekit_async.emulator.files.contents import chat_path, summary_path, transcript_path
from realtimekit_async.emulator.files.links import link
from realtimekit_async.emulator.schema import queries
from realtimekit_async.emulator.world import live, peer_report, peer_statistics
from realtimekit_async.emulator.world.answers import Answer, Json, Row, missing, ok
from realtimekit_async.emulator.world.state import Peer, Session
from realtimekit_async.emulator.world.world import App

from . import livestreams
from .paging import paged
from .periods import inside
from .routes import RouteTable
from .searching import is_found, is_meeting_found

routes: RouteTable = RouteTable()


@routes.add("sessions_list", "GET", "/{app_id}/sessions", query=queries.Sessions)
def list_sessions(app: App, query: queries.Sessions) -> Answer:
    """List sessions; what the query's `participants` does is not documented."""
    sessions = [session for session in app.sessions.values() if _wanted(session, query)]
    now = app.now
    if query.sort_by == "minutesConsumed":
        sessions.sort(key=lambda session: session.minutes(now))
    if query.sort_order == "DESC":
        sessions.reverse()
    rows, paging = paged(sessions, query, app.world.max_per_page, lambda session: view(app, session))
    return ok({"sessions": rows}, paging=paging)


@routes.add("sessions_get", "GET", "/{app_id}/sessions/{session_id}", query=queries.OneSession)
def get_session(app: App, session_id: str, query: queries.OneSession) -> Answer:
    """Get one session; the emulator has no breakout rooms."""
    row = view(app, app.session(session_id))
    if query.include_breakout_rooms:
        row["breakout_rooms"] = []
    return ok(app.world.shapes.session(row))


@routes.add(
    "sessions_participants_list",
    "GET",
    "/{app_id}/sessions/{session_id}/participants",
    query=queries.SessionParticipants,
)
def list_session_participants(app: App, session_id: str, query: queries.SessionParticipants) -> Answer:
    """List the stays of a session; without breakout rooms both views are the same."""
    now = app.now
    peers = [peer for peer in app.session(session_id).peers.values() if _named(peer, query.search)]
    if query.sort_by == "duration":
        peers.sort(key=lambda peer: peer.minutes(now))
    if query.sort_order == "DESC":
        peers.reverse()
    events = query.include_peer_events
    page = paged(peers, query, app.world.max_per_page, lambda peer: peer_view(peer, now, events=events))
    return ok(app.world.shapes.session_participants(page.rows, page.paging))


@routes.add(
    "sessions_participant_get",
    "GET",
    "/{app_id}/sessions/{session_id}/participants/{participant_id}",
    query=queries.OneSessionParticipant,
)
def get_session_participant(
    app: App, session_id: str, participant_id: str, query: queries.OneSessionParticipant
) -> Answer:
    """Get one stay, by the id of the peer or of the participant."""
    peer = _peer(app.session(session_id), participant_id)
    row = peer_view(peer, app.now, events=query.include_peer_events)
    return ok({"participant": row | peer_statistics.of_participant(peer, app.now)})


@routes.add("sessions_chat_get", "GET", "/{app_id}/sessions/{session_id}/chat")
def get_chat(app: App, session_id: str) -> Answer:
    """Get the link to the chat of a session."""
    url, expires_at = link(app.world, chat_path(app, app.session(session_id)))
    return ok({"chat_download_url": url, "chat_download_url_expiry": expires_at})


@routes.add(
    "sessions_transcript_get",
    "GET",
    "/{app_id}/sessions/{session_id}/transcript",
    query=queries.Transcript,
)
def get_transcript(app: App, session_id: str, query: queries.Transcript) -> Answer:
    """Get the link to the transcript, which is there when the session is over."""
    session = app.session(session_id)
    if not session.is_wrapped_up:
        raise missing(f"No transcript found for session {session_id}")
    url, expires_at = link(app.world, transcript_path(app, session, query.format.lower()))
    return ok(
        {
            "sessionId": session.id,
            "transcript_download_url": url,
            "transcript_download_url_expiry": expires_at,
        }
    )


@routes.add("sessions_summary_get", "GET", "/{app_id}/sessions/{session_id}/summary")
def get_summary(app: App, session_id: str) -> Answer:
    """Get the link to the summary, which is there when it was asked for."""
    session = app.session(session_id)
    if not session.summarized:
        raise missing(f"No summary found for session {session_id}")
    url, expires_at = link(app.world, summary_path(app, session))
    return ok({"sessionId": session.id, "summaryDownloadUrl": url, "summaryDownloadUrlExpiry": expires_at})


@routes.add("sessions_summary_generate", "POST", "/{app_id}/sessions/{session_id}/summary")
def generate_summary(app: App, session_id: str) -> Answer:
    """Ask for the summary of a session; it is there at once, unless the world is lively."""
    session = app.session(session_id)
    live.request_summary(app, session)
    return ok({"session_id": session.id, "status": "IN_PROGRESS"})


@routes.add(
    "sessions_livestream_sessions_list",
    "GET",
    "/{app_id}/sessions/{session_id}/livestream-sessions",
    query=queries.Page,
)
def list_livestream_sessions(app: App, session_id: str, query: queries.Page) -> Answer:
    """List the livestream sessions that began while a session took place, the newest first."""
    session = app.session(session_id)
    found = [one for one in reversed(app.livestream_sessions.values()) if one.session is session]
    page = paged(found, query, app.world.max_per_page, lambda one: livestreams.session_view(app, one))
    return ok(app.world.shapes.session_livestreams(page))


@routes.add(
    "sessions_peer_report_get",
    "GET",
    "/{app_id}/sessions/peer-report/{peer_id}",
    query=queries.PeerReport,
)
def get_peer_report(app: App, peer_id: str, query: queries.PeerReport) -> Answer:
    """Get the call statistics of a peer; what exactly `filters` leaves out is not documented."""
    peer = app.peers.get(peer_id)
    if peer is None:
        raise missing(f"No peer found with id {peer_id}")
    row = peer_view(peer, app.now, events=query.include_peer_events)
    del row["preset_name"]
    report: Row = {
        "role": peer.participant.preset.name,
        "session_id": peer.session.id,
        "peer_report": peer_report.of_peer(peer),
    }
    return ok({"participant": row | report | peer_statistics.of_peer(peer, app.now)})


def view(app: App, session: Session) -> Row:
    """Show a session; `organization_id` means the app."""
    now = app.now
    return {
        "id": session.id,
        "associated_id": session.meeting.id,
        "organization_id": app.id,
        "meeting_display_name": session.meeting.settings.get("title") or "",
        "type": "meeting",
        "status": "ENDED" if session.ended_at else "LIVE",
        "live_participants": len(session.present),
        "max_concurrent_participants": session.max_concurrent_participants,
        "minutes_consumed": session.minutes(now),
        "started_at": session.started_at,
        "ended_at": session.ended_at or app.world.shapes.still_running,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        "meta": {"room_name": session.meeting.id},
    }


def peer_view(peer: Peer, now: datetime, *, events: bool = False) -> Row:
    """Show one stay in a session; its id is the peer's."""
    row: Row = {
        "id": peer.id,
        "user_id": peer.participant.id,
        "custom_participant_id": peer.participant.custom_participant_id,
        "display_name": peer.name or "",
        "preset_name": peer.participant.preset.name,
        "joined_at": peer.joined_at,
        "left_at": peer.left_at,
        "duration": peer.minutes(now),
        "created_at": peer.joined_at,
        "updated_at": peer.left_at or peer.joined_at,
    }
    if events:
        row["peer_events"] = _events(peer, now)
    return row


def _events(peer: Peer, now: datetime) -> list[Row]:
    moments = {"PEER_CREATED": peer.joined_at, "PEER_JOINING": peer.joined_at, "PEER_LEAVING": peer.left_at}
    return [
        {
            "id": f"{peer.id}-{name.lower()}",
            "event_name": name,
            "participant_id": peer.participant.id,
            "peer_id": peer.id,
            "session_id": peer.session.id,
            "socket_session_id": peer.id[::-1],
            "preset_view_type": _view_type(peer),
            "minutes_consumed": peer.minutes(now) if name == "PEER_LEAVING" else 0,
            "created_at": at,
            "updated_at": at,
        }
        for name, at in moments.items()
        if at is not None
    ]


def _view_type(peer: Peer) -> Json:
    config = peer.participant.preset.document["config"]
    return config["view_type"] if isinstance(config, dict) else None


def _peer(session: Session, any_id: str) -> Peer:
    for peer in session.peers.values():
        if any_id in (peer.id, peer.participant.id):
            return peer
    raise missing(f"No participant found with id {any_id}")


def _named(peer: Peer, search: str) -> bool:
    participant = peer.participant
    return is_found(search, peer.name, participant.id, peer.id, participant.custom_participant_id)


def _wanted(session: Session, query: queries.Sessions) -> bool:
    status = "ENDED" if session.ended_at else "LIVE"
    return (
        (is_meeting_found(query.search, session.meeting) or is_found(query.search, session.id))
        and query.associated_id in ("", session.meeting.id)
        and query.status in (UNSET, status)
        and inside(query, session.started_at)
    )
