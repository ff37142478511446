import asyncio

import pytest
from hypothesis import given, strategies as st

from realtimekit_async import ConfigurationError, Conflict, NotFound, RateLimited, ServerError
from realtimekit_async.services.participants import Participants

PARTICIPANTS = "/meetings/{meeting_id}/participants"
POST, LIST = f"POST {PARTICIPANTS}", f"GET {PARTICIPANTS}"
TOKEN = f"POST {PARTICIPANTS}/{{participant_id}}/token"
PATCH = f"PATCH {PARTICIPANTS}/{{participant_id}}"
ADA = {"custom_participant_id": "user-7", "preset_name": "group_call_host", "name": "Ada"}


@pytest.fixture
async def meeting_id(scene):
    meeting = await scene.rtk.meetings.create(title="Standup")
    scene.begin()
    return meeting.id


@pytest.fixture
def ensure(scene, meeting_id):
    """Ensure Ada, with other fields if given, on the clock that flies."""
    participants = Participants(scene.rtk, scene.clock)
    return lambda **fields: participants.ensure(meeting_id, **{**ADA, **fields})


@pytest.fixture
def everybody(scene, meeting_id):
    return scene.emulator.app.meetings[meeting_id].participants


async def test_somebody_new_is_added_with_one_request(scene, ensure, everybody):
    ada = await ensure(picture="https://pictures.example/ada")
    assert (ada.name, ada.custom_participant_id, ada.picture) == ("Ada", "user-7", "https://pictures.example/ada")
    assert ada.token
    assert [*everybody] == [ada.id]
    assert scene.sent == [POST]


async def test_somebody_known_gets_a_fresh_token(scene, ensure, everybody):
    first, second = await ensure(), await ensure()
    assert (second.id, second.name, second.preset_name) == (first.id, "Ada", "group_call_host")
    assert second.token != first.token
    assert len(everybody) == 1
    assert scene.sent == [POST, POST, LIST, TOKEN]


async def test_the_client_has_it_too(scene, meeting_id, everybody):
    for _ in range(2):
        ada = await scene.rtk.participants.ensure(meeting_id, **ADA)
    assert [*everybody] == [ada.id]


async def test_somebody_known_is_found_on_every_page(scene, ensure):
    scene.emulator.max_per_page = 2
    for number in range(5):
        await ensure(custom_participant_id=f"user-{number}")
    last = await ensure(custom_participant_id="user-last")
    scene.begin()
    assert (await ensure(custom_participant_id="user-last")).id == last.id
    assert scene.sent == [POST, LIST, LIST, LIST, TOKEN]


async def test_somebody_with_other_fields_is_changed_and_gets_a_token_that_knows_of_it(scene, ensure):
    await ensure(picture="https://pictures.example/ada")
    scene.begin()
    ada = await ensure(preset_name="group_call_participant", name="Ada L.")
    assert (ada.preset_name, ada.name, ada.picture) == (
        "group_call_participant",
        "Ada L.",
        "https://pictures.example/ada",
    )
    assert ada.token
    assert scene.sent == [POST, LIST, PATCH]
    assert scene.emulator.requests[-1].body == {"preset_name": "group_call_participant", "name": "Ada L."}


@pytest.mark.parametrize("callers", [2, 8])
async def test_callers_at_the_same_moment_get_the_same_participant(scene, ensure, everybody, callers):
    scene.emulator.faults.hold(callers, method="POST", path=PARTICIPANTS)
    all_of_them = await asyncio.gather(*(ensure() for _ in range(callers)))
    assert {one.id for one in all_of_them} == {*everybody}
    assert len({one.token for one in all_of_them}) == callers
    assert scene.sent.count(POST) == callers


@pytest.mark.parametrize(
    "trouble",
    [
        {"drop": "after"},
        {"drop": "before"},
        {"drop": "after", "reset": True},
        {"status": 502},
        {"status": 502, "act": True},
        {"garbage": True},
        {"truncate": True},
        {"status": 429, "retry_after": 0},
        {"status": 400, "body": {"success": False, "errors": [{"code": 40901}]}, "act": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("known", [False, True])
async def test_one_is_there_in_the_end_whatever_happens_to_the_request(scene, ensure, everybody, trouble, known):
    if known:
        await ensure()
    scene.emulator.faults.next(method="POST", path=PARTICIPANTS, **trouble)
    ada = await ensure()
    assert [*everybody] == [ada.id]
    assert ada.token
    assert (await ensure()).id == ada.id


@pytest.mark.parametrize("trouble", [{"drop": "after"}, {"status": 503}, {"drop": "before"}], ids=str)
async def test_a_token_that_did_not_arrive_is_asked_for_again(scene, ensure, trouble):
    await ensure()
    scene.begin()
    scene.emulator.faults.next(path=f"{PARTICIPANTS}/{{participant_id}}/token", **trouble)
    assert (await ensure()).token
    assert scene.sent == [POST, LIST, TOKEN, TOKEN]


async def test_somebody_who_is_gone_meanwhile_is_added_anew(scene, ensure, everybody):
    first = await ensure()
    scene.emulator.faults.hold(2, path=f"{PARTICIPANTS}/{{participant_id}}/token")
    again = asyncio.ensure_future(ensure())
    await scene.until(lambda: scene.sent[-1] == TOKEN)
    meeting = next(iter(scene.emulator.app.meetings.values()))
    meeting.strike(everybody[first.id])
    scene.emulator.faults.clear()
    second = await again
    assert second.id != first.id
    assert [*everybody] == [second.id]


async def test_a_conflict_that_no_list_explains_is_raised_after_three_rounds(scene, ensure):
    scene.emulator.faults.next(status=409, method="POST", times=None)
    with pytest.raises(Conflict) as caught:
        await ensure()
    assert "no list shows it" in caught.value.__notes__[0]
    assert scene.sent == [POST, LIST] * 3
    assert scene.clock.sleeps == [0.0, 0.25, 0.5]


async def test_an_ambiguous_failure_that_lasts_is_raised(scene, ensure, everybody):
    scene.emulator.faults.next(status=502, method="POST", times=None)
    with pytest.raises(ServerError):
        await ensure()
    assert len(everybody) == 0


async def test_a_search_that_fails_tells_what_may_have_happened_before(scene, ensure):
    scene.emulator.faults.next(status=502, method="POST", act=True)
    scene.emulator.faults.next(status=503, method="GET", times=None)
    with pytest.raises(ServerError) as caught:
        await ensure()
    assert caught.value.status == 503
    assert "may exist by now: POST" in " ".join(caught.value.__notes__)


@pytest.mark.parametrize("known", [False, True])
async def test_an_unknown_preset_is_not_found(ensure, known):
    if known:
        await ensure()
    with pytest.raises(NotFound, match="preset"):
        await ensure(preset_name="nobody")


async def test_a_refusal_is_raised_at_once(scene, ensure):
    scene.emulator.faults.next(status=429, retry_after=3600)
    with pytest.raises(RateLimited):
        await ensure()
    assert scene.sent == [POST]


@pytest.mark.parametrize(
    ("fields", "error", "named"),
    [
        ({"name": ""}, ConfigurationError, "name is empty"),
        ({"name": None}, ConfigurationError, "name is a str"),
        ({"custom_participant_id": ""}, ConfigurationError, "custom_participant_id is empty"),
        ({"nick": "A"}, TypeError, "unknown field 'nick'"),
    ],
)
async def test_bad_input_is_named_before_anything_is_sent(scene, ensure, fields, error, named):
    with pytest.raises(error, match=named):
        await ensure(**fields)
    assert scene.sent == []


async def test_a_participant_without_a_name_is_refused(scene, meeting_id):
    with pytest.raises(TypeError, match="missing required field 'name'"):
        await scene.rtk.participants.ensure(meeting_id, custom_participant_id="u", preset_name="group_call_host")
    assert scene.sent == []


@given(
    callers=st.lists(st.tuples(st.text(min_size=1, max_size=3), st.sampled_from(["Ada", "Bob"])), max_size=12),
    drops=st.integers(0, 3),
)
def test_there_is_never_more_than_one_for_a_custom_id(scenario, callers, drops):
    async def example(scene):
        meeting = await scene.rtk.meetings.create(title="T")
        participants = Participants(scene.rtk, scene.clock)
        if drops:
            scene.emulator.faults.next(drop="after", method="POST", path=PARTICIPANTS, times=drops)
        made = await asyncio.gather(
            *(
                participants.ensure(
                    meeting.id, custom_participant_id=custom_id, preset_name="group_call_host", name=name
                )
                for custom_id, name in callers
            )
        )
        rows = scene.emulator.app.meetings[meeting.id].participants.values()
        assert sorted(row.custom_participant_id for row in rows) == sorted({custom_id for custom_id, _ in callers})
        for (custom_id, _), participant in zip(callers, made, strict=True):
            assert participant.custom_participant_id == custom_id

    scenario(example)
