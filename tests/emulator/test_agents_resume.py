"""The grace period, what waits for an agent meanwhile, and how it comes back."""

import asyncio
from itertools import count

import msgspec
import pytest

from realtimekit_async.emulator import Clock, Emulator
from realtimekit_async.emulator.agents import Connection

from .conftest import Api, api_of, meeting_of
from .plain_agent import Meeting, PlainAgent, lost, marked

LIMIT = 10_000


async def away(meeting: Meeting, agent: PlainAgent) -> Connection:
    """Let an agent lose its WebSocket, and give its connection."""
    connection = meeting.connection
    agent.cut()
    await lost(connection)
    return connection


async def back(meeting: Meeting, connection: Connection, **options: str | None) -> PlainAgent:
    """Resume a connection with a token of the same participant."""
    path = f"/meetings/{meeting.id}/participants/{connection.participant.id}/token"
    token = (await meeting.api("POST", path)).data["token"]
    return await meeting.connect(token, connection_id=connection.id, **options)


@pytest.mark.parametrize("code", [1001, 1011, 3000, 4999])
async def test_an_agent_that_closes_with_anything_but_1000_stays_for_five_seconds(meeting: Meeting, code: int):
    meeting.joins("Ada")
    agent = await meeting.joined()
    await agent.close(code)
    connection = meeting.connection
    assert connection.close_code == code
    meeting.emulator.simulate.advance(4.999)
    assert connection.peer is not None
    meeting.emulator.simulate.advance(0.001)
    assert connection.peer is None
    assert [peer.participant.name for peer in meeting.emulator.app.live_session(meeting.id).present.values()] == [
        "Ada"
    ]


async def test_an_agent_whose_connection_breaks_stays_for_five_seconds(meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    assert connection.close_code == 1006
    (session,) = meeting.emulator.app.sessions.values()
    meeting.emulator.clock.advance(4)
    assert session.ended_at is None
    meeting.emulator.clock.advance(1)
    assert session.ended_at == meeting.emulator.clock.now()


async def test_others_learn_that_an_agent_has_left_when_its_time_is_up(meeting: Meeting):
    agent = await meeting.joined()
    await away(meeting, await meeting.joined())
    await agent.event("participant.join")
    meeting.marks("still here")
    meeting.emulator.simulate.advance(5)
    await marked(agent, "still here")
    await agent.event("participant.leave")


async def test_on_a_clock_that_runs_an_agent_leaves_by_itself():
    async with Emulator(clock=Clock()) as emulator, api_of(emulator) as api, meeting_of(api) as meeting:
        connection = await away(meeting, await meeting.joined())
        emulator.clock.advance(4.9)
        async with asyncio.timeout(30):
            while connection.peer is not None:  # noqa: ASYNC110 - as in `lost`
                await asyncio.sleep(0.01)


async def test_what_happens_meanwhile_waits_and_comes_first_and_in_order(meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    meeting.marks("1")
    meeting.emulator.simulate.advance(4.9)
    meeting.marks("2")
    agent = await back(meeting, connection)
    meeting.marks("3")
    await marked(agent, "1", "2", "3")
    assert await agent.connection_id() == connection.id
    meeting.emulator.simulate.advance(60)
    meeting.marks("4")
    await marked(agent, "4")
    assert connection.upgrades == 2


async def test_after_the_grace_period_the_agent_joins_again_and_what_waited_is_gone(meeting: Meeting):
    meeting.joins("Ada")
    connection = await away(meeting, await meeting.joined())
    old = connection.peer
    meeting.marks("1")
    meeting.emulator.simulate.advance(5)
    meeting.marks("2")
    agent = await back(meeting, connection)
    assert old is not None
    assert (await agent.event("session.started"))["session"]["id"] == old.session.id
    assert connection.peer is not None
    assert connection.peer.id != old.id
    meeting.marks("3")
    await marked(agent, "3")


async def test_resuming_after_leaving_joins_again(meeting: Meeting):
    agent = await meeting.joined()
    await agent.close()
    connection = meeting.connection
    meeting.emulator.simulate.advance(365)
    agent = await back(meeting, connection)
    await agent.event("session.started")
    assert len(meeting.emulator.app.sessions) == 2


async def test_resuming_while_the_previous_socket_is_open_replaces_it(meeting: Meeting):
    first = await meeting.joined()
    connection = meeting.connection
    second = await back(meeting, connection)
    assert await first.ended() == (4409, "replaced")
    meeting.marks("mark")
    await marked(second, "mark")
    assert (connection.is_open, connection.close_code) == (True, None)
    await second.close()
    assert connection.close_code == 1000
    assert meeting.emulator.app.meetings[meeting.id].session is None


async def test_subscriptions_given_on_resume_replace_the_list_and_leave_alone_what_waits(meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    meeting.joins("Ada")
    agent = await back(meeting, connection, subscriptions="broadcast")
    meeting.joins("Grace")
    meeting.marks("mark")
    joined = (await agent.event("participant.join"))["participant"]
    assert joined["display_name"] == "Ada"
    await marked(agent, "mark")
    assert connection.subscriptions == {"broadcast"}


async def test_without_subscriptions_the_list_stays(meeting: Meeting):
    connection = await away(meeting, await meeting.joined(subscriptions="broadcast"))
    agent = await back(meeting, connection, subscriptions=None)
    assert (await agent.ask("connection.get"))["data"]["connection"]["subscriptions"] == ["broadcast"]


async def test_a_session_that_ends_meanwhile_is_told_before_the_close(meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    meeting.marks("last words")
    meeting.emulator.simulate.session_ends(meeting.id)
    agent = await back(meeting, connection)
    await marked(agent, "last words")
    await agent.event("session.ended")
    assert await agent.ended() == (1000, "session_ended")
    again = await back(meeting, connection)
    assert await again.ended() == (1000, "session_ended")


async def test_ten_thousand_events_wait(meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    for number in range(LIMIT):
        meeting.marks(str(number))
    agent = await back(meeting, connection)
    received = [await agent.web_socket.receive() for _ in range(LIMIT)]
    assert [msgspec.json.decode(one.data)["data"]["type"] for one in received] == [*map(str, range(LIMIT))]
    assert (await agent.ask("connection.ping"))["error"] is None


async def test_one_more_is_an_overflow_and_the_agent_is_gone(meeting: Meeting):
    other = await meeting.joined(subscriptions="participant")
    connection = await away(meeting, await meeting.joined(subscriptions="broadcast"))
    await other.event("participant.join")
    for number in range(LIMIT):
        meeting.marks(str(number))
    assert connection.peer is not None
    meeting.marks("one more")
    assert connection.peer is None
    await other.event("participant.leave")
    for _ in range(2):
        agent = await back(meeting, connection)
        assert await agent.ended() == (1013, "queue_overflow")


@pytest.mark.parametrize("end", ["session_ends", "kick_all"])
async def test_a_full_queue_overflows_when_the_session_ends(api: Api, meeting: Meeting, end: str):
    connection = await away(meeting, await meeting.joined())
    for number in range(LIMIT):
        meeting.marks(str(number))
    if end == "kick_all":
        await api("POST", f"/meetings/{meeting.id}/active-session/kick-all")
    else:
        meeting.emulator.simulate.session_ends(meeting.id)
    assert connection.peer is None
    assert await (await back(meeting, connection)).ended() == (1013, "queue_overflow")
    (session,) = meeting.emulator.app.sessions.values()
    assert session.ended_at is not None


async def test_an_agent_that_does_not_read_overflows(meeting: Meeting):
    agent = await meeting.joined()
    connection = meeting.connection
    text = "x" * 4_000
    for number in count():
        meeting.emulator.simulate.broadcasts(meeting.id, "mark", text)
        if connection.ending is not None:
            break
        if number % 500 == 0:
            await asyncio.sleep(0)
    assert connection.ending == (1013, "queue_overflow")
    assert meeting.emulator.app.meetings[meeting.id].session is None
    async for message in agent.web_socket:
        assert len(message.data) > len(text)
    assert agent.web_socket.close_code == 1013


@pytest.mark.parametrize("reason", ["session_ended", "queue_overflow", "upstream_rejected"])
async def test_what_was_closed_for_good_is_closed_again(meeting: Meeting, reason: str):
    agent = await meeting.joined()
    connection = meeting.connection
    meeting.emulator.agents.close(4000, reason)
    for _ in range(2):
        assert await agent.ended() == (4000, reason)
        assert connection.peer is None
        agent = await back(meeting, connection)


async def test_an_emulator_that_starts_again_knows_its_connections(api: Api):
    emulator = api.emulator
    async with meeting_of(api) as meeting:
        agent = await meeting.joined()
        connection = meeting.connection
        closing = asyncio.ensure_future(agent.web_socket.receive())
        await emulator.aclose()
        assert (await closing).data == 1001
        await agent.close()
        meeting.marks("meanwhile")
        await emulator.start()
        async with api_of(emulator) as again:
            meeting.api = again
            agent = await back(meeting, connection)
            await marked(agent, "meanwhile")
            await agent.close()
