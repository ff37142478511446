"""Trouble on request, as a client over a socket meets it."""

import asyncio
from typing import Any

import aiohttp
import pytest

from realtimekit_async.emulator import Emulator

from .conftest import Api, arrival


async def raw(api: Api, method: str = "POST", path: str = "/meetings") -> tuple[int, str, bytes]:
    """Send a request whose answer need not be JSON."""
    url = f"{api.kit}/{api.emulator.app.id}{path}"
    headers = {"Authorization": f"Bearer {api.emulator.world.api_token}"}
    async with api.http.request(method, url, headers=headers) as response:
        return response.status, response.content_type, await response.read()


def meetings(emulator: Emulator) -> int:
    return len(emulator.app.meetings)


async def test_a_scripted_status_is_answered_once_without_acting(api: Api, emulator: Emulator):
    emulator.faults.next(status=429, retry_after=2, headers={"X-Why": "test"})
    first, second = await api("POST", "/meetings"), await api("POST", "/meetings")
    assert (first.status, second.status) == (429, 201)
    assert (first.headers["Retry-After"], first.headers["X-Why"]) == ("2", "test")
    assert (first.json["success"], first.json["errors"][0]["code"]) == (False, 429)
    assert meetings(emulator) == 1
    assert [request.status for request in emulator.requests] == [429, 201]


async def test_a_scripted_status_may_come_after_acting(api: Api, emulator: Emulator):
    emulator.faults.next(status=502, act=True)
    assert (await api("POST", "/meetings")).status == 502
    assert meetings(emulator) == 1


@pytest.mark.parametrize("retry_after", ["Wed, 21 Oct 2026 07:28:00 GMT", "soon", 0, 1.5])
async def test_retry_after_may_be_anything(api: Api, emulator: Emulator, retry_after: Any):
    emulator.faults.next(status=503, retry_after=retry_after)
    assert (await api("POST", "/meetings")).headers["Retry-After"] == str(retry_after)


async def test_a_2xx_may_say_that_it_failed(api: Api, emulator: Emulator):
    emulator.faults.next(status=200)
    assert (await api("POST", "/meetings")).json["success"] is False


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ({"success": False}, "application/json", b'{"success":false}'),
        ([1], "application/json", b"[1]"),
        ("<html>", "text/html", b"<html>"),
        (b"\xff", "text/html", b"\xff"),
    ],
)
async def test_a_scripted_body_is_sent_as_it_is(
    api: Api, emulator: Emulator, body: Any, kind: str, expected: bytes
):
    emulator.faults.next(status=500, body=body)
    assert await raw(api) == (500, kind, expected)


async def test_a_204_has_no_body(api: Api, emulator: Emulator):
    emulator.faults.next(status=204)
    status, _, body = await raw(api)
    assert (status, body) == (204, b"")


@pytest.mark.parametrize(("drop", "effects"), [("before", 0), ("after", 1)])
async def test_a_dropped_connection_gives_no_answer(api: Api, emulator: Emulator, drop: Any, effects: int):
    emulator.faults.next(drop=drop)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api("POST", "/meetings")
    assert meetings(emulator) == effects
    assert emulator.requests[0].status is None


async def test_a_connection_may_be_reset(api: Api, emulator: Emulator):
    emulator.faults.next(drop="before", reset=True)
    with pytest.raises(aiohttp.ClientOSError):
        await api("POST", "/meetings")


async def test_an_answer_is_cut_in_the_middle(api: Api, emulator: Emulator):
    emulator.faults.next(truncate=True)
    with pytest.raises(aiohttp.ClientPayloadError):
        await api("POST", "/meetings")
    assert meetings(emulator) == 1


async def test_a_scripted_error_may_be_cut_too(api: Api, emulator: Emulator):
    emulator.faults.next(status=500, truncate=True)
    url = f"{api.kit}/{emulator.app.id}/meetings"
    async with api.http.get(url) as response:
        assert response.status == 500
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


@pytest.mark.parametrize(("status", "answered"), [(None, 200), (502, 502)])
async def test_garbage_is_html_where_json_was_due(api: Api, emulator: Emulator, status: int | None, answered: int):
    emulator.faults.next(garbage=True, status=status)
    got, kind, body = await raw(api)
    assert (got, kind, body[:9]) == (answered, "text/html", b"<!DOCTYPE")
    assert meetings(emulator) == 1


async def test_a_delay_comes_before_acting(api: Api, emulator: Emulator):
    emulator.faults.next(delay=0.01)
    waiting = asyncio.ensure_future(api("POST", "/meetings"))
    await arrival(emulator)
    assert meetings(emulator) == 0
    assert (await waiting).status == 201


async def test_a_fault_hits_as_often_as_it_is_told(api: Api, emulator: Emulator):
    emulator.faults.next(status=500, times=2)
    assert [(await api("GET", "/meetings")).status for _ in range(3)] == [500, 500, 200]
    emulator.faults.next(status=503, times=None)
    assert [(await api("GET", "/meetings")).status for _ in range(3)] == [503, 503, 503]
    emulator.faults.clear()
    assert (await api("GET", "/meetings")).status == 200


async def test_faults_come_in_the_order_of_the_script(api: Api, emulator: Emulator):
    emulator.faults.next(status=500)
    emulator.faults.next(status=503)
    assert [(await api("GET", "/meetings")).status for _ in range(3)] == [500, 503, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/meetings/{meeting_id}",
        "/{app_id}/meetings/{meeting_id}",
        "/meetings/one",
        "/meetings/*",
        "*/meetings/one",
        "/client/v4/accounts/*/realtime/kit/*/meetings/one",
    ],
)
async def test_a_fault_is_aimed_at_a_method_and_a_path(api: Api, emulator: Emulator, path: str):
    emulator.faults.next(status=500, method="get", path=path)
    assert (await api("PATCH", "/meetings/one", {})).status == 404
    assert (await api("GET", "/meetings")).status == 200
    assert (await api("GET", "/meetings/one")).status == 500


async def test_held_requests_all_arrive_before_the_first_is_answered(api: Api, emulator: Emulator):
    emulator.faults.hold(3, method="POST", path="/meetings")
    first = [asyncio.ensure_future(api("POST", "/meetings")) for _ in range(2)]
    await arrival(emulator, 2)
    assert (await api("GET", "/meetings")).data == []
    assert not any(task.done() for task in first)
    assert (await api("POST", "/meetings")).status == 201
    assert [reply.status for reply in await asyncio.gather(*first)] == [201, 201]


async def test_held_requests_race_for_one_custom_id(api: Api, emulator: Emulator):
    meeting = await api.meeting()
    path = f"/meetings/{meeting['id']}/participants"
    body = {"custom_participant_id": "u", "preset_name": "group_call_host"}
    emulator.faults.hold(2, path="/meetings/*/participants")
    replies = await asyncio.gather(api("POST", path, body), api("POST", path, body))
    assert sorted(reply.status for reply in replies) == [201, 409]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({}, "nothing"),
        ({"status": 99}, "status"),
        ({"retry_after": 2}, "status"),
        ({"delay": -1}, "delay"),
        ({"status": 500, "times": 0}, "times"),
        ({"drop": "sideways"}, "drop"),
        ({"drop": "after", "status": 500}, "drop"),
        ({"delay": 1, "reset": True}, "reset"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_at_once(arguments: dict[str, Any], named: str):
    with pytest.raises(ValueError, match=named):
        Emulator().faults.next(**arguments)


def test_a_trouble_that_does_not_exist_is_named():
    with pytest.raises(TypeError, match=r"^mood: no such trouble"):
        Emulator().faults.next(mood="bad")  # type: ignore[call-arg] - wrong on purpose


@pytest.mark.parametrize("arguments", [{"method": 7}, {"path": b"/meetings"}])
def test_a_fault_is_aimed_with_text(arguments: dict[str, Any]):
    with pytest.raises(TypeError, match=next(iter(arguments))):
        Emulator().faults.next(status=500, **arguments)


def test_at_least_one_request_is_held():
    with pytest.raises(ValueError, match="number"):
        Emulator().faults.hold(0)
