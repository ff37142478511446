"""An archive in an object store: S3 and what speaks like it, Google Cloud Storage, Azure.

obstore does it: it is asynchronous, has no dependencies, and knows multipart uploads of all three. What fsspec
offers for S3 pins the version of aiobotocore, and with that of aiohttp.
"""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urlsplit

from realtimekit_async.errors import ConfigurationError, RealtimeKitError, TransportError
from realtimekit_async.files.errors import DestinationError
from realtimekit_async.files.saving import Destination
from realtimekit_async.timing import wait_undisturbed

from .judging import without_signatures
from .keys import MARK

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig
    from obstore.store import ObjectStore as Client

T = TypeVar("T")

_EXTRA = "an archive in an object store needs an extra: pip install 'realtimekit-async[archive]'"
_PART = 5 << 20
"""Bytes: the least that S3 allows. It allows 10,000 of them, too: 50 GB an object."""
_PARTS_IN_FLIGHT = 2
_TIMEOUT = timedelta(minutes=2)
"""For one request with its retries: 40 MiB may be on a slow line at once."""
_ENDPOINTS = {
    "s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
    "az": ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
    "gs": (),
}
_CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_REFUSED = (
    "PermissionDeniedError",
    "UnauthenticatedError",
    "InvalidPathError",
    "NotSupportedError",
    "UnknownConfigurationKeyError",
)
_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound", "bucket does not exist")
_GRACE = 30.0
"""Seconds that a transfer has to take back what it has uploaded."""


class ObjectStore:
    """Objects below a prefix of a bucket; one is there when its upload is completed, and not before."""

    def __init__(self, url: str) -> None:
        self._url = url
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

        found = await self._done(_found(head_async(self._client, key)))
        return None if found is None else found["size"]

    async def read(self, key: str, /) -> bytes | None:
        """Return a small object, or None if there is none."""
        from obstore import get_async  # noqa: PLC0415 - an extra

        found = await self._done(_found(get_async(self._client, key)))
        return None if found is None else bytes(await self._done(found.bytes_async()))

    async def write(self, key: str, data: bytes, /) -> None:
        """Write a small object, in one request."""
        from obstore import put_async  # noqa: PLC0415 - an extra

        await self._done(put_async(self._client, key, data))

    @asynccontextmanager
    async def writing(self, key: str, /) -> AsyncGenerator[Destination, None]:
        """Enter what takes the bytes of an object, which are uploaded in parts while they come."""
        upload = _Upload(self, key)
        try:
            yield upload
            await upload.complete()
        except BaseException:
            await upload.abandon()
            raise

    async def put(self, key: str, data: AsyncIterator[bytes]) -> None:
        """Upload an object in parts, and take them back when `data` raises."""
        from obstore import put_async  # noqa: PLC0415 - an extra

        await self._done(put_async(self._client, key, data, chunk_size=_PART, max_concurrency=_PARTS_IN_FLIGHT))

    async def _done(self, work: Awaitable[T]) -> T:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        try:
            return await work
        except (BaseError, ValueError, FileNotFoundError) as error:
            trouble = _translated(error, self._url)
        # Raised from here, outside of `except`: the error of obstore shows requests.
        raise trouble

    @cached_property
    def _client(self) -> "Client":
        try:
            from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra
            from obstore.store import from_url  # noqa: PLC0415 - an extra
        except ImportError:
            raise ConfigurationError(_EXTRA) from None
        retries: RetryConfig = {"max_retries": 4, "retry_timeout": _TIMEOUT}
        try:
            return from_url(self._url, client_options=_options(self._url), retry_config=retries)
        except (BaseError, ValueError) as error:
            reason = _told(error)
        raise ConfigurationError(f"{self._url} cannot be opened: {reason}; {_remedy(self._url)}")

    def __reduce__(self) -> tuple[type["ObjectStore"], tuple[str]]:
        # Whoever unpickles it finds the credentials in an environment of its own.
        return ObjectStore, (self._url,)

    def __repr__(self) -> str:
        return f"ObjectStore({self._url!r})"


class _Abandoned(Exception):  # noqa: N818 - a signal to the upload
    """The object is not wanted any more."""


class _Upload:
    """An upload that is fed piece by piece, in parts if there is more than one.

    It is never cancelled: its parts would stay in the store. Instead what feeds it raises, and obstore aborts it.
    """

    def __init__(self, store: ObjectStore, key: str) -> None:
        self._store = store
        self._key = key
        self._held: list[bytes] = []
        self._size = 0
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._abandoned = False
        self._task: asyncio.Task[None] | None = None

    async def write(self, data: bytes, /) -> None:
        """Take some bytes, as fast as they are uploaded."""
        if self._task is not None:
            await self._feed(self._task, data)
            return
        self._held.append(data)
        self._size += len(data)
        if self._size > _PART:
            self._task = asyncio.ensure_future(self._store.put(self._key, self))
            self._task.add_done_callback(self._let_go)

    async def complete(self) -> None:
        """Have the object appear."""
        if self._task is None:
            await self._store.write(self._key, b"".join(self._held))
        else:
            await self._feed(self._task, None)
            await asyncio.shield(self._task)

    async def abandon(self) -> None:
        """Take back what has been uploaded, even if one is cancelled meanwhile."""
        if self._task is None:
            return
        self._abandoned = True
        if self._pieces.empty():
            self._pieces.put_nowait(None)
        alarm = asyncio.get_running_loop().call_later(_GRACE, self._task.cancel)
        cancelled = await wait_undisturbed(self._task)
        alarm.cancel()
        if not self._task.cancelled():
            self._task.exception()  # what has gone wrong is on its way already
        if cancelled is not None:
            raise cancelled

    async def _feed(self, task: "asyncio.Task[None]", data: bytes | None) -> None:
        if task.done():
            await task
        await self._pieces.put(data)

    def _let_go(self, _task: "asyncio.Task[None]") -> None:
        """Let the one that waits to feed go on: nobody takes its piece any more."""
        while not self._pieces.empty():
            self._pieces.get_nowait()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._abandoned:
            raise _Abandoned
        if self._held:
            held, self._held = self._held, []
            return b"".join(held)
        piece = await self._pieces.get()
        if self._abandoned:
            raise _Abandoned
        if piece is None:
            raise StopAsyncIteration
        return piece


async def _found(work: Awaitable[T]) -> T | None:
    """Return what there is, or None; without a bucket nothing could be written either."""
    try:
        return await work
    except FileNotFoundError as error:
        if any(sign in str(error) for sign in _NO_BUCKET):
            raise
        return None


def _translated(error: Exception, url: str) -> RealtimeKitError:
    if any(sign in str(error) for sign in _NO_BUCKET):
        return DestinationError(f"cannot write to {url}: there is no such bucket", path=url)
    told = f"{url}: {_told(error)}"
    if isinstance(error, ValueError | FileNotFoundError) or type(error).__name__ in _REFUSED:
        # S3 refuses to say that an object is not there to whom it does not list objects.
        return DestinationError(
            f"cannot use {told}; it takes permission to read, write and list objects", path=url
        )
    if "169.254.169.254" in told or "metadata.google" in told:
        # Where the environment holds no credentials, obstore asks for those of a virtual machine.
        return DestinationError(f"no credentials for {url}: {_remedy(url)}", path=url)
    return TransportError(told, sent=True, method="PUT", path=url)


def _told(error: Exception) -> str:
    """Return what obstore says to people, without what signs a request."""
    return without_signatures(re.split(r"\n|: <", str(error), maxsplit=1)[0])


def _remedy(url: str) -> str:
    return f"set {_CREDENTIALS[urlsplit(url).scheme.lower()]}"


def _options(url: str) -> "ClientConfig":
    """Allow http where the environment names an endpoint of that kind: such as MinIO beside the application."""
    endpoints = [os.environ.get(name, "") for name in _ENDPOINTS[urlsplit(url).scheme.lower()]]
    options: ClientConfig = {"timeout": _TIMEOUT}
    if any(each.startswith("http://") for each in endpoints):
        options["allow_http"] = True
    return options
