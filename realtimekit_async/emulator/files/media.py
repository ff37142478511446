"""Recordings that play: three seconds of picture and sound, made as long as a file has to be."""

from functools import cache
from pathlib import Path
from struct import pack
from typing import Literal, NamedTuple

from realtimekit_async.emulator.world.state import Recording
from realtimekit_async.emulator.world.world import World

Kind = Literal["mp4", "webm", "mp3"]
CONTENT_TYPES: dict[Kind, str] = {"mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg"}
_BOX_HEADER = 16


class Media(NamedTuple):
    """A file that plays: its beginning, and its whole length in bytes."""

    head: bytes
    size: int


@cache
def sample(kind: Kind) -> bytes:
    """Read the few seconds that come with the emulator."""
    return (Path(__file__).parent / "media" / f"{'track' if kind == 'webm' else 'recording'}.{kind}").read_bytes()


def mp4_of(size: int) -> Media:
    """Return a film of so many bytes: the sample, and a box that players skip (`free` of ISO/IEC 14496-12)."""
    film = sample("mp4")
    if size < len(film) + _BOX_HEADER:
        return Media(film, len(film))
    return Media(film + pack(">I4sQ", 1, b"free", size - len(film)), size)


def size_of(world: World, recording: Recording) -> int:
    """Return how long the file of a composite recording is."""
    return mp4_of(recording.seconds() * world.recording_bytes_a_second).size
