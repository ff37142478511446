"""Which quotas a client keeps to, and in which order its requests wait for them."""

from typing import TYPE_CHECKING, TypeAlias

from .errors import ConfigurationError
from .pacing import Lanes, Pacer, SystemClock
from .ratelimit import Gate, Quota
from .settings import Settings
from .sharedquota import SharedQuota, split

if TYPE_CHECKING:
    from .sharedpacer import SharedPacer

Quotas: TypeAlias = Quota | tuple[Quota, ...] | None
SharedQuotas: TypeAlias = Quota | SharedQuota | tuple[Quota | SharedQuota, ...] | None

ACCOUNT_QUOTA = (Quota(1200, 300), Quota(200, 1))
"""1,200 requests in five minutes for a token, 200 a second for an address (Cloudflare's API limits)."""
RECORDINGS_QUOTA = Quota(1000, 50)
"""1,000 requests in 50 seconds to the recording endpoints."""


def lanes_for(quota: SharedQuotas, recordings_quota: Quotas, connections: float, settings: Settings) -> Lanes:
    """Build the lanes of a client: recordings' own quota first, then the account's, then the shared one."""
    shared_quota, own = split(quota)
    shared = None if shared_quota is None else _shared(shared_quota, settings)
    gate, clock = Gate() if shared is None else shared.gate, SystemClock()
    account = Pacer(clock, _windows("quota", own), gate=gate, connections=connections, then=shared)
    recordings = Pacer(clock, _windows("recordings_quota", recordings_quota), then=account)
    return Lanes(gate, account, recordings, shared)


def _shared(quota: SharedQuota, settings: Settings) -> "SharedPacer":
    from .sharedpacer import SharedPacer  # noqa: PLC0415 - for those who share

    return SharedPacer(quota, settings.api_token, SystemClock())


def _windows(name: str, quota: Quotas) -> tuple[Quota, ...]:
    if quota is None:
        return ()
    quotas = quota if isinstance(quota, tuple) else (quota,)
    if not all(isinstance(item, Quota) for item in quotas):
        raise ConfigurationError(f"{name} is a Quota(requests, seconds), a tuple of them, or None")
    return quotas
