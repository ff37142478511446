"""The archive and an object store that is in trouble: what is waited for, what ends the run, and what is said."""

import asyncio
import json
from functools import partial
from signal import SIGHUP, SIGINT, SIGTERM

import pytest

from realtimekit_async import ConfigurationError
from realtimekit_async.archive import StoreUnavailable, open_store
from realtimekit_async.archive.objects import ObjectStore
from realtimekit_async.files import DestinationError
from tests.doubles.clocks import FlyingClock

from .processes import archiving, until
from .s3_trouble import s3_trouble


@pytest.fixture
async def trouble(bucket, monkeypatch):
    async with s3_trouble(bucket.s3.meta.endpoint_url) as trouble:
        monkeypatch.setenv("AWS_ENDPOINT_URL", trouble.url)
        yield trouble


@pytest.fixture
def clock():
    return FlyingClock()


@pytest.fixture
def store(bucket, trouble, clock):  # noqa: ARG001 - it is in front
    return ObjectStore(bucket.destination, clock)


def ends_after(trouble, clock, seconds):
    """Let the trouble end when so much time has passed."""
    end = clock.now() + seconds
    clock.asleep = lambda: trouble.is_over() if clock.now() >= end else None


@pytest.mark.parametrize("answer", [(503, "SlowDown"), (500, "InternalError"), (429, "TooManyRequests")])
async def test_a_store_that_slows_down_for_minutes_is_waited_for(stage, bucket, trouble, clock, store, answer):
    for number in range(3):
        await stage.meet(f"Meeting {number}", recorded=0)
    await store.check()
    trouble.answers(*answer)
    ends_after(trouble, clock, 200)
    report = await stage.archived(store)
    assert (report.state, report.objects, report.failures) == ("complete", 9, [])
    assert sum(key.startswith("manifest/") for key in bucket.objects()) == 3


async def test_a_store_whose_connections_break_is_waited_for_once_it_has_answered(stage, trouble, clock, store):
    await stage.meet(recorded=0)
    await store.check()
    trouble.answers(0, "")
    ends_after(trouble, clock, 100)
    assert (await stage.archived(store)).state == "complete"


async def test_one_pause_holds_for_all_writers(stage, trouble, clock, store):
    for number in range(8):
        await stage.meet(f"Meeting {number}", recorded=0)
    await store.check()

    def begin(event):
        if type(event).__name__ == "Planned" and not trouble.met:
            trouble.answers(503, "SlowDown")
            ends_after(trouble, clock, 120)

    report = await stage.archived(store, on_progress=begin)
    assert report.state == "complete"
    # Each of the twelve that work at once asks a few times, and not hundreds of times: 0.5, 1, 2, … 30 s between.
    assert len(trouble.met) < 12 * 2 * 12


async def test_a_store_that_stays_in_trouble_ends_the_run_which_says_why(stage, trouble, clock, store):
    for number in range(40):
        await stage.meet(f"Meeting {number}", recorded=0)
    await store.check()
    begun = clock.now()

    def begin(event):
        if type(event).__name__ == "Stored":
            trouble.answers(503, "SlowDown")

    report = await stage.archived(store, on_progress=begin)
    assert report.stopped.error == StoreUnavailable.__name__
    assert "503: SlowDown" in report.stopped.message
    assert "5 minutes" in report.stopped.message
    assert report.state == "partial"
    assert len(report.failures) <= 40
    assert report.units < 40
    assert 300 <= clock.now() - begun < 4000


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (400, "ExpiredToken", "renew them"),
        (403, "RequestTimeTooSkewed", "clock of this machine"),
        (403, "InvalidAccessKeyId", "look at the store's credentials"),
        (403, "AccessDenied", "permission to read, write and list"),
    ],
)
async def test_credentials_that_expire_in_the_middle_end_the_run_with_code_method_and_remedy(
    stage, trouble, store, status, code, remedy
):
    for number in range(40):
        await stage.meet(f"Meeting {number}", recorded=0)

    def begin(event):
        if type(event).__name__ == "Stored":
            trouble.answers(status, code)

    report = await stage.archived(store, on_progress=begin)
    assert report.stopped.error == "DestinationError"
    assert f"PUT was answered {status}: {code}" in report.stopped.message
    assert remedy in report.stopped.message
    assert report.units < 40
    assert report.objects > 0


async def test_a_part_of_a_large_object_is_sent_again_and_nothing_is_left_behind(stage, bucket, trouble, store):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    content = bytes(range(256)) * 50_000
    stage.emulator.files.put(f"recordings/{recording.id}/{recording.output_file_name}", content)
    parts = [2]

    def hits(request):
        if "partNumber" in request.query and parts[0]:
            parts[0] -= 1
            return True
        return False

    trouble.answers(503, "SlowDown", hits)
    report = await stage.archived(store, what=["recordings"])
    assert (report.state, report.bytes > len(content)) == ("complete", True)
    assert content in bucket.objects().values()
    assert bucket.uploads() == []
    assert sum("partNumber" in name for name in trouble.met) == 2


async def test_an_upload_that_was_taken_back_is_begun_anew(stage, bucket, trouble, store):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    content = bytes(range(256)) * 50_000
    stage.emulator.files.put(f"recordings/{recording.id}/{recording.output_file_name}", content)
    once = [1]
    trouble.answers(404, "NoSuchUpload", lambda request: "partNumber" in request.query and once and once.pop())
    report = await stage.archived(store, what=["recordings"])
    assert (report.state, report.failures) == ("complete", [])
    assert content in bucket.objects().values()
    assert bucket.uploads() == []


@pytest.mark.parametrize("key", ["a/../b", "../b", "a/./b", "a//b", "/a", "", "a\\b", "a\0b"])
@pytest.mark.usefixtures("trouble")
async def test_a_key_that_means_another_place_is_refused_by_every_store(bucket, tmp_path, trouble, key):
    for store in (open_store(bucket.destination), open_store(tmp_path / "out")):
        for work in (partial(store.size, key), partial(store.read, key), partial(store.write, key, b"x")):
            with pytest.raises(DestinationError, match="is no key"):
                await work()
        with pytest.raises(DestinationError, match="is no key"):
            async with store.writing(key):
                pass
    assert trouble.passed == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("prefix", ["a/../b", "..", "a/."])
def test_a_prefix_that_means_another_one_is_refused(prefix):
    with pytest.raises(ConfigurationError, match="name the prefix that is meant"):
        open_store(f"s3://bucket/{prefix}")


async def test_google_cloud_storage_may_be_reached_over_http_where_the_environment_says_so(bucket, monkeypatch):
    async with s3_trouble(bucket.s3.meta.endpoint_url) as trouble:
        monkeypatch.setenv("GOOGLE_BASE_URL", trouble.url)
        monkeypatch.setenv("GOOGLE_BEARER_TOKEN", "testing")
        trouble.answers(403, "AccessDenied")
        with pytest.raises(DestinationError, match="PUT was answered 403"):
            await open_store("gs://bucket/prefix").check()
        assert trouble.met == ["PUT /bucket/prefix%2Farchive%2Ejson"]


@pytest.mark.parametrize("signals", [(SIGINT, SIGINT), (SIGTERM, SIGTERM, SIGINT), (SIGHUP,)])
async def test_a_command_that_is_told_to_stop_more_than_once_leaves_no_parts_behind(stage, bucket, signals):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    path = f"recordings/{recording.id}/{recording.output_file_name}"
    stage.emulator.files.put(path, bytes(range(256)) * 50_000)
    stage.emulator.files.next(stall_after=9_000_000, path=path)
    with archiving(stage.emulator.environment, bucket.destination) as process:
        await until(bucket.uploads)
        for number in signals:
            process.send_signal(number)
            await asyncio.sleep(0.1)
        out, err = await asyncio.to_thread(process.communicate)
    assert process.returncode == 128 + signals[0]
    assert json.loads(out)["state"] == "interrupted"
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    assert bucket.uploads() == []
    assert not [key for key in bucket.objects() if key.endswith(".mp4")]
