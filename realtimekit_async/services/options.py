"""What a download is told."""

from os import PathLike
from typing import Required, TypedDict

from realtimekit_async.files.saving import Writable


class DownloadOptions(TypedDict, total=False):
    """Where a recording goes, and which of its files."""

    to: Required[str | PathLike[str] | Writable]
    """File, directory (one that exists, or a name that ends with a slash), or anything with an async write()."""
    audio: bool
    """Whether the file with nothing but the sound is wanted."""
