"""What goes wrong with a meeting object, and with the host that holds it."""

from collections.abc import Mapping

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.log import printable

from .wire import Problem


class MeetingError(RealtimeKitError):
    """The meeting object refused; `code` is the vendor's own ("0503"), `call` what was asked of it.

    It speaks of one call: the meeting goes on.

    Example:
        >>> emulator.meetings.fail_next("Bot", "chat.sendTextMessage", "0601", message="Not allowed")
        >>> try:
        ...     await bot.chat.send_text_message("Hello")
        ... except MeetingError as error:
        ...     print(error.code, error.call)
        0601 chat.sendTextMessage
    """

    def __init__(self, message: str, *, code: str | None = None, call: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What went wrong, without the call."""
        self.code = code
        """The SDK's own code, such as `0013`, if it gave one."""
        self.call = call
        """Which call it was, by Cloudflare's name for it, such as `chat.sendTextMessage`."""

    def __str__(self) -> str:
        code = f" (code {self.code})" if self.code and self.code not in self.message else ""
        return f"{self.call}: {self.message}{code}" if self.call else f"{self.message}{code}"


class NotJoined(MeetingError, RuntimeError):
    """This participant is not in the meeting yet. Nothing was sent.

    The meeting object is to be used as `async with`; one that does not join by itself then, as that of
    `rtk.meetings.join` does, needs `await meeting.join()`, too.

    Example:
        >>> guest = await rtk.participants.add(
        ...     meeting.id, name="Grace", preset_name="group_call_guest", custom_participant_id="user-8"
        ... )
        >>> async with Meeting(guest, host=Emulated(emulator.meeting_url)) as grace:
        ...     try:
        ...         await grace.chat.send_text_message("Hello")
        ...     except NotJoined as error:
        ...         print(error.call)
        chat.sendTextMessage
    """


class NotPermitted(MeetingError):
    """The participant's preset does not allow it (0101, 0501, 0601, 0801, 1001, 1101, 1201).

    Example:
        >>> async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest") as grace:
        ...     try:
        ...         await grace.participants.kick_all()
        ...     except NotPermitted as error:
        ...         print(error.call)
        participants.kickAll
    """


class NotEnabled(MeetingError):
    """There is nothing to be seen or heard: the camera, the screen or the microphone is off.

    Example:
        >>> try:
        ...     await bot.self.picture()
        ... except NotEnabled as error:
        ...     print(error.call)
        self.picture
    """


class TooManyCalls(MeetingError):
    """0013: more calls than the meeting takes in that time.

    Example:
        >>> emulator.meetings.limit("chat.sendTextMessage", 1, 60)
        >>> await bot.chat.send_text_message("One")
        >>> try:
        ...     await bot.chat.send_text_message("Two")
        ... except TooManyCalls as error:
        ...     print(error.code)
        0013
    """


class ParticipantGone(MeetingError, LookupError):
    """The participant, the plugin or the device is not there any more.

    Example:
        >>> [ada] = bot.participants.joined.to_list()
        >>> await ada.kick()
        >>> try:
        ...     await ada.kick()
        ... except ParticipantGone as error:
        ...     print(error.call)
        participant.kick
    """


class CallTimeout(MeetingError, TimeoutError):
    """No answer came within `call_timeout`; whether the call took effect is not known.

    Example:
        >>> error = CallTimeout("no answer within 15 s", call="polls.create")
        >>> isinstance(error, TimeoutError), error.call  # look whether there is a poll before you ask again
        (True, 'polls.create')
    """


class JoinTimeout(MeetingError, TimeoutError):
    """Nobody let this participant in in time; the request to join was withdrawn.

    Example:
        >>> _ = await rtk.presets.copy(
        ...     "group_call_guest", name="waiting", permissions={"waiting_room_type": "SKIP_ON_ACCEPT"}
        ... )
        >>> try:
        ...     async with rtk.meetings.join(meeting.id, name="Grace", preset_name="waiting", timeout=0.1):
        ...         pass
        ... except JoinTimeout:
        ...     print("nobody let Grace in")
        nobody let Grace in
    """


class JoinRejected(MeetingError):
    """A host of the meeting refused the request to join.

    Example:
        >>> _ = await rtk.presets.copy(
        ...     "group_call_guest", name="waiting", permissions={"waiting_room_type": "SKIP_ON_ACCEPT"}
        ... )
        >>> @bot.on(WaitlistJoined)
        ... async def refuse(event):
        ...     await bot.participants.reject_waiting_room_request(event.participant.id)
        >>> try:
        ...     async with rtk.meetings.join(meeting.id, name="Grace", preset_name="waiting"):
        ...         pass
        ... except JoinRejected:
        ...     print("Grace was turned away")
        Grace was turned away
    """


class MeetingOver(MeetingError, RuntimeError):
    """This participant is not in the meeting any more, and will not be: make another `Meeting` to join again.

    A call that was on its way when that happened raises it, too; a handler that does so has not failed.
    `state` says why: a rule of the `LeavePolicy`, asked, kicked, ended, rejected, disconnected or failed.

    Example:
        >>> async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest") as grace:
        ...     await grace.leave()
        ...     try:
        ...         await grace.chat.send_text_message("One more thing")
        ...     except MeetingOver as error:
        ...         print(error.state)
        asked
    """

    def __init__(self, message: str, *, state: str | None = None, call: str = "") -> None:
        super().__init__(message, call=call)
        self.state = state
        """How it ended, as `Meeting.left` says it; None where that is not known."""


class HostError(RealtimeKitError):
    """What holds the meeting object, a page in a browser or the emulator, cannot be used.

    Example:
        >>> host = Emulated("ws://127.0.0.1:9/meeting-ws/v1")  # where nobody answers
        >>> try:
        ...     async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest", host=host):
        ...         pass
        ... except HostError as error:
        ...     print(type(error).__name__)
        HostError
    """


class HostLost(HostError):
    """The connection to the host broke off: the page or the browser crashed, or the emulator stopped.

    Example:
        >>> try:
        ...     async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest") as grace:
        ...         emulator.meetings.cut("Grace")
        ...         await grace.run()
        ... except HostLost:
        ...     print(grace.left)
        failed
    """


class HostHung(HostLost):
    """The host did not answer any more, and was ended.

    Example:
        >>> issubclass(HostHung, HostLost)  # one `except` takes both: the participant is out of the meeting
        True
    """


class BrowserNotFound(HostError):
    """No Chromium is installed; the message lists where one was looked for.

    Example:
        >>> host = Chromium(executable="/there/is/none")
        >>> try:
        ...     async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest", host=host):
        ...         pass
        ... except BrowserNotFound as error:
        ...     print("/there/is/none" in str(error))
        True
    """


class BrowserNotStarted(HostError):
    """Chromium ended at once; the message has the end of what it said, and the remedy where one is known.

    Example:
        >>> host = Chromium(executable="/usr/bin/true", sdk="/dev/null")
        >>> try:
        ...     async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest", host=host):
        ...         pass
        ... except BrowserNotStarted as error:
        ...     print("ended at once" in str(error))
        True
    """


class SdkNotInstalled(HostError):
    """The vendor's SDK is not on this machine: `realtimekit meeting install-sdk` fetches it.

    Example:
        >>> host = Chromium(executable="/usr/bin/true", sdk="/there/is/none")
        >>> try:
        ...     async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest", host=host):
        ...         pass
        ... except SdkNotInstalled as error:
        ...     print("/there/is/none" in str(error))
        True
    """


class SdkMismatch(HostError):
    """The SDK lacks what this version calls; the message lists it.

    Example:
        >>> error = SdkMismatch("the SDK lacks what this version calls: chat.pin")
        >>> isinstance(error, HostError)  # `realtimekit meeting install-sdk` fetches the version that is known
        True
    """


class SdkNotFetched(HostError):
    """The registry did not give the SDK; the message says what to do.

    Example:
        >>> from realtimekit_async.meeting import sdk
        >>> try:
        ...     await sdk.install(registry="http://127.0.0.1:9")  # where nobody answers
        ... except SdkNotFetched as error:
        ...     print("127.0.0.1:9" in str(error))
        True
    """


class SdkNotTrusted(HostError):
    """What was fetched is not what is pinned; nothing of it was kept.

    Example:
        >>> from realtimekit_async.meeting import sdk
        >>> tarball = folder / "realtimekit.tgz"
        >>> _ = tarball.write_bytes(b"something else")
        >>> try:
        ...     await sdk.install(tarball=tarball)
        ... except SdkNotTrusted as error:
        ...     print("nothing of it was kept")
        nothing of it was kept
    """


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
