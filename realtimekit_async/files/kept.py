"""Which content a whole file is: what the storage host calls it, kept with the file. Blocking.

An extended attribute goes where the file goes and leaves nothing beside it. Where there are none (macOS, Windows,
some file systems) a small file stands beside it, `.NAME.etag`, which counts for a file of that size written at
that moment only. Of a file that has been written to since, nothing is known.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from .side_files import read_small, replace_small

_ATTRIBUTE = "user.realtimekit"
_LONGEST_NOTE = 1 << 14


class Kept(Struct, frozen=True):
    """The ETag of a file, its size in bytes, and when it was written."""

    etag: str
    size: int
    written_at: int


def keep_etag(file: int, target: Path, etag: str | None) -> None:
    """Keep the ETag of an open file that is whole and is about to get its name."""
    if etag is None:
        return
    with suppress(OSError):  # then it is fetched again, as it would have been without a note
        state = os.fstat(file)
        note = msgspec.json.encode(Kept(etag, state.st_size, state.st_mtime_ns))
        if not _attach(file, note):
            replace_small(_beside(target), note)


def kept(path: Path) -> Kept | None:
    """Return what is known of a file, if it is as it was then."""
    with suppress(OSError, msgspec.MsgspecError, ValueError, RecursionError):
        state = path.stat()
        note = msgspec.json.decode(_attached(path) or read_small(_beside(path), _LONGEST_NOTE) or b"", type=Kept)
        if (note.size, note.written_at) == (state.st_size, state.st_mtime_ns):
            return note
    return None


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.etag")


if sys.platform == "linux":

    def _attach(file: int, note: bytes) -> bool:
        try:
            os.setxattr(file, _ATTRIBUTE, note)
        except OSError:
            return False
        return True

    def _attached(path: Path) -> bytes | None:
        try:
            return os.getxattr(path, _ATTRIBUTE)
        except OSError:
            return None
else:  # pragma: no cover - Python knows them on Linux alone

    def _attach(_file: int, _note: bytes) -> bool:
        return False

    def _attached(_path: Path) -> bytes | None:
        return None
