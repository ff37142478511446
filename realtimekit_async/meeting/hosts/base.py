"""What a meeting asks of its host: one connection that speaks `realtimekit-meeting.v1`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from aiohttp import ClientWebSocketResponse, WSMsgType, web

from realtimekit_async.log import printable
from realtimekit_async.meeting.errors import HostError
from realtimekit_async.meeting.wire import UNREADABLE, VERSION, Hello, read_frame

_NOTHING: Mapping[str, object] = MappingProxyType({})


class Pipe(Protocol):
    """One connection to a host, which holds one meeting object. Its first frame, `hello`, has been read.

    Example:
        >>> pipe = await Emulated(emulator.meeting_url).open()
        >>> pipe.host_name
        'emulator'
        >>> await pipe.aclose()
    """

    @property
    def host_name(self) -> str:
        """What kind of host it is: "page" or "emulator"."""
        ...

    @property
    def init_fields(self) -> Mapping[str, object]:
        """What the host wants to be given with `init` beside the token and the options: `baseURI` for instance."""
        ...

    @property
    def fate(self) -> str:
        """Why it is over, for people; read once `receive` has returned None."""
        ...

    async def send(self, frame: str | bytes) -> None:
        """Send a text or a binary frame; raises ConnectionError where nobody takes it any more."""
        ...

    async def receive(self) -> str | bytes | None:
        """Return the next frame, or None when it is over."""
        ...

    async def aclose(self) -> None:
        """End the meeting object and all that was opened for it, even of a host that answers no more."""
        ...


class Host(Protocol):
    """What holds meeting objects.

    Example:
        >>> class Watched:
        ...     def __init__(self, host: Host) -> None:
        ...         self.host = host
        ...
        ...     async def open(self) -> Pipe:
        ...         print("opening")
        ...         return await self.host.open()
        >>> host = Watched(Emulated(emulator.meeting_url))
        >>> async with rtk.meetings.join(meeting.id, name="Ida", preset_name="group_call_guest", host=host) as one:
        ...     print(one.host_name)
        opening
        emulator
    """

    async def open(self) -> Pipe:
        """Open a meeting object; raises HostError. Cancelled at any moment, it leaves nothing behind."""
        ...


def read_hello(frame: object) -> Hello:
    """Return what a host said first; raises HostError where that is no hello of this version."""
    try:
        hello = read_frame(frame) if isinstance(frame, str) else None
    except UNREADABLE:
        hello = None
    if not isinstance(hello, Hello):
        raise HostError("the host did not say hello: it does not speak realtimekit-meeting.v1")
    if hello.v != VERSION:
        raise HostError(f"the host speaks version {hello.v} of realtimekit-meeting, and this library {VERSION}")
    return hello


class WebSocketPipe:
    """The frames of a pipe over a WebSocket, whichever side opened it. Who derives from it says how it ends."""

    def __init__(
        self,
        web_socket: ClientWebSocketResponse | web.WebSocketResponse,
        host_name: str,
        init_fields: Mapping[str, object] = _NOTHING,
    ) -> None:
        self._web_socket = web_socket
        self.host_name: str = host_name
        self.init_fields: Mapping[str, object] = init_fields
        self.fate: str = "the connection has ended"

    async def send(self, frame: str | bytes) -> None:
        """Send a text or a binary frame; raises ConnectionError where nobody takes it any more."""
        if isinstance(frame, str):
            await self._web_socket.send_str(frame)
        else:
            await self._web_socket.send_bytes(frame)

    async def receive(self) -> str | bytes | None:
        """Return the next frame, or None when it is over."""
        while True:
            try:
                message = await self._web_socket.receive()
            except ConnectionError:
                continue  # a ping that cannot be answered any more; what arrived after it counts nevertheless
            if message.type is WSMsgType.TEXT or message.type is WSMsgType.BINARY:
                data: str | bytes = message.data
                return data
            if message.type is WSMsgType.CLOSE:
                self.fate = (
                    f"the host closed the connection: {message.data} {printable(message.extra or '')}".strip()
                )
            return None
