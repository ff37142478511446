"""The account, its apps, and how things are found in them."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, TypeVar

from .answers import missing
from .clock import Clock
from .identity import Ids
from .shapes import DOCUMENTED, Shapes
from .signing import Signer
from .sound import Sound
from .state import (
    Arrival,
    Broadcast,
    Line,
    Livestream,
    LivestreamSession,
    Meeting,
    Peer,
    Preset,
    Recording,
    Session,
    Webhook,
)

T = TypeVar("T")
ChatFormat: TypeAlias = Literal["csv", "json"]
SummaryFormat: TypeAlias = Literal["txt", "md"]
Subject: TypeAlias = Session | Peer | Recording | Livestream | Line | Broadcast | Arrival | Sound


def find(things: Mapping[str, T], kind: str, key: str) -> T:
    """Find a thing by id, or refuse with 404."""
    try:
        return things[key]
    except KeyError:
        raise missing(f"No {kind} found with id {key}") from None


@dataclass(slots=True, eq=False, kw_only=True)
class App:
    """One application of the account, with everything below it."""

    id: str
    name: str
    created_at: datetime
    world: "World" = field(repr=False)
    meetings: dict[str, Meeting] = field(default_factory=dict[str, Meeting], repr=False)
    presets: dict[str, Preset] = field(default_factory=dict[str, Preset], repr=False)
    sessions: dict[str, Session] = field(default_factory=dict[str, Session], repr=False)
    peers: dict[str, Peer] = field(default_factory=dict[str, Peer], repr=False)
    recordings: dict[str, Recording] = field(default_factory=dict[str, Recording], repr=False)
    livestreams: dict[str, Livestream] = field(default_factory=dict[str, Livestream], repr=False)
    livestream_sessions: dict[str, LivestreamSession] = field(
        default_factory=dict[str, LivestreamSession], repr=False
    )
    webhooks: dict[str, Webhook] = field(default_factory=dict[str, Webhook], repr=False)

    def meeting(self, meeting_id: str) -> Meeting:
        """Find a meeting by id."""
        return find(self.meetings, "meeting", meeting_id)

    def preset(self, preset_id: str) -> Preset:
        """Find a preset by id."""
        return find(self.presets, "preset", preset_id)

    def preset_named(self, name: str) -> Preset:
        """Find a preset by name, as participants name theirs."""
        named = next((preset for preset in self.presets.values() if preset.name == name), None)
        if named is None:
            raise missing(self.world.shapes.unknown_preset.format(name))
        return named

    def session(self, session_id: str) -> Session:
        """Find a session by id."""
        return find(self.sessions, "session", session_id)

    def live_session(self, meeting_id: str) -> Session:
        """Find the session that takes place in a meeting now."""
        session = self.meeting(meeting_id).session
        if session is None:
            raise missing(f"No active session found for meeting_id {meeting_id}")
        return session

    def recording(self, recording_id: str) -> Recording:
        """Find a recording by id."""
        return find(self.recordings, "recording", recording_id)

    def livestream(self, livestream_id: str) -> Livestream:
        """Find a livestream by id."""
        return find(self.livestreams, "livestream", livestream_id)

    def webhook(self, webhook_id: str) -> Webhook:
        """Find a webhook by id."""
        return find(self.webhooks, "webhook", webhook_id)

    def tell(self, event: str, subject: Subject) -> None:
        """Tell whoever listens what has just happened to something."""
        for listener in self.world.listeners:
            listener(self, event, subject)

    @property
    def now(self) -> datetime:
        """The time on the emulator's clock."""
        return self.world.clock.now()


@dataclass(slots=True, eq=False, kw_only=True)
class Exports:
    """The forms that exports are written in; with `placeholders`, links to transcripts lead nowhere."""

    chat: ChatFormat = "csv"
    summary: SummaryFormat = "txt"
    legacy_times: bool = False
    placeholders: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class World:
    """The account and its apps; whoever reads or changes anything below holds `lock`."""

    clock: Clock
    ids: Ids
    account_id: str
    api_token: str = field(repr=False)
    shapes: Shapes = DOCUMENTED
    max_per_page: int = 100
    is_lively: bool = False
    files_url: str = "https://storage.realtimekit.example"
    recording_bytes_a_second: int = 833
    exports: Exports = field(default_factory=Exports)
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    """How long the files are that were put in place of others, by path."""
    apps: dict[str, App] = field(default_factory=dict[str, App], repr=False)
    signer: Signer = field(default_factory=Signer, repr=False)
    listeners: list[Callable[[App, str, Subject], None]] = field(
        default_factory=list[Callable[[App, str, Subject], None]], repr=False
    )
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
