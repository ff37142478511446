"""What a meeting object may do; how the waiting room decides is an assumption."""

from realtimekit_async.emulator.world.permissions import may, permission
from realtimekit_async.emulator.world.state import Meeting, Participant, Peer

from .refusals import not_joined, not_permitted, unusable
from .requests import Blob
from .seats import Seat


def taken(seat: Seat, blob: Blob) -> bytes:
    """Take the bytes that a request belongs to, or refuse it because they have not come."""
    try:
        return seat.blobs.pop(blob.blob)
    except KeyError:
        raise unusable(f"blob {blob.blob} has not come") from None


def joined(seat: Seat, part: str) -> Peer:
    """Return who a meeting object is in the room, or refuse because it is not in it."""
    if seat.peer is None:
        raise not_joined(part)
    return seat.peer


def permit(seat: Seat, part: str, path: str) -> None:
    """Refuse what the preset does not permit."""
    if not may(seat.participant, path):
        raise not_permitted(part)


def is_welcome(participant: Participant) -> bool:
    """Say whether a participant exists still, in a meeting that may be joined."""
    meeting = participant.meeting
    return meeting.status == "ACTIVE" and meeting.participants.get(participant.id) is participant


def must_wait(participant: Participant) -> bool:
    """Say whether a participant has to wait before the room."""
    match permission(participant, "waiting_room_type"):
        case "SKIP_ON_ACCEPT":
            return participant.id not in participant.meeting.let_in
        case "ON_PRIVILEGED_USER_ENTRY":
            return not is_attended(participant.meeting) and not lets_in(participant)
        case _:
            return False


def comes_with_a_host(participant: Participant) -> bool:
    """Say whether a participant waits only until somebody comes who could let them in."""
    return permission(participant, "waiting_room_type") == "ON_PRIVILEGED_USER_ENTRY"


def is_attended(meeting: Meeting) -> bool:
    """Say whether somebody is in the room who lets others in."""
    present = meeting.session.present.values() if meeting.session else ()
    return any(lets_in(peer.participant) for peer in present)


def lets_in(participant: Participant) -> bool:
    """Say whether a participant sees who waits, and may let them in."""
    return may(participant, "accept_waiting_requests")


def decides_about_the_stage(participant: Participant) -> bool:
    """Say whether a participant sees who asks to be let onto the stage."""
    return may(participant, "accept_stage_requests")
