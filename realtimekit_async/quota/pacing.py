"""What holds back the requests of a client: its gate and its quotas, and the order in which they wait for them."""

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from realtimekit_async.errors import ConfigurationError
from realtimekit_async.secret import Token
from realtimekit_async.timing import Clock

from .gate import Gate
from .pacer import Pacer
from .quotas import Quota
from .shared import SharedQuota, split

if TYPE_CHECKING:
    from .shared_pacer import SharedPacer

Quotas: TypeAlias = Quota | tuple[Quota, ...] | None
SharedQuotas: TypeAlias = Quota | SharedQuota | tuple[Quota | SharedQuota, ...] | None

ADDRESS_QUOTA = Quota(200, 1)
"""200 requests a second from an address (Cloudflare's API limits)."""
ACCOUNT_QUOTA = (Quota(1200, 300), ADDRESS_QUOTA)
"""1,200 requests in five minutes for a token, and those of an address."""
RECORDINGS_QUOTA = Quota(1000, 50)
"""1,000 requests in 50 seconds to the recording endpoints."""


class Pacing(Struct, frozen=True):
    """What all views of a client share besides the connections: one gate and its quotas.

    Recordings have a limit of their own, inside the account's.
    """

    gate: Gate
    account: Pacer
    recordings: Pacer
    shared: Pacer | None = None

    async def aclose(self) -> None:
        """Close what pacing has opened: the connections to a shared quota."""
        if self.shared is not None:
            await self.shared.aclose()

    def close(self, now: float, retry_after: float | None) -> float:
        """Let a 429 hold everybody back, and tell at once whom that makes too late; return the seconds."""
        was_open = self.gate.open_at <= now
        seconds = self.gate.refused(now, retry_after)
        if was_open:  # the other refusals of the burst change little, and a queue may be long
            self.account.wake_expiring(seconds)
            self.recordings.wake_expiring(seconds)
        return seconds


def pacing_of(
    quota: SharedQuotas, recordings_quota: Quotas, *, connections: float, token: Token, clock: Clock
) -> Pacing:
    """Build the pacing of a client: recordings' own quota first, then the account's, then the shared one."""
    shared_quota, own = split(quota)
    shared = None if shared_quota is None else _shared(shared_quota, token, clock)
    gate = Gate() if shared is None else shared.gate
    account = Pacer(clock, _windows("quota", own), gate=gate, connections=connections, then=shared)
    recordings = Pacer(clock, _windows("recordings_quota", recordings_quota), then=account)
    return Pacing(gate, account, recordings, shared)


def _shared(quota: SharedQuota, token: Token, clock: Clock) -> "SharedPacer":
    from .shared_pacer import SharedPacer  # noqa: PLC0415 - for those who share

    return SharedPacer(quota, token, clock)


def _windows(name: str, quota: Quotas) -> tuple[Quota, ...]:
    if quota is None:
        return ()
    quotas = quota if isinstance(quota, tuple) else (quota,)
    if not all(isinstance(item, Quota) for item in quotas):
        raise ConfigurationError(f"{name} is a Quota(requests, seconds), a tuple of them, or None")
    return quotas
