from typing import TypeVar

import pytest

from realtimekit_async.wire.calls import Call, Reply

T = TypeVar("T")


class Recorded(Exception):  # noqa: N818 - no error: the call was recorded, and that is all
    """Ends a call once it is recorded."""


class Recorder:
    """A `Sender` that keeps the calls and answers none."""

    def __init__(self) -> None:
        self.calls: list[Call[object]] = []

    async def send(self, call: Call[T], /) -> Reply[T]:
        self.calls.append(call)
        raise Recorded


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def recorded() -> type[Recorded]:
    return Recorded
