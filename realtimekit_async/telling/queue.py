"""The bounded queue between a connection and those who take its events."""

import asyncio
from collections import deque
from math import inf
from typing import Generic, Literal, TypeAlias, TypeVar

from realtimekit_async.log import logger

from .events import Event

E = TypeVar("E", bound=Event)
WhenFull: TypeAlias = Literal["wait", "drop_oldest"]
_PATIENCE = 5.0
WHEN_FULL: tuple[WhenFull, ...] = ("wait", "drop_oldest")


class EventQueue(Generic[E]):
    """Events on their way to one taker.

    When it is full, either the connection is not read any further until there is room ("wait"), or the oldest
    event is dropped and counted ("drop_oldest"). Who has not begun to take is waited for a few seconds, once; who
    need not take, because handlers have the same events (`is_optional`), is not waited for at all, or counted for.
    """

    def __init__(self, size: int, when_full: WhenFull, noun: str) -> None:
        self._events: deque[E] = deque()
        self.ready: deque[E] = self._events
        """What can be taken at once; `take()` gives the rest."""
        self._size = size
        self._noun = noun
        self._most: float = inf
        self._waits = when_full == "wait"
        self._taker: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None
        self._idle: asyncio.Future[None] | None = None
        self._is_taken_from = False
        self._is_forsaken = False
        self._is_closed = False
        self.is_optional: bool = False
        self.dropped: int = 0

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will come."""
        return self._is_closed

    def put(self, event: E) -> bool:
        """Append an event; return whether the next one has to wait for `wait_for_room()`."""
        events = self._events
        events.append(event)
        if self._taker is not None:
            _wake(self._taker)
            self._taker = None
        if len(events) < self._most:
            return False
        if self._is_waited_for:
            return True
        while len(events) > self._most:
            self._drop()
        return False

    def bound(self) -> None:
        """Hold no more than the size from now on: until the block is entered, nobody can take."""
        self._most = self._size

    async def wait_for_room(self) -> None:
        """Return when there is room, or when nobody is waited for."""
        while len(self._events) >= self._most and self._is_waited_for and not self._is_closed:
            self._room = asyncio.get_running_loop().create_future()
            self.ready = deque()  # the next one is taken with `take()`, which says that there is room
            done, _ = await asyncio.wait((self._room,), timeout=None if self._is_taken_from else _PATIENCE)
            self._is_forsaken = not done

    def clear(self) -> None:
        """Forget what has not been taken."""
        self._events.clear()

    async def take(self) -> E | None:
        """Return the next event, or None when it is closed and empty."""
        self._is_taken_from = True
        while not self._events:
            if self._is_closed:
                return None
            await self._arrival()
        if self._room is not None:
            _wake(self._room)
            self._room = None
            self.ready = self._events
        return self._events.popleft()

    @property
    def _is_waited_for(self) -> bool:
        return self._waits and (self._is_taken_from or not (self._is_forsaken or self.is_optional))

    async def wait_until_idle(self) -> None:
        """Return when the taker has done with everything and asks for more, or there is no taker."""
        while self._is_taken_from and not self._is_closed and (self._events or self._taker is None):
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle

    def close(self) -> None:
        """Let the taker have what is left, and nothing more."""
        self._is_closed = True
        for waiter in (self._taker, self._room, self._idle):
            if waiter is not None:
                _wake(waiter)

    async def _arrival(self) -> None:
        if self._taker is not None:
            raise RuntimeError(f"somebody else is waiting for the next event of this {self._noun}")
        taker = self._taker = asyncio.get_running_loop().create_future()
        if self._idle is not None:
            _wake(self._idle)
        try:
            await taker
        finally:
            if self._taker is taker:
                self._taker = None

    def _drop(self) -> None:
        self._events.popleft()
        if self.is_optional and not self._is_taken_from:
            return
        self.dropped += 1
        if self.dropped == 1:
            logger.warning("events are dropped: more than %d wait to be taken from the %s", self._size, self._noun)


def _wake(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_result(None)
