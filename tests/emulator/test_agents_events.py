"""What agents are told, field by field, and what they are not told."""

from typing import Any

import pytest

from realtimekit_async.emulator.world.state import EndReason

from .conftest import Api, meeting_of
from .plain_agent import Meeting, marked

NOON = "2026-03-02T12:00:00.000Z"
A_MINUTE_LATER = "2026-03-02T12:01:00.000Z"


def row_of(meeting: Meeting, peer_id: str) -> dict[str, Any]:
    """Say what a join tells of a peer."""
    participant = meeting.emulator.app.peers[peer_id].participant
    return {
        "peer_id": peer_id,
        "participant_id": participant.id,
        "meeting_id": meeting.id,
        "custom_participant_id": participant.custom_participant_id,
        "display_name": participant.name,
        "picture_url": participant.picture,
        "preset_id": participant.preset.id,
        "preset_name": participant.preset.name,
        "waitlisted": False,
    }


async def test_connecting_starts_a_session_if_none_is_live_and_rest_shows_the_agent(api: Api, meeting: Meeting):
    agent = await meeting.connect(await meeting.token())
    started = (await agent.event("session.started"))["session"]
    live = (await api("GET", f"/meetings/{meeting.id}/active-session")).data
    assert started == {"id": live["id"], "meeting_id": meeting.id, "started_at": NOON, "ended_at": None}
    rows = (await api("GET", f"/sessions/{live['id']}/participants")).data["participants"]
    assert [(row["display_name"], row["left_at"]) for row in rows] == [("Notes", None)]


async def test_an_agent_joins_the_session_that_is_live(meeting: Meeting):
    meeting.joins("Ada")
    meeting.emulator.simulate.advance(60)
    agent = await meeting.connect(await meeting.token())
    session = (await agent.event("session.started"))["session"]
    assert [*meeting.emulator.app.sessions] == [session["id"]]
    assert session["started_at"] == NOON


async def test_an_agent_keeps_the_session_alive_until_it_leaves(api: Api, meeting: Meeting):
    meeting.joins("Ada")
    agent = await meeting.joined()
    meeting.emulator.simulate.participant_leaves(meeting.id, "Ada")
    await agent.event("participant.leave")
    path = f"/meetings/{meeting.id}/active-session"
    assert (await api("GET", path)).data["live_participants"] == 1
    await agent.close()
    assert (await api("GET", path)).status == 404
    assert meeting.connection.close_code == 1000


async def test_joins_and_leaves_tell_who_it_is(meeting: Meeting):
    agent = await meeting.joined()
    added = await meeting.participant(name="Ada", picture="https://example.com/ada.png")
    peer = meeting.emulator.simulate.participant_joins(meeting.id, added["id"])
    row = row_of(meeting, peer.id)
    assert (await agent.event("participant.join")) == {"participant": row}
    assert row["picture_url"] == "https://example.com/ada.png"
    meeting.emulator.simulate.participant_leaves(meeting.id, "Ada")
    del row["preset_name"]
    assert (await agent.event("participant.leave")) == {"participant": row}


async def test_of_a_name_that_was_never_given_an_empty_one_is_told(meeting: Meeting):
    agent = await meeting.joined()
    added = await meeting.participant(name=None)
    meeting.emulator.simulate.participant_joins(meeting.id, added["id"])
    participant = (await agent.event("participant.join"))["participant"]
    assert (participant["display_name"], participant["picture_url"]) == ("", None)


async def test_after_a_kick_only_the_peer_and_the_meeting_are_told(api: Api, meeting: Meeting):
    agent = await meeting.joined()
    peer_id = meeting.joins("Ada")
    await agent.event("participant.join")
    participant_id = meeting.emulator.app.peers[peer_id].participant.id
    await api("POST", f"/meetings/{meeting.id}/active-session/kick", {"participant_ids": [participant_id]})
    left = (await agent.event("participant.leave"))["participant"]
    known = {key: value for key, value in left.items() if value is not None}
    assert known == {"peer_id": peer_id, "meeting_id": meeting.id}


async def test_kicking_all_is_told_without_leaves_and_ends_the_session(api: Api, meeting: Meeting):
    agent = await meeting.joined()
    meeting.joins("Ada")
    await agent.event("participant.join")
    kicked = await api("POST", f"/meetings/{meeting.id}/active-session/kick-all")
    assert kicked.data["kicked_participants_count"] == 2
    assert await agent.event("participant.kick_all") == {}
    assert (await agent.event("session.ended"))["reason"] == "host_ended_meeting"
    assert await agent.ended() == (1000, "session_ended")


@pytest.mark.parametrize("reason", ["HOST_ENDED_MEETING", "ALL_PARTICIPANTS_LEFT", "FORCE_CLEANUP"])
async def test_the_end_of_a_session_is_told_with_its_reason(meeting: Meeting, reason: EndReason):
    agent = await meeting.joined(subscriptions=None)
    meeting.emulator.simulate.advance(60)
    session = meeting.emulator.simulate.session_ends(meeting.id, reason=reason)
    row = {"id": session.id, "meeting_id": meeting.id, "started_at": NOON, "ended_at": A_MINUTE_LATER}
    assert await agent.event("session.ended") == {"session": row, "reason": reason.lower()}
    assert await agent.ended() == (1000, "session_ended")


async def test_what_is_said_is_told_with_its_speaker_partials_too(meeting: Meeting):
    agent = await meeting.joined()
    peer = meeting.emulator.app.peers[meeting.joins("Ada")]
    await agent.event("participant.join")
    says = meeting.emulator.simulate.says
    says(meeting.id, "Ada", "Good", is_final=False, confidence=0.5)
    says(meeting.id, "Ada", "Good morning", seconds=1.5)
    speaker = {
        "peer_id": peer.id,
        "participant_id": peer.participant.id,
        "custom_participant_id": peer.participant.custom_participant_id,
        "display_name": "Ada",
    }
    told = {"text": "Good", "is_final": False, "started_at": NOON, "ended_at": "2026-03-02T12:00:02.000Z"}
    assert await agent.event("transcript.received") == told | {"confidence": 0.5, "speaker": speaker}
    told = {
        "text": "Good morning",
        "is_final": True,
        "started_at": NOON,
        "ended_at": "2026-03-02T12:00:01.500Z",
    }
    assert await agent.event("transcript.received") == told | {"confidence": 0.95, "speaker": speaker}
    assert [line.text for line in peer.session.transcript] == ["Good morning"]


@pytest.mark.parametrize("payload", [None, "text", ["a"], {"camelCase": {"snake_case": 1}}])
async def test_a_broadcast_is_passed_on_as_it_is(meeting: Meeting, payload: Any):
    agent = await meeting.joined()
    meeting.emulator.simulate.broadcasts(meeting.id, "reaction", payload)
    told = {"type": "reaction", "payload": payload, "created_at": NOON}
    assert await agent.event("broadcast.received") == told


@pytest.mark.parametrize(
    ("subscriptions", "names"),
    [
        (None, []),
        ("transcript", ["transcript.received"]),
        ("participant", ["participant.join", "participant.leave"]),
        ("broadcast", ["broadcast.received"]),
        ("broadcast,transcript", ["transcript.received", "broadcast.received"]),
    ],
)
async def test_only_what_was_subscribed_to_is_told(meeting: Meeting, subscriptions: str | None, names: list[str]):
    agent = await meeting.joined(subscriptions=subscriptions)
    meeting.joins("Ada")
    meeting.emulator.simulate.says(meeting.id, "Ada", "Hello")
    meeting.marks("mark")
    meeting.emulator.simulate.participant_leaves(meeting.id, "Ada")
    meeting.emulator.simulate.session_ends(meeting.id)
    for name in (*names, "session.ended"):
        await agent.event(name)


async def test_neither_those_who_were_there_before_nor_the_agent_itself_are_told(meeting: Meeting):
    meeting.joins("Ada")
    agent = await meeting.joined()
    meeting.marks("first")
    await marked(agent, "first")


@pytest.mark.parametrize(
    "permissions",
    [
        {"hidden_participant": True},
        {"is_recorder": True},
        {"recorder_type": "RECORDER"},
        {"recorder_type": "LIVESTREAMER"},
    ],
)
async def test_hidden_ones_recorders_and_livestreamers_are_not_told(
    api: Api, meeting: Meeting, permissions: dict[str, Any]
):
    await hide(api, permissions)
    agent = await meeting.joined()
    meeting.joins("Ghost", preset_name="group_call_guest")
    meeting.emulator.simulate.participant_leaves(meeting.id, "Ghost")
    meeting.marks("nothing before this")
    await marked(agent, "nothing before this")


async def test_a_hidden_agent_is_told_and_not_told_of(api: Api, meeting: Meeting):
    await hide(api, {"hidden_participant": True})
    agent = await meeting.joined()
    hidden = await meeting.connect(await meeting.token(preset_name="group_call_guest"))
    await hidden.event("session.started")
    meeting.marks("mark")
    await marked(agent, "mark")
    await marked(hidden, "mark")


async def test_speech_of_those_whose_preset_does_not_transcribe_is_not_told(api: Api, meeting: Meeting):
    await hide(api, {"transcription_enabled": False})
    agent = await meeting.joined()
    meeting.joins("Ada", preset_name="group_call_guest")
    await agent.event("participant.join")
    meeting.emulator.simulate.says(meeting.id, "Ada", "Nobody writes this down")
    meeting.marks("mark")
    await marked(agent, "mark")


async def hide(api: Api, permissions: dict[str, Any]) -> None:
    """Change the permissions of the guests."""
    (guest,) = (await api("GET", "/presets?search=group_call_guest")).data
    await api("PATCH", f"/presets/{guest['id']}", {"permissions": permissions})


async def test_two_devices_of_one_participant_are_two_peers(meeting: Meeting):
    token = await meeting.token()
    first = await meeting.connect(token)
    await first.event("session.started")
    second = await meeting.connect(token)
    await second.event("session.started")
    joined = (await first.event("participant.join"))["participant"]
    one, two = meeting.emulator.agents.connections
    assert one.peer is not None
    assert two.peer is not None
    assert joined == row_of(meeting, two.peer.id)
    assert joined["participant_id"] == one.peer.participant.id
    await second.close()
    assert (await first.event("participant.leave"))["participant"]["peer_id"] == joined["peer_id"]


async def test_other_meetings_are_not_told(api: Api, meeting: Meeting):
    agent = await meeting.joined()
    async with meeting_of(api) as other:
        other.joins("Ada")
        other.emulator.simulate.session_ends(other.id)
    meeting.marks("mark")
    await marked(agent, "mark")


async def test_an_event_is_encoded_once_for_all(meeting: Meeting):
    agents = [await meeting.joined(subscriptions="broadcast") for _ in range(3)]
    meeting.marks("mark")
    frames = {id(connection.queue[-1]) for connection in meeting.emulator.agents.connections}
    assert len(frames) == 1
    for agent in agents:
        await marked(agent, "mark")
