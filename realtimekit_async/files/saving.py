"""Files to where they are wanted: a path, a directory, or anything that is written to with `await`."""

import inspect
import io
import os
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

from realtimekit_async.models.portable import Portable

from .errors import (
    DestinationError,
    EmptyFile,
    FileChanged,
    FileCorrupted,
    FileVanished,
    LinkRefused,
)
from .kept import kept
from .names import safe_name
from .part import PartFile, write_whole
from .storage import Storage
from .stream import FileStream, Source, Watch
from .threads import in_thread
from .validators import Validators

_BATCH = 1 << 20
_BEGINNINGS = 3


@runtime_checkable
class Writable(Protocol):
    """What bytes can be written to with `await`, such as a file opened by anyio.

    Example:
        >>> class Counter:
        ...     bytes = 0
        ...     async def write(self, chunk: bytes) -> None:
        ...         self.bytes += len(chunk)
        >>> counter = Counter()
        >>> [saved] = await rtk.recordings.download(recording, to=counter)
        >>> counter.bytes == saved.size
        True
    """

    async def write(self, data: bytes, /) -> object:
        """Take some bytes."""
        ...


class Progress(Portable, Struct, frozen=True):
    """How far a download is.

    Example:
        >>> seen = []
        >>> _ = await rtk.recordings.download(recording, to=folder, progress=seen.append)
        >>> seen[-1].received == seen[-1].size
        True
    """

    name: str
    """What the server calls the file."""
    received: int
    """Bytes that are there, those of an earlier run included."""
    size: int | None
    """Bytes in all; None where the storage host does not announce them."""


class SavedFile(Portable, Struct, frozen=True, omit_defaults=True):
    """A file that is whole.

    Example:
        >>> [saved] = await rtk.recordings.download(recording, to=folder / "retrospective.mp4")
        >>> saved.name, saved.path == str(folder / "retrospective.mp4")
        ('retrospective.mp4', True)
    """

    name: str
    """What it is called where it lies; what the server calls it where it was written to something else than a
    path.
    """
    size: int
    """Bytes, all of them."""
    path: str | None = None
    """Where it lies; absent where it was written to something else than a path."""
    etag: str | None = None
    """What the storage host called this content; absent where it gives no strong ETag."""
    skipped: bool = False
    """Whether it was there already, the same as the storage host has, and was not fetched."""


OnProgress: TypeAlias = Callable[[Progress], object]
Destination: TypeAlias = str | PathLike[str] | Writable


def checked_destination(to: Destination) -> Destination:
    """Return the destination, or raise: TypeError for what cannot be one, DestinationError for a bad place."""
    # Who asks each time by isinstance whether something is Writable waits longer for that than for a small file.
    if not isinstance(to, str | PathLike):
        if isinstance(to, io.IOBase) or not callable(getattr(to, "write", None)):
            raise TypeError(
                f"to is a path, a directory, or has an async write(), got {type(to).__name__};"
                " anyio.wrap_file(…) gives an open file one"
            )
        return to
    place = Path(to)
    if "\0" in os.fspath(to):
        raise DestinationError(f"cannot write {to!r}: there is a NUL in it", path=os.fspath(to))
    folder = place if is_directory(to) else place.parent
    while is_directory(to) and not folder.exists() and folder != folder.parent:
        folder = folder.parent  # the missing ones are made
    _check_folder(folder, place)
    return to


def _check_folder(folder: Path, place: Path) -> None:
    if not folder.exists():
        reason = f"there is no directory {folder}"
    elif not folder.is_dir():
        reason = f"{folder} is no directory"
    elif not os.access(folder, os.W_OK | os.X_OK):
        reason = f"no permission to write in {folder}"
    else:
        return
    raise DestinationError(f"cannot write {place}: {reason}", path=str(place))


def is_directory(to: Destination) -> bool:
    """Return whether files get names of their own below a destination: it is there, or ends with a slash."""
    if not isinstance(to, str | PathLike):
        return False
    text = os.fspath(to)
    return text.endswith(("/", os.sep)) or Path(text).is_dir()


Watching: TypeAlias = Callable[[], Watch]


async def save(
    storage: Storage,
    source: Source,
    to: Destination,
    name: str,
    on_progress: OnProgress | None = None,
    watching: Watching | None = None,
    *,
    again: bool | None = None,
) -> SavedFile:
    """Fetch a file; `name` is what the server calls it, and counts where `to` is a directory.

    Of the watches one looks at each beginning of the file. With `again=False`, a file that is there already and
    that the storage host has under the same ETag is left as it is; None keeps no ETag for a later call to ask by.
    """
    if not isinstance(to, str | PathLike):
        stream = FileStream(storage, source, watch=watching() if watching else None)
        return await _save_to_writable(stream, to, name, on_progress)
    path = _path(to, name)
    if again is False and (there := await _unchanged(storage, source, path)) is not None:
        return there
    for beginning in range(_BEGINNINGS):
        try:
            part = PartFile(path, keeps_etag=again is not None)
            return await _save_to_path(storage, source, part, on_progress, watching() if watching else None)
        except (FileChanged, FileCorrupted):
            if beginning == _BEGINNINGS - 1:
                raise
    raise AssertionError  # pragma: no cover - the loop has no other end


async def write(data: bytes, to: Destination, name: str) -> SavedFile:
    """Write what is there already."""
    if not isinstance(to, str | PathLike):
        await to.write(data)
        return SavedFile(name, len(data))
    path = _path(to, name)
    await in_thread(write_whole, path, data)
    return SavedFile(path.name, len(data), str(path))


def place_of(to: Destination, name: str) -> Path | Writable:
    """Return what a file of this name is written to."""
    return _path(to, name) if isinstance(to, str | PathLike) else to


def _path(to: str | PathLike[str], name: str) -> Path:
    return Path(to) / safe_name(name, "file") if is_directory(to) else Path(to)


async def _save_to_writable(
    stream: FileStream, to: Writable, name: str, on_progress: OnProgress | None
) -> SavedFile:
    try:
        while data := await stream.read():
            writing = to.write(data)
            if not inspect.isawaitable(writing):
                raise TypeError(
                    "to.write(…) gives nothing to await: anyio.wrap_file(…) makes a file of such a kind"
                )
            await writing
            _tell(on_progress, name, stream.position, stream)
    finally:
        stream.close()
    return SavedFile(name, stream.position, etag=stream.validators.etag)


async def _unchanged(storage: Storage, source: Source, path: Path) -> SavedFile | None:
    """Return a file that is there already, as large as the API says, and that the storage host has as well."""
    known = await in_thread(kept, path)
    if known is None or source.size not in {None, known.size}:
        return None
    stream = FileStream(storage, source)
    try:
        if not await stream.is_unchanged(known.etag):
            return None
    finally:
        stream.close()
    return SavedFile(path.name, known.size, str(path), known.etag, skipped=True)


async def _save_to_path(
    storage: Storage, source: Source, part: PartFile, on_progress: OnProgress | None, watch: Watch | None
) -> SavedFile:
    try:
        await in_thread(part.open)
        await _resume(storage, source, part, on_progress, watch)
    except (FileChanged, FileCorrupted, FileVanished, EmptyFile, LinkRefused):
        part.discard()
        raise
    finally:
        part.keep()  # here and now: a cancelled task would get no thread for it
    return SavedFile(part.target.name, part.size, str(part.target), part.validators.etag)


async def _resume(
    storage: Storage, source: Source, part: PartFile, on_progress: OnProgress | None, watch: Watch | None
) -> None:
    if None not in {source.size, part.validators.size} and source.size != part.validators.size:
        part.forget()  # it is of another content
    validators = part.validators if part.size else None
    stream = FileStream(storage, source, position=part.size, validators=validators, watch=watch)
    try:
        if part.size:
            await in_thread(_catch_up, part, stream)
        rest = await _pour(stream, part, on_progress)
        await in_thread(_finish, part, stream.validators, rest)
        if rest:
            _tell(on_progress, stream.name, part.size, stream)
    finally:
        stream.close()


def _catch_up(part: PartFile, stream: FileStream) -> None:
    """Have what is there already looked at as if it arrived."""
    if stream.watch is not None or stream.validators.checksum is not None:
        for piece in part.pieces():
            stream.take_in(piece)
    part.resume()


async def _pour(stream: FileStream, part: PartFile, on_progress: OnProgress | None) -> bytes:
    """Read until the end, write in large pieces while the next ones arrive, and return what is not written yet."""
    gathered: list[bytes] = []
    try:
        while data := await stream.read():
            gathered.append(data)
            if sum(map(len, gathered)) >= _BATCH:
                await in_thread(_add, part, stream.validators, _taken(gathered))
                _tell(on_progress, stream.name, part.size, stream)
    except BaseException:
        if gathered:  # the next download has so much less to do
            _add(part, stream.validators, _taken(gathered))
            _tell(on_progress, stream.name, part.size, stream)
        raise
    return _taken(gathered)


def _add(part: PartFile, validators: Validators, data: bytes) -> None:
    if not part.size:
        part.begin(validators)
    part.write(data)


def _finish(part: PartFile, validators: Validators, data: bytes) -> None:
    if not part.size:
        part.begin(validators, note=False)
    part.write(data)
    part.commit()


def _taken(pieces: list[bytes]) -> bytes:
    data = b"".join(pieces)
    pieces.clear()
    return data


def _tell(on_progress: OnProgress | None, name: str, received: int, stream: FileStream) -> None:
    if on_progress is not None:
        on_progress(Progress(name, received, stream.validators.size))
