"""Periods in queries."""

from datetime import UTC, datetime

from msgspec import UNSET, UnsetType

from realtimekit_async.emulator.schema.queries import Period


def inside(period: Period, moment: datetime) -> bool:
    """Return whether a moment lies in a period, its ends included."""
    return _bound(period.start_time, moment) <= moment <= _bound(period.end_time, moment)


def _bound(end: datetime | UnsetType, moment: datetime) -> datetime:
    if end is UNSET:
        return moment
    return end if end.tzinfo else end.replace(tzinfo=UTC)
