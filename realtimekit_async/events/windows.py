"""Which deliveries have been seen: what tells a repeated one from a new one."""

import asyncio
from collections import OrderedDict
from contextlib import AbstractAsyncContextManager
from threading import Lock
from types import TracebackType
from typing import Literal, Protocol, TypeAlias

from realtimekit_async.checks import check_count

Standing: TypeAlias = Literal["new", "in_flight", "seen"]
"""What a window knows of a delivery: nothing, that it is being handled, or that it was handled."""


class Window(Protocol):
    """What remembers deliveries; `MemoryWindow` within a process, `RedisWindow` among several.

    Example:
        >>> window: Window = MemoryWindow()
        >>> async with window.hold("w1:a5f3") as standing:
        ...     print(standing)
        new
    """

    def hold(self, key: str, /) -> AbstractAsyncContextManager[Standing]:
        """Hold a delivery while it is worked on.

        The first to come gets "new"; the delivery has been seen when its block ends without an error, and is
        forgotten when it ends with one. Who comes meanwhile gets "in_flight", who comes later "seen".
        """
        ...


class _Hold:
    """A delivery while it is worked on, in one event loop.

    A class and not a generator, which would take several times as long: every delivery comes through here.
    """

    __slots__ = ("_key", "_memory", "_standing", "loop")

    def __init__(self, memory: "_Memory", key: str) -> None:
        self._memory = memory
        self._key = key

    async def __aenter__(self) -> Standing:
        self.loop = asyncio.get_running_loop()
        self._standing: Standing = self._memory.take(self._key, self)
        return self._standing

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._standing == "new":
            self._memory.end(self._key, self, seen=kind is None)


class _Memory:
    """What is being worked on, and the last deliveries that have been seen."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._in_flight: dict[str, _Hold] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._seen)

    def take(self, key: str, hold: _Hold) -> Standing:
        """Return how a delivery stands; who gets "new" holds it."""
        with self._lock:
            if key in self._seen:
                return "seen"
            other = self._in_flight.get(key)
            if other is not None and other.loop.is_running():
                return "in_flight"
            self._in_flight[key] = hold
            return "new"

    def end(self, key: str, hold: _Hold, *, seen: bool) -> None:
        """Let go of a delivery, and remember it or not."""
        with self._lock:
            if self._in_flight.get(key) is hold:
                del self._in_flight[key]
            if seen:
                self._seen[key] = None
                if len(self._seen) > self._size:
                    self._seen.popitem(last=False)


class MemoryWindow:
    """Remembers the last `size` deliveries of this process (about 200 bytes each).

    Threads and event loops may share it. What a loop that runs no more has left unfinished may come again.

    Example:
        >>> receiver = Receiver(KeyRing(), seen=MemoryWindow(1000))
    """

    def __init__(self, size: int = 10_000) -> None:
        check_count("size", size)
        self._memory = _Memory(size)

    def __len__(self) -> int:
        return len(self._memory)

    def hold(self, key: str, /) -> AbstractAsyncContextManager[Standing]:
        """Hold a delivery while it is worked on; see `Window`."""
        return _Hold(self._memory, key)
