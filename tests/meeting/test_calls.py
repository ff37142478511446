"""Every method of a meeting's parts: what it calls, what it refuses, and what it does on the emulator."""

import asyncio
from datetime import UTC, datetime
from math import inf

import pytest

from realtimekit_async import ConfigurationError
from realtimekit_async.meeting import (
    CallTimeout,
    ChatUpdated,
    Device,
    FileMessage,
    Meeting,
    MeetingError,
    MeetingOver,
    MessagePinned,
    MessageUnpinned,
    RecordingUpdated,
    TextMessage,
    ViewModeChanged,
)

from ..doubles.clocks import StillClock
from .odd_host import JOINED, SNAPSHOT, TOKEN, event, has_called, odd_host, ok
from .rows_talk import PNG
from .stage import pass_time, told, until

ADA = {"id": "peer-ada", "userId": "user-ada", "name": "Ada"}
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def ada(meeting):
    return meeting.participants.joined["peer-ada"]


CALLS = [
    (lambda m: m.self.enable_audio(), "self.enableAudio", []),
    (lambda m: m.self.disable_audio(), "self.disableAudio", []),
    (lambda m: m.self.enable_video(), "self.enableVideo", []),
    (lambda m: m.self.disable_video(), "self.disableVideo", []),
    (lambda m: m.self.enable_screen_share(), "self.enableScreenShare", []),
    (lambda m: m.self.disable_screen_share(), "self.disableScreenShare", []),
    (
        lambda m: m.self.set_device(Device("d1", "audioinput")),
        "self.setDevice",
        [{"$device": "d1", "kind": "audioinput"}],
    ),
    (lambda m: ada(m).kick(), "participant.kick", []),
    (lambda m: ada(m).pin(), "participant.pin", []),
    (lambda m: ada(m).unpin(), "participant.unpin", []),
    (lambda m: ada(m).disable_audio(), "participant.disableAudio", []),
    (lambda m: ada(m).disable_video(), "participant.disableVideo", []),
    (lambda m: m.participants.accept_waiting_room_request("p"), "participants.acceptWaitingRoomRequest", ["p"]),
    (lambda m: m.participants.reject_waiting_room_request("p"), "participants.rejectWaitingRoomRequest", ["p"]),
    (
        lambda m: m.participants.accept_all_waiting_room_requests({"u"}),
        "participants.acceptAllWaitingRoomRequest",
        [["u"]],
    ),
    (lambda m: m.participants.disable_all_audio(), "participants.disableAllAudio", [True]),
    (lambda m: m.participants.disable_all_audio(allow_unmute=False), "participants.disableAllAudio", [False]),
    (lambda m: m.participants.disable_all_video(), "participants.disableAllVideo", []),
    (lambda m: m.participants.kick_all(), "participants.kickAll", []),
    (lambda m: m.participants.set_view_mode("PAGINATED"), "participants.setViewMode", ["PAGINATED"]),
    (lambda m: m.participants.set_page(2), "participants.setPage", [2]),
    (lambda m: m.participants.subscribe(["p"]), "participants.subscribe", [["p"], ["audio", "video"]]),
    (lambda m: m.participants.unsubscribe(["p"], ["audio"]), "participants.unsubscribe", [["p"], ["audio"]]),
    (
        lambda m: m.participants.broadcast_message("note", {"n": 1}, preset_names=["host"]),
        "participants.broadcastMessage",
        ["note", {"n": 1}, {"presetNames": ["host"]}],
    ),
    (lambda m: m.chat.send_text_message("Hi", to=["p"]), "chat.sendTextMessage", ["Hi", ["p"]]),
    (lambda m: m.chat.edit_text_message("1", "Ho"), "chat.editTextMessage", ["1", "Ho"]),
    (lambda m: m.chat.delete_message("1"), "chat.deleteMessage", ["1"]),
    (lambda m: m.chat.pin("1"), "chat.pin", ["1"]),
    (lambda m: m.chat.unpin("1"), "chat.unpin", ["1"]),
    (lambda m: m.polls.vote("poll", 1), "polls.vote", ["poll", 1]),
    (lambda m: m.plugins.activate("m:board"), "plugin.activate", []),
    (lambda m: m.plugins.deactivate("m:board"), "plugin.deactivate", []),
    (lambda m: m.recording.start(allow_multiple=True), "recording.start", [{"allowMultiple": True}]),
    (lambda m: m.recording.stop(), "recording.stop", []),
    (lambda m: m.recording.pause(), "recording.pause", []),
    (lambda m: m.recording.resume(), "recording.resume", []),
    (lambda m: m.livestream.start(), "livestream.start", [{"manualIngestion": False}]),
    (lambda m: m.livestream.stop(), "livestream.stop", []),
    (lambda m: m.stage.request_access(), "stage.requestAccess", []),
    (lambda m: m.stage.cancel_request_access(), "stage.cancelRequestAccess", []),
    (lambda m: m.stage.grant_access(["u"]), "stage.grantAccess", [["u"]]),
    (lambda m: m.stage.deny_access(["u"]), "stage.denyAccess", [["u"]]),
    (lambda m: m.stage.join(), "stage.join", []),
    (lambda m: m.stage.leave(), "stage.leave", []),
    (lambda m: m.stage.kick(["u"]), "stage.kick", [["u"]]),
]
TARGETS = {"participant": "peer-ada", "plugin": "m:board"}


def with_ada(request):
    if has_called(request, "join"):
        snapshot = {**SNAPSHOT, "self": JOINED, "participants": {"joined": [ADA]}}
        joined = event("self", "roomJoined", {"reconnected": False}, JOINED)
        return [event("", "snapshot", snapshot), joined, ok(request)]
    return None


async def test_every_method_calls_the_vendors_function_with_its_arguments():
    async with odd_host(with_ada) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        for call, name, arguments in CALLS:
            await call(meeting)
            request = host.requests[-1]
            assert (f"{request['ns']}.{request['fn']}", request["args"]) == (name, arguments)
            assert request["id"] == TARGETS.get(request["ns"])


MICROPHONE = Device("d1", "audioinput")

ANSWERS = [
    (
        lambda m: m.self.get_all_devices(),
        [{"deviceId": "d1", "kind": "audioinput"}],
        (MICROPHONE,),
    ),
    (lambda m: m.self.get_video_devices(), [], ()),
    (lambda m: m.participants.get_all_joined_peers("a", 5, 10), [ADA], None),
    (lambda m: ada(m).get_permissions(), {"polls": {"canVote": True}, "later": 1}, None),
    (
        lambda m: m.chat.fetch_public_messages(timestamp=MOMENT, limit=2, direction="after"),
        [{"type": "text", "id": "1", "message": "Hi"}, {"type": "hologram"}],
        [TextMessage(id="1", message="Hi")],
    ),
]


@pytest.mark.parametrize(("call", "answer", "returned"), ANSWERS)
async def test_what_is_answered_is_returned_as_values(call, answer, returned):
    def script(request):
        if request["op"] == "call" and request["fn"] not in ("join", "leave"):
            return [ok(request, answer)]
        return with_ada(request)

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        value = await call(meeting)
        assert returned is None or value == returned
        if host.requests[-1]["fn"] == "fetchPublicMessages":
            asked = {"limit": 2, "direction": "after", "timestamp": int(MOMENT.timestamp() * 1000)}
            assert host.requests[-1]["args"] == [asked]


REFUSED = [
    (lambda m: m.chat.send_text_message(""), "message"),
    (lambda m: m.chat.send_text_message(7), "message"),
    (lambda m: m.chat.send_text_message("Hi", to="peer"), "to is several str"),
    (lambda m: m.chat.send_image_message("no bytes"), "data"),
    (lambda m: m.chat.send_file_message(b"x", name=""), "name"),
    (lambda m: m.chat.fetch_public_messages(direction="up"), "direction"),
    (lambda m: m.chat.fetch_public_messages(timestamp=datetime(2026, 1, 1)), "time zone"),  # noqa: DTZ001 - the point
    (lambda m: m.polls.create("", ["a", "b"]), "question"),
    (lambda m: m.polls.create("Who?", ["only one"]), "two or more"),
    (lambda m: m.polls.create("Who?", "ab"), "options is several str"),
    (lambda m: m.polls.vote("poll", -1), "option_index"),
    (lambda m: m.plugins.activate(None), "plugin_id"),
    (lambda m: m.participants.accept_waiting_room_request(""), "id is empty"),
    (lambda m: m.participants.accept_all_waiting_room_requests("user"), "user_ids"),
    (lambda m: m.participants.broadcast_message("", {}), "type"),
    (lambda m: m.participants.broadcast_message("note", {"deep": {}}), "'deep' is dict"),
    (lambda m: m.participants.broadcast_message("note", [1]), "payload is a dict"),
    (
        lambda m: m.participants.broadcast_message("note", {}, participant_ids=[], preset_names=[]),
        "one of the two",
    ),
    (lambda m: m.participants.set_page(-1), "page"),
    (lambda m: m.stage.grant_access("user"), "user_ids"),
    (lambda m: m.self.set_name(""), "name"),
    (lambda m: m.self.show("no bytes"), "image"),
]


@pytest.mark.parametrize(("call", "text"), REFUSED)
async def test_what_cannot_work_is_named_and_not_sent(call, text):
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        with pytest.raises(ConfigurationError, match=text):
            await call(meeting)
        assert [request["op"] for request in host.requests] == ["init", "call"]


async def test_a_device_is_one_that_was_returned(stage):
    async with stage.entered("Ada") as meeting:
        with pytest.raises(TypeError, match="get_all_devices"):
            await meeting.self.set_device("microphone")
        with pytest.raises(LookupError):
            await meeting.self.set_device(Device("gone", "audioinput"))


async def test_a_name_is_set_before_joining_only(stage):
    async with stage.joined("Ada") as meeting:
        with pytest.raises(MeetingError, match="the others would not see it"):
            await meeting.self.set_name("Grace")


async def test_a_poll_that_does_not_come_back_is_a_timeout():
    clock = StillClock()
    async with odd_host() as host, Meeting(TOKEN, host=host, clock=clock) as meeting:
        await meeting.join()
        with pytest.raises(CallTimeout, match="the poll has not come back within 10 s"):
            await clock.finish(meeting.polls.create("Who?", ["You", "I"]))


@pytest.mark.parametrize("answers_after", [3, inf], ids=["late", "never"])
async def test_a_poll_and_the_call_that_makes_it_have_one_time_together(answers_after):
    clock, asked = StillClock(), []

    def script(request):
        if has_called(request, "polls.create"):
            asked.append(request)
            return []
        return None

    async with odd_host(script) as host, Meeting(TOKEN, host=host, clock=clock) as meeting:
        await meeting.join()
        creating = asyncio.create_task(meeting.polls.create("Who?", ["You", "I"], timeout=4))
        await until(lambda: asked)
        await pass_time(clock, 3)
        if answers_after == 3:
            await host.say(ok(asked[0]))
            await meeting.self.enable_audio()  # what was answered before is known before
        assert not creating.done()
        await pass_time(clock, 1)
        with pytest.raises(CallTimeout, match="the poll has not come back within 4 s"):
            await creating


async def test_a_poll_that_is_waited_for_is_over_with_the_meeting():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        creating = asyncio.create_task(meeting.polls.create("Who?", ["You", "I"]))
        await until(lambda: has_called(host.requests[-1], "polls.create"))
        await meeting.leave()
        with pytest.raises(MeetingOver):
            await creating


async def test_each_who_asks_the_same_at_once_has_a_poll_of_their_own(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        asked = [(ada, ["a", "b"]), (ada, ["c", "d"]), (ada, ["c", "d"]), (bob, ["a", "b"])]
        polls = await asyncio.gather(*(one.polls.create("Who?", options) for one, options in asked))
        assert [[option.text for option in poll.options] for poll in polls] == [options for _, options in asked]
        assert [poll.created_by_user_id for poll in polls] == [one.self.user_id for one, _ in asked]
        assert len({poll.id for poll in polls}) == len(asked)


# ── what it does on the emulator ──


async def test_messages_are_edited_pinned_and_deleted_for_everybody(stage):
    async with stage.joined("Ada") as one, stage.joined("Bob") as other:
        await one.chat.send_text_message("Helo")
        message_id = one.chat.messages[-1].id
        edited = await told(other, ChatUpdated, lambda: one.chat.edit_text_message(message_id, "Hello"))
        assert (edited.action, edited.message.message, edited.message.is_edited) == ("edit", "Hello", True)
        await told(other, MessagePinned, lambda: one.chat.pin(message_id))
        assert other.chat.messages[-1].pinned
        await told(other, MessageUnpinned, lambda: one.chat.unpin(message_id))
        deleted = await told(other, ChatUpdated, lambda: one.chat.delete_message(message_id))
        assert (deleted.action, other.chat.messages) == ("delete", [])
        with pytest.raises(MeetingError):
            await one.chat.delete_message(message_id)


async def test_a_private_message_reaches_whom_it_is_for(stage):
    async with stage.joined("Ada") as one, stage.joined("Bob") as other, stage.joined("Eve") as third:
        await until(lambda: len(one.participants.joined) == 2)
        await one.chat.send_text_message("Psst", to=[other.self.id])
        await one.chat.send_text_message("Everybody")
        await until(lambda: third.chat.messages and len(other.chat.messages) == 2)
        assert [message.message for message in third.chat.messages] == ["Everybody"]
        assert other.chat.messages[0].target_user_ids
        public = await third.chat.fetch_public_messages()
        assert [message.message for message in public] == ["Everybody"]


async def test_a_file_is_where_its_link_says(stage):
    async with stage.joined("Ada") as one, stage.joined("Bob") as other:
        await one.chat.send_file_message(PNG, name="dot.png", type="image/png")
        await until(lambda: other.chat.messages)
        message = other.chat.messages[-1]
        assert isinstance(message, FileMessage)
        assert (message.name, message.size) == ("dot.png", len(PNG))
        assert message.link.startswith("http")


async def test_others_are_muted_one_by_one_and_all_at_once(stage):
    async with stage.joined("Ada") as one, stage.joined("Bob") as other:
        await until(lambda: other.self.id in one.participants.joined)
        seen = one.participants.joined[other.self.id]
        await other.self.enable_audio()
        await other.self.enable_video()
        await until(lambda: seen.video_enabled)
        await seen.disable_audio()
        await until(lambda: not other.self.audio_enabled)
        await seen.disable_video()
        await until(lambda: not other.self.video_enabled)
        await other.self.enable_audio()
        await one.participants.disable_all_audio()
        await until(lambda: not other.self.audio_enabled)
        assert (await seen.get_permissions()).polls is not None
        assert {who.name for who in await one.participants.get_all_joined_peers("Bob")} == {"Bob"}


async def test_everybody_may_be_kicked_in_a_loop(stage):
    async with stage.joined("Ada") as one, stage.joined("Bob"), stage.joined("Eve"):
        await until(lambda: len(one.participants.joined) == 2)
        for participant in one.participants.joined.values():
            await participant.kick()
        assert len(one.participants.joined) == 0
        assert dict(one.participants.joined.items()) == {}


async def test_a_recording_that_is_started_here_is_one_of_rest(stage):
    async with stage.joined("Ada") as one:
        await told(one, RecordingUpdated, one.recording.start)
        recording = await stage.rtk.recordings.active(stage.meeting_id)
        assert (recording.status, one.recording.state) == ("INVOKED", "STARTING")
        stage.emulator.simulate.recording_advances(recording.id)
        await until(lambda: one.recording.state == "RECORDING")
        await one.recording.pause()
        await until(lambda: one.recording.state == "PAUSED")
        await one.recording.resume()
        await one.recording.stop()
        await until(lambda: one.recording.state in ("IDLE", "STOPPING"))


async def test_the_view_is_changed_and_told(stage):
    async with stage.joined("Ada") as one:
        changed = await told(one, ViewModeChanged, lambda: one.participants.set_view_mode("PAGINATED"))
        assert changed.view_mode == "PAGINATED"


async def test_what_is_known_of_people_and_the_meeting_is_what_rest_knows(stage):
    async with stage.joined("Ada") as one, stage.joined("Bob", "group_call_participant") as other:
        await until(lambda: one.self.id in other.participants.joined)
        seen = other.participants.joined[one.self.id]
        assert (seen.preset_name, seen.is_host, seen.is_pinned) == ("group_call_host", True, False)
        assert (seen.custom_participant_id or "").startswith("ada-")
        assert not seen.picture_url
        assert seen.stage_status == one.stage.status
        assert one.self.permissions.kick_participant
        meta = one.meta
        assert (meta.view_type, meta.socket_state.state) == ("GROUP_CALL", "connected")
        assert meta.media_state == meta.state.media_state


async def test_a_repr_says_what_it_is_and_nothing_of_a_stranger_moves_a_cursor(stage):
    async with stage.joined("\x1b[2JEve") as eve, stage.joined("Bob") as bob:
        await until(lambda: eve.self.id in bob.participants.joined)
        seen = bob.participants.joined[eve.self.id]
        async with seen.screen_audio() as chunks, bob.self.microphone() as microphone:
            shown = [*map(repr, (bob, bob.self, bob.participants.joined, seen, chunks, microphone))]
        assert all(text.isprintable() for text in shown)
        assert shown[4:] == [
            f"AudioIn(of {seen.id}, 16000 samples a second, 0 chunks dropped)",
            "AudioOut(48000 samples a second, 0.00 s wait to be said)",
        ]
