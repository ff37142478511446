"""The newest of what happened, numbered, for those who watch; it is shown only when somebody looks."""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import count, islice
from threading import Lock
from typing import NamedTuple
from uuid import uuid4

from realtimekit_async.emulator.world.answers import Row

MOST_ENTRIES = 1000


class Entry(NamedTuple):
    """One thing that happened: its number, its kind, and how it is shown."""

    number: int
    kind: str
    show: Callable[[], Row]


class Watcher:
    """Wakes one loop; until it is rearmed, all further entries cost next to nothing."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self._is_woken = False

    def wake(self) -> None:
        """Set the event; from any thread."""
        if not self._is_woken:
            self._is_woken = True
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> bool:
        """Wait until it is woken, but no longer than this; return whether it was."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        return True

    def rearm(self) -> None:
        """Have the next entry wake it again; called before the entries are read."""
        self._event.clear()
        self._is_woken = False


class Journal:
    """Keeps the newest entries; a watcher that falls further behind is told that it missed some.

    Nothing is written down before somebody watches for the first time.
    """

    def __init__(self) -> None:
        self.name: str = uuid4().hex[:12]
        """Another one in each run, so that nobody goes on from the numbers of a former one."""
        self.is_wanted: bool = False
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._numbers = count(1)
        self._lock = Lock()
        self._watchers: set[Watcher] = set()

    def add(self, kind: str, show: Callable[[], Row]) -> None:
        """Write something down, from any thread, and wake those who watch."""
        if not self.is_wanted:
            return
        with self._lock:
            self._entries.append(Entry(next(self._numbers), kind, show))
            for watcher in self._watchers:
                watcher.wake()

    def since(self, number: int) -> list[Entry]:
        """Return the entries after a number, as far as they are still kept."""
        with self._lock:
            if not self._entries:
                return []
            known = max(number + 1 - self._entries[0].number, 0)
            return list(islice(self._entries, known, None))

    @property
    def newest(self) -> int:
        """The number of the newest entry, 0 if there is none."""
        with self._lock:
            return self._entries[-1].number if self._entries else 0

    def watch(self) -> Watcher:
        """Return what wakes the running loop whenever something is written down."""
        watcher = Watcher()
        with self._lock:
            self.is_wanted = True
            self._watchers.add(watcher)
        return watcher

    def unwatch(self, watcher: Watcher) -> None:
        """Wake it no longer."""
        with self._lock:
            self._watchers.discard(watcher)
