"""Bars for files that are being fetched: one for each, on stderr."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column

from realtimekit_async.files.saving import OnProgress, Progress as Received

from .columns import without_ids

_WIDE = 80
"""From so many columns on a name has room beside a whole bar."""


def transfer_bars(console: Console) -> Progress:
    """Return what draws the bars: name, bytes, rate and remaining time of each file."""
    return Progress(
        # A name may hold what rich would take for markup.
        TextColumn(
            "{task.description}",
            markup=False,
            table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
        ),
        BarColumn(bar_width=20 if console.width >= _WIDE else 8),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        expand=True,
        transient=True,
    )


@contextmanager
def transferring(console: Console) -> Generator[OnProgress | None, None, None]:
    """Show the files that are fetched while the block runs, if the console is a terminal."""
    if not console.is_terminal:
        yield None
        return
    rows: dict[str, TaskID] = {}
    with transfer_bars(console) as bars:

        def show(received: Received) -> None:
            if received.name not in rows:
                rows[received.name] = bars.add_task(without_ids(received.name), total=received.size)
            bars.update(rows[received.name], completed=received.received, total=received.size)

        yield show
