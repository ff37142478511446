"""Webhooks in: events that RealtimeKit sends, verified, told apart, and handed to whom they concern.

Needs the extra `[webhooks]`; the types of the events do without it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:
    from .aiohttp import aiohttp_handler
    from .answering import answer
    from .asgi import ASGIApp
    from .errors import (
        DeliveryDeferred,
        DeliveryError,
        DeliveryTooLarge,
        HandlerFailed,
        InvalidDelivery,
        InvalidSignature,
    )
    from .headers import Headers
    from .keys import KeyRing
    from .parsing import parse
    from .payloads import (
        ChatSynced,
        Event,
        EventMeeting,
        EventParticipant,
        EventRecording,
        KnownEvent,
        LivestreamingStatus,
        LivestreamingStatusUpdate,
        MeetingEnded,
        MeetingEndReason,
        MeetingStarted,
        Organizer,
        ParticipantJoined,
        ParticipantLeft,
        RecordingStatusUpdate,
        SummaryReady,
        TranscriptReady,
        Unknown,
    )
    from .receiver import Delivery, Keys, Receiver
    from .redis_window import RedisWindow
    from .router import Handler, Router
    from .signature import public_key, verify
    from .windows import MemoryWindow, Standing, Window

_NAMES = {
    "aiohttp": ("aiohttp_handler",),
    "answering": ("answer",),
    "asgi": ("ASGIApp",),
    "errors": (
        "DeliveryDeferred",
        "DeliveryError",
        "DeliveryTooLarge",
        "HandlerFailed",
        "InvalidDelivery",
        "InvalidSignature",
    ),
    "headers": ("Headers",),
    "keys": ("KeyRing",),
    "parsing": ("parse",),
    "payloads": (
        "ChatSynced",
        "Event",
        "EventMeeting",
        "EventParticipant",
        "EventRecording",
        "KnownEvent",
        "LivestreamingStatus",
        "LivestreamingStatusUpdate",
        "MeetingEndReason",
        "MeetingEnded",
        "MeetingStarted",
        "Organizer",
        "ParticipantJoined",
        "ParticipantLeft",
        "RecordingStatusUpdate",
        "SummaryReady",
        "TranscriptReady",
        "Unknown",
    ),
    "receiver": ("Delivery", "Keys", "Receiver"),
    "redis_window": ("RedisWindow",),
    "router": ("Handler", "Router"),
    "signature": ("public_key", "verify"),
    "windows": ("MemoryWindow", "Standing", "Window"),
}

__all__ = [
    "ASGIApp",
    "ChatSynced",
    "Delivery",
    "DeliveryDeferred",
    "DeliveryError",
    "DeliveryTooLarge",
    "Event",
    "EventMeeting",
    "EventParticipant",
    "EventRecording",
    "Handler",
    "HandlerFailed",
    "Headers",
    "InvalidDelivery",
    "InvalidSignature",
    "KeyRing",
    "Keys",
    "KnownEvent",
    "LivestreamingStatus",
    "LivestreamingStatusUpdate",
    "MeetingEndReason",
    "MeetingEnded",
    "MeetingStarted",
    "MemoryWindow",
    "Organizer",
    "ParticipantJoined",
    "ParticipantLeft",
    "Receiver",
    "RecordingStatusUpdate",
    "RedisWindow",
    "Router",
    "Standing",
    "SummaryReady",
    "TranscriptReady",
    "Unknown",
    "Window",
    "aiohttp_handler",
    "answer",
    "parse",
    "public_key",
    "verify",
]

__getattr__: Callable[[str], object] = lazy(__name__, _NAMES)


def __dir__() -> list[str]:
    return __all__
