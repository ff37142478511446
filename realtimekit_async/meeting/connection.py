"""Requests and answers, events and sound: everything that goes over one connection to a host."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from itertools import count
from math import inf
from typing import Any, Protocol, TypeVar

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.log import logger
from realtimekit_async.timing import Clock, arrives_within, cancel_and_wait, forget

from .errors import CallTimeout, HostHung, HostLost, MeetingError, refusal
from .hosts.base import Pipe
from .payloads import read
from .wire import (
    AUDIO,
    BLOB,
    UNREADABLE,
    Accepted,
    Events,
    Frame,
    Played,
    Refused,
    Told,
    Trouble,
    read_binary,
    read_frame,
    write_binary,
    write_request,
)

T = TypeVar("T")

PING_EVERY = 5.0
HUNG_AFTER = 15.0
"""A ping every 5 seconds; a host that has not answered one within 15 is hung, and is ended."""

_MOST_BLOBS = 16
"""Files that have come and that nobody has taken: their requests may have been given up."""
_NO_FIELDS: Mapping[str, object] = {}


class Listener(Protocol):
    """Who is told what the host says. None of it may wait: answers come on the same connection."""

    def take_events(self, events: list[Told]) -> None:
        """Take events, in their order."""
        ...

    def take_sound(self, stream: int, pcm: bytes) -> None:
        """Take what is heard on a stream."""
        ...

    def take_played(self, stream: int, samples: int) -> None:
        """Take how many samples of a microphone have been said so far."""
        ...

    def take_trouble(self, trouble: Trouble) -> None:
        """Take an error that no request was waiting for."""
        ...

    def take_loss(self, error: HostLost) -> None:
        """Take the end of the connection, unless it was this side that ended it."""
        ...


class Connection:
    """Asks the host, and hears it out; the connection is read at all times."""

    def __init__(self, pipe: Pipe, listener: Listener, clock: Clock, call_timeout: float) -> None:
        self._pipe = pipe
        self._listener = listener
        self._clock = clock
        self._call_timeout = call_timeout
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[Accepted | Refused]] = {}
        self._blobs: dict[int, bytes] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._given_up: set[asyncio.Task[None]] = set()
        self._ending: asyncio.Task[None] | None = None
        self.lost: HostLost | None = None

    def begin(self) -> None:
        """Start to read."""
        self._tasks.append(asyncio.create_task(self._read()))

    def begin_pings(self) -> None:
        """Start to ask again and again whether the host is there: once it has answered something."""
        self._tasks.append(asyncio.create_task(self._ping()))

    # ── to the host ──

    async def ask(
        self,
        operation: str,
        into: type[T],
        fields: Mapping[str, object] = _NO_FIELDS,
        *,
        call: str = "",
        seconds: float | None = None,
    ) -> T:
        """Return what the host answers to a request, once everything that it caused has been told.

        Raises the error of a refusal, CallTimeout after `seconds`, or HostLost. `call` is what errors call it.
        """
        call = call or operation
        return _read(await self._within(self._exchange(operation, fields), call, seconds), into, call)

    async def acquire(
        self,
        operation: str,
        into: type[T],
        fields: Mapping[str, object],
        release: Callable[[T], Awaitable[None]],
        *,
        call: str,
    ) -> T:
        """Return the answer to a request for something that the host holds until it is released.

        Raises as `ask` does. Whoever is cancelled or has waited too long never learns what there is to be
        released: an answer that comes later is given to `release`.
        """
        answering = asyncio.create_task(self._exchange(operation, fields))
        try:
            answer = await self._within(asyncio.shield(answering), call)
        except BaseException:
            releasing = asyncio.create_task(_release_late(answering, into, release, call))
            self._given_up.add(releasing)
            releasing.add_done_callback(self._given_up.discard)
            raise
        return _read(answer, into, call)

    async def send_blob(self, data: bytes, call: str) -> int:
        """Send a file, for the request that follows; return its number."""
        number = next(self._numbers)
        await self._within(self._send(write_binary(BLOB, number, data)), call)
        return number

    def take_blob(self, number: int) -> bytes | None:
        """Return the file that came before the answer that names it."""
        return self._blobs.pop(number, None)

    async def send_sound(self, stream: int, pcm: bytes, call: str) -> None:
        """Send some of what is to be said."""
        await self._within(self._send(write_binary(AUDIO, stream, pcm)), call)

    async def aclose(self) -> None:
        """End the connection, whoever waits for an answer on it, and what the host holds for it."""
        if self.lost is None:
            self._end_waiting(HostLost("this side closed the connection"))
        await cancel_and_wait(*self._tasks, *self._given_up)
        await asyncio.shield(self._end_host())  # whoever is cancelled here has it go on

    async def _within(
        self, work: Coroutine[Any, Any, T] | asyncio.Future[T], call: str, seconds: float | None = None
    ) -> T:
        limit = self._call_timeout if seconds is None else seconds
        if limit == inf:
            return await work
        task = asyncio.ensure_future(work)
        if not await arrives_within(self._clock, limit, task):
            raise CallTimeout(f"no answer within {limit:g} s; whether it took effect is not known", call=call)
        return task.result()

    async def _exchange(self, operation: str, fields: Mapping[str, object]) -> Accepted | Refused:
        number = next(self._numbers)
        frame = write_request(operation, number, fields)
        answer: asyncio.Future[Accepted | Refused] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            await self._send(frame)
            return await answer
        finally:
            del self._answers[number]
            forget(answer)

    async def _send(self, frame: str | bytes) -> None:
        if self.lost is not None:
            raise self.lost
        try:
            await self._pipe.send(frame)
        except ConnectionError:
            pass  # raised below, where no context holds the frame
        else:
            return
        # Whoever reads takes what has arrived before, and then learns why it is over.
        await asyncio.wait(self._tasks[:1])
        raise self.lost or HostLost("the host is gone")

    # ── from the host ──

    async def _read(self) -> None:
        try:
            while (frame := await self._pipe.receive()) is not None:
                self._take(frame)
            self._lose(HostLost(f"the host is gone: {self._pipe.fate}"))
        except UNREADABLE as error:
            self._lose(HostLost(f"the host said what cannot be read: {error}"))
        except Exception as error:  # a defect of ours: who waits shall not wait for ever
            logger.exception("what the host said could not be taken")
            self._lose(HostLost(f"what the host said could not be taken: {type(error).__name__}"))

    def _take(self, frame: str | bytes) -> None:
        if isinstance(frame, str):
            self._take_text(read_frame(frame))
            return
        binary = read_binary(frame)
        if binary.kind == AUDIO:
            self._listener.take_sound(binary.number, binary.payload)
        elif binary.kind == BLOB:
            self._blobs[binary.number] = binary.payload
            if len(self._blobs) > _MOST_BLOBS:
                del self._blobs[next(iter(self._blobs))]

    def _take_text(self, frame: Frame) -> None:
        match frame:
            case Events():
                self._listener.take_events(frame.b)
            case Accepted() | Refused():
                answer = self._answers.get(frame.i)
                if answer is not None and not answer.done():
                    answer.set_result(frame)
            case Played():
                self._listener.take_played(frame.stream, frame.n)
            case Trouble():
                self._listener.take_trouble(frame)
            case _:
                pass  # hello, once more

    async def _ping(self) -> None:
        while self.lost is None:
            await self._clock.sleep(PING_EVERY)
            try:
                await self.ask("ping", object, seconds=HUNG_AFTER)
            except CallTimeout:
                self._lose(HostHung(f"the host has not answered for {HUNG_AFTER:g} s, and was ended"))
            except RealtimeKitError:
                pass  # refused is answered, and what is lost ends the loop

    def _lose(self, error: HostLost) -> None:
        """End everybody's waiting, and what the host holds, at once."""
        if self.lost is not None:
            return
        self._end_waiting(error)
        self._end_host()
        self._listener.take_loss(error)

    def _end_waiting(self, error: HostLost) -> None:
        self.lost = error
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(error)

    def _end_host(self) -> "asyncio.Task[None]":
        if self._ending is None:
            self._ending = asyncio.create_task(self._pipe.aclose())
        return self._ending


async def _release_late(
    answering: asyncio.Task[Accepted | Refused],
    into: type[T],
    release: Callable[[T], Awaitable[None]],
    call: str,
) -> None:
    with suppress(RealtimeKitError):  # refused, or lost with all that the host held
        await release(_read(await answering, into, call))


def _read(answer: Accepted | Refused, into: type[T], call: str) -> T:
    if isinstance(answer, Refused):
        raise refusal(answer.e, call)
    try:
        return read(into, answer.v)
    except UNREADABLE as error:
        raise MeetingError(f"the host's answer cannot be read: {error}", call=call) from None
