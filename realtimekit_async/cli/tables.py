"""Lists on a terminal: tables as wide as it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from .columns import (
    FIRST,
    PREFERRED,
    Cells,
    columns_of,
    cut,
    header_of,
    names_in,
    narrowest_header,
    total_width,
    widths_of,
)
from .values import cells_of, picked, styled

_ENDLESS = Console(width=100_000)
_EDGES = 2
"""Columns more that a table takes with rich before 15."""
_DECIMAL = re.compile(r"-?[\d,]+(\.\d+)?")
_NUMBER = re.compile(r"-?[\d,]+(\.\d+|(:\d\d)+)?( (byte|bytes|[kMGTPEZY]B))?")
"""A number, a length of time, a size: what is read from its end."""


class Content(NamedTuple):
    """What stands in a table: its rows, and how wide each column is."""

    cells: Cells
    widths: dict[str, int]

    @property
    def shown(self) -> Cells:
        """The rows, with nothing but the columns that are shown."""
        return [{name: row.get(name, "") for name in self.widths} for row in self.cells]


def content_of(
    rows: Sequence[object], width: int, label: str = "value", *, show_secrets: bool, columns: Sequence[str] = ()
) -> Content:
    """Choose what a table of this width has: the given columns, or those that say most.

    Where not even one column fits, or all that were asked for, it is wider: no id is cut.
    """
    if columns:
        chosen = [{name: picked(row, name, show_secrets=show_secrets) for name in columns} for row in rows]
        even_out(chosen, rows)
        return Content(chosen, widths_of(chosen, columns, width))
    cells = [cells_of(row, label, show_secrets=show_secrets) for row in rows]
    even_out(cells, rows)
    kind = type(rows[0]).__name__ if rows else ""
    return Content(cells, columns_of(cells, width, PREFERRED.get(kind, ()), FIRST.get(kind, ())))


def table_of(
    rows: Sequence[object], width: int, label: str = "value", *, show_secrets: bool, columns: Sequence[str] = ()
) -> Table:
    """Make a table of rows."""
    return table_with(*content_of(rows, width, label, show_secrets=show_secrets, columns=columns))


def blocks_of(cells: Cells) -> Iterator[Text]:
    """Write rows that are wider than the terminal below each other, each value whole, behind its name."""
    for row in cells:
        for name, text in row.items():
            yield Text.assemble((f"{name}:", "cyan"), " ", styled(text))
        yield Text()


def even_out(cells: Cells, rows: Sequence[object]) -> None:
    """Write the numbers of a column with as many decimals as the one that has most."""
    for name in names_in(cells):
        texts = [row[name] for row in cells if row.get(name)]
        decimals = max((len(text.partition(".")[2]) for text in texts), default=0)
        if decimals and all(map(_DECIMAL.fullmatch, texts)) and any(_is_float(row, name) for row in rows):
            for row in cells:
                if text := row.get(name):
                    whole, _, part = text.partition(".")
                    row[name] = f"{whole}.{part.ljust(decimals, '0')}"


def _is_float(row: object, path: str) -> bool:
    value: object = row
    for name in path.split("."):
        value = getattr(value, name, None)
    return isinstance(value, float)


def columns_with_ids(rows: Sequence[object], shown: Sequence[str]) -> str:
    """Return the columns to ask for where rows have ids that are not among those shown, "" elsewhere."""
    hides_ids = "id" not in shown and any(getattr(row, "id", None) for row in rows)
    return f"id,{shown[0]}" if hides_ids and shown else ""


def whole_table(cells: Cells, width: int) -> Table | None:
    """Make a table of all columns, each as wide as it needs; None where it would not fit."""
    names = names_in(cells)
    for header in (len, narrowest_header):
        widths = {name: max(header(name), *(len(row.get(name, "")) for row in cells)) for name in names}
        if names and total_width(widths) + _EDGES <= width:
            return table_with(cells, widths)
    return None


def table_with(cells: Cells, widths: Mapping[str, int]) -> Table:
    """Make a table with columns of these widths."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", border_style="dim", pad_edge=False)
    for name, width in widths.items():
        numeric = all(_is_number(row.get(name, "0")) for row in cells)
        table.add_column(
            header_of(name, width),
            no_wrap=True,
            width=width,
            justify="right" if numeric else "left",
            vertical="bottom",
        )
    for row in cells:
        table.add_row(*(styled(cut(name, row.get(name, ""), width)) for name, width in widths.items()))
    # As wide as it is, not as its terminal: rich before 15 counts padding at the edges that it does not draw.
    table.width = Measurement.get(_ENDLESS, _ENDLESS.options, table).maximum
    return table


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
