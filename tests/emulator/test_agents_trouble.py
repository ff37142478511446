"""Trouble that tests ask for, trouble that REST makes, and emulators that stop in the middle."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import ExitStack

import aiohttp
import pytest

from realtimekit_async.emulator import Emulator

from .conftest import Api, api_of, meeting_of
from .plain_agent import Meeting, lost, marked
from .test_agents_resume import away, back


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1013, "upstream_lost"),
        (1013, "upstream_unavailable"),
        (1011, ""),
        (1012, "restarting"),
        (4409, "replaced"),
    ],
)
async def test_a_close_of_the_server_that_is_not_for_good_begins_the_grace_period(
    meeting: Meeting, code: int, reason: str
):
    agent = await meeting.joined()
    connection = meeting.connection
    meeting.emulator.agents.close(code, reason)
    meeting.marks("meanwhile")
    assert await agent.ended() == (code, reason)
    agent = await back(meeting, connection)
    await marked(agent, "meanwhile")


async def test_upgrades_can_be_accepted_and_closed_at_once(meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    meeting.marks("waits")
    meeting.emulator.agents.close_next(1013, "upstream_unavailable", times=2)
    for _ in range(2):
        assert await (await back(meeting, connection)).ended() == (1013, "upstream_unavailable")
    await marked(await back(meeting, connection), "waits")


async def test_closed_at_once_and_for_good(meeting: Meeting):
    meeting.emulator.agents.close_next(4403, "upstream_rejected")
    agent = await meeting.connect(await meeting.token())
    assert await agent.ended() == (4403, "upstream_rejected")
    assert await (await back(meeting, meeting.connection)).ended() == (4403, "upstream_rejected")
    assert meeting.emulator.app.sessions == {}


async def test_one_connection_can_be_meant(meeting: Meeting):
    first = await meeting.joined()
    meant = meeting.connection.id
    second = await meeting.joined()
    await first.event("participant.join")
    meeting.emulator.agents.close(1013, "upstream_lost", connection_id=meant)
    assert await first.ended() == (1013, "upstream_lost")
    meeting.marks("mark")
    await marked(second, "mark")
    with pytest.raises(LookupError, match="none"):
        meeting.emulator.agents.close(1013, connection_id="none")


async def test_an_overflow_can_be_asked_for(meeting: Meeting):
    agent = await meeting.joined()
    meeting.emulator.agents.overflow()
    assert await agent.ended() == (1013, "queue_overflow")


async def test_connections_can_be_broken(meeting: Meeting):
    agent = await meeting.joined()
    connection = meeting.connection
    meeting.emulator.agents.drop()
    meeting.marks("meanwhile")
    assert connection.close_code == 1006
    assert (await agent.web_socket.receive()).type is aiohttp.WSMsgType.CLOSED
    await marked(await back(meeting, connection), "meanwhile")


async def test_an_event_can_be_doubled(meeting: Meeting):
    agent = await meeting.joined()
    meeting.emulator.agents.duplicate_next(times=2)
    for text in "abc":
        meeting.marks(text)
    await marked(agent, "a", "a", "b", "b", "c")


async def test_after_a_restart_the_last_events_come_again(meeting: Meeting):
    agent = await meeting.joined()
    connection = meeting.connection
    for text in "abc":
        meeting.marks(text)
    await marked(agent, *"abc")
    meeting.emulator.agents.restart(again=2)
    meeting.marks("d")
    assert (await agent.web_socket.receive()).type is aiohttp.WSMsgType.CLOSED
    await marked(await back(meeting, connection), *"bcd")


async def test_without_confirmation_what_was_written_counts_as_received(meeting: Meeting):
    agent = await meeting.joined()
    connection = meeting.connection
    await written(meeting, "a")
    agent.cut()
    await lost(connection)
    meeting.marks("b")
    await marked(await back(meeting, connection), "b")


async def test_with_confirmation_what_nobody_has_read_comes_again(meeting: Meeting):
    meeting.emulator.agents.keep_unconfirmed()
    agent = await meeting.joined()
    connection = meeting.connection
    meeting.marks("read")
    await marked(agent, "read")
    assert (await agent.ask("connection.ping"))["error"] is None  # read after the ping that asked for the pong
    await settled(connection.unconfirmed.__len__)
    await written(meeting, "a", "b")
    assert len(connection.unconfirmed) == 2
    agent.cut()
    await lost(connection)
    meeting.marks("c")
    await marked(await back(meeting, connection), *"abc")


async def test_who_is_cut_off_again_and_again_gets_on_through_a_long_backlog(meeting: Meeting):
    meeting.emulator.agents.keep_unconfirmed()
    connection = await away(meeting, await meeting.joined())
    for number in range(1000):
        meeting.marks(str(number))
    agent = await back(meeting, connection)
    await agent.event("session.started")
    await marked(agent, *map(str, range(60)))
    await settled(lambda: len(connection.queue) + len(connection.unconfirmed) > 1000 - 40)
    agent.cut()
    await lost(connection)
    first = await (await back(meeting, connection)).event("broadcast.received")
    assert 40 <= int(first["type"]) <= 60


async def test_after_a_restart_what_was_not_confirmed_comes_once(meeting: Meeting):
    meeting.emulator.agents.keep_unconfirmed()
    await meeting.joined()
    connection = meeting.connection
    await written(meeting, *"abc")
    meeting.emulator.agents.restart(again=2)
    agent = await back(meeting, connection)
    await agent.event("session.started")
    await marked(agent, *"abc")


async def written(meeting: Meeting, *texts: str) -> None:
    """Wait until the server has written these marks."""
    for text in texts:
        meeting.marks(text)
    await settled(meeting.connection.queue.__len__)


async def settled(number: Callable[[], int]) -> None:
    while number():  # noqa: ASYNC110 - as in `lost`
        await asyncio.sleep(0)


async def test_a_pong_that_nobody_asked_for_confirms_nothing(meeting: Meeting):
    meeting.emulator.agents.keep_unconfirmed()
    agent = await meeting.joined()
    for payload in (b"", b"none", b"9" * 100, b"-1"):
        await agent.web_socket.pong(payload)
    assert (await agent.ask("connection.ping"))["error"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda agents: agents.refuse_next(200, "OK"),
        lambda agents: agents.refuse_next(503, "X", times=0),
        lambda agents: agents.close(1005),
        lambda agents: agents.close(999),
        lambda agents: agents.close(5000),
        lambda agents: agents.close_next(1006),
        lambda agents: agents.close_next(1000, "x" * 124),
        lambda agents: agents.duplicate_next(times=0),
        lambda agents: agents.fail_next_request(times=-1),
    ],
)
async def test_trouble_that_makes_no_sense_is_refused_by_name(emulator: Emulator, wrong: Callable[..., None]):
    with pytest.raises(ValueError, match=r"^(status|times|code|reason): "):
        wrong(emulator.agents)


async def test_a_kicked_agent_is_rejected_from_then_on(api: Api, meeting: Meeting):
    other = await meeting.joined()
    added = await meeting.participant()
    agent = await meeting.connect(added["token"])
    await agent.event("session.started")
    await other.event("participant.join")
    connection = meeting.connection
    await api("POST", f"/meetings/{meeting.id}/active-session/kick", {"participant_ids": [added["id"]]})
    assert await agent.ended() == (4403, "upstream_rejected")
    await other.event("participant.leave")
    assert await (await back(meeting, connection)).ended() == (4403, "upstream_rejected")


async def test_an_agent_in_its_grace_period_can_be_kicked_too(api: Api, meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    await api(
        "POST", f"/meetings/{meeting.id}/active-session/kick", {"participant_ids": [connection.participant.id]}
    )
    assert connection.ending == (4403, "upstream_rejected")
    assert meeting.emulator.app.meetings[meeting.id].session is None
    meeting.emulator.simulate.advance(5)


async def test_everybody_can_be_kicked_while_the_kick_makes_an_agent_overflow(api: Api, meeting: Meeting):
    connection = await away(meeting, await meeting.joined())
    meeting.joins("Ada")
    for _ in range(9_999):
        meeting.marks("mark")
    names = [peer.participant.id for peer in meeting.emulator.app.live_session(meeting.id).present.values()]
    reply = await api("POST", f"/meetings/{meeting.id}/active-session/kick", {"participant_ids": names[::-1]})
    assert reply.status == 200
    assert connection.ending is not None
    assert meeting.emulator.app.meetings[meeting.id].session is None


async def test_who_cannot_join_is_rejected_after_the_upgrade(api: Api, meeting: Meeting):
    added = await meeting.participant()
    await api("PATCH", f"/meetings/{meeting.id}", {"status": "INACTIVE"})
    assert await (await meeting.connect(added["token"])).ended() == (4403, "upstream_rejected")
    await api("PATCH", f"/meetings/{meeting.id}", {"status": "ACTIVE"})
    await api("DELETE", f"/meetings/{meeting.id}/participants/{added['id']}")
    assert await (await meeting.connect(added["token"])).ended() == (4403, "upstream_rejected")
    assert meeting.emulator.app.sessions == {}


async def test_fifty_agents_are_told_and_leave(meeting: Meeting):
    tokens = [await meeting.token() for _ in range(50)]
    agents = [await meeting.connect(token, subscriptions="broadcast") for token in tokens]
    for agent in agents:
        await agent.event("session.started")
    for number in range(20):
        meeting.marks(str(number))
    for agent in agents:
        await marked(agent, *map(str, range(20)))
    await asyncio.gather(*[agent.close() for agent in agents])
    assert {connection.close_code for connection in meeting.emulator.agents.connections} == {1000}
    assert meeting.emulator.app.meetings[meeting.id].session is None


async def test_closing_ends_every_websocket_also_of_those_who_do_not_answer():
    async with Emulator() as emulator, api_of(emulator) as api, meeting_of(api) as meeting:
        reading, silent = await meeting.joined(subscriptions=None), await meeting.joined(subscriptions=None)
        ended = asyncio.ensure_future(reading.ended())
        await emulator.aclose()
        assert await ended == (1001, "")
        assert not any(connection.is_open for connection in emulator.agents.connections)
        await silent.close()
        emulator.simulate.session_ends(meeting.id)


def test_on_a_thread_of_its_own_the_simulation_reaches_agents():
    before = threading.active_count()
    with Emulator() as emulator:

        async def listen() -> None:
            async with api_of(emulator) as api, meeting_of(api) as meeting:
                agent = await meeting.joined()
                for number in range(200):
                    meeting.marks(str(number))
                await marked(agent, *map(str, range(200)))
                await agent.close()
                assert meeting.connection.close_code == 1000
                assert meeting.connection.peer is None

        asyncio.run(listen())
        assert emulator.errors == []
    assert threading.active_count() == before


def test_on_a_thread_of_its_own_the_emulator_ends_with_its_agents():
    async def stop_in_the_middle() -> None:
        running = ExitStack()
        emulator = running.enter_context(Emulator())
        async with api_of(emulator) as api, meeting_of(api) as meeting:
            agent = await meeting.joined()
            ended = asyncio.ensure_future(agent.web_socket.receive())
            await asyncio.to_thread(running.close)
            assert (await ended).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)

    asyncio.run(stop_in_the_middle())
