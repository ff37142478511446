"""What goes wrong with a host, and how it ends: with an error that says so, and with nothing left behind."""

import asyncio
import gc
import json

import pytest

from realtimekit_async import ConfigurationError
from realtimekit_async.meeting import (
    CallTimeout,
    ChatUpdated,
    Event,
    HostError,
    HostHung,
    HostLost,
    Meeting,
    MeetingError,
    NotEnabled,
    NotJoined,
    NotPermitted,
    ParticipantGone,
    ProblemReported,
    SdkMismatch,
    TooManyCalls,
    UnknownEvent,
)
from realtimekit_async.meeting.wire import MOST_FRAME_BYTES

from ..doubles.clocks import StillClock
from .odd_host import HELLO, TOKEN, event, has_called, no, odd_host, ok
from .stage import WAITING, pass_time, until
from .test_going import is_gone, ours

MESSAGE = {"type": "text", "id": "1", "userId": "u", "message": "half an emoji: "}


# ── what is refused ──

REFUSALS = [
    ("0501", "[ERR0501]: Permission denied", NotPermitted),
    ("1201", "[ERR1201]: not for you", NotPermitted),
    ("1205", "[ERR1205]: Action not permitted without joining room", NotJoined),
    ("0013", "[ERR0013]: too often", TooManyCalls),
    ("0503", "[ERR0503]: Text message is too large", MeetingError),
    ("GONE", "no participant p1", ParticipantGone),
    ("NOTHING", "no video to be seen", NotEnabled),
    ("BRIDGE", "chat.x may not be called", MeetingError),
    ("SURFACE", "chat.pin", SdkMismatch),
    (None, "", MeetingError),
]


@pytest.mark.parametrize(("code", "text", "kind"), REFUSALS, ids=[str(row[0]) for row in REFUSALS])
async def test_a_refusal_is_the_error_of_its_code(code, text, kind):
    def script(request):
        return [no(request, code, text)] if has_called(request, "chat.sendTextMessage") else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        with pytest.raises((MeetingError, HostError)) as caught:
            await meeting.chat.send_text_message("Hello")
        assert type(caught.value) is kind
        assert text in str(caught.value)
        if isinstance(caught.value, MeetingError):
            assert caught.value.call == "chat.sendTextMessage"
        await meeting.self.enable_audio()  # a refusal is the end of nothing


async def test_a_refusal_of_the_emulator_has_the_vendors_code(stage):
    async with stage.joined("Ada") as ada, stage.joined("Guest", "group_call_participant") as guest:
        await until(lambda: ada.self.id in guest.participants.joined)
        with pytest.raises(NotPermitted) as caught:
            await guest.participants.joined[ada.self.id].kick()
        assert (caught.value.code, caught.value.call) == ("1201", "participant.kick")
        stage.emulator.meetings.fail_next(ada.self.user_id, "chat.sendTextMessage", "0013")
        with pytest.raises(TooManyCalls):
            await ada.chat.send_text_message("Hello")
        with pytest.raises(MeetingError) as caught:
            await ada.chat.send_text_message("x" * 2001)
        assert caught.value.code == "0503"


async def test_who_has_gone_cannot_be_asked_any_more(stage):
    async with stage.joined("Ada") as ada:
        async with stage.joined("Bob") as bob:
            await until(lambda: bob.self.id in ada.participants.joined)
            seen = ada.participants.joined[bob.self.id]
        await until(lambda: not ada.participants.joined)
        with pytest.raises(ParticipantGone):
            await seen.pin()
        with pytest.raises(ParticipantGone):
            await ada.plugins.activate("none")


NOT_BEFORE_JOINING = [
    lambda meeting: meeting.chat.send_text_message("Hello"),
    lambda meeting: meeting.chat.send_image_message(b"image"),
    lambda meeting: meeting.polls.create("Who?", ["You", "I"]),
    lambda meeting: meeting.polls.vote("poll", 0),
    lambda meeting: meeting.plugins.activate("board"),
    lambda meeting: meeting.participants.kick_all(),
    lambda meeting: meeting.participants.broadcast_message("note", {}),
    lambda meeting: meeting.recording.start(),
    lambda meeting: meeting.livestream.start(),
    lambda meeting: meeting.stage.join(),
    lambda meeting: meeting.audio().__aenter__(),
    lambda meeting: meeting.self.share(b"image"),
]


async def test_what_needs_the_meeting_is_refused_before_joining_and_not_sent():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        for call in NOT_BEFORE_JOINING:
            with pytest.raises(NotJoined, match=r"not joined: await meeting\.join\(\) first"):
                await call(meeting)
        assert [request["op"] for request in host.requests] == ["init"]


# ── a host that does not answer ──


async def test_a_call_that_is_not_answered_ends_within_its_time(stage):
    clock = StillClock()
    async with stage.joined("Ada", clock=clock, call_timeout=3) as ada:
        stage.emulator.meetings.hang(ada.self.user_id)
        call = asyncio.ensure_future(ada.chat.send_text_message("Hello"))
        await pass_time(clock, 3)
        with pytest.raises(CallTimeout, match="within 3 s") as caught:
            await call
        assert isinstance(caught.value, TimeoutError)
        assert ada.left is None
        stage.emulator.meetings.cut(ada.self.user_id)
        with pytest.raises(HostLost):
            await ada.run()


async def test_a_host_that_hangs_is_found_out_and_ended(stage):
    clock = StillClock()
    async with stage.joined("Ada", clock=clock, call_timeout=60) as ada:
        stage.emulator.meetings.hang(ada.self.user_id)
        call = asyncio.ensure_future(ada.chat.send_text_message("Hello"))
        await pass_time(clock, 5)  # the next ping
        await pass_time(clock, 15)
        with pytest.raises(HostHung, match="15 s"):
            await call
        with pytest.raises(HostHung):
            await ada.run()
        assert ada.left == "failed"
    assert ours() == []


async def test_a_host_that_does_not_open_in_time_is_an_error():
    clock = StillClock()
    async with odd_host(lambda request: [] if request["op"] == "init" else None) as host:

        async def enter() -> None:
            async with Meeting(TOKEN, host=host, clock=clock, open_timeout=30):
                pass

        entering = asyncio.create_task(enter())
        await until(lambda: host.requests)
        await pass_time(clock, 30)
        with pytest.raises(CallTimeout, match="init: no answer within 30 s"):
            await entering
        await until(lambda: not host.is_open)


class Broken:
    """A host, and its pipe, of somebody's own making, with a mistake in it."""

    host_name, init_fields, fate = "broken", {}, "it is broken"

    def __init__(self) -> None:
        self.is_closed = False

    async def open(self):
        return self

    async def send(self, frame):
        pass

    async def receive(self):
        raise ZeroDivisionError

    async def aclose(self):
        self.is_closed = True


async def test_a_host_with_a_mistake_in_it_is_lost_and_nobody_waits(caplog):
    host = Broken()
    with pytest.raises(HostLost, match="ZeroDivisionError"):
        async with Meeting(TOKEN, host=host):
            pass
    assert host.is_closed
    assert "could not be taken" in caplog.text


class NeverOpen:
    """A host that never opens."""

    async def open(self):
        await asyncio.get_running_loop().create_future()


async def test_opening_a_host_has_its_time():
    clock = StillClock()

    async def enter() -> None:
        async with Meeting(TOKEN, host=NeverOpen(), clock=clock, open_timeout=30):
            pass

    entering = asyncio.create_task(enter())
    await pass_time(clock, 30)
    with pytest.raises(HostError, match="did not open within 30 s"):
        await entering


# ── a host that is gone ──


async def test_a_lost_host_ends_everything_at_once(stage):
    async with stage.joined("Ada") as ada:

        async def iterate() -> None:
            async for _ in ada:
                pass

        async def listen() -> str:
            async with ada.audio() as chunks:
                async for _ in chunks:
                    pass
            return "the sound has ended"

        async def speak() -> None:
            async with ada.self.microphone(ahead=0) as microphone:
                stage.emulator.meetings.hang(ada.self.user_id)  # nothing is said any more
                await microphone.write(bytes(48_000))

        waits = [ada.wait_for(ChatUpdated), ada.run(), iterate(), listen(), speak()]
        tasks = [asyncio.create_task(wait) for wait in waits]
        await until(lambda: ada._room.streams.microphones and ada._room.streams.ears)  # noqa: SLF001
        stage.emulator.meetings.cut(ada.self.user_id)
        waited, over, iterated, heard, spoken = await asyncio.gather(*tasks, return_exceptions=True)
        assert heard == "the sound has ended"
        assert {type(error) for error in (waited, over, iterated, spoken)} == {HostLost}
        with pytest.raises(HostLost):
            await ada.chat.send_text_message("Hello")
    await is_gone(stage)


async def test_a_lost_host_that_nobody_was_told_of_is_told_at_the_end_of_the_block(stage):
    async def attend() -> None:
        async with stage.joined("Ada") as ada:
            stage.emulator.meetings.cut(ada.self.user_id)
            await until(lambda: ada.left)

    with pytest.raises(HostLost):
        await attend()
    await is_gone(stage)


async def test_a_lost_host_that_somebody_was_told_of_is_told_once(stage):
    async with stage.joined("Ada") as ada:
        stage.emulator.meetings.cut(ada.self.user_id)
        await until(lambda: ada.left)
        with pytest.raises(HostLost):
            await ada.self.enable_audio()


async def test_an_emulator_that_stops_says_so(stage):
    async with stage.joined("Ada") as ada:
        stage.emulator.meetings.close()
        with pytest.raises(HostLost, match="the host closed the connection: 1001"):
            await ada.run()
        assert ada.left == "failed"


async def test_who_blocks_the_event_loop_is_told_so_by_the_emulator(stage):
    async with stage.joined("Ada") as ada:
        for _ in range(10_001):  # and the loop, which reads, has no turn meanwhile
            stage.emulator.simulate.broadcasts(stage.meeting_id, "flood", {})
        with pytest.raises(HostLost, match=r"1013 more than 10,000 events .* blocks the reader's event loop"):
            await ada.run()


async def test_the_host_may_be_lost_while_one_waits_to_be_let_in(stage):
    async with stage.entered("Guest", WAITING) as guest:
        joining = asyncio.create_task(guest.join())
        await until(lambda: guest.self.room_state == "waitlisted")
        stage.emulator.meetings.cut(guest.self.user_id)
        with pytest.raises(HostLost):
            await joining


async def test_what_one_host_loses_touches_no_other(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: bob.self.id in ada.participants.joined)
        stage.emulator.meetings.cut(bob.self.user_id)
        await until(lambda: not ada.participants.joined)
        await ada.chat.send_text_message("Still here")
        with pytest.raises(HostLost):
            await bob.run()


# ── a host that says what nobody expects ──


@pytest.mark.parametrize(
    ("hello", "text"),
    [
        (json.dumps({"t": "hello", "v": 2, "host": "emulator"}), "speaks version 2"),
        (json.dumps({"t": "played", "stream": 1, "n": 1}), "did not say hello"),
        ("<html>", "did not say hello"),
    ],
)
async def test_a_host_of_another_language_is_refused(hello, text):
    async with odd_host(hello=hello) as host:
        with pytest.raises(HostError, match=text):
            async with Meeting(TOKEN, host=host):
                pass
        await until(lambda: not host.is_open)


UNREADABLE = ["{", '{"t": "magic"}', '{"t": "ok"}', b"\x01short", '{"t": "ev", "b": [["chat"]]}']


@pytest.mark.parametrize("frame", UNREADABLE)
async def test_a_frame_that_cannot_be_read_is_the_end_and_says_so(frame):
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        await host.say(frame)
        with pytest.raises(HostLost, match="cannot be read"):
            await meeting.run()
        await until(lambda: not host.is_open)


async def test_the_host_may_end_the_connection_while_it_is_asked():
    def script(request):
        return [None] if has_called(request, "self.enableAudio") else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        with pytest.raises(HostLost):
            await meeting.self.enable_audio()


async def test_an_answer_that_cannot_be_read_is_an_error_of_that_call():
    def script(request):
        return [ok(request, "no list")] if has_called(request, "self.getAllDevices") else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        with pytest.raises(MeetingError, match=r"self\.getAllDevices: the host's answer cannot be read"):
            await meeting.self.get_all_devices()
        await meeting.self.enable_audio()


async def test_an_answer_that_comes_too_late_is_nobodys():
    kept = []

    def script(request):
        if has_called(request, "self.enableAudio"):
            kept.append(request)
            return []
        return None

    clock = StillClock()
    async with odd_host(script) as host, Meeting(TOKEN, host=host, clock=clock) as meeting:
        call = asyncio.ensure_future(meeting.self.enable_audio())
        await until(lambda: kept)
        await pass_time(clock, 15)
        with pytest.raises(CallTimeout):
            await call
        await host.say(ok(kept[0]), ok({"i": 4711}), HELLO)
        await meeting.self.disable_audio()


async def test_events_that_nobody_knows_or_that_cannot_be_read_are_told_as_they_came():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        told = []
        meeting.on(UnknownEvent)(told.append)
        await host.say(event("self", "toggleTile", {"hidden": True}), event("polls", "pollsUpdate", {"polls": 7}))
        await until(lambda: len(told) == 2)
        first, second = told
        assert (first.namespace, first.name, first.data) == ("self", "toggleTile", {"hidden": True})
        assert (second.name, second.data) == ("pollsUpdate", {"polls": 7})


async def test_half_an_emoji_ends_nothing():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        waiting = asyncio.ensure_future(meeting.wait_for(ChatUpdated, timeout=30))
        await asyncio.sleep(0)
        frame = event("chat", "chatUpdate", {"action": "add", "message": MESSAGE})
        await host.say(frame.replace("emoji: ", r"emoji: \ud83d"))
        assert (await waiting).message.message == "half an emoji: �"


@pytest.mark.parametrize("number", ["1e999", "9" * 5000, "NaN"], ids=["exponent", "digits", "NaN"])
async def test_a_number_out_of_range_ends_nothing_and_loses_no_event(number):
    def script(request):
        answer = ok(request, [{"deviceId": "d", "kind": "audioinput", "odd": "?"}])
        return [answer.replace('"?"', number)] if has_called(request, "self.getAllDevices") else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        told = []
        meeting.on(Event)(told.append)
        chat = event("chat", "chatUpdate", {"action": "add", "message": {**MESSAGE, "time": "?"}})
        await host.say(chat.replace('"?"', number), event("self", "mood", ["?"]).replace('"?"', number))
        await until(lambda: len(told) == 2)
        assert told[0].message.id == MESSAGE["id"]
        assert told[1].data == [None]
        assert [device.device_id for device in await meeting.self.get_all_devices()] == ["d"]


async def test_an_error_that_no_call_waits_for_is_an_event():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        waiting = asyncio.ensure_future(meeting.wait_for(ProblemReported, timeout=30))
        await asyncio.sleep(0)
        await host.say('{"t": "error", "code": "PAGE", "message": "by itself"}')
        assert await waiting == ProblemReported("PAGE", "by itself")


async def test_an_odd_part_of_a_snapshot_costs_no_other():
    rows = [{"type": "text", "id": "1", "message": "kept"}, {"type": "hologram", "id": "2"}, 7]
    snapshot = {
        "self": {"id": "p", "name": ["odd"]},
        "meta": {"meetingTitle": "Standup"},
        "chat": rows,
        "permissions": {"chatPublic": "yes"},
        "participants": {"joined": [{"id": "a", "name": "Ada"}, {"id": 1}], "later": []},
    }

    def script(request):
        return [ok(request, snapshot)] if request["op"] == "init" else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        assert meeting.meta.meeting_title == "Standup"
        assert [message.id for message in meeting.chat.messages] == ["1"]
        assert [who.name for who in meeting.participants.joined.to_list()] == ["Ada"]
        assert meeting.self.room_state == "init"


# ── what no frame can carry ──

UNSENDABLE = [
    (lambda meeting: meeting.chat.send_text_message("x" * MOST_FRAME_BYTES), "bytes are too many for one call"),
    (lambda meeting: meeting.chat.send_file_message(bytes(MOST_FRAME_BYTES), name="a.bin"), "bytes are too many"),
    (lambda meeting: meeting.chat.send_text_message("half: \ud83d"), "holds a lone surrogate"),
    (lambda meeting: meeting.participants.broadcast_message("note", {"n": float("nan")}), "'n' is nan"),
    (lambda meeting: meeting.participants.broadcast_message("note", {"n": -float("inf")}), "'n' is -inf"),
]


@pytest.mark.parametrize(("act", "text"), UNSENDABLE)
async def test_what_no_frame_can_carry_is_refused_before_it_is_sent_and_the_meeting_goes_on(stage, act, text):
    async with stage.joined("Ada") as ada:
        with pytest.raises(ConfigurationError, match=text):
            await act(ada)
        await ada.chat.send_text_message("Hello")


async def test_a_call_that_could_not_be_sent_leaves_no_error_that_nobody_took(caplog):
    async with odd_host() as host:

        async def attend() -> None:
            async with Meeting(TOKEN, host=host) as meeting:
                await meeting.join()
                await host.sockets[-1].close()
                while True:
                    await meeting.self.enable_audio()

        with pytest.raises(HostLost):
            await attend()
    gc.collect()
    assert "never retrieved" not in caplog.text
