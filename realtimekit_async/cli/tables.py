"""Lists on a terminal: tables as wide as it is."""

import re
from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

from .columns import (
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

_NUMBER = re.compile(r"[\d,]+(\.\d+|(:\d\d)+)?( (byte|bytes|[kMGTPEZY]B))?")
"""A number, a length of time, a size: what is read from its end."""


def table_of(
    rows: Sequence[object], width: int, label: str = "value", *, show_secrets: bool, columns: Sequence[str] = ()
) -> Table:
    """Make a table of rows, with the given columns or those that say most in the width.

    Where not even one column fits, or all that were asked for, it is wider: no id is cut.
    """
    if columns:
        chosen = [{name: picked(row, name, show_secrets=show_secrets) for name in columns} for row in rows]
        return table_with(chosen, widths_of(chosen, columns, width))
    cells = [cells_of(row, label, show_secrets=show_secrets) for row in rows]
    preferred = PREFERRED.get(type(rows[0]).__name__, ()) if rows else ()
    return table_with(cells, columns_of(cells, width, preferred))


def columns_with_ids(rows: Sequence[object], table: Table) -> str:
    """Return the columns to ask for where rows have ids that the table has no room for, "" elsewhere."""
    shown = [str(column.header).replace("\n", "") for column in table.columns]
    hides_ids = "id" not in shown and any(getattr(row, "id", None) for row in rows)
    return f"id,{shown[0]}" if hides_ids and shown else ""


def whole_table(cells: Cells, width: int) -> Table | None:
    """Make a table of all columns, each as wide as it needs; None where it would not fit."""
    names = names_in(cells)
    for header in (len, narrowest_header):
        widths = {name: max(header(name), *(len(row.get(name, "")) for row in cells)) for name in names}
        if names and total_width(widths) <= width:
            return table_with(cells, widths)
    return None


def table_with(cells: Cells, widths: Mapping[str, int]) -> Table:
    """Make a table with columns of these widths."""
    table = Table(
        box=box.SIMPLE_HEAD, header_style="bold", border_style="dim", pad_edge=False, width=total_width(widths)
    )
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
    return table


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
