"""Each event is read into its type, whatever its version of the documentation bends."""

import ast
import inspect
import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest

from realtimekit_async import events
from realtimekit_async.events import (
    ChatSynced,
    InvalidDelivery,
    KnownEvent,
    LivestreamingStatusUpdate,
    MeetingEnded,
    MeetingStarted,
    ParticipantJoined,
    ParticipantLeft,
    RecordingStatusUpdate,
    SummaryReady,
    TranscriptReady,
    Unknown,
    parse,
)
from realtimekit_async.models import WebhookEventName

from .bodies import ADA, EVENTS, MEETING, RECORDING, body

TYPES = {
    "meeting.started": MeetingStarted,
    "meeting.ended": MeetingEnded,
    "meeting.participantJoined": ParticipantJoined,
    "meeting.participantLeft": ParticipantLeft,
    "meeting.chatSynced": ChatSynced,
    "meeting.transcript": TranscriptReady,
    "meeting.summary": SummaryReady,
    "recording.statusUpdate": RecordingStatusUpdate,
    "livestreaming.statusUpdate": LivestreamingStatusUpdate,
}


def recording_of(**changes: object):
    event = parse(body("recording.statusUpdate", recording={**RECORDING, **changes}))
    assert isinstance(event, RecordingStatusUpdate)
    return event.recording


@pytest.mark.parametrize("name", TYPES)
def test_every_event_is_read_into_its_type(name):
    event = parse(body(name))
    assert type(event) is TYPES[name]
    assert event.event == name
    assert event.meeting.id == "meeting-1"
    assert event.meeting.session_id == "session-1"


def test_a_type_stands_for_every_event_that_a_webhook_can_subscribe_to():
    assert {*TYPES} == {*get_args(WebhookEventName)} == {*EVENTS}
    assert {*TYPES.values()} == {*get_args(KnownEvent)}


@pytest.mark.parametrize("name", TYPES)
def test_no_field_of_the_documentation_is_lost(name):
    event = parse(body(name))
    written = msgspec.json.decode(msgspec.json.encode(event))
    assert {*written} >= {"event", *EVENTS[name]}
    assert parse(msgspec.json.encode(event)) == event
    assert pickle.loads(pickle.dumps(event)) == event  # noqa: S301 - our own


@pytest.mark.parametrize("name", TYPES)
def test_no_representation_shows_a_link_s_signature_or_a_stream_key(name):
    assert "SECRET" not in repr(parse(body(name)))


def test_points_in_time_know_their_zone():
    event = parse(body("meeting.started"))
    assert event.meeting.started_at == datetime(2026, 5, 4, 8, 0, 1, 500_000, UTC)


@pytest.mark.parametrize("size", ["8123456", 8123456, 8123456.0])
def test_a_file_size_may_be_text_or_a_number(size):
    assert recording_of(fileSize=size).file_size == 8123456


@pytest.mark.parametrize("moment", ["2026-05-04 08:00:10.000000Z", '2026-05-04T08:00:10Z"', "2026-05-04T08:00:10"])
def test_odd_dates_are_read(moment):
    assert recording_of(startedTime=moment).started_time == datetime(2026, 5, 4, 8, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["null", "", None, "soon"])
def test_no_date_is_none_and_costs_nothing_else(moment):
    recording = recording_of(stoppedTime=moment)
    assert recording.stopped_time is None
    assert recording.id == "recording-1"


@pytest.mark.parametrize(
    "reason",
    [
        "'ALL_PEERS_LEFT'",
        "ALL_PEERS_LEFT",
        "{'reason': 'ALL_PEERS_LEFT', 'caller': {'type': 'USER', 'name': 'Ada'}}",
        {"reason": "ALL_PEERS_LEFT"},
    ],
)
def test_a_stop_reason_may_be_text_in_single_quotes(reason):
    stop = recording_of(stopReason=reason).stop_reason
    assert stop is not None
    assert stop.reason == "ALL_PEERS_LEFT"


def test_a_stop_reason_in_single_quotes_keeps_its_caller():
    stop = recording_of(stopReason="{'reason': 'API_CALL', 'caller': {'type': 'USER', 'name': 'Ada'}}").stop_reason
    assert stop is not None
    assert stop.caller is not None
    assert stop.caller.name == "Ada"


def test_a_stop_reason_that_nobody_can_read_is_given_as_it_is():
    stop = recording_of(stopReason="{'reason': 'Ada's'}").stop_reason
    assert stop is not None
    assert stop.reason == "{'reason': 'Ada's'}"
    assert recording_of().stop_reason is None


def test_a_recording_is_known_by_either_of_its_ids():
    assert recording_of(id=None).id == "recording-1"
    assert recording_of().session_id == "session-1"
    assert recording_of().meeting_id == "meeting-of-old"


def test_a_chat_has_a_meeting_as_all_other_events_have():
    event = parse(body("meeting.chatSynced"))
    assert event.meeting.title == "Tide tables"
    assert event.meeting.organized_by is not None
    assert event.meeting.organized_by.name == "Lighthouse"


def test_a_chat_that_comes_with_a_meeting_keeps_it():
    event = parse(body("meeting.chatSynced", meeting={**MEETING, "id": "meeting-2"}, meetingId=None))
    assert event.meeting.id == "meeting-2"


FLAT = {name: value for name, value in EVENTS["meeting.chatSynced"].items() if not name.startswith("chat")}
"""The session at the top of the body, as chats have it to this day and other events had it once."""


@pytest.mark.parametrize("name", TYPES)
def test_an_event_whose_session_stands_at_the_top_has_a_meeting_all_the_same(name):
    newest = parse(body(name)).meeting
    flat = parse(json.dumps({"event": name, **EVENTS[name], "meeting": None, **FLAT}).encode())
    assert (flat.meeting.id, flat.meeting.session_id) == ("meeting-1", "session-1")
    assert (flat.meeting.title, flat.meeting.started_at) == (newest.title, newest.started_at)
    assert flat.meeting.organized_by == newest.organized_by


@pytest.mark.parametrize("number", [b"1e999", b"9" * 5000, b"NaN", b'"NaN"'])
@pytest.mark.parametrize("event", ["meeting.transcript", "recording.statusUpdate", "meeting.new"])
def test_a_number_out_of_range_loses_no_event(event, number):
    inside = b'{"id":"r1","recordingDuration":%s,"fileSize":%s}' % (number, number)
    read = parse(
        b'{"event":"%s","sessionId":"s1","startedAt":%s,"x":%s,"recording":%s}'
        % (event.encode(), number, number, inside)
    )
    assert read.event == event
    if isinstance(read, Unknown):
        assert number in read.raw
        return
    assert (read.meeting.session_id, read.meeting.started_at) == ("s1", None)
    if isinstance(read, RecordingStatusUpdate):
        assert (read.recording.id, read.recording.recording_duration, read.recording.file_size) == (
            "r1",
            None,
            None,
        )


@pytest.mark.parametrize("name", TYPES)
def test_ids_at_the_top_may_be_in_snake_case(name):
    event = parse(json.dumps({"event": name, "meeting_id": "room-1", "session_id": 7}).encode())
    assert (event.meeting.id, event.meeting.session_id) == ("room-1", "7")


def test_what_the_meeting_says_counts_before_what_stands_at_the_top():
    event = parse(body("meeting.ended", meeting={"id": "meeting-2"}, meetingId="meeting-1", sessionId="session-1"))
    assert (event.meeting.id, event.meeting.session_id) == ("meeting-2", "session-1")


def test_a_recording_alone_says_whose_it_is():
    few = {"id": "r9", "status": "UPLOADED", "fileSize": 4096, "outputFileName": "out.mp4", "meetingId": "m9"}
    event = parse(json.dumps({"event": "recording.statusUpdate", "recording": few}).encode())
    assert isinstance(event, RecordingStatusUpdate)
    assert (event.meeting.id, event.recording.id, event.recording.recording_id) == ("m9", "r9", "r9")


def test_the_old_name_of_a_participant_s_own_id_fills_the_new_one():
    old = {name: value for name, value in ADA.items() if name != "customParticipantId"}
    event = parse(body("meeting.participantJoined", participant=old))
    assert isinstance(event, ParticipantJoined)
    assert event.participant.custom_participant_id == "user-7"


@pytest.mark.parametrize("name", TYPES)
def test_what_is_not_there_is_empty(name):
    event = parse(b'{"event": "%s"}' % name.encode())
    assert event.meeting.id == ""
    assert event.meeting.room_name is None


@pytest.mark.parametrize("meeting", [None, 5, "null", []])
def test_an_odd_meeting_is_an_empty_one(meeting):
    assert parse(body("meeting.started", meeting=meeting)).meeting.id == ""


def test_tomorrow_s_values_and_fields_are_read():
    event = parse(body("meeting.ended", reason="HOST_FELL_ASLEEP", mood="fine"))
    assert isinstance(event, MeetingEnded)
    assert event.reason == "HOST_FELL_ASLEEP"
    status = parse(body("livestreaming.statusUpdate", status="OFFLINE"))
    assert isinstance(status, LivestreamingStatusUpdate)
    assert status.status == "OFFLINE"


def test_tomorrow_s_event_is_unknown_and_keeps_its_body():
    event = parse(body("meeting.paused", token="SECRET"))
    assert isinstance(event, Unknown)
    assert event.event == "meeting.paused"
    assert msgspec.json.decode(event.raw) == {"event": "meeting.paused", "token": "SECRET"}
    assert "SECRET" not in repr(event)


@pytest.mark.parametrize(
    "odd", [b"", b"{", b"null", b"[]", b"{}", b'{"event": null}', b'{"event": ""}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_event_is_an_invalid_delivery(odd):
    with pytest.raises(InvalidDelivery) as caught:
        parse(odd)
    assert caught.value.__context__ is None
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("title", [b'"Standup \\ud83d"', b'"Standup \xff"', b'"Standup \xed\xa0\xbd"'])
def test_a_title_that_is_no_unicode_loses_no_event(title):
    event = parse(b'{"event":"meeting.started","meeting":{"id":"m","sessionId":"s","title":%s}}' % title)
    assert isinstance(event, MeetingStarted)
    assert (event.meeting.id, event.meeting.session_id) == ("m", "s")
    assert event.meeting.title in {f"Standup {chr(0xFFFD) * times}" for times in (1, 2, 3)}


def test_the_types_need_no_extra():
    code = (
        "from realtimekit_async.events import parse, ParticipantJoined, Unknown; import sys; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {*done.stdout.split()} & {"cryptography", "redis", "aiohttp"}


def test_the_public_names_are_the_ones_that_are_listed():
    assert dir(events) == events.__all__ == sorted(events.__all__)
    for name in events.__all__:
        assert getattr(events, name) is not None


def test_type_checkers_are_shown_the_same_public_names():
    tree = ast.parse(inspect.getsource(events))
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    shown = [alias for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(alias.name for alias in shown) == events.__all__
    assert all(alias.asname == alias.name for alias in shown)  # which makes a name public
