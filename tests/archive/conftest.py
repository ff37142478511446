"""What the tests of the archive share: sessions that have taken place, and places to put them."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.archive import Report, archive, open_store
from realtimekit_async.emulator import Clock, Emulator

from ..doubles.clocks import FlyingClock
from .s3_server import s3_server

DAYS_AGO = 3
"""When everything takes place: long enough ago that nothing is waited for any more."""


class Stage:
    """An emulator, its client, and what takes place."""

    def __init__(self, emulator: Emulator, rtk: RealtimeKit) -> None:
        self.emulator = emulator
        self.rtk = rtk
        self.clock = FlyingClock()
        for service in (rtk.recordings, rtk.sessions):
            assert service.storage is not None
            service.storage.clock = self.clock

    async def meet(
        self, title: str = "Standup", *, said: int = 3, recorded: int = 1, summarized: bool = True
    ) -> str:
        """Let Ada talk and write, and be recorded; give the id of the session."""
        simulate = self.emulator.simulate
        meeting = await self.rtk.meetings.create(title=title, summarize_on_end=summarized)
        ada = simulate.participant_joins(meeting.id, name="Ada")
        started = [await self.record(meeting.id) for _ in range(recorded)]
        for number in range(said):
            simulate.says(meeting.id, "Ada", f"Sentence {number}.")
            simulate.chats(meeting.id, "Ada", f"Line {number}")
        simulate.advance(60)
        simulate.participant_leaves(meeting.id, "Ada")
        for recording_id in started:
            self.uploads(recording_id)
        simulate.advance(60)
        return ada.session.id

    async def record(self, meeting_id: str) -> str:
        """Begin a recording."""
        recording = await self.rtk.recordings.start(meeting_id=meeting_id, allow_multiple_recordings=True)
        self.emulator.simulate.recording_advances(recording.id)
        return recording.id

    def uploads(self, recording_id: str) -> None:
        """Let a recording become a file."""
        while self.emulator.app.recordings[recording_id].status != "UPLOADED":
            self.emulator.simulate.recording_advances(recording_id)

    def recordings(self, session_id: str) -> list[Any]:
        """Return the emulator's recordings of a session."""
        found = self.emulator.app.recordings.values()
        return [each for each in found if each.session and each.session.id == session_id]

    def until_now(self) -> None:
        """Go to this moment: what takes place from now on is young."""
        self.emulator.simulate.advance(DAYS_AGO * 86_400 - 3600)

    def asked(self, operation: str) -> int:
        """Count the requests of an operation."""
        return sum(request.operation == operation for request in self.emulator.requests)

    def forget_requests(self) -> None:
        self.emulator.requests.clear()
        self.emulator.files.requests.clear()

    async def archived(self, destination: object, **options: Any) -> Report:
        return await archive(self.rtk, destination, **options)  # type: ignore[arg-type] - tests give anything


class Folder:
    """A folder to archive into."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.destination = str(path)
        self.store = open_store(self.destination)

    def objects(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for path in self.path.rglob("*"):
            with suppress(FileNotFoundError):  # a part that has got its name meanwhile
                if path.is_file():
                    found[path.relative_to(self.path).as_posix()] = path.read_bytes()
        return found

    def remove(self, key: str) -> None:
        (self.path / key).unlink()

    def put(self, key: str, data: bytes) -> None:
        (self.path / key).write_bytes(data)


class Bucket:
    """A prefix of a bucket to archive into."""

    def __init__(self, s3: Any) -> None:
        self.s3 = s3
        self.name = f"bucket-{uuid4()}"
        s3.create_bucket(Bucket=self.name)
        self.destination = f"s3://{self.name}/kept/here"
        self.store = open_store(self.destination)

    def objects(self) -> dict[str, bytes]:
        rows = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        keys = [row["Key"] for page in rows for row in page.get("Contents", [])]
        return {
            key.removeprefix("kept/here/"): self.s3.get_object(Bucket=self.name, Key=key)["Body"].read()
            for key in keys
        }

    def remove(self, key: str) -> None:
        self.s3.delete_object(Bucket=self.name, Key=f"kept/here/{key}")

    def put(self, key: str, data: bytes) -> None:
        self.s3.put_object(Bucket=self.name, Key=f"kept/here/{key}", Body=data)

    def uploads(self) -> list[str]:
        """Name the uploads that were begun and neither completed nor taken back."""
        found = self.s3.list_multipart_uploads(Bucket=self.name)
        return [row["Key"] for row in found.get("Uploads", [])]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Call slow all tests of S3, and let one process run them: its server takes five seconds to start."""
    for item in items:
        if "s3" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("s3"))
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def s3() -> Iterator[Any]:
    import boto3

    with s3_server() as url:
        names = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
        yield boto3.client("s3", endpoint_url=url, **names)


@pytest.fixture
def s3_environment(s3: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3.meta.endpoint_url)
    return s3


@pytest.fixture
def bucket(s3_environment: Any) -> Bucket:
    return Bucket(s3_environment)


@pytest.fixture(params=["folder", pytest.param("s3", marks=[pytest.mark.xdist_group("s3"), pytest.mark.slow])])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Folder | Bucket:
    return Folder(tmp_path / "out") if request.param == "folder" else request.getfixturevalue("bucket")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "out")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    start = datetime.now(UTC) - timedelta(days=DAYS_AGO)
    async with (
        Emulator(clock=Clock(start)) as emulator,
        RealtimeKit(**emulator.credentials, quota=None) as rtk,
    ):
        yield Stage(emulator, rtk)
        emulator.faults.clear()
    assert emulator.errors == []
    assert emulator.files.leaks == []
