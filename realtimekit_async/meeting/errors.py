"""What goes wrong with a meeting object, and with the host that holds it."""

from collections.abc import Mapping

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.log import printable

from .wire import Problem


class MeetingError(RealtimeKitError):
    """The meeting object refused; `code` is the vendor's own ("0503"), `call` what was asked of it.

    It speaks of one call: the meeting goes on.
    """

    def __init__(self, message: str, *, code: str | None = None, call: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.call = call

    def __str__(self) -> str:
        code = f" (code {self.code})" if self.code and self.code not in self.message else ""
        return f"{self.call}: {self.message}{code}" if self.call else f"{self.message}{code}"


class NotJoined(MeetingError, RuntimeError):
    """This participant is not in the meeting yet: `await meeting.join()` first. Nothing was sent."""


class NotPermitted(MeetingError):
    """The participant's preset does not allow it (0101, 0501, 0601, 0801, 1001, 1101, 1201)."""


class NotEnabled(MeetingError):
    """There is nothing to be seen or heard: the camera, the screen or the microphone is off."""


class TooManyCalls(MeetingError):
    """0013: more calls than the meeting takes in that time."""


class ParticipantGone(MeetingError, LookupError):
    """The participant, the plugin or the device is not there any more."""


class CallTimeout(MeetingError, TimeoutError):
    """No answer came within `call_timeout`; whether the call took effect is not known."""


class JoinTimeout(MeetingError, TimeoutError):
    """Nobody let this participant in in time; the request to join was withdrawn."""


class JoinRejected(MeetingError):
    """A host of the meeting refused the request to join."""


class MeetingOver(MeetingError, RuntimeError):
    """This participant is not in the meeting any more, and will not be: make another `Meeting` to join again.

    `state` says why: a rule of the `LeavePolicy`, asked, kicked, ended, rejected, disconnected or failed.
    """

    def __init__(self, message: str, *, state: str | None = None, call: str = "") -> None:
        super().__init__(message, call=call)
        self.state = state


class HostError(RealtimeKitError):
    """What holds the meeting object, a page in a browser or the emulator, cannot be used."""


class HostLost(HostError):
    """The connection to the host broke off: the page or the browser crashed, or the emulator stopped."""


class HostHung(HostLost):
    """The host did not answer any more, and was ended."""


class BrowserNotFound(HostError):
    """No Chromium is installed; the message lists where one was looked for."""


class BrowserNotStarted(HostError):
    """Chromium ended at once; the message has the end of what it said, and the remedy where one is known."""


class SdkNotInstalled(HostError):
    """The vendor's SDK is not on this machine: `realtimekit meeting install-sdk` fetches it."""


class SdkMismatch(HostError):
    """The SDK lacks what this version calls; the message lists it."""


class SdkNotFetched(HostError):
    """The registry did not give the SDK; the message says what to do."""


class SdkNotTrusted(HostError):
    """What was fetched is not what is pinned; nothing of it was kept."""


_BY_HOST: Mapping[str, type[MeetingError]] = {"GONE": ParticipantGone, "NOTHING": NotEnabled}
"""Codes of the hosts' own; BRIDGE and PAGE are plain MeetingErrors."""

_BY_TEXT: Mapping[str, type[MeetingError]] = {
    "without joining room": NotJoined,
    "permission denied": NotPermitted,
}
"""What the SDK says and the vendor's page of error codes differ (1105, 1205): the text decides first."""

_BY_CODE: Mapping[str, type[MeetingError]] = {
    **dict.fromkeys(("0101", "0501", "0601", "0801", "1001", "1101", "1201"), NotPermitted),
    "0013": TooManyCalls,
}


def refusal(problem: Problem, call: str) -> RealtimeKitError:
    """Return the error of a request that the host refused."""
    text = printable(problem.message) or printable(problem.name) or "it was refused"
    code = problem.code or ""
    if code == "SURFACE":
        return SdkMismatch(f"the SDK lacks what this version calls: {text}")
    if code in _BY_HOST:
        return _BY_HOST[code](text, call=call)
    return _kind(code, text)(text, code=problem.code, call=call)


def _kind(code: str, text: str) -> type[MeetingError]:
    lowered = text.lower()
    for words, kind in _BY_TEXT.items():
        if words in lowered:
            return kind
    return _BY_CODE.get(code, MeetingError)
