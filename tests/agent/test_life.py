"""Coming, leaving, and everything in between."""

import asyncio
import logging

import anyio
import pytest

from realtimekit_async import ConfigurationError, RealtimeKit, WaitTimeout
from realtimekit_async.agent import (
    Agent,
    AgentLeft,
    AgentNotJoined,
    AgentRejected,
    Event,
    LeavePolicy,
    ParticipantJoined,
    SessionEnded,
    SessionStarted,
    TranscriptReceived,
)
from realtimekit_async.emulator import Emulator

from ..doubles.clocks import StillClock

TWO_HOURS = 7200


def ours() -> list[str]:
    tasks = [repr(task.get_coro()) for task in asyncio.all_tasks()]
    return [task for task in tasks if "realtimekit_async.agent" in task or "Life." in task or "Link." in task]


async def is_gone(scene) -> None:
    """Know that nothing of the agent goes on: no task, no socket, no participant in the meeting."""
    await scene.until(lambda: not scene.connection.is_open and scene.connection.peer is None)
    assert scene.connection.close_code == 1000
    assert ours() == []


# ── leaving ──


async def test_the_end_of_the_block_leaves_with_1000(scene):
    async with scene.agent():
        assert scene.connection.peer is not None
    await is_gone(scene)


async def test_an_error_in_the_block_passes_and_the_agent_leaves(scene):
    with pytest.raises(ZeroDivisionError):
        async with scene.agent():
            raise ZeroDivisionError
    await is_gone(scene)


async def test_a_cancelled_block_leaves_with_1000(scene):
    inside = asyncio.Event()

    async def attend() -> None:
        async with scene.agent() as agent:
            inside.set()
            await agent.run()

    task = asyncio.create_task(attend())
    await inside.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()  # as impatient people do
    with pytest.raises(asyncio.CancelledError):
        await task
    await is_gone(scene)


async def test_a_cancelled_scope_of_a_web_framework_leaves_with_1000(scene):
    with anyio.CancelScope() as scope:
        async with scene.agent() as agent:
            scope.cancel()
            await agent.run()
    await is_gone(scene)


async def test_who_is_kicked_leaves_nothing_behind(scene):
    before = asyncio.all_tasks()

    async def be_kicked() -> None:
        async with scene.agent() as agent:
            await scene.rtk.active_session.kick(scene.meeting_id, participant_ids=[scene.guest.id])
            await agent.run()

    with pytest.raises(AgentRejected):
        await be_kicked()
    await scene.until(lambda: not scene.connection.is_open and scene.connection.peer is None)
    mine = [task for task in asyncio.all_tasks() - before if "RequestHandler.start" not in repr(task)]
    assert mine == []


async def test_leaving_early_ends_the_iteration(scene):
    async with scene.agent() as agent:
        await agent.leave()
        await is_gone(scene)
        assert [type(event) async for event in agent] == [SessionStarted]
        assert agent.left == "asked"


async def test_a_server_that_does_not_answer_keeps_nobody(scene):
    async with scene.agent():
        scene.agents.refuse_next(503, "UNAVAILABLE", times=1000)
        scene.agents.drop()
        await scene.until(lambda: not scene.connection.is_open)
    assert ours() == []


RULES = [
    ("alone", {"alone": 60}, 60),
    ("nobody_came", {"nobody_came": 300}, 300),
    ("silent", {"silent": 600}, 600),
    ("at_most", {"at_most": TWO_HOURS}, TWO_HOURS),
]


@pytest.mark.parametrize(("rule", "rules", "seconds"), RULES, ids=[row[0] for row in RULES])
async def test_a_policy_has_the_agent_leave_at_its_moment_on_its_clock(scene, taken, rule, rules, seconds):
    async with scene.agent(leave=LeavePolicy(**rules)) as agent:
        await taken(agent, 1)
        if rule == "alone":
            scene.join("Ada")
            scene.leave("Ada")
            await taken(agent, 2)
        await scene.move(seconds - 1)
        assert agent.left is None
        scene.clock.move(1)
        assert await agent.run() == rule
        await is_gone(scene)


async def test_without_a_policy_the_agent_does_not_stay_alone(scene, taken):
    async with scene.agent() as agent:
        scene.join("Ada")
        scene.leave("Ada")
        await taken(agent, 3)
        scene.clock.move(60)
        assert await agent.run() == "alone"


# ── waiting for one event ──


async def test_wait_for_gives_the_next_event_that_fits(scene):
    async with scene.agent() as agent:
        waiting = asyncio.create_task(
            agent.wait_for(ParticipantJoined, where=lambda event: event.participant.display_name == "Bob")
        )
        await scene.settle()
        scene.join("Ada")
        bob = scene.join("Bob")
        assert (await waiting).participant.peer_id == bob


async def test_wait_for_ends_in_time_on_the_agents_clock(scene):
    async with scene.agent() as agent:
        waiting = asyncio.create_task(agent.wait_for(SessionEnded, timeout=30))
        await scene.settle()
        await scene.move(30)
        with pytest.raises(WaitTimeout, match=r"SessionEnded .* 30 s"):
            await waiting


async def test_wait_for_what_will_not_come_any_more_says_so(scene):
    async with scene.agent() as agent:
        waiting = asyncio.create_task(agent.wait_for(ParticipantJoined))
        await scene.settle()
        await agent.leave()
        with pytest.raises(AgentLeft, match="before a ParticipantJoined came"):
            await waiting


async def test_a_condition_that_fails_is_told_to_whoever_made_it(scene):
    async with scene.agent() as agent:
        waiting = asyncio.create_task(
            agent.wait_for(ParticipantJoined, where=lambda event: len(repr(event)) > 1 / 0)
        )
        await scene.settle()
        scene.join("Ada")
        with pytest.raises(ZeroDivisionError):
            await waiting


# ── handlers ──


async def test_handlers_sync_and_async_run_in_order(scene):
    agent, seen = scene.agent(), []

    @agent.on(ParticipantJoined)
    async def slow(event: ParticipantJoined) -> None:
        await asyncio.sleep(0.01)
        seen.append(event.participant.display_name)

    @agent.on(TranscriptReceived, SessionEnded)
    def quick(event: TranscriptReceived | SessionEnded) -> None:
        seen.append(type(event).__name__)

    @agent.on(Event)
    def every(event: Event) -> None:
        seen.append("any" if isinstance(event, Event) else event)

    async with agent:
        scene.join("Ada")
        scene.say("Ada", "hello")
        scene.simulate.session_ends(scene.meeting_id)
        await agent.run()
    assert seen == ["any", "Ada", "any", "TranscriptReceived", "any", "SessionEnded", "any"]
    assert agent.dropped == 0


async def test_a_handler_that_fails_is_logged_at_once_and_raised_at_the_end(scene, caplog):
    agent, seen = scene.agent(), []

    @agent.on(ParticipantJoined)
    def fails(event: ParticipantJoined) -> None:
        raise ValueError(event.participant.display_name)

    @agent.on(TranscriptReceived)
    def works(event: TranscriptReceived) -> None:
        seen.append(event.text)

    async def attend() -> None:
        async with agent:
            scene.join("Ada")
            scene.say("Ada", "hello")
            await agent.wait_for(TranscriptReceived)

    with caplog.at_level(logging.ERROR), pytest.raises(ExceptionGroup, match="handlers") as caught:
        await attend()
    assert [str(error) for error in caught.value.exceptions] == ["Ada"]
    assert "a handler of ParticipantJoined failed" in caplog.text
    assert seen == ["hello"]


# ── queues ──


async def test_a_full_queue_that_waits_loses_nothing_and_misses_no_heartbeat(scene, taken):
    async with scene.agent(queue_size=10) as agent:
        scene.join("Ada")
        await taken(agent, 2)
        for number in range(200):
            scene.say("Ada", str(number))
        await scene.move(20)
        await scene.until(lambda: "connection.ping" in scene.connection.requests)
        await scene.move(11)
        events = await taken(agent, 200)
        assert [event.text for event in events] == [str(number) for number in range(200)]
        assert (agent.dropped, scene.connection.upgrades) == (0, 1)


async def test_a_full_queue_that_drops_keeps_the_newest_and_counts(scene, taken, caplog):
    async with scene.agent(queue_size=10, when_full="drop_oldest") as agent:
        scene.join("Ada")
        for number in range(200):
            scene.say("Ada", str(number))
        await scene.until(lambda: len(agent.transcript) == 200)
        events = await taken(agent, 10)
        assert [event.text for event in events] == [str(number) for number in range(190, 200)]
        assert agent.dropped == 192
    assert caplog.text.count("events are dropped") == 1


# ── who is there ──


async def test_rtk_agents_join_makes_the_participant_and_reads_who_was_there(scene, taken):
    scene.join("Ada")
    room = scene.rtk.agents.join(
        scene.meeting_id, name="Bot", preset_name="group_call_participant", custom_participant_id="bot"
    )
    async with room as agent:
        await taken(agent, 1)
        assert [peer.display_name for peer in agent.present] == ["Ada"]
        assert agent.present.is_complete
        assert scene.connection.participant.custom_participant_id == "bot"
    await is_gone(scene)


async def test_who_cannot_be_read_of_is_a_warning_and_no_end(scene, taken, caplog):
    scene.emulator.faults.next(status=403, times=None)
    async with scene.agent(client=scene.rtk) as agent:
        await taken(agent, 1)
        assert not agent.present.is_complete
    scene.emulator.faults.clear()
    assert "who is in the meeting cannot be read" in caplog.text


# ── misuse ──


def test_an_unknown_subscription_names_the_known_ones():
    with pytest.raises(ValueError, match="'chat'; known are participant, transcript, broadcast"):
        Agent("e30.e30.c2ln", subscriptions={"chat", "transcript"})
    with pytest.raises(ValueError, match="empty"):
        Agent("e30.e30.c2ln", subscriptions=())


@pytest.mark.parametrize("token", ["an-api-token", "a.b", "a.b.c.d", "a..c", "a.b.c\n", 7])
def test_what_is_no_participants_token_is_refused_before_anything_is_sent(token):
    with pytest.raises(ConfigurationError, match="participant's token"):
        Agent(token)


@pytest.mark.parametrize(
    "url", ["api.example", "ftp://api.example", "wss://user:pw@api.example/x", "wss://a/?b=c", "ws://[x", 7]
)
def test_what_is_no_url_is_refused(url):
    with pytest.raises(ConfigurationError, match="url"):
        Agent("e30.e30.c2ln", url=url)


def test_a_rule_needs_its_subscription():
    with pytest.raises(ValueError, match=r"silent.*'transcript'"):
        Agent("e30.e30.c2ln", subscriptions={"participant"}, leave=LeavePolicy(silent=60))
    assert Agent("e30.e30.c2ln", subscriptions={"transcript"})


@pytest.mark.parametrize(
    "wrong", [{"queue_size": 0}, {"when_full": "explode"}, {"patience": -1}, {"transcript_size": -1}]
)
def test_a_setting_that_cannot_work_is_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Agent("e30.e30.c2ln", **wrong)


async def test_before_it_joined_and_after_it_left_an_agent_says_so(scene):
    agent = scene.agent()
    for act in (agent.run, agent.leave, lambda: anext(agent), lambda: agent.wait_for(SessionEnded)):
        with pytest.raises(AgentNotJoined, match=r"has not joined.*: use it as `async with`"):
            await act()
    async with agent:
        with pytest.raises(RuntimeError, match="has been entered already, and is in the meeting"):
            async with agent:
                pass
    with pytest.raises(AgentLeft, match="has left"):
        await anext(agent)
    with pytest.raises(AgentLeft, match="has left"):
        await agent.wait_for(SessionEnded)
    with pytest.raises(AgentLeft, match="joins once"):
        async with agent:
            pass


def test_handlers_are_for_events():
    agent = Agent("e30.e30.c2ln")
    with pytest.raises(TypeError, match="types of events"):
        agent.on(int)
    with pytest.raises(TypeError, match="function"):
        agent.on(ParticipantJoined)("no function")


async def test_an_agent_goes_by_the_clock_of_its_client():
    clock = StillClock()
    async with Emulator() as emulator, RealtimeKit(**emulator.credentials, clock=clock) as rtk:
        meeting = await rtk.meetings.create(title="Nobody comes")
        described = rtk.agents.join(
            meeting.id, name="Notes", preset_name="group_call_guest", leave=LeavePolicy(nobody_came=600)
        )
        async with described as agent:
            ending = asyncio.ensure_future(agent.run())
            while not any(seconds > 500 for seconds in clock.sleeps):  # noqa: ASYNC110 - what an agent does by itself
                await asyncio.sleep(0.001)
            clock.move(601)
            assert await ending == "nobody_came"
