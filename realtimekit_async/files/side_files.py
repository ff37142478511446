"""Files that stand beside a download: never opened through a symbolic link, never waited for. Blocking.

Whoever can write into a directory can put a link or a pipe where such a file is expected.
"""

import os
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from errno import EDQUOT, EFBIG, EINVAL, ENOSPC
from pathlib import Path
from typing import IO

from .errors import DestinationError, DiskFull

_FULL = {ENOSPC, EDQUOT, EFBIG}
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = ".new"


def open_regular(path: Path, flags: int) -> IO[bytes]:
    """Open a regular file, made with the usual permissions where `flags` say so, or raise OSError."""
    number = os.open(path, flags | _SAFELY, 0o666)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(EINVAL, f"{path.name} is no regular file")
    return os.fdopen(number, "r+b" if flags & os.O_RDWR else "rb", buffering=0)


def open_alone(path: Path) -> IO[bytes] | None:
    """Open a file, made if it is missing, and lock it; None says that somebody else has it."""
    while True:
        file = open_regular(path, os.O_RDWR | os.O_CREAT)
        if not _lock(file):
            file.close()
            return None
        # Whoever had the lock before may have given the file its name meanwhile: then it is not ours to write.
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        file.close()


def read_small(path: Path, most: int) -> bytes | None:
    """Return what a small file holds, or None if there is none that can be read."""
    try:
        with open_regular(path, os.O_RDONLY) as file:
            data = file.read(most + 1)
    except OSError:
        return None
    return data if len(data) <= most else None


def replace_small(path: Path, data: bytes) -> None:
    """Have a small file hold this and nothing else, at no moment a half of it."""
    new = path.with_name(path.name + _NEW)
    new.unlink(missing_ok=True)
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, 0o666)
    with os.fdopen(number, "wb") as file:
        file.write(data)
    new.replace(path)


def remove_small(path: Path) -> None:
    """Remove a small file, and what a process that was killed while writing it has left."""
    for each in (path, f"{path}{_NEW}"):
        with suppress(OSError):
            os.unlink(each)  # noqa: PTH108 - hardly ever is there any, and a Path costs more than to find that out


def remove_abandoned(path: Path) -> None:
    """Remove a file that nobody has locked."""
    with suppress(OSError), open_regular(path, os.O_RDWR) as file:
        if _lock(file):
            path.unlink()


def sync_directory(path: Path) -> None:
    """Have the names in a directory survive a power cut, where the file system can do that."""
    if sys.platform != "win32":
        with suppress(OSError):
            number = os.open(path, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


@contextmanager
def map_os_errors(target: Path) -> Generator[None, None, None]:
    """Turn what the file system says into an error of ours."""
    try:
        yield
    except OSError as error:
        number, reason = error.errno, error.strerror or type(error).__name__
    else:
        return
    kind, remedy = (DiskFull, "; make room and download it again") if number in _FULL else (DestinationError, "")
    raise kind(f"cannot write {target}: {reason}{remedy}", name=target.name, path=str(target))


if sys.platform == "win32":  # pragma: no cover - an open file cannot be replaced there

    def _lock(_file: IO[bytes]) -> bool:
        return True
else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True
