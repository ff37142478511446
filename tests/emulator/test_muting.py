"""Muting and kicking over REST: who is meant, who is refused, and what it does to the meeting."""

from typing import Any

import pytest

from .conftest import Api


@pytest.fixture
def people(api: Api) -> Any:
    """Let Ada and Grace meet."""

    async def meet() -> tuple[str, str, str]:
        meeting_id = (await api.meeting())["id"]
        simulate = api.emulator.simulate
        ada, grace = (simulate.participant_joins(meeting_id, name=name) for name in ("Ada", "Grace"))
        return meeting_id, ada.participant.id, grace.participant.custom_participant_id

    return meet


async def statistics(api: Api, meeting_id: str, participant_id: str) -> list[str]:
    session = api.emulator.app.live_session(meeting_id)
    reply = await api("GET", f"/sessions/{session.id}/participants/{participant_id}")
    return [event["type"] for event in reply.data["participant"]["peer_stats"]["events"]]


async def test_muting_answers_whom_it_muted_and_shows_in_their_statistics(api: Api, people: Any):
    meeting_id, ada, grace = await people()
    path = f"/meetings/{meeting_id}/active-session/mute"
    reply = await api("POST", path, {"participant_ids": [ada], "custom_participant_ids": []})
    assert (reply.status, reply.data["action"]) == (200, "mute")
    assert [row["name"] for row in reply.data["participants"]] == ["Ada"]
    again = await api("POST", path, {"participant_ids": [ada], "custom_participant_ids": [grace]})
    assert [row["name"] for row in again.data["participants"]] == ["Ada", "Grace"]
    assert await statistics(api, meeting_id, ada) == ["PEER_JOINED", "AUDIO_MUTED"]
    peer = api.emulator.app.live_session(meeting_id).present.popitem()[1]
    report = await api("GET", f"/sessions/peer-report/{peer.id}")
    assert report.data["participant"]["peer_stats"]["events"][-1]["type"] == "AUDIO_MUTED"


async def test_who_is_muted_is_not_heard_until_they_unmute(api: Api, people: Any):
    meeting_id, ada, _ = await people()
    simulate = api.emulator.simulate
    await api("POST", f"/meetings/{meeting_id}/active-session/mute", {"participant_ids": [ada]})
    with pytest.raises(ValueError, match="Ada is muted"):
        simulate.says(meeting_id, "Ada", "Hello?")
    simulate.participant_unmutes(meeting_id, "Ada")
    assert simulate.says(meeting_id, "Ada", "Hello!").text == "Hello!"
    assert await statistics(api, meeting_id, ada) == ["PEER_JOINED", "AUDIO_MUTED", "AUDIO_UNMUTED"]


@pytest.mark.parametrize("allow_unmute", [True, False])
async def test_muting_all_counts_everybody_and_may_be_for_good(api: Api, people: Any, *, allow_unmute: bool):
    meeting_id, *_ = await people()
    path = f"/meetings/{meeting_id}/active-session/mute-all"
    reply = await api("POST", path, {"allow_unmute": allow_unmute})
    assert (reply.status, reply.data) == (200, {"action": "mute-all", "muted_participants_count": 2})
    if allow_unmute:
        api.emulator.simulate.participant_unmutes(meeting_id, "Ada")
        return
    with pytest.raises(ValueError, match="may not unmute"):
        api.emulator.simulate.participant_unmutes(meeting_id, "Ada")


@pytest.mark.parametrize("action", ["kick", "mute"])
@pytest.mark.parametrize("body", [None, {}, {"participant_ids": []}, {"custom_participant_ids": []}])
async def test_a_body_without_any_id_is_refused(api: Api, people: Any, action: str, body: Any):
    meeting_id, *_ = await people()
    reply = await api("POST", f"/meetings/{meeting_id}/active-session/{action}", body)
    assert reply.status == 400
    assert reply.json["error"]["message"].startswith('"participant_ids" or "custom_participant_ids"')
    assert len(api.emulator.app.live_session(meeting_id).present) == 2


@pytest.mark.parametrize("action", ["kick", "mute"])
async def test_ids_that_nobody_has_are_answered_404_and_passed_over_beside_others(
    api: Api, people: Any, action: str
):
    meeting_id, ada, _ = await people()
    path = f"/meetings/{meeting_id}/active-session/{action}"
    nobody = await api("POST", path, {"participant_ids": ["nobody"]})
    assert (nobody.status, nobody.json["error"]["message"]) == (404, "No user found with id nobody")
    some = await api("POST", path, {"participant_ids": [ada, "nobody"]})
    assert [row["name"] for row in some.data["participants"]] == ["Ada"]


@pytest.mark.parametrize(
    ("action", "body"), [("mute", {"participant_ids": ["x"]}), ("mute-all", {"allow_unmute": True})]
)
async def test_nobody_is_muted_where_there_is_no_session(api: Api, action: str, body: Any):
    meeting_id = (await api.meeting())["id"]
    reply = await api("POST", f"/meetings/{meeting_id}/active-session/{action}", body)
    assert reply.json["error"] == {
        "code": 404,
        "message": f"No active session found for meeting_id {meeting_id}",
    }
