"""Sound that somebody in a session makes."""

from dataclasses import dataclass, field

from .state import Peer

SAMPLE_RATES = (8_000, 16_000, 24_000, 48_000)


@dataclass(slots=True, eq=False)
class Sound:
    """What a peer's microphone picks up: 16-bit mono samples, little-endian."""

    peer: Peer = field(repr=False)
    pcm: bytes = field(repr=False)
    rate: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.pcm) / 2 / self.rate

    def __post_init__(self) -> None:
        if self.rate not in SAMPLE_RATES:
            raise ValueError(f"rate: one of {', '.join(map(str, SAMPLE_RATES))}, not {self.rate}")
        if len(self.pcm) % 2:
            raise ValueError("pcm: a sample has two bytes, and half a one is left over")
