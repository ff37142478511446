"""A body's bytes as the event they report. Pure."""

import msgspec

from realtimekit_async.wire import mending
from realtimekit_async.wire.loose import spells_out_numbers

from .errors import InvalidDelivery
from .payloads import KINDS, Event, KnownEvent, Named, RecordingStatusUpdate, Unknown
from .subjects import Flat

_decoders: tuple[msgspec.json.Decoder[KnownEvent], ...] = (
    msgspec.json.Decoder(KnownEvent),
    msgspec.json.Decoder(KnownEvent, strict=False),  # the documentation itself writes sizes as text
)
_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


def parse(body: bytes) -> Event:
    """Read the event that a body reports: one of the nine, or `Unknown`.

    What the documentation's quirks bend is mended, an odd field is left out. Raises InvalidDelivery for what is
    no event at all. Whether RealtimeKit has sent it is for `verify` to say.

    Example:
        >>> parse(b'{"event": "meeting.started", "meeting": {"id": "m1"}}').meeting.id
        'm1'
    """
    return parse_and_tell(body)[0]


def parse_and_tell(body: bytes) -> tuple[Event, tuple[str, ...]]:
    """Read an event, and say what had to be mended in it."""
    try:
        event, mended = _read(body)
        if not isinstance(event, Unknown) and not (event.meeting.id and event.meeting.session_id):
            mended += _complete(event, body)
    except _UNREADABLE as error:
        trouble = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    else:
        return event, mended
    # Outside of `except`, so that none of the body hangs on its context.
    raise InvalidDelivery(f"the body is no event: {trouble}")


def _read(body: bytes) -> tuple[Event, tuple[str, ...]]:
    for decoder in _decoders:
        try:
            return decoder.decode(body), ()
        except _UNREADABLE:
            if spells_out_numbers(body):
                break
    return _mended(body)


def _mended(body: bytes) -> tuple[Event, tuple[str, ...]]:
    name = mending.read(Named, body)[0].event
    if not name:
        raise ValueError("its name is empty")
    kind = KINDS.get(name)
    return (Unknown(name, bytes(body)), ()) if kind is None else mending.read(kind, body)


def _complete(event: KnownEvent, body: bytes) -> tuple[str, ...]:
    """Put the ids of an older form where the newest has them; return what had to be mended in it."""
    flat, mended = mending.read(Flat, body)
    flat.fill(event.meeting)
    if isinstance(event, RecordingStatusUpdate):
        event.meeting.id = event.meeting.id or event.recording.meeting_id or ""
        event.meeting.session_id = event.meeting.session_id or event.recording.session_id
    return mended
