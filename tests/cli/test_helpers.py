import re

import pytest


@pytest.fixture
def meeting_id(command):
    return command("meetings", "create", "--title", "Standup").lines[0]["id"]


def test_a_participant_is_had_again_and_again(command, emulator, meeting_id):
    fields = ("--custom-participant-id", "user-7", "--preset-name", "group_call_host", "--name", "Ada")
    first, second = (command("participants", "ensure", meeting_id, *fields).lines[0] for _ in range(2))
    assert first["id"] == second["id"]
    assert first["token"] != second["token"]
    assert len(emulator.app.meetings[meeting_id].participants) == 1


def test_a_webhook_is_had_again_and_again(command, emulator):
    call = ("webhooks", "ensure", "https://hooks.example", "--name", "ours", "--events", "meeting.started")
    for events in ((), ("--events", "meeting.ended")):
        assert command(*call, *events).code == 0
    [hook] = [hook for hook in emulator.app.webhooks.values() if hook.url == "https://hooks.example"]
    assert hook.events == ["meeting.started", "meeting.ended"]


def test_a_meeting_is_ended(command, emulator, meeting_id):
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    assert command("meetings", "end", meeting_id).lines[0]["status"] == "INACTIVE"
    assert emulator.app.meetings[meeting_id].session is None


def test_a_recording_is_waited_for(command, emulator, meeting_id):
    recording_id = command("recordings", "start", "--meeting-id", meeting_id).lines[0]["id"]
    emulator.simulate.recording_advances(recording_id)
    outcome = command("recordings", "wait", recording_id, "--until", "RECORDING")
    assert outcome.lines[0]["status"] == "RECORDING"


def test_a_wait_in_vain_says_what_to_do(command, meeting_id):
    recording_id = command("recordings", "start", "--meeting-id", meeting_id).lines[0]["id"]
    outcome = command("recordings", "wait", recording_id, "--timeout", "0")
    assert outcome.code == 1
    assert "did not come within 0 s" in outcome.err
    assert "wait again, or longer" in outcome.err


def test_a_recording_that_failed_says_so(command, emulator, meeting_id):
    recording_id = command("recordings", "start", "--meeting-id", meeting_id).lines[0]["id"]
    emulator.simulate.recording_fails(recording_id)
    outcome = command("recordings", "wait", recording_id)
    assert outcome.code == 1
    assert "is ERRORED" in outcome.err
    assert "there is no file" in outcome.err


def test_what_a_call_refuses_before_it_sends_anything_is_misuse(command, emulator):
    sent = len(emulator.requests)
    outcome = command(
        "webhooks", "create", "--name", "ours", "--url", "https://hooks.example", "--events", "meeting.startd"
    )
    assert outcome.code == 2
    assert "did you mean 'meeting.started'?" in outcome.err
    assert "Traceback" not in outcome.err
    assert len(emulator.requests) == sent


def test_an_unknown_event_is_sent_on_request(command, emulator):
    fields = ("--name", "ours", "--url", "https://hooks.example", "--events", "meeting.tomorrow")
    assert (
        command("webhooks", "create", *fields, "--allow-unknown").code == 1
    )  # the emulator knows of no such event
    assert emulator.requests[-1].body["events"] == ["meeting.tomorrow"]


def test_a_service_lists_its_helpers_and_nothing_that_needs_a_block(command):
    shown = command("recordings", "--help").out
    assert "  wait " in shown
    assert "running" not in shown.replace("Pause a running", "").replace("that is running", "")


def uploaded(emulator):
    recording_id = next(one.id for one in reversed(emulator.app.recordings.values()) if one.status == "UPLOADED")
    emulator.app.recordings[recording_id].stopped_time = emulator.clock.now()
    return recording_id


def test_a_recording_is_downloaded(command, emulator, tmp_path):
    recording_id = uploaded(emulator)
    [saved] = command("recordings", "download", recording_id, "--to", str(tmp_path)).lines
    assert (tmp_path / saved["name"]).stat().st_size == saved["size"]
    assert command("recordings", "download", recording_id, "--to", f"{tmp_path}/missing/x").code == 1


def test_a_download_at_a_terminal_has_a_bar_and_says_what_it_skipped(watch, emulator, tmp_path):
    arguments = ("recordings", "download", uploaded(emulator), "--to", f"{tmp_path}/film.mp4")
    first = watch(*arguments)
    assert re.search(r"\S+ +━+ +[\d.]+/[\d.]+ MB ", first)
    assert "skipped" not in first
    again = watch(*arguments)
    assert re.search(r"path +size +skipped", again)
    assert "the file was there already, as the storage host has it; --again fetches it" in again
    assert "━" not in again


def test_a_download_in_a_pipe_has_no_bar(command, emulator, tmp_path):
    outcome = command("recordings", "download", uploaded(emulator), "--to", f"{tmp_path}/")
    assert outcome.err == ""
    assert {"name", "size", "path", "etag"} == outcome.lines[0].keys()
