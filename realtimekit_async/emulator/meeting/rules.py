"""What a meeting object may do, and with which code it is told that it may not.

The codes are those of the SDK as far as they are documented. That whoever is not in the room is refused with 1005,
1106 or 1205, and how the waiting room decides, is an assumption.
"""

from realtimekit_async.emulator.world.permissions import may, permission
from realtimekit_async.emulator.world.state import Meeting, Participant, Peer

from .requests import Blob
from .seats import Seat

INVALID_TOKEN = "0004"  # noqa: S105 - the code of an error
TOO_MANY_CALLS = "0013"
DISCONNECTED = "0012"
TOO_LONG, UNKNOWN_MESSAGE = "0503", "0504"
INVALID_POLL = "0700"
NOBODY_WAITS = "1202"

NOT_JOINED = {
    "self": "1106",
    "participants": "1205",
    "chat": "0505",
    "polls": "0705",
    "plugins": "0604",
    "recording": "1005",
    "livestream": "1005",
    "stage": "1205",
}
NOT_PERMITTED = {
    "self": "1101",
    "participants": "1201",
    "chat": "0501",
    "polls": "0700",
    "plugins": "0601",
    "recording": "1001",
    "livestream": "1001",
    "stage": "1201",
}


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the emulator
    """Ends a request with an error as the SDK has them, or the page that drives it."""

    def __init__(self, code: str, message: str, *, name: str = "ClientError") -> None:
        super().__init__(message)
        self.code = code
        self.name = name


def refused(code: str, message: str) -> Refused:
    """Refuse as the SDK does."""
    return Refused(code, f"[ERR{code}]: {message}")


def unusable(message: str, code: str = "BRIDGE") -> Refused:
    """Refuse as what stands between Python and an SDK does: the request makes no sense."""
    return Refused(code, message, name="BridgeError")


def gone(kind: str, key: object) -> Refused:
    """Refuse because what is meant is not there any more."""
    return unusable(f"no {kind} {key}", "GONE")


def taken(seat: Seat, blob: Blob) -> bytes:
    """Take the bytes that a request belongs to, or refuse it because they have not come."""
    try:
        return seat.blobs.pop(blob.blob)
    except KeyError:
        raise unusable(f"blob {blob.blob} has not come") from None


def joined(seat: Seat, part: str) -> Peer:
    """Return who a meeting object is in the room, or refuse because it is not in it."""
    if seat.peer is None:
        raise refused(NOT_JOINED[part], "Action not permitted without joining room")
    return seat.peer


def permit(seat: Seat, part: str, path: str) -> None:
    """Refuse what the preset does not permit."""
    if not may(seat.participant, path):
        raise not_permitted(part)


def not_permitted(part: str) -> Refused:
    """Refuse what is not permitted."""
    return refused(NOT_PERMITTED[part], "Permission denied")


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
