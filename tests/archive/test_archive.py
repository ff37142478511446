"""A run of the archive: what it fetches, what it leaves alone, and what it says in the end."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from realtimekit_async import NotFound
from realtimekit_async.archive import Finished, Planned, Stored, Transferring, Walked
from realtimekit_async.archive.outcomes import Absence, Pending

CONTENT = bytes(range(256)) * 30_000


def only(objects, ending):
    """Return the one key with this ending."""
    [key] = [key for key in objects if key.endswith(ending)]
    return key


async def test_everything_is_fetched_as_it_is_each_with_its_sidecar(stage, place):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    film = f"recordings/{recording.id}/{recording.output_file_name}"
    stage.emulator.files.put(film, CONTENT)
    report = await stage.archived(place.destination)
    objects = place.objects()
    day = recording.session.started_at
    below = f"sessions/{day:%Y/%m/%d}/{day:%H%M%S}Z_{session_id}"
    name = f"{below}/recordings/{recording.id}_{recording.output_file_name}"
    sound = name.replace(".mp4", ".mp3")
    files = {name, sound, f"{below}/chat.csv", f"{below}/transcript.csv", f"{below}/summary.txt"}
    sidecars = {f"{key}.json" for key in files}
    rest = {"archive.json", f"{below}/session.json", f"manifest/{session_id}.json"}
    assert set(objects) == files | sidecars | rest
    assert objects[name] == CONTENT
    assert b"Sentence 2." in objects[f"{below}/transcript.csv"]
    assert (report.state, report.sessions, report.units, report.objects) == ("complete", 1, 1, 5)
    assert report.bytes == sum(len(objects[key]) for key in files)
    sidecar = json.loads(objects[f"{name}.json"])
    assert sidecar["object"]["recording_id"] == recording.id
    assert sidecar["session"]["title"] == "Standup"


async def test_a_second_run_fetches_nothing_and_asks_for_nothing_but_the_lists(stage, place):
    for number in range(3):
        await stage.meet(f"Meeting {number}")
    await stage.archived(place.destination)
    before = place.objects()
    stage.forget_requests()
    report = await stage.archived(place.destination)
    assert (report.units, report.objects, report.already) == (0, 0, 3)
    assert stage.emulator.files.requests == []
    operations = [request.operation for request in stage.emulator.requests]
    assert sorted(operations) == ["recordings_list", "sessions_list"]
    assert place.objects() == before


async def test_what_became_ready_later_is_fetched_by_the_next_run(stage, folder):
    stage.until_now()
    session_id = await stage.meet(summarized=False)
    first = await stage.archived(folder.destination)
    assert (first.state, first.pending, first.objects) == ("complete", 1, 4)
    await stage.rtk.sessions.generate_summary(session_id)
    stage.forget_requests()
    second = await stage.archived(folder.destination)
    assert (second.pending, second.objects, len(stage.emulator.files.requests)) == (0, 1, 1)
    assert only(folder.objects(), "summary.txt")


async def test_other_kinds_may_be_asked_for_later(stage, folder):
    await stage.meet()
    await stage.archived(folder.destination, what=["chat"])
    assert only(folder.objects(), "chat.csv")
    stage.forget_requests()
    report = await stage.archived(folder.destination, what=["transcripts", "chat"])
    assert report.objects == 1
    assert stage.asked("sessions_chat_get") == 0
    assert only(folder.objects(), "transcript.csv")


async def test_a_window_and_a_meeting_choose_sessions(stage, folder):
    first = await stage.meet("First")
    between = stage.emulator.clock.now()
    stage.emulator.simulate.advance(3600)
    second = await stage.meet("Second")
    early = await stage.archived(folder.destination, until=between + timedelta(minutes=1), dry_run=True)
    late = await stage.archived(folder.destination, since=between + timedelta(minutes=1), dry_run=True)
    assert (early.sessions, late.sessions) == (1, 1)
    meeting_id = stage.emulator.app.sessions[second].meeting.id
    await stage.archived(folder.destination, meeting_id=meeting_id)
    objects = folder.objects()
    assert f"manifest/{second}.json" in objects
    assert f"manifest/{first}.json" not in objects


async def test_a_file_that_is_missing_a_day_after_the_session_is_settled_as_absent(stage, folder):
    session_id = await stage.meet(said=0, recorded=0, summarized=False)
    report = await stage.archived(folder.destination)
    assert (report.state, report.absent, report.pending) == ("complete", 2, 0)
    manifest = json.loads(folder.objects()[f"manifest/{session_id}.json"])
    assert {each["what"]: each["reason"] for each in manifest["absent"]} == {
        "transcripts": "empty",
        "summaries": "missing",
    }


async def test_a_placeholder_is_no_transcript(stage, folder):
    session_id = await stage.meet(recorded=0)
    stage.emulator.files.exports.placeholders = True
    await stage.archived(folder.destination)
    manifest = json.loads(folder.objects()[f"manifest/{session_id}.json"])
    assert manifest["absent"] == [{"what": "transcripts", "reason": "placeholder"}]


async def test_a_live_session_and_a_recording_on_its_way_are_pending(stage, folder):
    session_id = await stage.meet()
    recording = stage.recordings(session_id)[0]
    recording.status = "UPLOADING"
    meeting = await stage.rtk.meetings.create(title="Now")
    stage.emulator.simulate.participant_joins(meeting.id, name="Grace")
    events = []
    report = await stage.archived(folder.destination, on_progress=events.append)
    assert (report.pending, report.objects, report.absent) == (2, 3, 0)
    [waiting] = [event.waiting for event in events if isinstance(event, Walked)]
    assert {each.title: each.recordings for each in waiting} == {"Now": (), "Standup": (recording.id,)}
    recording.status = "UPLOADED"
    report = await stage.archived(folder.destination)
    assert (report.pending, report.objects) == (1, 2)


async def test_a_recording_that_failed_is_absent_at_once(stage, folder):
    stage.until_now()
    session_id = await stage.meet(recorded=0)
    meeting_id = stage.emulator.app.sessions[session_id].meeting.id
    stage.emulator.simulate.participant_joins(meeting_id, name="Grace")
    recording_id = await stage.record(meeting_id)
    stage.emulator.simulate.recording_fails(recording_id)
    stage.emulator.simulate.session_ends(meeting_id)
    events = []
    await stage.archived(folder.destination, what=["recordings"], on_progress=events.append)
    [outcome] = [event.outcome for event in events if isinstance(event, Finished)]
    assert outcome.absent == (Absence("recordings", "failed", recording_id),)
    assert (await stage.archived(folder.destination, what=["recordings"])).units == 0


async def test_what_is_pending_is_named(stage, folder):
    stage.until_now()
    await stage.meet(recorded=0, summarized=False)
    events = []
    await stage.archived(folder.destination, on_progress=events.append)
    [outcome] = [event.outcome for event in events if isinstance(event, Finished)]
    assert outcome.pending == (Pending("summaries"),)


async def test_each_layer_of_a_track_recording_is_an_object(stage, folder):
    session_id = await stage.meet(recorded=0)
    meeting_id = stage.emulator.app.sessions[session_id].meeting.id
    stage.emulator.simulate.participant_joins(meeting_id, name="Grace")
    started = await stage.rtk.recordings.start_track(meeting_id=meeting_id, layers={"default": {}, "Default": {}})
    stage.uploads(started.id)
    stage.emulator.simulate.session_ends(meeting_id)
    report = await stage.archived(folder.destination, what=["recordings"])
    assert report.objects == 2
    films = [key for key in folder.objects() if key.endswith(".webm")]
    assert len({key.casefold() for key in films}) == 2
    layers = {json.loads(folder.objects()[f"{key}.json"])["object"]["layer"] for key in films}
    assert layers == {"default", "Default"}


async def test_two_recordings_may_have_one_name(stage, folder):
    session_id = await stage.meet(recorded=2)
    for recording in stage.recordings(session_id):
        recording.output_file_name = "film.mp4"
    await stage.archived(folder.destination, what=["recordings"])
    films = [key.rpartition("/")[2] for key in folder.objects() if key.endswith(".mp4")]
    assert sorted(films) == sorted(f"{each.id}_film.mp4" for each in stage.recordings(session_id))


async def test_names_from_the_server_stay_where_they_belong(stage, place, tmp_path):
    session_id = await stage.meet(recorded=6)
    names = [
        "../../../escaped.mp4",
        "/etc/cron.d/x.mp4",
        "nul\0l.mp4",
        "CON.mp4",
        "x" * 300 + ".mp4",
        "a.mp4.part",
    ]
    for recording, name in zip(stage.recordings(session_id), names, strict=True):
        recording.output_file_name = name
        for path in (f"recordings/{recording.id}/{name}", f"recordings/{recording.id}/{name[:-4]}.mp3"):
            stage.emulator.files.put(path, b"film")
    report = await stage.archived(place.destination, what=["recordings"])
    assert report.failures == []
    assert {key.split("/")[0] for key in place.objects()} == {"archive.json", "manifest", "sessions"}
    assert {path.name for path in tmp_path.iterdir()} <= {"out"}


async def test_recordings_whose_session_began_before_the_window_or_that_name_none_are_fetched(stage, folder):
    session_id = await stage.meet(recorded=2)
    first, second = stage.recordings(session_id)
    second.session = None
    stage.emulator.app.sessions[session_id].started_at -= timedelta(days=2)
    since = first.created_at - timedelta(seconds=10)
    report = await stage.archived(folder.destination, since=since)
    assert (report.sessions, report.units, report.objects, report.state) == (0, 2, 4, "complete")
    below = f"{stage.emulator.app.sessions[session_id].started_at:%Y/%m/%d/%H%M%S}Z_{session_id}"
    objects = folder.objects()
    assert f"sessions/{below}/recordings/{first.id}_{first.output_file_name}" in objects
    assert f"recordings/{second.created_at:%Y/%m/%d}/{second.id}_{second.output_file_name}" in objects
    assert f"manifest/recording-{second.id}.json" in objects
    again = await stage.archived(folder.destination, since=since)
    assert (again.units, again.already) == (0, 2)


async def test_a_dry_run_fetches_and_writes_nothing(stage, place):
    await stage.meet()
    events = []
    report = await stage.archived(place.destination, dry_run=True, on_progress=events.append)
    assert (report.units, report.objects, report.state, report.dry_run) == (1, 0, "complete", True)
    assert report.bytes > 0
    assert place.objects() == {}
    assert stage.emulator.files.requests == []
    assert {request.method for request in stage.emulator.requests[-2:]} == {"GET"}
    assert stage.asked("recordings_get") == stage.asked("sessions_chat_get") == 0
    [planned] = [event.unit for event in events if isinstance(event, Planned)]
    assert planned.size == report.bytes


async def test_a_dry_run_counts_as_pending_what_a_run_would_and_reads_beginnings_alone(stage, folder):
    await stage.meet(recorded=0)
    stage.until_now()
    await stage.meet(said=0, recorded=0, summarized=False)
    await stage.meet(recorded=0, summarized=False)
    events = []
    previewed = await stage.archived(folder.destination, dry_run=True, on_progress=events.append)
    assert folder.objects() == {}
    ran = await stage.archived(folder.destination)
    assert (previewed.pending, previewed.live) == (ran.pending, ran.live) == (4, 0)
    wanted = [event.unit.what for event in events if isinstance(event, Planned)]
    assert sorted(wanted) == [("chat", "transcripts"), ("chat", "transcripts", "summaries")]
    assert previewed.units == 2


async def test_a_meeting_that_there_is_not_is_told_before_anything_is_written(stage, folder):
    with pytest.raises(NotFound):
        await stage.archived(folder.destination, meeting_id="nobody")
    assert folder.objects() == {}


async def test_exports_lie_in_the_formats_that_were_asked_for_and_are_settled_one_by_one(stage, place):
    await stage.meet(recorded=0)
    await stage.archived(place.destination, formats=["srt"])
    exports = {key.rpartition("/")[2] for key in place.objects() if not key.endswith(".json")}
    assert exports == {"transcript.srt", "chat.csv", "summary.txt"}
    more = await stage.archived(place.destination, formats=["vtt", "srt", "jsonl", "csv"])
    assert (more.objects, more.kept) == (4, 2)
    objects = place.objects()
    [srt] = [value for key, value in objects.items() if key.endswith("transcript.srt")]
    assert srt.startswith(b"1\n00:00:")
    assert b"Ada: Sentence 0." in srt
    [lines] = [value for key, value in objects.items() if key.endswith("chat.jsonl")]
    assert len(lines.splitlines()) == 3
    for formats in ([], ["jsonl"], ["csv", "vtt"]):
        again = await stage.archived(place.destination, formats=formats)
        assert (again.units, again.already) == (0, 1)


async def test_progress_tells_what_is_found_what_arrives_and_what_is_stored(stage, folder):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    stage.emulator.files.put(f"recordings/{recording.id}/{recording.output_file_name}", CONTENT)
    events = []
    report = await stage.archived(folder.destination, on_progress=events.append)
    kinds = [type(event) for event in events]
    assert (kinds.count(Planned), kinds.count(Stored), kinds.count(Finished)) == (1, report.objects, 1)
    arrived = [event.received for event in events if isinstance(event, Transferring) and ".mp4" in event.key]
    assert arrived == sorted(arrived)
    assert arrived[-1] == len(CONTENT)
    assert Walked(1, 1, 0, 0) in events


async def test_a_recording_on_its_way_whose_session_began_before_the_window_is_told_of_as_well(stage, folder):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    recording.status = "UPLOADING"
    stage.emulator.app.sessions[session_id].started_at -= timedelta(days=30)
    events = []
    report = await stage.archived(folder.destination, on_progress=events.append)
    told = [each for event in events if isinstance(event, Walked) for each in event.waiting]
    assert [each.recordings for each in told] == [(recording.id,)]
    assert report.pending == 1


async def test_a_run_without_anything_is_complete(stage, folder):
    report = await stage.archived(folder.destination)
    assert (report.state, report.sessions, report.units) == ("complete", 0, 0)


async def test_the_window_is_the_last_seven_days_unless_given(stage, folder):
    await stage.archived(folder.destination, dry_run=True)
    [request] = [each for each in stage.emulator.requests if each.operation == "sessions_list"]
    query = dict(request.query)
    since, until = (datetime.fromisoformat(query[name]) for name in ("start_time", "end_time"))
    assert until - since == timedelta(days=7)
    assert abs(datetime.now(UTC) - until) < timedelta(minutes=5)
