"""From a recording to its files: which there are, what they are called, and how to get a new link."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from os import PathLike
from pathlib import PurePosixPath
from typing import Required, TypedDict, TypeVar, cast
from urllib.parse import unquote, urlsplit

from msgspec import Struct, structs

from realtimekit_async.errors import RecordingFailed
from realtimekit_async.models.recordings import Recording, TrackDownload, TrackFiles, TrackLinks
from realtimekit_async.secret import SecretStr
from realtimekit_async.wire.remedies import with_usual

from .errors import DestinationError, DownloadError, EmptyFile, FileNotReady, FileVanished
from .names import distinct_names, safe_name
from .saving import Destination, OnProgress, SavedFile, Writable, checked_destination, is_directory, save
from .storage import Storage
from .stream import Source

T = TypeVar("T")

Fetch = Callable[[str], Awaitable[Recording]]

_NO_FILE = (EmptyFile, FileVanished)


class DownloadOptions(TypedDict, total=False):
    """Where a recording goes, and which of its files."""

    to: Required[str | PathLike[str] | Writable]
    """File, directory (one that exists, or a name that ends with a slash), or anything with an async write()."""
    audio: bool
    """Whether the file with nothing but the sound is wanted."""
    again: bool
    """Whether a file that is there already, the same as the storage host has, is fetched nevertheless."""


class RecordedFile(Struct, frozen=True):
    """A file of a recording; `audio` marks the one with only the sound.

    `layer` and `key` are what the API calls a file of a track recording; `size` is what it says of the file, in
    bytes, which it does for the whole picture only.
    """

    name: str
    link: SecretStr
    layer: str | None = None
    audio: bool = False
    key: str | None = None
    size: int | None = None

    def is_also(self, other: "RecordedFile") -> bool:
        """Return whether two answers of the API mean the same file."""
        return (self.layer, self.key, self.audio) == (other.layer, other.key, other.audio)


async def download(
    fetch: Fetch,
    storage: Storage | None,
    recording_or_id: Recording | str,
    options: Mapping[str, object],
    on_progress: OnProgress | None,
) -> list[SavedFile]:
    """Fetch the files of a recording."""
    to, audio = checked_destination(cast("Destination", options["to"])), bool(options.get("audio"))
    again = bool(options.get("again"))
    known = recording_or_id if isinstance(recording_or_id, Recording) else await fetch(recording_or_id)
    files = files_of(known, audio=audio)
    if len(files) > 1 and not is_directory(to):
        names = ", ".join(file.name for file in files)
        raise DestinationError(f"recording {known.id} has several files ({names}): give a directory as to=")
    connected = require_storage(storage)

    async def fetch_one(file: RecordedFile) -> SavedFile:
        return await save(connected, _source(fetch, known, file), to, file.name, on_progress, again=again)

    return await fetch_each(known, files, fetch_one)


async def fetch_each(
    recording: Recording, files: Iterable[RecordedFile], fetch_one: Callable[[RecordedFile], Awaitable[T]]
) -> list[T]:
    """Fetch the files of a recording one by one, and raise what is wrong with some when the others are there.

    That one is gone is said only where nothing else is wrong.
    """
    fetched: list[T] = []
    troubles: list[DownloadError] = []
    for file in files:
        try:
            fetched.append(await fetch_one(file))
        except DestinationError:
            raise
        except DownloadError as error:
            troubles.append(error)
    check_layers(recording)
    if troubles:
        raise next((each for each in troubles if not isinstance(each, _NO_FILE)), troubles[0])
    return fetched


async def fetch_file(
    fetch: Fetch,
    storage: Storage,
    recording: Recording,
    file: RecordedFile,
    to: Destination,
    on_progress: OnProgress | None = None,
) -> SavedFile:
    """Fetch one file of a recording."""
    return await save(storage, _source(fetch, recording, file), to, file.name, on_progress)


def require_storage(storage: Storage | None) -> Storage:
    """Return the way to files, which only a client has, or raise RuntimeError."""
    if storage is None:
        raise RuntimeError("files are fetched by a client: RealtimeKit(…)")
    return storage


def every_file_of(recording: Recording) -> list[RecordedFile]:
    """Name the files of a recording and the one with only the sound, or raise why there are none."""
    has_audio = not _has_tracks(recording) and bool(recording.audio_download_url or recording.download_audio_url)
    files = files_of(recording) if recording.download_url or not has_audio else []
    return [*files, *(files_of(recording, audio=True) if has_audio else ())]


def files_of(recording: Recording, *, audio: bool = False) -> list[RecordedFile]:
    """Name the files of a recording, or raise why there are none."""
    if isinstance(recording.download_url, list):
        found = list(_tracks(recording, recording.download_url))
    else:
        found = list(_whole(recording, audio=audio))
    if not found:
        raise _why_none(recording, audio=audio)
    return [
        structs.replace(file, name=name)
        for file, name in zip(found, distinct_names(file.name for file in found), strict=True)
    ]


def check_layers(recording: Recording) -> None:
    """Raise DownloadError if files of some layers cannot be found in what the API says, those of others can."""
    layers = recording.download_url if isinstance(recording.download_url, list) else []
    unread = [layer.layer_name or "default" for layer in layers if not _is_readable(layer)]
    if unread:
        what = f"recording {recording.id}"
        raise DownloadError(
            f"{what}: the links to files of {', '.join(unread)} stand in a form that cannot be read", name=what
        )


def _is_readable(layer: TrackDownload) -> bool:
    files = layer.download_urls or TrackFiles()
    return bool(files) and all(file.download_url for file in files.values())


def _has_tracks(recording: Recording) -> bool:
    return isinstance(recording.download_url, list | TrackLinks)


def _whole(recording: Recording, *, audio: bool) -> Iterator[RecordedFile]:
    """Name the file of a composite recording, or the one with nothing but its sound."""
    url = (recording.audio_download_url or recording.download_audio_url) if audio else recording.download_url
    if isinstance(url, str) and url:
        size = None if audio else recording.file_size or None
        yield RecordedFile(_named(recording, url), SecretStr(url), audio=audio, size=size)


def _tracks(recording: Recording, layers: list[TrackDownload]) -> Iterator[RecordedFile]:
    """Name the files of a track recording: by their names, or by their layers in the older form."""
    for layer in layers:
        layer_name = layer.layer_name or "default"
        for key, file in (layer.download_urls or TrackFiles()).items():
            if not file.download_url:
                continue
            old = key == "file"
            name = _named(recording, file.download_url, layer_name) if old else safe_name(key, layer_name)
            yield RecordedFile(name, SecretStr(file.download_url), layer_name, key=key)


def _named(recording: Recording, url: str, layer: str | None = None) -> str:
    """Return a safe name made of what the server says; the link knows what kind of file it is."""
    name, linked = recording.output_file_name or "", _last_segment(url)
    stem = PurePosixPath(name or linked or recording.id).stem
    ending = PurePosixPath(linked).suffix or PurePosixPath(name).suffix
    return safe_name("_".join(filter(None, (stem, layer))) + ending, f"{recording.id or 'recording'}{ending}")


def _last_segment(url: str) -> str:
    try:
        return unquote(urlsplit(url).path).rpartition("/")[2]
    except ValueError:
        return ""


def _why_none(recording: Recording, *, audio: bool) -> Exception:
    what = f"recording {recording.id}"
    if recording.status == "ERRORED":
        return with_usual(
            RecordingFailed(f"{what} is ERRORED: it will never have a file", recording_id=recording.id)
        )
    if recording.status not in {"UPLOADED", None}:
        return FileNotReady(f"{what} is {recording.status}: recordings.wait waits for its file", name=what)
    if isinstance(recording.download_url, TrackLinks) and recording.download_url.links == []:
        return DownloadError(f"{what} has no file and never had one: no track of it was uploaded", name=what)
    if _has_tracks(recording):
        return DownloadError(f"{what}: the links to its files stand in a form that cannot be read", name=what)
    if audio and recording.download_url:
        return DownloadError(f"{what} has no file with nothing but the sound", name=what)
    return FileVanished(f"{what} has no file (any more): they are kept for seven days", name=what)


def _source(fetch: Fetch, recording: Recording, file: RecordedFile) -> Source:
    async def renew() -> Source:
        now = await fetch(recording.id)
        for other in files_of(now, audio=file.audio):
            if other.is_also(file):
                return _source(fetch, now, other)
        raise FileVanished(
            f"{file.name} is not among the files of recording {recording.id} any more", name=file.name
        )

    return Source(file.name, file.link, renew, file.size)
