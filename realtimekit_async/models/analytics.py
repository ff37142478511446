"""Analytics: what an app has consumed, in all and day by day."""

from datetime import date, datetime
from typing import TypedDict

from .common import Answer


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


class LivestreamTotals(Answer):
    """The livestreams of a time range."""

    count: int | None = None
    total_ingest_seconds: float | None = None
    total_viewer_seconds: float | None = None


class LivestreamDayTotals(LivestreamTotals):
    """The livestreams of one day; `date` is written as the API writes it."""

    date: str | None = None


class DaywiseQuery(TypedDict, total=False):
    """Which days the figures cover; the last 30 when nothing is given."""

    start_date: date | str
    """First day, YYYY-MM-DD when given as text."""
    end_date: date | str
    """Last day, YYYY-MM-DD when given as text."""


class LivestreamAnalyticsQuery(TypedDict, total=False):
    """Which livestreams the figures cover."""

    start_time: int | datetime
    """Beginning of the time range in Unix seconds, which a datetime becomes."""
    end_time: int | datetime
    """End of the time range in Unix seconds, which a datetime becomes."""
    filters: str
    """A filter; the API does not say which there are."""
