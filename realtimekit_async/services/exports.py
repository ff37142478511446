"""Exports: files that the API has written about a session."""

from datetime import datetime
from os import PathLike
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from realtimekit_async.errors import TransportError
from realtimekit_async.files.links import leads_to_placeholder
from realtimekit_async.models.sessions import ChatLink, SummaryLink, TranscriptLink
from realtimekit_async.secret import SecretStr
from realtimekit_async.wire.calls import Call, Sender

if TYPE_CHECKING:
    from realtimekit_async.files.chats import ChatMessage
    from realtimekit_async.files.exported import ExportFile
    from realtimekit_async.files.formats import Format
    from realtimekit_async.files.lines import TranscriptLine
    from realtimekit_async.files.rows import Rows
    from realtimekit_async.files.saving import OnProgress, SavedFile, Writable
    from realtimekit_async.files.storage import Storage
    from realtimekit_async.files.stream import Source


class Export:
    """The chat, the transcript or the summary of a session, to be fetched from `url` until `expires_at`.

    The URL is signed: whoever has it can read the file. Some servers answer the text of a summary at once;
    it is in `inline` then, and `url` may be empty. What fetches the file asks once for a new link where this one
    is refused; it sends no API token to the storage host, and raises the errors of `realtimekit_async.files`.
    """

    def __init__(
        self,
        sender: Sender,
        call: Call[Any],
        link: ChatLink | TranscriptLink | SummaryLink,
        storage: "Storage | None" = None,
    ) -> None:
        self._sender = sender
        self._call = call
        self._storage = storage
        self.url: str = link.url
        self.expires_at: datetime | None = link.expires_at
        self.session_id: str = link.session_id or call.ids[0]
        self.inline: str | None = link.inline if isinstance(link, SummaryLink) else None

    @property
    def kind(self) -> str:
        """What it is: chat, transcript or summary."""
        return self._call.route.rpartition("/")[2]

    @property
    def is_of_its_session(self) -> bool:
        """Whether there is a file or text of this session: a shared placeholder has been seen in its place."""
        return bool(self.inline) or (self.url != "" and not leads_to_placeholder(self.url))

    async def is_empty(self) -> bool:
        """Return whether the file holds nothing: no line, no message, no word. It is read until the first one.

        Raises PlaceholderFile, and what a download raises.
        """
        return await self._file().is_empty()

    async def is_ready(self) -> bool:
        """Return whether there is a file of this session, and words in it as far as can be seen from here.

        What is still being written may have a placeholder: a row that can be read and says something is none.
        """
        if not self.is_of_its_session:
            return False
        if self._storage is None:
            return True
        from realtimekit_async.files.errors import DownloadError, FileCorrupted, FileVanished  # noqa: PLC0415 - as in _file

        try:
            return not await self._file().is_empty(wants_words=True)
        except (FileVanished, FileCorrupted):
            return False
        except (DownloadError, TransportError):
            return True  # the storage host may be out of reach from here, and not from where the file is wanted

    async def save(
        self,
        to: "str | PathLike[str] | Writable",
        *,
        progress: "OnProgress | None" = None,
        format: "Format | None" = None,
        wants_words: bool = False,
    ) -> "SavedFile":
        """Fetch the file into a path, a directory (there, or with a slash at its end) or an async writable.

        It has its name when it is whole; what breaks off is resumed, also by the next call with the same `to`.
        With a `format` a transcript is written as csv, jsonl, srt or vtt and a chat as csv or jsonl, whichever
        the file is in; what has to be converted is neither resumed nor told to `progress`. With `wants_words` a
        file without a row that can be read and says something raises EmptyFile: it may be a placeholder of what is
        still being written. Raises ConfigurationError for a format that does not fit.
        """
        return await self._file().save(to, progress, format, wants_words=wants_words)

    async def text(self) -> str:
        """Fetch the file and give its text; what is no UTF-8 is replaced by U+FFFD."""
        return await self._file().text()

    def lines(self, *, skip_malformed: bool = False) -> "Rows[TranscriptLine]":
        """Return the lines of a transcript, to be read with `async for` while it arrives, whatever its format.

        A malformed row raises MalformedRow, or is skipped and counted in `skipped`. A transcript without any line
        raises EmptyFile.
        """
        return self._file().lines(skip_malformed=skip_malformed)

    def messages(self, *, skip_malformed: bool = False) -> "Rows[ChatMessage]":
        """Return the messages of a chat, to be read with `async for` while it arrives, from CSV or JSON.

        A malformed row raises MalformedRow, or is skipped and counted in `skipped`.
        """
        return self._file().messages(skip_malformed=skip_malformed)

    def _file(self) -> "ExportFile":
        from realtimekit_async.files.exported import ExportFile  # noqa: PLC0415 - who fetches no file loads nothing for it

        if self._storage is None:
            raise RuntimeError("files are fetched by a client: RealtimeKit(…)")
        inline = None if self.url else self.inline
        return ExportFile(self._storage, self._source(), self.kind, self.session_id, inline)

    def _source(self) -> "Source":
        from realtimekit_async.files.stream import Source  # noqa: PLC0415 - who fetches no file loads nothing for it

        return Source(f"the {self.kind} of session {self.session_id}", SecretStr(self.url), self._renew)

    async def _renew(self) -> "Source":
        link: ChatLink | TranscriptLink | SummaryLink = (await self._sender.send(self._call)).data
        self.url, self.expires_at = link.url, link.expires_at
        return self._source()

    def __repr__(self) -> str:
        host = _host(self.url)
        return f"Export(session_id={self.session_id!r}, {host=}, expires_at={self.expires_at!r})"


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
