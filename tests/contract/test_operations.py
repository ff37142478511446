"""Every operation of the API's contract has a method, and every parameter of it reaches the wire.

`operations.json` pins what the contract says; the rows below say how our services ask for it.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import msgspec
import pytest

from realtimekit_async.services.active_session import ActiveSession
from realtimekit_async.services.analytics import Analytics
from realtimekit_async.services.apps import Apps
from realtimekit_async.services.base import Service
from realtimekit_async.services.livestreams import Livestreams
from realtimekit_async.services.meetings import Meetings
from realtimekit_async.services.participants import Participants
from realtimekit_async.services.presets import Presets
from realtimekit_async.services.recordings import Recordings
from realtimekit_async.services.sessions import Sessions
from realtimekit_async.services.webhooks import Webhooks
from realtimekit_async.wire import writing


class Row(NamedTuple):
    """One method of ours: how it is called with the fields it takes, and what it asks for."""

    operation: str
    service: type[Service]
    call: Callable[[Any, Mapping[str, Any]], Awaitable[object]]
    method: str
    path: str
    query: Mapping[str, Any] = MappingProxyType({})
    body: Mapping[str, Any] = MappingProxyType({})


PAGE = {"page_no": 1, "per_page": 5}
RANGE = {"start_time": "2025-03-01T00:00:00Z", "end_time": "2025-03-31T00:00:00Z"}
SECONDS = {"start_time": 1_700_000_000, "end_time": 1_700_000_060, "filters": "x"}
MEETING = {
    "title": "Standup",
    "record_on_start": True,
    "live_stream_on_start": False,
    "transcribe_on_end": True,
    "summarize_on_end": True,
    "persist_chat": True,
    "session_keep_alive_time_in_secs": 60,
    "recording_config": {"max_seconds": 60},
    "ai_config": {"summarization": {"word_limit": 150}},
}
PARTICIPANT = {"preset_name": "host", "name": "Ada", "picture": "https://pictures.example/ada"}
PRESET = {"name": "host", "config": {}, "permissions": {}, "ui": {}}
WEBHOOK = {"name": "ours", "url": "https://hooks.example", "events": ["meeting.started"], "enabled": True}
RECORDING = {
    "meeting_id": "m1",
    "max_seconds": 60,
    "file_name_prefix": "x",
    "allow_multiple_recordings": True,
    "video_config": {"codec": "VP9"},
    "audio_config": {"codec": "AAC"},
    "storage_config": {"type": "gcs"},
    "realtimekit_bucket_config": {"enabled": True},
    "rtmp_out_config": {"rtmp_url": "rtmp://live.example"},
    "interactive_config": {"type": "ID3"},
    "url": "https://page.example",
}
TRACK = {"meeting_id": "m1", "layers": {"default": {}}, "user_ids": ["p1"], "max_seconds": 60}

A, M, P = "/apps", "/{app_id}/meetings", "/{app_id}/presets"
S, R, W, L = "/{app_id}/sessions", "/{app_id}/recordings", "/{app_id}/webhooks", "/{app_id}/livestreams"
MEMBER = M + "/{meeting_id}/participants/{participant_id}"
LIVE = M + "/{meeting_id}/active-session"

ROWS = [
    Row("apps_list", Apps, lambda s, q: s.list(**q).page(), "GET", A, PAGE | {"search": "x", "sort_order": "ASC"}),
    Row("apps_create", Apps, lambda s, b: s.create(**b), "POST", A, body={"name": "Lessons"}),
    Row(
        "meetings_list",
        Meetings,
        lambda s, q: s.list(**q).page(),
        "GET",
        M,
        PAGE | RANGE | {"search": "x", "status": "ACTIVE"},
    ),
    Row("meetings_create", Meetings, lambda s, b: s.create(**b), "POST", M, body=MEETING),
    Row("meetings_get", Meetings, lambda s, q: s.get("1", **q), "GET", M + "/{meeting_id}", {"name": "x"}),
    Row(
        "meetings_update",
        Meetings,
        lambda s, b: s.update("1", **b),
        "PATCH",
        M + "/{meeting_id}",
        body=MEETING | {"status": "INACTIVE"},
    ),
    Row("meetings_replace", Meetings, lambda s, b: s.replace("1", **b), "PUT", M + "/{meeting_id}", body=MEETING),
    Row(
        "meetings_participants_list",
        Participants,
        lambda s, q: s.list("1", **q).page(),
        "GET",
        M + "/{meeting_id}/participants",
        PAGE,
    ),
    Row(
        "meetings_participant_create",
        Participants,
        lambda s, b: s.add("1", **b),
        "POST",
        M + "/{meeting_id}/participants",
        body=PARTICIPANT | {"custom_participant_id": "user-7"},
    ),
    Row("meetings_participant_get", Participants, lambda s, _: s.get("1", "2"), "GET", MEMBER),
    Row(
        "meetings_participant_update",
        Participants,
        lambda s, b: s.update("1", "2", **b),
        "PATCH",
        MEMBER,
        body=PARTICIPANT,
    ),
    Row("meetings_participant_delete", Participants, lambda s, _: s.delete("1", "2"), "DELETE", MEMBER),
    Row(
        "meetings_participant_token_refresh",
        Participants,
        lambda s, _: s.refresh_token("1", "2"),
        "POST",
        MEMBER + "/token",
    ),
    Row("active_session_get", ActiveSession, lambda s, _: s.get("1"), "GET", LIVE),
    Row(
        "active_session_kick",
        ActiveSession,
        lambda s, b: s.kick("1", **b),
        "POST",
        LIVE + "/kick",
        body={"participant_ids": ["p1"], "custom_participant_ids": ["user-7"]},
    ),
    Row(
        "active_session_mute",
        ActiveSession,
        lambda s, b: s.mute("1", **b),
        "POST",
        LIVE + "/mute",
        body={"participant_ids": ["p1"], "custom_participant_ids": ["user-7"]},
    ),
    Row(
        "active_session_mute_all",
        ActiveSession,
        lambda s, b: s.mute_all("1", **b),
        "POST",
        LIVE + "/mute-all",
        body={"allow_unmute": False},
    ),
    Row(
        "meetings_participant_replace",
        Participants,
        lambda s, b: s.replace("1", "2", **b),
        "PUT",
        MEMBER,
        body=PARTICIPANT | {"custom_participant_id": "user-7"},
    ),
    Row(
        "livestreams_meeting_list",
        Livestreams,
        lambda s, q: s.of_meeting("1", **q).page(),
        "GET",
        M + "/{meeting_id}/livestream",
        PAGE,
    ),
    Row(
        "sessions_livestream_sessions_list",
        Sessions,
        lambda s, q: s.livestream_sessions("1", **q).page(),
        "GET",
        S + "/{session_id}/livestream-sessions",
        PAGE,
    ),
    Row("active_session_kick_all", ActiveSession, lambda s, _: s.kick_all("1"), "POST", LIVE + "/kick-all"),
    Row(
        "active_session_poll_create",
        ActiveSession,
        lambda s, b: s.create_poll("1", **b),
        "POST",
        LIVE + "/poll",
        body={"question": "Tea?", "options": ["yes"], "anonymous": True, "hide_votes": False},
    ),
    Row("presets_list", Presets, lambda s, q: s.list(**q).page(), "GET", P, PAGE | {"search": "x"}),
    Row("presets_create", Presets, lambda s, b: s.create(**b), "POST", P, body=PRESET),
    Row("presets_get", Presets, lambda s, _: s.get("1"), "GET", P + "/{preset_id}"),
    Row("presets_update", Presets, lambda s, b: s.update("1", **b), "PATCH", P + "/{preset_id}", body=PRESET),
    Row("presets_replace", Presets, lambda s, b: s.replace("1", **b), "PUT", P + "/{preset_id}", body=PRESET),
    Row("presets_delete", Presets, lambda s, _: s.delete("1"), "DELETE", P + "/{preset_id}"),
    Row(
        "sessions_list",
        Sessions,
        lambda s, q: s.list(**q).page(),
        "GET",
        S,
        PAGE
        | RANGE
        | {
            "associated_id": "m1",
            "participants": "x",
            "search": "x",
            "sort_by": "createdAt",
            "sort_order": "DESC",
            "status": "LIVE",
        },
    ),
    Row(
        "sessions_get",
        Sessions,
        lambda s, q: s.get("1", **q),
        "GET",
        S + "/{session_id}",
        {"include_breakout_rooms": True},
    ),
    Row(
        "sessions_participants_list",
        Sessions,
        lambda s, q: s.participants("1", **q).page(),
        "GET",
        S + "/{session_id}/participants",
        PAGE
        | {"include_peer_events": True, "search": "x", "sort_by": "duration", "sort_order": "ASC", "view": "raw"},
    ),
    Row(
        "sessions_participant_get",
        Sessions,
        lambda s, q: s.participant("1", "2", **q),
        "GET",
        S + "/{session_id}/participants/{participant_id}",
        {"include_peer_events": False, "filters": "events"},
    ),
    Row("sessions_chat_get", Sessions, lambda s, _: s.chat("1"), "GET", S + "/{session_id}/chat"),
    Row(
        "sessions_transcript_get",
        Sessions,
        lambda s, q: s.transcript("1", **q),
        "GET",
        S + "/{session_id}/transcript",
        {"format": "SRT"},
    ),
    Row("sessions_summary_get", Sessions, lambda s, _: s.summary("1"), "GET", S + "/{session_id}/summary"),
    Row(
        "sessions_summary_generate",
        Sessions,
        lambda s, _: s.generate_summary("1"),
        "POST",
        S + "/{session_id}/summary",
    ),
    Row(
        "sessions_peer_report_get",
        Sessions,
        lambda s, q: s.peer_report("1", **q),
        "GET",
        S + "/peer-report/{peer_id}",
        {"filters": "events", "include_peer_events": True},
    ),
    Row(
        "recordings_list",
        Recordings,
        lambda s, q: s.list(**q).page(),
        "GET",
        R,
        PAGE
        | RANGE
        | {
            "expired": True,
            "meeting_id": "m1",
            "search": "x",
            "sort_by": "invokedTime",
            "sort_order": "ASC",
            "status": ["UPLOADED", "ERRORED"],
        },
    ),
    Row("recordings_start", Recordings, lambda s, b: s.start(**b), "POST", R, body=RECORDING),
    Row(
        "recordings_active_get",
        Recordings,
        lambda s, _: s.active("1"),
        "GET",
        R + "/active-recording/{meeting_id}",
    ),
    Row("recordings_get", Recordings, lambda s, _: s.get("1"), "GET", R + "/{recording_id}"),
    Row(
        "recordings_control",
        Recordings,
        lambda s, _: s.pause("1"),
        "PUT",
        R + "/{recording_id}",
        body={"action": "pause"},
    ),
    Row(
        "recordings_control",
        Recordings,
        lambda s, _: s.resume("1"),
        "PUT",
        R + "/{recording_id}",
        body={"action": "resume"},
    ),
    Row(
        "recordings_control",
        Recordings,
        lambda s, _: s.stop("1"),
        "PUT",
        R + "/{recording_id}",
        body={"action": "stop"},
    ),
    Row("recordings_track_start", Recordings, lambda s, b: s.start_track(**b), "POST", R + "/track", body=TRACK),
    Row("webhooks_list", Webhooks, lambda s, _: s.list().page(), "GET", W),
    Row("webhooks_create", Webhooks, lambda s, b: s.create(**b), "POST", W, body=WEBHOOK),
    Row("webhooks_get", Webhooks, lambda s, _: s.get("1"), "GET", W + "/{webhook_id}"),
    Row("webhooks_update", Webhooks, lambda s, b: s.update("1", **b), "PATCH", W + "/{webhook_id}", body=WEBHOOK),
    Row("webhooks_replace", Webhooks, lambda s, b: s.replace("1", **b), "PUT", W + "/{webhook_id}", body=WEBHOOK),
    Row("webhooks_delete", Webhooks, lambda s, _: s.delete("1"), "DELETE", W + "/{webhook_id}"),
    Row("webhooks_supported_events", Webhooks, lambda s, _: s.supported_events(), "GET", W + "/all"),
    Row(
        "livestreams_list",
        Livestreams,
        lambda s, q: s.list(**q).page(),
        "GET",
        L,
        PAGE | RANGE | {"exclude_meetings": True, "sort_order": "DSC", "status": "IDLE"},
    ),
    Row("livestreams_create", Livestreams, lambda s, b: s.create(**b), "POST", L, body={"name": "Talk"}),
    Row("livestreams_get", Livestreams, lambda s, _: s.get("1"), "GET", L + "/{livestream_id}"),
    Row(
        "livestreams_get",
        Livestreams,
        lambda s, q: s.sessions("1", **q).page(),
        "GET",
        L + "/{livestream_id}",
        PAGE,
    ),
    Row(
        "livestreams_active_session_get",
        Livestreams,
        lambda s, _: s.active_session("1"),
        "GET",
        L + "/{livestream_id}/active-livestream-session",
    ),
    Row(
        "livestreams_session_get",
        Livestreams,
        lambda s, _: s.session("1"),
        "GET",
        L + "/sessions/{livestream-session-id}",
    ),
    Row(
        "livestreams_meeting_active_get",
        Livestreams,
        lambda s, _: s.active("1"),
        "GET",
        M + "/{meeting_id}/active-livestream",
    ),
    Row(
        "livestreams_meeting_start",
        Livestreams,
        lambda s, b: s.start("1", **b),
        "POST",
        M + "/{meeting_id}/livestreams",
        body={"name": None, "video_config": {"height": 720, "width": 1280}},
    ),
    Row(
        "livestreams_meeting_stop",
        Livestreams,
        lambda s, _: s.stop("1"),
        "POST",
        M + "/{meeting_id}/active-livestream/stop",
    ),
    Row(
        "analytics_daywise",
        Analytics,
        lambda s, q: s.daywise(**q),
        "GET",
        "/{app_id}/analytics/daywise",
        {"start_date": "2025-03-01", "end_date": "2025-03-31"},
    ),
    Row(
        "analytics_livestreams_overall",
        Analytics,
        lambda s, q: s.livestreams_overall(**q),
        "GET",
        "/{app_id}/analytics/livestreams/overall",
        SECONDS,
    ),
    Row(
        "analytics_livestreams_daywise",
        Analytics,
        lambda s, q: s.livestreams_daywise(**q),
        "GET",
        "/{app_id}/analytics/livestreams/daywise",
        SECONDS,
    ),
]

# Made of several of the operations above, and tested in tests/helpers.
HELPERS = {
    "Meetings.end",
    "Participants.ensure",
    "Presets.copy",
    "Presets.ensure",
    "Presets.get_by_name",
    "Recordings.download",
    "Recordings.running",
    "Recordings.wait",
    "Sessions.wait_for_summary",
    "Sessions.wait_for_transcript",
    "Webhooks.ensure",
}

PINNED = {
    entry["operation"]: entry for entry in json.loads(Path(__file__).with_name("operations.json").read_text())
}


def test_there_is_a_row_for_every_operation_and_for_no_other():
    assert {row.operation for row in ROWS} == {*PINNED}


@pytest.mark.parametrize("operation", PINNED)
def test_the_rows_of_an_operation_use_all_its_parameters_and_no_others(operation: str):
    pinned, rows = PINNED[operation], [row for row in ROWS if row.operation == operation]
    assert {(row.method, row.path) for row in rows} == {(pinned["method"], pinned["path"])}
    assert {name for row in rows for name in row.query} == {*pinned["query"]}
    assert {name for row in rows for name in row.body} == {*pinned["body"]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.operation)
async def test_a_row_reaches_the_wire_whole(row: Row, recorder, recorded):
    with pytest.raises(recorded):
        await row.call(row.service(recorder), row.query or row.body)
    [call] = recorder.calls
    assert (call.method, ("" if call.account else "/{app_id}") + call.route) == (row.method, row.path)
    assert writing.path(call.route, call.ids).count("/") == call.route.count("/")
    assert parse_qs(writing.query_string(call.query)) == {
        name: as_texts(value) for name, value in row.query.items()
    }
    assert msgspec.json.decode(writing.payload(call.body) or b"{}") == row.body


def as_texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [json.dumps(item) if isinstance(item, bool) else str(item) for item in items]


def test_every_public_method_of_the_services_has_a_row_or_is_a_helper():
    methods = {
        f"{service.__name__}.{name}"
        for service in {row.service for row in ROWS}
        for name in vars(service)
        if not name.startswith("_")
    }
    assert methods >= HELPERS
    assert len(ROWS) == len(methods - HELPERS)
