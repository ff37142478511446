"""What an archive is made of: sessions and recordings that began in a range of time."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from realtimekit_async.checks import checked_moment
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.files.formats import ALL_FORMATS, Format
from realtimekit_async.models.common import Moment
from realtimekit_async.models.recordings import RecordingsQuery
from realtimekit_async.models.sessions import SessionsQuery

from .judging import KEPT
from .outcomes import ALL, What

T = TypeVar("T")

_ROWS = 100


class Selection(Struct, frozen=True):
    """What is wanted; a time that was not given, or as how long ago, depends on when it is asked for."""

    since: datetime | timedelta | None
    until: datetime | timedelta | None
    meeting_id: str | None
    what: tuple[What, ...]
    formats: tuple[Format, ...] = ()

    @property
    def depends_on_now(self) -> bool:
        """Whether a clock has a say in it."""
        return not (isinstance(self.since, datetime) and isinstance(self.until, datetime))

    def sessions(self, now: datetime) -> SessionsQuery:
        """Return how to list the sessions: what expires first first, and what begins meanwhile at the end."""
        query = SessionsQuery(
            start_time=_at(self.since, now, KEPT),
            end_time=_at(self.until, now),
            sort_by="createdAt",
            sort_order="ASC",
            per_page=_ROWS,
        )
        if self.meeting_id is not None:
            query["associated_id"] = self.meeting_id
        return query

    def recordings(self, now: datetime) -> RecordingsQuery:
        """Return how to list the recordings, in the same order."""
        query = RecordingsQuery(
            start_time=_at(self.since, now, KEPT),
            end_time=_at(self.until, now),
            sort_by="invokedTime",
            sort_order="ASC",
            per_page=_ROWS,
        )
        if self.meeting_id is not None:
            query["meeting_id"] = self.meeting_id
        return query


def select(
    since: Moment | None,
    until: Moment | None,
    meeting_id: str | None,
    what: Collection[What],
    formats: Collection[Format] = (),
) -> Selection:
    """Return what is meant, or raise what is wrong with it."""
    begin, end = _checked("since", since), _checked("until", until)
    now = datetime.now(UTC)
    first, last = _at(begin, now, KEPT), _at(end, now)
    if last <= first:
        raise ConfigurationError(
            f"the window ends before it starts: since={first.isoformat()}, until={last.isoformat()}"
        )
    if not what:
        raise ConfigurationError(f"what is some of {', '.join(ALL)}, got {what!r}")
    if meeting_id == "":
        raise ConfigurationError("meeting_id is empty: leave it out for all meetings")
    return Selection(
        begin, end, meeting_id, _some_of(ALL, "what", what), _some_of(ALL_FORMATS, "formats", formats)
    )


def _some_of(known: tuple[T, ...], name: str, given: Collection[T]) -> tuple[T, ...]:
    """Return what was given, in the usual order."""
    if isinstance(given, str) or set(given) - set(known):
        raise ConfigurationError(f"{name} is some of {', '.join(map(str, known))}, got {given!r}")
    return tuple(each for each in known if each in given)


def _checked(name: str, value: object) -> datetime | timedelta | None:
    if value is None:
        return None
    if not isinstance(value, date | timedelta):
        raise TypeError(f"{name} is a datetime, a date or a timedelta, got {type(value).__name__}")
    moment = checked_moment(name, value)
    return value if isinstance(value, timedelta) else moment


def _at(value: datetime | timedelta | None, now: datetime, usual: timedelta = timedelta(0)) -> datetime:
    return value if isinstance(value, datetime) else now - (usual if value is None else value)
