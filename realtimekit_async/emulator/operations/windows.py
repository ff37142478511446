"""Ranges of time in queries."""

from datetime import UTC, datetime

from msgspec import UNSET, UnsetType

from realtimekit_async.emulator.schema.queries import Window


def inside(window: Window, moment: datetime) -> bool:
    """Return whether a moment lies in a range, its ends included."""
    return _bound(window.start_time, moment) <= moment <= _bound(window.end_time, moment)


def _bound(end: datetime | UnsetType, moment: datetime) -> datetime:
    if end is UNSET:
        return moment
    return end if end.tzinfo else end.replace(tzinfo=UTC)
