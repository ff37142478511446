"""A connector that looks at a connection before it hands it out again."""

import select
import sys
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.connector import Connection

if TYPE_CHECKING:
    from asyncio.trsock import TransportSocket

    from aiohttp import ClientRequest, ClientTimeout
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.tracing import Trace


class FreshConnector(aiohttp.TCPConnector):
    """Opens connections without a limit, and drops an idle one on which something has happened.

    Bytes that arrive while nobody asks would be read as the answer to the next request, and shift every later one:
    aiohttp keeps them. A server's end that the loop has not read yet, because the program computed or slept for a
    while, would be found out only after the next request was sent.
    """

    def __init__(self) -> None:
        # Who asks counts connections, for a wait for one is no part of connecting.
        super().__init__(limit=0)  # pyright: ignore[reportUnknownMemberType] - aiohttp's socket_factory is half typed
        self._newest: ResponseHandler | None = None

    async def connect(
        self,
        req: "ClientRequest",
        traces: "list[Trace]",
        timeout: "ClientTimeout",  # noqa: ASYNC109 - aiohttp's
    ) -> Connection:
        """Return a connection on which nothing has arrived unasked, or a new one."""
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol = connection.protocol
            if protocol is self._newest:
                # It is taken as it is, so that a server that speaks first cannot keep this going.
                self._newest = None
                return connection
            transport = None if protocol is None or protocol.should_close else protocol.transport
            if transport is not None and not _is_readable(transport.get_extra_info("socket")):
                return connection
            connection.close()

    async def _create_connection(
        self,
        req: "ClientRequest",
        traces: "list[Trace]",
        timeout: "ClientTimeout",  # noqa: ASYNC109 - aiohttp's
    ) -> "ResponseHandler":
        self._newest = protocol = await super()._create_connection(req, traces, timeout)
        return protocol


if sys.platform == "win32":

    def _is_readable(socket: "TransportSocket | None") -> bool:
        return socket is not None and bool(select.select([socket.fileno()], [], [], 0)[0])

else:

    def _is_readable(socket: "TransportSocket | None") -> bool:
        """Return whether bytes or the connection's end are still in the kernel."""
        if socket is None:
            return False
        number = socket.fileno()
        if number < 0:
            return True
        looking = select.poll()  # unlike select(), it takes descriptors above 1,023
        looking.register(number, select.POLLIN)
        return bool(looking.poll(0))
