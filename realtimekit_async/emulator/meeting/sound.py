"""How sound gets from microphones to ears: in the listener's rate, in pieces of one length."""

import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import lcm

SAMPLE_BYTES = 2
LOUDEST = 32_768
SILENCE = 0.01
"""What is no louder is not heard as speech."""

EVERYBODY = "mix"


def converted(pcm: bytes, rate: int, wanted: int) -> bytes:
    """Repeat or leave out samples; both rates divide a third one by whole numbers, so that nothing is rounded."""
    if rate == wanted:
        return pcm
    common = lcm(rate, wanted)
    samples = array("h", pcm)
    repeats = common // rate
    finer = array("h", bytes(len(pcm) * repeats))
    for offset in range(repeats):
        finer[offset::repeats] = samples
    return finer[:: common // wanted].tobytes()


def loudness(pcm: bytes) -> float:
    """Return how loud the loudest sample is, from 0 to 1."""
    samples = array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    return max(map(abs, samples), default=0) / LOUDEST


@dataclass(slots=True, eq=False)
class Microphone:
    """What somebody speaks into, how many samples of it were said, and what is still to be said."""

    rate: int
    said: int = 0
    waiting: bytearray = field(default_factory=bytearray, repr=False)


@dataclass(slots=True, eq=False)
class Ear:
    """Listens to a peer or to everybody else; sounds of several follow each other and are not mixed.

    What does not fill a piece waits for more of the same speaker, or for the end of what they say.
    """

    of: str
    rate: int
    milliseconds: int
    _rests: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def hears(self, peer_id: str, listener_id: str) -> bool:
        """Say whether it listens to somebody; nobody hears themselves among everybody."""
        return self.of == peer_id or (self.of == EVERYBODY and peer_id != listener_id)

    def pieces(self, peer_id: str, pcm: bytes, rate: int) -> Iterator[bytes]:
        """Yield what somebody says as whole pieces."""
        length = self._length
        sound = self._rests.pop(peer_id, b"") + converted(pcm, rate, self.rate)
        whole = len(sound) - len(sound) % length
        for start in range(0, whole, length):
            yield sound[start : start + length]
        if whole < len(sound):
            self._rests[peer_id] = sound[whole:]

    def rest(self, peer_id: str) -> Iterator[bytes]:
        """Yield what is left of somebody who has stopped speaking, with silence up to the length of a piece."""
        if sound := self._rests.pop(peer_id, b""):
            yield sound.ljust(self._length, b"\0")

    @property
    def _length(self) -> int:
        return self.rate * self.milliseconds // 1000 * SAMPLE_BYTES
