"""One agent's connection: where it is, what waits for it, and how it ended."""

from collections import deque
from dataclasses import dataclass, field

from realtimekit_async.emulator.world.state import Participant, Peer
from realtimekit_async.emulator.world.world import App

from .closes import Close
from .socket import Socket

SENT_KEPT = 100


@dataclass(slots=True, eq=False, kw_only=True)
class Connection:
    """What the server knows of an agent, over all the WebSockets it comes with.

    Attributes:
        id: What the agent resumes with.
        participant: Whose token it came with.
        subscriptions: The kinds of events it wants.
        peer: Its stay in the meeting; None when it has left.
        close_code: The code the agent closed its last WebSocket with, 1006 if that broke; None while it is open
            and when it was the server that closed it.
        ending: How the server closed it for good, and will close it again.
        upgrades: How many WebSockets it has had.
        requests: The names of what it asked for, heartbeats included; the newest 10,000.
    """

    id: str
    app: App = field(repr=False)
    participant: Participant
    subscriptions: frozenset[str] = frozenset()
    peer: Peer | None = None
    close_code: int | None = None
    ending: Close | None = None
    upgrades: int = 0
    requests: list[str] = field(default_factory=list[str], repr=False)
    socket: Socket | None = field(default=None, repr=False)
    queue: deque[bytes] = field(default_factory=deque[bytes], repr=False)
    sent: deque[bytes] = field(default_factory=lambda: deque[bytes](maxlen=SENT_KEPT), repr=False)
    unconfirmed: deque[bytes] = field(default_factory=deque[bytes], repr=False)

    @property
    def is_open(self) -> bool:
        """Whether it has a WebSocket now."""
        return self.socket is not None

    def wake(self) -> None:
        """Have its WebSocket look for what waits."""
        if self.socket is not None:
            self.socket.wake()

    def send_again(self, number: int) -> None:
        """Queue the last `number` events that were sent once more, and all that were not confirmed."""
        unconfirmed = len(self.unconfirmed)
        self.take_back()
        sent = list(self.sent)
        earlier = sent[max(len(sent) - number, 0) : max(len(sent) - unconfirmed, 0)]
        self.queue.extendleft(reversed(earlier))

    def take_back(self) -> None:
        """Queue what was sent and not confirmed once more, before what waits."""
        self.queue.extendleft(reversed(self.unconfirmed))
        self.unconfirmed.clear()
