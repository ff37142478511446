"""What a test makes go wrong with meeting objects, steering over HTTP, and many of them at once."""

import asyncio
import base64

import aiohttp
import pytest

from realtimekit_async.emulator import Emulator

from .conftest import Api, api_of
from .plain_meeting_object import PlainObject, Refused, Room, room_of

JOINED = "participants.joined"


async def test_the_meeting_objects_that_are_open_are_known(room: Room):
    ada, bob = await room.joins("Ada"), await room.opens(await room.participant("Bob"))
    seats = room.emulator.meetings.seats
    assert [(seat.id, seat.name, seat.room_state) for seat in seats] == [
        (ada.id, "Ada", "joined"),
        (bob.id, "Bob", "init"),
    ]
    await bob.web_socket.close()
    assert [seat.name for seat in room.emulator.meetings.seats] == ["Ada"]


async def test_the_next_call_fails_as_often_as_is_wished(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    room.emulator.meetings.fail_next(ada.user_id, "chat.sendTextMessage", "0500", times=2)
    await bob.call("chat.sendTextMessage", "Hi")
    assert [await ada.refused("chat.sendTextMessage", "Hi") for _ in range(2)] == ["0500", "0500"]
    await ada.call("chat.sendTextMessage", "Hi")
    with pytest.raises(ValueError, match="at least once"):
        room.emulator.meetings.fail_next("Ada", "join", times=0)


async def test_opening_and_joining_can_fail(room: Room):
    ada = await room.participant("Ada")
    room.emulator.meetings.fail_next("Ada", "init", "0011", message="Network")
    room.emulator.meetings.fail_next("Ada", "join", "0012")
    with pytest.raises(Refused, match="Network"):
        await room.opens(ada)
    assert room.emulator.meetings.seats == []
    opened = await room.opens(ada)
    assert await opened.refused("join") == "0012"
    await opened.call("join")


async def test_an_object_that_hangs_answers_nothing_and_stays(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    room.emulator.meetings.hang(bob.user_id)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await bob.ask("ping")
    assert [seat.name for seat in room.emulator.meetings.seats] == ["Ada", "Bob"]
    await bob.web_socket.close()
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id


async def test_an_object_that_is_cut_off_is_gone(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    room.emulator.meetings.cut("Bob")
    assert (await bob.closed()).code != 1000
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id


async def test_who_is_interrupted_stays_and_finds_what_has_changed(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    meetings = room.emulator.meetings
    meetings.interrupt(bob.user_id)
    down = await bob.event("meta", "socketConnectionUpdate")
    assert (down.data["state"], down.state["socketState"]["state"]) == ("reconnecting", "reconnecting")
    assert await bob.refused("chat.sendTextMessage", "Hello?") == "0012"
    await ada.call("chat.sendTextMessage", "Where are you?")
    room.emulator.simulate.participant_joins(room.id, name="Grace")
    room.emulator.simulate.says(room.id, "Grace", "Here I am")
    assert await bob.nothing_more() == []
    meetings.resume(bob.user_id)
    meetings.resume(bob.user_id)
    assert [name for _, name in await bob.nothing_more()] == ["socketConnectionUpdate", "snapshot", "roomJoined"]
    snapshot = await bob.told("", "snapshot")
    assert [row["name"] for row in snapshot["participants"]["joined"]] == ["Ada", "Grace"]
    assert snapshot["chat"][-1]["message"] == "Where are you?"
    assert [row["transcript"] for row in snapshot["transcripts"]] == ["Here I am"]
    assert await bob.told("self", "roomJoined") == {"reconnected": True}
    assert (await bob.told("meta", "socketConnectionUpdate"))["reconnected"] is True


async def test_who_was_kicked_meanwhile_is_told_on_coming_back(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    room.emulator.meetings.interrupt("Bob")
    await ada.call("participant.kick", id=bob.id)
    room.emulator.meetings.resume("Bob")
    assert await bob.told("self", "roomLeft") == {"state": "kicked"}


async def test_a_microphone_is_plugged_in(room: Room):
    ada = await room.joins("Ada")
    before = await ada.call("self.getAudioDevices")
    room.emulator.meetings.devices_change("Ada")
    told = await ada.told("self", "deviceListUpdate")
    assert (len(told["added"]), told["removed"]) == (1, [])
    assert await ada.call("self.getAudioDevices") == [*before, *told["added"]]
    assert told["devices"] == await ada.call("self.getAllDevices")


async def test_calls_beyond_a_limit_are_refused_until_its_time_is_over(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    room.emulator.meetings.limit("chat.sendTextMessage", 2, 10)
    for one in (ada, bob):
        await one.call("chat.sendTextMessage", "one")
        await one.call("chat.sendTextMessage", "two")
        assert await one.refused("chat.sendTextMessage", "three") == "0013"
    room.emulator.simulate.advance(10)
    await ada.call("chat.sendTextMessage", "three")
    room.emulator.meetings.clear()
    for _ in range(5):
        await ada.call("chat.sendTextMessage", "more")
    with pytest.raises(ValueError, match="limit"):
        room.emulator.meetings.limit("join", 0, 1)


async def test_verbs_name_somebody_who_is_there(room: Room):
    for verb in ("hang", "cut", "interrupt", "resume", "devices_change"):
        with pytest.raises(LookupError, match="No meeting object found of Nobody"):
            getattr(room.emulator.meetings, verb)("Nobody")


async def test_a_new_beginning_closes_every_meeting_object(room: Room):
    ada = await room.joins("Ada")
    room.emulator.meetings.fail_next("Ada", "join")
    room.emulator.reset()
    assert (await ada.closed()).code == 1001
    assert room.emulator.app.sessions == {}


async def test_who_does_not_read_is_cut_off_and_holds_up_nobody(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    room.emulator.meetings.hang("Bob")
    for number in range(10_100):
        room.emulator.simulate.broadcasts(room.id, str(number))
        if number % 1000 == 0:
            await ada.nothing_more()
            ada.forget()
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id


async def test_no_more_meeting_objects_are_open_than_is_allowed(room: Room):
    room.emulator.meetings.most_open = 1
    ada = await room.joins("Ada")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await room.connect()
    assert refusal.value.status == 503
    await ada.web_socket.close()
    await room.joins("Bob")


async def test_of_bytes_that_belong_to_nothing_the_newest_are_kept(room: Room):
    ada = await room.joins("Ada")
    first, *_, last = [await ada.blob(b"x", f"{number}.txt") for number in range(20)]
    assert await ada.refused("chat.sendFileMessage", first) == "BRIDGE"
    await ada.call("chat.sendFileMessage", last)


# ── over HTTP ──


async def test_meeting_objects_are_steered_over_http(room: Room):
    ada = await room.joins("Ada")
    origin = room.emulator.base_url.removesuffix("/client/v4") + "/_emulator"

    async def steer(method: str, path: str, **body: object) -> dict[str, object]:
        reply = await room.api.send(method, f"{origin}{path}", body or None)
        assert reply.status == 200, reply.json
        return reply.json

    (shown,) = (await steer("GET", "/meeting-objects"))["meeting_objects"]
    assert (shown["name"], shown["peer_id"], shown["room_state"]) == ("Ada", ada.id, "joined")
    waiting = await steer("POST", f"/meetings/{room.id}/wait", name="Eve")
    assert (await ada.told("participants.waitlisted", "participantJoined"))["p"]["id"] == waiting["peer_id"]
    await steer("POST", f"/meetings/{room.id}/join", name="Grace")
    await steer("POST", f"/meetings/{room.id}/turn-on", who="Grace", kind="audio")
    await ada.told(JOINED, "audioUpdate")
    await ada.ask("listen", of={"ns": "mix"}, rate=48000)
    pcm = base64.b64encode(bytes(1920)).decode()
    assert (await steer("POST", f"/meetings/{room.id}/speak", who="Grace", pcm=pcm))["seconds"] == 0.02
    await ada.heard(1920)
    await steer("POST", f"/meetings/{room.id}/turn-off", who="Grace", kind="audio")
    written = await steer("POST", f"/meetings/{room.id}/chats", who="Grace", text="Hi")
    assert (await ada.told("chat", "chatUpdate"))["message"]["id"] == written["message_id"]
    await steer("POST", f"/meetings/{room.id}/poll", question="Tea?", options=["Yes", "No"])
    await steer("POST", f"/meetings/{room.id}/vote", who="Grace", option=0)
    await steer("POST", "/meeting-objects/Ada/fail-next", function="chat.sendTextMessage")
    assert await ada.refused("chat.sendTextMessage", "Hi") == "0013"
    for verb in ("devices-change", "interrupt", "resume", "hang", "cut"):
        await steer("POST", f"/meeting-objects/Ada/{verb}")
    await steer("POST", "/meeting-objects/limit", function="join", calls=1, seconds=1)
    await steer("POST", "/meeting-objects/clear")


# ── many ──


@pytest.mark.slow
async def test_fifty_meeting_objects_in_a_meeting_are_told_the_same(api: Api):
    async with room_of(api) as room:
        everybody = [await room.joins(f"Bot {number}", "group_call_participant") for number in range(50)]
        for one in everybody:
            await one.call("chat.sendTextMessage", f"I am {one.participant['name']}")

        async def read(one: PlainObject) -> list[str]:
            return [(await one.told("chat", "chatUpdate"))["message"]["message"] for _ in everybody]

        told = await asyncio.gather(*[read(one) for one in everybody])
        assert told == [[f"I am Bot {number}" for number in range(50)]] * 50
        room.emulator.simulate.session_ends(room.id)
        assert [await one.told("self", "roomLeft") for one in everybody] == [{"state": "ended"}] * 50


async def test_verbs_come_from_another_thread():
    with Emulator(meetings=0) as emulator:
        async with api_of(emulator) as api, room_of(api) as room:
            ada = await room.joins("Ada")
            emulator.simulate.participant_joins(room.id, name="Grace")
            emulator.simulate.chats(room.id, "Grace", "Hi")
            assert (await ada.told("chat", "chatUpdate"))["message"]["message"] == "Hi"
            emulator.meetings.interrupt("Ada")
            emulator.meetings.resume("Ada")
            await ada.told("self", "roomJoined")
