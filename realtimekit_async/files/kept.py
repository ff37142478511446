"""Which content a whole file is: what the storage host calls it, kept with the file itself. Blocking.

An extended attribute goes where the file goes and leaves nothing beside it. Where a file system has none, or the
file has been written to since, nothing is known of it.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

_NAME = "user.realtimekit"


class Kept(Struct, frozen=True):
    """The ETag of a file, its size in bytes, and when it was written."""

    etag: str
    size: int
    written_at: int


def keep_etag(file: int, etag: str | None) -> None:
    """Keep the ETag with an open file that is whole."""
    if etag is None or sys.platform != "linux":
        return
    with suppress(OSError):
        state = os.fstat(file)
        os.setxattr(file, _NAME, msgspec.json.encode(Kept(etag, state.st_size, state.st_mtime_ns)))


def kept(path: Path) -> Kept | None:
    """Return what is known of a file, if it is as it was then."""
    if sys.platform != "linux":
        return None
    with suppress(OSError, msgspec.MsgspecError, ValueError):
        state = path.stat()
        note = msgspec.json.decode(os.getxattr(path, _NAME), type=Kept)
        if (note.size, note.written_at) == (state.st_size, state.st_mtime_ns):
            return note
    return None
