"""How far an archive has come: bars on a terminal, lines elsewhere, and the sum of it at the end."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.filesize import decimal
from rich.live import Live
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column
from rich.text import Text

from realtimekit_async.archive import (
    Event,
    Failure,
    Finished,
    Outcome,
    Planned,
    Report,
    Stored,
    Transferring,
    Unit,
    Walked,
)


class Display:
    """Hears what the archive tells; `report` is the sum of what is done so far, should the run be cut short."""

    def __init__(self, console: Console, *, chatty: bool) -> None:
        self.report: Report = Report()
        self._console = console
        self._chatty = chatty

    def heard(self, event: Event) -> None:
        """Count an event, and tell what a log wants to know."""
        match event:
            case Walked(sessions=sessions, already=already):
                self.report.sessions, self.report.already = sessions, already
            case Planned():
                self.report.units += 1
            case Finished(outcome=outcome):
                self.report.add(outcome)
                self._tell(outcome)
            case _:
                pass

    def _tell(self, outcome: Outcome) -> None:
        if self._chatty:
            self._console.print(finished_line(outcome), soft_wrap=True)
        for failure in outcome.failures:
            self._console.print(failure_line(failure), soft_wrap=True)


class Bars(Display):
    """Shows one bar for each transfer in flight, and one for all sessions."""

    def __init__(self, console: Console, *, chatty: bool) -> None:
        super().__init__(console, chatty=chatty)
        self._transfers = Progress(
            TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
            BarColumn(bar_width=20),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            expand=True,
        )
        self._overall = Progress(
            SpinnerColumn(),
            TextColumn("sessions"),
            BarColumn(),
            MofNCompleteColumn(),
            BytesColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
        )
        self._sessions = self._overall.add_task("sessions", total=None, bytes=0)
        self._rows: dict[str, TaskID] = {}
        self._received: dict[str, int] = {}
        self._bytes = 0
        self._unseen = 0
        self._done = 0
        self.renderable: Group = Group(self._transfers, self._overall)

    def heard(self, event: Event) -> None:
        """Draw an event."""
        super().heard(event)
        match event:
            case Walked(sessions=sessions, total=total):
                self._unseen = max((total or 0) - sessions, 0)
            case Transferring():
                self._transfer(event)
            case Stored(object=stored):
                self._count(stored.key, stored.size)
                self._forget(stored.key)
            case Finished(outcome=outcome):
                self._done += 1
                self._forget_all_of(outcome.unit)
            case _:
                pass
        # Sessions that were not looked at yet may turn out to be settled: the total shrinks to what is planned.
        total = self.report.units + self._unseen
        self._overall.update(self._sessions, completed=self._done, total=total or None, bytes=self._bytes)

    def _transfer(self, event: Transferring) -> None:
        row = self._rows.get(event.key)
        if row is None:
            row = self._rows[event.key] = self._transfers.add_task(event.key.rpartition("/")[2], total=event.size)
        self._transfers.update(row, completed=event.received, total=event.size)
        self._count(event.key, event.received)

    def _count(self, key: str, received: int) -> None:
        """Count what is new; a try that began anew counts when it has passed the one before."""
        before = self._received.get(key, 0)
        self._bytes += max(received - before, 0)
        self._received[key] = max(received, before)

    def _forget(self, key: str) -> None:
        self._received.pop(key, None)
        row = self._rows.pop(key, None)
        if row is not None:
            self._transfers.remove_task(row)

    def _forget_all_of(self, unit: Unit) -> None:
        """Take away the rows of what failed: keys hold the id of the session or the recording."""
        ids = [unit.session_id] if unit.session_id else unit.recordings
        for key in [key for key in self._received if any(each in key for each in ids)]:
            self._forget(key)


class BytesColumn(ProgressColumn):
    """Bytes so far, and a second."""

    def render(self, task: Task) -> Text:
        """Write the rate since the beginning."""
        count, seconds = int(task.fields["bytes"]), task.elapsed or 0.0
        rate = f" {decimal(int(count / seconds))}/s" if seconds else ""
        return Text(f"{decimal(count)}{rate}", style="progress.data.speed")


@contextmanager
def displayed(console: Console, *, chatty: bool) -> Generator[Display, None, None]:
    """Show how far the archive is while the block runs, if the console is a terminal."""
    if not console.is_terminal:
        yield Display(console, chatty=chatty)
        return
    bars = Bars(console, chatty=chatty)
    with Live(bars.renderable, console=console, transient=True, refresh_per_second=8):
        yield bars


def finished_line(outcome: Outcome) -> Text:
    """Say what became of a session."""
    stored, size = len(outcome.stored), sum(each.size for each in outcome.stored)
    parts = [f"{stored} stored ({decimal(size)})"] if stored else []
    counts = {
        "kept": outcome.kept,
        "absent": outcome.absent,
        "pending": outcome.pending,
        "failed": outcome.failures,
    }
    parts += [f"{len(each)} {name}" for name, each in counts.items() if each]
    return Text.assemble((name_of(outcome.unit), "bold"), f": {', '.join(parts) or 'nothing'}")


def planned_line(unit: Unit) -> Text:
    """Say what a dry run found to do."""
    wanted: list[str] = [each for each in unit.what if each != "recordings"]
    if unit.recordings:
        wanted.insert(0, f"{len(unit.recordings)} recordings ({decimal(unit.size or 0)})")
    return Text.assemble((name_of(unit), "bold"), f": {', '.join(wanted)}")


def failure_line(failure: Failure) -> Text:
    """Say what failed, and why."""
    what = " ".join(filter(None, (failure.what, failure.recording_id)))
    where = f"session {failure.session_id}" if failure.session_id else "a recording without session"
    return Text.assemble(
        ("failed ", "bold red"), f"{what or 'all'} of {where}: {failure.error}: {failure.message}"
    )


def name_of(unit: Unit) -> str:
    """Call a session by its time, its title and its id."""
    at = f"{unit.started_at:%Y-%m-%d %H:%M}" if unit.started_at else None
    return " ".join(filter(None, (at, unit.title, unit.session_id or ", ".join(unit.recordings))))
