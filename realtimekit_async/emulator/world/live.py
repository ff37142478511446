"""What happens in live meetings. REST operations, the simulation and the seeded history all go through here.

Every function changes the state completely or not at all, takes the moment it happens at, and tells of it.
"""

from datetime import datetime, timedelta
from typing import Literal

from . import livestreams
from .answers import Row
from .permissions import stage_of
from .state import (
    Arrival,
    EndReason,
    MediaKind,
    Meeting,
    Muting,
    Participant,
    Peer,
    Recording,
    RecordingStatus,
    Session,
    StartReason,
    StopReason,
)
from .world import App

STAMP = "%Y%m%d%H%M%S"


def join(app: App, participant: Participant, at: datetime) -> Peer:
    """Let a participant join; the first one starts the session."""
    return enter(app, Arrival(id=app.world.ids.uuid(), participant=participant), at)


def enter(app: App, arrival: Arrival, at: datetime) -> Peer:
    """Let somebody join under the id that they have had on the way."""
    participant = arrival.participant
    session = participant.meeting.session or start_session(app, participant.meeting, at)
    peer = Peer(
        id=arrival.id,
        participant=participant,
        session=session,
        joined_at=at,
        own_name=arrival.own_name,
        media=arrival.media,
        stage=stage_of(participant),
    )
    session.peers[peer.id] = session.present[peer.id] = app.peers[peer.id] = peer
    session.max_concurrent_participants = max(session.max_concurrent_participants, len(session.present))
    session.updated_at, session.emptied_at = at, None
    app.tell("meeting.participantJoined", peer)
    return peer


def start_session(app: App, meeting: Meeting, at: datetime) -> Session:
    """Start the session of a meeting, with whatever the meeting wants started on start."""
    session = Session(id=app.world.ids.uuid(), created_at=at, updated_at=at, started_at=at, meeting=meeting)
    meeting.session = app.sessions[session.id] = session
    app.tell("meeting.started", session)
    if meeting.settings.get("record_on_start"):
        settings = meeting.settings.get("recording_config")
        start_recording(app, meeting, settings if isinstance(settings, dict) else {}, at, "RECORD_ON_START")
    if meeting.settings.get("live_stream_on_start") and meeting.livestream is None:
        livestreams.start_livestream(app, meeting, None, at)
    return session


def leave(app: App, peer: Peer, at: datetime) -> None:
    """Let a peer leave; the last one ends the session, in a lively world when its keep-alive is over."""
    session = peer.session
    del session.present[peer.id]
    peer.left_at = session.updated_at = at
    session.emptied_at = None if session.present else at
    app.tell("meeting.participantLeft", peer)
    if session.present or session.ended_at is not None:  # whoever was told of it may have left, too
        return
    if not app.world.is_lively:
        end_session(app, session, at, "ALL_PARTICIPANTS_LEFT")


def kick(app: App, peer: Peer, at: datetime) -> None:
    """Remove a peer that may have left already."""
    if peer.left_at is None:
        peer.was_kicked = True
        leave(app, peer, at)


def mute(app: App, peer: Peer, at: datetime, *, may_unmute: bool = True) -> None:
    """Mute a peer, whose microphone goes off; who is muted for good cannot unmute themselves."""
    peer.may_unmute = may_unmute
    _set_muted(app, peer, at, is_muted=True)
    turn_off(app, peer, "audio", at)


def unmute(app: App, peer: Peer, at: datetime) -> None:
    """Let a peer turn the microphone on again."""
    if not peer.may_unmute:
        name = peer.name or peer.participant.id
        raise ValueError(f"{name} may not unmute: everybody was muted with allow_unmute false")
    _set_muted(app, peer, at, is_muted=False)


def _set_muted(app: App, peer: Peer, at: datetime, *, is_muted: bool) -> None:
    if peer.is_muted == is_muted:
        return
    peer.is_muted = is_muted
    peer.mutings.append(Muting(is_muted, at))
    peer.session.updated_at = at
    app.tell("meeting.participantMuted" if is_muted else "meeting.participantUnmuted", peer)


def turn_on(app: App, peer: Peer, kind: MediaKind, at: datetime) -> None:
    """Turn on a peer's microphone, camera or screen; who was muted unmutes."""
    if kind == "audio":
        unmute(app, peer, at)
    _turn(app, peer, kind, at, is_on=True)


def turn_off(app: App, peer: Peer, kind: MediaKind, at: datetime) -> None:
    """Turn off a peer's microphone, camera or screen; what was shown there is gone."""
    peer.media.pictures.pop(kind, None)
    _turn(app, peer, kind, at, is_on=False)


def _turn(app: App, peer: Peer, kind: MediaKind, at: datetime, *, is_on: bool) -> None:
    if is_on == (kind in peer.media.on):
        return
    peer.media.on.symmetric_difference_update([kind])
    peer.session.updated_at = at
    app.tell(f"media.{kind}", peer)


def kick_all(app: App, session: Session, at: datetime) -> None:
    """Remove everybody, which ends the session."""
    app.tell("meeting.kickAll", session)
    if session.ended_at is None:  # as above
        end_session(app, session, at)


def end_session(app: App, session: Session, at: datetime, reason: EndReason = "HOST_ENDED_MEETING") -> None:
    """End a session: everybody leaves, its recordings stop, its livestream goes off the air."""
    session.ended_at = session.updated_at = at
    session.end_reason = reason
    for peer in session.present.values():
        peer.left_at = at
        app.tell("meeting.participantLeft", peer)
    session.present.clear()
    meeting = session.meeting
    meeting.session = None
    app.tell("meeting.ended", session)
    for recording in meeting.recordings:
        if recording.running:
            stop_recording(app, recording, at, "ALL_PEERS_LEFT")
    if meeting.livestream:
        livestreams.stop_livestream(app, meeting.livestream, at)
    if not app.world.is_lively:
        wrap_up(app, session)


def wrap_up(app: App, session: Session) -> None:
    """Make what is left of a session: chat and transcript if there are any, the summary if it is wanted."""
    session.is_wrapped_up = True
    settings = session.meeting.settings
    if any(message.is_exported for message in session.chat):
        app.tell("meeting.chatSynced", session)
    if session.transcript or settings.get("transcribe_on_end"):
        app.tell("meeting.transcript", session)
    if settings.get("summarize_on_end"):
        summarize(app, session)


def summarize(app: App, session: Session) -> None:
    """Sum a session up."""
    session.summarized = True
    app.tell("meeting.summary", session)


def request_summary(app: App, session: Session) -> None:
    """Ask for a summary; only in a lively world it takes a while."""
    if app.world.is_lively:
        app.tell("meeting.summaryRequested", session)
    else:
        summarize(app, session)


def start_recording(
    app: App,
    meeting: Meeting,
    settings: Row,
    at: datetime,
    reason: StartReason = "API_CALL",
    kind: Literal["COMPOSITE", "TRACK"] = "COMPOSITE",
) -> Recording:
    """Invoke a recording of a meeting."""
    prefix = settings.get("file_name_prefix") or meeting.id
    recording = Recording(
        id=app.world.ids.uuid(),
        created_at=at,
        updated_at=at,
        meeting=meeting,
        session=meeting.session,
        kind=kind,
        settings=settings,
        output_file_name=f"{prefix}_{at:{STAMP}}{'.webm' if kind == 'TRACK' else '.mp4'}",
        start_reason=reason,
    )
    app.recordings[recording.id] = recording
    meeting.recordings.append(recording)
    app.tell("recording.statusUpdate", recording)
    return recording


def stop_recording(app: App, recording: Recording, at: datetime, reason: StopReason | None) -> None:
    """Stop a recording: its file is uploaded next. No reason is known for one that reached its time limit."""
    recording.started_time = recording.started_time or at
    recording.stopped_time = at
    recording.stop_reason = reason
    set_recording(app, recording, "UPLOADING", at)


def stop_overdue(app: App, now: datetime) -> None:
    """Stop the recordings that have reached their time limit."""
    for recording in app.recordings.values():
        limit = recording.settings.get("max_seconds")
        if recording.running and recording.started_time and isinstance(limit, int | float):
            end = recording.started_time + timedelta(seconds=limit)
            if end <= now:
                stop_recording(app, recording, end, None)


def set_recording(app: App, recording: Recording, status: RecordingStatus, at: datetime) -> None:
    """Bring a recording into a status."""
    if status == "RECORDING":
        recording.started_time = recording.started_time or at
        recording.session = recording.session or recording.meeting.session
    recording.status = status
    recording.updated_at = at
    app.tell("recording.statusUpdate", recording)
