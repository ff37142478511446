import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from realtimekit_async import Conflict
from realtimekit_async.emulator.world.state import Webhook
from realtimekit_async.services.webhook_events import KNOWN
from realtimekit_async.services.webhooks import Webhooks

URL = "https://hooks.example/realtimekit"
OTHER = "https://hooks.example/other"
LIST, POST = "GET /webhooks", "POST /webhooks"
PUT, DELETE = "PUT /webhooks/{webhook_id}", "DELETE /webhooks/{webhook_id}"
EVENTS = ["meeting.started", "recording.statusUpdate"]


@pytest.fixture
def ensure(scene):
    webhooks = Webhooks(scene.rtk, scene.clock)
    return lambda url=URL, **fields: webhooks.ensure(url, **{"name": "ours", "events": EVENTS, **fields})


def seed(emulator, number, url=URL, events=("meeting.ended",), *, enabled=True) -> str:
    """Put a webhook where none could be registered: the emulator allows one for a URL."""
    at = datetime(2026, 1, 1, 0, number, tzinfo=UTC)
    hook = Webhook(
        id=f"hook-{number}", created_at=at, updated_at=at, name="old", url=url, events=[*events], enabled=enabled
    )
    emulator.app.webhooks[hook.id] = hook
    return hook.id


def hooks(scene, url=URL) -> list[Webhook]:
    return [hook for hook in scene.emulator.app.webhooks.values() if hook.url == url]


async def test_a_new_webhook_is_registered_and_looked_at_again(scene, ensure):
    made = await ensure()
    assert [(hook.id, hook.events, hook.enabled) for hook in hooks(scene)] == [(made.id, EVENTS, True)]
    assert scene.sent == [LIST, POST, LIST]


async def test_one_that_is_right_is_left_alone(scene, ensure):
    made = await ensure()
    scene.begin()
    assert (await ensure(events=EVENTS[::-1])).id == made.id
    assert scene.sent == [LIST]


@pytest.mark.parametrize(
    "fields", [{"events": ["meeting.ended"]}, {"name": "theirs"}, {"enabled": False}], ids=str
)
async def test_one_that_differs_is_replaced(scene, ensure, fields):
    made = await ensure()
    scene.begin()
    kept = await ensure(**fields)
    assert kept.id == made.id
    assert all(getattr(kept, name) == value for name, value in fields.items())
    assert scene.sent == [LIST, PUT]


async def test_one_that_was_switched_off_is_switched_on_again(scene, ensure):
    seed(scene.emulator, 1, events=EVENTS, enabled=False)
    assert (await ensure(name="old")).enabled
    assert scene.sent == [LIST, PUT]


async def test_of_several_the_oldest_stays(scene, ensure):
    seed(scene.emulator, 3)
    oldest = seed(scene.emulator, 1)
    seed(scene.emulator, 2)
    other = seed(scene.emulator, 4, url=OTHER)
    assert (await ensure()).id == oldest
    assert [*scene.emulator.app.webhooks] == [oldest, other]
    assert scene.sent == [LIST, DELETE, DELETE, PUT]


async def test_callers_that_all_saw_none_end_with_one(scene, ensure):
    scene.emulator.faults.hold(6, method="GET", path="/webhooks")
    all_of_them = await asyncio.gather(*(ensure() for _ in range(6)))
    [hook] = hooks(scene)
    assert {one.id for one in all_of_them} == {hook.id}
    assert hook.events == EVENTS
    assert scene.sent.count(POST) == 6


async def test_callers_that_all_saw_several_end_with_the_same_one(scene, ensure):
    for number in range(3):
        seed(scene.emulator, number)
    scene.emulator.faults.hold(5, method="GET", path="/webhooks")
    all_of_them = await asyncio.gather(*(ensure() for _ in range(5)))
    assert {one.id for one in all_of_them} == {hook.id for hook in hooks(scene)} == {"hook-0"}


async def test_a_second_one_made_at_the_same_moment_is_deleted(scene, ensure):
    scene.emulator.faults.hold(2, method="GET", path="/webhooks")
    making = asyncio.ensure_future(ensure())
    await scene.until(lambda: scene.sent)
    scene.emulator.faults.clear()
    scene.emulator.faults.hold(2, method="GET", path="/webhooks")
    await scene.until(lambda: scene.sent == [LIST, POST, LIST])
    older = seed(scene.emulator, 1)
    scene.emulator.faults.clear()
    kept = await making
    assert kept.id == older
    assert [(hook.id, hook.events) for hook in hooks(scene)] == [(older, EVENTS)]


@pytest.mark.parametrize(
    "trouble",
    [
        {"drop": "after"},
        {"drop": "before"},
        {"status": 502},
        {"status": 502, "act": True},
        {"status": 429, "retry_after": 0},
    ],
    ids=str,
)
@pytest.mark.parametrize("known", [0, 1, 2])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_one_is_there_in_the_end_whatever_happens_to_a_request(scene, ensure, trouble, known, method):
    for number in range(known):
        seed(scene.emulator, number)
    scene.emulator.faults.next(method=method, **trouble)
    made = await ensure()
    assert [(hook.id, hook.events) for hook in hooks(scene)] == [(made.id, EVENTS)]


async def test_a_registration_whose_answer_nobody_can_read_is_found(scene, ensure):
    scene.emulator.faults.next(method="POST", garbage=True)
    assert [(await ensure()).id] == [hook.id for hook in hooks(scene)]


async def test_one_that_is_gone_meanwhile_is_registered_anew(scene, ensure):
    old = seed(scene.emulator, 1)
    scene.emulator.faults.hold(2, method="PUT")
    making = asyncio.ensure_future(ensure())
    await scene.until(lambda: PUT in scene.sent)
    del scene.emulator.app.webhooks[old]
    scene.emulator.faults.clear()
    made = await making
    assert [hook.id for hook in hooks(scene)] == [made.id] != [old]


async def test_a_conflict_that_no_list_explains_is_raised(scene, ensure):
    scene.emulator.faults.next(status=409, method="POST", times=None)
    with pytest.raises(Conflict) as caught:
        await ensure()
    assert "no list shows it" in caught.value.__notes__[0]


async def test_an_empty_url_is_refused(scene, ensure):
    with pytest.raises(ValueError, match="url is empty"):
        await ensure(url="")
    assert scene.sent == []


CALLS = {
    "create": lambda webhooks, **fields: webhooks.create(name="n", url=URL, **fields),
    "replace": lambda webhooks, **fields: webhooks.replace("w1", name="n", url=URL, **fields),
    "update": lambda webhooks, **fields: webhooks.update("w1", **fields),
    "ensure": lambda webhooks, **fields: webhooks.ensure(URL, name="n", **fields),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("events", "error", "complaint"),
    [
        (["meeting.startd"], ValueError, r"events\[0\]: unknown event 'meeting.startd'; did you mean"),
        (
            ["meeting.ended", "x"],
            ValueError,
            r"events\[1\]: unknown event 'x'; known are meeting.started, .* allow_",
        ),
        ("meeting.ended", TypeError, "events is a list of names, got str"),
        ([None], TypeError, r"events\[0\] is a str, got NoneType"),
    ],
)
async def test_an_unknown_event_is_named_with_the_known_ones_and_nothing_is_sent(
    scene, call, events, error, complaint
):
    with pytest.raises(error, match=complaint):
        await CALLS[call](scene.rtk.webhooks, events=events)
    assert scene.sent == []


async def test_an_unknown_event_passes_on_request_and_the_request_itself_is_not_sent(scene):
    for call in ("create", "replace", "update"):
        scene.emulator.faults.next(status=200, body={"success": True, "data": {"id": "w1"}})
        await CALLS[call](scene.rtk.webhooks, events=["meeting.tomorrow"], allow_unknown=True)
        body = scene.emulator.requests[-1].body
        assert body["events"] == ["meeting.tomorrow"]
        assert "allow_unknown" not in body


@given(
    before=st.lists(
        st.tuples(st.sampled_from([URL, OTHER]), st.sets(st.sampled_from(KNOWN)), st.booleans()), max_size=6
    ),
    events=st.sets(st.sampled_from(KNOWN), min_size=1),
    callers=st.integers(1, 3),
)
def test_exactly_one_webhook_has_the_url_and_no_other_url_is_touched(scenario, before, events, callers):
    async def example(scene):
        for number, (url, old, enabled) in enumerate(before):
            seed(scene.emulator, number, url, sorted(old), enabled=enabled)
        others = hooks(scene, OTHER)
        webhooks = Webhooks(scene.rtk, scene.clock)
        made = await asyncio.gather(
            *(webhooks.ensure(URL, name="n", events=sorted(events)) for _ in range(callers))
        )
        [hook] = hooks(scene)
        assert ({one.id for one in made}, {*hook.events}, hook.enabled) == ({hook.id}, events, True)
        assert hooks(scene, OTHER) == others

    scenario(example)
