"""A quota that many workers share: what the user gives."""

import hashlib
from urllib.parse import urlsplit

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async._version import needing
from realtimekit_async.checks import check_seconds, url_parts
from realtimekit_async.errors import ConfigurationError

from .quotas import Quota

_URL = "SharedQuota(url) is a Redis URL: redis://host:6379/0, rediss://… for TLS, or unix:///path/to/socket"


class SharedQuota(Public, Struct, frozen=True):
    """At most `requests` in any `seconds` by all workers that use the same Redis and the same API token.

    A Redis that does not answer within 2 s, or within what is left of `max_wait` (at least 0.5 s), counts as away.

    All keys begin with `realtimekit:`, so that an ACL may allow `~realtimekit:*` alone, and lie in one slot of a
    cluster. The places of a worker that was killed are free again after 6 s.
    """

    url: str
    """Where Redis is: redis://host:6379/0, rediss://… with TLS, unix:///path/to/socket; it is shown without user
    and password.
    """
    requests: int = 1200
    """How many at most, of all workers together."""
    seconds: float = 300.0
    """Seconds in which there are no more, wherever they begin."""
    name: str | None = None
    """Whose allowance it is; without one, a hash of the API token tells. Needed where the token is callable."""
    margin: float = 5.0
    """Seconds that a request may spend between its place in the quota and its arrival at the server."""
    fallback: Quota | None = None
    """This worker's share while Redis is away; without one, requests fail then with a TransportError."""

    def __post_init__(self) -> None:
        Quota(self.requests, self.seconds)
        check_seconds("SharedQuota(margin=…)", self.margin, above_zero=True)
        if self.name is not None and not _is_name(self.name):
            raise ConfigurationError("SharedQuota(name=…) is a text of one character or more, without braces")
        if self.fallback is not None and not isinstance(self.fallback, Quota):
            raise ConfigurationError("SharedQuota(fallback=…) is a Quota: this worker's share while Redis is away")
        _check_url(self.url)

    @property
    def place(self) -> str:
        """The URL without user, password and options: what may be shown."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    def key(self, token: object) -> str:
        """Return the key under which the workers of a token meet; it does not tell the token."""
        if self.name is not None:
            return f"realtimekit:{self.name}"
        if not isinstance(token, str):
            raise ConfigurationError("SharedQuota(name=…) is needed: a callable api_token names no quota")
        return f"realtimekit:{hashlib.sha256(f'quota of {token}'.encode()).hexdigest()[:32]}"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        # msgspec's own would print the password of the URL.
        return [("url", self.place), ("requests", self.requests), ("seconds", self.seconds)]

    def __repr__(self) -> str:
        return f"SharedQuota({self.place!r}, requests={self.requests}, seconds={self.seconds})"


def split(
    quota: Quota | SharedQuota | tuple[Quota | SharedQuota, ...] | None,
) -> tuple[SharedQuota | None, tuple[Quota, ...] | None]:
    """Return the shared quota, of which there is one at most, and the others."""
    if quota is None:
        return None, None
    quotas = quota if isinstance(quota, tuple) else (quota,)
    shared = [item for item in quotas if isinstance(item, SharedQuota)]
    if len(shared) > 1:
        raise ConfigurationError("quota has one SharedQuota at most: a request takes its place there last of all")
    return (shared[0] if shared else None), tuple(item for item in quotas if not isinstance(item, SharedQuota))


def _check_url(url: str) -> None:
    """Raise ConfigurationError, without showing the URL, for one that redis would not take, or without redis."""
    if not _is_redis_url(url):
        raise ConfigurationError(_URL)
    try:
        from .in_redis import check_url  # noqa: PLC0415 - brings redis
    except ImportError:
        raise ConfigurationError(needing("a shared quota", "redis")) from None
    try:
        check_url(url)
    except (ValueError, TypeError):
        raise ConfigurationError(_URL) from None


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(name) and not set(name) & set("{}")


def _is_redis_url(url: object) -> bool:
    parts = url_parts(url, ("redis", "rediss", "unix"))
    if parts is None:
        return False
    if parts.scheme == "unix":
        return bool(parts.path)
    return bool(parts.hostname) and _is_database(parts.path)


def _is_database(path: str) -> bool:
    number = path.strip("/")
    return not number or number.isdecimal()
