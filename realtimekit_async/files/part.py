"""A file that grows under another name until it is whole. Blocking: to be used on a thread."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from errno import EISDIR
from itertools import groupby
from pathlib import Path
from typing import IO

import msgspec

from .errors import DestinationError
from .kept import keep_etag
from .side_files import (
    map_os_errors,
    open_alone,
    read_small,
    remove_abandoned,
    remove_small,
    replace_small,
    sync_directory,
)
from .validators import Validators, strong

_PIECE = 1 << 20
_LONGEST_NOTE = 1 << 14
_MOST_WRITERS = 32


class PartFile:
    """`NAME.part` beside `NAME`, and `NAME.part.json` with what the storage host said of the file.

    Whoever finds the part taken by another download works under `NAME.2.part` or a higher number, which is not
    resumed; whoever finishes removes those that nobody has any more. What is written `in_one_go` has no note, and
    leaves it to the caller that its name survives a power cut.
    """

    def __init__(self, target: Path, *, keeps_etag: bool = False, in_one_go: bool = False) -> None:
        self.target: Path = target
        self._keeps_etag = keeps_etag
        self._in_one_go = in_one_go
        self._note = target.with_name(f"{target.name}.part.json")
        self._number = 1
        self._noted = True  # as far as anybody knows
        self._file: IO[bytes] | None = None
        self._held = 0
        self.size: int = 0
        self.validators: Validators = Validators()

    def open(self) -> None:
        """Open what there is, or begin with nothing; what is there counts if it is known which file it is of."""
        with map_os_errors(self.target):
            if self.target.is_dir():
                raise IsADirectoryError(EISDIR, "it is a directory")
            try:
                self._file = self._open_free()
            except FileNotFoundError:
                self.target.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._open_free()
            self._held = os.fstat(self._file.fileno()).st_size
            if self._number == 1 and self._held:
                self._read_note(self._held)

    def _open_free(self) -> IO[bytes]:
        for number in range(1, _MOST_WRITERS + 1):
            if (file := open_alone(self._path(number))) is not None:
                self._number = number
                return file
        reason = f"{_MOST_WRITERS} downloads write it already"
        raise DestinationError(
            f"cannot write {self.target}: {reason}", name=self.target.name, path=str(self.target)
        )

    def _path(self, number: int) -> Path:
        ending = ".part" if number == 1 else f".{number}.part"
        return self.target.with_name(self.target.name + ending)

    def _read_note(self, size: int) -> None:
        """Take over what is there if the note that stands beside it is one of ours."""
        note = read_small(self._note, _LONGEST_NOTE)
        with suppress(msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            validators = msgspec.json.decode(note or b"{}", type=Validators)
            if validators.can_resume and (validators.size is None or size <= validators.size):
                self.size, self.validators = size, validators

    def forget(self) -> None:
        """Make no use of what is there."""
        self.size, self.validators = 0, Validators()

    def pieces(self) -> Iterator[bytes]:
        """Read what is there, for its checksum."""
        with map_os_errors(self.target):
            self._open_file.seek(0)
            while data := self._open_file.read(_PIECE):
                yield data

    def resume(self) -> None:
        """Write on at the end."""
        with map_os_errors(self.target):
            self._open_file.seek(self.size)

    def begin(self, validators: Validators, *, note: bool = True) -> None:
        """Begin anew; the old content goes before the new note comes: a note is never of another content."""
        with map_os_errors(self.target):
            if self._held:
                self._open_file.seek(0)
                self._open_file.truncate()
            if self._number == 1:
                self._noted = note and validators.can_resume
                self._write_note(validators)
        self.size, self.validators = 0, validators

    def _write_note(self, validators: Validators) -> None:
        if self._noted:
            replace_small(self._note, msgspec.json.encode(validators))
        else:
            remove_small(self._note)

    def write(self, data: bytes) -> None:
        """Add to the end."""
        rest = memoryview(data)
        with map_os_errors(self.target):
            while rest:
                # A disk that is filling up takes a part: that is counted before the next call fails.
                written = self._open_file.write(rest)
                rest = rest[written:]
                self.size += written

    def commit(self) -> None:
        """Return the file its name: from now on it is there, whole, also after a power cut.

        The note goes first: of a process that is killed in between, a part remains that the next download begins
        anew, and no note that nobody would ever remove.
        """
        with map_os_errors(self.target):
            if self._keeps_etag:
                keep_etag(self._open_file.fileno(), self.target, strong(self.validators.etag))
            os.fsync(self._open_file.fileno())
            self._remove_note()
            self._path(self._number).replace(self.target)
            if not self._in_one_go:
                sync_directory(self.target.parent)
        self._close()

    def keep(self) -> None:
        """Leave what there is to the next download, if that can make use of it; nothing after a commit."""
        if self._number == 1 and self.size and self._noted and self.validators.can_resume:
            self._close()
        else:
            self.discard()

    def discard(self) -> None:
        """Leave nothing behind, but what has got its name."""
        if self._file is None:
            return
        self._remove_note()
        with suppress(OSError):
            self._path(self._number).unlink()
        self._close()

    def _remove_note(self) -> None:
        if self._number == 1 and self._noted:
            remove_small(self._note)

    @property
    def _open_file(self) -> IO[bytes]:
        if self._file is None:  # pragma: no cover - it is opened first
            raise AssertionError
        return self._file

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        with suppress(OSError):
            file.close()
        # To look for all costs more than to write a small file. What takes milliseconds has hardly a third writer,
        # let alone one that is killed after the second has finished.
        if self._in_one_go and not os.path.lexists(self._path(2)):
            return
        for number in range(2, _MOST_WRITERS + 1):
            if os.path.lexists(f"{self.target}.{number}.part"):
                remove_abandoned(self._path(number))


def write_whole(target: Path, data: bytes) -> None:
    """Write what is there already; whatever goes wrong leaves what was there before."""
    write_in_order([(target, data)])


def write_in_order(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write files as `write_whole` does; the names in a directory are on the disk before any in the next one."""
    for directory, group in groupby(files, key=lambda file: file[0].parent):
        for target, data in group:
            _write_one(target, data)
        sync_directory(directory)


def _write_one(target: Path, data: bytes) -> None:
    part = PartFile(target, in_one_go=True)
    try:
        part.open()
        part.begin(Validators())
        part.write(data)
        part.commit()
    finally:
        part.discard()
