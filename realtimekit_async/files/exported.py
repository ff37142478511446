"""The file behind an export: fetched, read as text, or row by row."""

from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.wire.unicode import to_unicode

from .chats import ChatMessage, ChatReader
from .errors import EmptyFile, PlaceholderFile
from .lines import TranscriptLine
from .links import leads_to_placeholder
from .names import safe_name
from .rows import Rows
from .saving import Destination, OnProgress, SavedFile, checked_destination, place_of, save, write
from .storage import Storage
from .stream import FileStream, Source
from .text import new_decoder
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
        self,
        to: Destination,
        on_progress: OnProgress | None,
        wanted: "Format | None" = None,
        *,
        wants_words: bool = False,
    ) -> SavedFile:
        """Fetch the file to where it is wanted, as it comes or in another format."""
        checked_destination(to)
        if wanted is not None:
            from .formats import check_format  # noqa: PLC0415 - most files are saved as they come

            check_format(self._kind, wanted)
            if self._ending() != f".{wanted}":
                return await self._convert(to, wanted, wants_words=wants_words)
        name, watch = self._name(self._ending()), partial(self._watch, wants_words=wants_words)
        if self._inline is not None:
            await self._show(whole := watch())
            whole.finish()
            return await write(to_unicode(self._inline).encode(), to, name)
        self._check()
        return await save(self._storage, self._source, to, name, on_progress, watch)

    async def _convert(self, to: Destination, wanted: "Format", *, wants_words: bool) -> SavedFile:
        from .formats import write_rows  # noqa: PLC0415 - as above

        if wants_words and await self.is_empty(wants_words=True):
            raise EmptyFile(f"{self._source.name} is empty", name=self._source.name)
        rows = self.lines if self._kind == "transcript" else self.messages
        name = self._name(f".{wanted}")
        return await write_rows(rows(skip_malformed=False), wanted, place_of(to, name), name)

    def _name(self, ending: str) -> str:
        return safe_name(f"{self._session_id}_{self._kind}{ending}", self._kind)

    async def is_empty(self, *, wants_words: bool = False) -> bool:
        """Return whether the file holds no row, or no words where those are wanted; it is read until the first."""
        watch = self._watch(wants_words=wants_words)
        try:
            await self._show(watch)
            watch.finish()
        except EmptyFile:
            return True
        return watch.is_empty

    async def _show(self, watch: RowWatch) -> None:
        """Show a watch as much of the file as it takes to see something in it."""
        if self._inline is not None:
            watch.feed(to_unicode(self._inline).encode())
            return
        stream = self._open()
        try:
            while watch.is_empty and (data := await stream.read()):
                watch.feed(data)
        finally:
            stream.close()

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

    def _watch(self, *, wants_words: bool) -> RowWatch:
        return RowWatch(self._kind, self._source.name, wants_words=wants_words)

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
