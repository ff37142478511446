"""The asyncio-native client for Cloudflare RealtimeKit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ._lazy import lazy
from ._version import __version__

if TYPE_CHECKING:
    from .client import RealtimeKit
    from .errors import (
        ApiError,
        BadRequest,
        ConfigurationError,
        Conflict,
        DecodeError,
        ErrorDetail,
        Forbidden,
        NotFound,
        RateLimited,
        RealtimeKitError,
        RecordingFailed,
        RequestTimeout,
        ServerError,
        TransportError,
        Unauthorized,
        Unprocessable,
        WaitTimeout,
    )
    from .exchanges import Exchange
    from .ratelimit import Quota
    from .retry import Retry
    from .services.checking import Check, Verdict
    from .services.pages import Pages, Prefetch
    from .services.running import RunningRecording
    from .services.walk import Page
    from .sharedquota import SharedQuota
    from .wire import Call, Notices, Reply, Sender

__all__ = [
    "ApiError",
    "BadRequest",
    "Call",
    "Check",
    "ConfigurationError",
    "Conflict",
    "DecodeError",
    "ErrorDetail",
    "Exchange",
    "Forbidden",
    "NotFound",
    "Notices",
    "Page",
    "Pages",
    "Prefetch",
    "Quota",
    "RateLimited",
    "RealtimeKit",
    "RealtimeKitError",
    "RecordingFailed",
    "Reply",
    "RequestTimeout",
    "Retry",
    "RunningRecording",
    "Sender",
    "ServerError",
    "SharedQuota",
    "TransportError",
    "Unauthorized",
    "Unprocessable",
    "Verdict",
    "WaitTimeout",
    "__version__",
]

__getattr__: Callable[[str], object] = lazy(
    __name__,
    {
        "client": ("RealtimeKit",),
        "errors": (
            "ApiError",
            "BadRequest",
            "ConfigurationError",
            "Conflict",
            "DecodeError",
            "ErrorDetail",
            "Forbidden",
            "NotFound",
            "RateLimited",
            "RealtimeKitError",
            "RecordingFailed",
            "RequestTimeout",
            "ServerError",
            "TransportError",
            "Unauthorized",
            "Unprocessable",
            "WaitTimeout",
        ),
        "exchanges": ("Exchange",),
        "ratelimit": ("Quota",),
        "retry": ("Retry",),
        "services.checking": ("Check", "Verdict"),
        "services.pages": ("Pages", "Prefetch"),
        "services.running": ("RunningRecording",),
        "services.walk": ("Page",),
        "sharedquota": ("SharedQuota",),
        "wire": ("Call", "Notices", "Reply", "Sender"),
    },
)


def __dir__() -> list[str]:
    return __all__
