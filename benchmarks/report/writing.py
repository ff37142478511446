"""Tables and figures as text. Pure."""

from collections.abc import Iterable, Sequence
from textwrap import fill

LINE = 120


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    rows = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def number(value: float) -> str:
    """Write a figure with three digits that mean something."""
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0  # noqa: PLR2004
    return f"{value:,.{digits}f}"


def filled(text: str) -> str:
    """Break a text into lines; those of a list's item stand below its words."""
    indent = "   " if text[:1].isdigit() else ""
    return fill(text, LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
