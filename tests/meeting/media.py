"""Sound and pictures for tests: made, and looked at."""

import math
import struct
import zlib
from array import array
from itertools import pairwise

RGB = tuple[int, int, int]


def tone(seconds: float, *, rate: int = 48_000, hertz: int = 440, amplitude: int = 12_000) -> bytes:
    step = 2 * math.pi * hertz / rate
    return array("h", (int(amplitude * math.sin(step * i)) for i in range(int(rate * seconds)))).tobytes()


def loudness(pcm: bytes) -> float:
    """Return the root of the mean square, of 1."""
    samples = array("h", pcm)
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples))) / 32_768


def pitch(pcm: bytes, rate: int) -> float:
    """Return how often a second it goes from below zero to above."""
    samples = array("h", pcm)
    rises = sum(1 for before, after in pairwise(samples) if before < 0 <= after)
    return rises * rate / len(samples)


def loud(pcm: bytes, rate: int) -> bytes:
    """Return what is not silent, in pieces of 20 ms."""
    length = rate // 50 * 2
    pieces = (pcm[start : start + length] for start in range(0, len(pcm), length))
    return b"".join(piece for piece in pieces if loudness(piece) > 0.05)


def png(width: int, height: int, colour: RGB) -> bytes:
    """Write a picture of one colour."""
    rows = (b"\0" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def middle_of(data: bytes) -> RGB:
    """Return the colour in the middle of a PNG of 8 bits a channel."""
    width, height, _, kind = struct.unpack_from(">IIBB", data, 16)
    size = {2: 3, 6: 4}[kind]
    rows = _unfiltered(zlib.decompress(_image_data(data)), width * size, size)
    red, green, blue = rows[height // 2][width // 2 * size :][:3]
    return red, green, blue


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _image_data(data: bytes) -> bytes:
    position, found = 8, b""
    while position < len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        found += data[position + 8 : position + 8 + length] if kind == b"IDAT" else b""
        position += 12 + length
    return found


def _unfiltered(data: bytes, length: int, size: int) -> list[bytearray]:
    """Undo the filters of a PNG (RFC 2083, chapter 6)."""
    rows: list[bytearray] = []
    above = bytearray(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        for i in range(length):
            left = row[i - size] if i >= size else 0
            corner = above[i - size] if i >= size else 0
            predictors = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))
            row[i] = (row[i] + predictors[data[start]]) & 255
        rows.append(row)
        above = row
    return rows


def _paeth(left: int, above: int, corner: int) -> int:
    estimate = left + above - corner
    return min((left, above, corner), key=lambda near: abs(estimate - near))
