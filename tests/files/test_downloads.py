"""One recording after the other onto this machine, over real sockets, whatever happens on the way."""

import asyncio
import json
import os
import random
from pathlib import Path

import aiohttp
import anyio
import pytest

from realtimekit_async import NotFound, RealtimeKit, RecordingFailed, TransportError
from realtimekit_async.emulator import Emulator
from realtimekit_async.files import (
    DestinationError,
    DownloadError,
    EmptyFile,
    FileChanged,
    FileCorrupted,
    FileNotReady,
    FileVanished,
    LinkRefused,
    Progress,
)

OLD, NEW = (random.Random(seed).randbytes(size) for seed, size in ((1, 3_000_000), (2, 2_500_000)))  # noqa: S311 - content


def names(directory):
    return sorted(path.name for path in Path(directory).iterdir())


async def test_a_recording_goes_to_a_path(scene, tmp_path):
    [saved] = await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film.mp4")
    assert saved.path == str(tmp_path / "film.mp4")
    assert saved.size == (tmp_path / "film.mp4").stat().st_size
    assert (tmp_path / "film.mp4").read_bytes()[4:8] == b"ftyp"
    assert names(tmp_path) == ["film.mp4"]


async def test_a_recording_that_is_at_hand_is_not_asked_for_again(scene, tmp_path):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    before = scene.renewals
    [saved] = await scene.rtk.recordings.download(recording, to=str(tmp_path / "film.mp4"))
    assert (saved.size, scene.renewals) == (recording.file_size, before)


@pytest.mark.parametrize("to", [".", "new/below/"])
async def test_in_a_directory_it_gets_the_name_that_the_server_gave(scene, tmp_path, to):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    [saved] = await scene.rtk.recordings.download(recording, to=f"{tmp_path}/{to}")
    assert saved.name == recording.output_file_name
    assert (tmp_path / to / saved.name).stat().st_size == saved.size


async def test_a_recording_goes_to_anything_with_an_async_write(scene, tmp_path):
    async with await anyio.open_file(tmp_path / "own", "wb") as file:
        [saved] = await scene.rtk.recordings.download(scene.recording_id, to=file)
    assert (saved.path, saved.size) == (None, (tmp_path / "own").stat().st_size)


async def test_the_sound_is_a_file_of_its_own(scene, tmp_path):
    [saved] = await scene.rtk.recordings.download(scene.recording_id, to=tmp_path, audio=True)
    assert saved.name.endswith(".mp3")
    track = await scene.tracks("default")
    [sound] = await scene.rtk.recordings.download(track, to=tmp_path, audio=True)
    assert sound.name.endswith(".webm")


async def test_progress_is_told_up_to_the_whole_size(scene, tmp_path):
    await scene.holds(OLD)
    seen: list[Progress] = []
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film", progress=seen.append)
    assert [each.size for each in seen] == [len(OLD)] * len(seen)
    received = [each.received for each in seen]
    assert received == sorted(set(received))
    assert received[-1] == len(OLD)


async def test_the_token_goes_nowhere_but_to_the_api(scene, tmp_path):
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path)
    token = scene.emulator.world.api_token
    [request] = scene.files.requests
    assert "Authorization" not in request.headers
    assert all(token not in value for value in request.headers.values())
    assert request.headers["User-Agent"].startswith("realtimekit-async/")


async def test_a_redirect_is_followed_without_a_token(scene, tmp_path):
    target = scene.files.link(await scene.path()).replace("localhost", "127.0.0.1")
    scene.files.next(status=307, headers={"Location": target})
    [saved] = await scene.rtk.recordings.download(scene.recording_id, to=tmp_path)
    assert [request.status for request in scene.files.requests] == [307, 200]
    assert saved.size == 120 * 833
    assert all("Authorization" not in request.headers for request in scene.files.requests)


# ── what breaks off ──


@pytest.mark.parametrize("cuts", [[1_000_000], [999_999, 1_500_000, 500_000]])
async def test_what_breaks_off_is_resumed(scene, tmp_path, cuts):
    await scene.holds(OLD)
    for cut in cuts:
        scene.files.next(cut_after=cut)
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == OLD
    assert scene.resumed(None, *(sum(cuts[:number]) for number in range(1, len(cuts) + 1)))
    assert None not in {request.headers.get("If-Range") for request in scene.files.requests[1:]}


async def test_it_is_given_up_after_four_further_tries_that_bring_nothing(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(cut_after=1000)
    scene.files.next(cut_after=0, times=None)
    with pytest.raises(TransportError, match="broke off"):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert len(scene.files.requests) == 1 + 4
    assert scene.clock.sleeps == [0.1, 0.5, 2.0, 5.0]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
async def test_what_passes_is_asked_again(scene, tmp_path, status):
    await scene.holds(OLD)
    scene.files.next(status=status)
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == OLD
    assert scene.clock.sleeps == [0.1]


async def test_what_was_left_by_an_earlier_call_is_resumed(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(cut_after=1_234_567)
    scene.files.next(status=503, times=4)
    with pytest.raises(TransportError, match="503"):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert names(tmp_path) == ["film.part", "film.part.json"]
    scene.files.requests.clear()
    received = []
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film", progress=received.append)
    assert scene.resumed(1_234_567)
    assert received[0].received > 0
    assert (tmp_path / "film").read_bytes() == OLD
    assert names(tmp_path) == ["film"]


async def test_what_was_left_whole_needs_its_name_only(scene, tmp_path):
    await scene.holds(OLD)
    async with aiohttp.ClientSession() as http, http.head(scene.files.link(await scene.path())) as response:
        note = {"etag": response.headers["ETag"], "size": len(OLD)}
    (tmp_path / "film.part").write_bytes(OLD)
    (tmp_path / "film.part.json").write_text(json.dumps(note))
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert scene.files.requests[-1].status == 416
    assert (tmp_path / "film").read_bytes() == OLD
    assert names(tmp_path) == ["film"]


async def test_a_note_that_cannot_be_read_makes_for_a_new_beginning(scene, tmp_path):
    await scene.holds(OLD)
    (tmp_path / "film.part").write_bytes(b"whatever")
    (tmp_path / "film.part.json").write_bytes(b'{"etag": "')
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert scene.ranges == [None]
    assert (tmp_path / "film").read_bytes() == OLD


async def test_a_file_that_changed_between_two_halves_is_fetched_anew_and_whole(scene, tmp_path):
    await scene.holds(OLD)
    path = await scene.path()
    scene.clock.asleep = lambda: scene.files.put(path, NEW)
    scene.files.next(cut_after=2_000_000)
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == NEW
    assert scene.resumed(None, 2_000_000, None)


async def test_without_an_etag_it_begins_anew(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(cut_after=2_000_000, without=["ETag"])
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == OLD
    assert scene.ranges == [None, None]


async def test_a_file_that_changes_all_the_time_is_given_up(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(cut_after=2_000_000, without=["ETag"], times=None)
    with pytest.raises(FileChanged, match="no ETag"):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert names(tmp_path) == []


async def test_what_cannot_begin_anew_says_that_the_file_changed(scene, tmp_path):
    await scene.holds(OLD)
    path = await scene.path()
    scene.clock.asleep = lambda: scene.files.put(path, NEW)
    scene.files.next(cut_after=2_000_000)
    async with await anyio.open_file(tmp_path / "own", "wb") as file:
        with pytest.raises(FileChanged, match="has changed"):
            await scene.rtk.recordings.download(scene.recording_id, to=file)


async def test_what_stalls_is_asked_for_again(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(stall_after=1_000_000)
    impatient = scene.rtk.with_options(timeout=0.5)
    await impatient.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert scene.resumed(None, 1_000_000)
    assert (tmp_path / "film").read_bytes() == OLD


async def test_the_storage_hosts_retry_after_is_obeyed(scene, tmp_path):
    scene.files.next(status=503, headers={"Retry-After": "17"})
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path)
    assert scene.clock.sleeps == [17.0]


# ── links ──


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_refused_link_is_renewed_once_and_resumed(scene, tmp_path, status):
    await scene.holds(OLD)
    recording = await scene.rtk.recordings.get(scene.recording_id)
    before = scene.renewals
    scene.files.next(cut_after=1_000_000)
    scene.files.next(status=status)
    await scene.rtk.recordings.download(recording, to=tmp_path / "film")
    assert scene.renewals == before + 1
    assert scene.resumed(None, 1_000_000, 1_000_000)
    assert (tmp_path / "film").read_bytes() == OLD


async def test_an_expired_link_is_renewed(scene, tmp_path):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    scene.emulator.simulate.advance(24 * 3600)
    [saved] = await scene.rtk.recordings.download(recording, to=tmp_path)
    assert [request.status for request in scene.files.requests] == [403, 200]
    assert saved.size == recording.file_size


async def test_a_link_that_is_refused_twice_is_an_error(scene, tmp_path):
    scene.files.next(status=403, times=None)
    with pytest.raises(LinkRefused, match="refuses the link") as caught:
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path)
    assert caught.value.status == 403
    assert len(scene.files.requests) == 2
    assert names(tmp_path) == []


# ── checks ──


async def test_what_arrives_damaged_is_fetched_anew(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(damaged=True)
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == OLD
    scene.files.next(damaged=True, times=None)
    with pytest.raises(FileCorrupted, match="another sha256"):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "other")
    assert names(tmp_path) == ["film"]


async def test_what_was_damaged_on_this_side_is_fetched_anew(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(cut_after=2_000_000)
    scene.files.next(status=503, times=4)
    with pytest.raises(TransportError):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    part = (tmp_path / "film.part").read_bytes()
    (tmp_path / "film.part").write_bytes(bytes([part[0] ^ 1]) + part[1:])
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == OLD


# ── layers and names ──


async def test_layers_of_a_track_recording_are_files_of_their_own(scene, tmp_path):
    recording_id = await scene.tracks("default", "LEFT", "left", "../../etc/passwd")
    saved = await scene.rtk.recordings.download(recording_id, to=tmp_path)
    assert len({each.name.lower() for each in saved}) == 4
    assert sorted(each.name for each in saved) == names(tmp_path)
    assert all(each.name.endswith(".webm") for each in saved)


async def test_several_layers_need_a_directory(scene, tmp_path):
    recording_id = await scene.tracks("left", "right")
    with pytest.raises(DestinationError, match=r"several files .*: give a directory"):
        await scene.rtk.recordings.download(recording_id, to=tmp_path / "one.webm")
    assert scene.files.requests == []
    recording_id = await scene.tracks("default")
    await scene.rtk.recordings.download(recording_id, to=tmp_path / "one.webm")
    assert names(tmp_path) == ["one.webm"]


@pytest.mark.parametrize(
    "prefix",
    ["../../up", "/absolute", "..\\..\\windows", "CON", "a\0b\r\nc", "é" * 150, "x" * 300, ".hidden", "a:b?"],
)
async def test_no_name_from_a_server_leaves_the_directory(scene, tmp_path, prefix):
    directory = tmp_path / "a" / "b"
    directory.mkdir(parents=True)
    recording = await scene.rtk.recordings.get(scene.recording_id)
    recording.output_file_name = f"{prefix}_20260101.mp4"
    [saved] = await scene.rtk.recordings.download(recording, to=directory)
    assert names(directory) == [saved.name]
    assert [*tmp_path.iterdir()] == [tmp_path / "a"]
    assert saved.name.endswith(".mp4")
    assert len(saved.name.encode()) <= 200


# ── what there is not ──


async def test_a_recording_that_runs_is_not_ready(scene, tmp_path):
    scene.emulator.simulate.participant_joins(scene.meeting_id, name="Grace")
    running = await scene.rtk.recordings.start(meeting_id=scene.meeting_id)
    with pytest.raises(FileNotReady, match=r"INVOKED: recordings\.wait"):
        await scene.rtk.recordings.download(running.id, to=tmp_path)
    scene.emulator.simulate.recording_fails(running.id)
    with pytest.raises(RecordingFailed):
        await scene.rtk.recordings.download(running.id, to=tmp_path)


async def test_a_recording_that_vanished_is_an_error_of_its_own(scene, tmp_path):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    scene.files.remove(await scene.path())
    with pytest.raises(FileVanished, match="404"):
        await scene.rtk.recordings.download(recording, to=tmp_path)
    scene.emulator.simulate.advance(7 * 24 * 3600)
    with pytest.raises(FileVanished, match="seven days"):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path)
    with pytest.raises(FileVanished, match="seven days"):  # the old link is refused, and there is no new one
        await scene.rtk.recordings.download(recording, to=tmp_path)
    with pytest.raises(NotFound):
        await scene.rtk.recordings.download("unknown", to=tmp_path)
    assert names(tmp_path) == []


async def test_an_empty_recording_is_an_error_of_its_own(scene, tmp_path):
    await scene.holds(b"")
    with pytest.raises(EmptyFile, match="is empty"):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path)
    assert names(tmp_path) == []


async def test_a_recording_without_sound_alone_says_so(scene, tmp_path):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    recording.audio_download_url = None
    with pytest.raises(DownloadError, match="nothing but the sound"):
        await scene.rtk.recordings.download(recording, to=tmp_path, audio=True)
    recording.download_audio_url = recording.download_url
    await scene.rtk.recordings.download(recording, to=tmp_path, audio=True)


async def test_a_link_that_is_none_is_an_error(scene, tmp_path):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    for url in ("ftp://host/film.mp4?sig=hush", "film.mp4", "http://[hush"):
        recording.download_url = url
        with pytest.raises(DownloadError, match="no URL of http") as caught:
            await scene.rtk.recordings.download(recording, to=tmp_path)
        assert "hush" not in str(caught.value)


# ── destinations ──


@pytest.mark.parametrize("to", ["missing/film.mp4", "file/film.mp4", "file/", "nul\0"])
async def test_a_destination_that_cannot_be_written_is_an_error_before_anything_is_sent(scene, tmp_path, to):
    (tmp_path / "file").write_text("in the way")
    before = len(scene.emulator.requests)
    with pytest.raises(DestinationError, match="cannot write"):
        await scene.rtk.recordings.download(scene.recording_id, to=f"{tmp_path}/{to}")
    assert len(scene.emulator.requests) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
async def test_a_directory_without_permission_is_an_error_before_anything_is_sent(scene, tmp_path):
    tmp_path.chmod(0o500)
    before = len(scene.emulator.requests)
    with pytest.raises(DestinationError, match="permission"):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path)
    assert len(scene.emulator.requests) == before


async def test_what_the_file_system_refuses_is_an_error_of_its_own(scene, tmp_path):
    (tmp_path / "film.part").mkdir()
    with pytest.raises(DestinationError, match=r"cannot write .*film: Is a directory") as caught:
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert caught.value.path == str(tmp_path / "film")


async def test_an_open_file_is_a_type_error_that_says_what_to_do(scene, tmp_path):
    with (tmp_path / "x").open("wb") as file, pytest.raises(TypeError, match=r"anyio\.wrap_file"):
        await scene.rtk.recordings.download(scene.recording_id, to=file)
    with pytest.raises(TypeError, match="to is a path"):
        await scene.rtk.recordings.download(scene.recording_id, to=7)
    with pytest.raises(TypeError, match="'to'"):
        await scene.rtk.recordings.download(scene.recording_id)


async def test_a_write_that_is_not_awaited_is_a_type_error(scene):
    class Blocking:
        def write(self, data):
            return len(data)

    with pytest.raises(TypeError, match="nothing to await"):
        await scene.rtk.recordings.download(scene.recording_id, to=Blocking())


async def test_what_had_the_name_before_is_replaced_when_the_file_is_whole(scene, tmp_path):
    (tmp_path / "film").write_bytes(b"before")
    scene.files.next(status=404)
    with pytest.raises(FileVanished):
        await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == b"before"
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() != b"before"


# ── side by side, cancelled, closed ──


async def test_two_downloads_of_one_name_do_not_mix(scene, tmp_path):
    await scene.holds(OLD)
    scene.files.next(bytes_per_second=2e7, times=2)
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film"))
    assert (tmp_path / "film").read_bytes() == OLD
    assert names(tmp_path) == ["film"]


async def test_a_cancelled_download_keeps_what_it_has_and_no_connection(scene, tmp_path):
    await scene.holds(OLD)
    arrived = asyncio.Event()
    scene.files.next(stall_after=2_000_000)
    task = asyncio.create_task(
        scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film", progress=lambda _: arrived.set())
    )
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert names(tmp_path) == ["film.part", "film.part.json"]
    await scene.rtk.recordings.download(scene.recording_id, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == OLD


async def test_closing_the_client_ends_a_download(scene, tmp_path):
    await scene.holds(OLD)
    arrived = asyncio.Event()
    scene.files.next(stall_after=2_000_000)
    async with RealtimeKit(**scene.emulator.credentials) as rtk:
        task = asyncio.create_task(
            rtk.recordings.download(scene.recording_id, to=tmp_path / "film", progress=lambda _: arrived.set())
        )
        await arrived.wait()
    with pytest.raises(TransportError, match="closed meanwhile"):
        await task
    with pytest.raises(RuntimeError, match="closed"):
        await rtk.recordings.download(scene.recording_id, to=tmp_path / "film")


async def test_a_sessions_own_connector_serves_files_and_its_headers_do_not(scene, tmp_path):
    headers = {"X-Of-Its-Own": "secret", "Authorization": "Bearer other"}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with RealtimeKit(**scene.emulator.credentials, http=http) as rtk:
            await rtk.recordings.download(scene.recording_id, to=tmp_path)
        assert not http.closed
        assert http.connector is not None
        assert not http.connector.closed
    assert "X-Of-Its-Own" not in scene.files.requests[-1].headers


@pytest.mark.slow  # by the clock: connecting has half a second
@pytest.mark.parametrize("limits", [{"limit": 1}, {"limit": 0, "limit_per_host": 1}])
async def test_waiting_for_one_of_a_callers_few_connections_is_no_connecting(scene, tmp_path, limits):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(**limits)) as http,
        RealtimeKit(**scene.emulator.credentials, http=http, timeout=1) as rtk,
    ):
        scene.hurries(rtk)
        scene.files.next(stall_after=10)
        async with http.get(recording.download_url):
            task = asyncio.create_task(rtk.recordings.download(recording, to=tmp_path / "film"))
            await asyncio.sleep(0.8)
            assert scene.clock.sleeps == []
        await task
    assert len(names(tmp_path)) == 1


async def test_the_clients_proxy_leads_to_the_files(scene, tmp_path):
    seen = []

    async def forward(reader, writer):
        seen.append((await reader.readline()).decode().split()[1])
        writer.close()

    proxy = await asyncio.start_server(forward, "127.0.0.1", 0)
    recording = await scene.rtk.recordings.get(scene.recording_id)
    url = f"http://ada:hush@127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    async with proxy, RealtimeKit(**scene.emulator.credentials, proxy=url) as rtk:
        scene.hurries(rtk)
        with pytest.raises(TransportError) as caught:
            await rtk.recordings.download(recording, to=tmp_path)
    assert seen == [recording.download_url] * 5
    assert "hush" not in str(caught.value)


async def test_a_small_emulator_needs_nothing_else(tmp_path):
    """A download works with the client that the emulator makes, too."""
    async with Emulator(seed=3, meetings=1, sessions=1, recordings=1) as emulator, emulator.client() as rtk:
        recording = await rtk.recordings.list(status=["UPLOADED"]).first()
        if recording is not None and recording.download_url:
            assert len(await rtk.recordings.download(recording, to=tmp_path)) == 1
