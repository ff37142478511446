"""The operations that no official SDK has, against the emulator in both of its layouts."""

import pytest

from realtimekit_async import Conflict, NotFound
from realtimekit_async.emulator import Emulator


@pytest.fixture(params=["documented", "live"])
async def scene(request):
    async with Emulator(shapes=request.param) as emulator, emulator.client() as rtk:
        meeting = await rtk.meetings.create(title="Standup")
        for name in ("Ada", "Grace"):
            emulator.simulate.participant_joins(meeting.id, name=name)
        yield emulator, rtk, meeting.id


async def test_somebody_is_muted_and_named(scene):
    _, rtk, meeting_id = scene
    ada = await anext(one async for one in rtk.participants.list(meeting_id) if one.name == "Ada")
    muted = await rtk.active_session.mute(meeting_id, participant_ids=[ada.id])
    assert [one.name for one in muted.participants] == ["Ada"]
    with pytest.raises(NotFound):
        await rtk.active_session.mute(meeting_id, custom_participant_ids=["nobody"])


@pytest.mark.parametrize("fields", [{}, {"allow_unmute": False}])
async def test_everybody_is_muted_and_counted(scene, fields):
    emulator, rtk, meeting_id = scene
    assert (await rtk.active_session.mute_all(meeting_id, **fields)).muted_participants_count == 2
    assert emulator.requests[-1].body == {"allow_unmute": True, **fields}


async def test_a_replaced_participant_can_join_with_the_new_token(scene):
    _, rtk, meeting_id = scene
    fields = {"custom_participant_id": "user-7", "preset_name": "group_call_host", "name": "Joan"}
    added = await rtk.participants.add(meeting_id, **fields)
    replaced = await rtk.participants.replace(meeting_id, added.id, **fields | {"name": "Joan Clarke"})
    assert (replaced.id, replaced.name, replaced.token != added.token) == (added.id, "Joan Clarke", True)
    with pytest.raises(Conflict):
        await rtk.participants.add(meeting_id, **fields)


async def test_the_livestreams_of_a_meeting_and_of_its_session_are_listed(scene):
    _, rtk, meeting_id = scene
    assert await rtk.livestreams.of_meeting(meeting_id).collect() == []
    started = await rtk.livestreams.start(meeting_id)
    assert [one.id for one in await rtk.livestreams.of_meeting(meeting_id).collect()] == [started.id]
    session = await rtk.active_session.get(meeting_id)
    [on_air] = await rtk.sessions.livestream_sessions(session.id).collect()
    assert on_air.livestream_id == started.id
