"""Calls of recording, livestream and stage: what REST has of them is REST's, the rest is told and no more."""

from msgspec import Struct

from realtimekit_async.emulator.meeting import refusals, rules
from realtimekit_async.emulator.meeting.seats import Seat
from realtimekit_async.emulator.world import live, livestreams
from realtimekit_async.emulator.world.answers import Json, Refusal
from realtimekit_async.emulator.world.state import Peer, Recording, StageStatus

from .table import CallTable

calls: CallTable = CallTable()
CONFLICT = "1000"


class RecordingOptions(Struct, rename="camel"):
    """How a recording is started."""

    allow_multiple: bool = False


@calls.add("recording", "start")
def start_recording(seat: Seat, options: RecordingOptions | None = None) -> Json:
    """Start a recording, as REST does."""
    _may_record(seat)
    may_be_several = options is not None and options.allow_multiple
    if seat.meeting.running_recording is not None and not may_be_several:
        raise refusals.refused(CONFLICT, "A recording is running already")
    live.start_recording(seat.app, seat.meeting, {}, seat.app.now)
    return None


@calls.add("recording", "stop")
def stop_recording(seat: Seat, recording_id: str | None = None) -> Json:
    """Stop a recording."""
    live.stop_recording(seat.app, _running(seat, recording_id), seat.app.now, "API_CALL")
    return None


@calls.add("recording", "pause")
def pause_recording(seat: Seat, recording_id: str | None = None) -> Json:
    """Pause a recording."""
    live.set_recording(seat.app, _running(seat, recording_id), "PAUSED", seat.app.now)
    return None


@calls.add("recording", "resume")
def resume_recording(seat: Seat, recording_id: str | None = None) -> Json:
    """Go on with a recording."""
    live.set_recording(seat.app, _running(seat, recording_id), "RECORDING", seat.app.now)
    return None


def _may_record(seat: Seat) -> None:
    rules.joined(seat, "recording")
    rules.permit(seat, "recording", "can_record")


def _running(seat: Seat, recording_id: str | None) -> Recording:
    """Find a recording that has not stopped yet: the newest, unless one is named."""
    _may_record(seat)
    for recording in reversed(seat.meeting.recordings):
        if recording.running and recording_id in (None, recording.id):
            return recording
    raise refusals.refused(CONFLICT, "No recording is running")


@calls.add("livestream", "start")
def start_livestream(seat: Seat, options: object = None) -> Json:
    """Start the livestream of the meeting, as REST does."""
    del options
    _may_stream(seat)
    try:
        livestreams.start_livestream(seat.app, seat.meeting, None, seat.app.now)
    except Refusal as refusal:
        raise refusals.refused(CONFLICT, str(refusal)) from None
    return None


@calls.add("livestream", "stop")
def stop_livestream(seat: Seat) -> Json:
    """Take the livestream of the meeting off the air."""
    _may_stream(seat)
    if seat.meeting.livestream is None:
        raise refusals.refused(CONFLICT, "No livestream is running")
    livestreams.stop_livestream(seat.app, seat.meeting.livestream, seat.app.now)
    return None


def _may_stream(seat: Seat) -> None:
    rules.joined(seat, "livestream")
    rules.permit(seat, "livestream", "can_livestream")


# ── the stage ──


@calls.add("stage", "requestAccess")
def request_access(seat: Seat) -> Json:
    """Ask to be let onto the stage."""
    peer = rules.joined(seat, "stage")
    _put(seat, peer, "REQUESTED_TO_JOIN_STAGE")
    _tell_requests(seat, peer)
    return None


@calls.add("stage", "cancelRequestAccess")
def cancel_request_access(seat: Seat) -> Json:
    """Ask no longer."""
    peer = rules.joined(seat, "stage")
    _put(seat, peer, "OFF_STAGE")
    _tell_requests(seat, peer)
    return None


@calls.add("stage", "grantAccess")
def grant_access(seat: Seat, whom: list[str]) -> Json:
    """Let others onto the stage."""
    _decide(seat, whom, "ACCEPTED_TO_JOIN_STAGE", "stageRequestApproved")
    return None


@calls.add("stage", "denyAccess")
def deny_access(seat: Seat, whom: list[str]) -> Json:
    """Let others not onto the stage."""
    _decide(seat, whom, "OFF_STAGE", "stageRequestRejected")
    return None


@calls.add("stage", "kick")
def kick_from_stage(seat: Seat, whom: list[str]) -> Json:
    """Remove others from the stage."""
    _decide(seat, whom, "OFF_STAGE", None)
    return None


@calls.add("stage", "join")
def join_stage(seat: Seat) -> Json:
    """Enter the stage, once that was granted."""
    peer = rules.joined(seat, "stage")
    if peer.stage not in ("ACCEPTED_TO_JOIN_STAGE", "ON_STAGE"):
        rules.permit(seat, "stage", "stage_access")
    _put(seat, peer, "ON_STAGE")
    return None


@calls.add("stage", "leave")
def leave_stage(seat: Seat) -> Json:
    """Leave the stage."""
    _put(seat, rules.joined(seat, "stage"), "OFF_STAGE")
    return None


def _decide(seat: Seat, whom: list[str], status: StageStatus, told: str | None) -> None:
    session = rules.joined(seat, "stage").session
    rules.permit(seat, "stage", "accept_stage_requests")
    for peer in [one for one in session.present.values() if one.participant.id in whom or one.id in whom]:
        _put(seat, peer, status)
        own = seat.venue.seats.find(peer.id)
        if own is not None and told is not None:
            own.tell("stage", told)
        _tell_requests(seat, peer)


def _put(seat: Seat, peer: Peer, status: StageStatus) -> None:
    if peer.stage != status:
        peer.stage = status
        seat.app.tell("meeting.stageChanged", peer)


def _tell_requests(seat: Seat, peer: Peer) -> None:
    """Tell those who decide about it who asks to be let onto the stage."""
    asking = [one for one in peer.session.present.values() if one.stage == "REQUESTED_TO_JOIN_STAGE"]
    rows: list[Json] = [
        {"displayName": one.name or "", "userId": one.participant.id, "peerId": one.id} for one in asking
    ]
    for host in seat.venue.seats.inside(peer.session):
        if rules.decides_about_the_stage(host.participant):
            host.tell("stage", "stageAccessRequestUpdate", rows)
            host.tell("stage", "newStageRequest", {"count": len(rows)})
