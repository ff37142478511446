"""Analytics: what an app has consumed, in all and day by day."""

from datetime import date, timedelta
from typing import TypedDict

from .common import Answer, Moment


class SessionDayStat(Answer):
    """The sessions of one day; `day` is written as the API writes it."""

    day: str | None = None
    """Which day, as the API writes it, such as 2026-11-28."""
    total_sessions: int | None = None
    """Number of sessions that day."""
    total_session_minutes: float | None = None
    """Minutes that participants spent in sessions that day, may be fractional."""


class SessionStats(Answer):
    """The sessions of a range of days."""

    sessions_count: int | None = None
    """Number of sessions in the whole range of days."""
    sessions_minutes_consumed: float | None = None
    """Minutes that participants spent in sessions in the whole range, may be fractional."""
    day_stats: list[SessionDayStat] | None = None
    """The same, day by day; days without sessions may be absent."""


class RecordingDayStat(Answer):
    """The recordings of one day; `day` is written as the API writes it."""

    day: str | None = None
    """Which day, as the API writes it, such as 2026-11-28."""
    total_recordings: int | None = None
    """Number of recordings made that day."""
    total_recording_minutes: float | None = None
    """Minutes that were recorded that day, may be fractional."""


class RecordingStats(Answer):
    """The recordings of a range of days."""

    recording_count: int | None = None
    """Number of recordings made in the whole range of days."""
    recording_minutes_consumed: float | None = None
    """Minutes that were recorded in the whole range, may be fractional."""
    day_stats: list[RecordingDayStat] | None = None
    """The same, day by day; days without recordings may be absent."""


class DaywiseAnalytics(Answer):
    """The sessions and recordings of a range of days."""

    session_stats: SessionStats | None = None
    """What was met; absent only from an answer without figures."""
    recording_stats: RecordingStats | None = None
    """What was recorded; absent only from an answer without figures."""


class Consumption(Answer):
    """What one day, or a whole range, has consumed: an older layout of the day-wise figures."""

    date: str | None = None
    """Which day, as the API writes it; absent in the sum over a range."""
    sessions_count: int | None = None
    """Number of sessions."""
    sessions_minutes_consumed: float | None = None
    """Minutes that participants spent in sessions, may be fractional."""
    recordings_count: int | None = None
    """Number of recordings made."""
    recordings_minutes_consumed: float | None = None
    """Minutes that were recorded, may be fractional."""


class LivestreamTotals(Answer):
    """The livestreams of a time range."""

    count: int | None = None
    """Number of livestreams; day by day, of times that a livestream was on the air."""
    total_ingest_seconds: float | None = None
    """Seconds that were sent in, by meetings and encoders together."""
    total_viewer_seconds: float | None = None
    """Seconds that were watched, over all viewers: two who watch a minute make 120."""


class LivestreamDayTotals(LivestreamTotals):
    """The livestreams of one day; `date` is written as the API writes it."""

    date: str | None = None
    """Which day, as the API writes it, such as 2026-11-28."""


class DaywiseQuery(TypedDict, total=False):
    """Which days the figures cover; the last 30 when nothing is given."""

    start_date: date | timedelta | str
    """First day of the range: a date, how long ago, or YYYY-MM-DD when given as text."""
    end_date: date | timedelta | str
    """Last day of the range: a date, how long ago, or YYYY-MM-DD when given as text."""


class LivestreamAnalyticsQuery(TypedDict, total=False):
    """Which livestreams the figures cover."""

    start_time: int | Moment
    """Beginning of the time range: a datetime, a day in UTC or how long ago, sent as Unix seconds, or these."""
    end_time: int | Moment
    """End of the time range: a datetime, a day in UTC or how long ago, sent as Unix seconds, or these."""
    filters: str
    """A filter; the API does not say which there are."""
