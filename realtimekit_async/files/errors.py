"""What goes wrong between a link and a file, and in the rows of one."""

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.wire.remedies import with_usual


class DownloadError(RealtimeKitError):
    """A file cannot be had; `name` is what it is called.

    Example:
        >>> emulator.files.remove(recording.download_url.split("/", 3)[3].partition("?")[0])
        >>> try:
        ...     await rtk.recordings.download(recording, to=folder)
        ... except DownloadError as error:
        ...     print(type(error).__name__, error.name.endswith(".mp4"))
        FileVanished True
    """

    def __init__(self, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.name = name
        """Name of the file, or what it is of; empty where neither is known."""
        with_usual(self)


class FileNotReady(DownloadError):
    """The recording runs still or is being uploaded: `recordings.wait` waits for that.

    Example:
        >>> running = await rtk.recordings.start(meeting_id=meeting.id)
        >>> try:
        ...     await rtk.recordings.download(running, to=folder)
        ... except FileNotReady as error:
        ...     print("not yet:", type(error).__name__)
        not yet: FileNotReady
    """


class FileVanished(DownloadError):
    """There is no file any more, or there never was one: RealtimeKit keeps them for seven days.

    Example:
        >>> emulator.simulate.advance(8 * 86_400)  # files are kept for seven days
        >>> try:
        ...     await rtk.recordings.download(recording.id, to=folder)
        ... except FileVanished:
        ...     print("gone")
        gone
    """


class EmptyFile(DownloadError):
    """The file has no content: nothing was said, or nothing was written down.

    Example:
        >>> quiet = await rtk.meetings.create(title="Quiet", transcribe_on_end=True)
        >>> _ = emulator.simulate.participant_joins(quiet.id, name="Grace")
        >>> silence = emulator.simulate.session_ends(quiet.id)
        >>> try:
        ...     transcript = await rtk.sessions.transcript(silence.id)
        ...     await transcript.save(folder)
        ... except EmptyFile:
        ...     print("nobody has said anything")
        nobody has said anything
    """


class PlaceholderFile(DownloadError):
    """The link leads to a placeholder (`/store/default/`) that all sessions share: this one has no file.

    Example:
        >>> error = PlaceholderFile("this session has no transcript", name="transcript.csv")
        >>> isinstance(error, DownloadError), error.name
        (True, 'transcript.csv')
    """


class LinkRefused(DownloadError):
    """The storage host refuses the link, and the new one that was asked for as well; `status` is its answer.

    Example:
        >>> emulator.files.next(status=403, times=None)
        >>> try:
        ...     await rtk.recordings.download(recording, to=folder)
        ... except LinkRefused as error:
        ...     print(error.status)
        403
    """

    def __init__(self, message: str, *, name: str = "", status: int = 0) -> None:
        super().__init__(message, name=name)
        self.status = status
        """HTTP status of the storage's answer."""


class FileChanged(DownloadError):
    """The file was replaced while it was read, or cannot be read on from the middle: begin again.

    Example:
        >>> error = FileChanged("the file was replaced while it was read", name="standup.mp4")
        >>> isinstance(error, DownloadError), error.name
        (True, 'standup.mp4')
    """


class FileCorrupted(DownloadError):
    """What arrived has not the size or the checksum that was announced, or is a web page; nothing of it was kept.

    Example:
        >>> emulator.files.next(damaged=True, times=None)
        >>> transcript = await rtk.sessions.transcript(session.id)
        >>> try:
        ...     await transcript.save(folder)
        ... except FileCorrupted:
        ...     print("nothing was kept:", [*folder.iterdir()])
        nothing was kept: []
    """


class DestinationError(DownloadError):
    """The destination cannot be written; `path` is where, and the message says why.

    Example:
        >>> try:
        ...     await rtk.recordings.download(recording, to=folder / "there is no such folder" / "film.mp4")
        ... except DestinationError as error:
        ...     print(error.path.endswith("film.mp4"))
        True
    """

    def __init__(self, message: str, *, name: str = "", path: str = "") -> None:
        super().__init__(message, name=name)
        self.path = path
        """The place that could not be written."""


class DiskFull(DestinationError):
    """There is no room for the file; what has arrived is kept, and the next download goes on from there.

    Example:
        >>> error = DiskFull("no space left on device", path="films/standup.mp4")
        >>> isinstance(error, DestinationError), error.path
        (True, 'films/standup.mp4')
    """


class MalformedRow(RealtimeKitError):
    """A row of an export cannot be read; `row` counts from 1, and its text is not repeated here.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id)
        >>> emulator.files.put(emulator.files.path_of(transcript.url), b"half a row")
        >>> try:
        ...     async for line in transcript.lines():
        ...         print(line)
        ... except MalformedRow as error:
        ...     print("row", error.row)
        row 1
    """

    def __init__(self, message: str, *, row: int = 0) -> None:
        super().__init__(message)
        self.row = row
        """Number of the row, counted from 1."""
