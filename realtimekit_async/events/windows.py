"""Which deliveries have been seen: what tells a repeated one from a new one."""

from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Literal, Protocol, TypeAlias

from realtimekit_async.checks import check_count

Standing: TypeAlias = Literal["new", "in_flight", "seen"]


class Window(Protocol):
    """What remembers deliveries; `MemoryWindow` within a process, `RedisWindow` among several."""

    def hold(self, key: str, /) -> AbstractAsyncContextManager[Standing]:
        """Hold a delivery while it is worked on.

        The first to come gets "new"; the delivery has been seen when its block ends without an error, and is
        forgotten when it ends with one. Who comes meanwhile gets "in_flight", who comes later "seen".
        """
        ...


class MemoryWindow:
    """Remembers the last `size` deliveries of this process (about 200 bytes each)."""

    def __init__(self, size: int = 10_000) -> None:
        check_count("size", size)
        self._size = size
        self._in_flight: set[str] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    @asynccontextmanager
    async def hold(self, key: str, /) -> AsyncGenerator[Standing, None]:
        """Hold a delivery while it is worked on; see `Window`."""
        if key in self._seen:
            yield "seen"
        elif key in self._in_flight:
            yield "in_flight"
        else:
            self._in_flight.add(key)
            try:
                yield "new"
                self._remember(key)
            finally:
                self._in_flight.discard(key)

    def _remember(self, key: str) -> None:
        self._seen[key] = None
        if len(self._seen) > self._size:
            self._seen.popitem(last=False)
