"""What one types into a meeting: lines for everybody, and commands that begin with a slash."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.meeting import Meeting, MeetingOver, Participant
from realtimekit_async.wire.unicode import to_unicode

from .meeting_events import name_of, one_line

P = TypeVar("P", bound=Participant)


class Misunderstood(Exception):  # noqa: N818 - what is told to the person who has typed
    """A line that makes no sense; the argument says why."""


class Chat:
    """Does what lines say, and tells what went wrong instead of ending the meeting."""

    def __init__(self, meeting: Meeting, note: Callable[[str], None]) -> None:
        self._meeting = meeting
        self._note = note
        self._commands: Mapping[str, Callable[[str], Awaitable[None]]] = {
            "who": self._who,
            "poll": self._poll,
            "vote": self._vote,
            "to": self._to,
            "accept": self._accept,
            "reject": self._reject,
            "mute": self._mute,
            "kick": self._kick,
            "leave": self._leave,
            "help": self._help,
        }

    async def take(self, line: str) -> None:
        """Do what a line says."""
        try:
            await self._done(line.strip())
        except Misunderstood as error:
            self._note(str(error))
        except MeetingOver:
            pass  # whoever shows the events says so
        except (RealtimeKitError, ValueError) as error:
            self._note(f"that did not work: {one_line(str(error))}")

    async def _done(self, line: str) -> None:
        if not line:
            return
        if to_unicode(line) != line:
            raise Misunderstood("the line is no UTF-8, so nothing was sent: write it as UTF-8")
        if not line.startswith("/"):
            await self._meeting.chat.send_text_message(line)
            return
        word, _, rest = line[1:].partition(" ")
        command = self._commands.get(word.lower())
        if command is None:
            raise Misunderstood(f"there is no /{one_line(word)}: /{', /'.join(self._commands)}")
        await command(rest.strip())

    async def _who(self, _: str) -> None:
        participants = self._meeting.participants
        there = [f"{self._meeting.self.name} (you)", *map(name_of, participants.joined.to_list())]
        self._note(f"here: {', '.join(there)}")
        if waiting := participants.waitlisted.to_list():
            self._note(f"waiting: {', '.join(map(name_of, waiting))}")

    async def _poll(self, text: str) -> None:
        question, *options = (part.strip() for part in text.split("|"))
        if not question or len([option for option in options if option]) < 2:  # noqa: PLR2004 - a choice
            raise Misunderstood("a poll is /poll Question? | one answer | another")
        await self._meeting.polls.create(question, [option for option in options if option])

    async def _vote(self, text: str) -> None:
        polls = self._meeting.polls.items
        if not polls:
            raise Misunderstood("there is no poll to vote in")
        options = len(polls[-1].options)
        if not text.isdecimal() or not 1 <= int(text) <= options:
            raise Misunderstood(f"a vote is a number from 1 to {options}: {one_line(polls[-1].question)}")
        await self._meeting.polls.vote(polls[-1].id, int(text) - 1)

    async def _to(self, text: str) -> None:
        who, message = self._addressed(text)
        if not message:
            raise Misunderstood(f"what shall {name_of(who)} be told? /to NAME text")
        await self._meeting.chat.send_text_message(message, to=[who.id])
        self._note(f"told {name_of(who)} alone")

    async def _accept(self, text: str) -> None:
        who = _named(self._meeting.participants.waitlisted.values(), text, "waits")
        await self._meeting.participants.accept_waiting_room_request(who.id)
        self._note(f"let {name_of(who)} in")

    async def _reject(self, text: str) -> None:
        who = _named(self._meeting.participants.waitlisted.values(), text, "waits")
        await self._meeting.participants.reject_waiting_room_request(who.id)
        self._note(f"turned {name_of(who)} away")

    async def _mute(self, text: str) -> None:
        who = self._one(text)
        await who.disable_audio()
        self._note(f"muted {name_of(who)}")

    async def _kick(self, text: str) -> None:
        who = self._one(text)
        await who.kick()
        self._note(f"kicked {name_of(who)}")

    async def _leave(self, _: str) -> None:
        await self._meeting.leave()

    async def _help(self, _: str) -> None:
        self._note(f"what you type is sent; commands are /{', /'.join(self._commands)}")

    def _one(self, text: str) -> Participant:
        return _named(self._meeting.participants.joined.values(), text, "is here")

    def _addressed(self, text: str) -> tuple[Participant, str]:
        """Tell whom a message is for from what it says: a name may have several words, the longest counts."""
        words = text.split(" ")
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            if _found(self._meeting.participants.joined.values(), name):
                return self._one(name), " ".join(words[count:]).strip()
        return self._one(words[0]), ""


def _found(people: Iterable[P], name: str) -> list[P]:
    """Return those who have a name, in whichever case, or an id."""
    wanted = name.casefold()
    return [who for who in people if wanted in ((who.name or "").casefold(), who.id, who.user_id)]


def _named(people: Iterable[P], name: str, where: str) -> P:
    """Return the one who is meant."""
    if not name:
        raise Misunderstood("who is meant? give a name; /who shows them")
    found = _found(people, name)
    if not found:
        raise Misunderstood(f"nobody {where} who is called {one_line(name)!r}; /who shows them")
    if len(found) > 1:
        raise Misunderstood(f"{len(found)} are called so; give an id: {', '.join(who.id for who in found)}")
    return found[0]
