"""Which columns a table has: by hand for each kind of row, what people look for first, as far as they fit."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from rich.cells import cell_len

Cells: TypeAlias = "list[dict[str, str]]"

WIDEST = 40
BETWEEN = 3
_FILE_NAME = 20
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NARROWEST = 12
"""So narrow may a text become before its column is left out."""
_STILL_READ = 20
"""So narrow a text becomes at most for the sake of an id behind it."""

PREFERRED: Mapping[str, tuple[str, ...]] = {
    "App": ("name", "id", "created_at"),
    "Livestream": ("name", "status", "id", "meeting_id", "created_at"),
    "LivestreamSession": ("started_time", "stopped_time", "id", "viewer_seconds", "ingest_seconds", "err_message"),
    "Meeting": ("title", "status", "id", "created_at"),
    "Participant": ("name", "custom_participant_id", "preset_name", "id", "created_at"),
    "Preset": ("name", "id", "created_at"),
    "Recording": (
        "output_file_name",
        "meeting",
        "status",
        "recording_duration",
        "id",
        "invoked_time",
        "file_size",
    ),
    "SavedFile": ("path", "size", "skipped"),
    "Session": (
        "started_at",
        "minutes_consumed",
        "meeting_display_name",
        "id",
        "status",
        "max_concurrent_participants",
        "total_participants",
    ),
    "SessionParticipant": ("display_name", "joined_at", "duration", "preset_name", "id", "custom_participant_id"),
    "Webhook": ("url", "name", "id", "enabled", "events"),
}

FIRST: Mapping[str, tuple[str, ...]] = {
    "Recording": ("output_file_name", "meeting", "id"),
    "Session": ("started_at", "minutes_consumed", "id"),
}
"""What gets its room before all other columns of such a row, where that is not their order: other commands ask for
the id."""


def columns_of(
    cells: Cells, width: int, preferred: Sequence[str] = (), first: Sequence[str] = ()
) -> dict[str, int]:
    """Choose columns and the width of each: the preferred ones as they come, or else what tells rows apart.

    Ids, times and numbers are whole or not there; names and titles may be cut. A header is broken in two where
    that makes room for more. What comes `first` is chosen before the others, and stands where it is preferred.
    """
    order = [name for name in preferred if name in names_in(cells)] or _telling(cells)
    urgent = sorted(order, key=lambda name: first.index(name) if name in first else len(first))
    whole, broken = (_chosen(cells, width, urgent, header, first) for header in (cell_len, narrowest_header))
    best = max(whole, broken, key=lambda chosen: _shown(cells, urgent, chosen))
    return {name: best[name] for name in order if name in best}


def _telling(cells: Cells) -> list[str]:
    """Return the columns that tell rows apart, the most usual ones first."""
    return [
        name
        for name in sorted(names_in(cells), key=_rank)
        if _rank(name) < _ORDINARY or len(cells) == 1 or len({row.get(name, "") for row in cells}) > 1
    ]


def _shown(cells: Cells, order: Sequence[str], chosen: Mapping[str, int]) -> tuple[list[bool], int]:
    """Return how much is shown: which columns, the first ones first, and how much of their texts."""
    texts = sum(min(width, _longest(cells, name)) for name, width in chosen.items())
    return [name in chosen for name in order], texts


def _chosen(
    cells: Cells, width: int, order: Sequence[str], header: Callable[[str], int], first: Sequence[str]
) -> dict[str, int]:
    chosen: dict[str, int] = {}
    seen: set[tuple[str, ...]] = set()
    left = width - 1
    for name in order:
        column = tuple(row.get(name, "") for row in cells)
        room = _room(name, max(header(name), _longest(cells, name)), left)
        if "id" in first and name == first[first.index("id") - 1]:
            room = _beside_an_id(name, room, left - BETWEEN - _longest(cells, "id") - BETWEEN)
        if column not in seen and (room + BETWEEN <= left or not chosen):
            chosen[name] = room
            seen.add(column)
            left -= room + BETWEEN
    return _grown(chosen, cells, left)


def _grown(chosen: dict[str, int], cells: Cells, left: int) -> dict[str, int]:
    """Return the rooms with what is left given to what is cut, to a file's name where it becomes whole."""
    for name, room in chosen.items():
        lacking = max(_longest(cells, name) - room, 0) if may_be_cut(name) else 0
        if lacking <= left or not name.endswith("file_name"):
            more = min(lacking, max(left, 0))
            chosen[name] += more
            left -= more
    return chosen


def _room(name: str, needed: int, left: int) -> int:
    """Return how wide a column becomes that needs so much, where so much is left."""
    if not may_be_cut(name):
        return needed
    widest = _FILE_NAME if name.endswith("file_name") else WIDEST
    room = needed if _is_url(name) else min(needed, widest)
    return left - BETWEEN if room > left - BETWEEN >= _NARROWEST else room


def _beside_an_id(name: str, room: int, left: int) -> int:
    """Return how wide a column becomes that makes room for the id behind it, if enough of it can be read."""
    return min(room, left) if may_be_cut(name) and left >= _STILL_READ else room


def widths_of(cells: Cells, names: Sequence[str], width: int) -> dict[str, int]:
    """Return how wide these columns are, all of them: what may be cut is cut where they do not fit."""
    widths = {name: max(cell_len(name), _longest(cells, name)) for name in names}
    over = total_width(widths) - width
    for name in sorted(filter(may_be_cut, names), key=lambda name: -widths[name]):
        if over > 0:
            narrower = max(widths[name] - over, min(widths[name], max(_NARROWEST, cell_len(name))))
            over -= widths[name] - narrower
            widths[name] = narrower
    return widths


def total_width(widths: Mapping[str, int]) -> int:
    """Return how wide a table with these columns is."""
    return sum(widths.values()) + BETWEEN * len(widths) - 1


def cut(name: str, text: str, width: int) -> str:
    """Shorten a file's name by the ids in it and a URL in its middle, for its end says what it is.

    Others are cut at their end.
    """
    if len(text) <= width or not (name.endswith("file_name") or _is_url(name)):
        return text
    if _is_url(name):
        return f"{text[: width // 2]}…{text[width // 2 + 1 - width :]}"
    short = without_ids(text)
    return short if len(short) <= width else f"…{short[1 - width :]}"


def _is_url(name: str) -> bool:
    return name == "url" or name.endswith("_url")


def without_ids(name: str) -> str:
    """Leave out the ids in a file's name: a part of one is of no use."""
    return _ID.sub("…", name)


def header_of(name: str, width: int) -> str:
    """Write a column's name, in two lines where it is too long for one."""
    return name if cell_len(name) <= width else "\n".join(_halves(name))


def narrowest_header(name: str) -> int:
    """Return how wide a column is at least for its name, which may be broken in two."""
    return max(map(cell_len, _halves(name)))


def _halves(name: str) -> tuple[str, ...]:
    """Break a name behind the underscore at which its halves are most alike."""
    places = [place + 1 for place, character in enumerate(name) if character == "_"]
    halves = [(name[:place], name[place:]) for place in places]
    return min(halves, key=lambda pair: max(map(len, pair)), default=(name,))


_ORDINARY = 3


def _rank(name: str) -> int:
    """Return how soon a column comes: the id, names, the status, other things, other ids."""
    if name == "id":
        return 0
    if name in {"title", "name"} or name.endswith(("_title", "_name")):
        return 1
    return 2 if name == "status" else _ORDINARY + name.endswith("_id")


def may_be_cut(name: str) -> bool:
    """Tell whether what stands in a column says something without its end."""
    return name not in {"id", "path"} and not name.endswith(("_id", "_at", "_time", "status"))


def _longest(cells: Cells, name: str) -> int:
    return max((cell_len(row.get(name, "")) for row in cells), default=0)


def names_in(cells: Cells) -> list[str]:
    """Return the names of all columns that some rows could fill, in the order in which they come."""
    return list(dict.fromkeys(name for row in cells for name in row))
