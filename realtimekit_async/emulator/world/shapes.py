"""Where two layouts of one answer are known: as the API reference has it, and as consumers saw it.

The reference's layout is also what the official SDK reads. Each place is one field of `Shapes`; the two
columns of the table stand at the end of the file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from .answers import Json, Row

Layout: TypeAlias = Literal["documented", "live"]


class DayTotals(NamedTuple):
    """What happened on one day."""

    day: str
    sessions: int = 0
    session_minutes: float = 0
    recordings: int = 0
    recording_minutes: int = 0


class Slice(NamedTuple):
    """The rows of one page and the object that says which they are."""

    rows: list[Row]
    paging: Row


class MeetingLivestreams(NamedTuple):
    """The same page of a meeting's livestreams and of their sessions."""

    livestreams: Slice
    sessions: Slice


@dataclass(frozen=True, slots=True)
class Shapes:
    """How the places look for which two layouts are known."""

    started_recording: Callable[[Row], Row]
    started_track: Callable[[Row], Row]
    track_flaw: Callable[[Row], str | None]
    unknown_preset: str
    session: Callable[[Row], Row]
    still_running: Json  # what `ended_at` holds
    session_participants: Callable[[list[Row], Row], Row]
    livestream_sessions: Callable[[Row, list[Row], Row], Row]
    meeting_livestreams: Callable[[MeetingLivestreams], Row]
    session_livestreams: Callable[[Slice], Json]
    not_disabled: Json  # what `disabled` of a livestream holds
    active_seconds: Callable[[int], Json]
    daywise: Callable[[Sequence[DayTotals]], Json]
    livestream_totals: Callable[[Row], Json]
    room_name: bool  # whether webhooks tell the name of the room
    webhook_prefix: Literal["rtk", "dyte"]


def _as_it_is(row: Row) -> Row:
    return row


def _boxed(name: str) -> Callable[[Row], Row]:
    return lambda row: {name: row}


def _only(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def _live_track_flaw(body: Row) -> str | None:
    """Say what the live API finds wrong with the layers of a track recording, which the reference leaves free."""
    layers = body.get("layers")
    if not isinstance(layers, dict):
        return '"layers" is required'
    layer = layers.get("default")
    if not isinstance(layer, dict):
        return '"layers.default" is required'
    if "media_kind" in layer:
        return '"layers.default.media_kind" is not allowed'
    return None if "outputs" in layer else '"layers.default.outputs" must be an array'


def _sessions_inside(livestream: Row, sessions: list[Row], paging: Row) -> Row:
    """Put the paging into `data`; `session` is typed as one object there, so a single one stands by itself."""
    session = sessions[0] if len(sessions) == 1 else sessions or None
    return {"data": {"livestream": livestream, "session": session, "paging": paging}}


def _sessions_beside(livestream: Row, sessions: list[Row], paging: Row) -> Row:
    return {"data": {"livestream": livestream, "sessions": sessions}, "paging": paging}


def _livestreams_inside(page: MeetingLivestreams) -> Row:
    """Put livestreams and paging into `data`; `sessions` is typed as one object there, the newest."""
    (livestreams, paging), (sessions, _) = page
    newest = _with_text_seconds(sessions[0]) if sessions else None
    return {"data": {"livestreams": livestreams, "sessions": newest, "paging": paging}}


def _newest_livestream(page: MeetingLivestreams) -> Row:
    """Show the newest livestream alone, and page through the sessions."""
    (livestreams, _), (sessions, paging) = page
    newest = livestreams[0] if livestreams else None
    return {"data": {"livestream": newest, "sessions": sessions}, "paging": paging}


def _with_text_seconds(session: Row) -> Row:
    return {**session, "ingest_seconds": str(session["ingest_seconds"])}


def _one_session_inside(page: Slice) -> Row:
    """Lay a single session out as the schema has it, paging among its members; several need a list."""
    if len(page.rows) == 1:
        return {**page.rows[0], "paging": page.paging}
    return _sessions_listed(page)


def _sessions_listed(page: Slice) -> Row:
    return {"data": page.rows, "paging": page.paging}


def _two_statistics(days: Sequence[DayTotals]) -> Row:
    return {
        "session_stats": {
            "sessions_count": sum(day.sessions for day in days),
            "sessions_minutes_consumed": round(sum(day.session_minutes for day in days), 4),
            "day_stats": [
                {"day": day.day, "total_sessions": day.sessions, "total_session_minutes": day.session_minutes}
                for day in days
            ],
        },
        "recording_stats": {
            "recording_count": sum(day.recordings for day in days),
            "recording_minutes_consumed": sum(day.recording_minutes for day in days),
            "day_stats": [
                {
                    "day": day.day,
                    "total_recordings": day.recordings,
                    "total_recording_minutes": day.recording_minutes,
                }
                for day in days
            ],
        },
    }


def _day_by_day(days: Sequence[DayTotals]) -> list[Row]:
    return [
        {
            "date": day.day,
            "sessions_count": day.sessions,
            "sessions_minutes_consumed": day.session_minutes,
            "recordings_count": day.recordings,
            "recordings_minutes_consumed": day.recording_minutes,
        }
        for day in days
    ]


DOCUMENTED = Shapes(
    started_recording=_as_it_is,
    started_track=_boxed("recording"),
    track_flaw=lambda _: None,
    unknown_preset="No preset found with name {}",
    session=_as_it_is,
    still_running=None,
    session_participants=lambda rows, _: {"participants": rows},
    livestream_sessions=_sessions_inside,
    meeting_livestreams=_livestreams_inside,
    session_livestreams=_one_session_inside,
    not_disabled="false",
    active_seconds=str,
    daywise=_two_statistics,
    livestream_totals=_as_it_is,
    room_name=True,
    webhook_prefix="rtk",
)
LIVE = Shapes(
    started_recording=lambda row: {"recording": _only(row, "id", "status")},
    started_track=lambda row: _only(row, "id", "status", "output_file_name"),
    track_flaw=_live_track_flaw,
    unknown_preset="ResourceNotFound: No preset found with name {}",
    session=_boxed("session"),
    still_running="null",
    session_participants=lambda rows, paging: {"participants": rows, "paging": paging},
    livestream_sessions=_sessions_beside,
    meeting_livestreams=_newest_livestream,
    session_livestreams=_sessions_listed,
    not_disabled=False,
    active_seconds=int,
    daywise=_day_by_day,
    livestream_totals=lambda totals: [totals],
    room_name=False,
    webhook_prefix="dyte",
)
LAYOUTS: dict[Layout, Shapes] = {"documented": DOCUMENTED, "live": LIVE}
