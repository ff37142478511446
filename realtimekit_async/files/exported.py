"""The file behind an export: fetched, read as text, or row by row."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from realtimekit_async.errors import RealtimeKitError

from .chats import ChatMessage, ChatReader
from .errors import EmptyFile, PlaceholderFile
from .lines import TranscriptLine
from .links import leads_to_placeholder
from .names import safe_name
from .rows import Rows
from .saving import Destination, OnProgress, SavedFile, checked_destination, place_of, save, write
from .storage import Storage
from .stream import FileStream, Source
from .text import new_decoder, to_unicode
from .transcripts import TranscriptReader
from .watching import RowWatch

if TYPE_CHECKING:
    from .formats import Format


class ExportFile:
    """What can be done with the file; `inline` is its text where the API has given that already."""

    def __init__(self, storage: Storage, source: Source, kind: str, session_id: str, inline: str | None) -> None:
        self._storage = storage
        self._source = source
        self._kind = kind
        self._session_id = session_id
        self._inline = inline

    async def save(
        self, to: Destination, on_progress: OnProgress | None, wanted: "Format | None" = None
    ) -> SavedFile:
        """Fetch the file to where it is wanted, as it comes or in another format."""
        checked_destination(to)
        if wanted is not None:
            from .formats import check_format  # noqa: PLC0415 - most files are saved as they come

            check_format(self._kind, wanted)
            if self._ending() != f".{wanted}":
                return await self._convert(to, wanted)
        name = self._name(self._ending())
        if self._inline is not None:
            return await write(to_unicode(self._inline).encode(), to, name)
        self._check()
        return await save(self._storage, self._source, to, name, on_progress, self._watch)

    async def _convert(self, to: Destination, wanted: "Format") -> SavedFile:
        from .formats import write_rows  # noqa: PLC0415 - as above

        rows = self.lines if self._kind == "transcript" else self.messages
        name = self._name(f".{wanted}")
        return await write_rows(rows(skip_malformed=False), wanted, place_of(to, name), name)

    def _name(self, ending: str) -> str:
        return safe_name(f"{self._session_id}_{self._kind}{ending}", self._kind)

    async def is_empty(self) -> bool:
        """Return whether the file holds no row; it is read until the first one."""
        if self._inline is not None:
            return not self._inline.strip()
        stream, watch = self._open(), self._watch()
        try:
            while watch.is_empty and (data := await stream.read()):
                watch.feed(data)
            watch.finish()
        except EmptyFile:
            return True
        finally:
            stream.close()
        return watch.is_empty

    async def text(self) -> str:
        """Fetch the file and give its text."""
        if self._inline is not None:
            return self._inline
        stream = self._open()
        decoder = new_decoder()
        pieces: list[str] = []
        try:
            while data := await stream.read():
                pieces.append(decoder.decode(data))
        finally:
            stream.close()
        return "".join(pieces) + decoder.decode(b"", final=True)

    def lines(self, *, skip_malformed: bool) -> Rows[TranscriptLine]:
        """Describe the lines of a transcript."""
        if self._kind != "transcript":
            raise RealtimeKitError(f"a {self._kind} has no lines(): a transcript has")
        return Rows(self._open, TranscriptReader, skip_malformed=skip_malformed, may_be_without_rows=False)

    def messages(self, *, skip_malformed: bool) -> Rows[ChatMessage]:
        """Describe the messages of a chat."""
        if self._kind != "chat":
            raise RealtimeKitError(f"a {self._kind} has no messages(): a chat has")
        return Rows(self._open, ChatReader, skip_malformed=skip_malformed)

    def _watch(self) -> RowWatch:
        return RowWatch(self._kind, self._source.name)

    def _open(self) -> FileStream:
        self._check()
        return FileStream(self._storage, self._source)

    def _check(self) -> None:
        if leads_to_placeholder(self._source.link):
            name = self._source.name
            raise PlaceholderFile(f"there is no file of {name}: its link leads to a placeholder", name=name)

    def _ending(self) -> str:
        try:
            path = urlsplit(self._source.link).path
        except ValueError:
            return ""
        return PurePosixPath(path).suffix or ".txt"
