"""What the API refuses, and what it answers."""

from typing import Any

import pytest

from realtimekit_async.emulator.world.presets import preset_document

from .conftest import Api

HOST = "group_call_host"


def application(code: int, message: str) -> dict[str, Any]:
    return {"success": False, "error": {"code": code, "message": message}}


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/meetings/none", "meeting"),
        ("PATCH", "/meetings/none", "meeting"),
        ("PUT", "/meetings/none", "meeting"),
        ("GET", "/meetings/none/participants", "meeting"),
        ("GET", "/meetings/none/active-session", "meeting"),
        ("GET", "/meetings/none/active-livestream", "meeting"),
        ("POST", "/meetings/none/livestreams", "meeting"),
        ("GET", "/presets/none", "preset"),
        ("DELETE", "/presets/none", "preset"),
        ("GET", "/sessions/none", "session"),
        ("GET", "/sessions/none/participants", "session"),
        ("GET", "/sessions/none/chat", "session"),
        ("GET", "/sessions/peer-report/none", "peer"),
        ("GET", "/recordings/none", "recording"),
        ("GET", "/recordings/active-recording/none", "meeting"),
        ("GET", "/webhooks/none", "webhook"),
        ("DELETE", "/webhooks/none", "webhook"),
        ("GET", "/livestreams/none", "livestream"),
        ("GET", "/livestreams/sessions/none", "livestream session"),
    ],
)
async def test_a_missing_object_is_answered_404(api: Api, method: str, path: str, kind: str):
    reply = await api(method, path)
    assert reply.status == 404
    assert reply.json == application(404, f"No {kind} found with id none")


@pytest.mark.parametrize("path", ["", "/kick-all"])
async def test_a_meeting_with_nobody_in_it_has_no_active_session(api: Api, path: str):
    meeting = await api.meeting()
    reply = await api("POST" if path else "GET", f"/meetings/{meeting['id']}/active-session{path}")
    assert reply.json == application(404, f"No active session found for meeting_id {meeting['id']}")


async def test_adding_a_participant_with_an_unknown_preset_is_answered_404(api: Api):
    meeting = await api.meeting()
    body = {"custom_participant_id": "u", "preset_name": "nope"}
    reply = await api("POST", f"/meetings/{meeting['id']}/participants", body)
    assert reply.json == application(404, "No preset found with name nope")
    assert (await api("GET", f"/meetings/{meeting['id']}/participants")).data == []


async def test_a_custom_participant_id_is_taken_once_a_meeting(api: Api):
    first, second = await api.meeting(), await api.meeting()
    added = await api.participant(first["id"])
    body = {"custom_participant_id": "user-1", "preset_name": HOST}
    again = await api("POST", f"/meetings/{first['id']}/participants", body)
    assert (again.status, again.json) == (409, {"errors": [{"code": 40901}], "success": False})
    assert (await api("POST", f"/meetings/{second['id']}/participants", body)).status == 201
    await api("DELETE", f"/meetings/{first['id']}/participants/{added['id']}")
    assert (await api("POST", f"/meetings/{first['id']}/participants", body)).status == 201


async def test_only_adding_changing_and_refreshing_a_participant_answer_a_token(api: Api):
    meeting = await api.meeting()
    added = await api.participant(meeting["id"], name="Ada")
    path = f"/meetings/{meeting['id']}/participants/{added['id']}"
    changed = (await api("PATCH", path, {"name": None, "preset_name": "webinar_viewer"})).data
    refreshed = (await api("POST", f"{path}/token")).data
    tokens = {added["token"], changed["token"], refreshed["token"]}
    assert {len(token.split(".")) for token in tokens} == {3}
    assert len(tokens) == 3
    assert (changed["name"], changed["preset_name"]) == (None, "webinar_viewer")
    assert "token" not in (await api("GET", path)).data
    assert "token" not in (await api("GET", f"/meetings/{meeting['id']}/participants")).data[0]


async def test_a_deleted_participant_is_answered_without_id_and_is_gone(api: Api):
    meeting = await api.meeting()
    added = await api.participant(meeting["id"])
    path = f"/meetings/{meeting['id']}/participants/{added['id']}"
    gone = await api("DELETE", path)
    assert {*gone.data} == {"custom_participant_id", "preset_id", "created_at", "updated_at"}
    assert (await api("DELETE", path)).status == 404


async def test_a_webhook_url_is_taken_once(api: Api):
    hook = {"name": "n", "url": "https://a.example/hook", "events": ["meeting.started"]}
    other = {**hook, "url": "https://b.example/hook"}
    taken = {"errors": [{"code": 40901}], "success": False}
    first = (await api("POST", "/webhooks", hook)).data
    second = (await api("POST", "/webhooks", other)).data
    assert (await api("POST", "/webhooks", hook)).json == taken
    assert (await api("PATCH", f"/webhooks/{second['id']}", {"url": hook["url"]})).json == taken
    assert (await api("PUT", f"/webhooks/{second['id']}", hook)).json == taken
    assert (await api("PUT", f"/webhooks/{first['id']}", hook)).status == 200
    assert (await api("DELETE", f"/webhooks/{first['id']}")).data["url"] == hook["url"]
    assert (await api("PATCH", f"/webhooks/{second['id']}", {"url": hook["url"]})).status == 200


async def test_put_of_a_meeting_forgets_what_is_not_sent_and_patch_keeps_it(api: Api):
    meeting = await api.meeting(
        title="Standup", persist_chat=True, ai_config={"transcription": {"language": "de"}}
    )
    path = f"/meetings/{meeting['id']}"
    changed = (await api("PATCH", path, {"ai_config": {"summarization": {"word_limit": 150}}})).data
    assert (changed["title"], changed["persist_chat"]) == ("Standup", True)
    assert changed["ai_config"] == {"transcription": {"language": "de"}, "summarization": {"word_limit": 150}}
    replaced = (await api("PUT", path, {"title": "Review"})).data
    assert (replaced["title"], replaced["persist_chat"], "ai_config" in replaced) == ("Review", False, False)


@pytest.mark.parametrize("key", ["title", "record_on_start", "live_stream_on_start"])
async def test_null_is_taken_on_post_and_put_and_refused_on_patch(api: Api, key: str):
    meeting = (await api("POST", "/meetings", {key: None})).data
    path = f"/meetings/{meeting['id']}"
    assert (await api("PUT", path, {key: None})).status == 200
    assert (await api("PATCH", path, {key: None})).status == 400


async def test_a_meeting_gets_its_status_by_patch_only(api: Api):
    meeting = await api.meeting()
    path = f"/meetings/{meeting['id']}"
    assert (await api("PUT", path, {"status": "INACTIVE"})).status == 400
    assert (await api("PATCH", path, {"status": "INACTIVE"})).data["status"] == "INACTIVE"
    assert (await api("GET", "/meetings?status=ACTIVE")).data == []
    assert (await api("GET", "/meetings?status=INACTIVE")).json["paging"]["total_count"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"session_keep_alive_time_in_secs": 59},
        {"session_keep_alive_time_in_secs": 600.5},
        {"recording_config": {"max_seconds": 86_401}},
        {"recording_config": {"video_config": {"height": 0}}},
        {"recording_config": {"video_config": {"width": 1921}}},
        {"recording_config": {"video_config": {"watermark": {"size": {"width": 0}}}}},
        {"recording_config": {"storage_config": {"type": "cloudflare"}}},
        {"recording_config": {"storage_config": {"bucket": "no type"}}},
        {"ai_config": {"summarization": {"word_limit": 149}}},
        {"ai_config": {"summarization": {"word_limit": 1001}}},
    ],
)
async def test_a_value_out_of_its_range_is_refused(api: Api, body: dict[str, Any]):
    assert (await api("POST", "/meetings", body)).status == 400


async def test_storage_credentials_are_never_answered(api: Api):
    storage = {
        "type": "aws",
        "access_key": "AK",
        "secret": "S3",
        "password": "PW",
        "private_key": "PK",
        "bucket": "b",
    }
    meeting = await api.meeting(recording_config={"storage_config": storage})
    recording = (await api("POST", "/recordings", {"meeting_id": meeting["id"], "storage_config": storage})).data
    assert meeting["recording_config"]["storage_config"] == {"type": "aws", "bucket": "b"}
    assert recording["storage_config"] == {"type": "aws", "bucket": "b"}


async def test_a_preset_that_somebody_has_cannot_be_deleted(api: Api):
    preset = (await api("POST", "/presets", {"name": "mine", **preset_document("WEBINAR")})).data
    meeting = await api.meeting()
    added = await api.participant(meeting["id"], preset_name="mine")
    assert (await api("DELETE", f"/presets/{preset['id']}")).status == 409
    await api("DELETE", f"/meetings/{meeting['id']}/participants/{added['id']}")
    assert (await api("DELETE", f"/presets/{preset['id']}")).data == preset
    assert (await api("GET", f"/presets/{preset['id']}")).status == 404


async def test_a_preset_name_is_taken_once(api: Api):
    body = {"name": HOST, **preset_document("WEBINAR")}
    assert (await api("POST", "/presets", body)).status == 409
    mine = (await api("POST", "/presets", body | {"name": "mine"})).data
    assert (await api("PATCH", f"/presets/{mine['id']}", {"name": HOST})).status == 409
    assert (await api("PUT", f"/presets/{mine['id']}", body)).status == 409


async def test_patch_of_a_preset_changes_one_value_deep_inside(api: Api):
    mine = (await api("POST", "/presets", {"name": "mine", **preset_document("WEBINAR")})).data
    change = {"permissions": {"chat": {"public": {"files": False}}}}
    changed = (await api("PATCH", f"/presets/{mine['id']}", change)).data
    assert changed["permissions"]["chat"]["public"] == {"can_send": True, "files": False, "text": True}
    assert changed["config"] == mine["config"]


async def test_a_meeting_has_one_recording_at_a_time_unless_more_are_allowed(api: Api):
    meeting = await api.meeting()
    body = {"meeting_id": meeting["id"]}
    first = (await api("POST", "/recordings", body)).data
    assert (await api("POST", "/recordings", body)).status == 409
    assert (await api("POST", "/recordings", body | {"allow_multiple_recordings": True})).status == 200
    active = await api("GET", f"/recordings/active-recording/{meeting['id']}")
    assert active.data["id"] != first["id"]


async def test_a_recording_is_paused_resumed_and_stopped_once(api: Api):
    meeting = await api.meeting()
    recording = (await api("POST", "/recordings", {"meeting_id": meeting["id"]})).data
    path = f"/recordings/{recording['id']}"
    statuses = [
        (await api("PUT", path, {"action": action})).data["status"]
        for action in ("resume", "pause", "resume", "stop")
    ]
    assert statuses == ["RECORDING", "PAUSED", "RECORDING", "UPLOADING"]
    assert (await api("PUT", path, {"action": "stop"})).status == 409
    assert (await api("GET", f"/recordings/active-recording/{meeting['id']}")).status == 404
    stopped = (await api("GET", path)).data
    assert (stopped["start_reason"]["reason"], stopped["stop_reason"]["reason"]) == ("API_CALL", "API_CALL")


async def test_tracks_are_recorded_only_while_somebody_is_there(api: Api):
    meeting = await api.meeting()
    body = {"meeting_id": meeting["id"], "layers": {"default": {"outputs": [{"type": "REALTIMEKIT_BUCKET"}]}}}
    refused = await api("POST", "/recordings/track", body)
    assert refused.json == application(422, f"No live session for meeting_id {meeting['id']}")
    api.emulator.simulate.participant_joins(meeting["id"], name="Ada")
    recording = (await api("POST", "/recordings/track", body)).data["recording"]
    assert (recording["type"], recording["status"]) == ("TRACK", "INVOKED")


async def test_a_meeting_has_one_livestream_at_a_time(api: Api):
    meeting = await api.meeting()
    path = f"/meetings/{meeting['id']}"
    started = (await api("POST", f"{path}/livestreams", {"name": None})).data
    assert {*started} == {"id", "status", "ingest_server", "stream_key", "playback_url"}
    assert (await api("POST", f"{path}/livestreams")).status == 409
    assert (await api("GET", f"{path}/active-livestream")).data["id"] == started["id"]
    assert (await api("POST", f"{path}/active-livestream/stop")).data["message"]
    assert (await api("POST", f"{path}/active-livestream/stop")).status == 404
    assert (await api("GET", f"/livestreams/{started['id']}/active-livestream-session")).status == 404


async def test_apps_are_listed_and_a_new_one_has_presets(api: Api):
    made = (await api.send("POST", f"{api.kit}/apps", {"name": "Second"})).data["app"]
    listed = await api.send("GET", f"{api.kit}/apps?search=sec&sort_order=DESC")
    assert listed.data == [made]
    presets = await api.send("GET", f"{api.kit}/{made['id']}/presets?search=HOST")
    assert [preset["name"] for preset in presets.data] == [HOST, "livestream_host"]
    assert (await api.send("GET", f"{api.kit}/{made['id']}/meetings")).data == []


async def test_nobody_gets_more_rows_than_the_cap(api: Api):
    ids = [(await api.meeting())["id"] for _ in range(7)]
    api.emulator.max_per_page = 3
    pages = [await api("GET", f"/meetings?per_page=500&page_no={number}") for number in (1, 2, 3, 4)]
    assert [row["id"] for page in pages for row in page.data] == ids[::-1]
    assert [page.json["paging"] for page in pages] == [
        {"total_count": 7, "start_offset": 1, "end_offset": 3},
        {"total_count": 7, "start_offset": 4, "end_offset": 6},
        {"total_count": 7, "start_offset": 7, "end_offset": 7},
        {"total_count": 7, "start_offset": 0, "end_offset": 0},
    ]
    with pytest.raises(ValueError, match="max_per_page"):
        api.emulator.max_per_page = 0


@pytest.mark.parametrize("query", ["page_no=-1", "page_no=1.5", "per_page=-1", "page_no="])
async def test_pages_are_counted_in_whole_numbers(api: Api, query: str):
    assert (await api("GET", f"/meetings?{query}")).status == 400


async def test_meetings_are_found_by_title_and_time(api: Api):
    await api.meeting(title="Standup")
    await api.meeting(title="Review")
    api.emulator.simulate.advance(3600)
    await api.meeting(title="Late standup")
    found = await api("GET", "/meetings?search=standup")
    assert [row["title"] for row in found.data] == ["Late standup", "Standup"]
    early = await api("GET", "/meetings?search=standup&end_time=2026-03-02T12:30:00")
    assert [row["title"] for row in early.data] == ["Standup"]


async def test_analytics_of_a_range_that_ends_before_it_starts_are_refused(api: Api):
    reply = await api("GET", "/analytics/daywise?start_date=2026-03-02&end_date=2026-03-01")
    assert reply.status == 400
