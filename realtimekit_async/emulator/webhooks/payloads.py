"""What webhooks say: the nine payloads of the documentation, in camelCase and with its quirks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from realtimekit_async.emulator.files.contents import chat_path, summary_path, transcript_path
from realtimekit_async.emulator.files.links import link
from realtimekit_async.emulator.operations import livestreams, recordings
from realtimekit_async.emulator.world.answers import Json, Row, write_time
from realtimekit_async.emulator.world.state import Livestream, LivestreamStatus, Meeting, Peer, Recording, Session
from realtimekit_async.emulator.world.world import App, Subject

# The documentation's webhooks know other words for two of the states that REST shows.
STREAM_STATUS: dict[LivestreamStatus, str] = {
    "INVOKED": "IDLE",
    "LIVE": "LIVE",
    "IDLE": "OFFLINE",
    "ERRORED": "ERRORED",
}


def payload(app: App, event: str, subject: Subject) -> Row:
    """Say what has happened to a session, a peer, a recording or a livestream."""
    return {"event": event, **BODIES[event](app, subject)}


def _happened(app: App, session: Session) -> Row:
    return {"meeting": _meeting(app, session.meeting, session)}


def _ended(app: App, session: Session) -> Row:
    return {**_happened(app, session), "reason": session.end_reason}


def _came_or_went(app: App, peer: Peer) -> Row:
    custom_id = peer.participant.custom_participant_id
    participant: Row = {
        "peerId": peer.id,
        "userDisplayName": peer.name or "",
        "customParticipantId": custom_id,
        "clientSpecificId": custom_id,
        "joinedAt": _time(peer.joined_at),
        "leftAt": _time(peer.left_at),
    }
    return {**_happened(app, peer.session), "participant": _known(participant)}


def _chat_synced(app: App, session: Session) -> Row:
    """Write the meeting flat, as only this payload does."""
    url, expires_at = link(app.world, chat_path(app, session))
    return {
        "sessionId": session.id,
        "meetingId": session.meeting.id,
        "title": _title(session.meeting),
        "chatDownloadUrl": url,
        "chatDownloadUrlExpiry": _time(expires_at),
        "createdAt": _time(session.meeting.created_at),
        "startedAt": _time(session.started_at),
        "endedAt": _time(session.ended_at),
        "organizedBy": _organization(app),
    }


def _transcript(app: App, session: Session) -> Row:
    url, expires_at = link(app.world, transcript_path(app, session, "csv"))
    times: Row = {"transcriptDownloadUrl": url, "transcriptDownloadUrlExpiry": _time(expires_at)}
    return {**_happened(app, session), **times}


def _summary(app: App, session: Session) -> Row:
    url, expires_at = link(app.world, summary_path(app, session))
    times: Row = {"summaryDownloadUrl": url, "summaryDownloadUrlExpiry": _time(expires_at)}
    return {**_happened(app, session), **times}


def _recording(app: App, recording: Recording) -> Row:
    row = recordings.view(app, recording)
    size, session_id = row["file_size"], row["session_id"]
    stop_reason = row.get("stop_reason")
    values: Row = {
        "id": recording.id,
        "recordingId": recording.id,
        "status": recording.status,
        "downloadUrl": row["download_url"],
        "audioDownloadUrl": row["audio_download_url"],
        "downloadUrlExpiry": _time(row["download_url_expiry"]),
        "startedTime": _time(recording.started_time),
        "stoppedTime": _time(recording.stopped_time),
        "fileSize": None if size is None else str(size),
        "outputFileName": recording.output_file_name,
        "meetingId": recording.meeting.id,
        "recordingDuration": recording.seconds() if recording.stopped_time else None,
        "organizationId": app.id,
        "roomUUID": session_id,
        "stopReason": str(stop_reason) if stop_reason else None,  # a string, with the single quotes of Python
    }
    meeting = _meeting(app, recording.meeting, recording.session)
    return {"recording": _known(values), "meeting": meeting}


def _livestream(app: App, livestream: Livestream) -> Row:
    row = livestreams.view(app, livestream)
    values: Row = {
        "streamId": livestream.id,
        "status": STREAM_STATUS[livestream.status],
        "manualIngest": livestream.meeting is None,
        "playbackUrl": row["playback_url"],
        "ingestServer": row["ingest_server"],
        "streamKey": livestream.stream_key,
    }
    if livestream.meeting:
        values["meeting"] = _meeting(app, livestream.meeting, livestream.meeting.session)
    return values


def _meeting(app: App, meeting: Meeting, session: Session | None) -> Row:
    """Show the meeting that most payloads are about; its status says LIVE even when it has ended."""
    values: Row = {
        "id": meeting.id,
        "sessionId": session.id if session else None,
        "title": _title(meeting),
        "roomName": meeting.id if app.world.shapes.room_name else None,
        "status": "LIVE",
        "createdAt": _time(meeting.created_at),
        "startedAt": _time(session.started_at) if session else None,
        "endedAt": _time(session.ended_at) if session else None,
        "organizedBy": _organization(app),
    }
    return _known(values)


def _organization(app: App) -> Row:
    return {"id": app.id, "name": app.name}


def _title(meeting: Meeting) -> Json:
    return meeting.settings.get("title") or ""


def _known(row: Row) -> Row:
    """Leave out what is not known yet."""
    return {key: value for key, value in row.items() if value is not None}


def _time(value: Json) -> str | None:
    return write_time(value) if isinstance(value, datetime) else None


# Each takes the kind of subject that its event is told with.
BODIES: Mapping[str, Callable[[App, Any], Row]] = {
    "meeting.started": _happened,
    "meeting.ended": _ended,
    "meeting.participantJoined": _came_or_went,
    "meeting.participantLeft": _came_or_went,
    "meeting.chatSynced": _chat_synced,
    "meeting.transcript": _transcript,
    "meeting.summary": _summary,
    "recording.statusUpdate": _recording,
    "livestreaming.statusUpdate": _livestream,
}
