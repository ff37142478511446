import asyncio

import pytest

from realtimekit_async import NotFound, ServerError

KICK, PATCH = "POST /meetings/{meeting_id}/active-session/kick-all", "PATCH /meetings/{meeting_id}"


@pytest.fixture
async def meeting_id(scene):
    meeting = await scene.rtk.meetings.create(title="Standup")
    scene.emulator.simulate.participant_joins(meeting.id, name="Ada")
    scene.begin()
    return meeting.id


def is_over(scene, meeting_id) -> bool:
    meeting = scene.emulator.app.meetings[meeting_id]
    return (meeting.status, meeting.session) == ("INACTIVE", None)


async def test_everybody_leaves_and_nobody_can_come_back(scene, meeting_id):
    meeting = await scene.rtk.meetings.end(meeting_id)
    assert (meeting.id, meeting.status) == (meeting_id, "INACTIVE")
    assert is_over(scene, meeting_id)
    assert scene.sent == [KICK, PATCH]


async def test_a_meeting_without_a_session_ends_too_and_so_does_one_that_has_ended(scene, meeting_id):
    scene.emulator.simulate.session_ends(meeting_id)
    for _ in range(2):
        assert (await scene.rtk.meetings.end(meeting_id)).status == "INACTIVE"


async def test_callers_at_the_same_moment_all_see_it_end(scene, meeting_id):
    scene.emulator.faults.hold(4, path="/meetings/{meeting_id}/active-session/kick-all")
    ended = await asyncio.gather(*(scene.rtk.meetings.end(meeting_id) for _ in range(4)))
    assert [meeting.status for meeting in ended] == ["INACTIVE"] * 4
    assert is_over(scene, meeting_id)


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(
    "trouble",
    [{"drop": "after"}, {"drop": "before"}, {"status": 503}, {"status": 502, "act": True}, {"status": 429}],
    ids=str,
)
async def test_it_ends_whatever_happens_to_a_request(scene, meeting_id, method, trouble):
    scene.emulator.faults.next(
        method=method, **({"retry_after": 0} if trouble == {"status": 429} else {}), **trouble
    )
    assert (await scene.rtk.meetings.end(meeting_id)).status == "INACTIVE"
    assert is_over(scene, meeting_id)


async def test_an_unknown_meeting_is_not_found(scene):
    with pytest.raises(NotFound, match="PATCH"):
        await scene.rtk.meetings.end("nothing")


async def test_a_failure_to_remove_people_is_raised_before_the_meeting_is_closed(scene, meeting_id):
    scene.emulator.faults.next(status=503, method="POST", times=None)
    with pytest.raises(ServerError):
        await scene.rtk.meetings.end(meeting_id)
    assert PATCH not in scene.sent
