"""What an archive is made of: sessions and recordings that began in a range of time."""

from collections.abc import Collection
from datetime import UTC, datetime

from msgspec import Struct

from realtimekit_async.models.recordings import RecordingsQuery
from realtimekit_async.models.sessions import SessionsQuery

from .judging import KEPT
from .outcomes import ALL, What

_ROWS = 100


class Selection(Struct, frozen=True):
    """What is wanted; a time that was not given depends on when it is asked for."""

    since: datetime | None
    until: datetime | None
    meeting_id: str | None
    what: tuple[What, ...]

    @property
    def depends_on_now(self) -> bool:
        """Whether a clock has a say in it."""
        return self.since is None or self.until is None

    def sessions(self, now: datetime) -> SessionsQuery:
        """Return how to list the sessions: what expires first first, and what begins meanwhile at the end."""
        query = SessionsQuery(
            start_time=self.since or now - KEPT,
            end_time=self.until or now,
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
            start_time=self.since or now - KEPT,
            end_time=self.until or now,
            sort_by="invokedTime",
            sort_order="ASC",
            per_page=_ROWS,
        )
        if self.meeting_id is not None:
            query["meeting_id"] = self.meeting_id
        return query


def select(
    since: datetime | None, until: datetime | None, meeting_id: str | None, what: Collection[What]
) -> Selection:
    """Return what is meant, or raise what is wrong with it."""
    for name, moment in (("since", since), ("until", until)):
        if moment is not None and not isinstance(moment, datetime):
            raise TypeError(f"{name} is a datetime, got {type(moment).__name__}")
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{name} needs a time zone: datetime(…, tzinfo=timezone.utc)")
    now = datetime.now(UTC)
    start, end = since or now - KEPT, until or now
    if end <= start:
        raise ValueError(f"the window ends before it starts: since={start.isoformat()}, until={end.isoformat()}")
    if isinstance(what, str) or not what or set(what) - set(ALL):
        raise ValueError(f"what is some of {', '.join(ALL)}, got {what!r}")
    if meeting_id == "":
        raise ValueError("meeting_id is empty: leave it out for all meetings")
    return Selection(since, until, meeting_id, tuple(each for each in ALL if each in what))
