"""The streams of sound that are open between a meeting object and its host."""

from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from realtimekit_async.errors import RealtimeKitError, WaitTimeout
from realtimekit_async.timing import carry_through

T = TypeVar("T")

_RELEASING = 5.0
"""Seconds that a host has to release something once the block around it is cancelled."""


class Ear(Protocol):
    """What listens on a stream."""

    @property
    def peer_id(self) -> str | None:
        """Whom it listens to, if it is one person."""
        ...

    @property
    def is_of_others(self) -> bool:
        """Whether it hears anybody but oneself."""
        ...

    def take(self, pcm: bytes) -> None:
        """Take a chunk that has come."""
        ...

    def end(self) -> None:
        """Hear no more."""
        ...


class Mouth(Protocol):
    """What speaks on a stream."""

    def take_played(self, samples: int) -> None:
        """Take how many samples have been said so far."""
        ...

    def wake(self) -> None:
        """Have whoever waits look again."""
        ...


class Asked(Protocol):
    """The room as streams see it."""

    @property
    def is_open(self) -> bool:
        """Whether the host may still be asked something."""
        ...

    def is_there(self, peer_id: str) -> bool:
        """Return whether somebody is in the meeting."""
        ...

    async def ask(
        self, operation: str, into: type[T], fields: Mapping[str, object], *, call: str, joined: bool = True
    ) -> T:
        """Return what the host answers to a request."""
        ...


class Streams:
    """The open streams of a meeting object, by their numbers."""

    def __init__(self, room: Asked) -> None:
        self._room = room
        self.ears: dict[int, Ear] = {}
        self.microphones: dict[int, Mouth] = {}
        self.speakers: set[Mouth] = set()
        """The microphones that are open or are being opened."""

    def add(self, stream: int, ear: Ear) -> None:
        """Have somebody listen; the meeting may have ended, and the peer left, right behind the host's answer."""
        self.ears[stream] = ear
        if not self._room.is_open or (ear.peer_id is not None and not self._room.is_there(ear.peer_id)):
            ear.end()

    async def stop(self, stream: int) -> None:
        """Close a stream; a host that is gone has closed it already."""
        self.ears.pop(stream, None)
        self.microphones.pop(stream, None)
        if self._room.is_open:
            with suppress(RealtimeKitError):
                await self._room.ask("stop", object, {"stream": stream}, call="stop", joined=False)

    async def give_back(self, releasing: Coroutine[Any, Any, None]) -> None:
        """Release what the host holds also where the block around it is cancelled, even again and again."""
        with suppress(WaitTimeout):  # the end of the connection releases it, too
            await carry_through(releasing, _RELEASING, patient=True)

    def end_of(self, peer_id: str) -> None:
        """End what listens to a peer who has left."""
        for ear in self.ears.values():
            if ear.peer_id == peer_id:
                ear.end()

    def end(self) -> None:
        """End all of them: the meeting is over."""
        for ear in self.ears.values():
            ear.end()
        for microphone in self.microphones.values():
            microphone.wake()
