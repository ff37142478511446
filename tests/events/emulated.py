"""A backend as a user writes it: FastAPI, the key of the emulator over HTTP, and one handler for each event."""

import os
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from realtimekit_async.events import (
    ASGIApp,
    ChatSynced,
    Event,
    KeyRing,
    LivestreamingStatusUpdate,
    MeetingEnded,
    MeetingStarted,
    ParticipantJoined,
    ParticipantLeft,
    Receiver,
    RecordingStatusUpdate,
    Router,
    SummaryReady,
    TranscriptReady,
)

Seen = list[list[str | int | None]]
seen: defaultdict[str, Seen] = defaultdict(list)
failures: list[str] = []
router = Router(wait=True)
receiver = Receiver(KeyRing(os.environ["KEY_URL"]))


@router.on(MeetingStarted)
def started(event: MeetingStarted) -> None:
    seen[event.meeting.id].append([event.event, event.meeting.session_id, event.meeting.title])


@router.on(MeetingEnded)
async def ended(event: MeetingEnded) -> None:
    seen[event.meeting.id].append([event.event, event.meeting.session_id, event.reason])


@router.on(ParticipantJoined, ParticipantLeft)
async def came_or_went(event: ParticipantJoined | ParticipantLeft) -> None:
    seen[event.meeting.id].append(
        [event.event, event.participant.peer_id, event.participant.custom_participant_id]
    )


@router.on(RecordingStatusUpdate)
async def recorded(event: RecordingStatusUpdate) -> None:
    recording = event.recording
    reason = recording.stop_reason.reason if recording.stop_reason else None
    seen[event.meeting.id].append([event.event, recording.id, recording.status, recording.file_size, reason])


@router.on(LivestreamingStatusUpdate)
async def streamed(event: LivestreamingStatusUpdate) -> None:
    seen[event.meeting.id].append([event.event, event.stream_id, event.status])


@router.on(ChatSynced)
async def written(event: ChatSynced) -> None:
    seen[event.meeting.id].append([event.event, event.meeting.session_id])


@router.on(TranscriptReady)
async def said(event: TranscriptReady) -> None:
    if not failures:
        failures.append(event.event)
        raise LookupError("the database is away")
    seen[event.meeting.id].append([event.event, event.meeting.session_id])


@router.on(SummaryReady)
async def summed_up(event: SummaryReady) -> None:
    seen[event.meeting.id].append([event.event, event.meeting.session_id])


@router.otherwise
async def other(event: Event) -> None:
    seen["unexpected"].append([event.event])


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with router:
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/webhooks", ASGIApp(receiver, router))


@app.get("/seen/{meeting_id}")
async def seen_of(meeting_id: str) -> Seen:
    return seen[meeting_id]
