"""Single objects on a terminal: one panel, in which no value is split.

What is too long to stand beside its name stands under it, and what is too long for the panel stands under that, as
one line however long: a token or a link can be copied from there.
"""

from collections.abc import Iterator
from typing import NamedTuple, cast

from msgspec import Struct
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from realtimekit_async.services.exports import Export

from .tables import even_out, whole_table
from .values import Members, cells_of, line_of, members, styled

_INDENT = 2
_GAP = 2
_FRAME = 4
"""Columns that the panel's border and its padding take."""


class Below(NamedTuple):
    """A value that is too long for the panel, and the dotted name of where it belongs."""

    name: str
    text: str


class View(NamedTuple):
    """What a result looks like."""

    panel: Panel
    below: list[Below]


def view_of(value: object, label: str, width: int, *, show_secrets: bool) -> View:
    """Lay out one result for a terminal of this width."""
    title = type(value).__name__ if isinstance(value, Struct | Export) else label
    layout = _Layout(width - _FRAME, show_secrets=show_secrets)
    lines = list(layout.block(members(value, label, show_secrets=show_secrets), ()))
    content = Group(*lines) if lines else Text("nothing" if not layout.below else "see below", style="dim")
    panel = Panel(content, title=Text(title, style="bold"), title_align="left", border_style="dim", expand=False)
    return View(panel, layout.below)


class _Layout:
    """Puts names and values where they fit, and gathers what fits nowhere."""

    def __init__(self, width: int, *, show_secrets: bool) -> None:
        self._width = width
        self._show_secrets = show_secrets
        self.below: list[Below] = []

    def block(self, parts: Members, path: tuple[str, ...]) -> Iterator[RenderableType]:
        """Lay out the parts of one object, below each other."""
        indent = _INDENT * len(path)
        plain = [cell_len(name) for name, part in parts if _text(name, part) is not None]
        column = max(plain, default=0) + _GAP
        for name, part in parts:
            text = _text(name, part)
            if text is None:
                yield from self._nested(name, part, path)
            elif indent + column + cell_len(text) <= self._width:
                yield _line(indent, name.ljust(column), text)
            elif indent + _INDENT + cell_len(text) <= self._width:
                yield _line(indent, name)
                yield _line(indent + _INDENT, "", text)
            else:
                self.below.append(Below(".".join((*path, name)), text))

    def _nested(self, name: str, part: object, path: tuple[str, ...]) -> Iterator[RenderableType]:
        inner = (*path, name)
        yield _line(_INDENT * len(path), name)
        if isinstance(part, list):
            yield from self._list(cast("list[object]", part), inner)
        else:
            yield from self.block(members(part, name, show_secrets=self._show_secrets), inner)

    def _list(self, items: list[object], path: tuple[str, ...]) -> Iterator[RenderableType]:
        """Lay out a list as a table, if all of it fits into one, or else one after the other."""
        indent = _INDENT * len(path)
        parts = [members(item, show_secrets=self._show_secrets) for item in items]
        cells = [cells_of(item, show_secrets=self._show_secrets) for item in items]
        is_flat = all(len(row) == len(all_parts) for row, all_parts in zip(cells, parts, strict=True))
        even_out(cells, items)
        table = whole_table(cells, self._width - indent) if is_flat else None
        if table is not None:
            yield Padding(table, (0, 0, 0, indent), expand=False)
            return
        for number, each in enumerate(parts):
            yield _line(indent, str(number))
            yield from self.block(each, (*path, str(number)))


def _text(name: str, part: object) -> str | None:
    return "nothing" if part in ({}, []) else line_of(name, part)


def _line(indent: int, name: str, text: str = "") -> Text:
    return Text.assemble(" " * indent, (name, "cyan"), styled(text))
