"""Webhooks in: events that RealtimeKit sends, verified, told apart, and handed to whom they concern.

Needs the extra `[webhooks]`; the types of the events do without it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:  # who only reads: whoever runs the package has the table, and a test compares the two
    from .aiohttp import aiohttp_handler as aiohttp_handler
    from .answering import answer as answer
    from .asgi import ASGIApp as ASGIApp
    from .errors import (
        DeliveryDeferred as DeliveryDeferred,
        DeliveryError as DeliveryError,
        DeliveryTooLarge as DeliveryTooLarge,
        HandlerFailed as HandlerFailed,
        InvalidDelivery as InvalidDelivery,
        InvalidSignature as InvalidSignature,
    )
    from .headers import Headers as Headers
    from .keys import KeyRing as KeyRing
    from .parsing import parse as parse
    from .payloads import (
        ChatSynced as ChatSynced,
        Event as Event,
        KnownEvent as KnownEvent,
        LivestreamingStatus as LivestreamingStatus,
        LivestreamingStatusUpdate as LivestreamingStatusUpdate,
        MeetingEnded as MeetingEnded,
        MeetingEndReason as MeetingEndReason,
        MeetingStarted as MeetingStarted,
        ParticipantJoined as ParticipantJoined,
        ParticipantLeft as ParticipantLeft,
        RecordingStatusUpdate as RecordingStatusUpdate,
        SummaryReady as SummaryReady,
        TranscriptReady as TranscriptReady,
        Unknown as Unknown,
    )
    from .receiver import Delivery as Delivery, Keys as Keys, Receiver as Receiver
    from .redis_window import RedisWindow as RedisWindow
    from .router import Handler as Handler, Router as Router
    from .signature import public_key as public_key, verify as verify
    from .subjects import (
        EventMeeting as EventMeeting,
        EventParticipant as EventParticipant,
        EventRecording as EventRecording,
        Organizer as Organizer,
    )
    from .windows import MemoryWindow as MemoryWindow, Standing as Standing, Window as Window

__getattr__: Callable[[str], object] = lazy(
    __name__,
    {
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
            "KnownEvent",
            "LivestreamingStatus",
            "LivestreamingStatusUpdate",
            "MeetingEndReason",
            "MeetingEnded",
            "MeetingStarted",
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
        "subjects": ("EventMeeting", "EventParticipant", "EventRecording", "Organizer"),
        "windows": ("MemoryWindow", "Standing", "Window"),
    },
)
