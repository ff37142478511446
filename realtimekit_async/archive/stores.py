"""Where an archive lies: what every store can do, and which one a destination means."""

from contextlib import AbstractAsyncContextManager
from os import PathLike
from typing import Protocol, TypeAlias, runtime_checkable

from realtimekit_async.files.saving import Destination


@runtime_checkable
class Store(Protocol):
    """A place for objects under keys: an object appears whole or not at all.

    A store is pickled to where units are run: it holds no credential. What cannot be written raises
    DestinationError, what may pass TransportError.
    """

    @property
    def destination(self) -> str:
        """What the store is called in messages."""
        ...

    async def check(self) -> None:
        """Write a small object, or raise DestinationError."""
        ...

    async def size(self, key: str, /) -> int | None:
        """Give the size of an object in bytes, or None if there is none."""
        ...

    async def read(self, key: str, /) -> bytes | None:
        """Give a small object, or None if there is none."""
        ...

    async def write(self, key: str, data: bytes, /) -> None:
        """Write a small object, in place of what is there."""
        ...

    def writing(self, key: str, /) -> AbstractAsyncContextManager[Destination]:
        """Give what an object of any size is written to: it is there when the block has ended without an error."""
        ...


StoreLike: TypeAlias = str | PathLike[str] | Store


def open_store(destination: StoreLike) -> Store:
    """Give the store that a destination means: a folder, or a URL of `file://`, `s3://`, `gs://` or `az://`.

    A folder is made when something is written to it. Object stores need the extra `archive`, and take credentials,
    region and endpoint from the environment: AWS_…, GOOGLE_…, AZURE_STORAGE_….

    Raises ConfigurationError or DestinationError, naming the destination and the remedy, before anything is sent.
    """
    raise NotImplementedError(destination)
