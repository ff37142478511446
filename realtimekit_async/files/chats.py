"""Chats: the messages of a session, out of CSV or JSON."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from realtimekit_async.models.portable import Portable

from .arrays import Array
from .problems import Problems
from .tables import Table

CHAT_COLUMNS = [
    "id", "participantId", "sessionId", "meetingId", "displayName", "pinned", "isEdited", "payloadType", "payload",
    "createdAt",
]  # fmt: skip
_SWITCHES = {"true": True, "false": False, "": False}
_NO_TIME = {"", "null"}

PayloadType = Literal["TEXT_MESSAGE", "IMAGE_MESSAGE", "FILE_MESSAGE"]


class ChatMessage(Portable, Struct, frozen=True, gc=False, omit_defaults=True):
    """A message in the chat.

    Example:
        >>> chat = await rtk.sessions.chat(session.id)
        >>> [message] = await chat.messages().collect()
        >>> message.display_name, message.payload_type, message.payload
        ('Ada', 'TEXT_MESSAGE', 'minutes follow')
    """

    id: str = ""
    """Which message it is in its session; empty where the export does not tell."""
    participant_id: str | None = field(name="participantId", default=None)
    """Who wrote it, as `participants.get` knows them; absent where the export does not tell."""
    session_id: str | None = field(name="sessionId", default=None)
    """In which session; `sessions.get` fetches it."""
    meeting_id: str | None = field(name="meetingId", default=None)
    """In which meeting; `meetings.get` fetches it."""
    display_name: str | None = field(name="displayName", default=None)
    """What the others read as the writer's name."""
    pinned: bool = False
    """Whether it was pinned when the export was written."""
    is_edited: bool = field(name="isEdited", default=False)
    """Whether it was changed after it was sent; the old text is not kept."""
    payload_type: PayloadType | str | None = field(name="payloadType", default=None)
    """TEXT_MESSAGE, IMAGE_MESSAGE or FILE_MESSAGE; another one tomorrow."""
    payload: str = ""
    """The text, or the URL of the image or the file."""
    created_at: Annotated[datetime, Meta(tz=True)] | None = field(name="createdAt", default=None)
    """When it was sent (UTC); absent where the export has no time."""


class ChatReader:
    """Reads messages out of text that arrives in pieces; the format shows in how the text begins."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._read: Callable[[str, bool], Iterator[Sequence[ChatMessage]]] | None = None

    def feed(self, text: str, *, last: bool = False) -> Iterator[Sequence[ChatMessage]]:
        """Return the messages that are complete, many at a time."""
        if self._read is None:
            if not (text := text.lstrip()):
                return
            self._read = _of_array(self._problems) if text.startswith("[") else _OfTable(self._problems).messages
        yield from self._read(text, last)


class _OfTable:
    """Reads CSV: the columns are known by their header, whatever their order."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._table = Table(problems)
        self._columns: list[str] | None = None

    def messages(self, text: str, last: bool) -> Iterator[Sequence[ChatMessage]]:  # noqa: FBT001 - as the other
        for batch in self._table.batches(text, last=last):
            if not batch:
                yield ()
                continue
            skipped = 0
            if self._columns is None:
                self._columns = self._check_header(batch[0])
                skipped = 1
            rows = _in_usual_order(batch[skipped:], self._columns)
            try:
                messages = [_message(*row) for row in rows]
            except (KeyError, TypeError, ValueError):
                yield from self._carefully(rows, self._table.number + skipped)
            else:
                yield messages

    def _check_header(self, header: list[str]) -> list[str]:
        names = [name.strip() for name in header]
        if "payload" not in names:
            raise self._problems.fatal(1, "there is no header that names the column payload")
        return names

    def _carefully(self, rows: Sequence[Sequence[str]], before: int) -> Iterator[Sequence[ChatMessage]]:
        for number, row in enumerate(rows, before + 1):
            try:
                message = _message(*row)
            except TypeError:
                reason = "it has not as many columns as the header"
            except (KeyError, ValueError):
                reason = "it holds a switch that is neither true nor false, or a time that is none"
            else:
                yield (message,)
                continue
            self._problems.report(number, reason)


def _in_usual_order(batch: Sequence[list[str]], columns: list[str]) -> Sequence[Sequence[str]]:
    """Bring the columns into the order of the documentation; one that is missing is empty."""
    if columns == CHAT_COLUMNS:
        return batch
    pick = itemgetter(*(columns.index(name) if name in columns else -1 for name in CHAT_COLUMNS))
    return [pick((*row, "")) if len(row) == len(columns) else () for row in batch]


def _message(
    key: str, participant: str, session: str, meeting: str, name: str, pinned: str, edited: str, kind: str,
    payload: str, at: str, /,
) -> ChatMessage:  # fmt: skip
    created_at = datetime.fromisoformat(at) if at not in _NO_TIME else None
    if created_at is not None and created_at.tzinfo is None:
        created_at = created_at.replace(tzinfo=UTC)
    return ChatMessage(
        key, participant or None, session or None, meeting or None, name or None, _SWITCHES[pinned],
        _SWITCHES[edited], kind or None, payload, created_at,
    )  # fmt: skip


def _of_array(problems: Problems) -> Callable[[str, bool], Iterator[Sequence[ChatMessage]]]:
    array = Array(problems)

    def messages(text: str, last: bool) -> Iterator[Sequence[ChatMessage]]:  # noqa: FBT001 - as the other
        for element in array.elements(text, last=last):
            yield from _convert(element, problems, array.number)

    return messages


def _convert(row: object, problems: Problems, number: int) -> Iterator[Sequence[ChatMessage]]:
    try:
        message = msgspec.convert(row, ChatMessage, strict=False)
    except msgspec.ValidationError as error:
        reason = str(error)
    else:
        yield (message,)
        return
    problems.report(number, reason)
