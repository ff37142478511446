"""What tells events: the meeting, and each of its parts."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, ClassVar, TypeVar, overload

from realtimekit_async.checks import checked_seconds, nearest
from realtimekit_async.telling.dispatch import not_in_time
from realtimekit_async.telling.handlers import Handler, check_kinds, checked_handler
from realtimekit_async.timing import arrives_within

from .event import Event
from .events.table import TYPES
from .room import Room

E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)
H = TypeVar("H", bound=Event)


class Source:
    """Tells the events of `kinds`; `Event` stands for all of them."""

    kinds: ClassVar[tuple[type[Event], ...]] = (Event,)

    def __init__(self, room: Room) -> None:
        self._room = room

    def _tells(self, event: Event) -> bool:
        """Return whether an event of these kinds is told here."""
        return isinstance(event, self.kinds)

    @overload
    def on(self, kind: type[E], /) -> Callable[[Handler[E]], Handler[E]]: ...
    @overload
    def on(self, kind: type[E], second: type[F], /) -> Callable[[Handler[E | F]], Handler[E | F]]: ...
    @overload
    def on(
        self, kind: type[E], second: type[F], third: type[G], /
    ) -> Callable[[Handler[E | F | G]], Handler[E | F | G]]: ...
    @overload
    def on(
        self, kind: type[E], second: type[F], third: type[G], fourth: type[H], /
    ) -> Callable[[Handler[E | F | G | H]], Handler[E | F | G | H]]: ...
    @overload
    def on(self, *kinds: type[Event]) -> Callable[[Handler[Any]], Handler[Any]]: ...
    def on(self, *kinds: type[Any]) -> Callable[[Handler[Any]], Handler[Any]]:
        """Register a handler, sync or async, for events of these types; `Event` stands for all that are told here.

        Handlers run one after the other, in the order of the events, and may call the meeting. One that fails is
        told to the log at once, and the others go on; the failures are raised as an ExceptionGroup (a
        BaseExceptionGroup where that of `pytest.fail` is among them) when the block ends without an error of its
        own. That end waits, without a limit, until they have dealt with every event; an error or a cancellation
        ends them. With handlers, events that nobody iterates over are not counted as dropped. Raises TypeError for
        anything but types of events that are told here.
        """
        wanted = self._wanted(kinds)

        def register(handler: Handler[Any]) -> Handler[Any]:
            call = checked_handler(handler, self._room.teller)
            self._room.dispatcher.handle(wanted, lambda event: call(event) if self._tells(event) else None)
            return handler

        return register

    async def wait_for(
        self,
        kind: type[E],
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - seconds of the meeting's own clock
        where: Callable[[E], bool] | None = None,
    ) -> E:
        """Wait for the next event of a type, of those that `where` accepts, whoever else takes it as well.

        What came before does not count: look at the state first, or begin to wait before you do what brings it.
        Raises NotJoined before the block is entered, WaitTimeout after `timeout` seconds, and MeetingOver or
        HostLost if it will not come.
        """
        seconds = None if timeout is None else checked_seconds("timeout", timeout, finite=False)
        self._wanted((kind,))
        self._room.check_loop("wait_for")
        with self._room.dispatcher.expecting(
            kind, lambda event: self._tells(event) and (where is None or where(event))
        ) as arrival:
            if seconds is not None and not await arrives_within(
                self._room.clock, seconds, asyncio.shield(arrival)
            ):
                raise not_in_time(kind, seconds)
            return await arrival

    def _wanted(self, kinds: tuple[object, ...]) -> tuple[type[Event], ...]:
        for kind in kinds:
            if isinstance(kind, str):
                raise TypeError(f"events are types here: {kind!r} is {_type_of(kind, self.kinds)}")
        check_kinds(kinds, self._room.teller)
        wanted = [each for each in kinds if isinstance(each, type) and issubclass(each, Event)]
        for each in wanted:
            if each is not Event and not issubclass(each, self.kinds):
                known = ", ".join(kind.__name__ for kind in self.kinds)
                raise TypeError(f"{each.__name__} is not told here; what is: {known}")
        return tuple(wanted)


def _type_of(name: str, kinds: Collection[type[Event]]) -> str:
    """Return the name of the type of an event that the vendor calls so, one of these kinds if there is one."""
    found = [kind for known, kind in TYPES.items() if known == name or known.rpartition(".")[2] == name]
    own = [kind for kind in found if kind in kinds]
    return next((kind.__name__ for kind in (*own, *found)), _nearest_type(name))


def _nearest_type(name: str) -> str:
    """Say which type is like a name, one of ours or of the vendor's."""
    known = {kind.__name__: kind.__name__ for kind in TYPES.values()}
    known |= {js.rpartition(".")[2]: kind.__name__ for js, kind in TYPES.items()}
    near = nearest(name, known)
    if near is None:
        return "none that is known; the types stand in realtimekit_async.meeting, ChatUpdated for instance"
    return f"none that is known; did you mean {known[near]}?"
