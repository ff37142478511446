"""`--to` of exports: the ending says the format."""

import msgspec
import pytest


@pytest.fixture
def session_id(emulator):
    """A session in which Ada said and wrote something, and which has a summary."""
    meeting = next(iter(emulator.app.meetings))
    session = emulator.simulate.participant_joins(meeting, name="Ada").session
    for verb in (emulator.simulate.says, emulator.simulate.chats):
        emulator.simulate.advance(10)
        verb(meeting, "Ada", "Shall we begin?")
    emulator.simulate.participant_leaves(meeting, "Ada")
    return session.id


@pytest.mark.parametrize(
    ("kind", "ending", "beginning"),
    [
        ("transcript", "srt", "1\n00:00:10,"),
        ("transcript", "VTT", "WEBVTT\n\n00:00:10."),
        ("transcript", "csv", '"100'),
        ("transcript", "json", '[{"startTime":100'),
        ("transcript", "jsonl", '{"start":10.'),
        ("chat", "csv", "id,participantId,"),
        ("chat", "jsonl", '{"id":'),
    ],
)
def test_the_ending_says_the_format(command, session_id, tmp_path, kind, ending, beginning):
    file = tmp_path / f"x.{ending}"
    (saved,) = command("sessions", kind, session_id, "--to", str(file)).lines
    text = file.read_text()
    assert (saved["path"], saved["size"]) == (str(file), file.stat().st_size)
    assert text.startswith(beginning)
    assert "Shall we begin?" in text


def test_a_summary_is_saved_as_it_comes(command, session_id, tmp_path):
    command("sessions", "generate-summary", session_id)
    assert command("sessions", "summary", session_id, "--to", str(tmp_path / "x.md")).code == 0
    assert (tmp_path / "x.md").read_text()


def test_a_server_that_knows_no_formats_is_no_obstacle(command, emulator, session_id, tmp_path):
    link = command("sessions", "transcript", session_id, "--format", "CSV").lines[0]["url"]
    answer = {"success": True, "data": {"sessionId": session_id, "transcript_download_url": link}}
    emulator.faults.next(status=200, body=msgspec.json.encode(answer), times=2)
    assert command("sessions", "transcript", session_id, "--to", str(tmp_path / "x.srt")).code == 0
    assert "Ada: Shall we begin?" in (tmp_path / "x.srt").read_text()
    outcome = command("sessions", "transcript", session_id, "--to", str(tmp_path / "x.json"))
    assert (outcome.code, outcome.out) == (1, "")
    assert ".jsonl holds its rows as JSON" in outcome.err
    assert not (tmp_path / "x.json").exists()


def test_into_a_folder_it_comes_under_its_own_name(command, session_id, tmp_path):
    command("sessions", "transcript", session_id, "--to", f"{tmp_path}/new/", "--format", "VTT")
    assert [path.name for path in (tmp_path / "new").iterdir()] == [f"{session_id}_transcript.vtt"]


def test_what_was_waited_for_is_saved_as_well(command, session_id, tmp_path):
    assert command("sessions", "wait-for-transcript", session_id, "--to", str(tmp_path / "x.vtt")).code == 0
    assert (tmp_path / "x.vtt").read_text().startswith("WEBVTT")


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["chat"], "id,participantId,"),
        (["transcript"], '"100'),
        (["transcript", "--format", "SRT"], "1\n00:00:10,"),
        (["wait-for-transcript", "--format", "VTT"], "WEBVTT\n"),
    ],
)
def test_an_export_goes_to_standard_output_and_nothing_else_does(command, session_id, arguments, begins):
    outcome = command("sessions", arguments[0], session_id, *arguments[1:], "--to", "-")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(begins)
    assert "Shall we begin?" in outcome.out.splitlines()[-1]


def test_a_format_is_written_in_either_case(command, session_id, tmp_path):
    assert command("sessions", "transcript", session_id, "--to", "-", "--format", "vtt").out.startswith("WEBVTT")
    assert command("archive", str(tmp_path), "--what", "Transcripts", "--format", "SRT").code == 0
    assert [*tmp_path.rglob("*.srt")]
    assert command("sessions", "list", "--status", "ended", "--limit", "1", "-o", "CSV").out.count("\n") == 2
    refused = command("sessions", "transcript", session_id, "--format", "docx")
    assert "'docx' is none of" in refused.err
