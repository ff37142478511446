"""Analytics: what an app has consumed, in all and day by day."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, TypeVar

from .common import Answer

N = TypeVar("N", int, float)


class SessionDayStat(Answer):
    """The sessions of one day; `day` is written as the API writes it."""

    day: str | None = None
    total_sessions: int | None = None
    total_session_minutes: float | None = None


class SessionStats(Answer):
    """The sessions of a range of days."""

    sessions_count: int | None = None
    sessions_minutes_consumed: float | None = None
    day_stats: list[SessionDayStat] | None = None


class RecordingDayStat(Answer):
    """The recordings of one day; `day` is written as the API writes it."""

    day: str | None = None
    total_recordings: int | None = None
    total_recording_minutes: float | None = None


class RecordingStats(Answer):
    """The recordings of a range of days."""

    recording_count: int | None = None
    recording_minutes_consumed: float | None = None
    day_stats: list[RecordingDayStat] | None = None


class DaywiseAnalytics(Answer):
    """The sessions and recordings of a range of days."""

    session_stats: SessionStats | None = None
    recording_stats: RecordingStats | None = None


class Consumption(Answer):
    """What one day, or a whole range, has consumed: an older layout of the day-wise figures."""

    date: str | None = None
    sessions_count: int | None = None
    sessions_minutes_consumed: float | None = None
    recordings_count: int | None = None
    recordings_minutes_consumed: float | None = None


class DaywiseBox(Consumption):
    """The day-wise figures as one object, in the present or in the older layout."""

    session_stats: SessionStats | None = None
    recording_stats: RecordingStats | None = None

    def analytics(self) -> DaywiseAnalytics:
        """Give the figures in the present layout."""
        if self.session_stats is None and self.recording_stats is None:
            return summed([self])
        return DaywiseAnalytics(session_stats=self.session_stats, recording_stats=self.recording_stats)


def summed(days: list[Consumption]) -> DaywiseAnalytics:
    """Add up single days; what carries no date counts for the whole range."""
    return DaywiseAnalytics(session_stats=_session_stats(days), recording_stats=_recording_stats(days))


def _total(values: Iterable[N | None]) -> N | None:
    known = [value for value in values if value is not None]
    return sum(known[1:], start=known[0]) if known else None


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


class LivestreamTotals(Answer):
    """The livestreams of a time range."""

    count: int | None = None
    total_ingest_seconds: float | None = None
    total_viewer_seconds: float | None = None


class LivestreamDayTotals(LivestreamTotals):
    """The livestreams of one day; `date` is written as the API writes it."""

    date: str | None = None


def totalled(rows: list[LivestreamTotals]) -> LivestreamTotals:
    """Add up several totals."""
    return LivestreamTotals(
        count=_total(row.count for row in rows),
        total_ingest_seconds=_total(row.total_ingest_seconds for row in rows),
        total_viewer_seconds=_total(row.total_viewer_seconds for row in rows),
    )


class DaywiseQuery(TypedDict, total=False):
    """Which days the figures cover; the last 30 when nothing is given."""

    start_date: date | str
    """First day, YYYY-MM-DD when given as text."""
    end_date: date | str
    """Last day, YYYY-MM-DD when given as text."""


class LivestreamAnalyticsQuery(TypedDict, total=False):
    """Which livestreams the figures cover."""

    start_time: int
    """Beginning of the time range in Unix seconds."""
    end_time: int
    """End of the time range in Unix seconds."""
    filters: str
    """A filter; the API does not say which there are."""
