"""Results on stdout: tables and panels for people, JSON lines for programs."""

import sys
from contextlib import aclosing
from typing import Protocol, cast

from rich.text import Text

from .progress import Walk, metered
from .streams import write_json
from .terminal import ERR, OUT
from .views import is_hidden, panel_of, table_of

_ROWS_IN_A_TABLE = 1000


class Printer(Protocol):
    """Prints what calls give."""

    async def rows(self, walk: Walk[object], title: str) -> None:
        """Print a list while it streams in."""
        ...

    def result(self, value: object, name: str) -> None:
        """Print what a single call gave; `name` is the name of its method."""
        ...


def printer(*, show_secrets: bool) -> Printer:
    """Return the printer for what standard output is."""
    return _Tables(show_secrets=show_secrets) if sys.stdout.isatty() else _JsonLines()


class _JsonLines:
    async def rows(self, walk: Walk[object], title: str) -> None:
        with metered(ERR, title) as meter:
            async with aclosing(walk.rows()) as rows:
                async for row in rows:
                    self._line(row)
                    meter.advance(walk.total)

    def result(self, value: object, name: str) -> None:  # noqa: ARG002 - JSON has no place for a name
        for item in cast("list[object]", value) if isinstance(value, list) else [value]:
            self._line(item)

    def _line(self, value: object) -> None:
        write_json(value, enc_hook=_attributes)


class _Tables:
    def __init__(self, *, show_secrets: bool) -> None:
        self._show_secrets = show_secrets

    async def rows(self, walk: Walk[object], title: str) -> None:
        pending: list[object] = []
        hidden, count = False, 0
        with metered(ERR, title) as meter:
            async with aclosing(walk.rows()) as rows:
                async for row in rows:
                    pending.append(row)
                    count += 1
                    hidden = hidden or is_hidden(row)
                    meter.advance(walk.total)
                    if len(pending) == _ROWS_IN_A_TABLE:
                        with meter.aside():
                            self._table(pending)
                        pending = []
        if pending:
            self._table(pending)
        ERR.print(Text(f"{count:,} of {walk.listed or count:,} rows" if count else "nothing found", style="dim"))
        self._hint(hidden=hidden)

    def result(self, value: object, name: str) -> None:
        label = name.rpartition("_")[2]
        hidden = is_hidden(value, label)
        if isinstance(value, list):
            self._table(cast("list[object]", value), label)
        else:
            OUT.print(panel_of(value, label, show_secrets=self._show_secrets))
        self._hint(hidden=hidden)

    def _table(self, rows: list[object], label: str = "value") -> None:
        OUT.print(table_of(rows, OUT.width, label=label, show_secrets=self._show_secrets))

    def _hint(self, *, hidden: bool) -> None:
        if hidden and not self._show_secrets:
            ERR.print(Text("secrets are hidden; --show-secrets shows them", style="dim"))


def _attributes(value: object) -> dict[str, object]:
    """Return what JSON shall say of an object that is no Struct: its public attributes."""
    return {name: each for name, each in vars(value).items() if not name.startswith("_") and each is not None}
