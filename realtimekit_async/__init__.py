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
        RequestTimeout,
        ServerError,
        TransportError,
        Unauthorized,
        Unprocessable,
    )
    from .exchanges import Exchange
    from .ratelimit import Quota
    from .retry import Retry
    from .services.pages import Pages, Prefetch
    from .services.walk import Page
    from .sharedquota import SharedQuota
    from .wire import Call, Reply, Sender

__all__ = [
    "ApiError",
    "BadRequest",
    "Call",
    "ConfigurationError",
    "Conflict",
    "DecodeError",
    "ErrorDetail",
    "Exchange",
    "Forbidden",
    "NotFound",
    "Page",
    "Pages",
    "Prefetch",
    "Quota",
    "RateLimited",
    "RealtimeKit",
    "RealtimeKitError",
    "Reply",
    "RequestTimeout",
    "Retry",
    "Sender",
    "ServerError",
    "SharedQuota",
    "TransportError",
    "Unauthorized",
    "Unprocessable",
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
            "RequestTimeout",
            "ServerError",
            "TransportError",
            "Unauthorized",
            "Unprocessable",
        ),
        "exchanges": ("Exchange",),
        "ratelimit": ("Quota",),
        "retry": ("Retry",),
        "services.pages": ("Pages", "Prefetch"),
        "services.walk": ("Page",),
        "sharedquota": ("SharedQuota",),
        "wire": ("Call", "Reply", "Sender"),
    },
)


def __dir__() -> list[str]:
    return __all__
