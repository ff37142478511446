"""What the parts of a meeting object have in common: what is known, who is told, and how the host is asked."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from msgspec import Struct, field

from realtimekit_async.telling.dispatch import Dispatcher
from realtimekit_async.telling.events import Teller
from realtimekit_async.timing import Clock

from .connection import Connection
from .errors import HostLost, MeetingError, MeetingOver, NotJoined, ParticipantGone
from .event import Event
from .options import PictureOptions
from .streams import Streams
from .values.people import Permissions, SelfState
from .values.session import Picture

T = TypeVar("T")

_INSIDE = ("joined", "stageLeft")
"""The states of a participant who is in the meeting, on its stage or not."""


class _Snapped(Struct, frozen=True):
    """The answer to a request for a picture."""

    blob: int = field(name="$blob")
    type: str = "image/png"
    width: int = 0
    height: int = 0


class Room(ABC):
    """What each part of a meeting object works with; what is known stands in `Inside`, which is made of parts."""

    def __init__(self, queue_size: int, clock: Clock, call_timeout: float) -> None:
        self.clock: Clock = clock
        self.call_timeout: float = call_timeout
        self.teller: Teller = Teller(
            "meeting", Event, self._over, NotJoined, "is over", "has not been entered", (MeetingOver,)
        )
        self.dispatcher: Dispatcher[Event] = Dispatcher(self.teller, queue_size, "drop_oldest")
        self.streams: Streams = Streams(self)
        self.connection: Connection | None = None
        self.left: str | None = None
        self.is_over: bool = False
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    @abstractmethod
    def own_state(self) -> SelfState:
        """What is known of oneself."""

    @property
    @abstractmethod
    def permissions(self) -> Permissions:
        """What one may do."""

    @abstractmethod
    def is_there(self, peer_id: str) -> bool:
        """Return whether somebody is in the meeting."""

    @abstractmethod
    async def refresh(self) -> None:
        """Read everything anew."""

    def enter(self, connection: Connection) -> None:
        """Take the connection over which the host is asked from now on."""
        self.connection = connection
        self._loop = asyncio.get_running_loop()

    @property
    def is_open(self) -> bool:
        """Whether the host may still be asked something."""
        return self.connection is not None and self.connection.lost is None and not self.is_over

    def check(self, call: str, *, joined: bool = True) -> Connection:
        """Return the connection; raises what says why a call cannot work, before anything is sent."""
        self.check_loop(call)
        if self.is_over:
            self.dispatcher.raise_error()
            raise self._has_left(call)
        if self.connection is None:
            raise NotJoined("this meeting has not been entered: use it as `async with`", call=call)
        state = self.own_state.room_state
        if joined and state not in _INSIDE:
            raise NotJoined(f"this participant is {state}, not joined: await meeting.join() first", call=call)
        return self.connection

    def check_loop(self, call: str) -> None:
        """Raise RuntimeError in another event loop than the one that the meeting was entered in."""
        if self._loop is not None and asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(f"{call}: this meeting was entered in another event loop, and is of use there only")

    async def call(self, name: str, *arguments: object, target: str | None = None) -> None:
        """Call a function of the vendor's meeting object, "chat.sendTextMessage" for instance."""
        await self.fetch(object, name, *arguments, target=target)

    async def fetch(self, into: type[T], name: str, *arguments: object, target: str | None = None) -> T:
        """Call a function of the vendor's meeting object, and return what it answers."""
        namespace, _, function = name.rpartition(".")
        fields = {"ns": namespace, "id": target, "fn": function, "args": arguments}
        return await self.ask("call", into, fields, call=name, joined=namespace != "self")

    async def ask(
        self, operation: str, into: type[T], fields: Mapping[str, object], *, call: str, joined: bool = True
    ) -> T:
        """Return what the host answers to a request."""
        connection = self.check(call, joined=joined)
        return await self._answer(connection.ask(operation, into, fields, call=call), call)

    async def acquire(
        self,
        operation: str,
        into: type[T],
        fields: Mapping[str, object],
        release: Callable[[T], Awaitable[None]],
        *,
        call: str,
        joined: bool,
    ) -> T:
        """Return the answer to a request for what the host holds; an answer that comes too late is released."""
        connection = self.check(call, joined=joined)
        return await self._answer(connection.acquire(operation, into, fields, release, call=call), call)

    async def send_file(self, data: bytes, name: str, type: str, call: str) -> dict[str, object]:
        """Send a file; return what stands for it among the arguments of the call that follows."""
        connection = self.check(call, joined=not call.startswith("self."))
        number = await self._answer(connection.send_blob(data, call), call)
        return {"$blob": number, "name": name, "type": type}

    async def send_sound(self, stream: int, pcm: bytes) -> None:
        """Send some of what is to be said."""
        call = "self.microphone"
        connection = self.check(call, joined=False)
        await self._answer(connection.send_sound(stream, pcm, call), call)

    async def snap(self, of: Mapping[str, str], kind: str, call: str, options: PictureOptions) -> Picture:
        """Return a still picture of a camera or a screen."""
        fields = {
            "of": of,
            "kind": kind,
            "type": options.get("type", "image/png"),
            "quality": options.get("quality"),
            "maxWidth": options.get("max_width"),
        }
        answer = await self.ask("snap", _Snapped, fields, call=call, joined=of["ns"] != "self")
        connection = self.check(call, joined=False)
        data = connection.take_blob(answer.blob)
        if data is None:
            raise MeetingError("the picture did not come with its answer", call=call)
        return Picture(data, answer.type, answer.width, answer.height)

    async def _answer(self, work: Awaitable[T], call: str) -> T:
        """Await an answer, and have the end of the meeting be what goes wrong with it if that came first.

        Whoever is told here that the host is lost is not told at the end of the block.
        """
        try:
            return await work
        except HostLost:
            self.dispatcher.raise_error()  # else it was this side that ended the connection
        except (NotJoined, ParticipantGone):  # asked while one was inside, and refused to who has left
            if self.left is None:
                raise
        raise self._has_left(call)

    def _has_left(self, call: str) -> MeetingOver:
        return self._over(f"this participant has left: {self.left}", call)

    def _over(self, message: str, call: str = "") -> MeetingOver:
        return MeetingOver(message, state=self.left, call=call)
