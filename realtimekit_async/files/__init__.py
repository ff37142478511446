"""Files: recordings, chats, transcripts and summaries, and what stands in them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:
    from .chats import ChatMessage
    from .errors import (
        DestinationError,
        DiskFull,
        DownloadError,
        EmptyFile,
        FileChanged,
        FileCorrupted,
        FileNotReady,
        FileVanished,
        LinkRefused,
        MalformedRow,
        PlaceholderFile,
    )
    from .lines import TranscriptLine
    from .rows import Rows
    from .saving import Progress, SavedFile, Writable
    from .writers import write_jsonl, write_srt, write_vtt

__all__ = [
    "ChatMessage",
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
    "Progress",
    "Rows",
    "SavedFile",
    "TranscriptLine",
    "Writable",
    "write_jsonl",
    "write_srt",
    "write_vtt",
]

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
        "writers": ("write_jsonl", "write_srt", "write_vtt"),
    },
)


def __dir__() -> list[str]:
    return __all__
