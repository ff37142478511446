"""What meeting objects write, vote on and open: chat, polls and plugins, beside REST, exports and agents."""

from typing import Any

import pytest

from .conftest import Api, Receiver, room_of
from .plain_agent import Meeting
from .plain_meeting_object import PlainObject, Room

CHAT = ("chat", "chatUpdate")


async def writes(room: Room, text: str = "Hello") -> tuple[PlainObject, PlainObject, Any]:
    """Let Bob write to Ada, and return both and the message."""
    ada, bob = await room.joins("Ada"), await room.joins("Bob", "group_call_participant")
    await bob.call("chat.sendTextMessage", text)
    told = await ada.told(*CHAT)
    assert told["action"] == "add"
    await ada.nothing_more()
    await bob.nothing_more()
    ada.forget()
    bob.forget()
    return ada, bob, told["message"]


async def exported(room: Room) -> list[Any]:
    """Return the chat of the newest session as the API exports it."""
    room.emulator.files.exports.chat = "json"
    session_id = list(room.emulator.app.sessions)[-1]
    reply = await room.api("GET", f"/sessions/{session_id}/chat")
    async with room.api.http.get(reply.data["chat_download_url"]) as response:
        return await response.json()


# ── texts ──


async def test_a_text_reaches_everybody_and_its_writer(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    await bob.call("chat.sendTextMessage", "Hello")
    for one in (ada, bob):
        message = (await one.told(*CHAT))["message"]
        assert (message["type"], message["message"]) == ("text", "Hello")
        assert (message["userId"], message["displayName"]) == (bob.user_id, "Bob")
        assert (message["isEdited"], message["pinned"], message["targetUserIds"]) == (False, False, [])
        assert message["time"] == "2026-03-02T12:00:00.000Z"
        assert message["timeMs"] == 1_772_452_800_000
    assert (await ada.ask("snapshot"))["chat"] == [message]


async def test_who_comes_later_finds_what_was_written(room: Room):
    *_, message = await writes(room)
    grace = await room.joins("Grace")
    assert grace.snapshot["chat"] == [message]


async def test_the_export_has_the_ids_that_the_meeting_has(room: Room):
    ada, bob, message = await writes(room)
    (row,) = await exported(room)
    assert (row["id"], row["payload"], row["displayName"]) == (message["id"], "Hello", "Bob")
    assert row["participantId"] == bob.user_id
    await ada.call("leave")


async def test_the_export_shows_texts_edited_and_without_those_that_were_deleted(room: Room):
    ada, bob, message = await writes(room)
    await bob.call("chat.sendTextMessage", "Oops")
    oops = (await ada.told(*CHAT))["message"]
    await bob.call("chat.editTextMessage", message["id"], "Hello, all")
    await bob.call("chat.deleteMessage", oops["id"])
    await bob.call("chat.sendTextMessage", "Bye")
    rows = await exported(room)
    assert [(row["payload"], row["isEdited"]) for row in rows] == [("Hello, all", True), ("Bye", False)]
    assert len({row["id"] for row in rows} - {oops["id"]}) == 2


async def test_what_is_written_over_rest_and_what_a_test_writes_is_told(room: Room):
    ada = await room.joins("Ada")
    room.emulator.simulate.participant_joins(room.id, name="Grace")
    line = room.emulator.simulate.chats(room.id, "Grace", "Good morning")
    message = (await ada.told(*CHAT))["message"]
    assert (message["id"], message["message"], message["displayName"]) == (line.id, "Good morning", "Grace")


async def test_an_edited_text_and_a_deleted_one_are_told(room: Room):
    ada, bob, message = await writes(room)
    await bob.call("chat.editTextMessage", message["id"], "Hello!")
    assert await ada.told(*CHAT) == {
        "action": "edit",
        "message": message | {"message": "Hello!", "isEdited": True},
    }
    await bob.call("chat.deleteMessage", message["id"])
    assert (await ada.told(*CHAT))["action"] == "delete"
    assert (await ada.ask("snapshot"))["chat"] == []


async def test_only_ones_own_message_is_edited_or_deleted(room: Room):
    ada, _, message = await writes(room)
    assert await ada.refused("chat.editTextMessage", message["id"], "Gotcha") == "0501"
    assert await ada.refused("chat.deleteMessage", message["id"]) == "0501"
    assert await ada.refused("chat.editTextMessage", "nothing", "x") == "0504"
    assert await ada.refused("chat.deleteMessage", "nothing") == "0504"


async def test_a_message_is_pinned_and_unpinned_by_anybody(room: Room):
    ada, bob, message = await writes(room)
    await ada.call("chat.pin", message["id"])
    assert (await bob.told("chat", "pinMessage"))["message"]["pinned"] is True
    assert await bob.call("chat.fetchPinnedMessages") == [message | {"pinned": True}]
    await bob.call("chat.unpin", message["id"])
    assert (await ada.told("chat", "unpinMessage"))["message"]["pinned"] is False


async def test_a_text_has_at_most_two_thousand_characters(room: Room):
    ada = await room.joins("Ada")
    await ada.call("chat.sendTextMessage", "ä" * 2000)
    assert await ada.refused("chat.sendTextMessage", "x" * 2001) == "0503"
    message = (await ada.told(*CHAT))["message"]
    assert await ada.refused("chat.editTextMessage", message["id"], "x" * 2001) == "0503"


@pytest.mark.parametrize(
    "call", ["sendTextMessage", "editTextMessage", "deleteMessage", "pin", "fetchPublicMessages"]
)
async def test_before_joining_there_is_no_chat(room: Room, call: str):
    ada = await room.opens(await room.participant("Ada"))
    arguments = {"editTextMessage": ["id", "x"], "fetchPublicMessages": []}.get(call, ["x"])
    assert await ada.refused(f"chat.{call}", *arguments) == "0505"


@pytest.mark.parametrize(
    ("permissions", "private"),
    [({"can_send": False}, False), ({"text": False}, False), ({"can_send": False}, True)],
)
async def test_who_may_not_write_is_refused(room: Room, permissions: dict[str, bool], *, private: bool):
    kind = "private" if private else "public"
    await room.permits("group_call_guest", chat={kind: permissions})
    ada, eve = await room.joins("Ada"), await room.joins("Eve", "group_call_guest")
    assert await eve.refused("chat.sendTextMessage", "Hi", [ada.id] if private else None) == "0501"
    await eve.call("chat.sendTextMessage", "Hi", None if private else [ada.id])  # the other chat is open still


async def test_a_private_message_reaches_those_it_is_for_and_its_writer_alone(room: Room):
    ada, bob, eve = [await room.joins(name) for name in ("Ada", "Bob", "Eve")]
    await ada.call("chat.sendTextMessage", "psst", [bob.id])
    for one in (ada, bob):
        assert (await one.told(*CHAT))["message"]["targetUserIds"] == [bob.user_id]
    assert CHAT not in await eve.nothing_more()
    assert (await eve.ask("snapshot"))["chat"] == []
    assert await exported(room) == []
    (message,) = await bob.call("chat.fetchPrivateMessages")
    assert await eve.refused("chat.pin", message["id"]) == "0504"
    assert await eve.call("chat.fetchPrivateMessages") == []


async def test_a_private_message_to_somebody_who_is_gone_is_refused(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    await bob.call("leave")
    assert await ada.refused("chat.sendTextMessage", "psst", [bob.id]) == "GONE"


async def test_messages_are_fetched_before_or_after_a_moment(room: Room):
    ada = await room.joins("Ada")
    for text in ("one", "two", "three"):
        await ada.call("chat.sendTextMessage", text)
        room.emulator.simulate.advance(1)

    async def fetched(**range: Any) -> list[str]:
        return [one["message"] for one in await ada.call("chat.fetchPublicMessages", range)]

    second = (await ada.call("chat.fetchPublicMessages"))[1]["timeMs"]
    assert await fetched() == ["one", "two", "three"]
    assert await fetched(limit=2) == ["two", "three"]
    assert await fetched(timestamp=second) == ["one"]
    assert await fetched(timestamp=second, direction="after") == ["three"]


# ── pictures and files ──


async def test_a_picture_lies_where_its_link_leads(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    await ada.call("chat.sendImageMessage", await ada.blob(b"picture", "dot.png"))
    message = (await bob.told(*CHAT))["message"]
    assert message["type"] == "image"
    assert "message" not in message
    async with room.api.http.get(message["link"]) as response:
        assert (response.status, response.content_type, await response.read()) == (200, "image/png", b"picture")
    assert await exported(room) == []


async def test_a_file_comes_with_its_name_and_size(room: Room):
    ada = await room.joins("Ada")
    await ada.call("chat.sendFileMessage", await ada.blob(b"minutes", "../odd name\n.txt", "x\r\nX-Evil: 1"))
    message = (await ada.told(*CHAT))["message"]
    assert (message["type"], message["name"], message["size"]) == ("file", "../odd name\n.txt", 7)
    async with room.api.http.get(message["link"]) as response:
        assert (response.content_type, await response.read()) == ("application/octet-stream", b"minutes")


async def test_who_may_not_send_files_sends_none(room: Room):
    await room.permits("group_call_guest", chat={"public": {"files": False}})
    eve = await room.joins("Eve", "group_call_guest")
    assert await eve.refused("chat.sendImageMessage", await eve.blob(b"x")) == "0501"
    assert await eve.refused("chat.sendFileMessage", await eve.blob(b"x")) == "0501"
    assert room.emulator.files.requests == []


async def test_a_file_whose_bytes_have_not_come_is_refused(room: Room):
    ada = await room.joins("Ada")
    assert await ada.refused("chat.sendFileMessage", {"$blob": 17, "name": "x"}) == "BRIDGE"


async def test_a_message_of_the_applications_own_making_arrives_as_it_is(room: Room):
    ada = await room.joins("Ada")
    await ada.call("chat.sendCustomMessage", {"message": "*Hi*", "html": "<b>Hi</b>", "type": "text"})
    message = (await ada.told(*CHAT))["message"]
    assert (message["type"], message["message"], message["html"]) == ("custom", "*Hi*", "<b>Hi</b>")


# ── polls ──


async def test_a_poll_is_told_and_voted_on(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob", "group_call_participant")
    await ada.call("polls.create", "Lunch?", ["Pizza", "Salad"])
    told = await bob.told("polls", "pollsUpdate")
    (poll,) = told["polls"]
    assert told["newPoll"] is True
    assert (poll["question"], poll["createdBy"], poll["createdByUserId"]) == ("Lunch?", "Ada", ada.user_id)
    assert poll["options"] == [{"text": text, "count": 0, "votes": []} for text in ("Pizza", "Salad")]
    await bob.call("polls.vote", poll["id"], 1)
    await ada.told("polls", "pollsUpdate")
    told = await ada.told("polls", "pollsUpdate")
    assert told["newPoll"] is False
    assert told["polls"][0]["options"][1] == {
        "text": "Salad",
        "count": 1,
        "votes": [{"id": bob.user_id, "name": "Bob"}],
    }
    assert told["polls"][0]["voted"] == [bob.user_id]


async def test_nobody_knows_who_voted_in_an_anonymous_poll(room: Room):
    ada = await room.joins("Ada")
    await ada.call("polls.create", "Lunch?", ["Pizza", "Salad"], *(True, True))
    (poll,) = (await ada.ask("snapshot"))["polls"]
    assert (poll["anonymous"], poll["hideVotes"]) == (True, True)
    await ada.call("polls.vote", poll["id"], 0)
    (poll,) = (await ada.ask("snapshot"))["polls"]
    assert poll["options"][0] == {"text": "Pizza", "count": 1, "votes": []}


async def test_one_votes_once_and_for_what_there_is(room: Room):
    ada = await room.joins("Ada")
    await ada.call("polls.create", "Lunch?", ["Pizza", "Salad"])
    poll_id = (await ada.ask("snapshot"))["polls"][0]["id"]
    assert await ada.refused("polls.vote", poll_id, 2) == "0700"
    assert await ada.refused("polls.vote", poll_id, -1) == "0700"
    assert await ada.refused("polls.vote", "none", 0) == "0700"
    await ada.call("polls.vote", poll_id, 0)
    assert await ada.refused("polls.vote", poll_id, 1) == "0700"


async def test_who_may_not_make_polls_or_vote_is_refused(room: Room):
    await room.permits("group_call_guest", polls={"can_vote": False})
    ada, eve = await room.joins("Ada"), await room.joins("Eve", "group_call_guest")
    await ada.call("polls.create", "Lunch?", ["Pizza", "Salad"])
    poll_id = (await ada.ask("snapshot"))["polls"][0]["id"]
    assert await eve.refused("polls.create", "Tea?", ["Yes", "No"]) == "0700"
    assert await eve.refused("polls.vote", poll_id, 0) == "0700"


async def test_before_joining_there_are_no_polls(room: Room):
    ada = await room.opens(await room.participant("Ada"))
    assert await ada.refused("polls.create", "Lunch?", ["Pizza", "Salad"]) == "0705"
    assert await ada.refused("polls.vote", "x", 0) == "0705"


async def test_polls_over_rest_and_simulated_ones_appear(room: Room):
    ada = await room.joins("Ada")
    path = f"/meetings/{room.id}/active-session/poll"
    reply = await room.api("POST", path, {"question": "Lunch?", "options": ["Pizza", "Salad"]})
    (poll,) = (await ada.told("polls", "pollsUpdate"))["polls"]
    assert (poll["id"], poll["createdBy"]) == (reply.data["poll"]["id"], "API")
    room.emulator.simulate.poll_opens(room.id, "Tea?", "Yes", "No")
    assert len((await ada.told("polls", "pollsUpdate"))["polls"]) == 2
    room.emulator.simulate.participant_joins(room.id, name="Grace")
    room.emulator.simulate.votes(room.id, "Grace", 1)
    room.emulator.simulate.votes(room.id, "Grace", 0, question="Lunch?")
    await ada.told("polls", "pollsUpdate")
    lunch, tea = (await ada.told("polls", "pollsUpdate"))["polls"]
    assert ([one["count"] for one in lunch["options"]], [one["count"] for one in tea["options"]]) == (
        [1, 0],
        [0, 1],
    )
    with pytest.raises(ValueError, match="Grace has voted already"):
        room.emulator.simulate.votes(room.id, "Grace", 0)
    with pytest.raises(LookupError, match="no poll 'Dinner"):
        room.emulator.simulate.votes(room.id, "Grace", 0, question="Dinner?")


# ── plugins ──

BOARD = {"id": "board", "name": "Board", "icon": "", "permissions": {"canActivate": True, "canDeactivate": False}}


async def test_a_plugin_opens_for_everybody_who_has_it(room: Room):
    ada, bob, eve = [
        await room.joins(name, plugins=own) for name, own in (("Ada", [BOARD]), ("Bob", [BOARD]), ("Eve", []))
    ]
    (plugin,) = ada.snapshot["plugins"]
    assert (plugin["id"], plugin["name"], plugin["active"]) == (f"{room.id}:board", "Board", False)
    await ada.call("plugin.activate", id=plugin["id"])
    told = await bob.told("plugins", "stateUpdate")
    assert (told["p"]["active"], told["p"]["enabledBy"]) == (True, ada.user_id)
    assert told["d"] == {"active": True, "pluginId": plugin["id"]}
    assert ("plugins", "stateUpdate") not in await eve.nothing_more()
    assert await bob.refused("plugin.deactivate", id=plugin["id"]) == "0601"
    late = await room.joins("Grace", plugins=[BOARD | {"permissions": {"canDeactivate": True}}])
    assert late.snapshot["plugins"][0]["active"] is True
    await late.call("plugin.deactivate", id=plugin["id"])
    await bob.told("plugins", "stateUpdate")


async def test_a_plugin_is_refused_before_joining_and_if_it_is_not_there(room: Room):
    ada = await room.opens(await room.participant("Ada"), plugins=[BOARD])
    assert await ada.refused("plugin.activate", id=f"{room.id}:board") == "0604"
    bob = await room.joins("Bob")
    assert await bob.refused("plugin.activate", id="other") == "GONE"


# ── beside agents, webhooks and exports ──


async def test_an_agent_sees_meeting_objects_come_speak_broadcast_and_go(api: Api, meeting: Meeting):
    agent = await meeting.joined()
    async with room_of(api) as room:
        room.id = meeting.id
        ada = await room.joins("Ada")
        assert ada.snapshot["participants"]["joined"][0]["name"] == "Notes"
        assert (await agent.event("participant.join"))["participant"]["peer_id"] == ada.id
        api.emulator.simulate.says(room.id, "Ada", "Good morning")
        assert (await agent.event("transcript.received"))["speaker"]["peer_id"] == ada.id
        assert (await ada.told("ai", "transcript"))["transcript"] == "Good morning"
        await ada.call("participants.broadcastMessage", "secret", {"n": 1}, {"participantIds": [ada.id]})
        await ada.call("participants.broadcastMessage", "wave", {"n": 1})
        assert (await agent.event("broadcast.received"))["type"] == "wave"
        await ada.call("leave")
        assert (await agent.event("participant.leave"))["participant"]["peer_id"] == ada.id


async def test_webhooks_tell_of_meeting_objects_as_of_anybody(api: Api, receiver: Receiver):
    events = ["meeting.started", "meeting.participantJoined", "meeting.participantLeft", "meeting.chatSynced"]
    await api("POST", "/webhooks", {"name": "all", "url": receiver.url, "events": events})
    async with room_of(api) as room:
        ada = await room.joins("Ada")
        await ada.call("chat.sendTextMessage", "Hello")
        await ada.call("leave")
        await receiver.arrival(4)
    assert [*receiver.events] == events
    assert receiver.arrived[1].json["participant"]["peerId"] == ada.id


async def test_only_public_texts_make_a_chat_that_is_synced(api: Api, receiver: Receiver):
    await api(
        "POST",
        "/webhooks",
        {"name": "chat", "url": receiver.url, "events": ["meeting.ended", "meeting.chatSynced"]},
    )
    async with room_of(api) as room:
        ada, bob = await room.joins("Ada"), await room.joins("Bob")
        await ada.call("chat.sendTextMessage", "psst", [bob.id])
        room.emulator.simulate.session_ends(room.id)
        await api.emulator.deliveries.settled()
    assert receiver.events == ["meeting.ended"]
