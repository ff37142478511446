"""`realtimekit archive` killed at random moments: what lies under its final name is whole, always."""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from .conftest import Bucket
from .processes import SMALL, Whole, archived, archiving, files_of, is_content, served, session_in, whole

PAST = dict(SMALL)
if os.environ.get("REALTIMEKIT_ARCHIVE_SESSIONS"):  # a history as large as somebody has the patience for
    PAST["sessions"] = int(os.environ["REALTIMEKIT_ARCHIVE_SESSIONS"])
    PAST["meetings"], PAST["recordings"] = PAST["sessions"] // 8, PAST["sessions"] * 2 // 3
Expected = Mapping[str, set[Whole]]


class KilledFolder:
    """A folder with an archive, looked at from outside."""

    seconds_between_looks = 0.005

    def __init__(self, path: Path) -> None:
        self.path = path
        self.destination = str(path)
        self._known: dict[tuple[str, float], Whole] = {}

    def bytes(self) -> int:
        """Count the bytes that are there, those of parts included."""
        total = 0
        for folder, _, names in os.walk(self.path):
            for name in names:
                try:
                    total += (Path(folder) / name).stat().st_size
                except FileNotFoundError:  # it has its final name now
                    continue
        return total

    def names(self) -> list[str]:
        return [str(each.relative_to(self.path)) for each in self.path.rglob("*") if each.is_file()]

    def finals(self) -> Iterator[tuple[str, Whole, bytes]]:
        """Return what lies under final names; a film is read and hashed once."""
        for name in self.names():
            if name.endswith((".part", ".part.json")):
                continue
            mark = (name, (self.path / name).stat().st_mtime)
            data = b"" if mark in self._known else (self.path / name).read_bytes()
            yield name, self._known.setdefault(mark, whole(data)), data


class KilledBucket:
    """A bucket with an archive, looked at from outside."""

    seconds_between_looks = 0.05

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.destination = bucket.destination

    def bytes(self) -> int:
        rows = self.bucket.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket.name)
        return sum(row["Size"] for page in rows for row in page.get("Contents", []))

    def names(self) -> list[str]:
        return list(self.bucket.objects())

    def finals(self) -> Iterator[tuple[str, Whole, bytes]]:
        for name, data in self.bucket.objects().items():
            yield name, whole(data), data


def checked(place: KilledFolder | KilledBucket, expected: Expected) -> dict[str, list[Whole]]:
    """Look at everything under a final name, and give the files of each session."""
    found: dict[str, list[Whole]] = {}
    for name, content, data in place.finals():
        if is_content(name):
            assert content in expected[session_in(name)], name
            found.setdefault(session_in(name), []).append(content)
        elif data:
            msgspec.json.decode(data)
    return found


def is_killed(process: "subprocess.Popen[str]", place: KilledFolder | KilledBucket, bound: float) -> bool:
    """Kill a process when so many bytes are there; on a machine that is too busy it may have ended before."""
    with process:
        while process.poll() is None and place.bytes() < bound:
            time.sleep(place.seconds_between_looks)
        process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def survives(place: KilledFolder | KilledBucket, past: Mapping[str, int], kills: int) -> None:
    chance = random.Random(11)  # noqa: S311 - moments
    with served(past) as environment:
        expected = asyncio.run(files_of(environment))
        total = sum(each.size for files in expected.values() for each in files)
        bounds = sorted(chance.uniform(0, 0.9) * total for _ in range(kills))
        deaths = 0
        for bound in bounds:
            process = archiving(environment, place.destination, "--concurrency", "3")
            deaths += is_killed(process, place, bound)
            checked(place, expected)
        assert deaths > kills / 2
        assert archived(environment, place.destination)["state"] == "complete"
        found = checked(place, expected)
        assert {session_id: set(files) for session_id, files in found.items()} == expected
        assert archived(environment, place.destination)["objects"] == 0
        assert checked(place, expected) == found
    assert not [name for name in place.names() if ".part" in name]


@pytest.mark.slow
def test_killed_ten_times_at_random_bytes_a_folder_holds_whole_files_only(tmp_path):
    survives(KilledFolder(tmp_path / "out"), PAST, kills=10)


@pytest.mark.usefixtures("s3_environment")
@pytest.mark.slow
def test_killed_at_random_bytes_a_bucket_holds_whole_objects_only(bucket: Any):
    survives(KilledBucket(bucket), {**SMALL, "sessions": 8, "recordings": 6}, kills=3)
