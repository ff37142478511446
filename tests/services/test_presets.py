from realtimekit_async.models import PluginConfig
from realtimekit_async.services.presets import Presets

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
