"""Who gets a WebSocket, and how everybody else is refused."""

from typing import Any

import msgspec
import pytest

from realtimekit_async.emulator import Emulator

from .conftest import Api, api_of, meeting_of
from .plain_agent import SUBPROTOCOL, Meeting

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": SUBPROTOCOL,
}


async def refusal(meeting: Meeting, query: str, **headers: str | None) -> tuple[int, Any]:
    """Ask for an upgrade that is refused; a header that is None is left out."""
    given = UPGRADE | {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in given.items() if value is not None}
    async with meeting.api.http.get(f"{meeting.emulator.agent_url}{query}", headers=sent) as response:
        assert response.content_type == "application/json"
        return response.status, msgspec.json.decode(await response.read())


@pytest.mark.parametrize(
    ("query", "headers", "status", "code"),
    [
        ("", {"Sec_WebSocket_Protocol": None}, 400, "BAD_REQUEST"),
        ("", {"Sec_WebSocket_Protocol": "realtimekit.v2, graphql-ws"}, 400, "BAD_REQUEST"),
        ("", {"Upgrade": None, "Connection": None}, 400, "BAD_REQUEST"),
        ("?subscriptions=transcript,chat", {}, 400, "INVALID_QUERY"),
        ("?subscriptions=", {}, 400, "INVALID_QUERY"),
        ("?subscriptions=Transcript", {}, 400, "INVALID_QUERY"),
        ("?subscriptions=transcript&follow=1", {}, 400, "INVALID_QUERY"),
        ("?connection_id=", {}, 400, "INVALID_QUERY"),
        ("", {"Authorization": None}, 401, "UNAUTHENTICATED"),
        ("", {"Authorization": "Bearer"}, 401, "UNAUTHENTICATED"),
        ("", {"Authorization": "Bearer a.b.c"}, 401, "UNAUTHENTICATED"),
        ("", {"Authorization": "Basic {token}"}, 401, "UNAUTHENTICATED"),
        ("", {"Authorization": "Bearer {token}x"}, 401, "UNAUTHENTICATED"),
        ("?connection_id=none", {}, 404, "CONNECTION_NOT_FOUND"),
    ],
)
async def test_an_upgrade_is_refused_in_the_documented_shape(
    meeting: Meeting, query: str, headers: dict[str, str | None], status: int, code: str
):
    token = await meeting.token()
    given = {"Authorization": "Bearer {token}"} | headers
    filled = {name: value and value.replace("{token}", token) for name, value in given.items()}
    answered, body = await refusal(meeting, query, **filled)
    assert answered == status
    message = body["error"].pop("message")
    assert body == {"success": False, "error": {"code": code, "retryable": False}}
    assert isinstance(message, str)
    assert token not in message
    assert meeting.emulator.agents.connections == []


async def test_the_api_token_is_no_participant_token(meeting: Meeting):
    header = f"Bearer {meeting.emulator.world.api_token}"
    assert (await refusal(meeting, "", Authorization=header))[0] == 401


async def test_a_participant_token_is_valid_for_a_hundred_days(meeting: Meeting):
    token = await meeting.token()
    meeting.emulator.simulate.advance(100 * 24 * 3600 - 1)
    await (await meeting.connect(token)).close()
    meeting.emulator.simulate.advance(1)
    assert (await refusal(meeting, "", Authorization=f"Bearer {token}"))[0] == 401


async def test_a_token_of_another_emulator_is_not_accepted(meeting: Meeting):
    async with Emulator() as other, api_of(other) as api, meeting_of(api) as elsewhere:
        token = await elsewhere.token()
    assert (await refusal(meeting, "", Authorization=f"Bearer {token}"))[0] == 401


async def test_a_connection_of_another_participant_is_not_found(meeting: Meeting):
    agent = await meeting.joined()
    query = f"?connection_id={await agent.connection_id()}"
    other = await meeting.token()
    status, body = await refusal(meeting, query, Authorization=f"Bearer {other}")
    assert (status, body["error"]["code"]) == (404, "CONNECTION_NOT_FOUND")


async def test_an_upgrade_is_answered_with_the_subprotocol_and_without_compression(meeting: Meeting):
    agent = await meeting.connect(await meeting.token())
    assert agent.web_socket.protocol == SUBPROTOCOL
    assert not agent.web_socket.compress


async def test_every_token_of_a_participant_is_accepted(api: Api, meeting: Meeting):
    added = await meeting.participant()
    path = f"/meetings/{meeting.id}/participants/{added['id']}"
    refreshed = (await api("POST", f"{path}/token")).data
    updated = (await api("PATCH", path, {"name": "Scribe"})).data
    for token in (added["token"], refreshed["token"], updated["token"]):
        agent = await meeting.connect(token)
        assert (await agent.event("session.started"))["session"]["meeting_id"] == meeting.id
        assert meeting.connection.participant.id == added["id"]


async def test_the_meeting_is_the_tokens(api: Api, meeting: Meeting):
    await meeting.joined()
    async with meeting_of(api) as other:
        agent = await other.connect(await other.token())
        assert (await agent.event("session.started"))["session"]["meeting_id"] == other.id


@pytest.mark.parametrize(
    ("status", "options", "retryable"), [(503, {}, True), (429, {"retryable": True}, True), (403, {}, False)]
)
async def test_the_next_upgrades_can_be_refused(
    meeting: Meeting, status: int, options: dict[str, Any], *, retryable: bool
):
    meeting.emulator.agents.refuse_next(status, "SCRIPTED", message="not now", times=2, **options)
    error = {"code": "SCRIPTED", "message": "not now", "retryable": retryable}
    for _ in range(2):
        assert await refusal(meeting, "") == (status, {"success": False, "error": error})
    await meeting.joined()


async def test_a_request_that_is_no_proper_websocket_is_refused(meeting: Meeting):
    token = await meeting.token()
    headers = UPGRADE | {"Sec-WebSocket-Version": "6", "Authorization": f"Bearer {token}"}
    async with meeting.api.http.get(meeting.emulator.agent_url, headers=headers) as response:
        assert response.status == 400
    assert meeting.emulator.agents.connections == []


async def test_upgrades_are_no_requests_of_the_rest_api(meeting: Meeting):
    token = await meeting.token()
    before = len(meeting.emulator.requests)
    meeting.emulator.faults.next(status=500)
    agent = await meeting.connect(token)
    await agent.event("session.started")
    assert len(meeting.emulator.requests) == before


def test_the_address_of_agents_is_beside_the_api():
    with Emulator() as emulator:
        assert emulator.agent_url == emulator.base_url.replace("http:", "ws:").replace(
            "/client/v4", "/agent-ws/v1"
        )
