"""RealtimeKit's public keys: pinned, or fetched and kept for a while."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from math import inf
from threading import Lock
from typing import cast
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import msgspec

from realtimekit_async.checks import checked_seconds, is_loopback, url_parts
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.log import logger
from realtimekit_async.wire.bodies import read_at_most
from realtimekit_async.wire.documents import decode_json

from .errors import DeliveryDeferred, InvalidSignature
from .signature import REWRITTEN, PublicKey, decoded, fits, public_key

WELL_KNOWN = "https://api.realtime.cloudflare.com/.well-known/webhooks.json"

_VARIABLE = "REALTIMEKIT_WEBHOOK_KEYS_URL"
_MOST_BYTES = 64 * 1024
_FRESH_SECONDS = 1.0
"""So long the keys just fetched are taken for those that RealtimeKit signs with."""
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

    They are fetched from `url` when first needed (by default from what REALTIMEKIT_WEBHOOK_KEYS_URL says then, or
    where the API's documentation says) and kept for `lifetime` seconds. A signature that fits none has them
    fetched once more, for they may have changed, but not again within `refetch_interval` seconds: nobody can make
    this process hammer the key server. Only a signature that fits none of the keys just fetched is refused; where
    they could not be fetched, or were so recently that they may have changed since, the delivery is deferred and
    comes again. While the key server is away the keys at hand stay good. HTTPS_PROXY is honoured. `now` is the
    clock, in seconds.

    One ring serves any number of threads and event loops.

    Example:
        >>> ring = KeyRing(emulator.webhook_key_url, lifetime=600)
        >>> offline = KeyRing.pinned(emulator.webhook_key)  # where nothing may be fetched
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
        self._is_of_environment = not url
        self._named = os.environ.get(_VARIABLE)
        self._url = _checked_url(url) if url else _url_of(self._named)
        self._lifetime = checked_seconds("lifetime", lifetime, above_zero=True)
        self._refetch_interval = checked_seconds("refetch_interval", refetch_interval, above_zero=True)
        self._timeout = checked_seconds("timeout", timeout, above_zero=True)
        self._now = now
        self._keys: tuple[PublicKey, ...] = ()
        self._due = -inf
        self._doubtful_from = -inf
        self._fetched_at = -inf
        self._fetching: asyncio.Task[None] | None = None
        self._lock = Lock()

    @classmethod
    def pinned(cls, *pems: str | bytes) -> "KeyRing":
        """Make a ring of keys that are given and never fetched, for who has no way out.

        Raises ConfigurationError for what is no RSA public key in PEM. When RealtimeKit changes its key, so must
        you; several can be given, of which one has to fit.
        """
        if not pems:
            raise ConfigurationError("KeyRing.pinned needs at least one public key in PEM")
        ring = cls(WELL_KNOWN)
        ring._keys = tuple(map(public_key, pems))
        ring._due = ring._doubtful_from = ring._fetched_at = inf
        return ring

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} pinned)" if self._due == inf else f"KeyRing({_shown(self._url)!r})"

    async def verify(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless one of the keys fits, or DeliveryDeferred if that cannot be said now."""
        raw = decoded(signature)
        url = self._heed_environment()
        if is_due := self._is_due():
            await self._fetch()
        self._check_server(url)  # another delivery, or a slow answer, came in between
        if not self._keys:
            raise DeliveryDeferred("the public key of webhooks could not be fetched yet")
        if self._fits(body, raw):
            return
        if not is_due and self._may_doubt():
            await self._fetch()
            if self._fits(body, raw):
                return
            self._check_server(url)
        if self._now() - self._fetched_at >= _FRESH_SECONDS:
            raise DeliveryDeferred(
                "the signature fits no key at hand, and whether there is a new one is not known"
            )
        raise InvalidSignature(f"the signature fits none of the public keys; {REWRITTEN}")

    def _heed_environment(self) -> str:
        """Return the URL of the keys; where the environment names another one, begin anew.

        A ring is often made at the top of a module, before a test says where its keys are.
        """
        # Every delivery comes by here: a URL is only looked at once it is another one.
        if self._is_of_environment and (named := os.environ.get(_VARIABLE)) != self._named:
            url = _url_of(named)
            with self._lock:
                self._named = named
                if url != self._url:
                    self._url, self._keys, self._fetching = url, (), None
                    self._due = self._doubtful_from = self._fetched_at = -inf
        return self._url

    def _check_server(self, url: str) -> None:
        if url != self._heed_environment():
            raise DeliveryDeferred("another key server is named since this delivery came")

    def _fits(self, body: bytes, signature: bytes) -> bool:
        return any(fits(body, signature, key) for key in self._keys)

    def _is_due(self) -> bool:
        """Return whether to fetch the keys; who comes meanwhile goes on with those at hand, if there are any."""
        with self._lock:
            now = self._now()
            if now < self._due:
                return False
            if self._keys:
                self._due = now + self._refetch_interval
            return True

    def _may_doubt(self) -> bool:
        """Return whether a bad signature has the keys fetched again; who comes meanwhile waits for them."""
        if self._fetching_here() is not None:
            return True
        with self._lock:
            now = self._now()
            if now < self._doubtful_from:
                return False
            self._doubtful_from = now + self._refetch_interval
            return True

    async def _fetch(self) -> None:
        # A task that all of a loop share, and none of them can cancel: a sender that hangs up must not start
        # another fetch. Another loop has its own, for this one may never run again.
        task = self._fetching_here()
        if task is None:
            task = self._fetching = asyncio.get_running_loop().create_task(self._replace_keys())
        await asyncio.shield(task)

    def _fetching_here(self) -> "asyncio.Task[None] | None":
        task = self._fetching
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            return None
        return task

    async def _replace_keys(self) -> None:
        url = self._url
        try:
            keys = await _download(url, self._timeout)
        except _TROUBLE as error:
            keys, trouble = (), type(error).__name__
        else:
            trouble = ""
        with self._lock:
            if url != self._url:  # the environment names another server by now
                return
            if trouble:
                self._due = self._now() + self._refetch_interval
            else:
                self._keys, self._fetched_at = keys, self._now()
                self._due = self._fetched_at + self._lifetime
        if trouble:
            held = "the keys at hand are used on" if self._keys else "deliveries are deferred"
            logger.warning("webhook keys could not be fetched from %s (%s): %s", _shown(url), trouble, held)


def _url_of(named: str | None) -> str:
    """Return the URL that the environment names, or the documented one."""
    return _checked_url(named or WELL_KNOWN, _VARIABLE)


def _shown(url: str) -> str:
    """Return a URL without what may be a secret in it."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


async def _download(url: str, timeout: float) -> tuple[PublicKey, ...]:  # noqa: ASYNC109 - aiohttp keeps it
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
    """Read `publicKey` and the list `publicKeys`, inside of `data` or not; an odd one among them is left out."""
    keys, odd = list[PublicKey](), 0
    for pem in dict.fromkeys(_pems(decode_json(body, object)[0])):
        try:
            keys.append(public_key(pem))
        except ConfigurationError:
            odd += 1
    if not keys:
        raise ValueError("no key in the answer of the key server")
    if odd:
        logger.warning("%d of the keys for webhooks are no RSA public keys in PEM, and are left out", odd)
    return tuple(keys)


def _pems(answer: object) -> Iterator[str]:
    if isinstance(answer, dict):
        members = cast("dict[str, object]", answer)
        listed = members.get("publicKeys")
        for pem in (members.get("publicKey"), *(cast("list[object]", listed) if isinstance(listed, list) else ())):
            if isinstance(pem, str) and pem:
                yield pem
        yield from _pems(members.get("data"))


def _checked_url(url: object, name: str = "url") -> str:
    parts = url_parts(url)
    if parts is None or not parts.hostname:
        raise ConfigurationError(f"{name} is an http or https URL such as {WELL_KNOWN}")
    return parts.geturl()
