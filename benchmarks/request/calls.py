"""What every contender is and answers: a call by key, and the Structs that it decodes by hand."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

import msgspec

from .answers import TOKEN

Key = str | int
"""What is asked for: the id of a meeting, or the number of a page."""
Caller = Callable[[Any], Awaitable[object]]
"""One call, from the key to typed or plain rows."""
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class Contender(Protocol):
    """One way to ask."""

    async def open(self, origin: str) -> None:
        """Make the client."""
        ...

    def caller(self, rows: int) -> Caller:
        """Return the call that fetches one meeting, or a page of so many."""
        ...

    async def close(self) -> None:
        """Close the client."""
        ...


class Meeting(msgspec.Struct):
    """The ten fields, as one writes them down for oneself."""

    id: str
    title: str
    status: str
    created_at: datetime
    updated_at: datetime
    record_on_start: bool
    live_stream_on_start: bool
    persist_chat: bool
    transcribe_on_end: bool
    summarize_on_end: bool


class Paging(msgspec.Struct):
    """Where a page lies."""

    total_count: int
    start_offset: int
    end_offset: int


class One(msgspec.Struct):
    """The answer that holds one meeting."""

    success: bool
    data: Meeting


class Many(msgspec.Struct):
    """The answer that holds a page."""

    success: bool
    data: list[Meeting]
    paging: Paging
