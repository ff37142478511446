"""The frames of `realtimekit-meeting.v1`, which hosts and meetings speak. Pure.

Text frames are JSON. A binary frame is a head of 16 bytes, little-endian (the kind, three bytes of nothing, the
number of a stream or blob, microseconds), and its payload. The host speaks first and says hello.
"""

import struct
from collections.abc import Mapping
from typing import TypeAlias

import msgspec
from msgspec import Raw, Struct

from realtimekit_async.errors import ConfigurationError
from realtimekit_async.secret import SecretStr
from realtimekit_async.wire.documents import mend

VERSION = 1
SUBPROTOCOL = "realtimekit-meeting.v1"
MOST_FRAME_BYTES = 64 * 1024 * 1024

AUDIO = 1
"""The kind of a binary frame of sound: 16-bit signed PCM, mono, of the stream of that number."""
BLOB = 2
"""The kind of a binary frame that holds a file: `{"$blob": number}` in a text frame stands for it."""

_HEAD = struct.Struct("<B3xIQ")


class Hello(Struct, tag_field="t", tag="hello"):
    """What a host says first; the key is a page's, and opens it once."""

    v: int = 0
    host: str = ""
    key: str = ""
    sdk: str = ""
    agent: str = ""
    secure: bool = True

    def __repr__(self) -> str:
        return f"Hello(v={self.v}, host={self.host!r}, sdk={self.sdk!r})"


class Problem(Struct):
    """Why a request was refused, or what went wrong by itself."""

    message: str = ""
    code: str | None = None
    name: str = ""


class Accepted(Struct, tag_field="t", tag="ok"):
    """The answer to a request: everything that it caused has been told before."""

    i: int
    v: Raw = Raw(b"null")


class Refused(Struct, tag_field="t", tag="no"):
    """The refusal of a request."""

    i: int
    e: Problem


class Told(Struct, array_like=True, gc=False):
    """One event: whose it is, its name, its payload, and the whole state of whose it is where that is told."""

    namespace: str
    name: str
    data: Raw = Raw(b"null")
    state: Raw = Raw(b"null")


class Events(Struct, tag_field="t", tag="ev"):
    """Events, in their order."""

    b: list[Told]


class Played(Struct, tag_field="t", tag="played"):
    """How many samples of a microphone have been said so far."""

    stream: int
    n: int


class Trouble(Struct, tag_field="t", tag="error"):
    """Something went wrong that no request was waiting for."""

    message: str = ""
    code: str | None = None


class Binary(Struct, frozen=True):
    """A binary frame."""

    kind: int
    number: int
    payload: bytes


Frame: TypeAlias = Events | Accepted | Refused | Played | Trouble | Hello

UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError, struct.error)
"""What reading a frame may raise."""

_decoder: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame, strict=False)


def _plain(value: object) -> str:
    """Return a text that hides as one that msgspec writes."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"a frame holds no {type(value).__name__}")


_encoder = msgspec.json.Encoder(enc_hook=_plain)


def read_frame(frame: str) -> Frame:
    """Return what a text frame of a host says, odd text and numbers mended. Raises one of UNREADABLE."""
    try:
        return _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeError):
        pass
    return _decoder.decode(mend(frame.encode(errors="surrogatepass")))


def read_binary(frame: bytes) -> Binary:
    """Return what a binary frame holds. Raises one of UNREADABLE."""
    kind, number, _ = _HEAD.unpack_from(frame)
    return Binary(kind, number, frame[_HEAD.size :])


def write_request(operation: str, number: int, fields: Mapping[str, object]) -> SecretStr:
    """Return the frame of a request; it hides, for that of `init` holds the token.

    Raises ConfigurationError for what no frame can carry.
    """
    try:
        frame = _encoder.encode({"op": operation, "i": number, **fields})
    except UnicodeEncodeError:
        pass  # raised below, where no context holds the text
    else:
        _check_size(len(frame))
        return SecretStr(frame.decode())
    raise ConfigurationError("a text holds a lone surrogate, which UTF-8 cannot carry; nothing was sent")


def write_binary(kind: int, number: int, payload: bytes) -> bytes:
    """Return a binary frame; raises ConfigurationError for what is too large."""
    _check_size(_HEAD.size + len(payload))
    return _HEAD.pack(kind, number, 0) + payload


def _check_size(size: int) -> None:
    """Raise ConfigurationError for a frame whose receiver would end the connection, and with it the meeting."""
    if size >= MOST_FRAME_BYTES:
        raise ConfigurationError(
            f"{size:,} bytes are too many for one call: up to {MOST_FRAME_BYTES:,}; nothing was sent"
        )
