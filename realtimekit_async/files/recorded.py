"""From a recording to its files: which there are, what they are called, and how to get a new link."""

from collections.abc import Awaitable, Callable, Mapping
from os import PathLike
from pathlib import PurePosixPath
from typing import Required, TypedDict, cast
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from realtimekit_async.errors import RecordingFailed
from realtimekit_async.models.recordings import Recording
from realtimekit_async.secret import Hidden

from .errors import DestinationError, DownloadError, FileNotReady, FileVanished
from .names import safe_name, told_apart
from .saving import Destination, OnProgress, SavedFile, Writable, checked_destination, is_directory, saved
from .storage import Storage
from .stream import Source

Fetch = Callable[[str], Awaitable[Recording]]


class DownloadOptions(TypedDict, total=False):
    """Where a recording goes, and which of its files."""

    to: Required[str | PathLike[str] | Writable]
    """File, directory (one that exists, or a name that ends with a slash), or anything with an async write()."""
    audio: bool
    """Whether the file with nothing but the sound is wanted."""


class RecordedFile(Struct, frozen=True):
    """A file of a recording; `layer` tells those of a track recording apart, `audio` marks one with only sound."""

    name: str
    link: Hidden[str]
    layer: str | None = None
    audio: bool = False


async def download(
    fetch: Fetch,
    storage: Storage | None,
    recording_or_id: Recording | str,
    options: Mapping[str, object],
    on_progress: OnProgress | None,
) -> list[SavedFile]:
    """Fetch the files of a recording."""
    to, audio = checked_destination(cast("Destination", options["to"])), bool(options.get("audio"))
    known = recording_or_id if isinstance(recording_or_id, Recording) else await fetch(recording_or_id)
    files = files_of(known, audio=audio)
    if len(files) > 1 and not is_directory(to):
        names = ", ".join(file.name for file in files)
        raise DestinationError(f"recording {known.id} has several files ({names}): give a directory as to=")
    way = connected(storage)
    return [await fetched(fetch, way, known, file, to, on_progress) for file in files]


async def fetched(
    fetch: Fetch,
    storage: Storage,
    recording: Recording,
    file: RecordedFile,
    to: Destination,
    on_progress: OnProgress | None = None,
) -> SavedFile:
    """Fetch one file of a recording."""
    return await saved(storage, _source(fetch, recording, file), to, file.name, on_progress)


def connected(storage: Storage | None) -> Storage:
    """Give the way to files, which only a client has."""
    if storage is None:
        raise RuntimeError("files are fetched by a client: RealtimeKit(…)")
    return storage


def every_file_of(recording: Recording) -> list[RecordedFile]:
    """Name the files of a recording and the one with only the sound, or raise why there are none."""
    is_composite = not isinstance(recording.download_url, list)
    has_audio = is_composite and bool(recording.audio_download_url or recording.download_audio_url)
    files = files_of(recording) if recording.download_url or not has_audio else []
    return [*files, *(files_of(recording, audio=True) if has_audio else ())]


def files_of(recording: Recording, *, audio: bool = False) -> list[RecordedFile]:
    """Name the files of a recording, or raise why there are none."""
    name = recording.output_file_name or ""
    if isinstance(recording.download_url, list):
        files = [
            (layer.layer_name or "default", layer.download_urls.file.download_url)
            for layer in recording.download_url
            if layer.download_urls and layer.download_urls.file and layer.download_urls.file.download_url
        ]
        names = told_apart(_named(recording, name, url, layer) for layer, url in files)
        found = [
            RecordedFile(unique, Hidden(url), layer) for (layer, url), unique in zip(files, names, strict=True)
        ]
    else:
        url = (recording.audio_download_url or recording.download_audio_url) if audio else recording.download_url
        found = [RecordedFile(_named(recording, name, url), Hidden(url), audio=audio)] if url else []
    if not found:
        raise _nothing(recording, audio=audio)
    return found


def _named(recording: Recording, name: str, url: str, layer: str | None = None) -> str:
    """Make a safe name of what the server says; the link knows what kind of file it is."""
    linked = _last_segment(url)
    stem = PurePosixPath(name or linked or recording.id).stem
    ending = PurePosixPath(linked).suffix or PurePosixPath(name).suffix
    return safe_name("_".join(filter(None, (stem, layer))) + ending, f"{recording.id or 'recording'}{ending}")


def _last_segment(url: str) -> str:
    try:
        return unquote(urlsplit(url).path).rpartition("/")[2]
    except ValueError:
        return ""


def _nothing(recording: Recording, *, audio: bool) -> Exception:
    what = f"recording {recording.id}"
    if recording.status == "ERRORED":
        return RecordingFailed(f"{what} is ERRORED: it will never have a file", recording_id=recording.id)
    if recording.status not in {"UPLOADED", None}:
        return FileNotReady(f"{what} is {recording.status}: recordings.wait waits for its file", name=what)
    if audio and recording.download_url:
        return DownloadError(f"{what} has no file with nothing but the sound", name=what)
    return FileVanished(f"{what} has no file (any more): they are kept for seven days", name=what)


def _source(fetch: Fetch, recording: Recording, file: RecordedFile) -> Source:
    async def renew() -> str:
        for other in files_of(await fetch(recording.id), audio=file.audio):
            if other.layer == file.layer and other.name == file.name:
                return other.link.value
        raise FileVanished(
            f"{file.name} is not among the files of recording {recording.id} any more", name=file.name
        )

    return Source(file.name, file.link, renew)
