"""Under which keys objects lie: stable, readable, and built from what never changes. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from realtimekit_async.files.errors import DestinationError
from realtimekit_async.files.formats import Format
from realtimekit_async.files.names import distinct_names, safe_name

from .outcomes import Unit, What

MARK = ("archive.json", b'{"archive":"realtimekit","version":1}\n')
"""What tells an archive from any other folder; it is written first, and proves that the store can be written."""

SIDECAR = ".json"
_TAKEN = (SIDECAR, ".part")
"""Endings that stand for something else here."""
_LONGEST_ID = 36
"""That of a UUID."""
_LONGEST_NAME = 190
"""Bytes beside the id: file systems allow 255 in all, and `.json.part.json` has to fit, too."""
_EXPORTS: dict[What, tuple[str, tuple[str, ...]]] = {
    "chat": ("chat", (".csv", ".json")),
    "transcripts": ("transcript", (".csv", ".json", ".srt", ".vtt")),
    "summaries": ("summary", (".txt", ".md")),
}


def check_key(key: str) -> None:
    """Raise DestinationError for a key that would lie elsewhere than below the store, or under another name."""
    if any(part in {"", ".", ".."} for part in key.split("/")) or "\\" in key or "\0" in key:
        raise DestinationError(f"{key!r} is no key: its parts are neither empty nor dots", path=key)


def manifest_key(unit: Unit) -> str:
    """Return where it is written down what is settled of a unit."""
    name = segment(unit.session_id) if unit.session_id else f"recording-{segment(unit.recordings[0])}"
    return f"manifest/{name}.json"


def folder(unit: Unit) -> str:
    """Return below which prefix the objects of a unit lie."""
    if not unit.session_id:
        return f"recordings/{_day(unit.started_at)}"
    moment = "" if unit.started_at is None else f"{_in_utc(unit.started_at):%H%M%S}Z_"
    return f"sessions/{_day(unit.started_at)}/{moment}{segment(unit.session_id)}"


def export_key(unit: Unit, what: What, url: str, wanted: Format | None = None) -> str:
    """Return where an export lies; of its link only the ending counts, and only a known one."""
    name, endings = _EXPORTS[what]
    if wanted is not None:
        return f"{folder(unit)}/{name}.{wanted}"
    ending = _ending(url)
    return f"{folder(unit)}/{name}{ending if ending in endings else endings[0]}"


def recording_keys(unit: Unit, recording_id: str, names: Iterable[str]) -> list[str]:
    """Return where the files of a recording lie; other recordings may have files of the same names."""
    below = f"{folder(unit)}/recordings" if unit.session_id else folder(unit)
    return [f"{below}/{segment(recording_id)}_{name}" for name in distinct_names(map(_file_name, names))]


def segment(any_id: str) -> str:
    """Return an id as a part of a key: all but letters, digits and `-._~` is quoted, and what is long is cut."""
    quoted = quote(any_id, safe="")
    if quoted in {".", ".."}:  # which would name another folder
        return quoted.replace(".", "%2E")
    if len(quoted) <= _LONGEST_ID:
        return quoted
    return f"{quoted[: _LONGEST_ID // 2]}-{sha256(any_id.encode()).hexdigest()[:16]}"


def _day(moment: datetime | None) -> str:
    return "undated" if moment is None else f"{_in_utc(moment):%Y/%m/%d}"


def _in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one at the ends of time, which UTC does not reach, stays as it is."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment


def _ending(url: str) -> str:
    try:
        return PurePosixPath(urlsplit(url).path).suffix.lower()
    except ValueError:
        return ""


def _file_name(name: str) -> str:
    safe = safe_name(name, "recording")
    if safe.lower().endswith(_TAKEN):
        safe += ".bin"
    if len(safe.encode()) <= _LONGEST_NAME:
        return safe
    stem, dot, ending = safe.rpartition(".")
    room = _LONGEST_NAME - len(dot.encode()) - len(ending.encode())
    return stem.encode()[: max(room, 0)].decode(errors="ignore") + dot + ending
