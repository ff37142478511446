"""A sender without a server."""

from typing import TypeVar

import msgspec

from realtimekit_async.wire.calls import Call, Reply
from realtimekit_async.wire.reading import read

T = TypeVar("T")


class Recorded(Exception):  # noqa: N818 - no error: the call was recorded, and that is all
    """Ends a call that is recorded and has no answer."""


class Recorder:
    """A `Sender` with two lists: the calls it was given, and the answers it will read for them."""

    def __init__(self) -> None:
        self.calls: list[Call[object]] = []
        self.answers: list[bytes] = []

    def will_answer(self, data: object, **rest: object) -> None:
        """Prepare an answer whose `data` is this."""
        self.answers.append(msgspec.json.encode({"success": True, "data": data, **rest}))

    async def send(self, call: Call[T], /) -> Reply[T]:
        self.calls.append(call)
        if not self.answers:
            raise Recorded
        return read(call, 200, {}, self.answers.pop(0))
