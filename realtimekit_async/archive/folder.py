"""An archive in a folder."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from realtimekit_async.files.errors import DestinationError
from realtimekit_async.files.part import map_os_errors
from realtimekit_async.files.saving import Destination, checked_destination, write
from realtimekit_async.files.threads import in_thread

from .keys import MARK


class FolderStore:
    """Objects are files below a folder, which have their names when they are whole.

    What is being written is called `NAME.part`; a transfer that was broken off goes on from there.
    """

    def __init__(self, folder: str) -> None:
        # A Dask worker has another working directory.
        self._folder = Path(folder).absolute()
        checked_destination(f"{self._folder}/")

    @property
    def destination(self) -> str:
        """The path of the folder."""
        return str(self._folder)

    async def check(self) -> None:
        """Write the mark of an archive, or raise DestinationError."""
        await self.write(*MARK)

    async def size(self, key: str, /) -> int | None:
        """Return the size of a file in bytes, or None if there is none."""
        return await in_thread(_size, self._folder / key)

    async def read(self, key: str, /) -> bytes | None:
        """Return a small file, or None if there is none."""
        return await in_thread(_content, self._folder / key)

    async def write(self, key: str, data: bytes, /) -> None:
        """Write a small file under another name, and give it its own."""
        async with self.writing(key) as path:
            await write(data, path, key)

    @asynccontextmanager
    async def writing(self, key: str, /) -> AsyncGenerator[Destination, None]:
        """Enter the path of a file."""
        path = self._folder / key
        await in_thread(_make_folder, path)
        yield str(path)

    def __repr__(self) -> str:
        return f"FolderStore({self.destination!r})"


def _make_folder(path: Path) -> None:
    if path.is_dir():
        raise DestinationError(f"cannot write {path}: it is a directory", name=path.name, path=str(path))
    with map_os_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)


def _size(path: Path) -> int | None:
    with map_os_errors(path):
        return path.stat().st_size if path.is_file() else None


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
    raise DestinationError(f"cannot read {path}: {reason}", name=path.name, path=str(path))
