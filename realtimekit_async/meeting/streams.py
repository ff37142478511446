"""The streams of sound that are open between a meeting object and its host."""

from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from realtimekit_async.errors import RealtimeKitError, WaitTimeout
from realtimekit_async.timing import carry_through

if TYPE_CHECKING:  # the room and the sounds know the streams
    from .audio import AudioIn, AudioOut
    from .room import Room

_RELEASING = 5.0
"""Seconds that a host has to release something once the block around it is cancelled."""


class Streams:
    """The open streams of a meeting object, by their numbers."""

    def __init__(self, room: "Room") -> None:
        self._room = room
        self.ears: dict[int, AudioIn] = {}
        self.microphones: dict[int, AudioOut] = {}
        self.speakers: set[AudioOut] = set()
        """The microphones that are open or are being opened."""

    def add(self, stream: int, ear: "AudioIn") -> None:
        """Have somebody listen; the meeting may have ended, and the peer left, right behind the host's answer."""
        self.ears[stream] = ear
        if not self._room.is_open or (
            ear.peer_id is not None and ear.peer_id not in self._room.mirror.maps["joined"]
        ):
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
