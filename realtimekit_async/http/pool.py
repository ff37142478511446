"""The connections of a client and its views: opened on first use, bound to that loop and process."""

import asyncio
import os
import threading
import warnings
import weakref
from collections.abc import Awaitable, Callable
from typing import NoReturn

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse

from realtimekit_async.errors import TransportError
from realtimekit_async.wire.bodies import read_at_most

from .failures import Interrupted, closed, translated

_CLOSING = 5.0


async def send_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from sending GET, PUT and DELETE a second time when a connection breaks."""
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as raised:
        raise Interrupted(raised) from None


class Pool:
    """One aiohttp session, ours or the caller's, and the tasks that use it."""

    def __init__(self, make: Callable[[], aiohttp.ClientSession], *, foreign: bool, warns: bool = True) -> None:
        self._make = make
        self._foreign = foreign
        self._warns = warns
        self._http: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0
        self._closed = False
        self._disarm: Callable[[], object] | None = None
        self._active: dict[asyncio.Task[object], int] = {}
        self._opening = threading.Lock()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client cannot be pickled: create one where it is used, RealtimeKit(…) there")

    def enter(self) -> "tuple[asyncio.Task[object] | None, aiohttp.ClientSession]":
        """Register the running task as a user, so that closing can end what it does, and give the session.

        Raises RuntimeError after closing, in another loop and in another process.
        """
        task = asyncio.current_task()
        loop = asyncio.get_running_loop() if task is None else task.get_loop()
        http = self._http
        if http is None or self._closed or loop is not self._loop or self._process != os.getpid():
            http = self._opened(loop)
        if task is not None:
            self._active[task] = task.cancelling()
        return task, http

    def leave(self, task: "asyncio.Task[object] | None") -> None:
        """Take a task off the register."""
        if task is not None:
            self._active.pop(task, None)

    def failure_of(self, raised: BaseException, *, method: str, path: str) -> TransportError:
        """Return our error for what has ended an exchange; a cancellation that is not ours is raised on.

        Raise it outside of `except`: none of our errors has aiohttp's, which holds the request, as its context.
        """
        if not isinstance(raised, asyncio.CancelledError):
            return translated(raised, method=method, path=path)
        if not self.took_back_cancellation():
            raise raised
        return closed(sent=True, method=method, path=path)

    def took_back_cancellation(self) -> bool:
        """Return whether a cancellation of the running task was ours alone; if so, it is taken back."""
        task = asyncio.current_task()
        if not self._closed or task is None or task not in self._active:
            return False
        # Ours is taken back once: what is asked for again is a cancellation of the caller's own.
        return task.uncancel() <= self._active.pop(task)

    def _opened(self, loop: asyncio.AbstractEventLoop) -> aiohttp.ClientSession:
        with self._opening:  # of several threads, each with its loop, the first one has the client
            self._check_place()
            self._loop = loop
            self._process = os.getpid()
            self._http = http = self._make()
        if not self._foreign:
            # The registry of finalizers keeps the session alive, so that ours comes before aiohttp's complaint.
            self._disarm = weakref.finalize(self, _abandon, http, loop, self._process, warns=self._warns).detach
        return http

    def _check_place(self) -> None:
        if self._closed:
            raise RuntimeError("this client is closed; create another one")
        if self._http is None:
            return
        if self._process != os.getpid():
            raise RuntimeError("this client was opened in another process; create one in each process")
        if self._loop is not asyncio.get_running_loop():
            raise RuntimeError("this client was opened in another event loop; create one in each loop")

    async def aclose(self) -> None:
        """Close for good: what is in flight or waiting ends with a TransportError. Idempotent."""
        if self._closed:
            return
        is_lost = self._is_lost()
        if self._http is not None and not is_lost:
            self._check_place()
        self._closed = True
        if self._disarm is not None:
            self._disarm()
        if is_lost:
            self._drop_lost()
            return
        current = asyncio.current_task()
        for task in tuple(self._active):
            if task is not current:
                task.cancel()
        if self._http is not None and not self._foreign:
            from anyio import move_on_after  # noqa: PLC0415 - 12 ms at its first use: not for the request path

            # Closing reaches its end also inside a cancelled scope, such as a web framework's on disconnect.
            with move_on_after(_CLOSING, shield=True):
                await self._http.close()

    def _is_lost(self) -> bool:
        """Return whether what was opened cannot be ended in order any more, for its loop is closed."""
        return self._loop is not None and self._loop.is_closed() and self._process == os.getpid()

    def _drop_lost(self) -> None:
        self._active.clear()
        if self._http is not None and not self._foreign:
            _drop(_detached(self._http))


def _abandon(http: aiohttp.ClientSession, loop: asyncio.AbstractEventLoop, process: int, *, warns: bool) -> None:
    """Close a session that nobody can close any more, and say how it should have been done."""
    if process != os.getpid():
        return
    connector = _detached(http)
    if loop.is_closed():
        _drop(connector)
    else:  # this may be any thread
        loop.call_soon_threadsafe(_drop, connector)
    if not warns:  # the other pool of the same client does
        return
    warnings.warn(
        "RealtimeKit was not closed: use `async with` or `await aclose()`", ResourceWarning, 2, source=http
    )


def _detached(http: aiohttp.ClientSession) -> aiohttp.BaseConnector | None:
    """Take the connections off a session, if they are its own."""
    connector = http.connector if http.connector_owner else None
    http.detach()
    return connector


def _drop(connector: aiohttp.BaseConnector | None) -> None:
    if connector is None:
        return
    # Its first step closes the sockets; the others only wait, which nobody is there to do.
    steps = connector.close().__await__()
    next(steps, None)
    steps.close()


def whole_body(response: ClientResponse, most: int) -> Awaitable[bytes | None]:
    """Read an answer's body; one larger than `most` bytes is refused while it arrives: that is None."""
    length = response.content_length
    if length is not None and length <= most and "Content-Encoding" not in response.headers:
        return response.read()
    return _limited_body(response, most)


async def _limited_body(response: ClientResponse, most: int) -> bytes | None:
    try:
        body = await read_at_most(response.content.iter_any(), most)
    except BaseException:
        response.close()
        raise
    if body is None:
        response.close()
    return body
