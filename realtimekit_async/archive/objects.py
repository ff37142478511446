"""An archive in an object store: S3 and what speaks like it, Google Cloud Storage, Azure.

obstore does it: it is asynchronous, has no dependencies, and knows multipart uploads of all three. What fsspec
offers for S3 pins the version of aiobotocore, and with that of aiohttp.
"""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from realtimekit_async._version import needing
from realtimekit_async.errors import ConfigurationError, TransportError
from realtimekit_async.files.saving import Destination
from realtimekit_async.timing import Clock

from .keys import MARK, check_key
from .patience import MINUTES, Patience, StoreInTrouble
from .refusals import has_answered, is_without_bucket, remedy, tell, understand
from .uploads import PART, Upload

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore as Client, RetryConfig

T = TypeVar("T")

_PARTS_IN_FLIGHT = 2
_TIMEOUT = timedelta(minutes=2)
"""For one request: 40 MiB may be on a slow line at once."""
_ENDPOINTS = {
    "s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
    "az": ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
    "gs": ("GOOGLE_BASE_URL",),
}
_ONCE: "RetryConfig" = {"max_retries": 1, "retry_timeout": _TIMEOUT}
"""For a connection that was stale; the rest is Patience's."""
_PATIENTLY: "RetryConfig" = {
    "max_retries": 100,
    "retry_timeout": timedelta(seconds=MINUTES),
    "backoff": {"init_backoff": timedelta(seconds=0.5), "max_backoff": timedelta(seconds=30), "base": 2},
}
"""For a part of a large object: whoever gave it is already fetching the next one."""


class ObjectStore:
    """Objects below a prefix of a bucket; one is there when its upload is completed, and not before."""

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self._url = url
        self._patience = Patience(url, clock)
        self._client  # noqa: B018 - what is missing shall be known now

    @property
    def destination(self) -> str:
        """The URL of the prefix."""
        return self._url

    async def check(self) -> None:
        """Write the mark of an archive, or raise DestinationError."""
        await self.write(*MARK)

    async def size(self, key: str, /) -> int | None:
        """Return the size of an object in bytes, or None if there is none."""
        from obstore import head_async  # noqa: PLC0415 - an extra

        check_key(key)
        found = await self._ask(lambda: _found(head_async(self._client, key)))
        return None if found is None else found["size"]

    async def read(self, key: str, /) -> bytes | None:
        """Return a small object, or None if there is none."""
        check_key(key)
        return await self._ask(lambda: self._content(key))

    async def _content(self, key: str) -> bytes | None:
        from obstore import get_async  # noqa: PLC0415 - an extra

        found = await _found(get_async(self._client, key))
        return None if found is None else bytes(await found.bytes_async())

    async def write(self, key: str, data: bytes, /) -> None:
        """Write a small object, in one request."""
        from obstore import put_async  # noqa: PLC0415 - an extra

        check_key(key)
        await self._ask(lambda: put_async(self._client, key, data))

    @asynccontextmanager
    async def writing(self, key: str, /) -> AsyncGenerator[Destination, None]:
        """Enter what takes the bytes of an object, which are uploaded in parts while they come."""
        check_key(key)
        upload = Upload(self, key)
        try:
            yield upload
            await upload.complete()
        except BaseException:
            await upload.abandon()
            raise

    async def wait(self) -> None:
        """Wait as long as the store is in trouble."""
        await self._patience.wait()

    async def put(self, key: str, data: AsyncIterator[bytes]) -> None:
        """Upload an object in parts, and take them back when `data` raises."""
        from obstore import put_async  # noqa: PLC0415 - an extra

        try:
            await self._done(
                put_async(self._patient_client, key, data, chunk_size=PART, max_concurrency=_PARTS_IN_FLIGHT)
            )
        except StoreInTrouble as error:
            reason = str(error)
        else:
            return
        # What was given is gone: whoever gave it has to begin anew, and waits for the store like all others.
        self._patience.hold_back(reason)
        raise TransportError(reason, sent=True, method="PUT", path=self._url)

    async def _ask(self, work: Callable[[], Awaitable[T]]) -> T:
        return await self._patience.ask(lambda: self._done(work()))

    async def _done(self, work: Awaitable[T]) -> T:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        try:
            return await work
        except (BaseError, ValueError, FileNotFoundError) as error:
            if has_answered(error):
                self._patience.heard()
            trouble = understand(error, self._url)
        # Raised from here, outside of `except`: the error of obstore shows requests.
        raise trouble

    @cached_property
    def _client(self) -> "Client":
        return _open(self._url, _ONCE)

    @cached_property
    def _patient_client(self) -> "Client":
        return _open(self._url, _PATIENTLY)

    def __reduce__(self) -> tuple[type["ObjectStore"], tuple[str]]:
        # Whoever unpickles it finds the credentials in an environment of its own.
        return ObjectStore, (self._url,)

    def __repr__(self) -> str:
        return f"ObjectStore({self._url!r})"


def _open(url: str, retries: "RetryConfig") -> "Client":
    try:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra
        from obstore.store import from_url  # noqa: PLC0415 - an extra
    except ImportError:
        raise ConfigurationError(needing("an archive in an object store", "archive")) from None
    try:
        return from_url(url, client_options=_options(url), retry_config=retries)
    except (BaseError, ValueError) as error:
        reason = tell(error)
    raise ConfigurationError(f"{url} cannot be opened: {reason}; {remedy(url)}")


async def _found(work: Awaitable[T]) -> T | None:
    """Return what there is, or None; without a bucket nothing could be written either."""
    try:
        return await work
    except FileNotFoundError as error:
        if is_without_bucket(error):
            raise
        return None


def _options(url: str) -> "ClientConfig":
    """Allow http where the environment names an endpoint of that kind: such as MinIO beside the application."""
    endpoints = [os.environ.get(name, "") for name in _ENDPOINTS[urlsplit(url).scheme.lower()]]
    options: ClientConfig = {"timeout": _TIMEOUT}
    if any(each.lower().startswith("http://") for each in endpoints):
        options["allow_http"] = True
    return options
