"""Events of what is said and decided: chat, polls, plugins, transcripts."""

from typing import ClassVar

from realtimekit_async.meeting.event import Event
from realtimekit_async.meeting.values.talk import (
    AnyMessage,
    Plugin,
    Poll,
    TextMessage,
)
from realtimekit_async.models.common import Timestamp


class ChatUpdated(Event):
    """A message was added, edited or deleted: `action` is add, edit or delete.

    Example:
        >>> _ = emulator.simulate.chats(meeting.id, "Ada", "Good morning")
        >>> event = await bot.wait_for(ChatUpdated)
        >>> event.action, event.message.display_name, event.message.message
        ('add', 'Ada', 'Good morning')
    """

    js: ClassVar[tuple[str, ...]] = ("chat.chatUpdate",)
    action: str = "add"
    """add, edit or delete."""
    message: AnyMessage = TextMessage()
    """As it is now; of a deleted one, as it was."""


class MessagePinned(Event):
    """A message was pinned.

    Example:
        >>> @bot.on(MessagePinned)
        ... def tell(event):
        ...     print("pinned:", event.message.message)
        >>> await bot.chat.send_text_message("At nine")
        >>> await bot.chat.pin(bot.chat.messages[0].id)
        pinned: At nine
    """

    js: ClassVar[tuple[str, ...]] = ("chat.pinMessage",)
    message: AnyMessage = TextMessage()
    """As it is now."""


class MessageUnpinned(Event):
    """A message is not pinned any more.

    Example:
        >>> @bot.on(MessageUnpinned)
        ... def tell(event):
        ...     print("no longer pinned:", event.message.message)
        >>> await bot.chat.send_text_message("At nine")
        >>> await bot.chat.pin(bot.chat.messages[0].id)
        >>> await bot.chat.unpin(bot.chat.messages[0].id)
        no longer pinned: At nine
    """

    js: ClassVar[tuple[str, ...]] = ("chat.unpinMessage",)
    message: AnyMessage = TextMessage()
    """As it is now."""


class PollsUpdated(Event):
    """A poll was created, or somebody voted; `polls` are all of them.

    Example:
        >>> emulator.simulate.poll_opens(meeting.id, "Tea or coffee?", "Tea", "Coffee")
        >>> event = await bot.wait_for(PollsUpdated)
        >>> event.new_poll, event.polls[0].question
        (True, 'Tea or coffee?')
    """

    js: ClassVar[tuple[str, ...]] = ("polls.pollsUpdate",)
    polls: tuple[Poll, ...] = ()
    """All of them, as they are now."""
    new_poll: bool = False
    """Whether one was created; else somebody has voted."""


class PluginUpdated(Event):
    """A plugin was started or stopped.

    Example:
        >>> PluginUpdated(plugin=Plugin(id="m1:board", name="Board", active=True)).plugin.active
        True
    """

    js: ClassVar[tuple[str, ...]] = ("plugins.all.stateUpdate",)
    plugin: Plugin = Plugin()
    """As it is now."""


class PluginAdded(Event):
    """There is a plugin more.

    Example:
        >>> PluginAdded(plugin=Plugin(id="m1:board", name="Board")).plugin.name
        'Board'
    """

    js: ClassVar[tuple[str, ...]] = ("plugins.all.pluginAdded",)
    plugin: Plugin = Plugin()
    """The one that came."""


class PluginDeleted(Event):
    """There is a plugin less.

    Example:
        >>> PluginDeleted(plugin=Plugin(id="m1:board", name="Board")).plugin.name
        'Board'
    """

    js: ClassVar[tuple[str, ...]] = ("plugins.all.pluginDeleted",)
    plugin: Plugin = Plugin()
    """The one that went."""


class TranscriptReceived(Event):
    """Something was said; a partial is replaced by its speaker's next one, or by the final.

    Example:
        >>> _ = emulator.simulate.says(meeting.id, "Ada", "High water is at six.")
        >>> event = await bot.wait_for(TranscriptReceived)
        >>> event.name, event.transcript, event.is_partial_transcript
        ('Ada', 'High water is at six.', False)
    """

    js: ClassVar[tuple[str, ...]] = ("ai.transcript",)
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
