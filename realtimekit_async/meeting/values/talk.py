"""What is said and decided: messages, polls, plugins, transcripts."""

from typing import TypeAlias

from realtimekit_async.models.common import Timestamp

from .base import Value


class Message(Value, frozen=True, tag_field="type"):
    """The base of the messages of the chat; `target_user_ids` is empty unless it is a private one.

    Example:
        >>> _ = emulator.simulate.chats(meeting.id, "Ada", "Good morning")
        >>> message = (await bot.wait_for(ChatUpdated)).message
        >>> message.display_name, message.is_edited, message.pinned, message.target_user_ids
        ('Ada', False, False, ())
    """

    id: str = ""
    """By which it is edited, deleted and pinned."""
    user_id: str = ""
    """Whose it is: the participant's id."""
    display_name: str = ""
    """Whose it is, as shown when it was sent."""
    time: Timestamp | None = None
    """When it was sent, in UTC."""
    time_ms: int | None = None
    """The same as milliseconds since 1970."""
    is_edited: bool = False
    """Whether its sender changed it afterwards."""
    pinned: bool = False
    """Whether somebody pinned it."""
    target_user_ids: tuple[str, ...] = ()
    """Participants who alone received it; empty where everybody did."""


class TextMessage(Message, frozen=True, tag="text"):
    """A text.

    Example:
        >>> await bot.chat.send_text_message("Good morning")
        >>> match bot.chat.messages[0]:
        ...     case TextMessage(message=words, display_name=name):
        ...         print(f"{name}: {words}")
        Bot: Good morning
    """

    message: str = ""
    """The words."""


class ImageMessage(Message, frozen=True, tag="image"):
    """An image, at a link.

    Example:
        >>> await bot.chat.send_image_message(b"...", name="tide.png")
        >>> match bot.chat.messages[0]:
        ...     case ImageMessage(link=link):
        ...         print(link[:4])
        http
    """

    link: str = ""
    """Where it is fetched from."""


class FileMessage(Message, frozen=True, tag="file"):
    """A file, at a link; `size` in bytes.

    Example:
        >>> await bot.chat.send_file_message(b"a;b", name="tides.csv", type="text/csv")
        >>> match bot.chat.messages[0]:
        ...     case FileMessage(name=name, size=size):
        ...         print(name, size)
        tides.csv 3
    """

    name: str = ""
    """What the sender calls it."""
    size: int = 0
    """Bytes."""
    link: str = ""
    """Where it is fetched from."""


class CustomMessage(Message, frozen=True, tag="custom"):
    """A message that another client has composed of several parts.

    Example:
        >>> CustomMessage(message="See the plan", files=({"name": "plan.pdf"},)).files[0]["name"]
        'plan.pdf'
    """

    message: str | None = None
    """Words, if it has any."""
    html: str | None = None
    """Markup of a stranger's, if it has any: never to be shown as it is."""
    files: tuple[dict[str, object], ...] = ()
    """Descriptions of attachments, each with its link."""
    images: tuple[dict[str, object], ...] = ()
    """Descriptions of pictures, each with its link."""
    videos: tuple[dict[str, object], ...] = ()
    """Descriptions of films, each with its link."""


AnyMessage: TypeAlias = TextMessage | ImageMessage | FileMessage | CustomMessage
"""A message of the chat, of any type."""


class PollVote(Value, frozen=True):
    """Who has voted.

    Example:
        >>> _ = await bot.polls.create("Tea or coffee?", ["Tea", "Coffee"])
        >>> emulator.simulate.votes(meeting.id, "Ada", 0)
        >>> _ = await bot.wait_for(PollsUpdated)
        >>> [vote.name for vote in bot.polls.items[0].options[0].votes]
        ['Ada']
    """

    id: str = ""
    """The participant's id."""
    name: str = ""
    """As shown when the vote was cast."""


class PollOption(Value, frozen=True):
    """One answer to a poll, and its votes; who voted is not told of an anonymous one.

    Example:
        >>> poll = await bot.polls.create("Tea or coffee?", ["Tea", "Coffee"])
        >>> [(option.text, option.count) for option in poll.options]
        [('Tea', 0), ('Coffee', 0)]
    """

    text: str = ""
    """What is voted for."""
    count: int = 0
    """How many have voted for it."""
    votes: tuple[PollVote, ...] = ()
    """Who has voted for it; empty of an anonymous poll."""


class Poll(Value, frozen=True):
    """A poll; `voted` are the participant ids of who has voted.

    Example:
        >>> poll = await bot.polls.create("Tea or coffee?", ["Tea", "Coffee"], anonymous=True)
        >>> poll.question, poll.anonymous, poll.created_by
        ('Tea or coffee?', True, 'Bot')
    """

    id: str = ""
    """By which one votes."""
    question: str = ""
    """What is asked."""
    options: tuple[PollOption, ...] = ()
    """What may be answered, in the order of their indexes."""
    anonymous: bool = False
    """Whether nobody learns who voted for what."""
    hide_votes: bool = False
    """Whether results stay hidden until one has voted."""
    created_by: str | None = None
    """Name of whoever asks."""
    created_by_user_id: str | None = None
    """Participant who asks; absent of a poll that was created over REST."""
    voted: tuple[str, ...] = ()
    """Participants who have answered."""


class PluginPermissions(Value, frozen=True):
    """Who may start and stop a plugin.

    Example:
        >>> PluginPermissions(can_activate=True).can_deactivate
        False
    """

    can_activate: bool = False
    """Whether one may start it."""
    can_deactivate: bool = False
    """Whether one may stop it."""


class Plugin(Value, frozen=True):
    """A plugin; its id is the meeting's, a colon, and the id that it was configured with.

    Example:
        >>> board: PluginConfig = {"id": "board", "name": "Board"}
        >>> async with rtk.meetings.join(
        ...     meeting.id, name="Grace", preset_name="group_call_host", plugins=[board]
        ... ) as grace:
        ...     [plugin] = grace.plugins.all.values()
        >>> plugin.name, plugin.active
        ('Board', False)
    """

    id: str = ""
    """The meeting's id, a colon, and the one that it was configured with."""
    name: str = ""
    """What people see."""
    icon: str | None = None
    """URL of a picture, absent where it has none."""
    active: bool = False
    """Whether it runs."""
    enabled_by: str | None = None
    """Participant who started it; empty while it does not run."""
    permissions: PluginPermissions | None = None
    """What one may do with it."""


class Transcript(Value, frozen=True):
    """Something that was said, written down; a partial is replaced by its speaker's next.

    Example:
        >>> _ = emulator.simulate.says(meeting.id, "Ada", "High water is at six.")
        >>> _ = await bot.wait_for(TranscriptReceived)
        >>> line = bot.ai.transcripts[0]
        >>> line.name, line.transcript
        ('Ada', 'High water is at six.')
    """

    id: str = ""
    """The same for the partials and the final of one utterance."""
    name: str | None = None
    """Who speaks, as shown."""
    peer_id: str | None = None
    """Who speaks: the peer's."""
    user_id: str | None = None
    """Who speaks: the participant's."""
    custom_participant_id: str | None = None
    """Who speaks: your own id."""
    transcript: str = ""
    """The words."""
    is_partial_transcript: bool = False
    """Whether the next one of this speaker replaces it."""
    date: Timestamp | None = None
    """When it was said, in UTC."""
