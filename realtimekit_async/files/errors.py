"""What goes wrong between a link and a file, and in the rows of one."""

from realtimekit_async.errors import RealtimeKitError


class DownloadError(RealtimeKitError):
    """A file cannot be had; `name` is what it is called."""

    def __init__(self, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class FileNotReady(DownloadError):
    """The recording runs still or is being uploaded: `recordings.wait` waits for that."""


class FileVanished(DownloadError):
    """There is no file any more, or there never was one: RealtimeKit keeps them for seven days."""


class EmptyFile(DownloadError):
    """The file has no content: nothing was said, or nothing was written down."""


class PlaceholderFile(DownloadError):
    """The link leads to a placeholder (`/store/default/`) that all sessions share: this one has no file."""


class LinkRefused(DownloadError):
    """The storage host refuses the link, and the new one that was asked for as well; `status` is its answer."""

    def __init__(self, message: str, *, name: str = "", status: int = 0) -> None:
        super().__init__(message, name=name)
        self.status = status


class FileChanged(DownloadError):
    """The file was replaced while it was read, or cannot be read on from the middle: begin again."""


class FileCorrupted(DownloadError):
    """What arrived has not the size or the checksum that was announced; nothing of it was kept."""


class DestinationError(DownloadError):
    """The destination cannot be written; `path` is where, and the message says why."""

    def __init__(self, message: str, *, name: str = "", path: str = "") -> None:
        super().__init__(message, name=name)
        self.path = path


class DiskFull(DestinationError):
    """There is no room for the file; what has arrived is kept, and the next download goes on from there."""


class MalformedRow(RealtimeKitError):
    """A row of an export cannot be read; `row` counts from 1, and its text is not repeated here."""

    def __init__(self, message: str, *, row: int = 0) -> None:
        super().__init__(message)
        self.row = row
