"""Chromium's DevTools protocol over a pair of pipes: commands with answers, and events."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import msgspec
from msgspec import Struct, field

from realtimekit_async.meeting.errors import HostLost
from realtimekit_async.wire.documents import decode_json

MOST_MESSAGE_BYTES = 16 * 1024 * 1024
_END = b"\0"


class _Failure(Struct):
    message: str = ""


class _Message(Struct):
    """What the browser says: an answer has an `id`, an event a `method`."""

    id: int | None = None
    result: dict[str, Any] = field(default_factory=dict[str, Any])
    error: _Failure | None = None
    method: str = ""
    params: dict[str, Any] = field(default_factory=dict[str, Any])


_encode = msgspec.json.Encoder().encode


class DevTools:
    """One browser's pipe; `on_event` is given every event, `on_end` is called once when the browser is gone."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        on_event: Callable[[str, dict[str, Any]], None],
        on_end: Callable[[], None],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._on_event = on_event
        self._on_end = on_end
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[_Message]] = {}
        self.has_ended: bool = False

    async def command(self, method: str, **params: object) -> dict[str, Any]:
        """Return the answer to a command; raises HostLost if it is refused or the browser ends meanwhile."""
        if self.has_ended:
            raise HostLost("the browser has ended")
        number = next(self._numbers)
        answer: asyncio.Future[_Message] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            self._writer.write(_encode({"id": number, "method": method, "params": params}) + _END)
            message = await answer
        finally:
            del self._answers[number]
        if message.error is not None:
            raise HostLost(f"the browser refuses {method}: {message.error.message}")
        return message.result

    async def read(self) -> None:
        """Take what the browser says until it ends."""
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
                while True:
                    self._take(decode_json((await self._reader.readuntil(_END))[:-1], _Message)[0])
        finally:
            self._end()

    def hang_up(self) -> None:
        """Close the pipe, which ends the browser."""
        self._writer.close()

    def _take(self, message: _Message) -> None:
        if message.id is None:
            self._on_event(message.method, message.params)
        elif (answer := self._answers.get(message.id)) is not None and not answer.done():
            answer.set_result(message)

    def _end(self) -> None:
        self.has_ended = True
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(HostLost("the browser has ended"))
        self._on_end()
