"""The inside of one meeting object: what all of its parts work with, and what is known."""

from functools import partial

from msgspec import Struct

from realtimekit_async.timing import Clock

from .local import LocalParticipant
from .mirror import Mirror
from .participant import Participant
from .payloads import Snapshot
from .room import Room
from .sources import Source
from .values.people import Permissions, SelfState


class Sizes(Struct, frozen=True):
    """How much is kept: events that wait to be taken, messages of the chat, finals of the transcript."""

    queue: int
    chat: int
    transcript: int


class Inside(Room):
    """A room in which it is known who is there, what was said, and how everything stands."""

    def __init__(self, sizes: Sizes, clock: Clock, call_timeout: float) -> None:
        super().__init__(sizes.queue, clock, call_timeout)
        self.me: LocalParticipant = LocalParticipant(self)
        self.mirror: Mirror = Mirror(partial(Participant, self), self.me, sizes.chat, sizes.transcript)

    @property
    def own_state(self) -> SelfState:
        """What is known of oneself."""
        return self.mirror.me

    @property
    def permissions(self) -> Permissions:
        """What one may do."""
        return self.mirror.permissions

    def is_there(self, peer_id: str) -> bool:
        """Return whether somebody is in the meeting."""
        return peer_id in self.mirror.maps["joined"]

    async def refresh(self) -> None:
        """Read everything anew."""
        self.mirror.load(await self.ask("snapshot", Snapshot, {}, call="snapshot", joined=False))


class Part(Source):
    """A part of the meeting object that shows what is known: chat, polls, the people and the like."""

    def __init__(self, inside: Inside) -> None:
        super().__init__(inside)
        self._inside = inside
