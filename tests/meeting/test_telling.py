"""What is told: types of events, handlers, queues, and what was missed."""

import asyncio
import json
import pickle
import threading

import pytest

from realtimekit_async import WaitTimeout, agent
from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import (
    AudioUpdated,
    BroadcastReceived,
    ChatUpdated,
    Event,
    HostLost,
    Meeting,
    ParticipantJoined,
    ParticipantLeft,
    RoomJoined,
    RoomLeft,
    SocketConnectionUpdated,
    WaitlistJoined,
)

from ..doubles.clocks import StillClock
from .odd_host import TOKEN, event, odd_host
from .stage import Stage, pass_time, told, until


def names(events: list[Event]) -> list[str]:
    return [type(each).__name__ for each in events]


# ── types, not strings ──

STRINGS = [
    (lambda meeting: meeting, "roomJoined", "RoomJoined"),
    (lambda meeting: meeting, "self.audioUpdate", "AudioUpdated"),
    (lambda meeting: meeting.self, "roomLeft", "RoomLeft"),
    (lambda meeting: meeting.participants.joined, "participantJoined", "ParticipantJoined"),
    (lambda meeting: meeting.participants.waitlisted, "participantJoined", "WaitlistJoined"),
    (lambda meeting: meeting.participants.active, "participantLeft", "BecameInactive"),
    (lambda meeting: meeting.participants.pinned, "participantJoined", "ParticipantPinned"),
    (lambda meeting: meeting.chat, "chatUpdate", "ChatUpdated"),
    (lambda meeting: meeting, "chat_update", r"none that is known; did you mean ChatUpdated\?"),
    (lambda meeting: meeting.participants.joined, "joined", r"none that is known; did you mean RoomJoined\?"),
    (lambda meeting: meeting, "Transcript_Received", r"none that is known; did you mean TranscriptReceived\?"),
    (lambda meeting: meeting, "foo", "none that is known; the types stand in realtimekit_async.meeting, .*"),
]


@pytest.mark.parametrize(("source", "name", "kind"), STRINGS)
async def test_a_string_is_refused_with_the_type_it_means(stage, source, name, kind):
    meeting = await stage.meeting("Ada")
    with pytest.raises(TypeError, match=f"^events are types here: '{name}' is {kind}$"):
        source(meeting).on(name)
    with pytest.raises(TypeError, match=f"'{name}' is {kind}"):
        await source(meeting).wait_for(name)


async def test_a_part_tells_its_own_events_only(stage):
    meeting = await stage.meeting("Ada")
    with pytest.raises(TypeError, match="RoomJoined is not told here; what is: ChatUpdated, MessagePinned"):
        meeting.chat.on(RoomJoined)
    with pytest.raises(TypeError, match=r"agent\.ParticipantJoined is not .*meeting\.ParticipantJoined"):
        meeting.on(agent.ParticipantJoined)
    with pytest.raises(TypeError, match="decorates a function"):
        meeting.on(RoomJoined)("no function")
    with pytest.raises(TypeError, match="types of events are wanted"):
        meeting.on()


async def test_each_part_hears_of_itself_and_the_meeting_of_all(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        everything, own, others, chat = [], [], [], []
        ada.on(Event)(everything.append)
        ada.self.on(Event)(own.append)
        ada.participants.joined.on(AudioUpdated)(others.append)
        ada.chat.on(Event)(chat.append)
        await ada.self.enable_audio()
        await bob.self.enable_audio()
        await bob.chat.send_text_message("Hello")
        await until(lambda: chat and others)
        await until(lambda: len(everything) >= 4)
    assert [event.participant.name for event in others] == ["Bob"]
    assert names(own)[0] == "AudioUpdated"
    assert {type(event) for event in own} == {AudioUpdated, RoomLeft}
    assert names(chat) == ["ChatUpdated"]
    assert {AudioUpdated, ChatUpdated} <= {type(event) for event in everything}


async def test_who_waits_before_the_door_has_not_joined(stage):
    async with stage.joined("Ada") as ada:
        joined = []
        ada.on(ParticipantJoined)(joined.append)
        waiting = await told(ada, WaitlistJoined, lambda: simulate_waiting(stage))
        assert waiting.participant.name == "Guest"
        assert joined == []


async def simulate_waiting(stage) -> None:
    await stage.open_waiting_room()
    stage.emulator.simulate.waits(stage.meeting_id, name="Guest", preset_name="waits")


async def test_an_event_is_json_with_the_vendors_names(stage):
    async with stage.joined("Ada") as ada, stage.entered("Bob") as bob:
        event = await told(ada, ParticipantJoined, bob.join)
        person = json.loads(event.to_json())["participant"]
        assert (person["id"], person["userId"], person["name"]) == (bob.self.id, bob.self.user_id, "Bob")
        with pytest.raises(TypeError, match="keep its `state`"):
            pickle.dumps(event)
        assert pickle.loads(pickle.dumps(event.participant.state)) == event.participant.state  # noqa: S301 - ours


async def test_a_broadcast_reaches_whom_it_is_for(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob, stage.joined("Eve") as eve:
        await until(lambda: len(ada.participants.joined) == 2)
        heard = []
        eve.on(BroadcastReceived)(heard.append)
        event = await told(
            bob,
            BroadcastReceived,
            lambda: ada.participants.broadcast_message("note", {"n": 1}, participant_ids=[bob.self.id]),
        )
        assert (event.type, event.payload) == ("note", {"n": 1})
        await told(eve, BroadcastReceived, lambda: ada.participants.broadcast_message("all", {"yes": True}))
        await until(lambda: heard)
        assert [each.type for each in heard] == ["all"]


# ── handlers ──


async def test_handlers_run_one_after_the_other_and_may_call_the_meeting(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        order = []

        @bob.chat.on(ChatUpdated)
        async def answer(event: ChatUpdated) -> None:
            order.append(("begins", event.message.message))
            if event.message.user_id != bob.self.user_id:
                await bob.chat.send_text_message(f"You said {event.message.message}")
            order.append(("ends", event.message.message))

        await ada.chat.send_text_message("one")
        await ada.chat.send_text_message("two")
        await until(lambda: len(order) == 8)
        assert [what for what, _ in order] == ["begins", "ends"] * 4
        said = [message.message for message in ada.chat.messages if message.user_id == bob.self.user_id]
        assert said == ["You said one", "You said two"]


async def test_a_handler_that_fails_stops_nothing_and_is_raised_at_the_end(stage, caplog):
    seen = []

    async def attend() -> None:
        async with stage.joined("Ada") as ada:

            @ada.chat.on(ChatUpdated)
            def fail(event: ChatUpdated) -> None:
                raise ValueError(event.message.message)

            ada.chat.on(ChatUpdated)(seen.append)
            await ada.chat.send_text_message("one")
            await ada.chat.send_text_message("two")
            await until(lambda: len(seen) == 2)
            assert "a handler of ChatUpdated failed" in caplog.text

    with pytest.raises(ExceptionGroup, match="handlers of the meeting failed") as caught:
        await attend()
    assert [str(error) for error in caught.value.exceptions] == ["one", "two"]


async def test_the_end_of_the_block_waits_for_handlers_and_the_participant_has_left_by_then(stage):
    handled, release = [], asyncio.Event()

    async def attend() -> None:
        async with stage.joined("Ada") as ada:

            @ada.chat.on(ChatUpdated)
            async def wait(event: ChatUpdated) -> None:
                await release.wait()
                handled.append(event.message.message)

            await ada.chat.send_text_message("one")
            await ada.chat.send_text_message("two")

    attending = asyncio.create_task(attend())
    await until(lambda: stage.emulator.meetings.seats)
    await until(lambda: not stage.emulator.meetings.seats)
    assert (handled, attending.done()) == ([], False)
    release.set()
    await attending
    assert handled == ["one", "two"]


async def test_an_error_in_the_block_ends_a_handler_that_waits(stage):
    async def attend() -> None:
        async with stage.joined("Ada") as ada:
            begun = asyncio.Event()

            @ada.chat.on(ChatUpdated)
            async def wait(_: ChatUpdated) -> None:
                begun.set()
                await asyncio.Event().wait()

            await ada.chat.send_text_message("one")
            await begun.wait()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await attend()


async def test_a_handler_that_comes_too_late_has_not_failed(stage):
    async with stage.joined("Ada") as ada:

        @ada.on(RoomLeft)
        async def say_goodbye(_: RoomLeft) -> None:
            await ada.chat.send_text_message("Goodbye")

        await ada.leave()


async def test_an_error_of_the_block_is_raised_and_knows_of_handlers_that_failed(stage):
    async def attend() -> None:
        async with stage.joined("Ada") as ada:
            has_failed = asyncio.Event()

            @ada.chat.on(ChatUpdated)
            def fail(_: ChatUpdated) -> None:
                has_failed.set()
                raise ValueError

            await ada.chat.send_text_message("one")
            await has_failed.wait()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        await attend()
    assert "handlers of the meeting failed, too: 1" in caught.value.__notes__[0]


# ── waiting for events ──


async def test_waiting_for_an_event_has_its_time_on_the_meetings_clock(stage):
    clock = StillClock()
    async with stage.joined("Ada", clock=clock) as ada:
        waiting = asyncio.ensure_future(ada.wait_for(ChatUpdated, timeout=5))
        await pass_time(clock, 5)
        with pytest.raises(WaitTimeout, match="no ChatUpdated came within 5 s; what came before does not count"):
            await waiting


async def test_waiting_takes_the_first_that_is_wanted(stage):
    async with stage.joined("Ada") as ada:

        async def say() -> None:
            for text in ("one", "two", "three"):
                await ada.chat.send_text_message(text)

        event = await told(ada.chat, ChatUpdated, say, where=lambda each: each.message.message.startswith("t"))
        assert event.message.message == "two"


# ── queues ──


async def test_the_oldest_is_dropped_and_counted_and_what_is_known_is_right_nevertheless():
    async with odd_host() as host, Meeting(TOKEN, host=host, queue_size=10, chat_size=30) as meeting:
        await meeting.join()
        for number in range(50):
            message = {"type": "text", "id": str(number), "userId": "u", "message": str(number)}
            await host.say(event("chat", "chatUpdate", {"action": "add", "message": message}))
        await meeting.self.enable_audio()  # all was told before it is answered
        assert meeting.dropped == 51 - 10
        assert [message.id for message in meeting.chat.messages] == [str(number) for number in range(20, 50)]
        await meeting.leave()
        taken = [each.message.id async for each in meeting if isinstance(each, ChatUpdated)]
        assert taken == [str(number) for number in range(40, 50)]


async def test_a_handler_that_is_slow_holds_up_no_answer(stage):
    async with stage.joined("Ada") as ada:
        release = asyncio.Event()

        @ada.chat.on(ChatUpdated)
        async def wait(_: ChatUpdated) -> None:
            await release.wait()

        for number in range(5):
            await ada.chat.send_text_message(str(number))
        assert len(ada.chat.messages) == 5
        release.set()


# ── what was missed ──


async def test_what_was_missed_is_told_when_the_meeting_is_back(stage):
    meetings, simulate, meeting_id = stage.emulator.meetings, stage.emulator.simulate, stage.meeting_id
    async with stage.joined("Ada") as ada:
        simulate.participant_joins(meeting_id, name="Stays")
        goes = simulate.participant_joins(meeting_id, name="Goes")
        await until(lambda: len(ada.participants.joined) == 2)
        stays = ada.participants.joined.to_list()[0]
        seen: list[Event] = []
        ada.on(Event)(seen.append)
        meetings.interrupt(ada.self.user_id)
        await until(lambda: "SocketConnectionUpdated" in names(seen))
        simulate.participant_leaves(meeting_id, goes.id)
        comes = simulate.participant_joins(meeting_id, name="Comes")
        simulate.chats(meeting_id, comes.id, "You missed this")
        assert ada.self.room_state == "joined"
        meetings.resume(ada.self.user_id)
        await until(lambda: "RoomJoined" in names(seen))
        assert [who.name for who in ada.participants.joined.to_list()] == ["Stays", "Comes"]
        assert ada.participants.joined.to_list()[0] is stays
        assert [message.message for message in ada.chat.messages] == ["You missed this"]
    told_between = names(seen)[: names(seen).index("RoomJoined") + 1]
    assert [name for name in told_between if name in ("ParticipantLeft", "ParticipantJoined", "ChatUpdated")] == [
        "ParticipantLeft",
        "ParticipantJoined",
        "ChatUpdated",
    ]
    assert next(each for each in seen if isinstance(each, RoomJoined)).reconnected
    states = [each.state for each in seen if isinstance(each, SocketConnectionUpdated)]
    assert states == ["reconnecting", "connected"]


@pytest.mark.parametrize("chat_size", [0, 100])
async def test_messages_that_were_changed_meanwhile_are_told_when_the_meeting_is_back(stage, chat_size):
    meetings = stage.emulator.meetings
    async with stage.joined("Ada") as ada, stage.joined("Bob", chat_size=chat_size) as bob:
        for text in ("one", "two", "three"):
            await ada.chat.send_text_message(text)
        seen = []
        one, two, _ = ada.chat.messages
        await bob.self.get_all_devices()  # what was written has been told before
        bob.on(ChatUpdated)(seen.append)
        meetings.interrupt(bob.self.user_id)
        await ada.chat.edit_text_message(one.id, "ONE")
        await ada.chat.delete_message(two.id)
        await ada.chat.send_text_message("four")
        await ada.chat.send_text_message("five")
        meetings.resume(bob.self.user_id)
        await until(lambda: len(seen) >= (2 if chat_size == 0 else 4))
    changed = [("delete", "two"), ("edit", "ONE")] if chat_size else []
    assert [(each.action, each.message.message) for each in seen] == [*changed, ("add", "four"), ("add", "five")]


async def test_what_was_written_before_one_came_is_there_and_not_told(stage):
    async with stage.joined("Ada") as ada:
        await ada.chat.send_text_message("Before")
        async with stage.entered("Bob") as bob:
            seen: list[Event] = []
            bob.on(ChatUpdated, ParticipantLeft)(seen.append)
            await bob.join()
            assert [message.message for message in bob.chat.messages] == ["Before"]
        assert seen == []


# ── event loops ──


async def test_in_another_event_loop_a_meeting_is_of_no_use_and_says_so(stage):
    async with stage.joined("Ada") as ada:

        async def use() -> None:
            for call in (
                lambda: ada.chat.send_text_message("Hello"),
                lambda: ada.wait_for(ChatUpdated),
                lambda: anext(ada),
                ada.run,
                ada.join,
                ada.leave,
            ):
                with pytest.raises(RuntimeError, match="another event loop"):
                    await call()

        await asyncio.to_thread(lambda: asyncio.run(use()))
        assert ada.left is None


def test_two_event_loops_meet_in_one_meeting():
    heard = {}

    async def attend(emulator: Emulator, meeting_id: str, name: str, other: str) -> None:
        async with emulator.client() as rtk:
            join = rtk.meetings.join(meeting_id, name=name, preset_name="group_call_host")
            async with join as meeting:
                await until(lambda: meeting.participants.joined)
                await meeting.chat.send_text_message(f"I am {name}")
                await until(lambda: f"I am {other}" in [each.message for each in meeting.chat.messages])
                heard[name] = True
                await until(lambda: len(heard) == 2)

    async def make(emulator: Emulator) -> str:
        async with emulator.client() as rtk:
            return (await rtk.meetings.create(title="Two loops")).id

    with Emulator() as emulator:
        meeting_id = asyncio.run(make(emulator))
        threads = [
            threading.Thread(target=lambda pair=pair: asyncio.run(attend(emulator, meeting_id, *pair)))
            for pair in (("Ada", "Bob"), ("Bob", "Ada"))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert heard == {"Ada": True, "Bob": True}


def test_on_uvloop_it_is_the_same():
    uvloop = pytest.importorskip("uvloop")

    async def attend() -> str:
        async with Emulator() as emulator, emulator.client() as rtk:
            stage = Stage(emulator, rtk)
            await stage.open()
            async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
                await until(lambda: bob.self.id in ada.participants.joined)
                emulator.meetings.cut(bob.self.user_id)
                with pytest.raises(HostLost):
                    await bob.run()
                await ada.chat.send_text_message("Hello")
                await until(lambda: not ada.participants.joined)
            return ada.left

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(attend()) == "asked"
