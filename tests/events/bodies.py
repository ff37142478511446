"""Bodies in the shape that the API's documentation prints, and in the shapes that older versions of it print."""

import json
from typing import Any

ORGANIZER = {"id": "org-1", "name": "Lighthouse"}
MEETING: dict[str, Any] = {
    "id": "meeting-1",
    "sessionId": "session-1",
    "title": "Tide tables",
    "roomName": "meeting-1",
    "status": "LIVE",
    "createdAt": "2026-05-04T08:00:00.000Z",
    "startedAt": "2026-05-04T08:00:01.500Z",
    "organizedBy": ORGANIZER,
}
ENDED = {**MEETING, "endedAt": "2026-05-04T08:45:00.000Z"}
ADA = {
    "peerId": "peer-1",
    "userDisplayName": "Ada",
    "customParticipantId": "user-7",
    "clientSpecificId": "user-7",
    "joinedAt": "2026-05-04T08:00:05.000Z",
}
RECORDING: dict[str, Any] = {
    "id": "recording-1",
    "recordingId": "recording-1",
    "status": "UPLOADED",
    "downloadUrl": "https://files.example/a.mp4?signature=SECRET",
    "audioDownloadUrl": "https://files.example/a.mp3?signature=SECRET",
    "downloadUrlExpiry": "2026-05-11T08:45:00.000Z",
    "startedTime": "2026-05-04T08:00:10.000Z",
    "stoppedTime": "2026-05-04T08:44:10.000Z",
    "fileSize": "8123456",
    "outputFileName": "tide-tables.mp4",
    "meetingId": "meeting-of-old",
    "recordingDuration": 2640,
    "organizationId": "org-1",
    "roomUUID": "session-1",
}

EVENTS: dict[str, dict[str, Any]] = {
    "meeting.started": {"meeting": MEETING},
    "meeting.ended": {"meeting": ENDED, "reason": "ALL_PARTICIPANTS_LEFT"},
    "meeting.participantJoined": {"meeting": MEETING, "participant": ADA},
    "meeting.participantLeft": {
        "meeting": MEETING,
        "participant": {**ADA, "leftAt": "2026-05-04T08:30:00.000Z"},
    },
    "meeting.chatSynced": {
        "sessionId": "session-1",
        "meetingId": "meeting-1",
        "title": "Tide tables",
        "chatDownloadUrl": "https://files.example/chat.json?signature=SECRET",
        "chatDownloadUrlExpiry": "2026-05-11T08:45:00.000Z",
        "createdAt": "2026-05-04T08:00:00.000Z",
        "startedAt": "2026-05-04T08:00:01.500Z",
        "endedAt": "2026-05-04T08:45:00.000Z",
        "organizedBy": ORGANIZER,
    },
    "meeting.transcript": {
        "meeting": ENDED,
        "transcriptDownloadUrl": "https://files.example/transcript.csv?signature=SECRET",
        "transcriptDownloadUrlExpiry": "2026-05-11T08:45:00.000Z",
    },
    "meeting.summary": {
        "meeting": ENDED,
        "summaryDownloadUrl": "https://files.example/summary.txt?signature=SECRET",
        "summaryDownloadUrlExpiry": "2026-05-11T08:45:00.000Z",
    },
    "recording.statusUpdate": {"recording": RECORDING, "meeting": ENDED},
    "livestreaming.statusUpdate": {
        "streamId": "stream-1",
        "status": "LIVE",
        "manualIngest": False,
        "playbackUrl": "https://play.example/live.m3u8",
        "ingestServer": "rtmps://ingest.example/live",
        "streamKey": "SECRET",
        "meeting": MEETING,
    },
}


def body(event: str, /, **changes: object) -> bytes:
    return json.dumps({"event": event, **EVENTS.get(event, {}), **changes}).encode()


JOINED = body("meeting.participantJoined")
STARTED = body("meeting.started")
ENDED_BODY = body("meeting.ended")
