"""Events of what is said and decided: chat, polls, plugins, transcripts."""

from typing import ClassVar

from realtimekit_async.meeting.values.talk import (
    AnyMessage,
    Plugin,
    Poll,
    TextMessage,
)
from realtimekit_async.models.common import Timestamp

from .base import Event


class ChatUpdated(Event):
    """A message was added, edited or deleted: `action` is add, edit or delete."""

    js: ClassVar[tuple[str, ...]] = ("chat.chatUpdate",)
    action: str = "add"
    """add, edit or delete."""
    message: AnyMessage = TextMessage()
    """As it is now; of a deleted one, as it was."""


class MessagePinned(Event):
    """A message was pinned."""

    js: ClassVar[tuple[str, ...]] = ("chat.pinMessage",)
    message: AnyMessage = TextMessage()
    """As it is now."""


class MessageUnpinned(Event):
    """A message is not pinned any more."""

    js: ClassVar[tuple[str, ...]] = ("chat.unpinMessage",)
    message: AnyMessage = TextMessage()
    """As it is now."""


class PollsUpdated(Event):
    """A poll was created, or somebody voted; `polls` are all of them."""

    js: ClassVar[tuple[str, ...]] = ("polls.pollsUpdate",)
    polls: tuple[Poll, ...] = ()
    """All of them, as they are now."""
    new_poll: bool = False
    """Whether one was created; else somebody has voted."""


class PluginUpdated(Event):
    """A plugin was started or stopped."""

    js: ClassVar[tuple[str, ...]] = ("plugins.all.stateUpdate",)
    plugin: Plugin = Plugin()
    """As it is now."""


class PluginAdded(Event):
    """There is a plugin more."""

    js: ClassVar[tuple[str, ...]] = ("plugins.all.pluginAdded",)
    plugin: Plugin = Plugin()
    """The one that came."""


class PluginDeleted(Event):
    """There is a plugin less."""

    js: ClassVar[tuple[str, ...]] = ("plugins.all.pluginDeleted",)
    plugin: Plugin = Plugin()
    """The one that went."""


class TranscriptReceived(Event):
    """Something was said; a partial is replaced by its speaker's next one, or by the final."""

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
