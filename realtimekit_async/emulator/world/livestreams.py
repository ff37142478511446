"""What happens to livestreams: made, started, seen and stopped, each with what is told of it."""

from datetime import datetime

from .answers import refused
from .state import Livestream, LivestreamSession, LivestreamStatus, Meeting
from .world import App


def create_livestream(app: App, meeting: Meeting | None, name: str | None, at: datetime) -> Livestream:
    """Make a livestream that waits for pictures."""
    ids = app.world.ids
    livestream = Livestream(
        id=ids.uuid(),
        created_at=at,
        updated_at=at,
        name=name,
        meeting=meeting,
        stream_key=f"sk_eu-central-1_{ids.text(44)}",
        channel=ids.text(12),
    )
    app.livestreams[livestream.id] = livestream
    return livestream


def start_livestream(app: App, meeting: Meeting, name: str | None, at: datetime) -> Livestream:
    """Invoke the livestream of a meeting, with a session of its own."""
    if meeting.livestream:
        raise refused(409, f"A livestream of meeting {meeting.id} is running already")
    meeting.livestream = create_livestream(app, meeting, name, at)
    open_livestream_session(app, meeting.livestream, at)
    app.tell("livestreaming.statusUpdate", meeting.livestream)
    return meeting.livestream


def open_livestream_session(app: App, livestream: Livestream, at: datetime) -> LivestreamSession:
    """Begin one broadcast of a livestream."""
    session = LivestreamSession(
        id=app.world.ids.uuid(),
        created_at=at,
        updated_at=at,
        livestream=livestream,
        session=livestream.meeting.session if livestream.meeting else None,
        invoked_time=at,
    )
    livestream.sessions[session.id] = app.livestream_sessions[session.id] = session
    return session


def air_livestream(app: App, livestream: Livestream, at: datetime) -> LivestreamSession:
    """Let the pictures of a livestream arrive."""
    session = livestream.active_session or open_livestream_session(app, livestream, at)
    session.started_time = session.started_time or at
    session.updated_at = at
    set_livestream(app, livestream, "LIVE", at)
    return session


def stop_livestream(app: App, livestream: Livestream, at: datetime, error: str | None = None) -> None:
    """Take a livestream off the air; a meeting's own does not come back."""
    if session := livestream.active_session:
        session.stopped_time = session.updated_at = at
        session.err_message = error
    if livestream.meeting and livestream.meeting.livestream is livestream:
        livestream.meeting.livestream = None
    set_livestream(app, livestream, "ERRORED" if error else "IDLE", at)


def set_livestream(app: App, livestream: Livestream, status: LivestreamStatus, at: datetime) -> None:
    """Bring a livestream into a status."""
    livestream.status = status
    livestream.updated_at = at
    app.tell("livestreaming.statusUpdate", livestream)
