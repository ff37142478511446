"""What an agent is told: one type for each event of the protocol, and the frames they come in. Pure."""

from collections.abc import Callable
from typing import Literal, TypeAlias

import msgspec

from realtimekit_async.models.common import Answer, Timestamp
from realtimekit_async.telling.events import Event as Told
from realtimekit_async.wire.unicode import mend_text

Subscription: TypeAlias = Literal["participant", "transcript", "broadcast"]
EndReason: TypeAlias = Literal["all_participants_left", "host_ended_meeting", "force_cleanup"]

SUBSCRIPTIONS: tuple[Subscription, ...] = ("participant", "transcript", "broadcast")
"""What can be subscribed to; session events come always."""


class Session(Answer):
    """A session of the meeting; its id is the one that REST and webhooks know."""

    id: str = ""
    meeting_id: str | None = None
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = None


class Peer(Answer):
    """One connection of a participant: two devices are two peers, and whoever reconnects is another one.

    Of a peer that was kicked only `peer_id` and `meeting_id` are told.
    """

    peer_id: str = ""
    participant_id: str | None = None
    meeting_id: str | None = None
    custom_participant_id: str | None = None
    display_name: str | None = None
    picture_url: str | None = None
    preset_id: str | None = None
    preset_name: str | None = None
    waitlisted: bool | None = None


class Speaker(Answer):
    """Who said something."""

    peer_id: str = ""
    participant_id: str | None = None
    custom_participant_id: str | None = None
    display_name: str | None = None


class Event(Told):
    """The base of everything an agent is told."""


class SessionStarted(Event):
    """The session has started, or the agent has joined one that was going on."""

    session: Session = msgspec.field(default_factory=Session)


class SessionEnded(Event):
    """The session is over; treat a reason that is not known as `all_participants_left`."""

    session: Session = msgspec.field(default_factory=Session)
    reason: EndReason | str | None = None


class KickedAll(Event):
    """Everybody was removed: no leaves are told, and the end of the session follows."""


class ParticipantJoined(Event):
    """Somebody joined, with one more device perhaps. Who was there before the agent is not told."""

    participant: Peer = msgspec.field(default_factory=Peer)


class ParticipantLeft(Event):
    """A connection of somebody left or was kicked."""

    participant: Peer = msgspec.field(default_factory=Peer)


class TranscriptReceived(Event):
    """Something was said; a partial (`is_final=False`) is replaced by its speaker's next one, or by the final.

    `started_at` is when the server received the speech; `confidence` lies between 0 and 1.
    """

    text: str = ""
    is_final: bool = False
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    confidence: float | None = None
    speaker: Speaker = msgspec.field(default_factory=Speaker)


class BroadcastReceived(Event):
    """A message of the application's own; nobody has verified who sent it."""

    type: str = ""
    payload: object = None
    created_at: Timestamp | None = None


class Gap(Event):
    """Something was missed: the agent was away for longer than its connection is kept, and has joined again.

    Joins, leaves and transcripts since then are lost. `present_is_complete` tells whether `agent.present` has
    been read again; `previous` is the session before, another one where that has ended unseen.
    """

    session: Session
    previous: Session
    present_is_complete: bool = False


class UnknownEvent(Event):
    """An event that this version cannot read; `raw` is its frame, JSON as it came."""

    name: str = ""
    raw: bytes = b""


class Result(Answer):
    """What a request was answered with."""

    request_id: str = ""
    name: str = ""
    data: msgspec.Raw = msgspec.Raw(b"null")
    error: "RequestError | None" = None


class RequestError(Answer):
    """Why a request was refused."""

    code: str = ""
    message: str = ""


# ── frames: `name` says which event `data` is ──


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

    Text that is no Unicode is read as U+FFFD, and `on_mended` is called.
    """
    try:
        return _known.decode(frame).data
    except _UNREADABLE:
        return _read_odd(frame, on_mended)


def _read_odd(frame: str | bytes, on_mended: Callable[[], object]) -> Event | Result:
    raw = frame.encode(errors="surrogatepass") if isinstance(frame, str) else frame
    text = mend_text(raw)
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
        return msgspec.json.decode(result.data, type=_ConnectionGot).connection.id or None
    except _UNREADABLE:
        return None
