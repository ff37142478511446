"""What wraps the rows of a list, or stands in several layouts: read as it comes, and never shown to anybody."""

from collections.abc import Iterable
from typing import TypeVar

from .analytics import (
    Consumption,
    DaywiseAnalytics,
    LivestreamTotals,
    RecordingDayStat,
    RecordingStats,
    SessionDayStat,
    SessionStats,
)
from .common import Answer, Paging
from .livestreams import Livestream, LivestreamSession
from .sessions import Session, SessionParticipant

N = TypeVar("N", int, float)


class SessionsBox(Answer):
    """A page of sessions."""

    sessions: list[Session] | None
    paging: Paging | None = None

    def rows(self) -> list[Session]:
        """Return the sessions of this page."""
        return self.sessions or []


class SessionParticipantsBox(Answer):
    """A page of the participants of a session."""

    participants: list[SessionParticipant] | None
    paging: Paging | None = None

    def rows(self) -> list[SessionParticipant]:
        """Return the participants of this page."""
        return self.participants or []


class LivestreamBox(Livestream):
    """A page of livestreams in an object: a list under `data` or `livestreams`, or one livestream."""

    paging: Paging | None = None
    data: list[Livestream] | None = None
    livestreams: list[Livestream] | None = None

    def __post_init__(self) -> None:
        if self.data is None and self.livestreams is None and not self.id and not _is_empty(self.paging):
            raise ValueError("Object holds no livestreams")

    def rows(self) -> list[Livestream]:
        """Return the livestreams of this page."""
        if self.data is not None:
            return self.data
        if self.livestreams is not None:
            return self.livestreams
        return [self._itself()] if self.id else []

    def _itself(self) -> Livestream:
        return Livestream(**{name: getattr(self, name) for name in Livestream.__struct_fields__})


class MeetingLivestreamsBox(Answer):
    """A page of a meeting's livestreams: a list, or the newest alone beside a page of its sessions."""

    paging: Paging | None = None
    livestreams: list[Livestream] | None = None
    livestream: Livestream | None = None

    def rows(self) -> list[Livestream]:
        """Return the livestreams of this page."""
        if self.livestreams is not None:
            return self.livestreams
        return [] if self.livestream is None else [self.livestream]


class LivestreamSessionBox(LivestreamSession):
    """A page of livestream sessions in an object: a list under `data`, or one of them with the paging."""

    paging: Paging | None = None
    data: list[LivestreamSession] | None = None

    def __post_init__(self) -> None:
        if self.data is None and not self.id and not _is_empty(self.paging):
            raise ValueError("Object holds no livestream sessions")

    def rows(self) -> list[LivestreamSession]:
        """Return the livestream sessions of this page."""
        if self.data is not None:
            return self.data
        return [self._itself()] if self.id else []

    def _itself(self) -> LivestreamSession:
        return LivestreamSession(**{name: getattr(self, name) for name in LivestreamSession.__struct_fields__})


class LivestreamSessionsBox(Answer):
    """A page of a livestream's sessions, wherever the sources put them."""

    livestream: Livestream | None = None
    session: list[LivestreamSession] | LivestreamSession | None = None
    sessions: list[LivestreamSession] | None = None
    data: list[LivestreamSession] | None = None
    paging: Paging | None = None

    def __post_init__(self) -> None:
        found = any(rows is not None for rows in (self.session, self.sessions, self.data))
        never_live = self.livestream is not None and self.paging is None
        if not (found or never_live or _is_empty(self.paging)):
            raise ValueError("Object holds no livestream sessions")

    def rows(self) -> list[LivestreamSession]:
        """Return the sessions of this page."""
        if isinstance(self.session, LivestreamSession):
            return [self.session]
        return self.session or self.sessions or self.data or []


class DaywiseBox(Consumption):
    """The day-wise figures as one object, in the present or in the older layout."""

    session_stats: SessionStats | None = None
    recording_stats: RecordingStats | None = None

    def analytics(self) -> DaywiseAnalytics:
        """Return the figures in the present layout."""
        if self.session_stats is None and self.recording_stats is None:
            return summed([self])
        return DaywiseAnalytics(session_stats=self.session_stats, recording_stats=self.recording_stats)


def summed(days: list[Consumption]) -> DaywiseAnalytics:
    """Add up single days; what carries no date counts for the whole range."""
    return DaywiseAnalytics(session_stats=_session_stats(days), recording_stats=_recording_stats(days))


def _session_stats(days: list[Consumption]) -> SessionStats:
    return SessionStats(
        sessions_count=_total(day.sessions_count for day in days),
        sessions_minutes_consumed=_total(day.sessions_minutes_consumed for day in days),
        day_stats=[
            SessionDayStat(
                day=day.date,
                total_sessions=day.sessions_count,
                total_session_minutes=day.sessions_minutes_consumed,
            )
            for day in days
            if day.date
        ],
    )


def _recording_stats(days: list[Consumption]) -> RecordingStats:
    return RecordingStats(
        recording_count=_total(day.recordings_count for day in days),
        recording_minutes_consumed=_total(day.recordings_minutes_consumed for day in days),
        day_stats=[
            RecordingDayStat(
                day=day.date,
                total_recordings=day.recordings_count,
                total_recording_minutes=day.recordings_minutes_consumed,
            )
            for day in days
            if day.date
        ],
    )


def totalled(rows: list[LivestreamTotals]) -> LivestreamTotals:
    """Add up several totals."""
    return LivestreamTotals(
        count=_total(row.count for row in rows),
        total_ingest_seconds=_total(row.total_ingest_seconds for row in rows),
        total_viewer_seconds=_total(row.total_viewer_seconds for row in rows),
    )


def _total(values: Iterable[N | None]) -> N | None:
    known = [value for value in values if value is not None]
    return sum(known[1:], start=known[0]) if known else None


def _is_empty(paging: Paging | None) -> bool:
    return paging is not None and paging.total_count == 0
