"""Which files an archive has not got: what is not there yet, and what will never be."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct
from rich.text import Text

from realtimekit_async.archive import Absence, Event, Finished, Outcome, Pending, Unit, Walked, What
from realtimekit_async.log import printable

Word: TypeAlias = Literal["pending", "absent"]

MOST = 10_000
"""So many of each are remembered: an archive of a million sessions is not kept in memory."""
_MOST_LINES = 10


class Missing(Struct, frozen=True, omit_defaults=True):
    """A file that is not in the store, or a session that is live; what is `known` an earlier run had found."""

    session_id: str
    what: What | None = None
    recording_id: str | None = None
    reason: str | None = None
    known: bool = False
    title: str | None = None
    started_at: datetime | None = None


class MissingFiles:
    """Hears what the archive tells, and remembers what is pending and what is absent."""

    def __init__(self) -> None:
        self.pending: list[Missing] = []
        self.absent: list[Missing] = []
        self._left_out = Counter[str]()

    def heard(self, event: Event) -> None:
        """Remember what an event tells of."""
        match event:
            case Walked(waiting=units):
                for unit in units:
                    self._add("pending", self.pending, *_waiting(unit))
            case Finished(outcome=outcome):
                self._add("pending", self.pending, *(_missing(outcome.unit, each) for each in outcome.pending))
                self._add("absent", self.absent, *_absent(outcome))
            case _:
                pass

    def lines(self) -> Iterator[Text]:
        """Say in a few lines what is pending, and what this run has found to be absent."""
        new = [each for each in self.absent if not each.known]
        yield from _lines("pending", "yellow", self.pending, self._left_out["pending"])
        yield from _lines("absent", "dim", new, self._left_out["absent"])

    def _add(self, word: Word, to: list[Missing], *found: Missing) -> None:
        room = MOST - len(to)
        to += found[:room]
        self._left_out[word] += sum(not each.known for each in found[room:])


def _waiting(unit: Unit) -> Iterator[Missing]:
    if unit.recordings:
        yield from (_missing(unit, Pending("recordings", each)) for each in unit.recordings)
    else:
        yield Missing(unit.session_id, reason="live", title=unit.title, started_at=unit.started_at)


def _absent(outcome: Outcome) -> Iterator[Missing]:
    return (_missing(outcome.unit, each) for each in outcome.absent)


def _missing(unit: Unit, file: Pending | Absence) -> Missing:
    reason, known = (file.reason, file.known) if isinstance(file, Absence) else (None, False)
    return Missing(unit.session_id, file.what, file.recording_id, reason, known, unit.title, unit.started_at)


def _lines(word: Word, style: str, files: list[Missing], left_out: int) -> Iterator[Text]:
    for each in files[:_MOST_LINES]:
        yield Text.assemble((f"{word:8}", style), printable(_line(each)))
    if more := len(files[_MOST_LINES:]) + left_out:
        yield Text(f"        and {more:,} more", style="dim")


def _line(file: Missing) -> str:
    session = session_name(file.started_at, file.title, file.session_id)
    what = " ".join(filter(None, (file.what, file.recording_id))) or "all of it"
    return f"{session}: {what}" + (f" ({file.reason})" if file.reason else "")


def session_name(started_at: datetime | None, title: str | None, session_id: str | None) -> str:
    """Call a session by its time, its title and its id."""
    at = f"{started_at:%Y-%m-%d %H:%M}" if started_at else None
    return " ".join(filter(None, (at, title, session_id)))
