from datetime import UTC, datetime

import pytest

from realtimekit_async.services.meetings import Meetings

MEETING = {
    "id": "m1",
    "title": "Standup",
    "status": "ACTIVE",
    "created_at": "2025-03-04T05:06:07Z",
    "updated_at": "2025-03-05T05:06:07Z",
    "record_on_start": True,
    "session_keep_alive_time_in_secs": 90,
    "recording_config": {
        "max_seconds": 600,
        "video_config": {"codec": "H264", "watermark": {"size": {"width": 7}}},
        "storage_config": {"type": "sftp", "port": 22},
        "live_streaming_config": {"rtmp_url": "rtmp://live.example/app"},
    },
    "ai_config": {
        "transcription": {"language": "pt-BR", "keywords": ["Vienna"]},
        "summarization": {"word_limit": 200, "summary_type": "interview"},
    },
}


async def test_a_meeting_is_read_down_to_its_leaves(recorder):
    recorder.will_answer(MEETING)
    meeting = await Meetings(recorder).get("m1")
    assert meeting.created_at == datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert meeting.session_keep_alive_time_in_secs == 90
    assert meeting.recording_config.video_config.watermark.size.width == 7
    assert meeting.recording_config.storage_config.port == 22
    assert meeting.recording_config.live_streaming_config.rtmp_url == "rtmp://live.example/app"
    assert meeting.ai_config.transcription.language == "pt-BR"
    assert meeting.ai_config.transcription.keywords == ["Vienna"]
    assert meeting.ai_config.summarization.word_limit == 200


async def test_a_new_meeting_may_answer_next_to_nothing(recorder):
    recorder.will_answer({"id": "m1", "record_on_start": True})
    meeting = await Meetings(recorder).create(title="Standup", record_on_start=True)
    assert (meeting.id, meeting.record_on_start, meeting.title) == ("m1", True, None)
    assert recorder.calls[0].body == {"title": "Standup", "record_on_start": True}


async def test_what_is_not_given_is_not_sent_and_none_is_null(recorder):
    recorder.will_answer(MEETING)
    await Meetings(recorder).replace("m1", title=None)
    assert recorder.calls[0].body == {"title": None}
    assert recorder.calls[0].is_repeatable


async def test_an_update_is_a_patch_and_is_not_repeated_by_itself(recorder):
    recorder.will_answer(MEETING)
    meeting = await Meetings(recorder).update("m1", status="INACTIVE")
    assert meeting.title == "Standup"
    call = recorder.calls[0]
    assert (call.method, call.ids, call.is_repeatable) == ("PATCH", ("m1",), False)


async def test_meetings_are_listed_row_by_row(recorder):
    recorder.will_answer([MEETING], paging={"total_count": 1, "start_offset": 1, "end_offset": 1})
    titles = [meeting.title async for meeting in Meetings(recorder).list(status="ACTIVE")]
    assert titles == ["Standup"]
    assert recorder.calls[0].query == {"status": "ACTIVE", "per_page": 100}


async def test_a_status_of_tomorrow_is_read_too(recorder):
    recorder.will_answer({"id": "m1", "status": "ARCHIVED"})
    assert (await Meetings(recorder).get("m1")).status == "ARCHIVED"


async def test_an_unknown_field_is_refused_before_anything_is_sent(recorder):
    with pytest.raises(TypeError, match="did you mean 'title'"):
        await Meetings(recorder).create(titel="Standup")  # pyright: ignore[reportCallIssue] - the mistake
    with pytest.raises(TypeError, match="status"):
        await Meetings(recorder).create(status="ACTIVE")  # pyright: ignore[reportCallIssue] - the mistake
    assert recorder.calls == []
