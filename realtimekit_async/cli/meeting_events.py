"""What happens in a meeting as lines for people."""

from collections.abc import Iterator

from rich.text import Text

from realtimekit_async.log import printable
from realtimekit_async.meeting import (
    BroadcastReceived,
    ChatUpdated,
    Event,
    FileMessage,
    ImageMessage,
    Meeting,
    MessagePinned,
    Participant,
    ParticipantJoined,
    ParticipantLeft,
    Poll,
    PollsUpdated,
    ProblemReported,
    RecordingUpdated,
    SocketConnectionUpdated,
    TextMessage,
    TranscriptReceived,
    WaitlistJoined,
    WaitlistLeft,
)

from .lines import say
from .terminal import OUT

CONTINUED = "\n    "
"""How further lines of a message begin: as none of the command's own, so that no stranger can forge one."""


class Shown:
    """Shows events, each coming and going once, and not what one has typed oneself."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._here: set[str] = set()
        self._waiting: set[str] = set()

    def those_who_are_there(self) -> Iterator[str]:
        """Yield a line for everybody who is there already, or waits; whether that is told as well is not known."""
        for who in self._meeting.participants.joined.to_list():
            self._here.add(who.id)
            yield f"+ {name_of(who)}"
        for who in self._meeting.participants.waitlisted.to_list():
            self._waiting.add(who.id)
            yield f"? {name_of(who)} waits to be let in"

    def show(self, event: Event) -> None:
        """Print an event, if it is one for people."""
        line = self._of_people(event) or self._of_talk(event)
        if line is not None:
            say(OUT, line)

    def _of_people(self, event: Event) -> Text | None:
        line: Text | None = None
        match event:
            case ParticipantJoined(participant=who) if who.id not in self._here:
                self._here.add(who.id)
                line = Text(f"+ {name_of(who)}", style="green")
            case ParticipantLeft(participant=who) if who.id in self._here:
                self._here.remove(who.id)
                line = Text(f"- {name_of(who)}", style="red")
            case WaitlistLeft(participant=who):
                self._waiting.discard(who.id)
            case WaitlistJoined(participant=who) if who.id not in self._waiting:
                self._waiting.add(who.id)
                name = name_of(who)
                line = Text(f"? {name} waits: /accept {name} or /reject {name}", style="bold yellow")
            case SocketConnectionUpdated(state=state):
                line = Text(f"connection: {state}", style="dim")
            case ProblemReported(message=message):
                line = Text(one_line(message), style="red")
            case _:
                pass
        return line

    def _of_talk(self, event: Event) -> Text | None:
        line: Text | None = None
        match event:
            case ChatUpdated(message=message, action=action):
                line = self._message(message, action)
            case MessagePinned(message=TextMessage(message=text)):
                line = Text(f"pinned: {indented(text)}", style="magenta")
            case PollsUpdated(polls=polls, new_poll=is_new) if polls:
                line = _opened(polls[-1]) if is_new else _counted(polls[-1])
            case TranscriptReceived(is_partial_transcript=False, transcript=text, name=name):
                line = Text.assemble((f"{one_line(name or 'somebody')} says: ", "bold blue"), indented(text))
            case BroadcastReceived(type=kind, payload=payload):
                line = Text(one_line(f"{kind} {payload}"), style="magenta")
            case RecordingUpdated(state=state):
                line = Text(f"recording: {state}", style="dim")
            case _:
                pass
        return line

    def _message(self, message: object, action: str) -> Text | None:
        if not isinstance(message, TextMessage | ImageMessage | FileMessage) or action == "delete":
            return None
        if message.user_id == self._meeting.self.user_id:
            return None
        alone = " (to you)" if message.target_user_ids else ""
        edited = " (edited)" if action == "edit" else ""
        said = message.message if isinstance(message, TextMessage) else _described(message)
        name = one_line(message.display_name or "somebody")
        return Text.assemble((f"{name}{alone}{edited}: ", "bold cyan"), indented(said))


def _described(message: ImageMessage | FileMessage) -> str:
    if isinstance(message, ImageMessage):
        return f"a picture: {message.link}"
    return f"{message.name} ({message.size:,} bytes): {message.link}"


def _opened(poll: Poll) -> Text:
    options = "  ".join(f"/vote {number} {one_line(option.text)}" for number, option in enumerate(poll.options, 1))
    return Text.assemble((f"poll: {one_line(poll.question)}", "bold magenta"), f"  {options}")


def _counted(poll: Poll) -> Text:
    counts = ", ".join(f"{one_line(option.text)} {option.count}" for option in poll.options)
    return Text.assemble((f"poll: {one_line(poll.question)}", "magenta"), f"  {counts}")


def name_of(who: Participant) -> str:
    """Return the name of somebody, harmless to a terminal."""
    return one_line(who.name or who.id)


def one_line(text: str) -> str:
    """Return text as one line, harmless to a terminal."""
    return printable(text)


def indented(text: str) -> str:
    """Return text harmless to a terminal, whose further lines are seen to belong to the first."""
    return printable(text, lines=True).replace("\n", CONTINUED)
