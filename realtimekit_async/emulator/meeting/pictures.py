"""Pictures of people who show none: one plain colour, as PNG (RFC 2083)."""

from functools import cache
from struct import pack
from typing import Literal, TypeAlias
from zlib import compress, crc32

from realtimekit_async.emulator.world.state import Picture

WIDTH, HEIGHT = 320, 180
Seen: TypeAlias = Literal["video", "screen"]
COLOURS: dict[Seen, tuple[int, int, int]] = {"video": (40, 80, 200), "screen": (200, 80, 40)}
RGB, BITS = 2, 8


def plain(kind: Seen, max_width: int | None) -> Picture:
    """Make a picture of somebody's camera or screen, not wider than is wished."""
    width = min(WIDTH, max_width or WIDTH)
    height = max(1, round(HEIGHT * width / WIDTH))
    return Picture(png(width, height, COLOURS[kind]), "image/png", width, height)


@cache
def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """Write a picture of one colour."""
    header = pack(">IIBBBBB", width, height, BITS, RGB, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))
