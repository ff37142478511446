"""Downloads of other processes: killed at any moment, without room on the disk, never closed."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from realtimekit_async.emulator import Emulator

CHANCE = random.Random(3)  # noqa: S311 - content and moments
CONTENT = CHANCE.randbytes(12_000_000)
PROGRAM = """
import asyncio, os, sys
from realtimekit_async import RealtimeKit
from realtimekit_async.files import DiskFull

async def main(recording_id, to):
    async with RealtimeKit() as rtk:
        await rtk.recordings.download(recording_id, to=to)

async def without_room(recording_id, to):
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
    try:
        await main(recording_id, to)
    except DiskFull as error:
        print("full:", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

async def never_closed(recording_id, to):
    rtk = RealtimeKit()
    export = await rtk.recordings.download(recording_id, to=to)

asyncio.run(globals()[sys.argv[1]](*sys.argv[2:]))
print("done")
"""


@pytest.fixture
def emulator():
    with Emulator(keep_requests=True) as emulator:
        meeting_id = _recorded(emulator)
        assert meeting_id
        yield emulator


def _recorded(emulator):
    """Let there be one recording, of random bytes, by what the simulation uses, too."""
    from realtimekit_async.emulator.files.links import recording_path
    from realtimekit_async.emulator.operations.meetings import create_meeting
    from realtimekit_async.emulator.schema.meetings import MeetingWrite
    from realtimekit_async.emulator.world import live

    create_meeting(emulator.app, MeetingWrite(title="Standup"))
    (meeting,) = emulator.app.meetings.values()
    recording = live.start_recording(emulator.app, meeting, {}, emulator.app.now)
    for _ in range(3):
        emulator.simulate.recording_advances(recording.id)
    emulator.files.put(recording_path(recording), CONTENT)
    return recording.id


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def started(emulator, to, main="main", *flags):
    (recording_id,) = emulator.app.recordings
    return subprocess.Popen(
        [sys.executable, *flags, "-c", PROGRAM, main, recording_id, str(to)],
        env={**os.environ, **emulator.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_no_half_file_and_the_next_one_goes_on(emulator, tmp_path):
    target, part = tmp_path / "film", tmp_path / "film.part"
    for _ in range(4):
        emulator.files.next(bytes_per_second=6e6)
        bound = (part.stat().st_size if part.exists() else 0) + CHANCE.randrange(200_000, 900_000)
        with started(emulator, target) as process:
            while process.poll() is None and not (part.exists() and part.stat().st_size >= bound):
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
        assert names(tmp_path) in (["film.part", "film.part.json"], ["film"])
        if target.exists():  # on a machine that was too busy to kill in time
            break
    else:
        with started(emulator, target) as process:
            assert process.wait(60) == 0
    assert target.read_bytes() == CONTENT
    assert names(tmp_path) == ["film"]
    starts = [int(request.headers.get("Range", "bytes=0-")[6:-1]) for request in emulator.files.requests]
    assert starts == sorted(starts)
    assert starts[-1] > 0


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
@pytest.mark.slow
def test_a_full_disk_is_an_error_of_its_own_and_what_arrived_is_kept(emulator, tmp_path):
    with started(emulator, tmp_path / "film", "without_room") as process:
        out, err = process.communicate(timeout=60)
    assert "full: cannot write" in out, err
    assert "make room" in out
    assert (tmp_path / "film.part").stat().st_size > 1_000_000
    with started(emulator, tmp_path / "film") as process:
        assert process.wait(60) == 0
    assert (tmp_path / "film").read_bytes() == CONTENT
    assert len(emulator.files.requests) == 2


@pytest.mark.slow
def test_a_client_that_was_never_closed_says_so_once_for_both_of_its_pools(emulator, tmp_path):
    with started(emulator, tmp_path / "film", "never_closed", "-X", "dev", "-W", "always") as process:
        out, err = process.communicate(timeout=60)
    assert out == "done\n"
    assert err.count("RealtimeKit was not closed") == 1
    assert "Unclosed" not in err
