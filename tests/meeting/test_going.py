"""Leaving a meeting, being removed, and what is left behind: nothing."""

import asyncio

import anyio
import pytest

from realtimekit_async.meeting import (
    ActiveSpeaker,
    Event,
    HostLost,
    LeavePolicy,
    Meeting,
    MeetingOver,
    ParticipantLeft,
    RoomJoined,
    RoomLeft,
)

from ..doubles.clocks import StillClock
from .odd_host import JOINED, TOKEN, event, has_called, no, odd_host, ok
from .stage import WAITING, pass_time, told, until

TWO_HOURS = 7200


def ours() -> list[str]:
    tasks = [repr(task.get_coro()) for task in asyncio.all_tasks()]
    return [task for task in tasks if "Meeting" in task or "Connection." in task or "Handlers." in task]


async def is_gone(stage) -> None:
    """Know that nothing of a meeting object goes on: no task, no connection, no participant."""
    await until(lambda: not stage.emulator.meetings.seats)
    assert ours() == []


# ── one's own will ──


async def test_the_end_of_the_block_leaves(stage):
    async with stage.joined("Ada") as ada:
        assert ada.left is None
    assert (ada.left, ada.self.room_state) == ("asked", "left")
    assert await ada.run() == "asked"
    await is_gone(stage)


async def test_who_leaves_has_left_whatever_the_host_says_afterwards():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        await meeting.leave()
        assert (meeting.left, meeting.self.room_state, meeting.self.room_joined) == ("asked", "left", False)
        await host.say(event("self", "audioUpdate", {"audioEnabled": True}, {**JOINED, "audioEnabled": True}))
        await until(lambda: meeting.self.audio_enabled)
        assert (meeting.self.room_state, meeting.self.room_joined) == ("left", False)


async def test_who_leaves_has_left_though_the_host_does_not_answer():
    clock = StillClock()
    async with (
        odd_host(lambda request: [] if has_called(request, "leave") else None) as host,
        Meeting(TOKEN, host=host, clock=clock) as meeting,
    ):
        await meeting.join()
        leaving = asyncio.create_task(meeting.leave())
        await until(lambda: has_called(host.requests[-1], "leave"))
        await pass_time(clock, 5)
        await leaving
        assert (meeting.left, meeting.self.room_state, meeting.self.room_joined) == ("asked", "left", False)
        await until(lambda: not host.is_open)


@pytest.mark.parametrize("closes", [True, False], ids=["closes", "refuses to close"])
async def test_a_host_that_refuses_to_leave_is_ended(closes):
    def script(request):
        if has_called(request, "leave") or (request["op"] == "close" and not closes):
            return [no(request, "0012", "Websocket Network Error")]
        return None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        await meeting.leave()
        assert (meeting.left, host.requests[-1]["op"]) == ("asked", "close")
        await until(lambda: not host.is_open)
        assert [type(each).__name__ async for each in meeting] == ["RoomJoined"]


async def test_nobody_stays_in_the_meeting_for_whom_leaving_was_refused(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: ada.participants.joined)
        stage.emulator.meetings.fail_next(bob.self.user_id, "leave", "0012", message="Websocket Network Error")
        await bob.leave()
        await until(lambda: not ada.participants.joined)


async def test_a_policy_ends_the_stay_of_who_has_lost_the_meeting(stage):
    clock = StillClock()
    leave = LeavePolicy(at_most=TWO_HOURS)
    async with stage.joined("Ada") as ada, stage.joined("Bob", clock=clock, leave=leave) as bob:
        await until(lambda: ada.participants.joined)
        stage.emulator.meetings.interrupt(bob.self.user_id)
        await pass_time(clock, TWO_HOURS)
        assert await bob.run() == "at_most"
        await until(lambda: not ada.participants.joined)


async def test_who_loses_the_host_is_in_the_meeting_no_more():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        await host.sockets[-1].close()
        with pytest.raises(HostLost):
            await meeting.run()
    assert (meeting.left, meeting.self.room_state, meeting.self.room_joined) == ("failed", "failed", False)


async def test_an_error_in_the_block_passes_and_the_meeting_is_left(stage):
    with pytest.raises(ZeroDivisionError):
        async with stage.joined("Ada"):
            raise ZeroDivisionError
    await is_gone(stage)


async def test_a_cancelled_block_leaves(stage):
    inside = asyncio.Event()

    async def attend() -> None:
        async with stage.joined("Ada") as ada:
            inside.set()
            await ada.run()

    task = asyncio.create_task(attend())
    await inside.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()  # as impatient people do
    with pytest.raises(asyncio.CancelledError):
        await task
    await is_gone(stage)


async def test_a_cancelled_scope_of_a_web_framework_leaves(stage):
    with anyio.CancelScope() as scope:
        async with stage.joined("Ada") as ada:
            scope.cancel()
            await ada.run()
    await is_gone(stage)


@pytest.mark.parametrize("turns", range(0, 60, 4))
async def test_entering_and_joining_cancelled_at_any_moment_leaves_nothing_behind(stage, turns):
    meeting = await stage.meeting("Ada")

    async def attend() -> None:
        async with meeting:
            await meeting.join()
            await meeting.run()

    task = asyncio.create_task(attend())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await is_gone(stage)


async def test_leaving_early_ends_the_iteration_and_gives_what_had_come(stage):
    async with stage.joined("Ada") as ada:
        await ada.leave()
        await ada.leave()  # who has left has nothing to do
        kinds = [type(event).__name__ async for event in ada]
        assert "RoomJoined" in kinds
        assert kinds[-1] == "RoomLeft"


async def test_a_handler_may_have_the_meeting_left(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:

        @ada.participants.joined.on(ParticipantLeft)
        async def leave(_: Event) -> None:
            await ada.leave()

        await bob.leave()
        assert await ada.run() == "asked"


async def test_once_it_is_over_calls_say_so_and_why(stage):
    async with stage.joined("Ada") as ada:
        await ada.leave()
        for call in (
            ada.chat.send_text_message("Hello"),
            ada.self.enable_audio(),
            ada.polls.create("Who?", ["You", "I"]),
            ada.wait_for(RoomLeft),
        ):
            with pytest.raises(MeetingOver) as caught:
                await call
            assert caught.value.state == "asked"


KICKED = event("self", "roomLeft", {"state": "kicked"}, {**JOINED, "roomState": "kicked", "roomJoined": False})
TOO_LATE = [
    (lambda ada: ada.chat.send_text_message("Hello"), "0505", "Action not permitted without joining room"),
    (lambda ada: ada.audio().__aenter__(), "1205", "Action not permitted without joining room"),
    (lambda ada: ada.plugins.activate("board"), "GONE", "there is no plugin board"),
]


@pytest.mark.parametrize(("call", "code", "text"), TOO_LATE, ids=["chat", "audio", "plugin"])
async def test_a_call_that_the_end_overtakes_says_that_it_is_over(call, code, text):
    def script(request):
        is_late = request["op"] == "listen" or request.get("fn") in ("sendTextMessage", "activate")
        return [KICKED, no(request, code, text)] if is_late else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        with pytest.raises(MeetingOver, match="has left: kicked") as caught:
            await call(meeting)
        assert (caught.value.state, bool(caught.value.call)) == ("kicked", True)


async def test_a_call_that_is_not_answered_ends_with_the_block():
    async with odd_host(lambda request: [] if has_called(request, "chat.sendTextMessage") else None) as host:
        async with Meeting(TOKEN, host=host, clock=StillClock()) as meeting:
            await meeting.join()
            calling = asyncio.create_task(meeting.chat.send_text_message("Hello"))
            await until(lambda: has_called(host.requests[-1], "chat.sendTextMessage"))
        with pytest.raises(MeetingOver, match="has left: asked"):
            await calling


async def test_a_handler_that_the_end_overtakes_has_not_failed():
    def script(request):
        is_answer = has_called(request, "chat.sendTextMessage")
        return [KICKED, no(request, "0505", "Action not permitted without joining room")] if is_answer else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:

        @meeting.on(RoomJoined)
        async def greet(_: Event) -> None:
            await meeting.chat.send_text_message("Hello")

        await meeting.join()
        assert await meeting.run() == "kicked"


async def test_what_is_refused_while_one_leaves_is_over():
    leaving = []

    def script(request):
        if has_called(request, "leave"):
            leaving.append(request)
            return []
        if has_called(request, "chat.sendTextMessage"):
            return [no(request, "0505", "Action not permitted without joining room"), ok(leaving[0])]
        return None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        task = asyncio.create_task(meeting.leave())
        await until(lambda: leaving)
        with pytest.raises(MeetingOver) as caught:
            await meeting.chat.send_text_message("Hello")
        assert caught.value.state == "asked"
        await task


# ── the will of others ──


async def test_who_is_kicked_over_rest_is_told_so(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        left = asyncio.ensure_future(bob.wait_for(RoomLeft, timeout=30))
        await asyncio.sleep(0)
        await stage.rtk.active_session.kick(stage.meeting_id, participant_ids=[bob.self.user_id])
        assert await bob.run() == "kicked"
        assert (await left).state == bob.self.room_state == bob.left == "kicked"
        await until(lambda: not ada.participants.joined)


async def test_who_is_kicked_by_another_is_told_so(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: bob.self.id in ada.participants.joined)
        await ada.participants.joined[bob.self.id].kick()
        assert await bob.run() == "kicked"


async def test_kick_all_removes_oneself_as_well(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await ada.participants.kick_all()
        assert (await ada.run(), await bob.run()) == ("ended", "ended")


async def test_the_end_of_the_meeting_over_rest_is_the_end(stage):
    async with stage.joined("Ada") as ada:
        await stage.rtk.meetings.end(stage.meeting_id)
        assert await ada.run() == "ended"
    await is_gone(stage)


# ── the policy ──

RULES = [
    ("alone", {"alone": 60}, 60),
    ("nobody_came", {"nobody_came": 300}, 300),
    ("silent", {"silent": 600}, 600),
    ("at_most", {"at_most": TWO_HOURS}, TWO_HOURS),
]


@pytest.mark.parametrize(("rule", "rules", "seconds"), RULES, ids=[row[0] for row in RULES])
async def test_a_policy_has_the_meeting_left_at_its_moment_on_its_clock(stage, rule, rules, seconds):
    clock = StillClock()
    async with stage.joined("Ada", clock=clock, leave=LeavePolicy(**rules)) as ada:
        if rule == "alone":
            peer = stage.emulator.simulate.participant_joins(stage.meeting_id, name="Bob")
            await until(lambda: ada.participants.joined)
            stage.emulator.simulate.participant_leaves(stage.meeting_id, peer.id)
            await until(lambda: not ada.participants.joined)
        await pass_time(clock, seconds - 1)
        assert ada.left is None
        await pass_time(clock, 1)
        assert await ada.run() == rule
    await is_gone(stage)


async def test_who_comes_back_ends_the_wait_of_whoever_is_alone(stage):
    clock, simulate = StillClock(), stage.emulator.simulate
    async with stage.joined("Ada", clock=clock, leave=LeavePolicy(alone=60)) as ada:
        peer = simulate.participant_joins(stage.meeting_id, name="Bob")
        await until(lambda: ada.participants.joined)
        simulate.participant_leaves(stage.meeting_id, peer.id)
        await until(lambda: not ada.participants.joined)
        await pass_time(clock, 59)
        simulate.participant_joins(stage.meeting_id, name="Bob")
        await until(lambda: ada.participants.joined)
        await ada.self.get_all_devices()  # and the ping that was due
        await pass_time(clock, 600)
        assert ada.left is None


@pytest.mark.parametrize("how", ["chat", "transcript", "sound"])
async def test_what_others_say_ends_a_silence(stage, how):
    clock, simulate = StillClock(), stage.emulator.simulate
    async with (
        stage.joined("Ada", clock=clock, leave=LeavePolicy(silent=60)) as ada,
        ada.audio() as chunks,
    ):
        peer = simulate.participant_joins(stage.meeting_id, name="Bob")
        await until(lambda: ada.participants.joined)
        await pass_time(clock, 59)
        if how == "chat":
            simulate.chats(stage.meeting_id, peer.id, "Hello")
            await until(lambda: ada.chat.messages)
        elif how == "transcript":
            simulate.says(stage.meeting_id, peer.id, "Hello")
            await until(lambda: ada.ai.transcripts)
        else:
            simulate.turns_on(stage.meeting_id, peer.id, "audio")
            simulate.speaks_sound(stage.meeting_id, peer.id, b"\x00\x40" * 1600, rate=16_000)
            await anext(chunks)
        await ada.self.get_all_devices()  # what was asked before is answered before: the ping that was due
        await pass_time(clock, 59)
        assert ada.left is None
        await pass_time(clock, 1)
        assert await ada.run() == "silent"


@pytest.mark.parametrize(("who", "left"), [("peer-ada", None), ("peer-me", "silent")], ids=["another", "oneself"])
async def test_who_begins_to_speak_ends_a_silence_though_nobody_listens(who, left):
    clock = StillClock()
    async with (
        odd_host() as host,
        Meeting(TOKEN, host=host, clock=clock, leave=LeavePolicy(silent=60)) as meeting,
    ):
        await meeting.join()
        await pass_time(clock, 59)
        speech = event("participants", "activeSpeaker", {"peerId": who, "volume": 0.5})
        await told(meeting, ActiveSpeaker, lambda: host.say(speech))
        await pass_time(clock, 59)
        assert meeting.left == left
        await pass_time(clock, 1)
        assert await meeting.run() == "silent"


async def test_what_one_says_oneself_and_what_cannot_be_heard_is_silence(stage):
    clock, simulate = StillClock(), stage.emulator.simulate
    async with (
        stage.joined("Ada", clock=clock, leave=LeavePolicy(silent=60)) as ada,
        ada.audio() as chunks,
    ):
        peer = simulate.participant_joins(stage.meeting_id, name="Bob")
        await until(lambda: ada.participants.joined)
        simulate.turns_on(stage.meeting_id, peer.id, "audio")
        await pass_time(clock, 59)
        await ada.chat.send_text_message("Anybody?")
        simulate.speaks_sound(stage.meeting_id, peer.id, b"\x10\x00" * 1600, rate=16_000)
        await anext(chunks)
        await pass_time(clock, 1)
        assert await ada.run() == "silent"


async def test_the_usual_policy_leaves_who_is_alone(stage):
    clock = StillClock()
    async with stage.joined("Ada", clock=clock) as ada:
        await pass_time(clock, 600)
        assert await ada.run() == "nobody_came"


async def test_no_rule_counts_before_one_is_in(stage):
    clock = StillClock()
    async with stage.joined("Ada"), stage.entered("Guest", WAITING, clock=clock) as guest:
        joining = asyncio.create_task(guest.join(timeout=None))
        await until(lambda: guest.self.room_state == "waitlisted")
        await pass_time(clock, TWO_HOURS)
        assert (guest.left, joining.done()) == (None, False)
        joining.cancel()
        await asyncio.wait([joining])
