"""Where an archive lies: what every store can do, and which one a destination means."""

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from os import PathLike
from typing import Protocol, TypeAlias, runtime_checkable
from urllib.parse import urlsplit
from urllib.request import url2pathname

from realtimekit_async.errors import ConfigurationError
from realtimekit_async.files.errors import DestinationError
from realtimekit_async.files.saving import Destination


@runtime_checkable
class Store(Protocol):
    """A place for objects under keys: an object appears whole or not at all.

    A store is pickled to where units are run: it holds no credential. What cannot be written raises
    DestinationError, what may pass TransportError.

    Example:
        >>> store = open_store(folder)
        >>> await store.read("nothing/here") is None
        True
    """

    @property
    def destination(self) -> str:
        """What the store is called in messages."""
        ...

    async def check(self) -> None:
        """Write a small object, or raise DestinationError."""
        ...

    async def size(self, key: str, /) -> int | None:
        """Return the size of an object in bytes, or None if there is none."""
        ...

    async def read(self, key: str, /) -> bytes | None:
        """Return a small object, or None if there is none."""
        ...

    async def write(self, key: str, data: bytes, /) -> None:
        """Write a small object, in place of what is there."""
        ...

    def writing(self, key: str, /) -> AbstractAsyncContextManager[Destination]:
        """Enter what an object of any size is written to: it is there when the block ends without an error."""
        ...


async def write_all(store: Store, objects: Mapping[str, bytes]) -> None:
    """Write small objects in the order of the mapping: at once where a store has a `write_all` of its own."""
    at_once: Callable[[Mapping[str, bytes]], Awaitable[None]] | None = getattr(store, "write_all", None)
    if at_once is not None:
        await at_once(objects)
        return
    for key, data in objects.items():
        await store.write(key, data)


StoreLike: TypeAlias = str | PathLike[str] | Store

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_OBJECT_STORES = ("s3", "gs", "az")
_FORMS = "a folder, file:///folder, s3://bucket/prefix, gs://bucket/prefix or az://container/prefix"


def open_store(destination: StoreLike) -> Store:
    """Return the store that a destination means: a folder, or a URL of `file://`, `s3://`, `gs://` or `az://`.

    A folder is made when something is written to it. Object stores need the extra `archive`, and take credentials,
    region and endpoint from the environment: `AWS_…`, `GOOGLE_…`, `AZURE_STORAGE_…`.

    Raises ConfigurationError or DestinationError, naming the destination and the remedy, before anything is sent.

    Example:
        >>> report = await archive(rtk, open_store(f"file://{folder}"))
        >>> report.state
        'complete'
    """
    if not isinstance(destination, str | PathLike):
        if not isinstance(destination, Store):
            raise TypeError(f"an archive lies in {_FORMS}, got {type(destination).__name__}")
        return destination
    place = os.fspath(destination)
    scheme = _URL.match(place) if isinstance(destination, str) else None
    if scheme is None:
        return _folder(place)
    return _of_url(place, scheme[1].lower())


def _of_url(url: str, scheme: str) -> Store:
    if scheme != "file" and scheme not in _OBJECT_STORES:
        raise ConfigurationError(f"{scheme}:// is no place for an archive: it lies in {_FORMS}")
    parts = urlsplit(url)
    if "@" in parts.netloc or parts.query or parts.fragment:
        bucket = parts.netloc.rpartition("@")[2]
        del url, parts  # a traceback with locals shows this frame, too
        raise ConfigurationError(
            f"the destination {scheme}://{bucket}… holds credentials, a query or a fragment:"
            " they come from the environment"
        )
    if scheme == "file":
        if parts.netloc not in {"", "localhost"}:
            raise ConfigurationError(f"{url} names another machine: a folder on this one is file:///folder")
        return _folder(url2pathname(parts.path))
    if any(part in {".", ".."} for part in parts.path.split("/")):
        raise ConfigurationError(f"{url} has a part that is `.` or `..`: name the prefix that is meant")
    from .objects import ObjectStore  # noqa: PLC0415 - only an object store needs the extra

    return ObjectStore(url)


def _folder(place: str) -> Store:
    from .folder import FolderStore  # noqa: PLC0415 - an object store needs no folder

    if not place:
        raise DestinationError(f"the destination is empty: an archive lies in {_FORMS}")
    return FolderStore(place)
