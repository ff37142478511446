"""The asyncio-native client for Cloudflare RealtimeKit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ._lazy import lazy
from ._version import __version__ as __version__

if TYPE_CHECKING:  # who only reads: whoever runs the package has the table, and a test compares the two
    from .client import RealtimeKit as RealtimeKit
    from .errors import (
        ApiError as ApiError,
        BadRequest as BadRequest,
        ConfigurationError as ConfigurationError,
        Conflict as Conflict,
        DecodeError as DecodeError,
        ErrorDetail as ErrorDetail,
        Forbidden as Forbidden,
        NotFound as NotFound,
        RateLimited as RateLimited,
        RealtimeKitError as RealtimeKitError,
        RecordingFailed as RecordingFailed,
        RequestTimeout as RequestTimeout,
        ServerError as ServerError,
        TransportError as TransportError,
        Unauthorized as Unauthorized,
        Unprocessable as Unprocessable,
        WaitTimeout as WaitTimeout,
    )
    from .quota.quotas import Quota as Quota
    from .quota.shared import SharedQuota as SharedQuota
    from .services.checking import Check as Check, Verdict as Verdict
    from .services.flight import Prefetch as Prefetch
    from .services.pages import Pages as Pages
    from .services.running_recording import RunningRecording as RunningRecording
    from .services.walk import Page as Page
    from .transport.exchanges import Exchange as Exchange
    from .transport.retry import Retry as Retry
    from .wire.calls import Call as Call, Notices as Notices, Reply as Reply, Sender as Sender

__getattr__: Callable[[str], object] = lazy(
    __name__,
    {
        "_lazy": ("_rebuild",),  # what pickles name
        "_version": ("__version__",),
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
