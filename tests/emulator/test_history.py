"""A seeded past is believable, and the same each time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from realtimekit_async.emulator import Clock, Emulator

from .conftest import NOON, Api, api_of

LISTS = ("/meetings", "/sessions", "/recordings", "/livestreams", "/webhooks", "/presets", "/analytics/daywise")


async def told(**options: Any) -> list[Any]:
    """Everything the lists of an emulator tell."""
    async with Emulator(clock=Clock(NOON), **options) as emulator, api_of(emulator) as api:
        answers = [(await api("GET", path)).json for path in LISTS]
        answers.append((await api.send("GET", f"{api.kit}/apps")).json)
        # Files are served on whichever port is free.
        return msgspec.json.decode(msgspec.json.encode(answers).replace(emulator.files.url.encode(), b"files:"))


async def test_one_seed_tells_one_story_ids_included():
    assert await told(seed=7) == await told(seed=7)
    assert await told(seed=7) != await told(seed=8)


def test_without_seed_and_numbers_there_is_no_past():
    app = Emulator().app
    assert [*app.meetings, *app.sessions, *app.recordings, *app.webhooks] == []
    assert app.presets


def test_there_is_as_much_past_as_asked_for():
    app = Emulator(meetings=10, sessions=30, recordings=4).app
    assert (len(app.meetings), len(app.sessions), len(app.recordings)) == (10, 30, 4)
    assert not Emulator(seed=1, meetings=0).app.sessions
    assert len(Emulator(seed=1, sessions=2).app.recordings) == 2


def test_the_past_is_over_and_in_order():
    app = Emulator(seed=7, sessions=50, recordings=50, clock=Clock(NOON)).app
    sessions = [*app.sessions.values()]
    assert [one.started_at for one in sessions] == sorted(one.started_at for one in sessions)
    assert [one.created_at for one in app.meetings.values()] == sorted(
        one.created_at for one in app.meetings.values()
    )
    for session in sessions:
        assert session.ended_at is not None
        assert session.meeting.created_at <= session.started_at < session.ended_at < NOON
        assert 2 <= session.max_concurrent_participants <= 7
        assert all(line.at < session.ended_at for line in session.transcript + session.chat)
    assert {one.status for one in app.recordings.values()} <= {"UPLOADED", "ERRORED"}
    assert all(one.session and one.seconds() > 0 for one in app.recordings.values())
    assert app.created_at == NOON - timedelta(weeks=6)


async def test_ids_made_after_the_past_are_repeatable_too():
    async def first_meeting() -> Any:
        async with Emulator(seed=3, clock=Clock(NOON)) as emulator, api_of(emulator) as api:
            return await Api.meeting(api, title="New")

    assert await first_meeting() == await first_meeting()


def test_a_clock_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None))


async def test_of_a_past_of_six_days_every_file_is_still_kept():
    past = {"meetings": 4, "sessions": 12, "recordings": 12, "days": 6, "recording_bytes_a_second": 1}
    async with Emulator(seed=7, clock=Clock(NOON), **past) as emulator, api_of(emulator) as api:
        recordings = [one for one in (await api("GET", "/recordings")).data if one["status"] == "UPLOADED"]
        links = [one["download_url"] for one in recordings]
        for session_id in emulator.app.sessions:
            links.append((await api("GET", f"/sessions/{session_id}/transcript")).data["transcript_download_url"])
            links.append((await api("GET", f"/sessions/{session_id}/chat")).data["chat_download_url"])
        statuses = [(await api.http.get(url)).status for url in links]
    assert emulator.app.created_at == NOON - timedelta(days=6)
    assert statuses == [200] * (len(recordings) + 24)
    assert all(0 < one["file_size"] < 20_000 for one in recordings)


def test_a_past_takes_at_least_a_day():
    with pytest.raises(ValueError, match="days"):
        Emulator(seed=7, days=0)
