from datetime import UTC, datetime

import pytest

from realtimekit_async.services.recordings import Recordings

RECORDING = {
    "id": "r1",
    "meeting_id": "m1",
    "status": "UPLOADED",
    "type": "",
    "download_url": "https://files.example/r1.mp4?sig=x",
    "audio_download_url": "https://files.example/r1.mp3?sig=x",
    "download_url_expiry": "2025-03-11T05:06:07Z",
    "file_size": 20212537,
    "invoked_time": "2025-03-04T05:06:07Z",
    "stopped_time": None,
    "storage_config": None,
}


@pytest.mark.parametrize("wrap", [lambda recording: recording, lambda recording: {"recording": recording}])
async def test_a_started_recording_is_read_bare_and_wrapped(recorder, wrap):
    service = Recordings(recorder)
    for start in (
        lambda: service.start(meeting_id="m1", max_seconds=600),
        lambda: service.start_track(meeting_id="m1", user_ids=["p1"]),
        lambda: service.active("m1"),
        lambda: service.get("r1"),
        lambda: service.stop("r1"),
    ):
        recorder.will_answer(wrap(RECORDING))
        assert (await start()).meeting_id == "m1"


async def test_a_recording_is_read_with_its_reasons(recorder):
    caller = {"name": "Ada", "type": "USER", "user_Id": "u1"}
    recorder.will_answer(
        RECORDING | {"start_reason": {"reason": "API_CALL", "caller": caller}, "stop_reason": {"reason": "NEW"}}
    )
    recording = await Recordings(recorder).get("r1")
    assert recording.start_reason.caller.user_id == "u1"
    assert recording.stop_reason.reason == "NEW"
    assert recording.file_size == 20212537
    assert recording.invoked_time == datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert recording.type == ""


async def test_the_link_to_the_sound_is_read_under_both_names(recorder):
    recorder.will_answer({"id": "r1", "download_audio_url": "https://files.example/a"})
    assert (await Recordings(recorder).get("r1")).download_audio_url == "https://files.example/a"
    recorder.will_answer(RECORDING)
    assert (await Recordings(recorder).get("r1")).audio_download_url.endswith("r1.mp3?sig=x")


async def test_a_track_recording_has_a_list_of_links(recorder):
    layers = [{"layer_name": "default", "download_urls": {"file": {"download_url": "https://files.example/t"}}}]
    recorder.will_answer([RECORDING, RECORDING | {"id": "r2", "download_url": layers, "file_size": 0}])
    composite, track = (await Recordings(recorder).list().page()).items
    assert composite.download_url == "https://files.example/r1.mp4?sig=x"
    assert track.download_url[0].layer_name == "default"
    assert track.download_url[0].download_urls.file.download_url == "https://files.example/t"


async def test_a_listed_recording_holds_its_meeting(recorder):
    recorder.will_answer([RECORDING | {"meeting": {"id": "m1", "title": "Standup"}}], paging={"total_count": 1})
    [recording] = await Recordings(recorder).list(status=["UPLOADED", "ERRORED"], expired=False).collect()
    assert recording.meeting.title == "Standup"
    assert recorder.calls[0].query == {"status": ["UPLOADED", "ERRORED"], "expired": False, "per_page": 100}


async def test_an_odd_number_or_date_costs_no_row(recorder):
    odd = RECORDING | {
        "file_size": "77",
        "recording_duration": 60.0,
        "started_time": "soon",
        "stopped_time": "null",
    }
    recorder.will_answer([RECORDING, odd])
    good, mended = (await Recordings(recorder).list().page()).items
    assert good.file_size == 20212537
    assert (mended.file_size, mended.recording_duration) == (77, 60)
    assert (mended.started_time, mended.stopped_time) == (None, None)


@pytest.mark.parametrize("action", ["pause", "resume", "stop"])
async def test_a_running_recording_is_told_what_to_do(recorder, action):
    recorder.will_answer(RECORDING)
    assert (await getattr(Recordings(recorder), action)("r1")).id == "r1"
    call = recorder.calls[0]
    assert (call.method, call.route, call.ids) == ("PUT", "/recordings/{recording_id}", ("r1",))
    assert call.body == {"action": action}
    assert call.is_repeatable


async def test_starting_is_never_repeated_by_itself(recorder):
    recorder.answers += [b'{"success":true}', b'{"success":true,"data":{}}']
    assert (await Recordings(recorder).start_track(meeting_id="m1", layers={"default": {}})).id == ""
    await Recordings(recorder).start(meeting_id="m1")
    assert [call.is_repeatable for call in recorder.calls] == [False, False]


async def test_the_layers_of_a_track_recording_are_sent_as_given(recorder):
    recorder.answers.append(b"")
    layer = {"file_name_prefix": "guest", "outputs": [{"type": "REALTIMEKIT_BUCKET"}]}
    await Recordings(recorder).start_track(meeting_id="m1", layers={"default": layer}, max_seconds=600)
    assert recorder.calls[0].body == {"meeting_id": "m1", "layers": {"default": layer}, "max_seconds": 600}
