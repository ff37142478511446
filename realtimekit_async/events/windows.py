"""Which deliveries have been seen: what tells a repeated one from a new one."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from threading import Lock
from typing import Literal, Protocol, TypeAlias

from msgspec import Struct

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


class _Holder(Struct, eq=False, frozen=True):
    """Who works on a delivery, and in which event loop."""

    loop: asyncio.AbstractEventLoop


class MemoryWindow:
    """Remembers the last `size` deliveries of this process (about 200 bytes each).

    Threads and event loops may share it. What a loop that runs no more has left unfinished may come again.

    Example:
        >>> receiver = Receiver(KeyRing(), seen=MemoryWindow(1000))
    """

    def __init__(self, size: int = 10_000) -> None:
        check_count("size", size)
        self._size = size
        self._in_flight: dict[str, _Holder] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._seen)

    @asynccontextmanager
    async def hold(self, key: str, /) -> AsyncGenerator[Standing, None]:
        """Hold a delivery while it is worked on; see `Window`."""
        own = _Holder(asyncio.get_running_loop())
        standing = self._take(key, own)
        if standing != "new":
            yield standing
            return
        try:
            yield standing
        except BaseException:
            self._give_back(key, own)
            raise
        self._remember(key, own)

    def _take(self, key: str, own: _Holder) -> Standing:
        with self._lock:
            if key in self._seen:
                return "seen"
            holder = self._in_flight.get(key)
            if holder is not None and holder.loop.is_running():
                return "in_flight"
            self._in_flight[key] = own
            return "new"

    def _give_back(self, key: str, own: _Holder) -> None:
        with self._lock:
            if self._in_flight.get(key) is own:
                del self._in_flight[key]

    def _remember(self, key: str, own: _Holder) -> None:
        self._give_back(key, own)
        with self._lock:
            self._seen[key] = None
            if len(self._seen) > self._size:
                self._seen.popitem(last=False)
