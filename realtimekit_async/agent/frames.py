"""The frames that events and results come in, and requests go out in: `name` says which event `data` is. Pure."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from realtimekit_async.models.common import Answer
from realtimekit_async.wire.documents import decode_json, mend

from .events import (
    BroadcastReceived,
    Event,
    KickedAll,
    ParticipantJoined,
    ParticipantLeft,
    Result,
    SessionEnded,
    SessionStarted,
    TranscriptReceived,
    UnknownEvent,
)


class _SessionStarted(Answer, tag_field="name", tag="session.started"):
    data: SessionStarted


class _SessionEnded(Answer, tag_field="name", tag="session.ended"):
    data: SessionEnded


class _KickedAll(Answer, tag_field="name", tag="participant.kick_all"):
    data: KickedAll = msgspec.field(default_factory=KickedAll)


class _ParticipantJoined(Answer, tag_field="name", tag="participant.join"):
    data: ParticipantJoined


class _ParticipantLeft(Answer, tag_field="name", tag="participant.leave"):
    data: ParticipantLeft


class _TranscriptReceived(Answer, tag_field="name", tag="transcript.received"):
    data: TranscriptReceived


class _BroadcastReceived(Answer, tag_field="name", tag="broadcast.received"):
    data: BroadcastReceived


class _Other(Answer):
    category: str = ""
    name: str = ""


_Frame: TypeAlias = (
    _TranscriptReceived
    | _ParticipantJoined
    | _ParticipantLeft
    | _BroadcastReceived
    | _SessionStarted
    | _SessionEnded
    | _KickedAll
)
_known: msgspec.json.Decoder[_Frame] = msgspec.json.Decoder(_Frame)
_other = msgspec.json.Decoder(_Other)
_result = msgspec.json.Decoder(Result)
_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeError)


def read_frame(frame: str | bytes, on_mended: Callable[[], object] = lambda: None) -> Event | Result:
    """Return the event or the result in a frame; what cannot be read is an UnknownEvent, never an error.

    Text that is no Unicode is read as U+FFFD, a number that is out of range as null, and `on_mended` is called.
    """
    try:
        return _known.decode(frame).data
    except _UNREADABLE:
        return _read_odd(frame, on_mended)


def _read_odd(frame: str | bytes, on_mended: Callable[[], object]) -> Event | Result:
    raw = frame.encode(errors="surrogatepass") if isinstance(frame, str) else frame
    try:
        text = mend(raw)
    except RecursionError:
        return UnknownEvent("", raw)
    if text != raw:
        on_mended()
    try:
        return _known.decode(text).data
    except _UNREADABLE:
        return _read_other(text, raw)


def _read_other(text: bytes, raw: bytes) -> Event | Result:
    try:
        other = _other.decode(text)
        return _result.decode(text) if other.category == "result" else UnknownEvent(other.name, raw)
    except _UNREADABLE:
        return UnknownEvent("", raw)


def request_frame(name: str, request_id: str) -> str:
    """Write a request: `connection.get` and `connection.ping` are the ones there are."""
    frame: dict[str, object] = {"category": "request", "request_id": request_id, "name": name, "data": {}}
    return msgspec.json.encode(frame).decode()


class _Connection(Answer):
    id: str


class _ConnectionGot(Answer):
    connection: _Connection


def connection_id_of(result: Result) -> str | None:
    """Return the id of the connection that `connection.get` was answered with; None if it was refused."""
    try:
        return decode_json(bytes(result.data), _ConnectionGot)[0].connection.id or None
    except _UNREADABLE:
        return None
