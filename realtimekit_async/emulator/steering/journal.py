"""The newest of what happened, numbered, for those who watch; it is shown only when somebody looks."""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import count
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


class Journal:
    """Keeps the newest entries; a watcher that falls further behind is told that it missed some."""

    def __init__(self) -> None:
        self.name: str = uuid4().hex[:12]
        """Another one in each run, so that nobody goes on from the numbers of a former one."""
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._numbers = count(1)
        self._lock = Lock()
        self._watchers: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def add(self, kind: str, show: Callable[[], Row]) -> None:
        """Write something down, from any thread, and wake those who watch."""
        with self._lock:
            self._entries.append(Entry(next(self._numbers), kind, show))
            for event, loop in self._watchers.items():
                loop.call_soon_threadsafe(event.set)

    def since(self, number: int) -> list[Entry]:
        """Return the entries after a number, as far as they are still kept."""
        with self._lock:
            return [entry for entry in self._entries if entry.number > number]

    @property
    def newest(self) -> int:
        """The number of the newest entry, 0 if there is none."""
        with self._lock:
            return self._entries[-1].number if self._entries else 0

    def watch(self, event: asyncio.Event) -> None:
        """Set an event of the running loop whenever something is written down."""
        with self._lock:
            self._watchers[event] = asyncio.get_running_loop()

    def unwatch(self, event: asyncio.Event) -> None:
        """Set the event no longer."""
        with self._lock:
            self._watchers.pop(event, None)
