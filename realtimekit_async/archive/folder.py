"""An archive in a folder."""

import errno
import os
import stat
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from realtimekit_async.files.errors import DestinationError
from realtimekit_async.files.part import write_in_order
from realtimekit_async.files.saving import Destination, checked_destination
from realtimekit_async.files.side_files import map_os_errors
from realtimekit_async.files.threads import in_thread

from .keys import MARK, check_key

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR}
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Neither a link is followed, nor is a pipe waited for that lies where a file should be."""


class FolderStore:
    """Objects are files below a folder, which have their names when they are whole.

    What is being written is called `NAME.part`; a transfer that was broken off goes on from there. The folder
    itself may be a link to another place, but no link in it leads out of it.
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
        check_key(key)
        return await in_thread(_size, self._folder, key)

    async def read(self, key: str, /) -> bytes | None:
        """Return a small file, or None if there is none."""
        check_key(key)
        return await in_thread(_read, self._folder, key)

    async def write(self, key: str, data: bytes, /) -> None:
        """Write a small file under another name, and give it its own."""
        await self.write_all({key: data})

    async def write_all(self, objects: Mapping[str, bytes], /) -> None:
        """Write small files one after the other, on one visit to a thread."""
        for key in objects:
            check_key(key)
        await in_thread(_write, self._folder, objects)

    @asynccontextmanager
    async def writing(self, key: str, /) -> AsyncGenerator[Destination, None]:
        """Enter the path of a file."""
        check_key(key)
        yield str(await in_thread(_make_room, self._folder, key))

    def __repr__(self) -> str:
        return f"FolderStore({self.destination!r})"


def _place(folder: Path, key: str) -> Path:
    """Return where an object lies, or raise DestinationError if a link leads out of the archive there."""
    _check_links(folder, key.rpartition("/")[0])
    return folder / key


def _check_links(folder: Path, below: str) -> None:
    """Raise DestinationError if what is below the folder is not, because of a link: there is hardly ever any."""
    place = str(folder)
    for name in below.split("/"):
        place = f"{place}/{name}"
        if os.path.islink(place) and not _is_below(folder / below, folder):  # noqa: PTH114 - a Path costs more
            raise DestinationError(f"cannot use {folder / below}: a link leads out of {folder} there", path=place)


def _is_below(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _size(folder: Path, key: str) -> int | None:
    path = _place(folder, key)
    with map_os_errors(path):
        try:
            found = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None


def _read(folder: Path, key: str) -> bytes | None:
    path = _place(folder, key)
    try:
        with open(os.open(path, _READING), "rb") as file:  # noqa: PTH123 - a path has no such flags
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read()
            reason = "it is no file"
    except OSError as error:
        if error.errno in _NOT_THERE:
            return None
        reason = "it is a link" if error.errno == errno.ELOOP else error.strerror or type(error).__name__
    raise DestinationError(f"cannot read {path}: {reason}", name=path.name, path=str(path))


def _write(folder: Path, objects: Mapping[str, bytes]) -> None:
    for below in {key.rpartition("/")[0] for key in objects}:
        _check_links(folder, below)
    write_in_order((folder / key, data) for key, data in objects.items())


def _make_room(folder: Path, key: str) -> Path:
    """Make the folders of an object, and return where it is to lie."""
    path = _place(folder, key)
    if path.is_dir():
        raise DestinationError(f"cannot write {path}: it is a directory", name=path.name, path=str(path))
    with map_os_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    return path
