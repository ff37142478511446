"""How far an archive has come: bars on a terminal, lines elsewhere, and the sum of it at the end."""

from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic

from msgspec import structs
from rich.console import Console, Group
from rich.filesize import decimal
from rich.live import Live
from rich.progress import (
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TimeRemainingColumn,
)
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
from realtimekit_async.log import printable

from .archive_missing import MissingFiles, session_name
from .lines import say
from .progress import StateColumn, bar_on
from .transfers import transfer_bars
from .waiting import WatchedClock


class Display:
    """Hears what the archive tells, and sums it up, should the run be cut short."""

    def __init__(self, console: Console, *, chatty: bool) -> None:
        self.report: Report = Report()
        self._console = console
        self._chatty = chatty
        self._begun = monotonic()
        self._listed_pending = 0
        self.missing: MissingFiles = MissingFiles()

    @contextmanager
    def shown(self) -> Generator[None, None, None]:
        """Show it while the block runs."""
        yield

    def cut_short(self) -> Report:
        """Return the sum of what is done so far."""
        self.report.seconds = monotonic() - self._begun
        self.report.pending += self._listed_pending
        return self.report

    def heard(self, event: Event) -> None:
        """Count an event, and tell what a log wants to know."""
        self.missing.heard(event)
        match event:
            case Walked():
                self._walked(event)
            case Planned():
                self.report.units += 1
            case Stored(object=stored):
                self.report.objects += 1
                self.report.bytes += stored.size
            case Finished(outcome=outcome):
                self.report.add(structs.replace(outcome, stored=()))  # each has been counted as it came
                self._tell(outcome)
            case _:
                pass

    def _walked(self, event: Walked) -> None:
        report = self.report
        report.sessions, report.already, report.live = event.sessions, event.already, event.live
        self._listed_pending = event.pending

    def _tell(self, outcome: Outcome) -> None:
        if self._chatty:
            say(self._console, finished_line(outcome))
        for failure in outcome.failures:
            say(self._console, failure_line(failure), hanging=7)


class Bars(Display):
    """Shows one bar for each transfer in flight, and one for all sessions."""

    def __init__(self, console: Console, *, chatty: bool, clock: WatchedClock) -> None:
        super().__init__(console, chatty=chatty)
        self._transfers = transfer_bars(console)
        self._overall = Progress(
            SpinnerColumn(),
            StateColumn(clock),
            *bar_on(console),
            MofNCompleteColumn(),
            BytesColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
        )
        self._sessions = self._overall.add_task("sessions", total=None, bytes=0)
        self._titles: dict[str, str] = {}
        self._rows: dict[str, TaskID] = {}
        self._received: dict[str, int] = {}
        self._listed = self._done = 0

    @contextmanager
    def shown(self) -> Generator[None, None, None]:
        """Draw the bars below whatever else is printed."""
        bars = Group(self._transfers, self._overall)
        with Live(bars, console=self._console, transient=True, refresh_per_second=8):
            yield

    def heard(self, event: Event) -> None:
        """Draw an event."""
        super().heard(event)
        match event:
            case Walked(total=total, already=already):
                self._listed = (total or 0) - already
            case Planned(unit=unit):
                self._titles.update(dict.fromkeys(_ids(unit), unit.title or ""))
            case Transferring():
                self._transfer(event)
            case Stored(object=stored):
                self._forget(stored.key)
            case Finished(outcome=outcome):
                self._done += 1
                self._forget_all_of(outcome.unit)
        # Sessions that were not looked at yet may turn out to be settled: the total may shrink.
        total = max(self._listed, self.report.units)
        self._overall.update(self._sessions, completed=self._done, total=total or None, bytes=self.received)

    @property
    def received(self) -> int:
        """Bytes that are stored, or on their way; what was only looked at is forgotten."""
        return self.report.bytes + sum(self._received.values())

    def _transfer(self, event: Transferring) -> None:
        if event.key not in self._rows:
            self._rows[event.key] = self._transfers.add_task(self._name(event.key), total=event.size)
        self._transfers.update(self._rows[event.key], completed=event.received, total=event.size)
        # A try that began anew counts when it has passed the one before.
        self._received[event.key] = max(event.received, self._received.get(event.key, 0))

    def _name(self, key: str) -> str:
        """Call a transfer by the title of its session, and by what it is."""
        folder, _, name = key.rpartition("/")
        title = next((title for any_id, title in self._titles.items() if any_id in key), "")
        return " ".join(filter(None, (title, name.partition("_")[2] if "recordings" in folder else name)))

    def _forget(self, key: str) -> None:
        self._received.pop(key, None)
        row = self._rows.pop(key, None)
        if row is not None:
            self._transfers.remove_task(row)

    def _forget_all_of(self, unit: Unit) -> None:
        """Take away the rows of what failed."""
        ids = _ids(unit)
        for key in [key for key in self._received if any(each in key for each in ids)]:
            self._forget(key)
        for each in ids:
            self._titles.pop(each, None)


def _ids(unit: Unit) -> tuple[str, ...]:
    """Return the ids of which one is a part of each key of a unit."""
    return (unit.session_id,) if unit.session_id else unit.recordings


class BytesColumn(ProgressColumn):
    """Bytes so far, and a second."""

    def render(self, task: Task) -> Text:
        """Write the rate since the beginning."""
        count, seconds = int(task.fields["bytes"]), task.elapsed or 0.0
        rate = f" {decimal(int(count / seconds))}/s" if seconds else ""
        return Text(f"{decimal(count)}{rate}", style="progress.data.speed")


def display_on(console: Console, *, chatty: bool, bars: bool, clock: WatchedClock) -> Display:
    """Return what shows how far the archive is: bars, if the console is a terminal and they are wanted."""
    if bars and console.is_terminal:
        return Bars(console, chatty=chatty, clock=clock)
    return Display(console, chatty=chatty)


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
        count = len(unit.recordings)
        wanted.insert(0, f"{count} recording{'' if count == 1 else 's'} ({decimal(unit.size or 0)})")
    return Text.assemble((name_of(unit), "bold"), f": {', '.join(wanted)}")


def failure_line(failure: Failure) -> Text:
    """Say what failed, and why."""
    what = " ".join(filter(None, (failure.what, failure.recording_id)))
    where = f"session {failure.session_id}" if failure.session_id else "a recording without session"
    return Text.assemble(
        ("failed ", "bold red"), printable(f"{what or 'all'} of {where}: {failure.error}: {failure.message}")
    )


def name_of(unit: Unit) -> str:
    """Call a session by its time, its title and its id, in one harmless line."""
    return printable(session_name(unit.started_at, unit.title, unit.session_id or ", ".join(unit.recordings)))
