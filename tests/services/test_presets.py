import copy

import msgspec
import pytest
from hypothesis import given, strategies as st

from realtimekit_async.errors import NotFound
from realtimekit_async.models import PluginConfig, Preset
from realtimekit_async.services.presets import Presets
from realtimekit_async.wire.writing import payload

from ..doubles.recorder import Recorder

PRESET = {
    "id": "q1",
    "name": "host",
    "created_at": "2025-03-04T05:06:07Z",
    "config": {
        "view_type": "WEBINAR",
        "max_video_streams": {"desktop": 25, "mobile": 6},
        "media": {"video": {"quality": "hd", "frame_rate": 24, "simulcast": True}},
        "livestream_viewer_qualities": None,
    },
    "permissions": {
        "can_record": True,
        "stage_access": "CAN_REQUEST",
        "chat": {"private": {"can_receive": False}},
        "media": {"audio": {"can_produce": "NOT_ALLOWED"}},
        "plugins": {"can_start": True, "config": {"plugin-1": {"access_control": "VIEW_ONLY"}}},
    },
    "ui": {
        "design_tokens": {
            "border_radius": "extra-rounded",
            "colors": {"brand": {"500": "#246"}, "background": {"1000": "#000"}},
        },
        "config_diff": {"root": {"children": []}},
    },
}


async def test_a_preset_is_read_down_to_its_leaves(recorder):
    recorder.will_answer(PRESET)
    preset = await Presets(recorder).get("q1")
    assert preset.config.max_video_streams.desktop == 25
    assert preset.config.media.video.simulcast is True
    assert preset.permissions.chat.private.can_receive is False
    assert preset.permissions.media.audio.can_produce == "NOT_ALLOWED"
    assert preset.permissions.plugins.config == {"plugin-1": PluginConfig(access_control="VIEW_ONLY")}
    assert preset.ui.design_tokens.colors.brand.shade_500 == "#246"
    assert preset.ui.design_tokens.colors.background.shade_1000 == "#000"
    assert preset.ui.config_diff == {"root": {"children": []}}


async def test_the_older_layouts_of_a_plugin_configuration_are_read_too(recorder):
    one = {"access_control": "FULL_ACCESS", "handles_view_only": True}
    for config in (one, "something"):
        recorder.will_answer({"id": "q1", "permissions": {"plugins": {"config": config}}})
        assert (await Presets(recorder).get("q1")).permissions.plugins.config == config


async def test_a_preset_is_changed_however_deep(recorder):
    recorder.will_answer(PRESET)
    await Presets(recorder).update("q1", ui={"design_tokens": {"colors": {"brand": {"500": "#135"}}}})
    assert recorder.calls[0].body == {"ui": {"design_tokens": {"colors": {"brand": {"500": "#135"}}}}}
    assert recorder.calls[0].method == "PATCH"


async def test_a_deleted_preset_is_given_back_or_nothing_is(recorder):
    recorder.will_answer(PRESET)
    recorder.answers.append(b"")
    assert (await Presets(recorder).delete("q1")).name == "host"
    assert (await Presets(recorder).delete("q1")).name is None


async def test_presets_are_listed_in_short_form(recorder):
    recorder.will_answer([{"id": "q1", "name": "host"}], paging={"total_count": 1})
    assert [preset.name async for preset in Presets(recorder).list(search="ho")] == ["host"]


RICH = PRESET | {
    "organization_id": "o1",
    "config": PRESET["config"] | {"track_recording": {"enabled": True}, "media": {"video": {"codec": ["VP9"]}}},
    "permissions": PRESET["permissions"]
    | {
        "chat": {"private": {"can_receive": False, "emoji": {"allowed": None}}},
        "plugins": {"config": {"plugin-1": {"access_control": "VIEW_ONLY", "theme": "dark"}}},
        "can_record": ["unreadable"],
    },
}
CONTENT = {name: RICH[name] for name in ("name", "config", "permissions", "ui")}


def given_back(preset: Preset) -> dict[str, object]:
    return {name: getattr(preset, name) for name in CONTENT}


def given_back_as_builtins(preset: Preset) -> dict[str, object]:
    return {name: member for name, member in msgspec.to_builtins(preset).items() if name in CONTENT}


@pytest.mark.parametrize("fields_of", [given_back, given_back_as_builtins])
@pytest.mark.parametrize("wrap", [lambda preset: preset, lambda preset: {"preset": preset}], ids=["bare", "boxed"])
async def test_what_a_preset_holds_survives_being_given_back_known_or_not(recorder, fields_of, wrap):
    presets = Presets(recorder)
    recorder.will_answer(wrap(RICH))
    preset = await presets.get("q1")
    recorder.will_answer(wrap(RICH))
    await presets.replace("q1", **fields_of(preset))
    assert recorder.calls[1].body == CONTENT
    assert msgspec.json.decode(payload(recorder.calls[1].body)) == CONTENT


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
PARTS = [
    "config",
    "permissions",
    "ui",
    "config.media.video",
    "permissions.chat.private",
    "ui.design_tokens.colors",
]


@pytest.mark.slow
@given(
    st.dictionaries(st.sampled_from(PARTS), st.dictionaries(st.text(min_size=1, max_size=4), values, max_size=3))
)
async def test_any_member_at_any_depth_survives(additions):
    document = copy.deepcopy({**CONTENT, "permissions": PRESET["permissions"]})
    for path, members in additions.items():
        part = document
        for name in path.split("."):
            part = part.setdefault(name, {})
        part.update({f"new_{name}": member for name, member in members.items()})
    recorder = Recorder()
    recorder.will_answer(document)
    recorder.will_answer(document)
    preset = await Presets(recorder).get("q1")
    await Presets(recorder).replace("q1", **given_back(preset))
    assert recorder.calls[1].body == document


async def test_a_copy_has_the_changes_and_all_the_rest(recorder):
    recorder.will_answer([{"id": "q0", "name": "other"}, {"id": "q1", "name": "host"}], paging={"total_count": 2})
    recorder.will_answer(RICH)
    recorder.will_answer({"id": "q2", "name": "bot"})
    made = await Presets(recorder).copy(
        "host", name="bot", permissions={"chat": {"private": {"can_receive": True}}}
    )
    assert made.id == "q2"
    assert [(call.method, call.route) for call in recorder.calls] == [
        ("GET", "/presets"),
        ("GET", "/presets/{preset_id}"),
        ("POST", "/presets"),
    ]
    wanted = copy.deepcopy(CONTENT | {"name": "bot"})
    wanted["permissions"]["chat"]["private"]["can_receive"] = True
    assert recorder.calls[2].body == wanted


async def test_a_source_may_be_an_id(recorder):
    recorder.will_answer([{"id": "q1", "name": "q2"}, {"id": "q2", "name": "host"}], paging={"total_count": 2})
    recorder.will_answer(RICH)
    recorder.will_answer({"id": "q3"})
    await Presets(recorder).copy("q2", name="bot")
    assert recorder.calls[1].ids == ("q2",)


async def test_a_preset_is_fetched_by_its_name(recorder):
    rows = [{"id": "q1", "name": "host"}, {"id": "q2", "name": "guest"}]
    recorder.will_answer(rows, paging={"total_count": 2})
    recorder.will_answer(RICH)
    assert (await Presets(recorder).get_by_name("host")).config.view_type == "WEBINAR"
    assert recorder.calls[1].ids == ("q1",)


async def test_a_name_that_no_preset_has_is_not_found(recorder):
    for _ in range(2):
        recorder.will_answer([{"id": "q1", "name": "host"}], paging={"total_count": 1})
    with pytest.raises(NotFound, match="no preset is called 'hots'"):
        await Presets(recorder).get_by_name("hots")
    with pytest.raises(NotFound, match="no preset has the name or id 'hots'"):
        await Presets(recorder).copy("hots", name="bot")
