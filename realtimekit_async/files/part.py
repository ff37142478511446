"""A file that grows under another name until it is whole. Blocking: to be used on a thread."""

import io
import os
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import IO

import msgspec

from .errors import DestinationError, DiskFull
from .validators import Validators

_FULL = {ENOSPC, EDQUOT, EFBIG}
_PIECE = 1 << 20


class Part:
    """`NAME.part` beside `NAME`, and `NAME.part.json` with what the storage host said of the file.

    Whoever finds the part taken by another download works under a name of its own, which is not resumed.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = target.with_name(f"{target.name}.part")
        self._note: Path | None = target.with_name(f"{target.name}.part.json")
        self._file: IO[bytes] = io.BytesIO()
        self.size: int = 0
        self.validators: Validators = Validators()

    def open(self) -> None:
        """Open what there is, or begin with nothing; what is there counts if it is known which file it is of."""
        with map_os_errors(self._target):
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._file = _opened_alone(self._path) or self._of_its_own()
            self.validators = self._noted()
            if self.validators.etag is not None:
                self.size = os.fstat(self._file.fileno()).st_size

    def _of_its_own(self) -> IO[bytes]:
        number, name = tempfile.mkstemp(
            dir=self._target.parent, prefix=f"{self._target.name[:50]}.", suffix=".part"
        )
        self._path, self._note = Path(name), None
        os.fchmod(number, _usual_mode())
        return os.fdopen(number, "r+b", buffering=0)

    def _noted(self) -> Validators:
        if self._note is None:
            return Validators()
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=Validators)
        except (FileNotFoundError, msgspec.DecodeError):
            return Validators()

    def pieces(self) -> Iterator[bytes]:
        """Read what is there, for its checksum."""
        with map_os_errors(self._target):
            self._file.seek(0)
            while data := self._file.read(_PIECE):
                yield data

    def resume(self) -> None:
        """Write on at the end."""
        with map_os_errors(self._target):
            self._file.seek(self.size)

    def begin(self, validators: Validators) -> None:
        """Begin anew; the old content goes before the new note comes: a note is never of another content."""
        with map_os_errors(self._target):
            self._file.seek(0)
            self._file.truncate()
            if self._note is not None:
                self._note.write_bytes(msgspec.json.encode(validators))
        self.size, self.validators = 0, validators

    def write(self, data: bytes) -> None:
        """Add to the end."""
        rest = memoryview(data)
        with map_os_errors(self._target):
            while rest:
                # A disk that is filling up takes a part: that is counted before the next call fails.
                written = self._file.write(rest)
                rest = rest[written:]
                self.size += written

    def commit(self) -> None:
        """Give the file its name: from now on it is there, whole."""
        with map_os_errors(self._target):
            self._path.replace(self._target)
        self._forget_note()
        self._close()

    def keep(self) -> None:
        """Leave what there is to the next download, if that can make use of it."""
        if self._note is None or not self.size or self.validators.etag is None:
            self.discard()
        else:
            self._close()

    def discard(self) -> None:
        """Leave nothing behind."""
        if isinstance(self._file, io.BytesIO):
            return  # it was never opened
        with suppress(OSError):
            self._path.unlink()
        self._forget_note()
        self._close()

    def _forget_note(self) -> None:
        if self._note is not None:
            with suppress(OSError):
                self._note.unlink()

    def _close(self) -> None:
        with suppress(OSError):
            self._file.close()


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


def _opened_alone(path: Path) -> IO[bytes] | None:
    """Open a file and lock it; None says that somebody else has it."""
    while True:
        file = os.fdopen(
            os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666), "r+b", buffering=0
        )
        if not _locked(file):
            file.close()
            return None
        # Whoever had the lock before may have given the file its name meanwhile: then it is not ours to write.
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        file.close()


if sys.platform == "win32":  # pragma: no cover - an open file cannot be replaced there

    def _locked(_file: IO[bytes]) -> bool:
        return True
else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
