"""The state of a meeting as the host tells it, and the events that it makes of that. Pure."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec.structs import replace

from realtimekit_async.log import logger

from .conversation import Conversation, keep_last
from .event import Event
from .events.own import PermissionsUpdated
from .events.people import ActiveSpeaker
from .events.session import (
    LivestreamUpdated,
    RecordingUpdated,
    StageStatusUpdated,
    UnknownEvent,
)
from .events.table import TYPES
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
from .participant import Participant
from .payloads import (
    MESSAGE,
    ChatChange,
    Media,
    PluginChange,
    PollsChange,
    Snapshot,
    Speech,
    read,
    read_event,
    read_or,
    read_rows,
)
from .person import Person
from .roster import MAPS, MEDIA, Members, Roster
from .values.people import ParticipantState, Permissions, SelfState
from .values.session import MetaState
from .values.talk import (
    AnyMessage,
    Plugin,
    Poll,
    Transcript,
)
from .wire import UNREADABLE, Told

_NONE = b"null"
_SILENT = frozenset(
    {f"participants.{name}.participantsCleared" for name in MAPS if name != "joined"}
    | {f"participants.joined.{name}" for name in ("pinned", "unpinned", "participantsUpdate")}
    | {"self.pinned", "self.unpinned"}
)
"""Events of the vendor's that say nothing that others do not say as well."""

_HERE = frozenset({"joined", "waitlisted", "stageLeft"})
"""The states of who has not left yet."""

Events: TypeAlias = tuple[Event, ...]


class Mirror:
    """Takes into account what the host tells, one event after the other."""

    def __init__(
        self, make: Callable[[ParticipantState], Participant], me: Person, chat_size: int, transcript_size: int
    ) -> None:
        self._roster = Roster(make)
        self._me = me
        self._conversation = Conversation(chat_size)
        self._transcript_size = transcript_size
        self.me: SelfState = SelfState()
        self.meta: MetaState = MetaState()
        self.permissions: Permissions = Permissions()
        self.polls: list[Poll] = []
        self.plugins: dict[str, Plugin] = {}
        self.transcripts: list[Transcript] = []
        self.stage: str | None = None
        self.recording: str | None = None
        self.livestream: str | None = None
        self._ended: str | None = None
        self._takes: Mapping[str, Callable[[Told], Events]] = {
            "": self._take_snapshot,
            "self": self._take_self,
            "meta": self._take_meta,
            **{f"participants.{name}": self._take_member for name in MAPS},
            "participants": self._take_of_participants,
            "permissions": self._take_permissions,
            "chat": self._take_chat,
            "polls": self._take_polls,
            "plugins": self._take_plugin,
            "ai": self._take_transcript,
        }

    @property
    def maps(self) -> Mapping[str, Members]:
        """The participants by peer id: joined, active, waitlisted and pinned."""
        return self._roster.maps

    @property
    def messages(self) -> list[AnyMessage]:
        """The messages of the chat that are kept."""
        return self._conversation.messages

    def take(self, told: Told) -> Events:
        """Take what was told into account; return the events that it means."""
        takes = self._takes.get(told.namespace, self._take_other)
        try:
            return takes(told)
        except UNREADABLE as error:
            logger.debug("%s.%s cannot be read: %s", told.namespace, told.name, error)
            return (self._unknown(told),)

    def end(self, state: str) -> None:
        """Know oneself to have left, also where the host has not said so, or says something else too late."""
        self._ended = state
        self.me = self._left(self.me)

    def _left(self, me: SelfState) -> SelfState:
        if self._ended is None or me.room_state not in _HERE:
            return me
        return replace(me, room_state=self._ended, room_joined=False)

    # ── everything at once ──

    def load(self, snapshot: Snapshot) -> None:
        """Replace everything that is known."""
        self._load(snapshot, [*read_rows(MESSAGE, snapshot.chat)])

    def _load(self, snapshot: Snapshot, messages: list[AnyMessage]) -> None:
        self.me = self._left(read_or(self.me, snapshot.me))
        self.meta = read_or(self.meta, snapshot.meta)
        self.permissions = read_or(self.permissions, snapshot.permissions)
        self._roster.load(snapshot.participants)
        self._conversation.load(messages)
        self.polls = [*read_rows(Poll, snapshot.polls)]
        self.plugins = {plugin.id: plugin for plugin in read_rows(Plugin, snapshot.plugins)}
        self.transcripts = [*read_rows(Transcript, snapshot.transcripts)]
        keep_last(self._transcript_size, self.transcripts)
        self.stage = snapshot.stage
        self.recording = snapshot.recording
        self.livestream = snapshot.livestream

    def _take_snapshot(self, told: Told) -> Events:
        """Make events of what has changed without any."""
        snapshot = read(Snapshot, told.data)
        before = self._roster.copy()
        messages = [*read_rows(MESSAGE, snapshot.chat)]
        # What was said before this participant came is there, and not told.
        said = [*self._conversation.changes_to(messages)] if self.me.room_joined else []
        self._load(snapshot, messages)
        return (*self._roster.changes_since(before), *said)

    # ── people ──

    def _take_member(self, told: Told) -> Events:
        events = self._roster.take(told)
        return self._take_other(told) if events is None else events

    def _take_self(self, told: Told) -> Events:
        if bytes(told.state) != _NONE:
            self.me = self._left(read(SelfState, told.state))
        if told.name in MEDIA:
            return (MEDIA[told.name](self._me, read(Media, told.data)),)
        return self._take_other(told)

    def _take_of_participants(self, told: Told) -> Events:
        if told.name != "activeSpeaker":
            return self._take_other(told)
        speech = read(Speech, told.data)
        peer_id = speech.peer_id or speech.id
        who = self._me if peer_id == self.me.id else self.maps["joined"].get(peer_id)
        return (ActiveSpeaker(peer_id, speech.volume, who),)

    def _take_permissions(self, told: Told) -> Events:
        self.permissions = read(Permissions, told.data)
        return (PermissionsUpdated(),)

    # ── what is said and decided ──

    def _take_chat(self, told: Told) -> Events:
        change = read(ChatChange, told.data)
        if change.message is None:
            return (self._unknown(told),)
        if told.name == "chatUpdate":
            action = change.action or "add"
            self._conversation.change(action, change.message)
            return (ChatUpdated(action, change.message),)
        self._conversation.change("edit", change.message)
        kind = {"pinMessage": MessagePinned, "unpinMessage": MessageUnpinned}.get(told.name)
        return (self._unknown(told),) if kind is None else (kind(change.message),)

    def _take_polls(self, told: Told) -> Events:
        change = read(PollsChange, told.data)
        self.polls = list(change.polls)
        return (PollsUpdated(change.polls, change.new_poll),)

    def _take_plugin(self, told: Told) -> Events:
        plugin = read(PluginChange, told.data).p
        kinds = {"stateUpdate": PluginUpdated, "pluginAdded": PluginAdded, "pluginDeleted": PluginDeleted}
        if plugin is None or told.name not in kinds:
            return (self._unknown(told),)
        if told.name == "pluginDeleted":
            self.plugins.pop(plugin.id, None)
        else:
            self.plugins[plugin.id] = plugin
        return (kinds[told.name](plugin),)

    def _take_transcript(self, told: Told) -> Events:
        if told.name != "transcript":
            return self._take_other(told)
        event = read(TranscriptReceived, told.data)
        if not event.is_partial_transcript:
            self.transcripts.append(read(Transcript, told.data))
            keep_last(self._transcript_size, self.transcripts)
        return (event,)

    # ── the rest ──

    def _take_meta(self, told: Told) -> Events:
        if bytes(told.state) != _NONE:
            self.meta = read(MetaState, told.state)
        return self._take_other(told)

    def _take_other(self, told: Told) -> Events:
        """Take an event whose payload is its fields."""
        name = f"{told.namespace}.{told.name}"
        if name in _SILENT:
            return ()
        kind = TYPES.get(name)
        if kind is None:
            return (self._unknown(told),)
        event = read_event(kind, told.data)
        match event:
            case RecordingUpdated():
                self.recording = event.state
            case LivestreamUpdated():
                self.livestream = event.state
            case StageStatusUpdated():
                self.stage = event.status
            case _:
                pass
        return (event,)

    def _unknown(self, told: Told) -> UnknownEvent:
        try:
            payload = read(object, told.data)
        except UNREADABLE:
            payload = None
        return UnknownEvent(told.namespace, told.name, payload)
