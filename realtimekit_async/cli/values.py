"""What a result holds, and how each part of it looks in one line; what is hidden stays hidden."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import inf
from typing import TypeAlias, cast
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import fields
from rich.filesize import decimal
from rich.text import Text

from realtimekit_async.log import printable
from realtimekit_async.models.common import SECRETS, Answer
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.services.exports import Export

Members: TypeAlias = "list[tuple[str, object]]"


def _length(seconds: float) -> str:
    """Write how long something is as players do: 44:00, 1:00:07."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:,}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


WITH_UNITS: Mapping[str, Callable[[float], str]] = {
    "duration": lambda minutes: _length(minutes * 60),
    "recording_duration": _length,
    "file_size": lambda size: decimal(int(size)),
    "size": lambda size: decimal(int(size)),
}
"""Numbers whose names do not say what they count."""

STYLES: Mapping[str, str] = {
    "ACTIVE": "green",
    "LIVE": "green",
    "UPLOADED": "green",
    "RECORDING": "red",
    "INVOKED": "yellow",
    "UPLOADING": "yellow",
    "PAUSED": "yellow",
    "ERRORED": "bold red",
    "INACTIVE": "dim",
    "ENDED": "dim",
}


def members(value: object, label: str = "value", *, show_secrets: bool) -> Members:
    """Return the parts of a result that hold something, with secrets only if wanted."""
    if isinstance(value, Answer) and not show_secrets:
        return value.__rich_repr__()
    if isinstance(value, Struct):
        return _filled((name, getattr(value, name)) for name in value.__struct_fields__ if _is_said(value, name))
    if isinstance(value, Export):
        parts = {"url": value.url if show_secrets else _host_of(value.url), "expires_at": value.expires_at}
        return _filled([*parts.items(), ("session_id", value.session_id), ("inline", value.inline)])
    if isinstance(value, dict):
        return list(cast("dict[str, object]", value).items())
    return [(label, "***" if label in SECRETS and not show_secrets else value)]


def is_hidden(value: object, label: str = "value") -> bool:
    """Tell whether a result has something that is shown on request only."""
    if isinstance(value, list):
        return any(is_hidden(item) for item in cast("list[object]", value))
    if isinstance(value, dict):
        return any(is_hidden(item) for item in cast("dict[str, object]", value).values())
    shown, whole = (members(value, label, show_secrets=wanted) for wanted in (False, True))
    return shown != whole or any(
        is_hidden(cast("object", part)) for _, part in whole if isinstance(part, Answer | list | dict)
    )


def _filled(parts: Iterable[tuple[str, object]]) -> Members:
    return [(name, part) for name, part in parts if part is not None and part != ""]


def _is_said(value: Struct, name: str) -> bool:
    """Tell whether a field is shown: a kind that leaves defaults out of its JSON leaves them out here."""
    if not value.__struct_config__.omit_defaults:
        return True
    return any(field.name == name and getattr(value, name) != field.default for field in fields(value))


def _host_of(url: str) -> str:
    try:
        return f"https://{urlsplit(url).hostname}/…" if url else ""
    except ValueError:
        return "…"


def cells_of(row: object, label: str = "value", *, show_secrets: bool) -> dict[str, str]:
    """Return what a row has in its columns; what has parts of its own has none."""
    parts = members(row, label, show_secrets=show_secrets)
    return {name: text for name, part in parts if (text := line_of(name, _cell(part))) is not None}


def picked(row: object, path: str, *, show_secrets: bool) -> str:
    """Write what a dotted name leads to, such as `meeting.title`; nothing where it leads nowhere."""
    value = row
    for name in path.split("."):
        parts = dict(members(value, name, show_secrets=show_secrets))
        value = parts.get(name)
    return line_of(path.rpartition(".")[2], _cell(value)) or ""


def _cell(part: object) -> object:
    """Return what stands for a value in a row: for a meeting its title, or its id."""
    return (part.title or part.id) if isinstance(part, Meeting) else part


def line_of(name: str, part: object) -> str | None:
    """Write a value in one line, with its unit where its name lacks it; None for what has parts of its own."""
    if name in WITH_UNITS and isinstance(part, int | float) and 0 <= part < inf:
        return WITH_UNITS[name](part)
    if isinstance(part, list):
        items = cast("list[object]", part)
        is_plain = all(isinstance(item, str | int) for item in items)
        return printable(", ".join(map(str, items))) if is_plain else None
    return _word(part)


def _word(part: object) -> str | None:
    if isinstance(part, bool):
        return "yes" if part else "no"
    if isinstance(part, float):
        return f"{part:,.2f}".rstrip("0").rstrip(".")
    if isinstance(part, datetime):
        return f"{part.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
    if isinstance(part, str):
        return printable(part)  # here, for a column is as wide as what is shown
    return "nothing" if part is None else str(part) if isinstance(part, int) else None


def styled(text: str) -> Text:
    """Return a state in its colour."""
    return Text(text, style=STYLES.get(text, ""))
