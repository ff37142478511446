"""The livestreams of a meeting and the livestream sessions of a session, in both layouts."""

from realtimekit_async.emulator import Clock, Emulator

from .conftest import NOON, Api, api_of


async def streamed(api: Api, times: int) -> tuple[str, str]:
    """Livestream a meeting so many times in one session; return the ids of both."""
    meeting_id = (await api.meeting())["id"]
    session = api.emulator.simulate.participant_joins(meeting_id, name="Ada").session
    for _ in range(times):
        await api("POST", f"/meetings/{meeting_id}/livestreams", {})
        api.emulator.simulate.livestream_goes_live(meeting_id)
        api.emulator.simulate.advance(60)
        await api("POST", f"/meetings/{meeting_id}/active-livestream/stop")
    return meeting_id, session.id


async def test_the_livestreams_of_a_meeting_come_in_pages_with_the_newest_session(api: Api):
    meeting_id, _ = await streamed(api, 3)
    reply = await api("GET", f"/meetings/{meeting_id}/livestream?page_no=1&per_page=2")
    assert [row["status"] for row in reply.data["livestreams"]] == ["IDLE", "IDLE"]
    assert reply.data["livestreams"][0]["disabled"] is False
    assert reply.data["paging"] == {"total_count": 3, "start_offset": 1, "end_offset": 2}
    assert reply.data["sessions"]["livestream_id"] == reply.data["livestreams"][0]["id"]
    assert reply.data["sessions"]["ingest_seconds"] == "60"
    second = await api("GET", f"/meetings/{meeting_id}/livestream?page_no=2&per_page=2")
    assert len(second.data["livestreams"]) == 1


async def test_a_meeting_without_livestreams_has_an_empty_list(api: Api):
    meeting_id = (await api.meeting())["id"]
    reply = await api("GET", f"/meetings/{meeting_id}/livestream")
    assert (reply.data["livestreams"], reply.data["sessions"]) == ([], None)


async def test_a_single_livestream_session_stands_beside_its_paging_and_several_in_a_list(api: Api):
    _, session_id = await streamed(api, 1)
    one = await api("GET", f"/sessions/{session_id}/livestream-sessions")
    assert one.data["paging"] == {"total_count": 1, "start_offset": 1, "end_offset": 1}
    assert (one.data["ingest_seconds"], one.data["stopped_time"] is None) == (60, False)
    _, session_id = await streamed(api, 2)
    several = await api("GET", f"/sessions/{session_id}/livestream-sessions")
    assert (len(several.data["data"]), several.data["paging"]["total_count"]) == (2, 2)


async def test_the_live_layout_has_one_livestream_and_its_paging_beside_the_data():
    clock = Clock(NOON)
    async with Emulator(seed=1, meetings=0, clock=clock, shapes="live") as emulator, api_of(emulator) as api:
        meeting_id, session_id = await streamed(api, 2)
        reply = await api("GET", f"/meetings/{meeting_id}/livestream")
        assert (reply.data["livestream"]["status"], len(reply.data["sessions"])) == ("IDLE", 2)
        assert reply.data["sessions"][0]["ingest_seconds"] == 60
        assert reply.json["paging"]["total_count"] == 2
        sessions = await api("GET", f"/sessions/{session_id}/livestream-sessions?per_page=1")
        assert len(sessions.data["data"]) == 1
