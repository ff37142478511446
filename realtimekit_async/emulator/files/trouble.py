"""What may go wrong while a file is fetched: `emulator.files.next(…)` scripts it."""

import threading
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import TypedDict

from realtimekit_async.emulator.world.bounds import check_room


class FileTrouble(TypedDict, total=False):
    """What goes wrong with a download, how often, and with which ones."""

    status: int
    """Answer this status instead of the file."""
    headers: Mapping[str, str]
    """Headers to add to the answer."""
    without: Collection[str]
    """Headers to leave out, such as ETag."""
    cut_after: int
    """Close the connection after so many bytes of the body."""
    stall_after: int
    """Send nothing more after so many bytes of the body, and leave the connection open."""
    bytes_per_second: float
    """Send no faster than this."""
    damaged: bool
    """Change a byte of the body."""
    times: int | None
    """How many requests are hit: 1 unless given, None for all."""
    path: str
    """Only files whose path fits; `*` stands for anything."""


class FileTroubles:
    """The script of what goes wrong; a request takes the first trouble that hits it."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._script: list[FileTrouble] = []

    def add(self, trouble: FileTrouble) -> None:
        """Put a trouble at the end of the script."""
        if unknown := trouble.keys() - FileTrouble.__annotations__.keys():
            raise TypeError(f"{min(unknown)}: no such trouble; there is {', '.join(FileTrouble.__annotations__)}")
        if not trouble.keys() - {"times", "path"}:
            raise ValueError("nothing would go wrong: give status, cut_after, stall_after, …")
        times = trouble.get("times", 1)
        if times is not None and times < 1:
            raise ValueError("times: at least once, or None for always")
        with self._lock:
            check_room(self._script)
            self._script.append({**trouble, "times": times})

    def take(self, path: str) -> FileTrouble:
        """Find the trouble of a request and use it up; an empty one lets the request pass."""
        with self._lock:
            for trouble in self._script:
                if fnmatchcase(path, trouble.get("path", "*")):
                    self._use_up(trouble)
                    return trouble
        return {}

    def _use_up(self, trouble: FileTrouble) -> None:
        times = trouble.get("times")
        if times is None:
            return
        trouble["times"] = times - 1
        if times == 1:
            self._script.remove(trouble)

    def clear(self) -> None:
        """Forget the script."""
        with self._lock:
            self._script.clear()
