"""What agents may ask for."""

from typing import Any

import pytest

from .plain_agent import Meeting

PING = {"category": "request", "request_id": "r1", "name": "connection.ping", "data": {}}


def result(name: str | None, data: Any, error: str | None = None, request_id: str | None = "r1") -> dict[str, Any]:
    return {"category": "result", "request_id": request_id, "name": name, "data": data, "error": error}


async def test_a_connection_tells_its_id_and_its_subscriptions(meeting: Meeting):
    agent = await meeting.joined(subscriptions="broadcast,transcript")
    connection = {"id": meeting.connection.id, "subscriptions": ["transcript", "broadcast"]}
    assert await agent.ask("connection.get") == result("connection.get", {"connection": connection})


async def test_a_heartbeat_is_answered_and_written_down(meeting: Meeting):
    agent = await meeting.joined()
    for request_id in ("a", "b" * 128):
        answer = await agent.ask("connection.ping", request_id)
        assert answer == result("connection.ping", {}, request_id=request_id)
    assert meeting.connection.requests == ["connection.ping"] * 2


@pytest.mark.parametrize(
    ("sent", "request_id", "name", "code"),
    [
        (PING | {"name": "chat.send"}, "r1", "chat.send", "UNSUPPORTED_REQUEST"),
        (PING | {"category": "message"}, "r1", "connection.ping", "INVALID_REQUEST"),
        (PING | {"request_id": ""}, None, "connection.ping", "INVALID_REQUEST"),
        (PING | {"request_id": "b" * 129}, None, "connection.ping", "INVALID_REQUEST"),
        (PING | {"request_id": 7}, None, "connection.ping", "INVALID_REQUEST"),
        (PING | {"name": None}, "r1", None, "INVALID_REQUEST"),
        (PING | {"data": []}, "r1", "connection.ping", "INVALID_REQUEST"),
        ({"category": "request"}, None, None, "INVALID_REQUEST"),
        ([], None, None, "INVALID_REQUEST"),
        ("nonsense", None, None, "INVALID_REQUEST"),
        ("[" * 100_000, None, None, "INVALID_REQUEST"),
    ],
)
async def test_a_request_that_is_wrong_is_answered_and_the_socket_stays_open(
    meeting: Meeting, sent: Any, request_id: str | None, name: str | None, code: str
):
    agent = await meeting.joined()
    await agent.send(sent)
    answer = await agent.frame()
    error = answer.pop("error")
    assert answer | {"error": None} == result(name, None, request_id=request_id)
    assert error == {"code": code, "message": error["message"]}
    assert (await agent.ask("connection.ping"))["error"] is None


async def test_a_binary_frame_is_no_request(meeting: Meeting):
    agent = await meeting.joined()
    await agent.web_socket.send_bytes(b"{}")
    assert (await agent.frame())["error"]["code"] == "INVALID_REQUEST"


async def test_what_a_request_holds_beyond_the_documented_is_ignored(meeting: Meeting):
    agent = await meeting.joined()
    await agent.send(PING | {"sent_at": 1, "data": {"x": 1}})
    assert await agent.frame() == result("connection.ping", {})


async def test_a_ping_of_the_websocket_itself_is_answered(meeting: Meeting):
    agent = await meeting.joined()
    await agent.web_socket.ping(b"there?")
    assert (await agent.ask("connection.ping"))["error"] is None


@pytest.mark.parametrize("code", ["INTERNAL_ERROR", "INVALID_REQUEST", "UNSUPPORTED_REQUEST"])
async def test_the_next_requests_can_be_made_to_fail(meeting: Meeting, code: str):
    agent = await meeting.joined()
    meeting.emulator.agents.fail_next_request(code, times=2)
    for name in ("connection.get", "connection.ping"):
        answer = await agent.ask(name)
        assert (answer["name"], answer["data"], answer["error"]["code"]) == (name, None, code)
    assert (await agent.ask("connection.get"))["error"] is None


async def test_heartbeats_can_be_left_without_an_answer(meeting: Meeting):
    agent = await meeting.joined()
    meeting.emulator.agents.mute_heartbeats()
    await agent.send(PING)
    assert (await agent.ask("connection.get", "after"))["request_id"] == "after"
    meeting.emulator.agents.unmute_heartbeats()
    assert (await agent.ask("connection.ping", "later"))["request_id"] == "later"
    assert meeting.connection.requests == ["connection.ping", "connection.get", "connection.ping"]
