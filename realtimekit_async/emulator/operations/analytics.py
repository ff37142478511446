"""Analytics: counted from what happened, never stored."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from msgspec import UNSET

from realtimekit_async.emulator.schema import queries
from realtimekit_async.emulator.world.answers import Answer, Row, ok, refused
from realtimekit_async.emulator.world.shapes import DayTotals
from realtimekit_async.emulator.world.state import LivestreamSession
from realtimekit_async.emulator.world.world import App

from .routes import RouteTable

routes: RouteTable = RouteTable()

DAYS_WITHOUT_RANGE = 30
SECONDS_A_MINUTE = 60


@routes.add("analytics_daywise", "GET", "/{app_id}/analytics/daywise", query=queries.Days)
def get_daywise(app: App, query: queries.Days) -> Answer:
    """Return session and recording totals per day, of the last 30 days unless told otherwise."""
    last = app.now.date() if query.end_date is UNSET else query.end_date
    first = last - timedelta(days=DAYS_WITHOUT_RANGE - 1) if query.start_date is UNSET else query.start_date
    if first > last:
        raise refused(400, '"start_date" must not be after "end_date"')
    return ok(app.world.shapes.daywise(list(_days(app, first, last))))


@routes.add(
    "analytics_livestreams_overall", "GET", "/{app_id}/analytics/livestreams/overall", query=queries.Seconds
)
def get_livestream_totals(app: App, query: queries.Seconds) -> Answer:
    """Return the totals of all livestreams."""
    totals = _totals(_between(app, query), app.now)
    return ok(app.world.shapes.livestream_totals(totals))


@routes.add(
    "analytics_livestreams_daywise", "GET", "/{app_id}/analytics/livestreams/daywise", query=queries.Seconds
)
def get_livestream_days(app: App, query: queries.Seconds) -> Answer:
    """Return the totals of all livestreams per day."""
    by_day: defaultdict[date, list[LivestreamSession]] = defaultdict(list)
    for session in _between(app, query):
        by_day[session.created_at.date()].append(session)
    return ok([{"date": _midnight(day), **_totals(by_day[day], app.now)} for day in sorted(by_day)])


def _days(app: App, first: date, last: date) -> Iterator[DayTotals]:
    """Add up each day on which something happened."""
    now = app.now
    sessions, recordings = Counter[date](), Counter[date]()
    session_minutes: defaultdict[date, float] = defaultdict(float)
    recording_seconds = Counter[date]()
    for session in app.sessions.values():
        sessions[session.started_at.date()] += 1
        session_minutes[session.started_at.date()] += session.minutes(now)
    for recording in app.recordings.values():
        recordings[recording.created_at.date()] += 1
        recording_seconds[recording.created_at.date()] += recording.seconds()
    for day in sorted(sessions.keys() | recordings.keys()):
        if first <= day <= last:
            yield DayTotals(
                day=day.isoformat(),
                sessions=sessions[day],
                session_minutes=round(session_minutes[day], 4),
                recordings=recordings[day],
                recording_minutes=recording_seconds[day] // SECONDS_A_MINUTE,
            )


def _between(app: App, query: queries.Seconds) -> Iterator[LivestreamSession]:
    for session in app.livestream_sessions.values():
        at = session.created_at.timestamp()
        if _or(query.start_time, at) <= at <= _or(query.end_time, at):
            yield session


def _totals(sessions: Iterable[LivestreamSession], now: datetime) -> Row:
    counted = list(sessions)
    return {
        "count": len(counted),
        "total_ingest_seconds": sum(one.ingest_seconds(now) for one in counted),
        "total_viewer_seconds": sum(one.ingest_seconds(now) * one.viewers for one in counted),
    }


def _or(bound: object, otherwise: float) -> float:
    return bound if isinstance(bound, int) else otherwise


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
