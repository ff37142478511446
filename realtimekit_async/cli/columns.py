"""Which columns a table has: by hand for each kind of row, what people look for first, as far as they fit."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Cells: TypeAlias = "list[dict[str, str]]"

WIDEST = 40
BETWEEN = 3
_FILE_NAME = 28
_NARROWEST = 12
"""So narrow may a text become before its column is left out."""

PREFERRED: Mapping[str, tuple[str, ...]] = {
    "App": ("name", "id", "created_at"),
    "Livestream": ("name", "status", "id", "meeting_id", "created_at"),
    "LivestreamSession": ("started_time", "stopped_time", "id", "viewer_seconds", "ingest_seconds", "err_message"),
    "Meeting": ("title", "status", "id", "created_at"),
    "Participant": ("name", "custom_participant_id", "preset_name", "id", "created_at"),
    "Preset": ("name", "id", "created_at"),
    "Recording": ("output_file_name", "meeting", "status", "recording_duration", "id", "invoked_time"),
    "Session": ("started_at", "minutes_consumed", "meeting_display_name", "status", "id", "total_participants"),
    "SessionParticipant": ("display_name", "joined_at", "duration", "preset_name", "id", "custom_participant_id"),
    "Webhook": ("url", "name", "id", "enabled", "events"),
}


def columns_of(cells: Cells, width: int, preferred: Sequence[str] = ()) -> dict[str, int]:
    """Choose columns and the width of each: the preferred ones first, then what tells rows apart.

    Ids, times and numbers are whole or not there; names and titles may be cut.
    """
    chosen: dict[str, int] = {}
    seen: set[tuple[str, ...]] = set()
    left = width - 1
    for name in sorted(names_in(cells), key=lambda name: _rank(name, preferred)):
        column = tuple(row.get(name, "") for row in cells)
        needed = max(len(name), *map(len, column))
        room = min(needed, _FILE_NAME if name.endswith("file_name") else WIDEST) if _may_be_cut(name) else needed
        if _may_be_cut(name) and room > left - BETWEEN >= _NARROWEST:
            room = left - BETWEEN
        tells = name in preferred or _rank(name, preferred) < _ORDINARY or len(cells) == 1 or len(set(column)) > 1
        if tells and column not in seen and (room + BETWEEN <= left or not chosen):
            chosen[name] = room
            seen.add(column)
            left -= room + BETWEEN
    return chosen


def cut(name: str, text: str, width: int) -> str:
    """Shorten a file's name in its middle, for its end says what it is; others are cut at their end."""
    if not name.endswith("file_name") or len(text) <= width:
        return text
    return f"{text[:_BEGINNING]}…{text[_BEGINNING + 1 - width :]}"


_BEGINNING = 8
_ORDINARY = 1003


def _rank(name: str, preferred: Sequence[str]) -> int:
    if name in preferred:
        return preferred.index(name)
    if name == "id":
        return 1000
    if name in {"title", "name"} or name.endswith(("_title", "_name")):
        return 1001
    if name == "status":
        return 1002
    return _ORDINARY + name.endswith("_id")


def _may_be_cut(name: str) -> bool:
    return name != "id" and not name.endswith(("_id", "_at", "_time", "status"))


def names_in(cells: Cells) -> list[str]:
    """Return the names of all columns that some rows could fill, in the order in which they come."""
    return list(dict.fromkeys(name for row in cells for name in row))
