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
    from .quota.quotas import Quota
    from .quota.shared import SharedQuota
    from .services.checking import Check, Verdict
    from .services.flight import Prefetch
    from .services.pages import Pages
    from .services.running_recording import RunningRecording
    from .services.walk import Page
    from .transport.exchanges import Exchange
    from .transport.retry import Retry
    from .wire.calls import Call, Notices, Reply, Sender

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
        "_lazy": ("_rebuild",),  # what pickles name
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
        "transport.exchanges": ("Exchange",),
        "quota.quotas": ("Quota",),
        "transport.retry": ("Retry",),
        "services.checking": ("Check", "Verdict"),
        "services.flight": ("Prefetch",),
        "services.pages": ("Pages",),
        "services.running_recording": ("RunningRecording",),
        "services.walk": ("Page",),
        "quota.shared": ("SharedQuota",),
        "wire.calls": ("Call", "Notices", "Reply", "Sender"),
    },
)


def __dir__() -> list[str]:
    return __all__
