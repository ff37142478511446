"""What happens in simulated meetings, and how REST tells of it."""

from typing import Any

import pytest

from realtimekit_async.emulator import Emulator, Missing

from .conftest import Api


async def active(api: Api, meeting_id: str) -> Any:
    return (await api("GET", f"/meetings/{meeting_id}/active-session")).data


async def test_the_first_to_join_starts_a_session_and_the_last_to_leave_ends_it(api: Api, emulator: Emulator):
    meeting = await api.meeting(title="Standup")
    simulate = emulator.simulate
    simulate.participant_joins(meeting["id"], name="Ada")
    simulate.advance(60)
    simulate.participant_joins(meeting["id"], name="Grace")
    simulate.advance(90)
    simulate.participant_leaves(meeting["id"], "Ada")
    live = await active(api, meeting["id"])
    assert (live["status"], live["live_participants"], live["max_concurrent_participants"]) == ("LIVE", 1, 2)
    assert (live["meeting_display_name"], live["minutes_consumed"], live["ended_at"]) == ("Standup", 4.0, None)
    simulate.participant_leaves(meeting["id"], "Grace")
    assert (await api("GET", f"/meetings/{meeting['id']}/active-session")).status == 404
    ended = (await api("GET", f"/sessions/{live['id']}")).data
    assert (ended["status"], ended["live_participants"], ended["minutes_consumed"]) == ("ENDED", 0, 4.0)
    assert ended["ended_at"] == "2026-03-02T12:02:30.000Z"


async def test_a_participant_is_known_by_any_id_and_comes_back_as_another_peer(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    added = await api.participant(meeting["id"], "user-7", name="Ada")
    peers = []
    for who in (added["id"], "user-7", "Ada"):
        peer = emulator.simulate.participant_joins(meeting["id"], who)
        peers.append(peer.id)
        emulator.simulate.participant_joins(meeting["id"], name="Keeps it open")
        emulator.simulate.participant_leaves(meeting["id"], peer.id)
    assert len({*peers}) == 3
    rows = (await api("GET", f"/sessions/{peer.session.id}/participants?search=ada")).data["participants"]
    assert [row["id"] for row in rows] == peers
    assert {row["user_id"] for row in rows} == {added["id"]}
    everybody = f"/sessions/{peer.session.id}/participants?sort_by=duration&sort_order=DESC"
    assert len((await api("GET", everybody)).data["participants"]) == 6
    assert (await api("GET", f"/sessions/{peer.session.id}/participants/none")).status == 404


async def test_a_stay_lasts_fractions_of_minutes_and_has_events(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    peer = emulator.simulate.participant_joins(meeting["id"], name="Ada")
    emulator.simulate.advance(100)
    emulator.simulate.session_ends(meeting["id"])
    path = f"/sessions/{peer.session.id}/participants/{peer.participant.id}?include_peer_events=true"
    row = (await api("GET", path)).data["participant"]
    assert row["duration"] == 1.6667
    assert [event["event_name"] for event in row["peer_events"]] == [
        "PEER_CREATED",
        "PEER_JOINING",
        "PEER_LEAVING",
    ]
    report = (await api("GET", f"/sessions/peer-report/{peer.id}")).data["participant"]
    assert (report["duration"], "peer_events" in report) == (1.6667, False)
    assert report["peer_report"]["quality"]["video_producer"][0]["quality_limitation_durations"]["none"] == 29.5


async def test_sessions_are_sorted_and_filtered(api: Api, emulator: Emulator):
    meetings = [(await api.meeting(title=title))["id"] for title in ("One", "Two", "Three")]
    for minutes, meeting_id in zip((3, 9, 6), meetings, strict=True):
        emulator.simulate.participant_joins(meeting_id, name="Ada")
        emulator.simulate.advance(60 * minutes)
        emulator.simulate.participant_leaves(meeting_id, "Ada")
    emulator.simulate.participant_joins(meetings[0], name="Grace")

    async def titles(query: str) -> list[str]:
        sessions = (await api("GET", f"/sessions?{query}")).data["sessions"]
        return [session["meeting_display_name"] for session in sessions]

    assert await titles("") == ["One", "Three", "Two", "One"]
    assert await titles("sort_by=minutesConsumed&sort_order=ASC&status=ENDED") == ["One", "Three", "Two"]
    assert await titles("status=LIVE") == ["One"]
    assert await titles(f"associated_id={meetings[1]}") == ["Two"]
    assert await titles("search=thr") == ["Three"]
    assert await titles("start_time=2026-03-02T12:10:00Z&end_time=2026-03-02T12:15:00Z") == ["Three"]


async def test_kicking_removes_the_named_and_kicking_all_ends_the_session(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    path = f"/meetings/{meeting['id']}/active-session"
    ada = await api.participant(meeting["id"], "ada", name="Ada")
    await api.participant(meeting["id"], "grace", name="Grace")
    for who in ("ada", "grace"):
        emulator.simulate.participant_joins(meeting["id"], who)
    for name in ("Hedy", "Radia"):
        emulator.simulate.participant_joins(meeting["id"], name=name)
    body = {"participant_ids": [ada["id"], "stranger"], "custom_participant_ids": ["grace"]}
    kicked = (await api("POST", f"{path}/kick", body)).data
    assert (kicked["action"], [row["name"] for row in kicked["participants"]]) == ("kick", ["Ada", "Grace"])
    assert (await api("POST", f"{path}/kick-all")).data == {"action": "kick-all", "kicked_participants_count": 2}
    assert (await api("POST", f"{path}/kick-all")).status == 404


async def test_kicking_the_last_one_ends_the_session(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    peer = emulator.simulate.participant_joins(meeting["id"], name="Ada")
    body = {"participant_ids": [peer.participant.id]}
    assert (await api("POST", f"/meetings/{meeting['id']}/active-session/kick", body)).status == 200
    assert peer.session.ended_at


async def test_a_meeting_starts_what_it_wants_started(api: Api, emulator: Emulator):
    meeting = await api.meeting(record_on_start=True, live_stream_on_start=True, summarize_on_end=True)
    peer = emulator.simulate.participant_joins(meeting["id"], name="Ada")
    recording = (await api("GET", f"/recordings/active-recording/{meeting['id']}")).data
    livestream = (await api("GET", f"/meetings/{meeting['id']}/active-livestream")).data
    assert (recording["session_id"], livestream["status"]) == (peer.session.id, "INVOKED")
    assert (await api("GET", f"/sessions/{peer.session.id}/transcript")).status == 404
    assert (await api("GET", f"/sessions/{peer.session.id}/summary")).status == 404
    emulator.simulate.participant_leaves(meeting["id"], "Ada")
    stopped = (await api("GET", f"/recordings/{recording['id']}")).data
    assert (stopped["status"], stopped["stop_reason"]["reason"]) == ("UPLOADING", "ALL_PEERS_LEFT")
    assert stopped["start_reason"]["reason"] == "RECORD_ON_START"
    assert (await api("GET", f"/livestreams/{livestream['id']}")).data["livestream"]["status"] == "IDLE"
    assert (await api("GET", f"/sessions/{peer.session.id}/transcript?format=VTT")).status == 200
    assert (await api("GET", f"/sessions/{peer.session.id}/summary")).status == 200


async def test_a_recording_advances_to_its_upload_and_expires_after_seven_days(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    emulator.simulate.participant_joins(meeting["id"], name="Ada")
    recording = (await api("POST", "/recordings", {"meeting_id": meeting["id"]})).data
    seen = [recording["status"]]
    while seen[-1] != "UPLOADED":
        emulator.simulate.advance(60)
        seen.append(emulator.simulate.recording_advances(recording["id"]))
    assert seen == ["INVOKED", "RECORDING", "UPLOADING", "UPLOADED"]
    done = (await api("GET", f"/recordings/{recording['id']}")).data
    assert (done["recording_duration"], done["file_size"]) == (60, 60 * 833)
    assert done["download_url"].startswith(f"{emulator.files.url}/recordings/")
    assert done["audio_download_url"].split("?")[0].endswith(".mp3")
    with pytest.raises(ValueError, match="nothing comes after"):
        emulator.simulate.recording_advances(recording["id"])
    assert len((await api("GET", "/recordings?expired=false")).data) == 1
    emulator.simulate.advance(7 * 24 * 3600)
    assert (await api("GET", f"/recordings/{recording['id']}")).data["download_url"] is None
    assert (await api("GET", "/recordings?expired=false")).data == []
    assert len((await api("GET", "/recordings?expired=true&status=UPLOADED&status=ERRORED")).data) == 1


async def test_a_link_is_new_each_time_it_is_asked_for(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    session = emulator.simulate.participant_joins(meeting["id"], name="Ada").session
    first = (await api("GET", f"/sessions/{session.id}/chat")).data
    emulator.simulate.advance(1)
    second = (await api("GET", f"/sessions/{session.id}/chat")).data
    assert first["chat_download_url"] != second["chat_download_url"]
    assert first["chat_download_url_expiry"] == "2026-03-03T12:00:00.000Z"


async def test_a_recording_without_the_bucket_has_no_links(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    body = {"meeting_id": meeting["id"], "realtimekit_bucket_config": {"enabled": False}}
    recording = (await api("POST", "/recordings", body)).data
    for _ in range(3):
        emulator.simulate.recording_advances(recording["id"])
    done = (await api("GET", f"/recordings/{recording['id']}")).data
    assert (done["status"], done["download_url"], done["download_url_expiry"]) == ("UPLOADED", None, None)


async def test_a_track_recording_has_a_list_of_links_and_no_size(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    emulator.simulate.participant_joins(meeting["id"], name="Ada")
    body = {"meeting_id": meeting["id"], "layers": {"left": {}, "right": {}}}
    recording = (await api("POST", "/recordings/track", body)).data["recording"]
    for _ in range(3):
        emulator.simulate.advance(30)
        emulator.simulate.recording_advances(recording["id"])
    done = (await api("GET", f"/recordings/{recording['id']}")).data
    assert [layer["layer_name"] for layer in done["download_url"]] == ["left", "right"]
    (file,) = done["download_url"][0]["download_urls"].values()
    assert file["download_url"].startswith(emulator.files.url)
    assert (done["file_size"], done["audio_download_url"], done["type"]) == (0, None, "")


async def test_a_recording_may_fail(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    recording = (await api("POST", "/recordings", {"meeting_id": meeting["id"]})).data
    emulator.simulate.recording_fails(recording["id"])
    failed = (await api("GET", f"/recordings/{recording['id']}")).data
    assert (failed["status"], failed["stop_reason"]["reason"]) == ("ERRORED", "INTERNAL_ERROR")


async def test_a_recording_stops_at_its_time_limit(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    recording = (await api("POST", "/recordings", {"meeting_id": meeting["id"], "max_seconds": 60})).data
    emulator.simulate.recording_advances(recording["id"])
    emulator.simulate.advance(59)
    assert (await api("GET", f"/recordings/{recording['id']}")).data["status"] == "RECORDING"
    emulator.simulate.advance(30)
    stopped = (await api("GET", f"/recordings/{recording['id']}")).data
    assert (stopped["status"], stopped["recording_duration"]) == ("UPLOADING", 60)


async def test_what_is_said_and_written_belongs_to_the_session(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    session = emulator.simulate.participant_joins(meeting["id"], name="Ada").session
    emulator.simulate.says(meeting["id"], "Ada", "Hello everyone", seconds=1.5)
    emulator.simulate.advance(2)
    emulator.simulate.chats(meeting["id"], "Ada", "Hi")
    emulator.simulate.poll_opens(meeting["id"], "Tea?", "yes", "no")
    assert [(line.text, line.seconds) for line in session.transcript] == [("Hello everyone", 1.5)]
    assert [(line.peer.participant.name, line.text) for line in session.chat] == [("Ada", "Hi")]
    assert [poll.question for poll in session.polls] == ["Tea?"]


async def test_a_livestream_goes_live_is_watched_and_stops(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    started = (await api("POST", f"/meetings/{meeting['id']}/livestreams", {"name": "All hands"})).data
    session = emulator.simulate.livestream_goes_live(meeting["id"], viewers=2)
    emulator.simulate.advance(30)
    emulator.simulate.livestream_is_watched(started["id"], 5)
    running = (await api("GET", f"/livestreams/{started['id']}/active-livestream-session")).data
    assert running["livestream"]["status"] == "LIVE"
    assert (running["session"]["ingest_seconds"], running["session"]["viewer_seconds"]) == ("30", "150")
    emulator.simulate.livestream_stops(started["id"], error="no pictures")
    assert (await api("GET", f"/livestreams/{started['id']}")).data["livestream"]["status"] == "ERRORED"
    stopped = (await api("GET", f"/livestreams/sessions/{session.id}")).data
    assert (stopped["ingest_seconds"], stopped["err_message"]) == (30, "no pictures")
    overall = (await api("GET", "/analytics/livestreams/overall")).data
    assert overall == {"count": 1, "total_ingest_seconds": 30, "total_viewer_seconds": 150}
    days = (await api("GET", "/analytics/livestreams/daywise")).data
    assert days == [{"date": "2026-03-02T00:00:00Z", **overall}]
    assert (await api("GET", "/analytics/livestreams/daywise?end_time=1")).data == []


async def test_a_livestream_of_no_meeting_can_be_left_out_or_asked_for(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    await api("POST", f"/meetings/{meeting['id']}/livestreams")
    alone = (await api("POST", "/livestreams", {"name": "Town square"})).data
    assert (alone["disabled"], alone["meeting_id"]) == (False, None)
    listed = (await api("GET", "/livestreams?exclude_meetings=true")).data
    assert [row["name"] for row in listed] == ["Town square"]
    emulator.simulate.livestream_goes_live(alone["id"])
    assert [row["id"] for row in (await api("GET", "/livestreams?status=LIVE")).data] == [alone["id"]]
    assert len((await api("GET", "/livestreams?sort_order=ASC")).data) == 2


async def test_a_livestream_has_a_session_for_each_time_on_the_air(api: Api, emulator: Emulator):
    alone = (await api("POST", "/livestreams")).data
    path = f"/livestreams/{alone['id']}"
    empty = (await api("GET", path)).data
    assert (empty["session"], empty["paging"]["total_count"]) == (None, 0)
    with pytest.raises(LookupError):
        emulator.simulate.livestream_is_watched(alone["id"], 1)
    first, second = [
        (emulator.simulate.livestream_goes_live(alone["id"]).id, emulator.simulate.livestream_stops(alone["id"]))[
            0
        ]
        for _ in range(2)
    ]
    assert [row["id"] for row in (await api("GET", path)).data["session"]] == [second, first]
    page = (await api("GET", f"{path}?per_page=1&page_no=2")).data
    assert (page["session"]["id"], page["paging"]["start_offset"]) == (first, 2)


async def test_analytics_follow_from_what_happened(api: Api, emulator: Emulator):
    meeting = await api.meeting(record_on_start=True)
    for _ in range(2):
        emulator.simulate.participant_joins(meeting["id"], name="Ada")
        emulator.simulate.recording_advances((await api("GET", "/recordings")).data[0]["id"])
        emulator.simulate.advance(120)
        emulator.simulate.session_ends(meeting["id"])
    emulator.simulate.advance(24 * 3600)
    emulator.simulate.participant_joins(meeting["id"], name="Grace")
    emulator.simulate.advance(30)
    data = (await api("GET", "/analytics/daywise")).data
    assert data["session_stats"] == {
        "sessions_count": 3,
        "sessions_minutes_consumed": 4.5,
        "day_stats": [
            {"day": "2026-03-02", "total_sessions": 2, "total_session_minutes": 4.0},
            {"day": "2026-03-03", "total_sessions": 1, "total_session_minutes": 0.5},
        ],
    }
    assert (data["recording_stats"]["recording_count"], data["recording_stats"]["recording_minutes_consumed"]) == (
        3,
        4,
    )
    one_day = (await api("GET", "/analytics/daywise?start_date=2026-03-03&end_date=2026-03-03")).data
    assert one_day["session_stats"]["sessions_count"] == 1
    emulator.simulate.advance(31 * 24 * 3600)
    assert (await api("GET", "/analytics/daywise")).data["session_stats"]["sessions_count"] == 0


async def test_nobody_joins_an_inactive_meeting(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    await api("PATCH", f"/meetings/{meeting['id']}", {"status": "INACTIVE"})
    with pytest.raises(ValueError, match="INACTIVE"):
        emulator.simulate.participant_joins(meeting["id"], name="Ada")


async def test_what_does_not_exist_is_a_lookup_error(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    simulate = emulator.simulate
    for verb in (
        lambda: simulate.participant_joins("none", name="Ada"),
        lambda: simulate.participant_joins(meeting["id"], "stranger"),
        lambda: simulate.participant_leaves(meeting["id"], "Ada"),
        lambda: simulate.recording_advances("none"),
        lambda: simulate.livestream_goes_live("none"),
    ):
        with pytest.raises(LookupError):
            verb()
    with pytest.raises(TypeError, match="say who"):
        simulate.participant_joins(meeting["id"])
    simulate.participant_joins(meeting["id"], name="Ada")
    with pytest.raises(Missing, match="Nobody in meeting"):
        simulate.participant_leaves(meeting["id"], "Grace")


def test_time_moves_forward_only():
    with pytest.raises(ValueError, match="forward"):
        Emulator().simulate.advance(-1)
