"""RealtimeKit's public keys: pinned, or fetched and kept for a while."""

import asyncio
import os
import time
from collections.abc import Callable
from math import inf
from urllib.parse import urlsplit

import aiohttp
import msgspec
from msgspec import Struct

from realtimekit_async.checks import check_seconds, is_loopback, url_parts
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.log import logger
from realtimekit_async.wire.bodies import read_at_most

from .errors import DeliveryDeferred, InvalidSignature
from .signature import PublicKey, decoded, fits, public_key

WELL_KNOWN = "https://api.realtime.cloudflare.com/.well-known/webhooks.json"

_MOST_BYTES = 64 * 1024
_TROUBLE = (
    aiohttp.ClientError,
    OSError,  # TimeoutError among them
    msgspec.MsgspecError,
    RecursionError,
    ValueError,
    ConfigurationError,
)


class KeyRing:
    """The keys that deliveries are verified with.

    They are fetched from `url` when first needed (by default from REALTIMEKIT_WEBHOOK_KEYS_URL, or where the API's
    documentation says) and kept for `lifetime` seconds. A signature that fits none has them fetched once more, for
    they may have changed, but not again within `refetch_interval` seconds: nobody can make this process hammer the
    key server. While it is away the keys at hand stay good; without any, deliveries are deferred. HTTPS_PROXY is
    honoured. `now` is the clock, in seconds.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        lifetime: float = 3600.0,
        refetch_interval: float = 10.0,
        timeout: float = 5.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = _checked_url(url or os.environ.get("REALTIMEKIT_WEBHOOK_KEYS_URL") or WELL_KNOWN)
        self._lifetime = _checked_seconds("lifetime", lifetime)
        self._refetch_interval = _checked_seconds("refetch_interval", refetch_interval)
        self._timeout = _checked_seconds("timeout", timeout)
        self._now = now
        self._keys: tuple[PublicKey, ...] = ()
        self._due = -inf
        self._doubtful_from = -inf
        self._fetching: asyncio.Task[None] | None = None

    @classmethod
    def pinned(cls, *pems: str | bytes) -> "KeyRing":
        """Make a ring of keys that are given and never fetched, for who has no way out.

        Raises ConfigurationError for what is no RSA public key in PEM. When RealtimeKit changes its key, so must
        you; several can be given, of which one has to fit.
        """
        if not pems:
            raise ConfigurationError("KeyRing.pinned needs at least one public key in PEM")
        ring = cls()
        ring._keys = tuple(map(public_key, pems))
        ring._due = ring._doubtful_from = inf
        return ring

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} pinned)" if self._due == inf else f"KeyRing({self._url!r})"

    async def verify(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless one of the keys fits, or DeliveryDeferred while there is none."""
        raw = decoded(signature)
        fetched = self._now() >= self._due
        if fetched:
            await self._fetch()
        if not self._keys:
            raise DeliveryDeferred("the public key of webhooks could not be fetched yet")
        if self._fits(body, raw):
            return
        if not fetched and self._may_doubt():
            await self._fetch()
            if self._fits(body, raw):
                return
        raise InvalidSignature("the signature fits none of the public keys")

    def _fits(self, body: bytes, signature: bytes) -> bool:
        return any(fits(body, signature, key) for key in self._keys)

    def _may_doubt(self) -> bool:
        """Return whether a bad signature has the keys fetched again; who comes meanwhile waits for them."""
        if self._fetching is not None and not self._fetching.done():
            return True
        now = self._now()
        if now < self._doubtful_from:
            return False
        self._doubtful_from = now + self._refetch_interval
        return True

    async def _fetch(self) -> None:
        # A task that all share, and none of them can cancel: a sender that hangs up must not start another fetch.
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.get_running_loop().create_task(self._replace_keys())
        await asyncio.shield(self._fetching)

    async def _replace_keys(self) -> None:
        try:
            self._keys = await _downloaded(self._url, self._timeout)
        except _TROUBLE as error:
            held = "the keys at hand are used on" if self._keys else "deliveries are deferred"
            logger.warning("webhook keys could not be fetched (%s): %s", type(error).__name__, held)
            self._due = self._now() + self._refetch_interval
        else:
            self._due = self._now() + self._lifetime


class _Keys(Struct, rename="camel"):
    public_key: str | None = None
    public_keys: list[str] | None = None

    def pems(self) -> list[str]:
        return [pem for pem in (self.public_key, *(self.public_keys or ())) if pem]


class _KeyAnswer(_Keys, rename="camel"):
    data: _Keys | None = None


async def _downloaded(url: str, timeout: float) -> tuple[PublicKey, ...]:  # noqa: ASYNC109 - aiohttp keeps it
    # Fetched once an hour: a session of its own needs no closing by the user, and may look at the environment.
    async with (
        aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(timeout), trust_env=not is_loopback(urlsplit(url).hostname or "")
        ) as http,
        http.get(url, allow_redirects=False, headers={"Accept": "application/json"}) as response,
    ):
        body = await read_at_most(response.content.iter_any(), _MOST_BYTES)
    if response.status != 200 or body is None:  # noqa: PLR2004 - OK
        raise ValueError("no answer of a key server")
    return _read_keys(body)


def _read_keys(body: bytes) -> tuple[PublicKey, ...]:
    """Read `data.publicKey`, or the list `publicKeys`, whether it stands inside of `data` or not."""
    answer = msgspec.json.decode(body, type=_KeyAnswer)
    pems = answer.pems() + (answer.data.pems() if answer.data else [])
    if not pems:
        raise ValueError("no key in the answer of the key server")
    return tuple(map(public_key, dict.fromkeys(pems)))


def _checked_url(url: object) -> str:
    parts = url_parts(url)
    if parts is None or not parts.hostname:
        raise ConfigurationError(f"url is an http or https URL such as {WELL_KNOWN}")
    return parts.geturl()


def _checked_seconds(name: str, value: float) -> float:
    check_seconds(name, value, above_zero=True)
    return float(value)
