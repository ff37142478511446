"""Livestreams, of meetings and by themselves, and their sessions."""

from msgspec import UNSET

from realtimekit_async.emulator.schema import queries
from realtimekit_async.emulator.schema.meetings import LivestreamStart, LivestreamWrite
from realtimekit_async.emulator.world import livestreams
from realtimekit_async.emulator.world.answers import Answer, Row, created, missing, ok
from realtimekit_async.emulator.world.shapes import MeetingLivestreams
from realtimekit_async.emulator.world.state import Livestream, LivestreamSession
from realtimekit_async.emulator.world.world import App, find

from .paging import paged
from .periods import inside
from .routes import RouteTable

routes: RouteTable = RouteTable()

REGION = "eu-central-1"
HOST = "3f2a9c1e7b4d"


@routes.add("livestreams_list", "GET", "/{app_id}/livestreams", query=queries.Livestreams)
def list_livestreams(app: App, query: queries.Livestreams) -> Answer:
    """List the livestreams: rows in `data`, paging beside it."""
    livestreams = [one for one in app.livestreams.values() if _wanted(one, query)]
    if query.sort_order == "DSC":
        livestreams.reverse()
    rows, paging = paged(livestreams, query, app.world.max_per_page, lambda one: view(app, one))
    return ok(rows, paging=paging)


@routes.add("livestreams_create", "POST", "/{app_id}/livestreams", body=LivestreamWrite)
def create_livestream(app: App, body: LivestreamWrite) -> Answer:
    """Create a livestream of no meeting; only here `disabled` is a boolean."""
    name = None if body.name is UNSET else body.name
    livestream = livestreams.create_livestream(app, None, name, app.now)
    return created(view(app, livestream) | {"disabled": False})


@routes.add("livestreams_get", "GET", "/{app_id}/livestreams/{livestream_id}", query=queries.Page)
def get_livestream(app: App, livestream_id: str, query: queries.Page) -> Answer:
    """Get a livestream with its sessions, the newest first."""
    livestream = app.livestream(livestream_id)
    sessions = list(reversed(livestream.sessions.values()))
    rows, paging = paged(sessions, query, app.world.max_per_page, lambda one: session_view(app, one))
    layout = app.world.shapes.livestream_sessions
    return Answer(200, {"success": True, **layout(view(app, livestream), rows, paging)})


@routes.add(
    "livestreams_active_session_get",
    "GET",
    "/{app_id}/livestreams/{livestream_id}/active-livestream-session",
)
def get_active_livestream_session(app: App, livestream_id: str) -> Answer:
    """Get the session of a livestream that is on the air; its seconds may be text."""
    livestream = app.livestream(livestream_id)
    session = livestream.active_session
    if session is None:
        raise missing(f"No active session found for livestream {livestream_id}")
    seconds = app.world.shapes.active_seconds
    row = session_view(app, session)
    row["ingest_seconds"] = seconds(session.ingest_seconds(app.now))
    row["viewer_seconds"] = seconds(session.ingest_seconds(app.now) * session.viewers)
    return ok({"livestream": view(app, livestream), "session": row})


@routes.add("livestreams_session_get", "GET", "/{app_id}/livestreams/sessions/{livestream-session-id}")
def get_livestream_session(app: App, livestream_session_id: str) -> Answer:
    """Get one livestream session."""
    session = find(app.livestream_sessions, "livestream session", livestream_session_id)
    row = session_view(app, session)
    del row["invoked_time"]
    return ok(row)


@routes.add("livestreams_meeting_active_get", "GET", "/{app_id}/meetings/{meeting_id}/active-livestream")
def get_meeting_livestream(app: App, meeting_id: str) -> Answer:
    """Get the running livestream of a meeting."""
    return ok(view(app, _running(app, meeting_id)))


@routes.add("livestreams_meeting_list", "GET", "/{app_id}/meetings/{meeting_id}/livestream", query=queries.Page)
def list_meeting_livestreams(app: App, meeting_id: str, query: queries.Page) -> Answer:
    """List the livestreams of a meeting with their sessions, the newest first."""
    meeting = app.meeting(meeting_id)
    livestreams = [one for one in reversed(app.livestreams.values()) if one.meeting is meeting]
    sessions = [session for one in livestreams for session in reversed(one.sessions.values())]
    layout = app.world.shapes.meeting_livestreams
    return Answer(200, {"success": True, **layout(_meeting_page(app, livestreams, sessions, query))})


@routes.add(
    "livestreams_meeting_start",
    "POST",
    "/{app_id}/meetings/{meeting_id}/livestreams",
    body=LivestreamStart,
)
def start_livestream(app: App, meeting_id: str, body: LivestreamStart) -> Answer:
    """Start livestreaming a meeting."""
    row = view(app, livestreams.start_livestream(app, app.meeting(meeting_id), body.name, app.now))
    return created({key: row[key] for key in ("id", "status", "ingest_server", "stream_key", "playback_url")})


@routes.add("livestreams_meeting_stop", "POST", "/{app_id}/meetings/{meeting_id}/active-livestream/stop")
def stop_livestream(app: App, meeting_id: str) -> Answer:
    """Stop the livestream of a meeting."""
    livestreams.stop_livestream(app, _running(app, meeting_id), app.now)
    return ok({"message": "Stopped live stream successfully"})


def view(app: App, livestream: Livestream) -> Row:
    """Show a livestream."""
    playback = f"https://{HOST}.{REGION}.playback.live-video.example/api/video/v1"
    return {
        "id": livestream.id,
        "name": livestream.name,
        "meeting_id": livestream.meeting.id if livestream.meeting else None,
        "status": livestream.status,
        "disabled": app.world.shapes.not_disabled,
        "ingest_server": f"rtmps://{HOST}.global-contribute.live-video.example:443/app/",
        "stream_key": livestream.stream_key,
        "playback_url": f"{playback}/{REGION}.channel.{livestream.channel}.m3u8",
        "created_at": livestream.created_at,
        "updated_at": livestream.updated_at,
    }


def session_view(app: App, session: LivestreamSession) -> Row:
    """Show a livestream session."""
    seconds = session.ingest_seconds(app.now)
    return {
        "id": session.id,
        "livestream_id": session.livestream.id,
        "err_message": session.err_message,
        "invoked_time": session.invoked_time,
        "started_time": session.started_time,
        "stopped_time": session.stopped_time,
        "ingest_seconds": seconds,
        "viewer_seconds": seconds * session.viewers,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
    }


def _meeting_page(
    app: App, livestreams: list[Livestream], sessions: list[LivestreamSession], query: queries.Page
) -> MeetingLivestreams:
    """Cut a page out of both lists; which of the two `total_count` counts depends on the layout."""
    cap = app.world.max_per_page
    return MeetingLivestreams(
        paged(livestreams, query, cap, lambda one: view(app, one) | {"disabled": False}),
        paged(sessions, query, cap, lambda one: session_view(app, one)),
    )


def _running(app: App, meeting_id: str) -> Livestream:
    livestream = app.meeting(meeting_id).livestream
    if livestream is None:
        raise missing(f"No active livestream found for meeting_id {meeting_id}")
    return livestream


def _wanted(livestream: Livestream, query: queries.Livestreams) -> bool:
    return (
        not (query.exclude_meetings and livestream.meeting)
        and query.status in (UNSET, livestream.status)
        and inside(query, livestream.created_at)
    )
