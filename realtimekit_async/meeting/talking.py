"""What is said and decided: the chat, polls, plugins and transcripts."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import Raw

from realtimekit_async.checks import check_choice, check_count, checked_seconds, checked_text
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.timing import arrives_within

from .checks import check_bytes, checked_texts
from .errors import CallTimeout
from .event import Event
from .events.talk import (
    ChatUpdated,
    MessagePinned,
    MessageUnpinned,
    PluginAdded,
    PluginDeleted,
    PluginUpdated,
    PollsUpdated,
    TranscriptReceived,
)
from .inside import Inside, Part
from .instead import teach
from .payloads import MESSAGE, read_rows
from .values.talk import (
    AnyMessage,
    Plugin,
    Poll,
    PollOption,
    Transcript,
)

_FEWEST_OPTIONS = 2
_ROWS = list[Raw]
_ANY_FILE = "application/octet-stream"


@teach
class Chat(Part):
    """The chat. Methods raise NotJoined before joining, and NotPermitted where the preset does not allow it.

    Example:
        >>> await bot.chat.send_text_message("Shall we begin?")
        >>> [(message.display_name, message.message) for message in bot.chat.messages]
        [('Bot', 'Shall we begin?')]
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (ChatUpdated, MessagePinned, MessageUnpinned)

    @property
    def messages(self) -> list[AnyMessage]:
        """The messages, in the order in which they were told, up to the meeting's `chat_size`."""
        return [*self._inside.mirror.messages]

    async def send_text_message(self, message: str, *, to: Iterable[str] = ()) -> None:
        """Send a text to everybody, or to these peers alone."""
        checked_text("message", message)
        await self._room.call("chat.sendTextMessage", message, *_peers(to))

    async def send_image_message(
        self, data: bytes, *, name: str = "image.png", type: str = "image/png", to: Iterable[str] = ()
    ) -> None:
        """Send an image to everybody, or to these peers alone."""
        await self._send_file("chat.sendImageMessage", data, name, type, to)

    async def send_file_message(
        self, data: bytes, *, name: str, type: str = _ANY_FILE, to: Iterable[str] = ()
    ) -> None:
        """Send a file to everybody, or to these peers alone."""
        await self._send_file("chat.sendFileMessage", data, name, type, to)

    async def edit_text_message(self, id: str, message: str) -> None:
        """Replace the text of a message of one's own."""
        checked_text("id", id)
        checked_text("message", message)
        await self._room.call("chat.editTextMessage", id, message)

    async def delete_message(self, id: str) -> None:
        """Delete a message of one's own."""
        checked_text("id", id)
        await self._room.call("chat.deleteMessage", id)

    async def pin(self, id: str) -> None:
        """Pin a message."""
        checked_text("id", id)
        await self._room.call("chat.pin", id)

    async def unpin(self, id: str) -> None:
        """Undo `pin`."""
        checked_text("id", id)
        await self._room.call("chat.unpin", id)

    async def fetch_public_messages(
        self, *, timestamp: datetime | None = None, limit: int = 50, direction: str = "before"
    ) -> list[AnyMessage]:
        """Return public messages before or after a point in time; None is now."""
        check_count("limit", limit)
        check_choice("direction", direction, ("before", "after"))
        options: dict[str, object] = {"limit": limit, "direction": direction}
        if timestamp is not None:
            options["timestamp"] = _milliseconds(timestamp)
        return [*read_rows(MESSAGE, await self._room.fetch(_ROWS, "chat.fetchPublicMessages", options))]

    async def _send_file(self, call: str, data: bytes, name: str, type: str, to: Iterable[str]) -> None:
        check_bytes("data", data)
        checked_text("name", name)
        peers = _peers(to)
        await self._room.call(call, await self._room.send_file(data, name, type, call), *peers)


class Polls(Part):
    """The polls. Methods raise NotJoined before joining, and NotPermitted where the preset does not allow it.

    Example:
        >>> poll = await bot.polls.create("Tea or coffee?", ["Tea", "Coffee"])
        >>> emulator.simulate.votes(meeting.id, "Ada", 0)
        >>> _ = await bot.wait_for(PollsUpdated)
        >>> [(option.text, option.count) for option in bot.polls.items[0].options]
        [('Tea', 1), ('Coffee', 0)]
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (PollsUpdated,)

    def __init__(self, inside: Inside) -> None:
        super().__init__(inside)
        self._creating = asyncio.Lock()

    @property
    def items(self) -> list[Poll]:
        """The polls and their votes."""
        return [*self._inside.mirror.polls]

    async def create(
        self,
        question: str,
        options: Sequence[str],
        *,
        anonymous: bool = False,
        hide_votes: bool = False,
        timeout: float = 10.0,  # noqa: ASYNC109 - seconds of the meeting's own clock
    ) -> Poll:
        """Create a poll, and return it as it came back.

        The SDK's own call answers nothing, so the poll is waited for: raises CallTimeout where both have taken
        `timeout` seconds.
        """
        checked_text("question", question)
        choices = checked_texts("options", options)
        if len(choices) < _FEWEST_OPTIONS:
            raise ConfigurationError("options are two or more answers to choose from")
        seconds = checked_seconds("timeout", timeout, finite=False)
        self._room.check("polls.create")
        asked = Poll(
            question=question,
            options=tuple(map(PollOption, choices)),
            anonymous=anonymous,
            hide_votes=hide_votes,
        )
        creating = asyncio.ensure_future(self._create(asked))
        if not await arrives_within(self._room.clock, seconds, creating):
            raise CallTimeout(f"the poll has not come back within {seconds:g} s", call="polls.create")
        return creating.result()

    async def _create(self, asked: Poll) -> Poll:
        def created(event: PollsUpdated) -> list[Poll]:
            others = {each.user_id for each in self._inside.mirror.maps["joined"].values()}
            others -= {self._inside.me.user_id, None, ""}
            new = (poll for poll in event.polls if poll.id not in known)
            return [poll for poll in new if poll.created_by_user_id not in others and _is_what(poll, asked)]

        async with self._creating:  # one at a time: else it could not be told whose is whose
            known = {poll.id for poll in self._inside.mirror.polls}
            with self._room.dispatcher.expecting(PollsUpdated, lambda event: bool(created(event))) as arrival:
                arguments = asked.question, _texts(asked), asked.anonymous, asked.hide_votes
                await self._room.call("polls.create", *arguments)
                return created(await arrival)[0]

    async def vote(self, poll_id: str, option_index: int) -> None:
        """Vote for an option of a poll; the first has the index 0.

        The vote shows in `items` once PollsUpdated has come. Raises NotPermitted where the preset does not allow
        it, and MeetingError for a poll or an option that there is not, and for a second vote.
        """
        checked_text("poll_id", poll_id)
        check_count("option_index", option_index, least=0)
        await self._room.call("polls.vote", poll_id, option_index)


class Plugins(Part):
    """The plugins that the meeting was made with.

    Example:
        >>> board: PluginConfig = {"id": "board", "name": "Board", "permissions": {"canActivate": True}}
        >>> async with rtk.meetings.join(
        ...     meeting.id, name="Grace", preset_name="group_call_host", plugins=[board]
        ... ) as grace:
        ...     [(plugin_id, plugin)] = grace.plugins.all.items()
        ...     await grace.plugins.activate(plugin_id)
        ...     print(plugin.name, plugin.active, grace.plugins.all[plugin_id].active)
        Board False True
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (PluginUpdated, PluginAdded, PluginDeleted)

    @property
    def all(self) -> dict[str, Plugin]:
        """The plugins by their ids: the meeting's id, a colon, and the id that one was configured with."""
        return dict(self._inside.mirror.plugins)

    async def activate(self, plugin_id: str) -> None:
        """Start a plugin for everybody; raises ParticipantGone for one that is not there."""
        checked_text("plugin_id", plugin_id)
        await self._room.call("plugin.activate", target=plugin_id)

    async def deactivate(self, plugin_id: str) -> None:
        """Stop a plugin for everybody; raises ParticipantGone for one that is not there."""
        checked_text("plugin_id", plugin_id)
        await self._room.call("plugin.deactivate", target=plugin_id)


class Ai(Part):
    """What is written down of what is said.

    Example:
        >>> _ = emulator.simulate.says(meeting.id, "Ada", "High water is at six.")
        >>> _ = await bot.ai.wait_for(TranscriptReceived)
        >>> [line.transcript for line in bot.ai.transcripts]
        ['High water is at six.']
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (TranscriptReceived,)

    @property
    def transcripts(self) -> list[Transcript]:
        """The finals, up to the meeting's `transcript_size`; partials come as events only."""
        return [*self._inside.mirror.transcripts]


def _peers(to: Iterable[str]) -> list[list[str]]:
    """Return the argument that names the receivers; there is none for everybody."""
    peers = checked_texts("to", to)
    return [peers] if peers else []


def _texts(poll: Poll) -> list[str]:
    return [option.text for option in poll.options]


def _is_what(poll: Poll, asked: Poll) -> bool:
    """Return whether a poll is what was asked."""
    return poll.question == asked.question and _texts(poll) == _texts(asked)


def _milliseconds(timestamp: datetime) -> int:
    if not isinstance(timestamp, datetime) or timestamp.tzinfo is None:
        raise ConfigurationError("timestamp is a datetime with a time zone: datetime.now(UTC), for instance")
    return round(timestamp.timestamp() * 1000)
