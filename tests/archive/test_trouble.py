"""The archive when something goes wrong: what is tried again, what is told, and what is left behind."""

import asyncio
import json
import logging
import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from realtimekit_async import ConfigurationError, Retry, TransportError
from realtimekit_async._version import needing
from realtimekit_async.archive import Finished, Planned, Stored, Transferring, Unit, Walked, plan, run
from realtimekit_async.archive.judging import without_signatures
from realtimekit_async.archive.outcomes import Outcome
from realtimekit_async.files import DestinationError

from .processes import until

CONTENT = bytes(range(256)) * 50_000


def films(objects):
    return [key for key in objects if key.endswith(".mp4")]


async def one_large_film(stage):
    """Have one session with one large recording, and give its path."""
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    path = f"recordings/{recording.id}/{recording.output_file_name}"
    stage.emulator.files.put(path, CONTENT)
    return path


async def test_what_fails_is_reported_harms_nothing_else_and_is_fetched_by_the_next_run(stage, folder):
    for number in range(3):
        await stage.meet(f"Meeting {number}", recorded=0)
    stage.emulator.files.next(status=418, times=None, path="chat/*")
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects, len(report.failures)) == ("partial", 6, 3)
    assert {(each.what, each.error, each.attempts) for each in report.failures} == {("chat", "DownloadError", 1)}
    stage.emulator.files._troubles.clear()  # noqa: SLF001 - the script of the storage host
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects, report.units) == ("complete", 3, 3)


async def test_a_storage_host_that_is_down_for_a_while_is_tried_again_later(stage, folder):
    await stage.meet(recorded=0)
    stage.emulator.files.next(status=503, times=8, path="chat/*")
    events = []
    report = await stage.archived(folder.destination, on_progress=events.append)
    assert (report.state, report.objects) == ("complete", 3)
    [outcome] = [event.outcome for event in events if isinstance(event, Finished)]
    assert outcome.attempts == 4


async def test_what_stays_down_fails_after_three_tries(stage, folder):
    await stage.meet(recorded=0)
    stage.emulator.files.next(status=503, times=None, path="chat/*")
    report = await stage.archived(folder.destination)
    [failure] = report.failures
    assert (failure.what, failure.error, failure.attempts, failure.stops) == ("chat", "TransportError", 3, False)
    assert report.objects == 2


async def test_a_link_that_is_refused_is_renewed(stage, folder):
    await one_large_film(stage)
    stage.emulator.files.next(status=403, path="*.mp4")
    report = await stage.archived(folder.destination, what=["recordings"])
    assert (report.state, stage.asked("recordings_get")) == ("complete", 2)


async def test_a_recording_of_which_one_file_is_gone_is_settled_with_the_other(stage, folder):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    stage.emulator.files.remove(f"recordings/{recording.id}/{recording.output_file_name[:-4]}.mp3")
    report = await stage.archived(folder.destination, what=["recordings"])
    assert (report.state, report.objects, report.absent) == ("complete", 1, 1)
    manifest = json.loads(folder.objects()[f"manifest/{session_id}.json"])
    assert [each["key"] for each in manifest["stored"]] == films(folder.objects())
    assert (await stage.archived(folder.destination, what=["recordings"])).units == 0


async def test_a_file_that_changes_while_it_is_uploaded_is_fetched_anew(stage, place):
    path = await one_large_film(stage)
    stage.emulator.files.next(cut_after=8_000_000, path=path)
    other = CONTENT[::-1]
    swap = stage.clock.sleep

    async def sleep(seconds):
        stage.emulator.files.put(path, other)
        await swap(seconds)

    stage.clock.sleep = sleep
    report = await stage.archived(place.destination, what=["recordings"])
    objects = place.objects()
    assert report.state == "complete"
    assert [objects[key] for key in films(objects)] == [other]


async def test_a_refused_token_ends_the_run_early_and_says_so(stage, folder):
    for number in range(20):
        await stage.meet(f"Meeting {number}", recorded=0)
    stage.emulator.faults.next(status=401, times=None, path="/sessions/{session_id}/chat")
    report = await stage.archived(folder.destination, concurrency=1, calls=1)
    assert report.stopped is not None
    assert (report.stopped.error, report.stopped.stops) == ("Unauthorized", True)
    assert report.units < 10
    assert report.objects > 0
    assert report.state == "partial"


async def test_a_list_that_is_refused_fails_the_run(stage, folder):
    stage.emulator.faults.next(status=401, times=None)
    report = await stage.archived(folder.destination)
    assert (report.state, report.stopped.error) == ("failed", "Unauthorized")


async def test_a_list_that_breaks_in_the_middle_loses_nothing_that_was_found(stage, folder):
    for number in range(6):
        await stage.meet(f"Meeting {number}", recorded=0)
    stage.emulator.max_per_page = 2
    stage.rtk = stage.rtk.with_options(retry=Retry(attempts=1))
    asked = 0
    events = []

    def hear(event):
        nonlocal asked
        events.append(event)
        if type(event).__name__ == "Walked":
            asked += 1
            if asked == 2:
                stage.emulator.faults.next(status=500, times=None, path="/sessions")

    report = await stage.archived(folder.destination, on_progress=hear)
    assert (report.state, report.stopped.error) == ("partial", "ServerError")
    assert report.objects == 12


async def test_one_object_that_cannot_be_written_does_not_end_the_rest(stage, folder):
    first = await stage.meet("First", recorded=0)
    await stage.meet("Second", recorded=0)
    day = stage.emulator.app.sessions[first].started_at
    blocked = folder.path / f"sessions/{day:%Y/%m/%d}/{day:%H%M%S}Z_{first}"
    blocked.parent.mkdir(parents=True)
    blocked.write_bytes(b"in the way")
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects) == ("partial", 3)
    assert {(each.session_id, each.error) for each in report.failures} == {(first, "DestinationError")}
    assert report.stopped is None


async def test_a_manifest_that_cannot_be_read_is_a_failure_of_its_session_alone(stage, folder):
    first = await stage.meet("First", recorded=0)
    await stage.meet("Second", recorded=0)
    (folder.path / f"manifest/{first}.json").mkdir(parents=True)
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects, report.stopped) == ("partial", 3, None)
    assert [(each.session_id, each.error) for each in report.failures] == [(first, "DestinationError")]


async def test_a_row_without_an_id_is_left_out_and_told(stage, folder, caplog):
    rows = {"success": True, "data": {"sessions": [{"status": "ENDED"}]}, "paging": {"total_count": 1}}
    stage.emulator.faults.next(status=200, path="/sessions", body=rows)
    report = await stage.archived(folder.destination)
    assert (report.state, report.sessions, report.units) == ("complete", 1, 0)
    assert "a session without an id is left out" in caplog.text


FULL = """
import asyncio, resource, sys
from realtimekit_async import RealtimeKit
from realtimekit_async.archive import archive
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))

async def main():
    async with RealtimeKit() as rtk:
        report = await archive(rtk, sys.argv[1], what=["recordings"], concurrency=1, calls=1)
        print(report.state, report.stopped.error, report.units < 10)

asyncio.run(main())
"""


@pytest.mark.slow
async def test_a_full_disk_ends_the_run_early(stage, folder):
    for number in range(12):
        session_id = await stage.meet(f"Meeting {number}")
        [recording] = stage.recordings(session_id)
        stage.emulator.files.put(f"recordings/{recording.id}/{recording.output_file_name}", CONTENT)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        FULL,
        folder.destination,
        env=stage.emulator.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert out.decode().split() == ["failed", "DiskFull", "True"], err.decode()


async def test_a_broken_manifest_is_written_anew_and_no_object_is_fetched_again(stage, place):
    session_id = await stage.meet()
    await stage.archived(place.destination)
    before = place.objects()
    place.put(f"manifest/{session_id}.json", b"{half")
    stage.forget_requests()
    report = await stage.archived(place.destination)
    assert (report.objects, report.kept, len(stage.emulator.files.requests)) == (0, 5, 0)
    assert place.objects() == before


async def test_an_object_of_another_size_is_fetched_again(stage, place):
    session_id = await stage.meet()
    await stage.archived(place.destination)
    before = place.objects()
    [film] = films(before)
    place.put(film, before[film][:1000])
    place.remove(f"manifest/{session_id}.json")
    report = await stage.archived(place.destination)
    assert (report.objects, report.kept) == (1, 4)
    assert place.objects() == before


@pytest.mark.parametrize("name", ["sidecar", "object"])
async def test_what_is_missing_of_an_object_and_its_sidecar_is_added(stage, folder, name):
    session_id = await stage.meet()
    await stage.archived(folder.destination)
    before = folder.objects()
    [film] = films(before)
    folder.remove(f"{film}.json" if name == "sidecar" else film)
    folder.remove(f"manifest/{session_id}.json")
    stage.forget_requests()
    await stage.archived(folder.destination)
    after = folder.objects()
    assert after.keys() == before.keys()
    assert after[film] == before[film]
    assert len(stage.emulator.files.requests) == (name == "object")


async def test_a_cancelled_run_leaves_its_parts_in_the_folder_and_goes_on_from_there(stage, folder):
    path = await one_large_film(stage)
    stage.emulator.files.next(stall_after=9_000_000, path=path)
    running = asyncio.create_task(stage.archived(folder.destination))
    await until(lambda: any(each.sent >= 9_000_000 for each in stage.emulator.files.requests))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert films(folder.objects()) == []
    assert not any(key.startswith("manifest/") for key in folder.objects())
    stage.forget_requests()
    report = await stage.archived(folder.destination)
    assert report.state == "complete"
    [again] = [each for each in stage.emulator.files.requests if each.path == path]
    assert "Range" in again.headers
    objects = folder.objects()
    assert [objects[key] for key in films(objects)] == [CONTENT]
    assert [key for key in objects if ".part" in key] == []


@pytest.mark.parametrize("times", [1, 3])
async def test_a_cancelled_upload_leaves_no_object_and_no_parts(stage, bucket, times):
    path = await one_large_film(stage)
    stage.emulator.files.next(stall_after=9_000_000, path=path)
    running = asyncio.create_task(stage.archived(bucket.destination))
    await until(bucket.uploads)
    for _ in range(times):
        running.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await running
    assert bucket.uploads() == []
    assert films(bucket.objects()) == []
    report = await stage.archived(bucket.destination)
    objects = bucket.objects()
    assert (report.state, [objects[key] for key in films(objects)]) == ("complete", [CONTENT])
    assert bucket.uploads() == []


@pytest.mark.slow
async def test_a_listing_never_shows_half_an_object(stage, place):
    path = await one_large_film(stage)
    stage.emulator.files.next(bytes_per_second=12_000_000, path=path)
    running = asyncio.create_task(stage.archived(place.destination))
    seen = set()
    while not running.done():
        objects = await asyncio.to_thread(place.objects)
        seen |= {objects[key] for key in films(objects)}
        await asyncio.sleep(0.02)
    assert (await running).state == "complete"
    objects = place.objects()
    assert seen | {objects[key] for key in films(objects)} == {CONTENT}


async def test_no_more_transfers_are_in_flight_than_allowed(stage, folder):
    for number in range(8):
        await stage.meet(f"Meeting {number}")
    stage.emulator.files.next(stall_after=100, times=None)
    running = asyncio.create_task(stage.archived(folder.destination, concurrency=3))
    requests = stage.emulator.files.requests
    await until(lambda: len(requests) == 3)
    await asyncio.sleep(0.3)
    assert len(requests) == 3
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_no_more_calls_are_in_flight_than_allowed(stage, folder):
    for number in range(8):
        await stage.meet(f"Meeting {number}", recorded=0)
    stage.emulator.faults.hold(100, path="/sessions/{session_id}/*")
    stage.forget_requests()
    running = asyncio.create_task(stage.archived(folder.destination, calls=3))

    def links():
        return [
            each for each in stage.emulator.requests if each.operation not in {"sessions_list", "recordings_list"}
        ]

    await until(lambda: len(links()) == 3)
    await asyncio.sleep(0.3)
    assert len(links()) == 3
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_no_secret_and_no_signed_link_is_written_shown_or_logged(stage, place, caplog):
    caplog.set_level(logging.DEBUG, logger="realtimekit_async")
    await stage.meet()
    await stage.meet("Broken")
    stage.emulator.files.next(status=403, times=None, path="chat/*")
    stage.emulator.files.next(status=403, path="*.mp4")
    events = []
    report = await stage.archived(place.destination, on_progress=events.append)
    assert report.failures
    everything = [*place.objects().values(), *(repr(each).encode() for each in (report, place.store, *events))]
    everything += [caplog.text.encode(), *(key.encode() for key in place.objects())]
    for text in everything:
        assert b"X-Amz-Signature" not in text
        assert stage.emulator.world.api_token.encode() not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://a.example/b?sig=hush and 'http://c?x'", "see https://a.example/b?… and 'http://c?…'"),
        ("https://a.example/b", "https://a.example/b"),
        ("http://ahttp://b?sig=hush?more", "http://ahttp://b?…"),
        ("http://a" * 100_000, "http://a" * 100_000),  # in linear time: else it would take minutes
    ],
    ids=["two", "none", "joined", "many"],
)
def test_links_in_what_is_told_lose_their_signatures(text, shown):
    assert without_signatures(text) == shown


async def test_a_unit_runs_again_without_harm_and_travels_as_a_plain_value(stage, place):
    await stage.meet()
    units = [unit async for unit in plan(stage.rtk, place.destination)]
    [unit] = pickle.loads(pickle.dumps(units))  # noqa: S301 - our own
    store = pickle.loads(pickle.dumps(place.store))  # noqa: S301 - our own
    outcome = await run(stage.rtk, store, unit)
    assert pickle.loads(pickle.dumps(outcome)) == outcome  # noqa: S301 - our own
    assert len(outcome.stored) == 5
    stage.forget_requests()
    again = await run(stage.rtk, store, unit)
    assert (again, stage.emulator.requests) == (Outcome(unit), [])


async def test_an_id_that_fits_nowhere_is_a_failure_of_its_own(stage, folder):
    outcome = await run(stage.rtk, folder.store, Unit("..", started_at=datetime.now(UTC), what=("chat",)))
    [failure] = outcome.failures
    assert (failure.error, failure.stops) == ("ValueError", False)


@pytest.mark.parametrize("kind", [Walked, Planned, Transferring, Stored, Finished])
async def test_the_errors_of_a_progress_function_are_not_swallowed(stage, folder, kind):
    await stage.meet(recorded=0)

    def fails(event):
        if type(event) is kind:
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await stage.archived(folder.destination, on_progress=fails)


NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - the mistake
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"since": NOON, "until": NOON - timedelta(hours=1)}, ValueError, "ends before it starts"),
        ({"since": NAIVE}, ValueError, "since is a naive datetime"),
        ({"until": "2026-01-01"}, TypeError, "until is a datetime"),
        ({"what": ["videos"]}, ValueError, "what is some of recordings, chat"),
        ({"what": []}, ValueError, "what is some of"),
        ({"what": "chat"}, ValueError, "what is some of"),
        ({"formats": "srt"}, ValueError, "formats is some of csv, jsonl, srt, vtt"),
        ({"formats": ["docx"]}, ValueError, "formats is some of"),
        ({"concurrency": 0}, ConfigurationError, "concurrency"),
        ({"calls": 1.5}, ConfigurationError, "calls"),
        ({"meeting_id": ""}, ValueError, "meeting_id is empty"),
    ],
)
async def test_what_cannot_be_is_refused_before_anything_is_sent_or_written(
    stage, folder, options, error, message
):
    with pytest.raises(error, match=message):
        await stage.archived(folder.destination, **options)
    assert stage.emulator.requests == []
    assert not folder.path.exists()


@pytest.mark.parametrize(
    ("destination", "message"),
    [
        ("ftp://host/folder", "ftp:// is no place for an archive"),
        ("s3://key:hush@bucket/x", "holds credentials"),
        ("s3://bucket/x?secret=hush", "holds credentials, a query"),
        ("file://elsewhere/folder", "names another machine"),
        ("az://container/x", "AZURE_STORAGE_ACCOUNT_NAME"),
        ("", "the destination is empty"),
    ],
)
async def test_a_destination_that_cannot_be_names_the_remedy(stage, destination, message):
    with pytest.raises((ConfigurationError, DestinationError), match=message) as caught:
        await stage.archived(destination)
    assert "hush" not in str(caught.value)
    assert stage.emulator.requests == []


async def test_a_folder_below_a_file_cannot_be_written(stage, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DestinationError, match="is no directory"):
        await stage.archived(tmp_path / "file" / "below")
    assert stage.emulator.requests == []


@pytest.mark.usefixtures("s3_environment")
async def test_a_bucket_that_is_not_there_or_cannot_be_reached_is_told_before_the_first_request(
    stage, monkeypatch
):
    for dry_run in (False, True):
        with pytest.raises(DestinationError, match="there is no such bucket"):
            await stage.archived("s3://nowhere-at-all/x", dry_run=dry_run)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(TransportError, match="s3://bucket/x"):
        await stage.archived("s3://bucket/x")
    assert stage.emulator.requests == []


async def test_a_url_of_a_folder_is_that_folder(stage, tmp_path):
    await stage.archived((tmp_path / "a folder").as_uri())
    assert (tmp_path / "a folder" / "archive.json").exists()


def test_a_missing_extra_is_named():
    code = "import sys; sys.modules['obstore'] = None\nfrom realtimekit_async.archive import open_store\n"
    done = subprocess.run(
        [sys.executable, "-c", code + "open_store('s3://bucket/x')"], capture_output=True, text=True, check=False
    )
    assert needing("an archive in an object store", "archive") in done.stderr


async def test_a_store_that_vanishes_during_an_upload_ends_the_run_and_says_so(stage, bucket):
    path = await one_large_film(stage)
    stage.emulator.files.next(bytes_per_second=6_000_000, path=path)
    running = asyncio.create_task(stage.archived(bucket.destination, what=["recordings"]))
    await until(bucket.uploads)
    for key in bucket.objects():
        bucket.remove(key)
    bucket.s3.delete_bucket(Bucket=bucket.name)
    async with asyncio.timeout(60):
        report = await running
    assert (report.state, report.stopped.error) == ("failed", "DestinationError")
    assert "there is no such bucket" in report.stopped.message
