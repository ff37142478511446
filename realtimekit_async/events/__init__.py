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
    )
    from .errors import (
        DeliveryError as DeliveryError,
    )
    from .errors import (
        DeliveryTooLarge as DeliveryTooLarge,
    )
    from .errors import (
        HandlerFailed as HandlerFailed,
    )
    from .errors import (
        InvalidDelivery as InvalidDelivery,
    )
    from .errors import (
        InvalidSignature as InvalidSignature,
    )
    from .headers import Headers as Headers
    from .keys import KeyRing as KeyRing
    from .parsing import parse as parse
    from .payloads import (
        ChatSynced as ChatSynced,
    )
    from .payloads import (
        Event as Event,
    )
    from .payloads import (
        EventMeeting as EventMeeting,
    )
    from .payloads import (
        EventParticipant as EventParticipant,
    )
    from .payloads import (
        EventRecording as EventRecording,
    )
    from .payloads import (
        KnownEvent as KnownEvent,
    )
    from .payloads import (
        LivestreamingStatus as LivestreamingStatus,
    )
    from .payloads import (
        LivestreamingStatusUpdate as LivestreamingStatusUpdate,
    )
    from .payloads import (
        MeetingEnded as MeetingEnded,
    )
    from .payloads import (
        MeetingEndReason as MeetingEndReason,
    )
    from .payloads import (
        MeetingStarted as MeetingStarted,
    )
    from .payloads import (
        Organizer as Organizer,
    )
    from .payloads import (
        ParticipantJoined as ParticipantJoined,
    )
    from .payloads import (
        ParticipantLeft as ParticipantLeft,
    )
    from .payloads import (
        RecordingStatusUpdate as RecordingStatusUpdate,
    )
    from .payloads import (
        SummaryReady as SummaryReady,
    )
    from .payloads import (
        TranscriptReady as TranscriptReady,
    )
    from .payloads import (
        Unknown as Unknown,
    )
    from .receiver import Delivery as Delivery
    from .receiver import Keys as Keys
    from .receiver import Receiver as Receiver
    from .redis_window import RedisWindow as RedisWindow
    from .router import Handler as Handler
    from .router import Router as Router
    from .signature import public_key as public_key
    from .signature import verify as verify
    from .windows import MemoryWindow as MemoryWindow
    from .windows import Standing as Standing
    from .windows import Window as Window

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
    },
)
