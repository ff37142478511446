"""Files: recordings, chats, transcripts and summaries, and what stands in them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:  # who only reads: whoever runs the package has the table, and a test compares the two
    from .chats import ChatMessage as ChatMessage
    from .errors import (
        DestinationError as DestinationError,
        DiskFull as DiskFull,
        DownloadError as DownloadError,
        EmptyFile as EmptyFile,
        FileChanged as FileChanged,
        FileCorrupted as FileCorrupted,
        FileNotReady as FileNotReady,
        FileVanished as FileVanished,
        LinkRefused as LinkRefused,
        MalformedRow as MalformedRow,
        PlaceholderFile as PlaceholderFile,
    )
    from .lines import TranscriptLine as TranscriptLine
    from .rows import Rows as Rows
    from .saving import Progress as Progress, SavedFile as SavedFile, Writable as Writable
    from .writers import (
        write_csv as write_csv,
        write_jsonl as write_jsonl,
        write_srt as write_srt,
        write_vtt as write_vtt,
    )

__getattr__: Callable[[str], object] = lazy(
    __name__,
    {
        "chats": ("ChatMessage",),
        "errors": (
            "DestinationError",
            "DiskFull",
            "DownloadError",
            "EmptyFile",
            "FileChanged",
            "FileCorrupted",
            "FileNotReady",
            "FileVanished",
            "LinkRefused",
            "MalformedRow",
            "PlaceholderFile",
        ),
        "rows": ("Rows",),
        "saving": ("Progress", "SavedFile", "Writable"),
        "lines": ("TranscriptLine",),
        "writers": ("write_csv", "write_jsonl", "write_srt", "write_vtt"),
    },
)
