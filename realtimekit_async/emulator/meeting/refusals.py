"""How a meeting object is told that something cannot be: as the SDK says it, or the page that drives it.

The codes are those of the SDK as far as they are documented. That whoever is not in the room is refused with 1005,
1106 or 1205 is an assumption.
"""

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


def not_permitted(part: str) -> Refused:
    """Refuse what is not permitted."""
    return refused(NOT_PERMITTED[part], "Permission denied")


def not_joined(part: str) -> Refused:
    """Refuse what only somebody in the room may do."""
    return refused(NOT_JOINED[part], "Action not permitted without joining room")
