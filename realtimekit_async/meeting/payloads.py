"""What stands in the events that a host tells: payloads as types, and how they are read. Pure."""

from collections.abc import Hashable, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Raw, Struct, field

from realtimekit_async.log import logger
from realtimekit_async.wire.documents import decode_json

from .event import Event
from .values.people import ParticipantState, ScreenShareTracks, Track
from .values.talk import AnyMessage, Plugin, Poll
from .wire import UNREADABLE

T = TypeVar("T")
E = TypeVar("E", bound=Event)


MESSAGE: type[AnyMessage] = cast("type[AnyMessage]", AnyMessage)
"""Any message, for `read`."""


class Snapshot(Struct, rename="camel"):
    """Everything that a host knows of a meeting; each part is read by itself: an odd one costs no other."""

    me: Raw = field(default=Raw(b"{}"), name="self")
    permissions: Raw = Raw(b"{}")
    meta: Raw = Raw(b"{}")
    participants: dict[str, list[Raw]] = {}
    chat: list[Raw] = []
    polls: list[Raw] = []
    plugins: list[Raw] = []
    transcripts: list[Raw] = []
    stage: str | None = None
    recording: str | None = None
    livestream: str | None = None


class Member(Struct, gc=False):
    """A participant of one of the maps, and what is told of it."""

    p: ParticipantState | None = None
    d: Raw = Raw(b"null")


class Media(Struct, rename="camel", gc=False):
    """The payload of audioUpdate, videoUpdate, screenShareUpdate and mediaScoreUpdate."""

    audio_enabled: bool = False
    audio_track: Track | None = None
    video_enabled: bool = False
    video_track: Track | None = None
    screen_share_enabled: bool = False
    screen_share_tracks: ScreenShareTracks = ScreenShareTracks()
    kind: str = ""
    score: float | None = None
    is_screenshare: bool = False


class ChatChange(Struct):
    """The payload of the chat's events."""

    action: str | None = None
    message: AnyMessage | None = None


class PollsChange(Struct, rename="camel"):
    """The payload of pollsUpdate."""

    polls: tuple[Poll, ...] = ()
    new_poll: bool = False


class PluginChange(Struct):
    """The payload of the plugins' events."""

    p: Plugin | None = None


class Speech(Struct, rename="camel"):
    """The payload of activeSpeaker, whose peer the documentation and the declarations call by two names."""

    peer_id: str = ""
    id: str = ""
    volume: float | None = None


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", kind), strict=False)


def read(kind: type[T], raw: Raw | bytes) -> T:
    """Return a payload as this type; raises one of UNREADABLE."""
    try:
        value: T = _decoder(cast("Hashable", kind)).decode(raw)
    except msgspec.DecodeError:
        return decode_json(bytes(raw), kind, strict=False)[0]
    return value


def read_or(default: T, raw: Raw) -> T:
    """Return a part of a snapshot as the type of its default, which stands for it where it cannot be read."""
    try:
        return read(type(default), raw)
    except UNREADABLE as error:
        logger.warning("a %s of the meeting cannot be read: %s", type(default).__name__, error)
        return default


def read_rows(kind: type[T], rows: Iterable[Raw]) -> Iterator[T]:
    """Yield the rows of a list that can be read; a warning tells of the others."""
    for row in rows:
        try:
            yield read(kind, row)
        except UNREADABLE as error:
            logger.warning("a row of the meeting is left out, for it cannot be read: %s", error)


def read_event(kind: type[E], data: Raw) -> E:
    """Return an event whose fields are its payload's; what is no object is the first of them."""
    payload = bytes(data)
    if payload == b"null" or not kind.__struct_fields__:
        return kind()
    if not payload.startswith(b"{"):
        payload = b'{"%s":%s}' % (kind.__struct_encode_fields__[0].encode(), payload)
    return read(kind, payload)
