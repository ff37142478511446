import asyncio

import pytest

from realtimekit_async.services.presets import Presets

LIST, POST, PUT = "GET /presets", "POST /presets", "PUT /presets/{preset_id}"


@pytest.fixture
def content(scene):
    """The fields of a preset that the emulator has."""
    return next(iter(scene.emulator.app.presets.values())).document


@pytest.fixture
def ensure(scene, content):
    presets = Presets(scene.rtk, scene.clock)
    return lambda name="teacher", **fields: presets.ensure(name, **{**content, **fields})


def named(scene, name="teacher"):
    return [preset for preset in scene.emulator.app.presets.values() if preset.name == name]


async def test_a_new_preset_is_made(scene, ensure):
    made = await ensure()
    assert [preset.id for preset in named(scene)] == [made.id]
    assert scene.sent == [LIST, POST]


async def test_a_known_one_holds_the_given_fields_afterwards(scene, ensure, content):
    made = await ensure()
    scene.begin()
    changed = {**content["permissions"], "hidden_participant": not content["permissions"]["hidden_participant"]}
    assert (await ensure(permissions=changed)).id == made.id
    assert named(scene)[0].document["permissions"] == changed
    assert scene.sent == [LIST, PUT]


async def test_a_known_one_is_found_on_every_page(scene, ensure):
    made = await ensure()
    scene.emulator.max_per_page = 1
    assert (await ensure()).id == made.id


async def test_callers_that_all_saw_none_end_with_one(scene, ensure):
    scene.emulator.faults.hold(5, method="GET", path="/presets")
    all_of_them = await asyncio.gather(*(ensure() for _ in range(5)))
    assert {one.id for one in all_of_them} == {preset.id for preset in named(scene)}
    assert len(named(scene)) == 1


@pytest.mark.parametrize(
    "trouble", [{"drop": "after"}, {"drop": "before"}, {"status": 503}, {"garbage": True}], ids=str
)
async def test_one_is_there_in_the_end_whatever_happens_to_the_post(scene, ensure, trouble):
    scene.emulator.faults.next(method="POST", **trouble)
    made = await ensure()
    assert [preset.id for preset in named(scene)] == [made.id]


async def test_one_that_is_gone_meanwhile_is_made_anew(scene, ensure):
    old = await ensure()
    scene.emulator.faults.hold(2, method="PUT")
    making = asyncio.ensure_future(ensure())
    await scene.until(lambda: PUT in scene.sent)
    del scene.emulator.app.presets[old.id]
    scene.emulator.faults.clear()
    made = await making
    assert [preset.id for preset in named(scene)] == [made.id] != [old.id]


async def test_an_empty_name_is_refused(scene, ensure):
    with pytest.raises(ValueError, match="name is empty"):
        await ensure("")
    assert scene.sent == []
