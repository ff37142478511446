"""Where sources say how the API behaves, the emulator behaves so: each test is one row of what was found."""

import re
from typing import Any

import aiohttp
import pytest

from realtimekit_async.emulator import Clock, Emulator
from realtimekit_async.emulator.world.presets import preset_document

from .conftest import NOON, Api, api_of


async def ids(api: Api, path: str, *keys: str) -> list[str]:
    data = (await api("GET", path)).data
    for key in keys:
        data = data[key]
    return [row["id"] for row in data]


# ── what `search` looks at ──


async def test_meetings_are_searched_by_id_and_title(api: Api):
    standup, other = await api.meeting(title="Daily Standup"), await api.meeting()
    assert await ids(api, "/meetings?search=sTANd") == [standup["id"]]
    assert await ids(api, f"/meetings?search={other['id'][4:20].upper()}") == [other["id"]]
    assert len(await ids(api, "/meetings?search=")) == 2


async def test_sessions_are_searched_by_title_and_by_the_ids_of_meeting_and_session(api: Api):
    meeting, other = await api.meeting(title="Standup"), await api.meeting(title="Review")
    simulate = api.emulator.simulate
    session = simulate.participant_joins(meeting["id"], name="Ada").session
    simulate.participant_joins(other["id"], name="Ada")
    for wanted in ("standup", meeting["id"], session.id, session.id[:13]):
        assert await ids(api, f"/sessions?search={wanted}", "sessions") == [session.id]


async def test_session_participants_are_searched_by_name_and_by_their_ids(api: Api):
    meeting = await api.meeting()
    simulate = api.emulator.simulate
    ada, _ = (simulate.participant_joins(meeting["id"], name=name) for name in ("Ada", "Grace"))
    person = ada.participant
    for wanted in ("ada", person.id, person.custom_participant_id):
        path = f"/sessions/{ada.session.id}/participants?search={wanted}"
        assert await ids(api, path, "participants") == [ada.id]


async def test_recordings_are_searched_by_the_id_and_title_of_their_meeting(api: Api):
    meeting, other = await api.meeting(title="Standup"), await api.meeting(title="Review")
    recording = (await api("POST", "/recordings", {"meeting_id": meeting["id"], "file_name_prefix": "x"})).data
    await api("POST", "/recordings", {"meeting_id": other["id"], "file_name_prefix": "standup"})
    for wanted in ("STANDUP", meeting["id"]):
        assert await ids(api, f"/recordings?search={wanted}") == [recording["id"]]


# ── numbers and lists in queries ──


async def test_pages_are_counted_from_zero_or_one(api: Api):
    first, second = [(await api.meeting())["id"] for _ in range(2)]
    assert await ids(api, "/meetings?page_no=0&per_page=1") == [second]
    assert await ids(api, "/meetings?page_no=1&per_page=1") == [second]
    assert await ids(api, "/meetings?page_no=2&per_page=1") == [first]
    nothing = await api("GET", "/meetings?per_page=0")
    assert (nothing.data, nothing.json["paging"]["total_count"]) == ([], 2)


@pytest.mark.parametrize("number", ["2", "2.0"])
async def test_whole_numbers_are_taken_however_they_are_written(api: Api, number: str):
    for _ in range(3):
        await api.meeting()
    assert len(await ids(api, f"/meetings?per_page={number}")) == 2
    assert len(await ids(api, f"/meetings?per_page=2&page_no={number}")) == 1


@pytest.mark.parametrize("name", ["page_no", "per_page"])
@pytest.mark.parametrize("number", ["2.5", "-1", "-1.0", "1e400", "two", ""])
async def test_other_numbers_are_refused_by_the_name_of_the_parameter(api: Api, name: str, number: str):
    reply = await api("GET", f"/meetings?{name}={number}")
    assert reply.status == 400
    assert reply.json["error"]["message"].startswith(f'"{name}" is invalid')


async def test_a_list_in_a_query_has_commas_or_repeats_its_key(api: Api):
    meeting = await api.meeting()
    made = [(await api("POST", "/recordings", {"meeting_id": meeting["id"]})).data["id"]]
    api.emulator.simulate.recording_fails(made[0])
    made.append((await api("POST", "/recordings", {"meeting_id": meeting["id"]})).data["id"])
    newest_first = made[::-1]
    assert await ids(api, "/recordings?status=INVOKED,ERRORED") == newest_first
    assert await ids(api, "/recordings?status=INVOKED&status=ERRORED") == newest_first
    assert await ids(api, "/recordings?status=ERRORED,UPLOADED") == made[:1]
    assert (await api("GET", "/recordings?status=ERRORED,DONE")).status == 400


# ── recordings ──


async def test_starting_a_recording_is_answered_200(api: Api):
    meeting = await api.meeting()
    api.emulator.simulate.participant_joins(meeting["id"], name="Ada")
    for path in ("", "/track"):
        assert (await api("POST", f"/recordings{path}", {"meeting_id": meeting["id"]})).status == 200


async def uploaded_tracks(api: Api, **wishes: Any) -> tuple[str, Any]:
    """Record Ada and Grace, and return the ids of both and the layers."""
    meeting = await api.meeting()
    simulate = api.emulator.simulate
    ada, grace = (simulate.participant_joins(meeting["id"], name=name) for name in ("Ada", "Grace"))
    body = {"meeting_id": meeting["id"], **wishes}
    if wishes.get("user_ids") == "Ada":
        body["user_ids"] = [ada.participant.id]
    recording_id = (await api("POST", "/recordings/track", body)).data["recording"]["id"]
    for _ in range(3):
        simulate.recording_advances(recording_id)
        simulate.advance(10)
    del grace
    return ada.participant.id, (await api("GET", f"/recordings/{recording_id}")).data["download_url"]


async def test_a_track_recording_has_a_file_for_everybody_under_its_name(api: Api):
    ada, layers = await uploaded_tracks(api, layers={"default": {"file_name_prefix": "call"}})
    (layer,) = layers
    assert layer["layer_name"] == "default"
    assert len(layer["download_urls"]) == 2
    for name in layer["download_urls"]:
        assert re.fullmatch(r"call_[0-9a-f-]{36}_[0-9a-f-]{36}_peer_media_kind_audio_\d{13}\.webm", name)
    assert any(ada in name for name in layer["download_urls"])
    async with aiohttp.ClientSession() as http:
        for file in layer["download_urls"].values():
            async with http.get(file["download_url"]) as response:
                assert (response.status, response.content_type) == (200, "video/webm")


async def test_only_those_are_recorded_who_were_asked_for(api: Api):
    ada, layers = await uploaded_tracks(api, user_ids="Ada")
    (name,) = layers[0]["download_urls"]
    assert name.startswith(f"default_{ada}_")


async def test_a_track_recording_of_nobody_has_no_files(api: Api):
    _, layers = await uploaded_tracks(api, user_ids=["nobody"])
    assert layers == {"links": []}


OUTPUTS = [{"type": "REALTIMEKIT_BUCKET"}]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (None, '"layers" is required'),
        ({}, '"layers.default" is required'),
        ({"default": {}}, '"layers.default.outputs" must be an array'),
        (
            {"default": {"media_kind": "audio", "outputs": OUTPUTS}},
            '"layers.default.media_kind" is not allowed',
        ),
    ],
)
async def test_live_a_track_recording_needs_outputs_and_no_kind_of_media(layers: Any, message: str):
    async with Emulator(clock=Clock(NOON), shapes="live") as emulator, api_of(emulator) as api:
        meeting = await api.meeting()
        emulator.simulate.participant_joins(meeting["id"], name="Ada")
        body = {"meeting_id": meeting["id"]} | ({} if layers is None else {"layers": layers})
        reply = await api("POST", "/recordings/track", body)
        assert (reply.status, reply.json["error"]["message"]) == (422, message)
        body["layers"] = {"default": {"file_name_prefix": "participant", "outputs": OUTPUTS}}
        assert (await api("POST", "/recordings/track", body)).status == 200


# ── presets ──


async def test_members_of_presets_that_nobody_documents_survive_get_and_replace(api: Api):
    document: Any = preset_document("GROUP_CALL")
    document["config"] |= {
        "track_recording": {"enabled": True, "x": [1, None]},
        "livestream_viewer_qualities": None,
    }
    document["ui"] |= {"config_diff": {"a": {"b": 1.5}}}
    created = (await api("POST", "/presets", {"name": "own", **document})).data
    path = f"/presets/{created['id']}"
    got = (await api("GET", path)).data
    body = {key: got[key] for key in ("name", "config", "permissions", "ui")}
    assert {key: body[key] for key in document} == document
    assert (await api("PUT", path, body)).data["config"] == document["config"]
    changed = await api("PATCH", path, {"ui": {"config_diff": {"a": {"c": 2}}}})
    assert changed.data["ui"]["config_diff"] == {"a": {"b": 1.5, "c": 2}}
    assert (await api("PATCH", path, {"config": {"surplus": 1}})).status == 400


async def test_live_an_unknown_preset_is_no_resource():
    async with Emulator(clock=Clock(NOON), shapes="live") as emulator, api_of(emulator) as api:
        meeting = await api.meeting()
        body = {"custom_participant_id": "u", "preset_name": "nope"}
        reply = await api("POST", f"/meetings/{meeting['id']}/participants", body)
        assert reply.json["error"] == {"code": 404, "message": "ResourceNotFound: No preset found with name nope"}


# ── headers and times ──


async def test_without_a_quota_every_answer_shows_the_documented_one_and_nothing_is_refused(api: Api):
    for path in ("/meetings", "/nothing", "/meetings/none"):
        reply = await api("GET", path)
        assert reply.headers["Ratelimit"] == '"default";r=1200;t=300'
        assert reply.headers["Ratelimit-Policy"] == '"default";q=1200;w=300'


async def test_times_have_milliseconds(api: Api, clock: Clock):
    clock.advance(0.01)
    meeting = await api.meeting()
    assert meeting["created_at"] == "2026-03-02T12:00:00.010Z"


async def test_in_a_past_times_have_milliseconds_too():
    async with Emulator(seed=1, clock=Clock(NOON)) as emulator, api_of(emulator) as api:
        for path in ("/meetings", "/sessions", "/recordings", "/livestreams", "/presets", "/webhooks"):
            text = repr((await api("GET", path)).json)
            times = re.findall(r"'(\d{4}-\d\d-\d\dT[^']*)'", text)
            assert times
            assert all(re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", time) for time in times)


@pytest.mark.parametrize("host", ["::1", "127.0.0.1", "localhost"])
async def test_links_to_files_lead_to_the_host_the_emulator_listens_on(host: str):
    async with Emulator(host=host, seed=1, clock=Clock(NOON)) as emulator, api_of(emulator) as api:
        session_id = next(iter(emulator.app.sessions))
        url = (await api("GET", f"/sessions/{session_id}/chat")).data["chat_download_url"]
        async with api.http.get(url) as response:
            assert response.status == 200 or b"NoSuchKey" in await response.read()
