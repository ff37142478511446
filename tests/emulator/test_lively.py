"""A lively emulator: what REST begins goes on by itself, on the emulator's clock."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from realtimekit_async.emulator import Clock, Delays, Emulator

from .conftest import NOON, Api, Receiver, api_of


@pytest.fixture
async def emulator(clock: Clock, key_file: Path) -> AsyncIterator[Emulator]:
    async with Emulator(seed=1, meetings=0, clock=clock, lively=True, webhook_key_file=key_file) as running:
        yield running
    assert running.errors == []


async def started(api: Api, **fields: Any) -> tuple[str, str]:
    """Let Ada be in a meeting that is recorded; return the ids of meeting and recording."""
    meeting = await api.meeting(**fields)
    api.emulator.simulate.participant_joins(meeting["id"], name="Ada")
    recording = await api("POST", "/recordings", {"meeting_id": meeting["id"]})
    return meeting["id"], recording.data["id"]


async def recording_of(api: Api, recording_id: str) -> Any:
    return (await api("GET", f"/recordings/{recording_id}")).data


async def test_a_recording_runs_and_is_uploaded_by_itself(api: Api):
    _, recording_id = await started(api)
    simulate = api.emulator.simulate
    assert (await recording_of(api, recording_id))["status"] == "INVOKED"
    simulate.advance(2)
    assert (await recording_of(api, recording_id))["status"] == "RECORDING"
    simulate.advance(60)
    stopped = await api("PUT", f"/recordings/{recording_id}", {"action": "stop"})
    assert (stopped.data["status"], stopped.data["download_url"]) == ("UPLOADING", None)
    simulate.advance(3)
    done = await recording_of(api, recording_id)
    assert (done["status"], done["recording_duration"]) == ("UPLOADED", 60)
    assert done["file_size"] > 0
    assert done["download_url"].startswith(api.emulator.files.url)


async def test_a_long_step_of_the_clock_leaves_each_thing_its_own_moment(api: Api):
    meeting = await api.meeting()
    api.emulator.simulate.participant_joins(meeting["id"], name="Ada")
    body = {"meeting_id": meeting["id"], "max_seconds": 60}
    recording_id = (await api("POST", "/recordings", body)).data["id"]
    api.emulator.simulate.advance(3600)
    done = await recording_of(api, recording_id)
    assert (done["status"], done["recording_duration"]) == ("UPLOADED", 60)
    assert (done["started_time"], done["stopped_time"]) == ("2026-03-02T12:00:02.000Z", "2026-03-02T12:01:02.000Z")


async def test_a_recording_of_an_empty_room_stops_after_a_minute(api: Api):
    meeting = await api.meeting()
    recording_id = (await api("POST", "/recordings", {"meeting_id": meeting["id"]})).data["id"]
    api.emulator.simulate.advance(61)
    assert (await recording_of(api, recording_id))["status"] == "RECORDING"
    api.emulator.simulate.advance(5)
    assert (await recording_of(api, recording_id))["status"] == "UPLOADED"


async def test_a_paused_recording_stays_paused(api: Api):
    _, recording_id = await started(api)
    api.emulator.simulate.advance(2)
    await api("PUT", f"/recordings/{recording_id}", {"action": "pause"})
    api.emulator.simulate.advance(600)
    assert (await recording_of(api, recording_id))["status"] == "PAUSED"


async def test_a_session_ends_after_its_keep_alive_unless_somebody_comes_back(api: Api):
    meeting_id, _ = await started(api, session_keep_alive_time_in_secs=120)
    simulate, app = api.emulator.simulate, api.emulator.app
    session = app.live_session(meeting_id)
    simulate.participant_leaves(meeting_id, "Ada")
    simulate.advance(119)
    assert session.ended_at is None
    assert simulate.participant_joins(meeting_id, name="Grace").session is session
    simulate.advance(500)
    simulate.participant_leaves(meeting_id, "Grace")
    simulate.advance(119)
    assert session.ended_at is None
    simulate.advance(500)
    assert session.ended_at == NOON + timedelta(seconds=119 + 500 + 120)


async def test_kicking_everybody_ends_a_session_at_once(api: Api):
    meeting_id, _ = await started(api)
    assert (await api("POST", f"/meetings/{meeting_id}/active-session/kick-all")).status == 200
    assert (await api("GET", f"/meetings/{meeting_id}/active-session")).status == 404


async def test_a_livestream_goes_live_some_time_after_it_is_started(api: Api):
    meeting = await api.meeting()
    api.emulator.simulate.participant_joins(meeting["id"], name="Ada")
    await api("POST", f"/meetings/{meeting['id']}/livestreams", {})
    path = f"/meetings/{meeting['id']}/active-livestream"
    assert (await api("GET", path)).data["status"] == "INVOKED"
    api.emulator.simulate.advance(3)
    assert (await api("GET", path)).data["status"] == "LIVE"


async def test_transcript_and_summary_appear_some_time_after_the_end(api: Api):
    meeting_id, _ = await started(api, summarize_on_end=True)
    simulate = api.emulator.simulate
    simulate.says(meeting_id, "Ada", "Hello!")
    session = simulate.session_ends(meeting_id)
    for export in ("transcript", "summary"):
        assert (await api("GET", f"/sessions/{session.id}/{export}")).status == 404
    simulate.advance(3)
    for export in ("transcript", "summary"):
        assert (await api("GET", f"/sessions/{session.id}/{export}")).status == 200


async def test_a_summary_that_is_asked_for_takes_a_while(api: Api):
    meeting_id, _ = await started(api)
    session = api.emulator.simulate.session_ends(meeting_id)
    assert (await api("POST", f"/sessions/{session.id}/summary")).data["status"] == "IN_PROGRESS"
    assert (await api("GET", f"/sessions/{session.id}/summary")).status == 404
    api.emulator.simulate.advance(3)
    assert (await api("GET", f"/sessions/{session.id}/summary")).status == 200


async def test_webhooks_tell_of_what_happens_by_itself(api: Api, receiver: Receiver):
    events = ["recording.statusUpdate", "meeting.ended", "meeting.transcript"]
    await api("POST", "/webhooks", {"name": "all", "url": receiver.url, "events": events})
    meeting_id, _ = await started(api, transcribe_on_end=True)
    simulate = api.emulator.simulate
    for seconds in (2, 60, 3):
        simulate.advance(seconds)
        if seconds == 60:
            simulate.session_ends(meeting_id)
    await api.emulator.deliveries.settled()
    statuses = [one.json["recording"]["status"] for one in receiver.arrived if one.event == events[0]]
    assert statuses == ["INVOKED", "RECORDING", "UPLOADING", "UPLOADED"]
    assert receiver.events.index("meeting.ended") < receiver.events.index("meeting.transcript")


async def test_the_wall_clock_brings_things_on_too():
    delays = Delays(recording=0.02, upload=0.02)
    async with Emulator(lively=delays, speed=10) as emulator, api_of(emulator) as api:
        _, recording_id = await started(api)
        recording = emulator.app.recordings[recording_id]
        async with asyncio.timeout(10):
            while recording.status == "INVOKED":  # noqa: ASYNC110 - the emulator has no event for it
                await asyncio.sleep(0)
        await api("PUT", f"/recordings/{recording_id}", {"action": "stop"})
        async with asyncio.timeout(10):
            while recording.status != "UPLOADED":  # noqa: ASYNC110 - as above
                await asyncio.sleep(0)


def test_a_fast_clock_passes_an_hour_in_a_second():
    clock, wall = Clock(speed=3600), datetime.now(UTC)
    assert clock.now() - wall < timedelta(minutes=10)
    assert 0 < (clock.seconds_until(clock.timestamp() + 3600) or 0) <= 1
    before = clock.now()
    clock.advance(60)
    assert clock.now() - before >= timedelta(seconds=60)


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_a_speed_is_over_zero(speed: float):
    with pytest.raises(ValueError, match="speed"):
        Emulator(speed=speed)


def test_a_clock_that_stands_still_or_is_given_has_no_other_speed():
    with pytest.raises(ValueError, match="speed"):
        Clock(NOON, speed=2)
    with pytest.raises(ValueError, match="speed"):
        Emulator(clock=Clock(NOON), speed=2)
    with pytest.raises(ValueError, match="upload"):
        Delays(upload=-1)


async def test_only_so_many_requests_are_kept():
    async with Emulator(keep_requests=3) as emulator, api_of(emulator) as api:
        for number in range(5):
            await api("GET", f"/meetings/{number}")
        assert [request.path[-1] for request in emulator.requests] == ["2", "3", "4"]
    with pytest.raises(ValueError, match="keep_requests"):
        Emulator(keep_requests=-1)
