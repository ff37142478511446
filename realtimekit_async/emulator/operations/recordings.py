"""Recordings, composite and by track."""

from datetime import datetime

from msgspec import UNSET

from realtimekit_async.emulator.files.links import RETENTION, link, recording_path, track_paths
from realtimekit_async.emulator.files.media import size_of
from realtimekit_async.emulator.schema import queries
from realtimekit_async.emulator.schema.base import as_row
from realtimekit_async.emulator.schema.recordings import RecordingControl, RecordingStart, TrackStart
from realtimekit_async.emulator.world import live
from realtimekit_async.emulator.world.answers import Answer, Json, Row, missing, ok, refused
from realtimekit_async.emulator.world.state import Recording, RecordingStatus
from realtimekit_async.emulator.world.world import App

from . import meetings
from .paging import paged
from .periods import inside
from .routes import RouteTable
from .searching import is_meeting_found

routes: RouteTable = RouteTable()


@routes.add("recordings_list", "GET", "/{app_id}/recordings", query=queries.Recordings)
def list_recordings(app: App, query: queries.Recordings) -> Answer:
    """List recordings, with their meetings."""
    recordings = [one for one in app.recordings.values() if _wanted(app, one, query)]
    if query.sort_order == "DESC":
        recordings.reverse()
    rows, paging = paged(recordings, query, app.world.max_per_page, lambda one: list_item(app, one))
    return ok(rows, paging=paging)


@routes.add("recordings_start", "POST", "/{app_id}/recordings", body=RecordingStart)
def start_recording(app: App, body: RecordingStart) -> Answer:
    """Start a composite recording; a second one has to be allowed."""
    meeting = app.meeting(body.meeting_id)
    if meeting.running_recording and not body.allow_multiple_recordings:
        raise refused(409, f"A recording of meeting {meeting.id} is running already")
    recording = live.start_recording(app, meeting, as_row(body), app.now)
    return ok(app.world.shapes.started_recording(view(app, recording)))


@routes.add("recordings_track_start", "POST", "/{app_id}/recordings/track", body=TrackStart)
def start_track(app: App, body: TrackStart) -> Answer:
    """Start recording the participants one by one, for which somebody has to be there."""
    meeting = app.meeting(body.meeting_id)
    if flaw := app.world.shapes.track_flaw(as_row(body)):
        raise refused(422, flaw)
    if meeting.session is None:
        raise refused(422, f"No live session for meeting_id {meeting.id}")
    recording = live.start_recording(app, meeting, as_row(body), app.now, kind="TRACK")
    row = core_view(app, recording) | {"type": "TRACK"}
    return ok(app.world.shapes.started_track(row))


@routes.add("recordings_active_get", "GET", "/{app_id}/recordings/active-recording/{meeting_id}")
def get_active_recording(app: App, meeting_id: str) -> Answer:
    """Get the running recording of a meeting."""
    recording = app.meeting(meeting_id).running_recording
    if recording is None:
        raise missing(f"No active recording found for meeting_id {meeting_id}")
    return ok(core_view(app, recording))


@routes.add("recordings_get", "GET", "/{app_id}/recordings/{recording_id}")
def get_recording(app: App, recording_id: str) -> Answer:
    """Get one recording."""
    return ok(view(app, app.recording(recording_id)))


@routes.add("recordings_control", "PUT", "/{app_id}/recordings/{recording_id}", body=RecordingControl)
def control_recording(app: App, recording_id: str, body: RecordingControl) -> Answer:
    """Pause, resume or stop a recording that is not over yet."""
    recording = app.recording(recording_id)
    if not recording.running:
        raise refused(409, f"Recording {recording_id} has stopped already")
    if body.action == "stop":
        live.stop_recording(app, recording, app.now, "API_CALL")
    else:
        status: RecordingStatus = "PAUSED" if body.action == "pause" else "RECORDING"
        live.set_recording(app, recording, status, app.now)
    return ok(view(app, recording))


def core_view(app: App, recording: Recording) -> Row:
    """Show what every answer about a recording has."""
    url, audio_url, expires_at = _downloads(app, recording)
    return {
        "id": recording.id,
        "meeting_id": recording.meeting.id,
        "session_id": recording.session.id if recording.session else None,
        "type": "",
        "status": recording.status,
        "output_file_name": recording.output_file_name,
        "file_size": _file_size(app, recording),
        "recording_duration": recording.seconds(),
        "invoked_time": recording.created_at,
        "started_time": recording.started_time,
        "stopped_time": recording.stopped_time,
        "download_url": url,
        "audio_download_url": audio_url,
        "download_url_expiry": expires_at,
    }


def view(app: App, recording: Recording) -> Row:
    """Show a recording, with who started and who stopped it."""
    row = core_view(app, recording) | _storage(recording)
    row["start_reason"] = {"reason": recording.start_reason, "caller": _caller(app, recording.start_reason)}
    if recording.stop_reason:
        row["stop_reason"] = {"reason": recording.stop_reason, "caller": _caller(app, recording.stop_reason)}
    return row


def list_item(app: App, recording: Recording) -> Row:
    """Show a recording as the list does: with its meeting, without reasons."""
    meeting = meetings.list_item(recording.meeting)
    return core_view(app, recording) | _storage(recording) | {"meeting": meeting}


def expires(recording: Recording) -> datetime | None:
    """Return when the file is deleted."""
    return recording.stopped_time + RETENTION if recording.stopped_time else None


def _storage(recording: Recording) -> Row:
    config = recording.settings.get("storage_config")
    return {"storage_config": meetings.without_credentials(config)}


def _caller(app: App, reason: str) -> Row:
    by_call = reason == "API_CALL"
    return {"name": app.name, "type": "ORGANIZATION" if by_call else "USER", "user_Id": app.id}


def _file_size(app: App, recording: Recording) -> int | None:
    if recording.status != "UPLOADED":
        return None
    if recording.kind == "TRACK":
        return 0
    put = app.world.sizes.get(recording_path(recording))
    return size_of(app.world, recording) if put is None else put


def _downloads(app: App, recording: Recording) -> tuple[Json, Json, Json]:
    """Link to the files: a string for a composite recording, a list of layers for a track recording."""
    bucket = recording.settings.get("realtimekit_bucket_config")
    kept = not (isinstance(bucket, dict) and bucket.get("enabled") is False)
    end = expires(recording)
    if recording.status != "UPLOADED" or end is None or end <= app.now or not kept:
        return None, None, None
    url, expires_at = link(app.world, recording_path(recording), end)
    if recording.kind == "COMPOSITE":
        return url, link(app.world, recording_path(recording, audio=True), end).url, expires_at
    return _tracks(app, recording, end), None, expires_at


def _tracks(app: App, recording: Recording, end: datetime) -> Json:
    """Link to the files of each layer by their names; without any there are no layers either, as seen live."""
    layers: list[Row] = [
        {"layer_name": layer, "download_urls": {name: _download(app, path, end) for name, path in files.items()}}
        for layer, files in track_paths(recording).items()
        if files
    ]
    return layers or {"links": []}


def _download(app: App, path: str, end: datetime) -> Row:
    return {"download_url": link(app.world, path, end).url}


def _wanted(app: App, recording: Recording, query: queries.Recordings) -> bool:
    end = expires(recording)
    expired = end is not None and end <= app.now
    return (
        is_meeting_found(query.search, recording.meeting)
        and query.meeting_id in ("", recording.meeting.id)
        and query.expired in (UNSET, expired)
        and (not query.status or recording.status in query.status)
        and inside(query, recording.created_at)
    )
