"""`realtimekit archive`: what it prints, what it answers, and how it ends."""

import re
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from realtimekit_async.archive import Finished, Outcome, Planned, Stored, StoredObject, Transferring, Unit
from realtimekit_async.cli.archive_display import Bars, Display
from realtimekit_async.cli.moments import moment
from realtimekit_async.cli.terminal import ERR
from realtimekit_async.cli.waiting import WatchedClock
from realtimekit_async.emulator import Clock, Emulator
from realtimekit_async.emulator.files.links import recording_path
from tests.archive.processes import chats_to_come

PIPE = -1


@pytest.fixture
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """Run one whose history ended now, or as long ago as the test says."""
    clock = Clock(datetime.now(UTC) - getattr(request, "param", timedelta()))
    past = {"meetings": 3, "sessions": 6, "recordings": 4, "days": 6, "recording_bytes_a_second": 10}
    with Emulator(seed=2, clock=clock, **past) as running:
        yield running
    assert running.errors == []


def contents(folder):
    return [path for path in (folder / "sessions").rglob("*") if path.suffix not in {".json", ""}]


def forget(emulator):
    emulator.requests.clear()
    emulator.files.requests.clear()


def test_everything_is_fetched_once(command, emulator, tmp_path):
    first = command("archive", str(tmp_path), "--json")
    assert (first.code, first.err) == (0, "")
    (report,) = first.lines
    assert (report["state"], report["sessions"], report["failures"]) == ("complete", 6, [])
    assert report["objects"] == len(contents(tmp_path)) > 12
    forget(emulator)
    second = command("archive", str(tmp_path))
    assert second.code == 0
    assert second.out.splitlines()[-1].startswith("complete: 6 sessions; 0 files stored (0 bytes)")
    assert {request.path for request in emulator.files.requests if request.sent} <= chats_to_come(emulator)


def test_only_what_is_asked_for_is_fetched(command, emulator, tmp_path):
    meeting_id = next(iter(emulator.app.sessions.values())).meeting.id
    outcome = command("archive", str(tmp_path), "--what", "transcripts", "--meeting", meeting_id, "--json")
    sessions = [one for one in emulator.app.sessions.values() if one.meeting.id == meeting_id]
    assert outcome.lines[0]["sessions"] == len(sessions)
    assert {path.name for path in contents(tmp_path)} == {"transcript.csv"}


def test_what_fails_is_told_and_the_rest_is_fetched(command, emulator, tmp_path):
    session_id = next(iter(emulator.app.sessions))
    emulator.faults.next(status=422, path=f"/sessions/{session_id}/transcript", times=None)
    outcome = command("archive", str(tmp_path), "--json")
    assert outcome.code == 3
    assert outcome.lines[0]["state"] == "partial"
    assert f"failed transcripts of session {session_id}: Unprocessable" in outcome.err


def test_a_token_that_is_refused_ends_it_with_a_hint(command, tmp_path, monkeypatch):
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "wrong")
    outcome = command("archive", str(tmp_path))
    assert outcome.code == 1
    assert outcome.out.startswith("failed")
    assert "look at CLOUDFLARE_API_TOKEN" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--what", "films"], "'films' is none of recordings, chat"),
        (["--format", "docx"], "'docx' is none of csv, jsonl, srt, vtt"),
        (["--since", "yesterday"], "'yesterday' is no moment"),
        (["--since", f"{10**9}w"], "is no moment"),
        (["--since", "1h", "--until", "2h"], "ends before it starts"),
        (["--concurrency", "0"], "concurrency"),
        (["--dask", "tcp://127.0.0.1:1"], "--dask needs --shared-quota"),
        (["--shared-quota", "http://example.com"], "SharedQuota(url) is a Redis URL"),
    ],
)
def test_misuse_is_told_before_anything_is_sent(command, emulator, tmp_path, arguments, said):
    outcome = command("archive", str(tmp_path / "out"), *arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert emulator.requests == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("destination", "code"), [("ftp://example.com/x", 2), ("{file}", 1)])
def test_a_destination_that_cannot_be_is_told_before_anything_is_sent(
    command, emulator, tmp_path, destination, code
):
    file = tmp_path / "file"
    file.write_text("in the way")
    outcome = command("archive", destination.format(file=file))
    assert outcome.code == code
    assert "hint" in outcome.err
    assert emulator.requests == []


def test_a_dry_run_says_what_it_would_fetch_and_writes_nothing(command, emulator, tmp_path):
    outcome = command("archive", str(tmp_path / "out"), "--dry-run")
    assert outcome.code == 0
    *all_lines, total = outcome.out.splitlines()
    lines = [line for line in all_lines if not line.startswith("pending ")]
    assert len(lines) == 6
    assert f"; {len(all_lines) - 6} file" in total
    assert all("transcripts" in line for line in lines)
    assert sum("1 recording (" in line for line in lines) >= 3
    assert total.startswith("would fetch from 6 of 6 sessions, recordings of ")
    assert not any(".mp4" in request.path for request in emulator.files.requests)
    assert not (tmp_path / "out").exists()


def young_and_live(emulator):
    """Let one session be live, and another have ended two minutes ago."""
    live, ended = list(emulator.app.meetings)[:2]
    for meeting_id in (live, ended):
        emulator.simulate.participant_joins(meeting_id, name="Ada")
    emulator.simulate.participant_leaves(ended, "Ada")
    emulator.simulate.advance(120)
    by_meeting = {session.meeting.id: session.id for session in emulator.app.sessions.values()}
    return by_meeting[live], by_meeting[ended]


def test_what_is_pending_and_what_is_absent_is_named(command, emulator, tmp_path):
    live, ended = young_and_live(emulator)
    arguments = ("archive", str(tmp_path), "--until", "2099-01-01", "--json")
    for options in (["--dry-run"], []):
        [report] = command(*arguments, *options).lines
        pending = report["pending_files"]
        assert len(pending) == report["pending"]
        assert [each["reason"] for each in pending if each["session_id"] == live] == ["live"]
        assert "transcripts" in {each["what"] for each in pending if each["session_id"] == ended}
    first, second = report, command(*arguments).lines[0]
    assert len(first["absent_files"]) == first["absent"] > 0
    assert {each["what"] for each in first["absent_files"]} <= {"recordings", "summaries"}
    assert not any("known" in each for each in first["absent_files"])
    assert len(second["absent_files"]) == second["absent"] == second["known"] > 0
    assert all(each["known"] for each in second["absent_files"])


@pytest.mark.parametrize("emulator", [timedelta(days=1)], indirect=True)  # nothing is pending any more
def test_a_person_reads_what_is_absent_once_and_ten_lines_at_most(command, emulator, tmp_path):
    for session_id in emulator.app.sessions:
        emulator.faults.next(status=404, path=f"/sessions/{session_id}/transcript")
        emulator.faults.next(status=404, path=f"/sessions/{session_id}/summary")
    arguments = ("archive", str(tmp_path), "--what", "transcripts,summaries")
    *lines, more, total = command(*arguments).out.splitlines()
    assert [line.startswith("absent  ") and line.endswith(" (missing)") for line in lines] == [True] * 10
    assert more == "        and 2 more"
    assert ", 12 absent; " in total
    for session_id in emulator.app.sessions:
        emulator.faults.next(status=404, path=f"/sessions/{session_id}/summary")
    [total] = command(*arguments).out.splitlines()
    assert ", 6 absent (already known); " in total


@pytest.mark.parametrize("is_json", [True, False])
def test_a_dry_run_counts_what_is_pending_as_a_run_does(command, emulator, tmp_path, is_json):
    young_and_live(emulator)
    arguments = ("archive", str(tmp_path), "--until", "2099-01-01", *(["--json"] if is_json else []))
    previewed = command(*arguments, "--dry-run")
    ran = command(*arguments)
    if is_json:
        counts = [[each.lines[0][name] for name in ("pending", "live", "sessions")] for each in (previewed, ran)]
        assert counts[0] == counts[1]
        assert counts[0][0] > counts[0][1] == 1
    else:
        files = re.compile(r"(\d+) (?:files? )?pending")
        assert files.findall(previewed.out) == files.findall(ran.out) != []
        assert "8 sessions (1 live)" in previewed.out
        assert "8 sessions (1 live)" in ran.out


def test_transcripts_and_chats_are_written_in_the_formats_that_are_asked_for(command, tmp_path):
    arguments = ("archive", str(tmp_path), "--what", "transcripts,chat", "--format")
    assert command(*arguments, "srt,jsonl").code == 0
    assert {path.name for path in contents(tmp_path)} == {"transcript.srt", "transcript.jsonl", "chat.jsonl"}
    assert command(*arguments, "srt,vtt,jsonl,csv").code == 0
    written = {path.name for path in contents(tmp_path)}
    assert written == {
        *(f"transcript.{each}" for each in ("srt", "vtt", "jsonl", "csv")),
        "chat.jsonl",
        "chat.csv",
    }
    assert "0 files stored" in command(*arguments, "vtt").out


def test_a_meeting_that_there_is_not_is_an_error(command, tmp_path):
    outcome = command("archive", str(tmp_path / "out"), "--meeting", "nobody")
    assert outcome.code == 1
    assert "404" in outcome.err
    assert outcome.out == ""
    assert not (tmp_path / "out").exists()


def test_a_log_gets_a_line_for_each_session_if_it_is_asked_for(command, tmp_path):
    outcome = command("-v", "archive", str(tmp_path), "--json")
    assert sum(" stored (" in line for line in outcome.err.splitlines()) == 6


def test_a_terminal_shows_the_transfers_and_the_sum(watch, emulator, tmp_path):
    recorded = next(one for one in emulator.app.recordings.values() if one.status == "UPLOADED")
    recorded.meeting.settings["title"] = "[/b] Standup"
    emulator.files.put(recording_path(recorded), b"", size=6_000_000)
    emulator.files.next(bytes_per_second=4e6, times=None, path="recordings/*.mp4")
    seen = watch("archive", str(tmp_path))
    assert "sessions" in seen
    assert any(f"{done}/6 " in seen for done in range(1, 7))
    assert f"[/b] Standup {recorded.meeting.id}_" in seen
    assert re.search(r"[1-5]\.\d/6\.0 MB +\d\.\d MB/s 0:00:0\d", seen)
    assert "complete: 6 sessions" in seen


@pytest.mark.parametrize(
    ("number", "code", "flags"), [(signal.SIGINT, 130, []), (signal.SIGTERM, 143, ["--json"])]
)
def test_a_signal_ends_it_cleanly_with_the_sum_so_far(start, emulator, tmp_path, number, code, flags):
    emulator.files.next(stall_after=5000, times=None, path="recordings/*.mp4")
    with start("archive", str(tmp_path), *flags, stdout=PIPE, stderr=PIPE) as process:
        deadline = time.monotonic() + 60
        while not any(request.sent >= 5000 for request in emulator.files.requests):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code
    if flags:
        assert err == ""
        assert msgspec.json.decode(out)["state"] == "interrupted"
    else:
        assert out.splitlines()[-1].startswith("interrupted: 6 sessions; ")
        assert "the next run goes on from here" in err
    assert [path for path in contents(tmp_path) if path.suffix == ".mp4"] == []


def test_the_sum_of_a_run_that_is_cut_short_counts_each_file_once_and_as_soon_as_it_is_stored():
    unit = Unit("s1")
    stored = tuple(StoredObject(f"sessions/s1/{name}", 7, "chat") for name in ("a", "b"))
    for display in (Display(ERR, chatty=False), Bars(ERR, chatty=False, clock=WatchedClock())):
        for number, each in enumerate(stored, 1):
            display.heard(Stored(each))
            assert (display.report.objects, display.report.bytes) == (number, 7 * number)
        display.heard(Finished(Outcome(unit, stored=stored)))
        report = display.cut_short()
        assert (report.objects, report.bytes) == (2, 14)


def test_bytes_that_were_looked_at_and_not_stored_are_not_counted():
    display = Bars(ERR, chatty=False, clock=WatchedClock())
    display.heard(Planned(Unit("s1")))
    display.heard(Transferring("sessions/s1/chat.csv", 96, None))
    assert display.received == 96
    display.heard(Finished(Outcome(Unit("s1"))))
    assert display.received == 0


def test_a_moment_is_a_date_a_time_or_how_long_ago_it_was():
    assert moment("2026-11-20") == datetime(2026, 11, 20, tzinfo=UTC)
    assert moment("2026-11-20T09:30+01:00") == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    for text, span in {"36h": timedelta(hours=36), "7d": timedelta(days=7), "2w": timedelta(weeks=2)}.items():
        assert moment(text) == span
