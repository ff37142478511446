"""Meetings."""

from msgspec import UNSET

from realtimekit_async.emulator.schema import queries
from realtimekit_async.emulator.schema.base import as_row, merged
from realtimekit_async.emulator.schema.meetings import MeetingPatch, MeetingWrite
from realtimekit_async.emulator.world.answers import Answer, Json, Row, created, ok
from realtimekit_async.emulator.world.state import Meeting
from realtimekit_async.emulator.world.world import App

from .paging import paged
from .periods import inside
from .routes import RouteTable
from .searching import is_meeting_found

routes: RouteTable = RouteTable()

DEFAULTS: Row = {
    "title": None,
    "record_on_start": False,
    "live_stream_on_start": False,
    "persist_chat": False,
    "summarize_on_end": False,
    "transcribe_on_end": False,
    "session_keep_alive_time_in_secs": 60,
}
CREDENTIALS = ("access_key", "secret", "password", "private_key")


@routes.add("meetings_list", "GET", "/{app_id}/meetings", query=queries.Meetings)
def list_meetings(app: App, query: queries.Meetings) -> Answer:
    """List the meetings, the newest first."""
    meetings = [meeting for meeting in reversed(app.meetings.values()) if _wanted(meeting, query)]
    rows, paging = paged(meetings, query, app.world.max_per_page, list_item)
    return ok(rows, paging=paging)


@routes.add("meetings_create", "POST", "/{app_id}/meetings", body=MeetingWrite)
def create_meeting(app: App, body: MeetingWrite) -> Answer:
    """Create a meeting."""
    return created(view(new_meeting(app, body)))


@routes.add("meetings_get", "GET", "/{app_id}/meetings/{meeting_id}", query=queries.OneMeeting)
def get_meeting(app: App, meeting_id: str, query: queries.OneMeeting) -> Answer:
    """Get one meeting; what the query's `name` does is not documented."""
    del query
    return ok(view(app.meeting(meeting_id)))


@routes.add("meetings_update", "PATCH", "/{app_id}/meetings/{meeting_id}", body=MeetingPatch)
def update_meeting(app: App, meeting_id: str, body: MeetingPatch) -> Answer:
    """Change some fields of a meeting; INACTIVE disconnects nobody."""
    meeting = app.meeting(meeting_id)
    changes = as_row(body)
    if body.status is not UNSET:
        meeting.status = body.status
        del changes["status"]
    meeting.settings = merged(meeting.settings, changes)
    meeting.updated_at = app.now
    return ok(view(meeting))


@routes.add("meetings_replace", "PUT", "/{app_id}/meetings/{meeting_id}", body=MeetingWrite)
def replace_meeting(app: App, meeting_id: str, body: MeetingWrite) -> Answer:
    """Replace a meeting: what is not sent falls back to its default."""
    meeting = app.meeting(meeting_id)
    meeting.settings = DEFAULTS | _without_nulls(as_row(body))
    meeting.updated_at = app.now
    return ok(view(meeting))


def new_meeting(app: App, body: MeetingWrite) -> Meeting:
    """Make a meeting of an app."""
    now = app.now
    settings = DEFAULTS | _without_nulls(as_row(body))
    meeting = Meeting(id=app.world.ids.uuid(), created_at=now, updated_at=now, settings=settings)
    app.meetings[meeting.id] = meeting
    return meeting


def view(meeting: Meeting) -> Row:
    """Show a meeting."""
    return {
        "id": meeting.id,
        **meeting.settings,
        **_recording_config(meeting),
        "status": meeting.status,
        "created_at": meeting.created_at,
        "updated_at": meeting.updated_at,
    }


def list_item(meeting: Meeting) -> Row:
    """Show a meeting as lists do, which leave `ai_config` out."""
    row = view(meeting)
    row.pop("ai_config", None)
    return row


def without_credentials(config: Json) -> Json:
    """Take out of a storage configuration what is never answered."""
    if not isinstance(config, dict):
        return config
    return {key: value for key, value in config.items() if key not in CREDENTIALS}


def _recording_config(meeting: Meeting) -> Row:
    config = meeting.settings.get("recording_config")
    if not isinstance(config, dict) or "storage_config" not in config:
        return {}
    return {"recording_config": config | {"storage_config": without_credentials(config["storage_config"])}}


def _without_nulls(row: Row) -> Row:
    """A null on POST and PUT stands for the default."""
    return {key: value for key, value in row.items() if value is not None}


def _wanted(meeting: Meeting, query: queries.Meetings) -> bool:
    return (
        is_meeting_found(query.search, meeting)
        and query.status in (UNSET, meeting.status)
        and inside(query, meeting.created_at)
    )
