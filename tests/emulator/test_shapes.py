"""The answers of which two layouts are known."""

from collections.abc import AsyncIterator

import pytest

from realtimekit_async.emulator import Emulator
from realtimekit_async.emulator.world.state import Session

from .conftest import Api, api_of


@pytest.fixture
async def live() -> AsyncIterator[Api]:
    """An emulator that answers as consumers saw it."""
    async with Emulator(shapes="live") as emulator, api_of(emulator) as api:
        yield api


async def session_of(api: Api) -> Session:
    meeting = await api.meeting()
    return api.emulator.simulate.participant_joins(meeting["id"], name="Ada").session


async def test_a_started_recording(api: Api, live: Api):
    documented = (await api("POST", "/recordings", {"meeting_id": (await api.meeting())["id"]})).data
    seen = (await live("POST", "/recordings", {"meeting_id": (await live.meeting())["id"]})).data
    assert documented["status"] == "INVOKED"
    assert {*seen} == {"recording"}
    assert {*seen["recording"]} == {"id", "status"}


async def test_a_started_track_recording_is_the_other_way_round(api: Api, live: Api):
    replies = []
    for one in (api, live):
        session = await session_of(one)
        layers = {"default": {"outputs": [{"type": "REALTIMEKIT_BUCKET"}]}}
        body = {"meeting_id": session.meeting.id, "layers": layers}
        replies.append((await one("POST", "/recordings/track", body)).data)
    assert replies[0]["recording"]["type"] == "TRACK"
    assert {*replies[1]} == {"id", "status", "output_file_name"}


async def test_a_session(api: Api, live: Api):
    flat, nested = [(await one("GET", f"/sessions/{(await session_of(one)).id}")).data for one in (api, live)]
    assert (flat["status"], flat["ended_at"]) == ("LIVE", None)
    assert (nested["session"]["status"], nested["session"]["ended_at"]) == ("LIVE", "null")


async def test_session_participants(api: Api, live: Api):
    without, paged = [
        (await one("GET", f"/sessions/{(await session_of(one)).id}/participants")).data for one in (api, live)
    ]
    assert {*without} == {"participants"}
    assert paged["paging"] == {"total_count": 1, "start_offset": 1, "end_offset": 1}


async def test_livestreams(live: Api):
    meeting = await live.meeting()
    started = (await live("POST", f"/meetings/{meeting['id']}/livestreams")).data
    reply = await live("GET", f"/livestreams/{started['id']}")
    assert reply.data["livestream"]["disabled"] is False
    assert len(reply.data["sessions"]) == reply.json["paging"]["total_count"] == 1
    running = (await live("GET", f"/livestreams/{started['id']}/active-livestream-session")).data
    assert running["session"]["ingest_seconds"] == 0


async def test_analytics(live: Api):
    await session_of(live)
    (day,) = (await live("GET", "/analytics/daywise")).data
    assert (day["sessions_count"], day["recordings_count"]) == (1, 0)
    assert (await live("GET", "/analytics/livestreams/overall")).data[0]["count"] == 0
