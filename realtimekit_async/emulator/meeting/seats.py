"""The meeting objects: who they are, where they are, what waits for them, and what they share."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal, NamedTuple, TypeAlias

from realtimekit_async.emulator.files.storage import Storage
from realtimekit_async.emulator.world.alarms import Alarms
from realtimekit_async.emulator.world.answers import Json, Row
from realtimekit_async.emulator.world.permissions import is_hidden, may
from realtimekit_async.emulator.world.state import Arrival, Meeting, Participant, Peer, Session
from realtimekit_async.emulator.world.world import App, World

from . import frames
from .script import Script
from .socket import Kind, Socket
from .sound import SILENCE, Ear, Microphone, loudness

RoomState: TypeAlias = Literal["init", "waitlisted", "joined", "left", "rejected", "kicked", "ended"]
WaitlistStatus: TypeAlias = Literal["none", "waiting", "accepted", "rejected"]
MOST_BLOBS = 16
MOST_BLOB_BYTES = 128 << 20
"""What has come and stands in no request yet; the oldest is forgotten for more."""

MOST_TRANSCRIPTS = 20_000
"""What a meeting object keeps of what was said; it is told again when it comes back."""


class Device(NamedTuple):
    """A microphone, a camera or a speaker of the machine that a meeting object would run on."""

    kind: str
    number: int
    label: str

    @property
    def id(self) -> str:
        """What it is chosen by."""
        return f"emulated-{self.kind}-{self.number}"


@dataclass(slots=True, eq=False, kw_only=True)
class Seat:
    """One meeting object, from its token until its WebSocket ends.

    Attributes:
        arrival: Who is on the way into the meeting; its id is that of the peer later on.
        room_state: Where it is, in the SDK's words.
        waitlist_status: How it stands with the waiting room, in the SDK's words.
        peer: Its stay in the session; None before and after.
        is_interrupted: Whether its connection to the meeting is down, so that it is told nothing.
    """

    venue: "Venue" = field(repr=False)
    app: App = field(repr=False)
    arrival: Arrival
    socket: Socket = field(repr=False)
    room_state: RoomState = "init"
    waitlist_status: WaitlistStatus = "none"
    peer: Peer | None = field(default=None, repr=False)
    is_interrupted: bool = False
    plugins: dict[str, Row] = field(default_factory=dict[str, Row], repr=False)
    devices: list[Device] = field(default_factory=list[Device], repr=False)
    chosen: dict[str, Device] = field(default_factory=dict[str, Device], repr=False)
    ears: dict[int, Ear] = field(default_factory=dict[int, Ear], repr=False)
    microphones: dict[int, Microphone] = field(default_factory=dict[int, Microphone], repr=False)
    blobs: dict[int, bytes] = field(default_factory=dict[int, bytes], repr=False)
    active: dict[str, Peer] = field(default_factory=dict[str, Peer], repr=False)
    transcripts: deque[Row] = field(default_factory=lambda: deque[Row](maxlen=MOST_TRANSCRIPTS), repr=False)
    numbers: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    @property
    def id(self) -> str:
        """The id of its peer, which it has before it joins."""
        return self.arrival.id

    @property
    def participant(self) -> Participant:
        """Whose token it came with."""
        return self.arrival.participant

    @property
    def meeting(self) -> Meeting:
        """The meeting it is for."""
        return self.participant.meeting

    @property
    def name(self) -> str | None:
        """The name that it shows."""
        return self.arrival.own_name or self.participant.name

    @property
    def names(self) -> tuple[str | None, ...]:
        """What it is called by: any of the ids, and its name."""
        person = self.participant
        return (self.id, person.id, person.custom_participant_id, self.name)

    def check_script(self, function: str) -> None:
        """Refuse a call that is to go wrong."""
        self.venue.script.check(self.id, self.names, function, self.app.world.clock.timestamp())

    def tell(self, namespace: str, name: str, data: Json = None, state: Json = None) -> None:
        """Tell it of an event."""
        self.pass_on(frames.event(namespace, name, data, state))

    def pass_on(self, event: bytes) -> None:
        """Tell it of an event that others are told, too."""
        if not self.is_interrupted:
            self.socket.put(Kind.EVENT, event)

    def hear(self, peer_id: str, pcm: bytes, rate: int) -> None:
        """Have its ears hear what somebody says."""
        for stream, ear in self.ears.items():
            if ear.hears(peer_id, self.id):
                for piece in ear.pieces(peer_id, pcm, rate):
                    self._send_sound(stream, piece)

    def hear_the_rest(self, peer_id: str) -> None:
        """Have its ears hear the end of what somebody has said."""
        for stream, ear in self.ears.items():
            for piece in ear.rest(peer_id):
                self._send_sound(stream, piece)

    def _send_sound(self, stream: int, piece: bytes) -> None:
        self.socket.put(Kind.BINARY, frames.binary(frames.AUDIO, stream, piece))

    def keep_blob(self, number: int, data: bytes) -> None:
        """Keep bytes until the request comes that they belong to."""
        self.blobs[number] = data
        while len(self.blobs) > MOST_BLOBS or sum(map(len, self.blobs.values())) > MOST_BLOB_BYTES:
            del self.blobs[next(iter(self.blobs))]


class Seats:
    """Every meeting object there is; whoever calls holds the world's lock."""

    def __init__(self) -> None:
        self._all: dict[str, Seat] = {}  # by the id of the peer
        self._inside: dict[str, dict[str, Seat]] = {}  # by session, by peer
        self._speakers: dict[str, str] = {}  # who was heard last, by session

    def __iter__(self) -> Iterator[Seat]:
        return iter(self._all.values())

    def add(self, seat: Seat) -> None:
        """Note that a meeting object is there."""
        self._all[seat.id] = seat

    def remove(self, seat: Seat) -> None:
        """Note that a meeting object is gone."""
        self._all.pop(seat.id, None)

    def find(self, peer_id: str) -> Seat | None:
        """Find the meeting object that is, or will be, a peer."""
        return self._all.get(peer_id)

    def enter(self, seat: Seat, session: Session) -> None:
        """Note that a meeting object is in a session."""
        self._inside.setdefault(session.id, {})[seat.id] = seat

    def leave(self, seat: Seat, session: Session) -> None:
        """Note that a meeting object is in a session no longer."""
        inside = self._inside.get(session.id, {})
        inside.pop(seat.id, None)
        if not inside:
            self._inside.pop(session.id, None)
            self._speakers.pop(session.id, None)

    def inside(self, session: Session | None) -> list[Seat]:
        """Return the meeting objects that are in a session."""
        return list(self._inside.get(session.id, {}).values()) if session else []

    def hear(self, peer: Peer, pcm: bytes, rate: int) -> None:
        """Have everybody in the room hear what somebody says, and know who speaks when that changes."""
        inside = self.inside(peer.session)
        is_new = bool(inside) and self._speakers.get(peer.session.id) != peer.id
        if is_new and (volume := loudness(pcm)) > SILENCE:
            self._speakers[peer.session.id] = peer.id
            event = frames.event("participants", "activeSpeaker", {"peerId": peer.id, "volume": volume})
            for seat in inside if not is_hidden(peer.participant) else ():
                if seat.id != peer.id:
                    seat.pass_on(event)
        for seat in inside:
            seat.hear(peer.id, pcm, rate)

    def hosts(self, meeting: Meeting) -> list[Seat]:
        """Return those in the room of a meeting that see who waits."""
        inside = self.inside(meeting.session)
        return [seat for seat in inside if may(seat.participant, "accept_waiting_requests")]


@dataclass(slots=True, eq=False)
class Venue:
    """What all meeting objects share: their world, where files lie, who is there, and what is to go wrong.

    Attributes:
        is_paced: Whether what goes into a microphone takes its time to be said.
    """

    world: World
    files: Storage
    alarms: Alarms = field(repr=False)
    is_paced: bool = False
    seats: Seats = field(default_factory=Seats)
    script: Script = field(default_factory=Script)
