"""Steering over HTTP: everything a test in this process can do, from any language, and nothing a web page may."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import msgspec
import pytest

from realtimekit_async.emulator import Clock, Emulator
from realtimekit_async.emulator.operations.routes import Route
from realtimekit_async.emulator.steering.journal import Journal
from realtimekit_async.emulator.steering.table import routes_of

from .conftest import NOON, Api, Receiver, api_of

POSSIBLE = routes_of(Emulator(meetings=0))
WITH_BODY = [route for route in POSSIBLE if route.method == "POST"]


class Steered(NamedTuple):
    """An emulator with Ada in a meeting that is recorded and livestreamed."""

    api: Api
    meeting_id: str
    recording_id: str

    async def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        origin = self.api.emulator.base_url.removesuffix("/client/v4")
        data = body if body is None or isinstance(body, bytes | io.IOBase) else msgspec.json.encode(body)
        async with self.api.http.request(method, f"{origin}/_emulator{path}", data=data, **options) as response:
            return response.status, await response.json()

    async def done(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = await self(method, path, body)
        assert status == 200, answer
        return answer

    async def refused(self, method: str, path: str, body: Any = None, **options: Any) -> str:
        status, answer = await self(method, path, body, **options)
        assert (status, answer["success"]) == (400, False)
        return answer["error"]["message"]


@pytest.fixture
async def steer(api: Api) -> Steered:
    meeting_id = (await api.meeting(title="Standup"))["id"]
    api.emulator.simulate.participant_joins(meeting_id, name="Ada")
    recording = await api("POST", "/recordings", {"meeting_id": meeting_id})
    await api("POST", f"/meetings/{meeting_id}/livestreams", {})
    return Steered(api, meeting_id, recording.data["id"])


# ── verbs ──


async def test_a_meeting_takes_place_over_http_alone(steer: Steered):
    path = f"/meetings/{steer.meeting_id}"
    grace = await steer.done("POST", f"{path}/join", {"name": "Grace", "preset_name": "group_call_host"})
    assert (grace["name"], grace["preset_name"], grace["meeting_id"]) == (
        "Grace",
        "group_call_host",
        steer.meeting_id,
    )
    said = await steer.done("POST", f"{path}/says", {"who": "Grace", "text": "Hello!", "seconds": 1.5})
    assert (said["text"], said["name"], said["is_final"]) == ("Hello!", "Grace", True)
    written = await steer.done("POST", f"{path}/chats", {"who": grace["peer_id"], "text": "<b>Hi</b>"})
    assert written["text"] == "<b>Hi</b>"
    sent = await steer.done("POST", f"{path}/broadcasts", {"type": "wave", "payload": {"to": ["Ada"]}})
    assert (sent["type"], sent["payload"]) == ("wave", {"to": ["Ada"]})
    await steer.done("POST", f"{path}/poll", {"question": "Tea?", "options": ["yes", "no"]})
    session = steer.api.emulator.app.live_session(steer.meeting_id)
    assert [len(session.transcript), len(session.chat), len(session.polls)] == [1, 1, 1]
    await steer.done("POST", f"{path}/leave", {"who": "Grace"})
    assert len(session.present) == 1
    ended = await steer.done("POST", f"{path}/end", {"reason": "FORCE_CLEANUP"})
    assert (ended["end_reason"], ended["ended_at"]) == ("FORCE_CLEANUP", "2026-03-02T12:00:00.000Z")


async def test_recordings_and_livestreams_are_moved_on(steer: Steered):
    recording, livestream = f"/recordings/{steer.recording_id}", f"/livestreams/{steer.meeting_id}"
    assert await steer.done("POST", f"{recording}/advance") == {"status": "RECORDING"}
    live = await steer.done("POST", f"{livestream}/go-live", {"viewers": 3})
    assert (live["status"], live["viewers"]) == ("LIVE", 3)
    await steer.done("POST", f"{livestream}/watch", {"viewers": 5})
    await steer.done("POST", f"{livestream}/stop", {"error": "no picture"})
    await steer.done("POST", f"{recording}/fail")
    app = steer.api.emulator.app
    assert app.recordings[steer.recording_id].status == "ERRORED"
    assert next(iter(app.livestreams.values())).status == "ERRORED"


async def test_who_was_muted_is_unmuted(steer: Steered):
    await steer.api("POST", f"/meetings/{steer.meeting_id}/active-session/mute-all", {"allow_unmute": True})
    (peer,) = steer.api.emulator.app.live_session(steer.meeting_id).present.values()
    assert peer.is_muted
    await steer.done("POST", f"/meetings/{steer.meeting_id}/unmute", {"who": "Ada"})
    assert not peer.is_muted


async def test_a_host_creates_mutes_kicks_and_hands_out_tokens(steer: Steered):
    made = await steer.done("POST", "/meetings", {"title": "Retro"})
    path = f"/meetings/{made['meeting_id']}"
    await steer.done("POST", f"{path}/join", {"name": "Ada"})
    assert (await steer.done("POST", f"{path}/mute", {"who": "Ada"}))["is_muted"]
    token = (await steer.done("POST", f"{path}/token", {"who": "Ada"}))["token"]
    claims = steer.api.emulator.world.ids.claims(token, steer.api.emulator.clock.now())
    assert claims
    assert claims.meeting_id == made["meeting_id"]
    assert (await steer.done("POST", f"{path}/kick", {"who": "Ada"}))["left_at"]
    shown = await steer.done("GET", path)
    assert (shown["title"], shown["session"], shown["participants"][0]["name"]) == ("Retro", None, "Ada")
    assert "app_id: no app has" in await steer.refused("POST", "/meetings", {"app_id": "none"})


async def test_a_host_records_and_livestreams(steer: Steered):
    path = f"/meetings/{steer.meeting_id}"
    assert "running already" in await steer.refused("POST", f"{path}/record")
    recording = f"/recordings/{steer.recording_id}"
    statuses = [
        (await steer.done("POST", f"{recording}/{verb}"))["status"] for verb in ("pause", "resume", "stop")
    ]
    assert statuses == ["PAUSED", "RECORDING", "UPLOADING"]
    assert (await steer.done("POST", f"{path}/record"))["status"] == "INVOKED"
    assert "running already" in await steer.refused("POST", f"{path}/livestream")
    await steer.done("POST", f"/livestreams/{steer.meeting_id}/stop")
    assert (await steer.done("POST", f"{path}/livestream"))["status"] == "INVOKED"


async def test_files_are_put_spoilt_and_removed(steer: Steered):
    put = await steer.done("POST", "/files/put", {"path": "notes/a.txt", "text": "Bonjour"})
    await steer.done("POST", "/files/faults", {"cut_after": 3})
    async with steer.api.http.get(put["url"]) as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    async with steer.api.http.get(put["url"]) as response:
        assert await response.read() == b"Bonjour"
    await steer.done("POST", "/files/put", {"path": "notes/a.txt", "content": "AAEC", "size": 5})
    async with steer.api.http.get(put["url"]) as response:
        assert await response.read() == bytes([0, 1, 2, 0, 0])
    await steer.done("POST", "/files/remove", {"path": "notes/a.txt"})
    async with steer.api.http.get(put["url"]) as response:
        assert response.status == 404
    asked = await steer.done("GET", "/files/requests?limit=1")
    assert (asked["count"], asked["leaks"], asked["requests"][0]["status"]) == (4, 0, 404)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"path": "a"}, "content: give the file"),
        ({"path": "a", "text": "b", "content": "Yg=="}, "content: give the file"),
        ({"path": "a", "text": "bcd", "size": 2}, "size: the file is 3 bytes long"),
        ({"path": "a", "content": "%"}, '"content" is invalid'),
    ],
)
async def test_a_file_is_text_or_bytes(steer: Steered, body: Any, message: str):
    assert message in await steer.refused("POST", "/files/put", body)


async def test_exports_are_written_in_another_form(steer: Steered):
    await steer.done("POST", f"/meetings/{steer.meeting_id}/chats", {"who": "Ada", "text": "Hello!"})
    session = (await steer.done("POST", f"/meetings/{steer.meeting_id}/end"))["session_id"]
    forms = await steer.done("POST", "/files/exports", {"chat": "json"})
    assert forms == {"chat": "json", "summary": "txt", "legacy_times": False, "placeholders": False}
    url = (await steer.api("GET", f"/sessions/{session}/chat")).data["chat_download_url"]
    async with steer.api.http.get(url) as response:
        assert msgspec.json.decode(await response.read())[0]["payload"] == "Hello!"
    assert '"chat" is invalid' in await steer.refused("POST", "/files/exports", {"chat": "pdf"})


async def test_deliveries_are_doubled_held_back_and_shuffled(steer: Steered, receiver: Receiver):
    hook = {"name": "all", "url": receiver.url, "events": ["meeting.participantJoined"]}
    await steer.api("POST", "/webhooks", hook)
    join = f"/meetings/{steer.meeting_id}/join"
    await steer.done("POST", "/deliveries/duplicate", {"on": True})
    await steer.done("POST", join, {"name": "Grace"})
    await receiver.arrival(2)
    await steer.done("POST", "/deliveries/duplicate", {"on": False})
    await steer.done("POST", "/deliveries/hold")
    for name in ("Alan", "Barbara", "Edsger"):
        await steer.done("POST", join, {"name": name})
    await steer.api.emulator.deliveries.settled()
    assert len(receiver.arrived) == 2
    await steer.done("POST", "/deliveries/release", {"seed": 7})
    await receiver.arrival(5)
    names = [arrival.json["participant"]["userDisplayName"] for arrival in receiver.arrived[2:]]
    assert names != ["Alan", "Barbara", "Edsger"]
    assert sorted(names) == ["Alan", "Barbara", "Edsger"]
    await steer.done("POST", "/deliveries/hold")
    await steer.done("POST", "/reset")
    assert steer.api.emulator.deliveries == []


async def test_requests_are_paged_through_and_shown_one_by_one(steer: Steered):
    for number in range(5):
        await steer.api("GET", f"/meetings?search={number}")
    newest = (await steer.done("GET", "/requests?limit=2&brief=true"))["requests"]
    assert set(newest[0]) == {"ray_id", "at", "method", "path", "operation", "status", "milliseconds"}
    older = await steer.done("GET", f"/requests?limit=2&before={newest[-1]['ray_id']}")
    assert [row["query"] for row in older["requests"]] == [[["search", "2"]], [["search", "1"]]]
    whole = await steer.done("GET", f"/requests/{newest[0]['ray_id']}")
    assert (whole["query"], whole["milliseconds"] > 0) == ([["search", "4"]], True)
    assert "No request found" in await steer.refused("GET", "/requests/none")


async def test_where_records_are_bounded_the_answer_is_kept_with_its_secrets_masked(key_file: Path):
    async with Emulator(keep_requests=10, webhook_key_file=key_file) as emulator, api_of(emulator) as api:
        steer = Steered(api, (await api.meeting(title="Standup"))["id"], "")
        await api.participant(steer.meeting_id)
        rows = (await steer.done("GET", "/requests"))["requests"]
        assert rows[1]["answer"]["data"]["title"] == "Standup"
        assert rows[0]["answer"]["data"]["token"] == "…"
        emulator.faults.next(garbage=True)
        async with api.http.get(f"{api.kit}/{emulator.app.id}/meetings"):
            pass
        assert (await steer.done("GET", "/requests"))["requests"][0]["answer"].startswith("<!DOCTYPE html>")


async def test_the_page_is_served_with_its_parts_and_nothing_else(steer: Steered):
    origin = steer.api.emulator.base_url.removesuffix("/client/v4")
    for path, kind in (
        ("/", "text/html"),
        ("/_emulator/page/style.css", "text/css"),
        ("/_emulator/page/main.js", "text/javascript"),
    ):
        async with steer.api.http.get(origin + path) as response:
            assert (response.status, response.content_type) == (200, kind)
            assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for path in ("/_emulator/page/none.js", "/_emulator/page/../serving.py", "/_emulator/page/__init__.py"):
        async with steer.api.http.get(aiohttp.client.URL(origin + path, encoded=True)) as response:
            assert response.status == 400


async def test_faults_are_armed_shown_met_and_cleared(steer: Steered):
    await steer.done("POST", "/faults", {"status": 429, "retry_after": 2, "times": 2, "path": "/meetings"})
    await steer.done("POST", "/faults/hold", {"number": 2, "method": "GET", "path": "/presets"})
    armed = (await steer.done("GET", "/faults"))["faults"]
    assert armed == [
        {"method": None, "path": "/meetings", "left": 2, "trouble": {"status": 429, "retry_after": 2}},
        {"method": "GET", "path": "/presets", "left": 2, "trouble": {"hold": 2}},
    ]
    met = await steer.api("GET", "/meetings")
    assert (met.status, met.headers["Retry-After"]) == (429, "2")
    await steer.done("DELETE", "/faults")
    assert (await steer.done("GET", "/faults"))["faults"] == []
    assert (await steer.api("GET", "/meetings")).status == 200
    await steer.done("POST", "/files/faults", {"status": 503, "times": None})
    await steer.done("DELETE", "/files/faults")


async def test_the_clock_is_moved(steer: Steered):
    moved = await steer.done("POST", "/clock", {"advance": 3600})
    assert moved == {"now": "2026-03-02T13:00:00.000Z"}
    assert (await steer.done("GET", "/state"))["clock"]["now"] == moved["now"]


async def test_everything_begins_anew_at_the_same_place(steer: Steered):
    emulator = steer.api.emulator
    credentials = emulator.credentials
    await steer.done("POST", "/faults", {"status": 500, "times": None})
    await steer.done("POST", "/reset")
    assert emulator.credentials == credentials
    assert (await steer.api("GET", "/meetings")).data == []
    assert len(emulator.requests) == 1
    await steer.done("POST", "/reset", {"seed": 7})
    first = [preset["id"] for preset in (await steer.api("GET", "/presets")).data]
    await steer.done("POST", "/reset", {"seed": 7})
    assert [preset["id"] for preset in (await steer.api("GET", "/presets")).data] == first
    assert emulator.errors == []


async def test_a_past_comes_back_with_a_seed():
    async with Emulator(clock=Clock(NOON), lively=True) as emulator, api_of(emulator) as api:
        steer = Steered(api, "", "")
        await steer.done("POST", "/reset", {"seed": 7})
        assert (await api("GET", "/meetings")).json["paging"]["total_count"] == 25
        assert (await api("GET", "/recordings?status=UPLOADED")).json["paging"]["total_count"] > 0


async def test_a_delivery_is_sent_again(steer: Steered, receiver: Receiver):
    hook = {"name": "all", "url": receiver.url, "events": ["meeting.participantJoined"]}
    hook_id = (await steer.api("POST", "/webhooks", hook)).data["id"]
    await steer.done("POST", f"/meetings/{steer.meeting_id}/join", {"name": "Grace"})
    await receiver.arrival(1)
    await steer.api.emulator.deliveries.settled()
    (sent,) = (await steer.done("GET", "/deliveries"))["deliveries"]
    assert (sent["webhook_id"], sent["event"], sent["status"]) == (hook_id, "meeting.participantJoined", 200)
    await steer.done("POST", f"/deliveries/{sent['id']}/again")
    await receiver.arrival(2)
    assert receiver.arrived[0].body == receiver.arrived[1].body
    assert receiver.arrived[0].headers["rtk-uuid"] != receiver.arrived[1].headers["rtk-uuid"]
    await steer.api("DELETE", f"/webhooks/{hook_id}")
    assert "deleted since" in await steer.refused("POST", f"/deliveries/{sent['id']}/again")


# ── what there is ──


async def test_the_state_shows_who_is_where(steer: Steered):
    state = await steer.done("GET", "/state")
    (meeting,) = state["apps"][0]["meetings"]
    assert (meeting["title"], meeting["livestream"]["status"]) == ("Standup", "INVOKED")
    assert [peer["name"] for peer in meeting["session"]["present"]] == ["Ada"]
    assert [recording["status"] for recording in meeting["recordings"]] == ["INVOKED"]
    assert (state["app_id"], state["is_lively"]) == (steer.api.emulator.app.id, False)


async def test_requests_are_shown_with_their_secrets_masked(steer: Steered):
    storage = {"type": "aws", "access_key": "AKIA-SECRET", "secret": "S3-SECRET", "bucket": "b"}
    await steer.api.meeting(recording_config={"storage_config": storage})
    shown = await steer.done("GET", "/requests?limit=1")
    (request,) = shown["requests"]
    assert (request["method"], request["route"], request["status"]) == ("POST", "/{app_id}/meetings", 201)
    assert request["headers"]["Authorization"] == "…"
    assert request["body"]["recording_config"]["storage_config"]["bucket"] == "b"
    text = repr(await steer.done("GET", "/requests"))
    assert "SECRET" not in text
    assert steer.api.emulator.world.api_token not in text
    assert shown["count"] == 4


async def test_steering_is_no_request_and_meets_no_fault(steer: Steered):
    before = len(steer.api.emulator.requests)
    await steer.done("POST", "/faults", {"status": 500, "times": None})
    await steer.done("GET", "/state")
    assert len(steer.api.emulator.requests) == before


# ── bad input ──


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/meetings/{meeting}/join", {"nam": "Ada"}, '"nam" is not allowed'),
        ("/meetings/{meeting}/join", {"name": 3}, '"name" is invalid'),
        ("/meetings/{meeting}/join", {}, "say who, or give the name"),
        ("/meetings/{meeting}/join", b"{", "the body must be valid JSON"),
        ("/meetings/{meeting}/join", {"name": "Ada", "preset_name": "x"}, "No preset found with name x"),
        ("/meetings/none/join", {"name": "Ada"}, "No meeting found with id none: /_emulator/state shows"),
        ("/meetings/{meeting}/says", {"who": "Ada"}, '"text" is required'),
        ("/meetings/{meeting}/says", {"who": "Bob", "text": "x"}, "is Bob"),
        ("/meetings/{meeting}/sings", {"who": "Ada"}, "/_emulator/openapi.json lists"),
        ("/meetings/{meeting}/end", {"reason": "TIRED"}, '"reason" is invalid'),
        ("/recordings/none/advance", None, "No recording found"),
        ("/faults", {"status": 999}, "status: 999 is no final status"),
        ("/faults", {"drop": "after", "status": 500}, "drop: there is no answer"),
        ("/faults", {"times": 3}, "nothing would go wrong"),
        ("/faults", {"status": 500, "times": 0}, "times: at least once"),
        ("/faults", {"colour": "red"}, '"colour" is not allowed'),
        ("/clock", {"advance": -1}, "advance: time moves forward only"),
        ("/clock", {"advance": 1e12}, "advance: time would lie beyond"),
        ("/clock", b'{"advance": 1e999}', "advance"),
        ("/clock", {}, '"advance" is required'),
        ("/deliveries/none/again", None, "No delivery found"),
        ("/agents/drop", {"connection_id": "none"}, "No connection found"),
        ("/agents/refuse-next", {"status": 200, "code": "OK"}, "status: 200 is no error"),
        ("/reset", {"seed": "seven"}, '"seed" is invalid'),
        ("/", None, "lists"),
    ],
)
async def test_bad_input_is_refused_in_a_sentence_and_nothing_is_done(
    steer: Steered, path: str, body: Any, message: str
):
    emulator = steer.api.emulator
    before = await steer.done("GET", "/state")
    assert message in await steer.refused("POST", path.replace("{meeting}", steer.meeting_id), body)
    assert await steer.done("GET", "/state") == before
    assert (emulator.faults.armed, emulator.errors) == ([], [])


@pytest.mark.parametrize("route", WITH_BODY, ids=[route.template for route in WITH_BODY])
async def test_every_verb_refuses_what_it_does_not_know(steer: Steered, route: Route):
    path = re.sub(r"{\w+}", "none", route.template)
    assert await steer.refused("POST", path, {"surplus": 1}) == '"surplus" is not allowed'
    assert "must be valid JSON" in await steer.refused("POST", path, b"\xff")
    assert await steer.refused("POST", path, [])


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
async def test_a_list_has_a_limit(steer: Steered, limit: str):
    assert '"limit" is invalid' in await steer.refused("GET", f"/requests?limit={limit}")


async def test_a_body_without_end_is_refused(steer: Steered):
    status, answer = await steer("POST", "/reset", io.BytesIO(b"[" * (2 << 20)))
    assert (status, answer["error"]["code"]) == (413, 413)


# ── who may ──


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example"},
        {"Host": "127.0.0.1.attacker.example:80"},
        {"Host": "emulator:80"},
        {"Host": "[nonsense"},
        {"Host": "attacker.example@127.0.0.1"},
        {"Host": "attacker.example@127.0.0.1:80"},
        {"Host": "127.0.0.1:80, attacker.example"},
        {"Host": "127.0.0.1/attacker.example"},
        {"Host": "127.0.0.1:attacker.example"},
        {"Host": "127.0.0.1?attacker.example"},
        {"Host": ""},
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_page_of_the_web_may_not_steer(steer: Steered, headers: dict[str, str]):
    for method, path in (("POST", "/reset"), ("GET", "/state"), ("GET", "/events"), ("GET", "/openapi.json")):
        status, answer = await steer(method, path, headers=headers)
        assert status == 403
        assert answer["error"]["message"].startswith(next(iter(headers)))
    assert steer.meeting_id in steer.api.emulator.app.meetings


async def test_the_emulators_own_page_and_programs_may(steer: Steered):
    port = steer.api.emulator.base_url.partition("//")[2].partition("/")[0].rpartition(":")[2]
    for name in ("127.0.0.1", "localhost", "[::1]"):
        host = f"{name}:{port}"
        own = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert (await steer("GET", "/state", headers=own))[0] == 200


async def test_each_answer_is_a_line_of_its_own_in_a_terminal(steer: Steered):
    origin = steer.api.emulator.base_url.removesuffix("/client/v4")
    for path in ("clock", "nothing"):
        async with steer.api.http.post(f"{origin}/_emulator/{path}", json={"advance": 1}) as response:
            text = await response.text()
            assert (text.count("\n"), text[-1]) == (1, "\n")


async def test_no_answer_lets_another_site_read_it(steer: Steered):
    origin = steer.api.emulator.base_url.removesuffix("/client/v4")
    async with steer.api.http.options(f"{origin}/_emulator/state") as response:
        assert response.status == 400
        assert not [name for name in response.headers if name.lower().startswith("access-control")]


async def test_beyond_loopback_addresses_and_bare_names_may_steer():
    async with Emulator(host="0.0.0.0", meetings=0) as emulator, api_of(emulator) as api:  # noqa: S104 - to be reached
        steer = Steered(api, "", "")
        for host, status in (("192.0.2.7:80", 200), ("emulator", 200), ("attacker.example", 403)):
            assert (await steer("GET", "/state", headers={"Host": host}))[0] == status


# ── the description ──


async def test_the_description_lists_every_verb_with_its_body(steer: Steered):
    description = await steer.done("GET", "/openapi.json")
    assert description["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, verbs in description["paths"].items() for method in verbs}
    expected = {(route.method, route.prefix + route.template) for route in POSSIBLE}
    assert described == expected | {("GET", "/_emulator/events")}
    join = description["paths"]["/_emulator/meetings/{meeting_id}/join"]["post"]
    name = join["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fields = {"who", "name", "preset_name", "custom_participant_id"}
    assert set(description["components"]["schemas"][name]["properties"]) == fields
    identifiers = [verb["operationId"] for verbs in description["paths"].values() for verb in verbs.values()]
    assert len(set(identifiers)) == len(identifiers)
    assert all(verb["summary"] for verbs in description["paths"].values() for verb in verbs.values())


# ── the stream ──


class Event(NamedTuple):
    id: str
    kind: str
    data: Any


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in response.content:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name in ("id", "event", "data"):
            fields[name] = value
        elif fields:
            yield Event(fields["id"], fields["event"], msgspec.json.decode(fields["data"]))
            fields = {}


async def first(steer: Steered, number: int, **headers: str) -> list[Event]:
    """Read the first events of a stream that is already there, then break it off."""
    origin = steer.api.emulator.base_url.removesuffix("/client/v4")
    found: list[Event] = []
    async with (
        asyncio.timeout(10),
        steer.api.http.get(f"{origin}/_emulator/events", headers=headers) as response,
    ):
        assert response.content_type == "text/event-stream"
        async for event in events(response):
            found.append(event)
            if event.kind == "hello" and len(found) == 1:
                await steer.api("GET", "/meetings")
                await steer.done("POST", f"/meetings/{steer.meeting_id}/join", {"name": "Grace"})
            if len(found) == number:
                return found
    raise AssertionError("the stream has ended")


async def test_what_happens_is_streamed_and_goes_on_where_it_broke_off(steer: Steered):
    hello, request, joined = await first(steer, 3)
    assert (hello.kind, request.kind, joined.kind) == ("hello", "request", "happened")
    assert (request.data["operation"], request.data["status"]) == ("meetings_list", 200)
    assert (joined.data["event"], joined.data["name"]) == ("meeting.participantJoined", "Grace")
    await steer.done(
        "POST", f"/meetings/{steer.meeting_id}/chats", {"who": "Grace", "text": "while you were away"}
    )
    _, missed, steered, chat = await first(steer, 4, **{"Last-Event-ID": request.id})
    assert missed == joined
    assert (steered.kind, steered.data["path"]) == ("steered", f"/_emulator/meetings/{steer.meeting_id}/join")
    assert (chat.data["event"], chat.data["text"]) == ("chat.received", "while you were away")


async def test_nothing_is_written_down_before_somebody_looks():
    journal = Journal()
    journal.add("request", dict)
    assert (journal.newest, journal.since(0)) == (0, [])
    watcher = journal.watch()
    for number in range(3):
        journal.add("request", lambda number=number: {"number": number})
    assert await watcher.wait(5)
    assert [entry.show() for entry in journal.since(1)] == [{"number": 1}, {"number": 2}]


async def test_who_was_away_for_too_long_or_comes_from_another_run_is_told(steer: Steered):
    hello, *_ = await first(steer, 2)
    for _ in range(1001):
        steer.api.emulator.simulate.chats(steer.meeting_id, "Ada", "again")
    _, missed, _ = await first(steer, 3, **{"Last-Event-ID": hello.id})
    assert missed.kind == "missed"
    _, missed, _ = await first(steer, 3, **{"Last-Event-ID": "another-7"})
    assert missed.kind == "missed"


@pytest.mark.parametrize("last", ["", "x", "-", "x-y", "\u00b2"])
async def test_a_position_that_is_none_is_no_obstacle(steer: Steered, last: str):
    kinds = [event.kind for event in await first(steer, 2, **{"Last-Event-ID": last})]
    assert kinds[0] == "hello"
