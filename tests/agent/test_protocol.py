"""The protocol, row by row, against the emulator over real sockets."""

import asyncio
import inspect

import aiohttp
import pytest
from aiohttp import web

from realtimekit_async import Unauthorized
from realtimekit_async.agent import (
    Agent,
    AgentRejected,
    AgentReplaced,
    BroadcastReceived,
    ConnectionNotFound,
    Gap,
    InvalidQuery,
    KickedAll,
    LeavePolicy,
    ParticipantJoined,
    ParticipantLeft,
    SessionEnded,
    SessionStarted,
    TranscriptReceived,
)
from realtimekit_async.agent.protocol import refusal
from realtimekit_async.agent.socket import Address, connect
from realtimekit_async.errors import BadRequest, ServerError, TransportError, diagnose
from realtimekit_async.secret import SecretStr

# ── messages ──


async def test_every_message_reaches_the_iterator_in_order(scene):
    async with scene.agent() as agent:
        ada = scene.join("Ada")
        scene.say("Ada", "hel", is_final=False)
        scene.say("Ada", "hello")
        scene.simulate.broadcasts(scene.meeting_id, "reaction", {"emojiName": "wave"})
        scene.leave("Ada")
        await scene.rtk.active_session.kick_all(scene.meeting_id)
        events = [event async for event in agent]
    assert [type(event) for event in events] == [
        SessionStarted, ParticipantJoined, TranscriptReceived, TranscriptReceived, BroadcastReceived,
        ParticipantLeft, KickedAll, SessionEnded,
    ]  # fmt: skip
    assert events[1].participant.peer_id == events[5].participant.peer_id == ada
    assert (events[2].is_final, events[3].text, events[3].speaker.display_name) == (False, "hello", "Ada")
    assert events[4].payload == {"emojiName": "wave"}
    assert agent.left == "session_ended"


@pytest.mark.parametrize("reason", ["ALL_PARTICIPANTS_LEFT", "HOST_ENDED_MEETING", "FORCE_CLEANUP"])
async def test_every_reason_for_the_end_of_a_session_is_told(scene, reason):
    async with scene.agent() as agent:
        scene.simulate.session_ends(scene.meeting_id, reason=reason)
        [started, ended] = [event async for event in agent]
    assert (ended.reason, ended.session.id) == (reason.lower(), started.session.id)
    assert ended.session.ended_at is not None
    assert agent.left == "session_ended"


async def test_only_what_is_subscribed_to_comes(scene):
    async with scene.agent(subscriptions={"transcript"}) as agent:
        scene.join("Ada")
        scene.say("Ada", "hello")
        scene.simulate.session_ends(scene.meeting_id)
        kinds = [type(event) async for event in agent]
    assert kinds == [SessionStarted, TranscriptReceived, SessionEnded]


async def test_a_kick_is_a_leave_of_whom_only_the_peer_is_known(scene):
    async with scene.agent() as agent:
        ada = scene.join("Ada")
        scene.join("Bob")
        participant = next(one.participant_id for one in [*agent.present] or [(await _joined(agent)).participant])
        await scene.rtk.active_session.kick(scene.meeting_id, participant_ids=[participant])
        left = await agent.wait_for(ParticipantLeft)
    assert (left.participant.peer_id, left.participant.participant_id) == (ada, None)


async def _joined(agent: Agent) -> ParticipantJoined:
    return await agent.wait_for(ParticipantJoined)


# ── requests ──


async def test_the_connection_is_asked_for_its_id_at_once_and_pinged_every_twenty_seconds(scene):
    async with scene.agent() as agent:
        assert agent.connection_id == scene.connection.id
        assert scene.connection.requests == ["connection.get"]
        for number in (1, 2, 3):
            await scene.move(20)
            await scene.until(lambda number=number: len(scene.connection.requests) == 1 + number)
        await scene.move(10)
    assert scene.connection.requests == ["connection.get", *["connection.ping"] * 3]
    assert scene.connection.upgrades == 1


async def test_without_an_answer_in_ten_seconds_the_connection_is_resumed(scene):
    async with scene.agent():
        scene.agents.mute_heartbeats()
        await scene.move(20)
        await scene.until(lambda: scene.connection.requests[-1] == "connection.ping")
        await scene.move(9)
        assert scene.connection.upgrades == 1
        scene.clock.move(1)
        scene.agents.unmute_heartbeats()
        await scene.until(lambda: scene.connection.upgrades == 2)
    assert len(scene.agents.connections) == 1


ERRORS = ["INVALID_REQUEST", "UNSUPPORTED_REQUEST", "INTERNAL_ERROR"]


@pytest.mark.parametrize("code", ERRORS)
async def test_a_refused_id_is_asked_for_again_with_the_next_heartbeat(scene, code):
    scene.agents.fail_next_request(code)
    async with scene.agent() as agent:
        assert agent.connection_id is None
        await scene.move(20)
        await scene.until(lambda: agent.connection_id == scene.connection.id)
    assert scene.connection.requests == ["connection.get", "connection.get"]
    assert scene.connection.upgrades == 1


@pytest.mark.parametrize("code", ERRORS)
async def test_a_refused_ping_is_an_answer(scene, code):
    async with scene.agent():
        scene.agents.fail_next_request(code)
        await scene.move(20)
        await scene.until(lambda: scene.connection.requests[-1] == "connection.ping")
        await scene.move(15)
        assert scene.connection.upgrades == 1


# ── upgrades ──

REFUSALS = [
    (400, "BAD_REQUEST", BadRequest),
    (400, "INVALID_QUERY", InvalidQuery),
    (401, "UNAUTHENTICATED", Unauthorized),
    (404, "CONNECTION_NOT_FOUND", ConnectionNotFound),
]


@pytest.mark.parametrize(("status", "code", "kind"), REFUSALS, ids=[row[1] for row in REFUSALS])
async def test_a_refused_upgrade_is_an_error_of_its_own(scene, status, code, kind):
    scene.agents.refuse_next(status, code)
    with pytest.raises(kind) as caught:
        async with scene.agent():
            pass
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.code) == (status, code)


@pytest.mark.parametrize(
    ("body", "diagnosis"), [(b"error code: 1020", "blocked"), (b'{"message":"Forbidden"}', "no permission")]
)
def test_an_upgrade_that_something_on_the_way_refused_is_no_matter_of_the_token(body, diagnosis):
    assert diagnose(refusal(403, body, None, None)) == diagnosis


async def test_a_token_that_nobody_issued_is_unauthorized(scene):
    with pytest.raises(Unauthorized):
        async with scene.agent(token="e30.e30.c2ln"):
            pass


async def test_a_server_that_fails_in_passing_is_tried_again(scene):
    scene.agents.refuse_next(503, "UNAVAILABLE", times=2)
    moving = asyncio.create_task(_keep_moving(scene))
    async with scene.agent() as agent:
        assert agent.connection_id
    moving.cancel()


async def test_a_server_that_keeps_failing_is_given_up(scene):
    scene.agents.refuse_next(503, "UNAVAILABLE", times=10)
    moving = asyncio.create_task(_keep_moving(scene))
    with pytest.raises(ServerError):
        async with scene.agent():
            pass
    moving.cancel()


async def test_where_nobody_listens_is_a_transport_error(scene):
    moving = asyncio.create_task(_keep_moving(scene))
    with pytest.raises(TransportError):
        async with scene.agent(url="ws://127.0.0.1:9/agent-ws/v1"):
            pass
    moving.cancel()


async def _keep_moving(scene):
    while True:
        scene.clock.move(1)
        await asyncio.sleep(0.001)


# ── closes ──


async def test_session_ended_is_the_end(scene):
    async with scene.agent() as agent:
        scene.agents.close(1000, "session_ended")
        assert [type(event) async for event in agent] == [SessionStarted]
        assert agent.left == "session_ended"
    assert scene.connection.upgrades == 1


async def test_queue_overflow_is_followed_by_a_new_connection_and_a_gap(scene, taken):
    scene.join("Ada")
    async with scene.agent() as agent:
        await taken(agent, 1)
        scene.agents.overflow()
        [gap] = await taken(agent, 1)
        assert isinstance(gap, Gap)
        assert gap.session.id == gap.previous.id
    assert [one.upgrades for one in scene.agents.connections] == [1, 1]


@pytest.mark.parametrize("how", ["upstream_lost", "upstream_unavailable", "going away", "broken"])
async def test_these_closes_are_followed_by_a_resume_that_loses_nothing(scene, taken, how):
    async with scene.agent() as agent:
        await taken(agent, 1)
        close = {"upstream_lost": (1013,), "upstream_unavailable": (1013,), "going away": (1001,)}.get(how)
        scene.agents.drop() if close is None else scene.agents.close(*close, how if close == (1013,) else "")
        scene.join("Ada")
        scene.say("Ada", "hello")
        await scene.until_moving(lambda: scene.connection.upgrades == 2)
        events = await taken(agent, 2)
    assert [type(event) for event in events] == [ParticipantJoined, TranscriptReceived]
    assert len(scene.agents.connections) == 1


CLOSED_FOR_GOOD = [(4403, "upstream_rejected", AgentRejected), (4409, "replaced", AgentReplaced)]


@pytest.mark.parametrize(("code", "reason", "kind"), CLOSED_FOR_GOOD, ids=["rejected", "replaced"])
async def test_these_closes_end_the_agent_with_an_error_after_the_events_before(scene, code, reason, kind):
    events = []

    async def lose() -> None:
        async with scene.agent() as agent:
            scene.join("Ada")
            scene.agents.close(code, reason)
            events.extend([type(event) async for event in agent])

    with pytest.raises(kind):
        await lose()
    assert scene.connection.upgrades == 1


@pytest.mark.parametrize(("code", "reason", "kind"), CLOSED_FOR_GOOD, ids=["rejected", "replaced"])
async def test_a_connection_closed_for_good_at_once_is_an_error_of_entering(scene, code, reason, kind):
    scene.agents.close_next(code, reason)
    with pytest.raises(kind):
        async with scene.agent():
            pytest.fail("entered")


async def test_an_error_that_nobody_met_while_inside_is_raised_at_the_end(scene):
    async def sleep_through_it() -> None:
        async with scene.agent() as agent:
            scene.agents.close(4403, "upstream_rejected")
            await scene.until(lambda: agent.left)

    with pytest.raises(AgentRejected):
        await sleep_through_it()


async def test_a_participant_that_is_removed_is_rejected(scene):
    async def be_kicked() -> None:
        async with scene.agent() as agent:
            scene.join("Ada")
            await scene.rtk.active_session.kick(scene.meeting_id, participant_ids=[scene.guest.id])
            await agent.run()

    with pytest.raises(AgentRejected):
        await be_kicked()


async def test_a_connection_that_the_server_has_forgotten_is_opened_anew_with_a_gap(scene, taken):
    async with scene.agent() as agent:
        await taken(agent, 1)
        scene.agents.refuse_next(404, "CONNECTION_NOT_FOUND")
        scene.agents.drop()
        [gap] = await taken(agent, 1)
        assert isinstance(gap, Gap)
    assert [one.upgrades for one in scene.agents.connections] == [1, 1]


async def test_who_resumes_the_same_connection_elsewhere_replaces_the_agent(scene):
    address = Address(scene.emulator.agent_url.replace("http", "ws"), ("participant",))

    async def be_replaced() -> None:
        async with scene.agent() as agent:
            other = await connect(address, SecretStr(scene.guest.token), agent.connection_id)
            try:
                await agent.run()
            finally:
                await other.close(1000)

    with pytest.raises(AgentReplaced):
        await be_replaced()


# ── resume, and what is lost ──


async def test_after_the_grace_period_a_gap_says_so_and_presence_is_read_again(scene, taken):
    scene.join("Before")
    async with scene.agent(client=scene.rtk) as agent:
        await taken(agent, 1)
        assert [peer.display_name for peer in agent.present] == ["Before"]
        gone = scene.join("Gone")
        await taken(agent, 1)
        scene.agents.refuse_next(503, "UNAVAILABLE")  # then the agent waits, and its clock stands still
        scene.agents.drop()
        await scene.until(lambda: not scene.connection.is_open)
        scene.leave(gone)
        scene.simulate.advance(6)
        scene.join("New")
        moving = asyncio.create_task(_keep_moving(scene))
        [gap] = await taken(agent, 1)
        moving.cancel()
        assert isinstance(gap, Gap)
        assert gap.present_is_complete
        assert {peer.display_name for peer in agent.present} == {"Before", "New"}
        assert agent.present.is_complete


async def test_without_a_client_a_gap_says_that_presence_may_be_stale(scene, taken):
    async with scene.agent() as agent:
        await taken(agent, 1)
        scene.agents.overflow()
        [gap] = await taken(agent, 1)
    assert not gap.present_is_complete
    assert "perhaps others" in repr(agent.present)


async def test_what_comes_again_after_a_restart_is_left_out(scene, taken):
    async with scene.agent() as agent:
        scene.join("Ada")
        scene.say("Ada", "one")
        scene.simulate.broadcasts(scene.meeting_id, "reaction", 1)
        await taken(agent, 4)
        scene.agents.restart(again=3)
        scene.say("Ada", "two")
        [event] = await taken(agent, 1)
        assert event.text == "two"
        assert agent.duplicates == 3
        assert str(agent.transcript) == "Ada: one\nAda: two"


async def test_a_ping_that_comes_too_late_to_be_answered_is_not_the_end(scene, taken):
    scene.agents.keep_unconfirmed()  # with a ping after every few events
    async with scene.agent(queue_size=10) as agent:
        scene.join("Ada")
        for number in range(100):
            scene.say("Ada", str(number))
        await scene.until(lambda: not scene.connection.queue)
        await scene.settle()
        scene.agents.drop()
        await scene.settle()
        events = await taken(agent, 102)
        assert [event.text for event in events[2:]] == [str(number) for number in range(100)]
        await scene.until(lambda: scene.connection.upgrades == 2)
        scene.say("Ada", "after")
        assert (await taken(agent, 1))[0].text == "after"


async def test_a_message_sent_twice_comes_once(scene, taken):
    async with scene.agent() as agent:
        scene.agents.duplicate_next()
        scene.join("Ada")
        scene.say("Ada", "hello")
        kinds = [type(event) for event in await taken(agent, 3)]
    assert kinds == [SessionStarted, ParticipantJoined, TranscriptReceived]


async def test_who_follows_joins_the_next_session(scene):
    async with scene.agent(follow=True, leave=LeavePolicy()) as agent:
        scene.simulate.session_ends(scene.meeting_id)
        kinds = []
        async for event in agent:
            kinds.append(type(event))
            if len(kinds) == 3:
                break
        assert kinds == [SessionStarted, SessionEnded, SessionStarted]
    assert [one.upgrades for one in scene.agents.connections] == [1, 1]


async def test_a_fresh_token_is_asked_for_before_each_connection(scene, taken):
    asked = []

    async def fresh() -> str:
        asked.append(1)
        return await scene.rtk.participants.refresh_token(scene.meeting_id, scene.guest.id)

    async with scene.agent(token=fresh) as agent:
        await taken(agent, 1)
        scene.agents.drop()
        await scene.until_moving(lambda: scene.connection.upgrades == 2)
    assert len(asked) == 2


# ── a server that does as no other ──


@pytest.mark.skipif(
    "decode_text" not in inspect.signature(aiohttp.ClientSession.ws_connect).parameters,
    reason="this aiohttp ends a connection on which text is no UTF-8",
)
async def test_a_frame_that_is_no_utf_8_loses_neither_its_event_nor_the_connection(scene, caplog):
    async def serve(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=["realtimekit.v1"])
        await socket.prepare(request)
        asked = await socket.receive_json()
        await socket.send_json({**asked, "category": "result", "data": {"connection": {"id": "c"}}})
        for peer in (b"p1", b"p2"):
            data = b'{"participant":{"peer_id":"%s","display_name":"Ada \xff"}}' % peer
            frame = b'{"category":"message","name":"participant.join","data":%s}' % data
            assert request.transport is not None
            request.transport.write(
                b"\x81\x7e" + len(frame).to_bytes(2) + frame
            )  # text, unmasked, two bytes of length
        await socket.close(code=1000, message=b"session_ended")
        return socket

    app = web.Application()
    app.add_routes([web.get("/agent-ws/v1", serve)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "ws://{}:{}/agent-ws/v1".format(*runner.addresses[0])
    async with scene.agent(url=url) as agent:
        joined = [event async for event in agent]
    await runner.cleanup()
    assert [(type(event), event.participant.peer_id) for event in joined] == [
        (ParticipantJoined, "p1"),
        (ParticipantJoined, "p2"),
    ]
    assert {event.participant.display_name for event in joined} == {"Ada \ufffd"}
    assert caplog.text.count("no Unicode") == 1
