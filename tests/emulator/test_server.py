"""Who may ask, what the envelopes look like, and what is written down."""

import asyncio
import logging

import pytest
from yarl import URL

from realtimekit_async.emulator import Emulator

from .conftest import Api, api_of, arrival

GATEWAY = {"success": False, "messages": [], "result": None}


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer wrong"}, {"Authorization": ""}])
async def test_a_wrong_or_missing_token_is_answered_401_by_the_gateway(api: Api, headers: dict[str, str]):
    reply = await api("GET", "/meetings", headers=headers)
    assert reply.status == 401
    assert reply.json == GATEWAY | {"errors": [{"code": 10000, "message": "Authentication error"}]}


@pytest.mark.parametrize(
    "path", ["/accounts/bad/realtime/kit/apps", "/accounts/{account}/realtime/kit/bad/presets"]
)
async def test_a_wrong_account_or_app_cannot_be_routed(api: Api, path: str):
    path = path.replace("{account}", api.emulator.world.account_id)
    reply = await api.send("GET", api.emulator.base_url + path)
    assert (reply.status, reply.json["errors"][0]["code"]) == (404, 7003)
    assert path in reply.json["errors"][0]["message"]


async def test_the_token_is_looked_at_before_the_account(api: Api):
    url = f"{api.emulator.base_url}/accounts/bad/realtime/kit/apps"
    assert (await api.send("GET", url, headers={"Authorization": "Bearer wrong"})).status == 401


async def test_an_unknown_path_and_an_unknown_method_are_refused_by_the_gateway(api: Api):
    unknown = await api("GET", "/meetingz")
    assert (unknown.status, unknown.json["errors"][0]["code"]) == (404, 7000)
    method = await api("DELETE", "/meetings")
    assert (method.status, method.json["errors"][0]["code"]) == (405, 7001)


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"nope"])
async def test_a_body_that_is_no_json_is_refused(api: Api, raw: bytes):
    reply = await api("POST", "/meetings", data=raw)
    assert reply.status == 400
    assert reply.json == {"success": False, "error": {"code": 400, "message": "the body must be valid JSON"}}
    assert api.emulator.requests[-1].raw == raw
    assert api.emulator.requests[-1].body is None


@pytest.mark.parametrize("raw", [b"[1]", b"null", b'"text"', b"[" * 100_000])
async def test_a_body_that_is_no_object_is_refused(api: Api, raw: bytes):
    assert (await api("POST", "/meetings", data=raw)).status == 400


async def test_an_empty_body_is_an_empty_object(api: Api):
    assert (await api("POST", "/meetings")).status == 201
    assert (await api("POST", "/webhooks")).json["error"]["message"] == '"name" is required'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": "n"}, '"url" is required'),
        ({"name": "n", "colour": "red"}, '"colour" is not allowed'),
        ({"name": 3}, '"name" is invalid: Expected `str`, got `int`'),
        (
            {"name": "n", "url": "https://a.example", "events": ["tea.ready"]},
            "\"events[0]\" is invalid: Invalid enum value 'tea.ready'",
        ),
    ],
)
async def test_a_refusal_says_which_key_is_wrong_and_how(api: Api, body: dict[str, object], message: str):
    assert (await api("POST", "/webhooks", body)).json["error"]["message"] == message


async def test_a_refusal_names_a_key_deep_in_a_body_by_its_path(api: Api):
    reply = await api("POST", "/meetings", {"ai_config": {"summarization": {"words": 200}}})
    assert reply.json["error"]["message"] == '"ai_config.summarization.words" is not allowed'


async def test_every_answer_has_a_ray_id_of_its_own(api: Api):
    replies = [await api("GET", "/meetings"), await api("GET", "/nothing"), await api("POST", "/meetings", [])]
    rays = [reply.headers["cf-ray"] for reply in replies]
    assert len({*rays}) == 3
    assert rays == [request.ray_id for request in api.emulator.requests]


async def test_what_arrived_is_written_down(api: Api):
    meeting = await api.meeting(title="Standup")
    await api("GET", f"/meetings/{meeting['id']}?name=a&name=b")
    create, get = api.emulator.requests
    assert (create.method, create.route, create.operation, create.status) == (
        "POST",
        "/{app_id}/meetings",
        "meetings_create",
        201,
    )
    assert create.body == {"title": "Standup"}
    assert get.path.endswith(f"/{api.emulator.app.id}/meetings/{meeting['id']}")
    assert get.query == [("name", "a"), ("name", "b")]
    assert get.headers["authorization"] == f"Bearer {api.emulator.world.api_token}"
    assert api.emulator.world.api_token not in repr(api.emulator.requests)
    api.emulator.requests.clear()
    assert api.emulator.requests == []


async def test_an_id_with_a_slash_stays_one_segment(api: Api):
    reply = await api.send("GET", f"{api.kit}/{api.emulator.app.id}/meetings/a%2Fpresets")
    assert reply.status == 404
    assert reply.json["error"]["message"] == "No meeting found with id a/presets"


async def test_a_user_token_and_an_account_token_can_be_verified(api: Api):
    base, account = api.emulator.base_url, api.emulator.world.account_id
    for url in (f"{base}/user/tokens/verify", f"{base}/accounts/{account}/tokens/verify"):
        reply = await api.send("GET", url)
        assert (reply.status, reply.json["result"]["status"]) == (200, "active")
        assert reply.json["messages"][0]["code"] == 10000
        wrong = await api.send("GET", url, headers={"Authorization": "Bearer wrong"})
        assert (wrong.status, wrong.json["errors"]) == (401, [{"code": 1000, "message": "Invalid API Token"}])


async def test_an_upload_that_breaks_off_changes_nothing(emulator: Emulator, caplog: pytest.LogCaptureFixture):
    _, writer = await asyncio.open_connection("127.0.0.1", URL(emulator.base_url).port)
    writer.write(b"POST /client/v4/x HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    async with api_of(emulator) as api:
        assert (await api("GET", "/meetings")).data == []
    assert [request.method for request in emulator.requests] == ["GET"]
    assert not [record for record in caplog.records if record.name.startswith(("aiohttp", "realtimekit"))]


async def test_a_defect_of_the_emulator_is_answered_500_and_kept(caplog: pytest.LogCaptureFixture):
    async with Emulator() as emulator, api_of(emulator) as api:
        emulator.app.meetings["broken"] = None  # type: ignore[assignment] - the defect
        with caplog.at_level(logging.CRITICAL, "realtimekit_async.emulator"):
            reply = await api("GET", "/meetings/broken")
        assert reply.status == 500
        assert [type(error) for error in emulator.errors] == [AttributeError]


async def test_credentials_and_environment_name_the_same_place(emulator: Emulator):
    credentials = emulator.credentials
    assert credentials["base_url"].endswith("/client/v4")
    assert emulator.environment == {
        "CLOUDFLARE_ACCOUNT_ID": credentials["account_id"],
        "REALTIMEKIT_APP_ID": credentials["app_id"],
        "CLOUDFLARE_API_TOKEN": credentials["api_token"],
        "REALTIMEKIT_BASE_URL": credentials["base_url"],
        "REALTIMEKIT_WEBHOOK_KEYS_URL": emulator.webhook_key_url,
    }
    assert credentials["api_token"] not in repr(emulator) + repr(emulator.world)


async def test_credentials_can_be_chosen():
    async with Emulator(account_id="a" * 32, app_id="app", api_token="secret") as emulator:
        chosen = {**emulator.credentials}
        del chosen["base_url"]
        assert chosen == {"account_id": "a" * 32, "app_id": "app", "api_token": "secret"}


def test_an_emulator_that_does_not_run_has_no_address():
    emulator = Emulator()
    assert repr(emulator) == "<Emulator not running>"
    with pytest.raises(RuntimeError, match="not running"):
        emulator.base_url  # noqa: B018 - asking is the test


async def test_an_emulator_runs_once_at_a_time_and_again_after_closing():
    emulator = Emulator()
    await emulator.start()
    with pytest.raises(RuntimeError, match="running already"):
        await emulator.start()
    await emulator.aclose()
    await emulator.aclose()
    async with emulator, api_of(emulator) as api:
        assert (await api("GET", "/meetings")).status == 200


async def test_requests_need_not_be_kept():
    async with Emulator(keep_requests=False) as emulator, api_of(emulator) as api:
        assert (await api("GET", "/meetings")).status == 200
        assert emulator.requests == []


async def test_closing_ends_what_is_held_back(emulator: Emulator, api: Api):
    emulator.faults.hold(2)
    waiting = asyncio.ensure_future(api("GET", "/meetings"))
    await arrival(emulator)
    await emulator.aclose()
    assert (await waiting).status == 200


def test_on_a_thread_a_start_that_fails_is_raised_where_it_was_asked_for():
    with pytest.raises(OSError, match="bind"), Emulator(host="203.0.113.1"):
        pass


@pytest.mark.parametrize(
    "options",
    [
        {"shapes": "imagined"},
        {"quota": (0, 300)},
        {"quota": (10, 0)},
        {"meetings": -1},
        {"meetings": 0, "sessions": 3},
        {"sessions": 1, "recordings": 2},
    ],
)
def test_options_that_make_no_sense_are_refused_by_name(options: dict[str, object]):
    with pytest.raises(ValueError, match=r"^(shapes|quota|meetings|recordings): "):
        Emulator(**options)  # type: ignore[arg-type] - wrong on purpose


async def test_the_emulator_makes_clients_of_the_library(emulator: Emulator):
    async with emulator.client(timeout=5.0) as client:
        meeting = await client.meetings.create(title="Standup")
    assert emulator.app.meetings[meeting.id].settings["title"] == "Standup"
