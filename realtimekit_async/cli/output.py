"""Results on stdout: tables and panels for people, JSON lines for programs."""

import csv
import sys
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from io import StringIO
from typing import Protocol, cast

import msgspec
from rich.text import Text

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.files.text import as_json
from realtimekit_async.wire.unicode import to_unicode

from .column_names import check_columns
from .columns import total_width
from .lines import say
from .panels import view_of
from .progress import Meter, Walk, metered
from .streams import write_json, write_line, writing
from .tables import blocks_of, columns_with_ids, content_of, table_with
from .terminal import ERR, OUT
from .values import is_hidden, members, styled

_ROWS_IN_A_TABLE = 1000


class Printer(Protocol):
    """Prints what calls give."""

    async def rows(self, walk: Walk[object], title: str) -> None:
        """Print a list while it streams in."""
        ...

    def result(self, value: object, name: str) -> None:
        """Print what a single call gave; `name` is the name of its method."""
        ...


def format_of(output: str | None) -> str:
    """Return the format that was asked for; without one, that of what standard output is: a terminal or a pipe."""
    return output or ("table" if sys.stdout.isatty() else "jsonl")


def printer(output: str | None, columns: Sequence[str], *, show_secrets: bool) -> Printer:
    """Return the printer of a format."""
    match format_of(output):
        case "json":
            return _Json()
        case "jsonl":
            return _JsonLines(bare=output is None)
        case "csv":
            return _Csv(columns)
        case _:
            return _Tables(columns, show_secrets=show_secrets)


class _JsonLines:
    """One JSON value a line; where nobody asked for JSON, a result that is a text is that text: `TOKEN=$(…)`."""

    def __init__(self, *, bare: bool) -> None:
        self._bare = bare

    async def rows(self, walk: Walk[object], title: str) -> None:
        await _take(walk, title, lambda row, _: self._line(row))

    def result(self, value: object, name: str) -> None:  # noqa: ARG002 - JSON has no place for a name
        if self._bare and isinstance(value, str):
            write_line(to_unicode(value).encode())
            return
        for item in cast("list[object]", value) if isinstance(value, list) else [value]:
            self._line(item)

    def _line(self, value: object) -> None:
        write_json(value, enc_hook=_attributes)


class _Json:
    """One JSON value, indented: a list of all rows, or what a call gave."""

    async def rows(self, walk: Walk[object], title: str) -> None:
        found: list[object] = []
        await _take(walk, title, lambda row, _: found.append(row), lambda: self.result(found, title))

    def result(self, value: object, name: str) -> None:  # noqa: ARG002 - as above
        with writing():
            text = msgspec.json.format(as_json(value, enc_hook=_attributes), indent=2)
            sys.stdout.buffer.write(text + b"\n")
            sys.stdout.buffer.flush()


class _Csv:
    """Rows for a spreadsheet: nested members become columns of their own, as `meeting.title`."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    async def rows(self, walk: Walk[object], title: str) -> None:
        found: list[object] = []
        await _take(walk, title, lambda row, _: found.append(row), lambda: self.result(found, title))

    def result(self, value: object, name: str) -> None:
        rows = cast("list[object]", value) if isinstance(value, list) else [value]
        check_columns(self._columns, rows)
        flat = [dict(_flat(msgspec.to_builtins(row, enc_hook=_attributes), name)) for row in rows]
        columns = self._columns or list(dict.fromkeys(key for row in flat for key in row))
        paper = StringIO()
        writer = csv.DictWriter(paper, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(flat)
        with writing():
            sys.stdout.buffer.write(to_unicode(paper.getvalue()).encode())
            sys.stdout.buffer.flush()


class _Tables:
    def __init__(self, columns: Sequence[str], *, show_secrets: bool) -> None:
        self._columns = columns
        self._show_secrets = show_secrets
        self._with_ids = ""
        self._hides = False

    async def rows(self, walk: Walk[object], title: str) -> None:
        pending: list[object] = []

        def take(row: object, meter: Meter) -> None:
            pending.append(row)
            if len(pending) == _ROWS_IN_A_TABLE:
                with meter.aside():
                    self._table(pending)
                pending.clear()

        def show() -> None:
            if pending:
                self._table(pending)
            say(ERR, _counted(walk.count, walk.listed), style="dim")
            self._hint()

        await _take(walk, title, take, show)

    def result(self, value: object, name: str) -> None:
        label = name.rpartition("_")[2]
        if isinstance(value, list):
            self._table(cast("list[object]", value), label)
        elif isinstance(value, str):
            self._text(value, label)
        elif self._columns:
            self._table([value], label)
        else:
            self._panel(value, label)
        self._hint()

    def _text(self, value: str, label: str) -> None:
        """Print a text as it is: there is nothing else in it that a name would tell it from."""
        ((_, shown),) = members(value, label, show_secrets=self._show_secrets)
        self._hides = self._hides or shown != value
        OUT.print(Text(str(shown)), soft_wrap=True)

    def _panel(self, value: object, label: str) -> None:
        self._hides = self._hides or is_hidden(value, label)
        view = view_of(value, label, OUT.width, show_secrets=self._show_secrets)
        OUT.print(view.panel)
        for name, text in view.below:
            OUT.print(Text(name, style="cyan"))
            OUT.print(styled(text), soft_wrap=True)

    def _table(self, rows: list[object], label: str = "value") -> None:
        check_columns(self._columns, rows)
        content, whole = (
            content_of(rows, OUT.width, label, show_secrets=shows, columns=self._columns)
            for shows in (self._show_secrets, True)
        )
        self._hides = self._hides or content.shown != whole.shown
        if self._columns and total_width(content.widths) > OUT.width:
            for line in blocks_of(content.cells):
                OUT.print(line, soft_wrap=True)
            return
        OUT.print(table_with(*content), crop=False)
        if not self._columns:
            self._with_ids = self._with_ids or columns_with_ids(rows, list(content.widths))

    def _hint(self) -> None:
        if self._with_ids:
            say(ERR, f"ids have no room here; --columns {self._with_ids} shows them", style="dim")
        if self._hides and not self._show_secrets:
            say(ERR, "secrets are hidden; --show-secrets shows them", style="dim")


def _counted(count: int, listed: int | None) -> str:
    """Say how many rows were shown, of how many."""
    total = max(listed or 0, count)
    rows = "1 row" if total == 1 else f"{total:,} rows"
    return (f"{count:,} of {rows}" if count < total else rows) if total else "nothing found"


async def _take(
    walk: Walk[object],
    title: str,
    take: Callable[[object, Meter], None],
    show: Callable[[], None] = lambda: None,
) -> None:
    """Take every row, then show what was made of them; what ends the walk early loses none that were there."""
    try:
        with metered(ERR, title, walk.clock) as meter:
            async with aclosing(walk.rows()) as rows:
                async for row in rows:
                    take(row, meter)
                    meter.advance(walk.total)
    except (CancelledError, RealtimeKitError):
        if walk.count:
            show()
            say(ERR, walk.way_on(), style="dim")
        raise
    show()


def _flat(value: object, name: str) -> Iterator[tuple[str, object]]:
    """Yield the members of a row under dotted names; a list is one cell of JSON."""
    if isinstance(value, dict):
        for key, part in cast("dict[str, object]", value).items():
            nested = _flat(part, key)
            yield from ((f"{key}.{inner}" if isinstance(part, dict) else inner, each) for inner, each in nested)
    elif isinstance(value, list):
        yield name, as_json(cast("list[object]", value)).decode()
    else:
        yield name, str(value).lower() if isinstance(value, bool) else value


def _attributes(value: object) -> dict[str, object]:
    """Return what JSON shall say of an object that is no Struct: its public attributes."""
    return {name: each for name, each in vars(value).items() if not name.startswith("_") and each is not None}
