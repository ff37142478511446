"""What the files hold: it follows from the state of the world, unless a test has put something there."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import md5, sha256

from realtimekit_async.emulator.world.state import Recording, Session
from realtimekit_async.emulator.world.world import App, World

from . import exports
from .links import RETENTION, recording_path, track_paths
from .media import CONTENT_TYPES, Kind, Media, mp4_of, sample, size_of

TEXT_TYPES = {"csv": "text/csv", "json": "application/json", "md": "text/markdown", "vtt": "text/vtt"}
_FILLING = bytes(1 << 18)
_PART = 8 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """A file as bytes that come one after the other; one of a gigabyte takes no more room than its filling."""

    kind: str
    size: int
    etag: str
    head: bytes = field(repr=False)
    filling: bytes = field(default=_FILLING, repr=False)
    checksum: str | None = None

    def read(self, start: int, most: int) -> bytes:
        """Return up to `most` bytes from a position on."""
        count = min(most, self.size - start)
        if start < len(self.head):
            return self.head[start : start + count]
        offset = (start - len(self.head)) % len(self.filling)
        return self.filling[offset : offset + count]


def plain(kind: str, data: bytes) -> Content:
    """Hold some bytes as they are, with their MD5 as the ETag and their SHA-256 for whoever checks."""
    etag = f'"{md5(data, usedforsecurity=False).hexdigest()}"'
    return Content(kind, len(data), etag, data, checksum=b64encode(sha256(data).digest()).decode())


def synthesised(kind: str, media: Media, name: str, filling: bytes = _FILLING) -> Content:
    """Hold a file that is longer than its beginning; its ETag looks like that of an upload in parts."""
    mark = f"{name} {media.size}".encode() + media.head[:256]
    etag = f'"{md5(mark, usedforsecurity=False).hexdigest()}-{media.size // _PART + 1}"'
    return Content(kind, media.size, etag, media.head, filling)


class Shelf:
    """Finds what lies under a path. What a test has put there goes before what follows from the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.own: dict[str, Content | None] = {}

    def content(self, path: str) -> Content | None:
        """Return the file under a path, or None if there is none, or none any more."""
        if path in self.own:
            return self.own[path]
        folder, _, rest = path.partition("/")
        find = _FOLDERS.get(folder)
        return None if find is None else find(self._world, rest)


def _recorded(world: World, rest: str) -> Content | None:
    recording_id, _, _ = rest.partition("/")
    recording = next(
        (app.recordings[recording_id] for app in world.apps.values() if recording_id in app.recordings), None
    )
    if recording is None or recording.status != "UPLOADED" or recording.stopped_time is None:
        return None
    if recording.stopped_time + RETENTION <= world.clock.now():
        return None
    return _file_of(world, recording, f"recordings/{rest}")


def _file_of(world: World, recording: Recording, path: str) -> Content | None:
    if recording.kind == "TRACK":
        is_track = any(path in files.values() for files in track_paths(recording).values())
        return _sampled("webm") if is_track else None
    if path == recording_path(recording):
        return synthesised(CONTENT_TYPES["mp4"], mp4_of(size_of(world, recording)), path)
    return _sampled("mp3") if path == recording_path(recording, audio=True) else None


def _sampled(kind: Kind) -> Content:
    return plain(CONTENT_TYPES[kind], sample(kind))


def _written(
    writers: Mapping[str, Callable[[Session], str]], *, kept: Callable[[Session], bool] = lambda _: False
) -> Callable[[World, str], Content | None]:
    """Find the file that one of the writers makes of a session, as long as it is kept."""

    def find(world: World, rest: str) -> Content | None:
        session_id, _, ending = rest.partition(".")
        session = next(
            (app.sessions[session_id] for app in world.apps.values() if session_id in app.sessions), None
        )
        if session is None or ending not in writers:
            return None
        is_over = session.ended_at is not None and session.ended_at + RETENTION <= world.clock.now()
        if is_over and not kept(session):
            return None
        return plain(TEXT_TYPES.get(ending.rpartition(".")[2], "text/plain"), writers[ending](session).encode())

    return find


_CHATS: Mapping[str, Callable[[Session], str]] = {"csv": exports.chat_csv, "json": exports.chat_json}
_TRANSCRIPTS: Mapping[str, Callable[[Session], str]] = {
    "csv": exports.transcript_csv,
    "legacy.csv": exports.legacy_transcript_csv,
    "json": exports.transcript_json,
    "srt": exports.transcript_srt,
    "vtt": exports.transcript_vtt,
}
_SUMMARIES: Mapping[str, Callable[[Session], str]] = {
    "txt": lambda session: exports.summary(session, "txt"),
    "md": lambda session: exports.summary(session, "md"),
}
_FOLDERS: Mapping[str, Callable[[World, str], Content | None]] = {
    "recordings": _recorded,
    "chat": _written(_CHATS, kept=lambda session: bool(session.meeting.settings.get("persist_chat"))),
    "transcripts": _written(_TRANSCRIPTS),
    "summaries": _written(_SUMMARIES),
    "store": lambda _, rest: plain("text/csv", b"") if rest.startswith("default/") else None,
}


def chat_path(app: App, session: Session) -> str:
    """Return where the chat of a session lies."""
    return f"chat/{session.id}.{app.world.exports.chat}"


def transcript_path(app: App, session: Session, ending: str) -> str:
    """Return where the transcript of a session lies, or the placeholder that has been seen in its stead."""
    wishes = app.world.exports
    if wishes.placeholders:
        return f"store/default/transcript.{ending}"
    return f"transcripts/{session.id}.{'legacy.' if wishes.legacy_times and ending == 'csv' else ''}{ending}"


def summary_path(app: App, session: Session) -> str:
    """Return where the summary of a session lies."""
    return f"summaries/{session.id}.{app.world.exports.summary}"
