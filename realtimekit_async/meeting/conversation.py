"""The messages of the chat, and what has become of them while nothing was told. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from .events.talk import ChatUpdated
from .values.talk import AnyMessage, TextMessage

T = TypeVar("T")


def keep_last(most: int, rows: list[T]) -> None:
    """Forget all but the last so many rows."""
    del rows[: max(0, len(rows) - most)]


class Conversation:
    """The last so many messages, in the order in which they were told."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._last: AnyMessage | None = None  # told last, also where nothing is kept
        self.messages: list[AnyMessage] = []

    def load(self, rows: Sequence[AnyMessage]) -> None:
        """Replace all messages."""
        self._last = rows[-1] if rows else self._last
        self.messages = [*rows]
        keep_last(self._size, self.messages)

    def change(self, action: str, message: AnyMessage) -> None:
        """Add, edit or delete a message."""
        messages = self.messages
        if action == "add":
            self._last = message
            messages.append(message)
            keep_last(self._size, messages)
            return
        for place in range(len(messages) - 1, -1, -1):
            if messages[place].id == message.id:
                messages[place : place + 1] = [] if action == "delete" else [message]
                return

    def changes_to(self, rows: Sequence[AnyMessage]) -> Iterator[ChatUpdated]:
        """Make the events that would have told how all messages came to be these."""
        known, present = {message.id: message for message in self.messages}, {row.id for row in rows}
        yield from (ChatUpdated("delete", message) for message in self.messages if message.id not in present)
        new = self._new_of(rows)
        for row in rows:
            if row.id in new:
                yield ChatUpdated("add", row)
            elif row != known.get(row.id, row):
                yield ChatUpdated("edit", row)

    def _new_of(self, rows: Sequence[AnyMessage]) -> set[str]:
        """Return which messages were never told; those before what is kept were, and have been forgotten."""
        last = self._last or TextMessage()
        told = {message.id for message in (*self.messages, last)}
        for place, row in enumerate(rows):
            if row.id in told:
                return {row.id for row in rows[place:]} - told
        return {row.id for row in rows if row.time_ms is None or row.time_ms > (last.time_ms or 0)}
