"""A WebSocket whose writer sleeps until there is something to send, woken from any thread."""

import asyncio

from aiohttp import web


class WokenSocket:
    """One WebSocket; `wake` and `abort` may come from any thread, everything else from its loop."""

    def __init__(self, web_socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.web_socket: web.WebSocketResponse = web_socket
        self.transport: asyncio.Transport | None = transport
        self._loop = asyncio.get_running_loop()
        self._work = asyncio.Event()
        self._is_woken = False

    def wake(self) -> None:
        """Have it look for what is to be sent; many calls in a row cost as much as one."""
        if not self._is_woken:
            self._is_woken = True
            self._loop.call_soon_threadsafe(self._work.set)

    def abort(self) -> None:
        """Break the connection, without a close frame."""
        if self.transport is not None:
            self._loop.call_soon_threadsafe(self.transport.abort)

    async def wait_for_work(self) -> None:
        """Return when it has been woken since the last time."""
        await self._work.wait()
        self._is_woken = False
        self._work.clear()
