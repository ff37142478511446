from datetime import UTC, datetime, timedelta

import pytest

from realtimekit_async.cli.body import assembled, missing
from realtimekit_async.cli.flags import Field, fields_of
from realtimekit_async.models.meetings import MeetingFields
from realtimekit_async.models.participants import ParticipantFields
from realtimekit_async.models.preset_fields import PresetFields
from realtimekit_async.models.recordings import RecordingFields, RecordingsQuery, TrackRecordingFields


def field(fields_type: type, flag: str) -> Field:
    return next(each for each in fields_of(fields_type) if each.flag == flag)


@pytest.mark.parametrize(
    ("fields_type", "flag", "text", "value"),
    [
        (MeetingFields, "title", "Standup", "Standup"),
        (MeetingFields, "title", "null", None),
        (MeetingFields, "session-keep-alive-time-in-secs", "90", 90.0),
        (MeetingFields, "recording-config.max-seconds", "600", 600),
        (MeetingFields, "recording-config.video-config.codec", "VP9", "VP9"),
        (MeetingFields, "recording-config.storage-config", "null", None),
        (MeetingFields, "recording-config.storage-config.type", "azure", "azure"),
        (MeetingFields, "ai-config.transcription.language", "fi", "fi"),
        (MeetingFields, "ai-config", '{"summarization": {}}', {"summarization": {}}),
        (RecordingsQuery, "start-time", "2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        (RecordingsQuery, "start-time", "1.5h", timedelta(minutes=90)),
        (RecordingsQuery, "status", "ERRORED", "ERRORED"),
        (PresetFields, "config.livestream-viewer-qualities", "720", 720),
        (PresetFields, "ui.design-tokens.colors.brand.300", "#fff", "#fff"),
    ],
)
def test_a_text_becomes_the_value_its_field_holds(fields_type, flag, text, value):
    assert field(fields_type, flag).parsed(text) == value


@pytest.mark.parametrize(
    ("fields_type", "flag", "text", "complaint"),
    [
        (MeetingFields, "recording-config.max-seconds", "soon", "'soon' is not a whole number"),
        (MeetingFields, "recording-config.max-seconds", "null", "'null' is not a whole number"),
        (MeetingFields, "session-keep-alive-time-in-secs", "x", "'x' is not a number"),
        (MeetingFields, "recording-config.video-config.codec", "AV1", "none of H264, VP8, VP9"),
        (MeetingFields, "ai-config", "[1]", "not a JSON object"),
        (MeetingFields, "ai-config", "{", "not a JSON object"),
        (MeetingFields, "ai-config", "null", "not a JSON object"),
    ],
)
def test_a_text_that_fits_no_value_is_refused_with_what_it_should_be(fields_type, flag, text, complaint):
    with pytest.raises(ValueError, match=complaint):
        field(fields_type, flag).parsed(text)


def test_a_pattern_takes_names_and_positions():
    layer_output = field(TrackRecordingFields, "layers.KEY.outputs.N.type")
    named = layer_output.named("layers.default.outputs.2.type")
    assert named is not None
    assert named.path == ("layers", "default", "outputs", 2, "type")


@pytest.mark.parametrize("flag", ["layers.a.outputs.x.type", "layers..outputs.0.type", "layers.a.type", "other"])
def test_a_pattern_takes_nothing_else(flag):
    assert field(TrackRecordingFields, "layers.KEY.outputs.N.type").named(flag) is None


def test_what_lies_deeper_wins_over_the_object_around_it():
    settings = [(("a", "b"), 2), (("a",), {"b": 1, "c": 1})]
    assert assembled({}, settings) == {"a": {"b": 2, "c": 1}}


def test_flags_keep_what_the_body_holds_beside_them():
    assert assembled({"a": {"c": 1}, "d": None}, [(("a", "b"), 2), (("d", "e"), 3)]) == {
        "a": {"c": 1, "b": 2},
        "d": {"e": 3},
    }


def test_lists_of_objects_are_filled_by_position():
    settings = [(("a", 1, "x"), 2), (("a", 0, "x"), 1), (("a", 0, "y", "z"), 3)]
    assert assembled({}, settings) == {"a": [{"x": 1, "y": {"z": 3}}, {"x": 2}]}


def test_a_list_with_a_gap_is_refused():
    with pytest.raises(IndexError):
        assembled({}, [(("a", 1, "x"), 2)])


@pytest.mark.parametrize(
    ("fields_type", "given", "flags"),
    [
        (ParticipantFields, {"name": "Ada"}, ["custom-participant-id", "preset-name"]),
        (MeetingFields, {}, []),
        (
            RecordingFields,
            {"meeting_id": "m", "realtimekit_bucket_config": {}},
            ["realtimekit-bucket-config.enabled"],
        ),
        (
            RecordingFields,
            {"meeting_id": "m", "storage_config": {"type": "aws"}},
            ["storage-config.access-key", "storage-config.region"],
        ),
        (RecordingFields, {"meeting_id": "m", "storage_config": {"type": "gcs"}}, []),
        (RecordingFields, {"meeting_id": "m", "storage_config": None}, []),
        (
            RecordingFields,
            {"meeting_id": "m", "storage_config": {"type": "sftp", "auth_method": "KEY"}},
            ["storage-config.private-key"],
        ),
        (
            TrackRecordingFields,
            {"meeting_id": "m", "layers": {"a": {"outputs": [{"type": "RTMP_OUT"}, {}]}}},
            ["layers.a.outputs.1.type"],
        ),
    ],
)
def test_what_is_required_and_missing_is_named_as_a_flag(fields_type, given, flags):
    assert list(missing((fields_type,), given)) == flags
