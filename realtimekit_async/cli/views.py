"""How rows and objects look on a terminal: which columns, in which words, and what stays hidden."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias, cast
from urllib.parse import urlsplit

from rich import box
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from realtimekit_async.log import printable
from realtimekit_async.models.common import SECRETS, Answer
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.services.exports import Export

from .columns import PREFERRED, WIDEST, Cells, columns_of, cut, names_in

Members: TypeAlias = "list[tuple[str, object]]"

_STYLES: Mapping[str, str] = {
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


# ── what a result holds ──


def members(value: object, label: str = "value", *, show_secrets: bool) -> Members:
    """Return the parts of a result that hold something, with secrets only if wanted."""
    if isinstance(value, Answer):
        if not show_secrets:
            return value.__rich_repr__()
        return _filled((name, getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, Export):
        parts = {"url": value.url if show_secrets else _host_of(value.url), "expires_at": value.expires_at}
        return _filled([*parts.items(), ("session_id", value.session_id), ("inline", value.inline)])
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


def _host_of(url: str) -> str:
    try:
        return f"https://{urlsplit(url).hostname}/…" if url else ""
    except ValueError:
        return "…"


# ── lists ──


def table_of(
    rows: Sequence[object], width: int, label: str = "value", *, show_secrets: bool, columns: Sequence[str] = ()
) -> Table:
    """Make a table of rows, with the given columns or those that say most in the width."""
    if columns:
        picked = [{name: _picked(row, name, show_secrets=show_secrets) for name in columns} for row in rows]
        return _table(picked, dict.fromkeys(columns, width))
    cells = [_cells(row, label, show_secrets=show_secrets) for row in rows]
    preferred = PREFERRED.get(type(rows[0]).__name__, ()) if rows else ()
    return _table(cells, columns_of(cells, width, preferred))


def _picked(row: object, path: str, *, show_secrets: bool) -> str:
    """Write what a dotted name leads to, such as `meeting.title`; nothing where it leads nowhere."""
    value = row
    for name in path.split("."):
        parts = dict(members(value, name, show_secrets=show_secrets))
        value = parts.get(name)
    return _cell(value) or ""


def _cells(row: object, label: str = "value", *, show_secrets: bool) -> dict[str, str]:
    parts = members(row, label, show_secrets=show_secrets)
    return {name: text for name, part in parts if (text := _cell(part)) is not None}


def _cell(part: object) -> str | None:
    """Write a value in one line; of the meeting in a row its title, or its id."""
    return _line((part.title or part.id) if isinstance(part, Meeting) else part)


def _table(cells: Cells, widths: Mapping[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", border_style="dim", pad_edge=False)
    for name, width in widths.items():
        numeric = all(_is_number(row.get(name, "0")) for row in cells)
        table.add_column(name, no_wrap=True, max_width=width, justify="right" if numeric else "left")
    for row in cells:
        table.add_row(*(_styled(cut(name, row.get(name, ""), width)) for name, width in widths.items()))
    return table


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).isdecimal()


# ── single objects ──


def panel_of(value: object, label: str, *, show_secrets: bool) -> Panel:
    """Make a panel of one result."""
    title = type(value).__name__ if isinstance(value, Answer | Export) else label
    content = _grid(members(value, label, show_secrets=show_secrets), show_secrets=show_secrets)
    return Panel(content, title=Text(title, style="bold"), title_align="left", border_style="dim", expand=False)


def _grid(parts: Members, *, show_secrets: bool) -> RenderableType:
    if not parts:
        return Text("nothing", style="dim")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, part in parts:
        grid.add_row(name, _rendered(part, show_secrets=show_secrets))
    return grid


def _rendered(part: object, *, show_secrets: bool) -> RenderableType:
    if (text := _line(part)) is not None:
        return _styled(text)
    if isinstance(part, dict):
        return _grid(list(cast("dict[str, object]", part).items()), show_secrets=show_secrets)
    if isinstance(part, list):
        return _rendered_list(cast("list[object]", part), show_secrets=show_secrets)
    return _grid(members(part, show_secrets=show_secrets), show_secrets=show_secrets)


def _rendered_list(items: list[object], *, show_secrets: bool) -> RenderableType:
    cells = [_cells(item, show_secrets=show_secrets) for item in items]
    if all(
        len(row) == len(members(item, show_secrets=show_secrets)) for row, item in zip(cells, items, strict=True)
    ):
        return _table(cells, dict.fromkeys(names_in(cells), WIDEST))
    grid = Table.grid(padding=(0, 2))
    for number, item in enumerate(items):
        grid.add_row(Text(str(number), style="dim"), _rendered(item, show_secrets=show_secrets))
    return grid


def _line(part: object) -> str | None:
    """Write a value in one line, or give None for what has parts of its own."""
    if isinstance(part, list):
        items = cast("list[object]", part)
        return (
            printable(", ".join(map(str, items))) if all(isinstance(item, str | int) for item in items) else None
        )
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
    return str(part) if part is None or isinstance(part, int) else None


def _styled(text: str) -> Text:
    return Text(text, style=_STYLES.get(text, ""))
