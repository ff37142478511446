"""Meeting objects come and go: the token, the waiting room, the room, and all the ways out of it."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from hypothesis import given, strategies as st

from realtimekit_async.emulator import Emulator
from realtimekit_async.emulator.meeting import requests

from .conftest import Api
from .plain_meeting_object import PlainObject, Refused, Room

JOINED, WAITLISTED, ACTIVE = "participants.joined", "participants.waitlisted", "participants.active"
CLEARED = [
    (f"participants.{name}", "participantsCleared") for name in ("joined", "active", "waitlisted", "pinned")
]


def names(rows: list[dict[str, str]]) -> list[str]:
    return [row["name"] for row in rows]


async def rest_peers(room: Room) -> list[str]:
    """Name who is in the session, as REST shows it."""
    session = room.emulator.app.live_session(room.id)
    reply = await room.api("GET", f"/sessions/{session.id}/participants")
    return [row["display_name"] for row in reply.data["participants"]]


# ── the token ──


async def test_the_host_speaks_first(room: Room):
    hello = await (await room.connect()).receive_json()
    assert hello == {"t": "hello", "v": 1, "host": "emulator"}


async def test_without_its_subprotocol_no_websocket_is_opened(room: Room):
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await room.api.http.ws_connect(room.emulator.meeting_url)
    assert refusal.value.status == 400


async def test_a_meeting_object_knows_itself_and_the_meeting_before_it_joins(room: Room):
    ada = await room.opens(await room.participant("Ada"))
    own, meta = ada.snapshot["self"], ada.snapshot["meta"]
    assert (own["name"], own["userId"], own["roomState"]) == ("Ada", ada.user_id, "init")
    assert (own["roomJoined"], own["audioEnabled"], own["audioTrack"]) == (False, False, None)
    assert (meta["meetingId"], meta["meetingTitle"]) == (room.id, "Standup")
    assert (meta["meetingStartedTimestamp"], meta["sessionId"]) == (None, "")
    assert room.emulator.app.meeting(room.id).session is None


@pytest.mark.parametrize("token", ["", "nobody", "a.b.c", "..", "é.ü.ß", "x" * 100_000])
async def test_a_token_of_nobody_is_refused(room: Room, token: str):
    with pytest.raises(Refused) as refusal:
        await room.opens(await room.participant("Ada"), token=token)
    assert (refusal.value.code, refusal.value.name) == ("0004", "ClientError")


async def test_a_token_is_refused_once_its_participant_was_removed(room: Room):
    ada = await room.participant("Ada")
    await room.api("DELETE", f"/meetings/{room.id}/participants/{ada['id']}")
    with pytest.raises(Refused, match="0004"):
        await room.opens(ada)


async def test_nobody_enters_a_meeting_that_is_inactive(room: Room):
    ada = await room.opens(await room.participant("Ada"))
    await room.api("PATCH", f"/meetings/{room.id}", {"status": "INACTIVE"})
    assert await ada.refused("join") == "0004"
    with pytest.raises(Refused, match="0004"):
        await room.opens(ada.participant)


async def test_a_token_that_has_expired_is_refused(room: Room):
    ada = await room.participant("Ada")
    room.emulator.simulate.advance(101 * 86_400)
    with pytest.raises(Refused, match="0004"):
        await room.opens(ada)


async def test_a_socket_opens_one_meeting_object(room: Room):
    ada = await room.opens(await room.participant("Ada"))
    with pytest.raises(Refused, match="open already"):
        await ada.ask("init", token=ada.participant["token"])


async def test_without_a_meeting_object_nothing_can_be_asked_for_but_a_ping(room: Room):
    nobody = PlainObject(await room.connect(), None)
    assert await nobody.ask("ping") is None
    assert await nobody.ask("close") is None
    for op, fields in {
        "snapshot": {},
        "call": {"ns": "", "fn": "join"},
        "speak": {},
        "listen": {"of": {"ns": "mix"}},
    }.items():
        with pytest.raises(Refused, match="`init` comes first"):
            await nobody.ask(op, **fields)


# ── joining ──


async def test_joining_tells_the_state_before_it_tells_that_one_has_joined(room: Room):
    ada = await room.opens(await room.participant("Ada"))
    await ada.call("join")
    assert await ada.nothing_more() == [
        ("meta", "meetingStartTimeUpdate"),
        ("", "snapshot"),
        ("self", "roomJoined"),
    ]
    snapshot, joined = await ada.told("", "snapshot"), await ada.event("self", "roomJoined")
    assert joined.data == {"reconnected": False}
    assert joined.state == snapshot["self"]
    assert (joined.state["roomState"], joined.state["roomJoined"]) == ("joined", True)
    session = room.emulator.app.live_session(room.id)
    assert snapshot["meta"]["sessionId"] == session.id


async def test_the_id_that_one_has_from_the_beginning_is_the_peers_of_rest(room: Room):
    ada = await room.opens(await room.participant("Ada"))
    before = ada.id
    await ada.call("join")
    session = room.emulator.app.live_session(room.id)
    assert list(session.present) == [before]
    reply = await room.api("GET", f"/sessions/peer-report/{before}")
    assert reply.data["participant"]["user_id"] == ada.user_id


async def test_joining_twice_is_joining_once(room: Room):
    ada = await room.joins("Ada")
    await ada.call("join")
    assert await ada.nothing_more() == []
    assert len(room.emulator.app.live_session(room.id).peers) == 1


async def test_who_comes_later_finds_those_who_are_there_and_is_told_to_them(room: Room):
    ada = await room.joins("Ada")
    bob = await room.joins("Bob", "group_call_participant")
    assert names(bob.snapshot["participants"]["joined"]) == ["Ada"]
    told = (await ada.told(JOINED, "participantJoined"))["p"]
    assert (told["id"], told["userId"], told["name"]) == (bob.id, bob.user_id, "Bob")
    assert (told["presetName"], told["isHost"]) == ("group_call_participant", False)
    assert await rest_peers(room) == ["Ada", "Bob"]


async def test_people_of_rest_agents_and_meeting_objects_are_one_company(room: Room):
    ada = await room.joins("Ada")
    grace = room.emulator.simulate.participant_joins(room.id, name="Grace")
    assert (await ada.told(JOINED, "participantJoined"))["p"]["id"] == grace.id
    room.emulator.simulate.participant_leaves(room.id, "Grace")
    assert (await ada.told(JOINED, "participantLeft"))["p"]["name"] == "Grace"


async def test_the_hidden_are_seen_by_nobody_and_see_everybody(room: Room):
    ada = await room.joins("Ada")
    await room.permits("group_call_guest", hidden_participant=True)
    eve = await room.joins("Eve", "group_call_guest")
    await eve.call("self.enableAudio")
    assert names(eve.snapshot["participants"]["joined"]) == ["Ada"]
    bob = await room.joins("Bob")
    assert names(bob.snapshot["participants"]["joined"]) == ["Ada"]
    assert (await eve.told(JOINED, "participantJoined"))["p"]["name"] == "Bob"
    await eve.call("leave")
    assert await ada.nothing_more() == [(JOINED, "participantJoined")]  # Bob's
    await bob.nothing_more()


async def test_a_name_that_is_taken_before_joining_is_the_one_that_everybody_sees(room: Room):
    ada = await room.joins("Ada")
    bob = await room.opens(await room.participant("Bob"))
    await bob.call("self.setName", "Robert")
    await bob.call("join")
    assert (await ada.told(JOINED, "participantJoined"))["p"]["name"] == "Robert"
    await bob.call("chat.sendTextMessage", "Hi")
    assert (await ada.told("chat", "chatUpdate"))["message"]["displayName"] == "Robert"
    assert await rest_peers(room) == ["Ada", "Robert"]


# ── leaving ──


async def test_who_leaves_is_told_to_others_and_knows_it(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    await bob.call("leave")
    assert await bob.nothing_more() == [*CLEARED, ("self", "roomLeft")]
    left = await bob.event("self", "roomLeft")
    assert (left.data, left.state["roomState"], left.state["roomJoined"]) == ({"state": "left"}, "left", False)
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id


async def test_the_last_one_who_leaves_ends_the_session(room: Room):
    ada = await room.joins("Ada")
    (session,) = room.emulator.app.sessions.values()
    await ada.call("leave")
    assert (session.end_reason, await ada.told("self", "roomLeft")) == ("ALL_PARTICIPANTS_LEFT", {"state": "left"})


async def test_who_has_left_does_not_come_back_as_the_same_object(room: Room):
    ada = await room.joins("Ada")
    await ada.call("leave")
    assert await ada.refused("join") == "BRIDGE"
    again = await room.opens(ada.participant)
    await again.call("join")
    assert again.id != ada.id


@pytest.mark.parametrize("end", ["close", "cut", "ask"])
async def test_when_the_socket_ends_the_participant_is_gone(room: Room, end: str):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    if end == "close":
        await bob.web_socket.close()
    elif end == "cut":
        bob.cut()
    else:
        assert await bob.ask("close") is None
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id


async def test_who_is_kicked_over_rest_is_told_so(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    path = f"/meetings/{room.id}/active-session/kick"
    assert (await room.api("POST", path, {"participant_ids": [bob.user_id]})).status == 200
    assert await bob.told("self", "roomLeft") == {"state": "kicked"}
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id


async def test_kicking_all_over_rest_ends_it_for_everybody(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    await ada.nothing_more()
    ada.forget()
    await room.api("POST", f"/meetings/{room.id}/active-session/kick-all")
    for one in (ada, bob):
        assert await one.told("self", "roomLeft") == {"state": "ended"}
        assert await one.nothing_more() == CLEARED  # and not that others left


async def test_the_end_of_the_session_is_told(room: Room):
    ada = await room.joins("Ada")
    room.emulator.simulate.session_ends(room.id)
    left = await ada.event("self", "roomLeft")
    assert left.state["roomState"] == left.data["state"] == "ended"


async def test_an_emulator_that_stops_closes_the_sockets(api: Api):
    async with Emulator() as emulator, Api(emulator, api.http).http as http:
        web_socket = await http.ws_connect(emulator.meeting_url, protocols=["realtimekit-meeting.v1"])
        await web_socket.receive()
        closing = asyncio.ensure_future(web_socket.receive())
        await emulator.aclose()
        assert (await closing).data == 1001


# ── the waiting room ──


@pytest.fixture
async def careful(room: Room) -> Room:
    """A meeting whose guests wait until they are accepted."""
    await room.permits("group_call_guest", waiting_room_type="SKIP_ON_ACCEPT")
    return room


async def waits(room: Room, name: str = "Eve") -> PlainObject:
    eve = await room.opens(await room.participant(name, "group_call_guest"))
    await eve.call("join")
    assert (await eve.event("self", "waitlisted")).state["waitlistStatus"] == "waiting"
    return eve


async def test_waiting_starts_no_session(careful: Room):
    eve = await waits(careful)
    assert careful.emulator.app.meeting(careful.id).session is None
    snapshot = await eve.ask("snapshot")
    assert (snapshot["self"]["roomState"], snapshot["participants"]["joined"]) == ("waitlisted", [])


@pytest.mark.parametrize("by", ["id", "user_id"])
async def test_who_waits_is_let_in_by_either_id(careful: Room, by: str):
    ada = await careful.joins("Ada")
    eve = await waits(careful)
    told = (await ada.told(WAITLISTED, "participantJoined"))["p"]
    assert (told["id"], told["userId"]) == (eve.id, eve.user_id)
    await ada.call("participants.acceptWaitingRoomRequest", getattr(eve, by))
    assert (await ada.told(WAITLISTED, "participantLeft"))["p"]["id"] == eve.id
    assert (await ada.told(JOINED, "participantJoined"))["p"]["id"] == eve.id
    joined = await eve.event("self", "roomJoined")
    assert (joined.state["roomState"], joined.state["waitlistStatus"]) == ("joined", "accepted")


async def test_who_was_let_in_once_need_not_wait_again(careful: Room):
    ada = await careful.joins("Ada")
    eve = await waits(careful)
    await ada.call("participants.acceptWaitingRoomRequest", eve.id)
    await eve.call("leave")
    again = await careful.opens(eve.participant)
    await again.call("join")
    assert (await again.told("self", "roomJoined")) == {"reconnected": False}


async def test_several_are_let_in_at_once(careful: Room):
    ada = await careful.joins("Ada")
    eve, mallory = await waits(careful), await waits(careful, "Mallory")
    await ada.call("participants.acceptAllWaitingRoomRequest", [eve.user_id, mallory.user_id])
    for one in (eve, mallory):
        await one.told("self", "roomJoined")


async def test_who_is_rejected_is_told_so_and_can_wait_no_more(careful: Room):
    ada = await careful.joins("Ada")
    eve = await waits(careful)
    await ada.call("participants.rejectWaitingRoomRequest", eve.id)
    left = await eve.event("self", "roomLeft")
    assert (left.data, left.state["waitlistStatus"]) == ({"state": "rejected"}, "rejected")
    assert await ada.refused("participants.acceptWaitingRoomRequest", eve.id) == "1202"


@pytest.mark.parametrize("end", ["leave", "close"])
async def test_who_waits_no_longer_is_gone_from_the_waiting_room(careful: Room, end: str):
    ada = await careful.joins("Ada")
    eve = await waits(careful)
    await (eve.call("leave") if end == "leave" else eve.web_socket.close())
    assert (await ada.told(WAITLISTED, "participantLeft"))["p"]["id"] == eve.id
    assert (await ada.ask("snapshot"))["participants"]["waitlisted"] == []


async def test_only_who_may_let_others_in_sees_who_waits(careful: Room):
    ada = await careful.joins("Ada")
    bob = await careful.joins("Bob", "group_call_participant")
    eve = await waits(careful)
    assert names((await ada.ask("snapshot"))["participants"]["waitlisted"]) == ["Eve"]
    assert (await bob.ask("snapshot"))["participants"]["waitlisted"] == []
    assert (WAITLISTED, "participantJoined") not in await bob.nothing_more()
    assert await bob.refused("participants.acceptWaitingRoomRequest", eve.id) == "1201"


async def test_a_host_who_comes_later_is_told_who_waits(careful: Room):
    await waits(careful)
    ada = await careful.opens(await careful.participant("Ada"))
    await ada.call("join")
    assert (await ada.told(WAITLISTED, "participantJoined"))["p"]["name"] == "Eve"


async def test_some_wait_only_until_a_host_is_there(room: Room):
    await room.permits("group_call_guest", waiting_room_type="ON_PRIVILEGED_USER_ENTRY")
    eve = await waits(room)
    await room.joins("Bob", "group_call_participant")
    assert await eve.nothing_more() == []
    await room.joins("Ada")
    await eve.told("self", "roomJoined")
    late = await room.joins("Mallory", "group_call_guest")
    assert late.snapshot["self"]["roomState"] == "joined"


async def test_a_simulated_person_waits_and_is_let_in(careful: Room):
    ada = await careful.joins("Ada")
    waiting = careful.emulator.simulate.waits(careful.id, name="Grace")
    assert (await ada.told(WAITLISTED, "participantJoined"))["p"]["id"] == waiting.id
    await ada.call("participants.acceptWaitingRoomRequest", waiting.id)
    assert (await ada.told(JOINED, "participantJoined"))["p"]["name"] == "Grace"
    assert await rest_peers(careful) == ["Ada", "Grace"]
    careful.emulator.simulate.waits(careful.id, "Grace")
    await ada.call("participants.rejectWaitingRoomRequest", waiting.participant.id)
    assert (await ada.ask("snapshot"))["participants"]["waitlisted"] == []


# ── what makes no sense ──

HOSTILE = [
    "",
    "nonsense",
    "{}",
    "[]",
    "null",
    '{"op":"nothing","i":1}',
    '{"op":"call","i":"x"}',
    '{"i":5}',
    '{"op":"listen","i":1,"of":{"ns":"mix"},"rate":44100}',
    '{"op":"listen","i":1,"of":{"ns":"mix"},"ms":0}',
    '{"op":"snap","i":1,"of":{"ns":"mix"}}',
    '{"op":"show","i":1,"image":{"$blob":99}}',
    '{"op":"stop","i":1,"stream":99}',
    '{"op":"call","i":1,"ns":"chat","fn":"sendTextMessage","args":[17]}',
    '{"op":"call","i":1,"ns":"chat","fn":"sendTextMessage","args":["\\ud800"]}',
    '{"op":"call","i":1,"ns":"chat","fn":"fetchPublicMessages","args":[{"timestamp":1e300}]}',
    '{"op":"call","i":1,"ns":"self","fn":"__init__","args":[]}',
    '{"op":"call","i":1,"ns":"participant","fn":"kick","args":[]}',
    '{"op":"call","i":1,"ns":"polls","fn":"vote","args":["x",-1]}',
    "[" * 100_000,
    '{"op":"ping","i":1e400}',
    f'{{"op":"ping","i":{10**30}}}',
    f'{{"op":"stop","i":1,"stream":{10**30}}}',
    f'{{"op":"call","i":1,"ns":"participants","fn":"broadcastMessage","args":["x",{{"n":{10**30}}}]}}',
    f'{{"op":"call","i":1,"ns":"chat","fn":"sendCustomMessage","args":[{{"html":{"[" * 900}{"]" * 900}}}]}}',
    f'{{"op":"call","i":1,"ns":"participants","fn":"updatePermissions","args":[["x"],{{"a":{10**30}}}]}}',
]


async def test_frames_that_make_no_sense_are_answered_and_stop_nothing(room: Room):
    ada = await room.joins("Ada")
    for frame in HOSTILE:
        await ada.web_socket.send_str(frame)
    for payload in (b"", b"\x01", b"\x01" + bytes(20), b"\x02" + bytes(15), b"\xff" * 40):
        await ada.web_socket.send_bytes(payload)
    assert await ada.ask("ping") is None
    assert len(ada.problems) >= 5
    assert room.emulator.errors == []


ODD_PLUGINS = [{"id": "x", "permissions": 5}, {"id": 7}, {"permissions": {}}]


@pytest.mark.parametrize("plugin", ODD_PLUGINS)
async def test_a_plugin_that_makes_no_sense_is_refused(room: Room, plugin: dict[str, Any]):
    ada = await room.participant("Ada")
    opened = PlainObject(await room.connect(), ada)
    with pytest.raises(Refused) as refusal:
        await opened.ask("init", token=ada["token"], options={"defaults": {"plugins": [plugin]}})
    assert refusal.value.code == "BRIDGE"
    assert room.emulator.errors == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(
    st.one_of(
        st.text(), JSON.map(json.dumps), st.dictionaries(st.sampled_from(["op", "i", "ns"]), JSON).map(json.dumps)
    )
)
def test_any_text_is_a_request_or_what_is_wrong_with_it(text: str):
    with suppress(requests.Unreadable):
        requests.read(text)


async def test_a_request_that_cannot_be_read_is_refused_under_its_number(room: Room):
    ada = await room.joins("Ada")
    await ada.web_socket.send_str('{"op":"call","i":77,"ns":5}')
    with pytest.raises(Refused, match="BRIDGE"):
        await ada.answer(77)


async def test_every_call_withstands_arguments_of_every_kind(room: Room):
    ada = await room.joins("Ada")
    odd = [None, True, -1, 1e308, "", "x" * 3000, [], ["x"], {}, {"$blob": 1}, {"$device": "x"}]
    for namespace, function in room.emulator.meetings.calls:
        for argument in odd:
            await ada.web_socket.send_json(
                {"op": "call", "i": 0, "ns": namespace, "fn": function, "id": ada.id, "args": [argument] * 3}
            )
        if function in ("leave", "kick", "kickAll"):
            ada = await room.joins("Ada")
    assert await ada.ask("ping") is None
    assert room.emulator.errors == []


async def test_a_frame_that_is_too_large_ends_one_socket_only(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    with suppress(ConnectionError):  # the server has closed before all of it was sent
        await bob.web_socket.send_str("x" * (65 << 20))
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id
