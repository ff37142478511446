"""A host that is the emulator: it answers the protocol itself, without a browser."""

import asyncio

import aiohttp

from realtimekit_async.checks import url_parts
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.http.failures import FAILED, translated
from realtimekit_async.meeting.errors import HostError
from realtimekit_async.meeting.wire import MOST_FRAME_BYTES, SUBPROTOCOL

from .base import Pipe, WebSocketPipe, read_hello

_CONNECTING = 10.0
_CLOSING = 2.0


class Emulated:
    """The emulator as the host of meeting objects: `Emulated(emulator.meeting_url)`.

    Each meeting has a connection of its own, so that one host serves any number of them, in any event loop. Raises
    ConfigurationError for what is no URL of http, https, ws or wss.

    Example:
        >>> host = Emulated(emulator.meeting_url)
        >>> async with rtk.meetings.join(meeting.id, name="Ida", preset_name="group_call_guest", host=host) as one:
        ...     print(one.host_name)
        emulator
    """

    def __init__(self, url: str) -> None:
        parts = url_parts(url, ("http", "https", "ws", "wss"))
        if parts is None or not parts.hostname or "@" in parts.netloc:
            raise ConfigurationError("url is the URL of an emulator's meetings, as emulator.meeting_url gives it")
        self.url: str = url
        """Where the emulator serves meeting objects."""

    async def open(self) -> Pipe:
        """Open a meeting object on the emulator; raises HostError where none answers."""
        http = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=None)
        )
        try:
            async with asyncio.timeout(_CONNECTING):
                return await self._open(http)
        except aiohttp.WSServerHandshakeError as refused:
            why = f"it answered {refused.status}: emulator.meeting_url is the URL"
            await http.close()
        except FAILED as raised:
            why = translated(raised, method="GET", path="/meeting-ws/v1").message
            await http.close()
        except BaseException:
            await http.close()
            raise
        raise HostError(f"no meeting object can be opened at {self.url}: {why}")

    async def _open(self, http: aiohttp.ClientSession) -> Pipe:
        web_socket = await http.ws_connect(
            self.url, protocols=(SUBPROTOCOL,), max_msg_size=MOST_FRAME_BYTES, compress=0
        )
        pipe = _EmulatorPipe(web_socket, http)
        try:
            read_hello(await pipe.receive())
        except BaseException:
            await pipe.aclose()
            raise
        return pipe

    def __repr__(self) -> str:
        return f"Emulated({self.url!r})"


class _EmulatorPipe(WebSocketPipe):
    """A connection to the emulator, on a pool of its own that ends with it."""

    def __init__(self, web_socket: aiohttp.ClientWebSocketResponse, http: aiohttp.ClientSession) -> None:
        super().__init__(web_socket, "emulator")
        self._http = http
        self.fate = "the emulator closed the connection"

    async def aclose(self) -> None:
        """Close the connection, and give the emulator a moment to answer."""
        try:
            async with asyncio.timeout(_CLOSING):
                await self._web_socket.close()
        except TimeoutError:
            pass  # it is cut below
        finally:
            await self._http.close()
