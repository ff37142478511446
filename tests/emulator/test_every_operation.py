"""Every operation of the contract takes every key of it, refuses ill-typed ones, and refuses unknown ones.

`operations.json` pins what the contract says. The requests are sent straight over HTTP.
"""

import copy
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from realtimekit_async.emulator import Clock, Emulator
from realtimekit_async.emulator.operations import ROUTES
from realtimekit_async.emulator.world.presets import preset_document

OPERATIONS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "contract" / "operations.json").read_text()
)
WITH_BODY = [row for row in OPERATIONS if row["body"]]
WITH_QUERY = [row for row in OPERATIONS if row["query"]]
CREATING = {
    "apps_create",
    "meetings_create",
    "meetings_participant_create",
    "active_session_poll_create",
    "presets_create",
    "webhooks_create",
    "livestreams_create",
    "livestreams_meeting_start",
}
ILL_TYPED = [[]]  # fits no string, number, boolean, object, nor a list of any of these
FREE_TEXT = {"search", "name", "associated_id", "participants", "meeting_id", "filters"}


class Stage:
    """A world in which every operation finds what it needs."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        app, simulate = emulator.app, emulator.simulate
        self.idle, self.live, *_ = app.meetings.values()
        self.live.settings |= {"record_on_start": True, "live_stream_on_start": True}
        self.past = next(iter(app.sessions.values()))
        self.past.summarized = True
        self.peer = simulate.participant_joins(self.live.id, name="Ada", preset_name="group_call_guest")
        self.broadcast = simulate.livestream_goes_live(self.live.id, viewers=3)

    def path(self, row: dict[str, Any]) -> str:
        """Fill the placeholders of a documented path."""
        operation = row["operation"]
        past_peer = next(iter(self.past.peers.values()))
        starts = operation == "livestreams_meeting_start"
        values = {
            "app_id": self.emulator.app.id,
            "meeting_id": self.idle.id if starts else self.live.id,
            "participant_id": past_peer.id if "sessions" in operation else self.peer.participant.id,
            "preset_id": self.emulator.app.preset_named("webinar_viewer").id,
            "session_id": self.past.id,
            "peer_id": past_peer.id,
            "recording_id": self.live.recordings[-1].id,
            "webhook_id": next(iter(self.emulator.app.webhooks)),
            "livestream_id": self.broadcast.livestream.id,
            "livestream-session-id": self.broadcast.id,
        }
        path: str = row["path"]
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", value)
        return path


STORAGE = {
    "type": "sftp",
    "access_key": "AK",
    "secret": "S",
    "bucket": "b",
    "region": "eu",
    "path": "p",
    "auth_method": "KEY",
    "host": "sftp.example.com",
    "port": 22,
    "username": "u",
    "password": "P",
    "private_key": "K",
}
AUDIO = {"channel": "mono", "codec": "AAC", "export_file": True}
VIDEO = {
    "codec": "VP9",
    "export_file": True,
    "height": 720,
    "width": 1280,
    "watermark": {
        "position": "left top",
        "size": {"height": 1, "width": 1},
        "url": "https://example.com/mark.png",
    },
}
MEETING = {
    "title": "Standup",
    "record_on_start": True,
    "live_stream_on_start": True,
    "persist_chat": True,
    "summarize_on_end": True,
    "transcribe_on_end": True,
    "session_keep_alive_time_in_secs": 60.5,
    "ai_config": {
        "summarization": {"summary_type": "general", "text_format": "markdown", "word_limit": 150},
        "transcription": {"keywords": ["kit"], "language": "pt-BR", "profanity_filter": True},
    },
    "recording_config": {
        "audio_config": AUDIO,
        "file_name_prefix": "standup",
        "live_streaming_config": {"rtmp_url": "rtmp://example.com/live"},
        "max_seconds": 60,
        "realtimekit_bucket_config": {"enabled": True},
        "storage_config": STORAGE,
        "video_config": VIDEO,
    },
}
PRESET = {"name": "own", **preset_document("LIVESTREAM")}
PRESET["permissions"]["plugins"]["config"] = {"0f9c": {"access_control": "FULL_ACCESS", "handles_view_only": True}}
WEBHOOK = {"name": "hook", "url": "https://example.com/hook", "events": ["meeting.started"], "enabled": False}

BODIES: dict[str, Callable[[Stage], dict[str, Any]]] = {
    "apps_create": lambda _: {"name": "Second"},
    "meetings_create": lambda _: MEETING,
    "meetings_replace": lambda _: MEETING,
    "meetings_update": lambda _: MEETING | {"status": "INACTIVE"},
    "meetings_participant_create": lambda _: {
        "custom_participant_id": "user-new",
        "preset_name": "group_call_host",
        "name": "Grace",
        "picture": "https://example.com/grace.png",
    },
    "meetings_participant_replace": lambda _: {
        "custom_participant_id": "user-other",
        "preset_name": "group_call_guest",
        "name": "Grace",
        "picture": "https://example.com/grace.png",
    },
    "meetings_participant_update": lambda _: {
        "preset_name": "group_call_guest",
        "name": "Grace",
        "picture": "https://example.com/grace.png",
    },
    "active_session_kick": lambda stage: {
        "participant_ids": [stage.peer.participant.id],
        "custom_participant_ids": [stage.peer.participant.custom_participant_id],
    },
    "active_session_mute": lambda stage: {
        "participant_ids": [stage.peer.participant.id],
        "custom_participant_ids": [stage.peer.participant.custom_participant_id],
    },
    "active_session_mute_all": lambda _: {"allow_unmute": False},
    "active_session_poll_create": lambda _: {
        "question": "Tea?",
        "options": ["yes", "no"],
        "anonymous": True,
        "hide_votes": True,
    },
    "presets_create": lambda _: PRESET,
    "presets_replace": lambda _: PRESET,
    "presets_update": lambda _: PRESET,
    "recordings_start": lambda stage: {
        "meeting_id": stage.idle.id,
        "allow_multiple_recordings": True,
        "audio_config": AUDIO,
        "file_name_prefix": "call",
        "interactive_config": {"type": "ID3"},
        "max_seconds": 86_400,
        "realtimekit_bucket_config": {"enabled": False},
        "rtmp_out_config": {"rtmp_url": "rtmps://example.com/live"},
        "storage_config": STORAGE,
        "url": "https://example.com/page",
        "video_config": VIDEO,
    },
    "recordings_control": lambda _: {"action": "pause"},
    "recordings_track_start": lambda stage: {
        "meeting_id": stage.live.id,
        "layers": {"default": {"file_name_prefix": "one", "media_kind": "audio"}},
        "user_ids": [stage.peer.participant.id],
        "max_seconds": 60,
    },
    "webhooks_create": lambda _: WEBHOOK,
    "webhooks_replace": lambda _: WEBHOOK,
    "webhooks_update": lambda _: WEBHOOK,
    "livestreams_create": lambda _: {"name": "Town square"},
    "livestreams_meeting_start": lambda _: {"name": "All hands", "video_config": {"height": 720, "width": 1280}},
}
REQUIRED = {
    "apps_create": {"name"},
    "meetings_participant_create": {"custom_participant_id", "preset_name"},
    "meetings_participant_replace": {"custom_participant_id", "preset_name"},
    "active_session_mute_all": {"allow_unmute"},
    "active_session_poll_create": {"options", "question"},
    "presets_create": {"config", "name", "permissions", "ui"},
    "presets_replace": {"config", "name", "permissions", "ui"},
    "recordings_start": {"meeting_id"},
    "recordings_control": {"action"},
    "recordings_track_start": {"meeting_id"},
    "webhooks_create": {"events", "name", "url"},
    "webhooks_replace": {"events", "name", "url"},
}
QUERY = {
    "page_no": "1",
    "per_page": "10",
    "search": "",
    "sort_order": "ASC",
    "start_time": "2026-01-01T00:00:00Z",
    "end_time": "2026-12-31T00:00:00Z",
    "status": "INACTIVE",
    "start_date": "2026-02-01",
    "end_date": "2026-03-01",
    "format": "VTT",
    "view": "consolidated",
    "include_peer_events": "true",
    "include_breakout_rooms": "true",
    "exclude_meetings": "false",
    "expired": "false",
    "filters": "device_info",
}
QUERY_OF = {
    "sessions_list": {"status": "ENDED", "sort_by": "minutesConsumed"},
    "sessions_participants_list": {"sort_by": "duration"},
    "recordings_list": {"status": "UPLOADED", "sort_by": "invokedTime"},
    "livestreams_list": {"status": "IDLE", "sort_order": "DSC"},
    "analytics_livestreams_overall": {"start_time": "0", "end_time": "1900000000"},
    "analytics_livestreams_daywise": {"start_time": "0", "end_time": "1900000000"},
}


@pytest.fixture
async def stage(clock: Clock) -> AsyncIterator[Stage]:
    async with Emulator(seed=5, meetings=3, sessions=4, recordings=2, clock=clock) as emulator:
        yield Stage(emulator)
    assert emulator.errors == []


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["operation"] for row in rows]


def paths(value: Any, prefix: str = "") -> set[str]:
    """Name every key of a body, dotted, the keys of a map as `*`."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, inner in value.items():
            is_map = prefix in ("layers.", "permissions.plugins.config.")
            path = f"{prefix}{'*' if is_map else key}"
            found |= {path, *paths(inner, f"{path}.")}
    return found


def set_at(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Copy a body with another value at a dotted path."""
    changed = copy.deepcopy(body)
    inner = changed
    *way, last = path.split(".")
    for key in way:
        inner = inner[next(iter(inner)) if key == "*" else key]
    inner[next(iter(inner)) if last == "*" else last] = value
    return changed


async def ask(stage: Stage, row: dict[str, Any], body: Any = None, query: Any = None) -> int:
    world = stage.emulator.world
    url = f"{stage.emulator.base_url}/accounts/{world.account_id}/realtime/kit{stage.path(row)}"
    headers = {"Authorization": f"Bearer {world.api_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.request(row["method"], url, json=body, params=query) as response,
    ):
        return response.status


def test_the_routes_are_the_operations_of_the_contract_none_missing_none_extra():
    assert sorted((route.operation, route.method, route.template) for route in ROUTES) == sorted(
        (row["operation"], row["method"], row["path"]) for row in OPERATIONS
    )


@pytest.mark.parametrize("row", WITH_BODY, ids=names(WITH_BODY))
async def test_the_bodies_below_have_exactly_the_keys_of_the_contract(row: dict[str, Any], stage: Stage):
    assert {path for path in paths(BODIES[row["operation"]](stage)) if not path.endswith("*")} == {
        *row["body"],
        *row.get("nested", ()),
    }


@pytest.mark.parametrize("row", OPERATIONS, ids=names(OPERATIONS))
async def test_an_operation_with_every_key_succeeds(row: dict[str, Any], stage: Stage):
    body = BODIES[row["operation"]](stage) if row["body"] else None
    query = {
        key: value for key, value in (QUERY | QUERY_OF.get(row["operation"], {})).items() if key in row["query"]
    }
    assert await ask(stage, row, body, query) == (201 if row["operation"] in CREATING else 200)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        pytest.param(row, key, id=f"{row['operation']}-{key}")
        for row in WITH_BODY
        for key in row["body"]
        if key not in REQUIRED.get(row["operation"], ())
    ],
)
async def test_an_optional_key_can_be_sent_by_itself(row: dict[str, Any], key: str, stage: Stage):
    wanted = {key, *REQUIRED.get(row["operation"], ())}
    body = {name: value for name, value in BODIES[row["operation"]](stage).items() if name in wanted}
    assert await ask(stage, row, body) == (201 if row["operation"] in CREATING else 200)


@pytest.mark.parametrize("row", WITH_BODY, ids=names(WITH_BODY))
async def test_a_key_of_the_wrong_type_is_refused_at_any_depth(row: dict[str, Any], stage: Stage):
    body = BODIES[row["operation"]](stage)
    statuses = {path: await ask(stage, row, set_at(body, path, ILL_TYPED)) for path in sorted(paths(body))}
    assert statuses == dict.fromkeys(statuses, 400)


@pytest.mark.parametrize("row", WITH_BODY, ids=names(WITH_BODY))
async def test_an_unknown_key_is_refused_at_any_depth(row: dict[str, Any], stage: Stage):
    body = BODIES[row["operation"]](stage)
    objects = {path.rpartition(".")[0] for path in paths(body)} - {"permissions.plugins.config.*"}
    keys = [f"{path}.surplus".lstrip(".") for path in sorted(objects)]
    statuses = {key: await ask(stage, row, set_at(body, key, "?")) for key in keys}
    assert statuses == dict.fromkeys(keys, 400)


@pytest.mark.parametrize("row", WITH_BODY, ids=names(WITH_BODY))
async def test_a_body_without_a_required_key_is_refused(row: dict[str, Any], stage: Stage):
    required = REQUIRED.get(row["operation"], set())
    body = BODIES[row["operation"]](stage)
    statuses = {
        key: await ask(stage, row, {name: value for name, value in body.items() if name != key})
        for key in sorted(required)
    }
    assert statuses == dict.fromkeys(statuses, 400)


@pytest.mark.parametrize("row", WITH_QUERY, ids=names(WITH_QUERY))
async def test_an_ill_typed_query_is_refused_and_an_unknown_one_ignored(row: dict[str, Any], stage: Stage):
    typed = sorted({*row["query"]} - FREE_TEXT)
    if row["operation"] == "sessions_peer_report_get":
        typed.append("filters")
    statuses = {key: await ask(stage, row, query={key: "@"}) for key in typed}
    assert statuses == dict.fromkeys(typed, 400)
    assert await ask(stage, row, query={"surplus": "@"}) == 200
