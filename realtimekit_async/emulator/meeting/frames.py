"""What is sent to whoever steers a meeting object: JSON, and bytes behind a head that says what they are."""

from collections.abc import Iterable
from struct import Struct

from realtimekit_async.emulator.world.answers import Json, encode

VERSION = 1
HEAD = Struct("<B3xIQ")
"""The kind, the number of a stream or blob, and microseconds; all little-endian, before the payload."""
AUDIO, BLOB = 1, 2


def hello() -> bytes:
    """Say which protocol is spoken here, and by what."""
    return encode({"t": "hello", "v": VERSION, "host": "emulator"})


def result(request: int, value: Json) -> bytes:
    """Answer a request."""
    return encode({"t": "ok", "i": request, "v": value})


def refusal(request: int, code: str, message: str, name: str) -> bytes:
    """Refuse a request, as the SDK's own errors do."""
    return encode({"t": "no", "i": request, "e": {"name": name, "code": code, "message": message}})


def problem(code: str, message: str) -> bytes:
    """Tell of an error that belongs to no request."""
    return encode({"t": "error", "code": code, "message": message})


def event(namespace: str, name: str, data: Json = None, state: Json = None) -> bytes:
    """Build one event of a batch; some come with the whole state of what they are about."""
    return encode([namespace, name, data, state])


def batch(events: Iterable[bytes]) -> bytes:
    """Put events into a frame."""
    return b'{"t":"ev","b":[' + b",".join(events) + b"]}"


def played(stream: int, samples: int) -> bytes:
    """Say how many samples of a microphone were said so far."""
    return encode({"t": "played", "stream": stream, "n": samples})


def binary(kind: int, number: int, payload: bytes) -> bytes:
    """Put bytes behind a head."""
    return HEAD.pack(kind, number, 0) + payload
