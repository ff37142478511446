"""One row for each operation of the official SDK: how we ask for it, and how the SDK does."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from realtimekit_async import RealtimeKit

from .bodies import (
    DAYS,
    MEETING,
    PAGE,
    PARTICIPANT,
    PRESET,
    RECORDING,
    RTMP,
    SECONDS,
    SPAN,
    TRACK,
    WEBHOOK,
)

ACCOUNT = {"account_id": "account-1"}
APP = {**ACCOUNT, "app_id": "app-1"}
IDS = APP | {
    "meeting_id": "meeting-1",
    "participant_id": "participant-1",
    "preset_id": "preset-1",
    "session_id": "session-1",
    "peer_id": "peer-1",
    "recording_id": "recording-1",
    "webhook_id": "webhook-1",
    "livestream_id": "livestream-1",
    "livestream_session_id": "livestream-session-1",
}
IN_MEETING, IN_SESSION = APP | {"meeting_id": "meeting-1"}, APP | {"session_id": "session-1"}


class Difference(NamedTuple):
    """What differs on purpose in the query, and why."""

    why: str
    ours: dict[str, str]
    theirs: dict[str, str]


ALIKE = Difference("", {}, {})
NOTHING: dict[str, Any] = {}


class Row(NamedTuple):
    """One operation, how we and how they ask for it, the fields both are given, and what is answered to us."""

    operation: str
    ours: Callable[[RealtimeKit, dict[str, Any]], Awaitable[object]]
    theirs: Callable[[Any, dict[str, Any]], Awaitable[object]]
    fields: dict[str, Any] = NOTHING
    answer: object = NOTHING
    difference: Difference = ALIKE


IN_UTC = Difference(
    why="We write UTC as the API writes it in its answers, `Z`; the SDK writes `+00:00`. The moment is the same, "
    "and a `+` that some proxy fails to quote would arrive as a blank.",
    ours={"start_time": "2026-03-01T08:30:00Z", "end_time": "2026-04-01T00:00:00Z"},
    theirs={"start_time": "2026-03-01T08:30:00+00:00", "end_time": "2026-04-01T00:00:00+00:00"},
)


def sdk_names(value: Any) -> Any:
    """Name the fields as the SDK's arguments are named: it writes `_600` for what is `600` on the wire."""
    if isinstance(value, dict):
        return {f"_{key}" if key.isdigit() else key: sdk_names(item) for key, item in value.items()}
    return value


TABLE = [
    Row(
        "GET /apps",
        lambda rtk, q: rtk.apps.list(**q).page(),
        lambda kit, q: kit.apps.get(**ACCOUNT, **q),
        {**PAGE, "search": "lessons & more", "sort_order": "DESC"},
        answer=[],
    ),
    Row(
        "POST /apps",
        lambda rtk, b: rtk.apps.create(**b),
        lambda kit, b: kit.apps.post(**ACCOUNT, **b),
        {"name": "Lessons"},
    ),
    Row(
        "GET /{app_id}/meetings",
        lambda rtk, q: rtk.meetings.list(**q).page(),
        lambda kit, q: kit.meetings.get(**APP, **q),
        {**PAGE, **SPAN, "search": "stand up/100%", "status": "ACTIVE"},
        answer=[],
        difference=IN_UTC,
    ),
    Row(
        "POST /{app_id}/meetings",
        lambda rtk, b: rtk.meetings.create(**b),
        lambda kit, b: kit.meetings.create(**APP, **b),
        MEETING,
    ),
    Row(
        "GET /{app_id}/meetings/{meeting_id}",
        lambda rtk, q: rtk.meetings.get("meeting-1", **q),
        lambda kit, q: kit.meetings.get_meeting_by_id("meeting-1", **APP, **q),
        {"name": "standup"},
    ),
    Row(
        "PATCH /{app_id}/meetings/{meeting_id}",
        lambda rtk, b: rtk.meetings.update("meeting-1", **b),
        lambda kit, b: kit.meetings.update_meeting_by_id("meeting-1", **APP, **b),
        {**MEETING, "status": "INACTIVE"},
    ),
    Row(
        "PUT /{app_id}/meetings/{meeting_id}",
        lambda rtk, b: rtk.meetings.replace("meeting-1", **b),
        lambda kit, b: kit.meetings.replace_meeting_by_id("meeting-1", **APP, **b),
        MEETING,
    ),
    Row(
        "GET /{app_id}/meetings/{meeting_id}/participants",
        lambda rtk, q: rtk.participants.list("meeting-1", **q).page(),
        lambda kit, q: kit.meetings.get_meeting_participants("meeting-1", **APP, **q),
        PAGE,
        answer=[],
    ),
    Row(
        "POST /{app_id}/meetings/{meeting_id}/participants",
        lambda rtk, b: rtk.participants.add("meeting-1", **b),
        lambda kit, b: kit.meetings.add_participant("meeting-1", **APP, **b),
        {**PARTICIPANT, "custom_participant_id": "user-7"},
        answer={"token": "t"},
    ),
    Row(
        "GET /{app_id}/meetings/{meeting_id}/participants/{participant_id}",
        lambda rtk, _: rtk.participants.get("meeting-1", "participant-1"),
        lambda kit, _: kit.meetings.get_meeting_participant("participant-1", **IN_MEETING),
    ),
    Row(
        "PATCH /{app_id}/meetings/{meeting_id}/participants/{participant_id}",
        lambda rtk, b: rtk.participants.update("meeting-1", "participant-1", **b),
        lambda kit, b: kit.meetings.edit_participant("participant-1", **IN_MEETING, **b),
        PARTICIPANT,
        answer={"token": "t"},
    ),
    Row(
        "DELETE /{app_id}/meetings/{meeting_id}/participants/{participant_id}",
        lambda rtk, _: rtk.participants.delete("meeting-1", "participant-1"),
        lambda kit, _: kit.meetings.delete_meeting_participant("participant-1", **IN_MEETING),
    ),
    Row(
        "POST /{app_id}/meetings/{meeting_id}/participants/{participant_id}/token",
        lambda rtk, _: rtk.participants.refresh_token("meeting-1", "participant-1"),
        lambda kit, _: kit.meetings.refresh_participant_token("participant-1", **IN_MEETING),
        answer={"token": "t"},
    ),
    Row(
        "GET /{app_id}/meetings/{meeting_id}/active-session",
        lambda rtk, _: rtk.active_session.get("meeting-1"),
        lambda kit, _: kit.active_session.get_active_session("meeting-1", **APP),
    ),
    Row(
        "POST /{app_id}/meetings/{meeting_id}/active-session/kick",
        lambda rtk, b: rtk.active_session.kick("meeting-1", **b),
        lambda kit, b: kit.active_session.kick_participants("meeting-1", **APP, **b),
        {"participant_ids": ["participant-1"], "custom_participant_ids": ["user-7", "user-8"]},
    ),
    Row(
        "POST /{app_id}/meetings/{meeting_id}/active-session/kick-all",
        lambda rtk, _: rtk.active_session.kick_all("meeting-1"),
        lambda kit, _: kit.active_session.kick_all_participants("meeting-1", **APP),
    ),
    Row(
        "POST /{app_id}/meetings/{meeting_id}/active-session/poll",
        lambda rtk, b: rtk.active_session.create_poll("meeting-1", **b),
        lambda kit, b: kit.active_session.create_poll("meeting-1", **APP, **b),
        {"question": "Tea?", "options": ["yes", "no"], "anonymous": True, "hide_votes": False},
    ),
    Row(
        "GET /{app_id}/presets",
        lambda rtk, q: rtk.presets.list(**q).page(),
        lambda kit, q: kit.presets.get(**APP, **q),
        {**PAGE, "search": "host"},
        answer=[],
    ),
    Row(
        "POST /{app_id}/presets",
        lambda rtk, b: rtk.presets.create(**b),
        lambda kit, b: kit.presets.create(**APP, **sdk_names(b)),
        PRESET,
    ),
    Row(
        "GET /{app_id}/presets/{preset_id}",
        lambda rtk, _: rtk.presets.get("preset-1"),
        lambda kit, _: kit.presets.get_preset_by_id("preset-1", **APP),
    ),
    Row(
        "PATCH /{app_id}/presets/{preset_id}",
        lambda rtk, b: rtk.presets.update("preset-1", **b),
        lambda kit, b: kit.presets.update("preset-1", **APP, **sdk_names(b)),
        PRESET,
    ),
    Row(
        "PUT /{app_id}/presets/{preset_id}",
        lambda rtk, b: rtk.presets.replace("preset-1", **b),
        lambda kit, b: kit.presets.replace_preset_by_id("preset-1", **APP, **sdk_names(b)),
        PRESET,
    ),
    Row(
        "DELETE /{app_id}/presets/{preset_id}",
        lambda rtk, _: rtk.presets.delete("preset-1"),
        lambda kit, _: kit.presets.delete("preset-1", **APP),
    ),
    Row(
        "GET /{app_id}/sessions",
        lambda rtk, q: rtk.sessions.list(**q).page(),
        lambda kit, q: kit.sessions.get_sessions(**APP, **q),
        {
            **PAGE,
            **SPAN,
            "associated_id": "meeting-1",
            "participants": "Ada",
            "search": "standup",
            "sort_by": "minutesConsumed",
            "sort_order": "ASC",
            "status": "ENDED",
        },
        answer={"sessions": []},
        difference=IN_UTC,
    ),
    Row(
        "GET /{app_id}/sessions/{session_id}",
        lambda rtk, q: rtk.sessions.get("session-1", **q),
        lambda kit, q: kit.sessions.get_session_details("session-1", **APP, **q),
        {"include_breakout_rooms": True},
    ),
    Row(
        "GET /{app_id}/sessions/{session_id}/participants",
        lambda rtk, q: rtk.sessions.participants("session-1", **q).page(),
        lambda kit, q: kit.sessions.get_session_participants("session-1", **APP, **q),
        {
            **PAGE,
            "include_peer_events": True,
            "search": "Ada",
            "sort_by": "joinedAt",
            "sort_order": "DESC",
            "view": "consolidated",
        },
        answer={"participants": []},
    ),
    Row(
        # We take `filters` as well, as one version of the documentation has it; the SDK does not.
        "GET /{app_id}/sessions/{session_id}/participants/{participant_id}",
        lambda rtk, q: rtk.sessions.participant("session-1", "participant-1", **q),
        lambda kit, q: kit.sessions.get_session_participant_details("participant-1", **IN_SESSION, **q),
        {"include_peer_events": False},
    ),
    Row(
        "GET /{app_id}/sessions/{session_id}/chat",
        lambda rtk, _: rtk.sessions.chat("session-1"),
        lambda kit, _: kit.sessions.get_session_chat("session-1", **APP),
        answer={"chat_download_url": "https://storage.example/chat.csv"},
    ),
    Row(
        "GET /{app_id}/sessions/{session_id}/transcript",
        lambda rtk, q: rtk.sessions.transcript("session-1", **q),
        lambda kit, q: kit.sessions.get_session_transcripts("session-1", **APP, **q),
        {"format": "VTT"},
        answer={"transcript_download_url": "https://storage.example/transcript.vtt"},
    ),
    Row(
        "GET /{app_id}/sessions/{session_id}/summary",
        lambda rtk, _: rtk.sessions.summary("session-1"),
        lambda kit, _: kit.sessions.get_session_summary("session-1", **APP),
        answer={"summaryDownloadUrl": "https://storage.example/summary.txt"},
    ),
    Row(
        "POST /{app_id}/sessions/{session_id}/summary",
        lambda rtk, _: rtk.sessions.generate_summary("session-1"),
        lambda kit, _: kit.sessions.generate_summary_of_transcripts("session-1", **APP),
    ),
    Row(
        "GET /{app_id}/sessions/peer-report/{peer_id}",
        lambda rtk, q: rtk.sessions.peer_report("peer-1", **q),
        lambda kit, q: kit.sessions.get_participant_data_from_peer_id("peer-1", **APP, **q),
        {"filters": "quality_stats", "include_peer_events": True},
    ),
    Row(
        "GET /{app_id}/recordings",
        lambda rtk, q: rtk.recordings.list(**q).page(),
        lambda kit, q: kit.recordings.get_recordings(**APP, **q),
        {
            **PAGE,
            **SPAN,
            "expired": False,
            "meeting_id": "meeting-1",
            "search": "standup",
            "sort_by": "invokedTime",
            "sort_order": "ASC",
            "status": ["UPLOADED", "ERRORED"],
        },
        answer=[],
        difference=IN_UTC,
    ),
    Row(
        "POST /{app_id}/recordings",
        lambda rtk, b: rtk.recordings.start(**b),
        lambda kit, b: kit.recordings.start_recordings(**APP, **b),
        {
            **RECORDING,
            "meeting_id": "meeting-1",
            "allow_multiple_recordings": True,
            "interactive_config": {"type": "ID3"},
            "rtmp_out_config": RTMP,
            "url": "https://stage.example/view",
        },
    ),
    Row(
        # We take `max_seconds` and a layer's `outputs` as well, which servers know of; the SDK does not.
        "POST /{app_id}/recordings/track",
        lambda rtk, b: rtk.recordings.start_track(**b),
        lambda kit, b: kit.recordings.start_track_recording(**APP, **b),
        TRACK,
    ),
    Row(
        "GET /{app_id}/recordings/active-recording/{meeting_id}",
        lambda rtk, _: rtk.recordings.active("meeting-1"),
        lambda kit, _: kit.recordings.get_active_recordings("meeting-1", **APP),
    ),
    Row(
        "GET /{app_id}/recordings/{recording_id}",
        lambda rtk, _: rtk.recordings.get("recording-1"),
        lambda kit, _: kit.recordings.get_one_recording("recording-1", **APP),
    ),
    Row(
        "PUT /{app_id}/recordings/{recording_id}",
        lambda rtk, _: rtk.recordings.stop("recording-1"),
        lambda kit, b: kit.recordings.pause_resume_stop_recording("recording-1", **APP, **b),
        {"action": "stop"},
    ),
    Row(
        "GET /{app_id}/webhooks",
        lambda rtk, _: rtk.webhooks.list().page(),
        lambda kit, _: kit.webhooks.get_webhooks(**APP),
        answer=[],
    ),
    Row(
        "POST /{app_id}/webhooks",
        lambda rtk, b: rtk.webhooks.create(**b),
        lambda kit, b: kit.webhooks.create_webhook(**APP, **b),
        WEBHOOK,
    ),
    Row(
        "GET /{app_id}/webhooks/{webhook_id}",
        lambda rtk, _: rtk.webhooks.get("webhook-1"),
        lambda kit, _: kit.webhooks.get_webhook_by_id("webhook-1", **APP),
    ),
    Row(
        "PATCH /{app_id}/webhooks/{webhook_id}",
        lambda rtk, b: rtk.webhooks.update("webhook-1", **b),
        lambda kit, b: kit.webhooks.edit_webhook("webhook-1", **APP, **b),
        WEBHOOK,
    ),
    Row(
        "PUT /{app_id}/webhooks/{webhook_id}",
        lambda rtk, b: rtk.webhooks.replace("webhook-1", **b),
        lambda kit, b: kit.webhooks.replace_webhook("webhook-1", **APP, **b),
        WEBHOOK,
    ),
    Row(
        "DELETE /{app_id}/webhooks/{webhook_id}",
        lambda rtk, _: rtk.webhooks.delete("webhook-1"),
        lambda kit, _: kit.webhooks.delete_webhook("webhook-1", **APP),
    ),
    Row(
        "GET /{app_id}/livestreams",
        lambda rtk, q: rtk.livestreams.list(**q).page(),
        lambda kit, q: kit.livestreams.get_all_livestreams(**APP, **q),
        {**PAGE, **SPAN, "exclude_meetings": True, "sort_order": "DSC", "status": "LIVE"},
        answer=[],
        difference=IN_UTC,
    ),
    Row(
        "GET /{app_id}/livestreams/{livestream_id}",
        lambda rtk, q: rtk.livestreams.sessions("livestream-1", **q).page(),
        lambda kit, q: kit.livestreams.get_livestream_session_for_livestream_id("livestream-1", **APP, **q),
        PAGE,
        answer={"session": {}},
    ),
    Row(
        "GET /{app_id}/livestreams/{livestream_id}/active-livestream-session",
        lambda rtk, _: rtk.livestreams.active_session("livestream-1"),
        lambda kit, _: kit.livestreams.get_active_livestreams_for_livestream_id("livestream-1", **APP),
    ),
    Row(
        "GET /{app_id}/livestreams/sessions/{livestream_session_id}",
        lambda rtk, _: rtk.livestreams.session("livestream-session-1"),
        lambda kit, _: kit.livestreams.get_livestream_session_details_for_session_id(
            "livestream-session-1", **APP
        ),
    ),
    Row(
        "GET /{app_id}/meetings/{meeting_id}/active-livestream",
        lambda rtk, _: rtk.livestreams.active("meeting-1"),
        lambda kit, _: kit.livestreams.get_meeting_active_livestreams("meeting-1", **APP),
    ),
    Row(
        "POST /{app_id}/meetings/{meeting_id}/livestreams",
        lambda rtk, b: rtk.livestreams.start("meeting-1", **b),
        lambda kit, b: kit.livestreams.start_livestreaming_a_meeting("meeting-1", **APP, **b),
        {"name": "On air", "video_config": {"height": 720, "width": 1280}},
    ),
    Row(
        "POST /{app_id}/meetings/{meeting_id}/active-livestream/stop",
        lambda rtk, _: rtk.livestreams.stop("meeting-1"),
        lambda kit, _: kit.livestreams.stop_livestreaming_a_meeting("meeting-1", **APP),
    ),
    Row(
        "GET /{app_id}/analytics/daywise",
        lambda rtk, q: rtk.analytics.daywise(**q),
        lambda kit, q: kit.analytics.get_org_analytics(**APP, **q),
        DAYS,
    ),
    Row(
        # The SDK has a second name for it.
        "GET /{app_id}/analytics/daywise",
        lambda rtk, q: rtk.analytics.daywise(**q),
        lambda kit, q: kit.livestreams.get_org_analytics(**APP, **q),
        DAYS,
    ),
    Row(
        "GET /{app_id}/analytics/livestreams/overall",
        lambda rtk, q: rtk.analytics.livestreams_overall(**q),
        lambda kit, q: kit.livestreams.get_livestream_analytics_complete(**APP, **q),
        SECONDS,
    ),
    Row(
        "GET /{app_id}/analytics/livestreams/daywise",
        lambda rtk, q: rtk.analytics.livestreams_daywise(**q),
        lambda kit, q: kit.livestreams.get_livestream_analytics_daywise(**APP, **q),
        SECONDS,
        answer=[],
    ),
]
