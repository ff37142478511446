"""What the tests of files share: a meeting that was recorded and talked in, and time that flies."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Clock, Emulator

from ..doubles.clocks import FlyingClock


class Scene:
    """An emulator and its client, and a meeting that has taken place."""

    def __init__(self, emulator: Emulator, rtk: RealtimeKit) -> None:
        self.emulator = emulator
        self.files = emulator.files
        self.rtk = rtk
        self.clock = FlyingClock()
        self.hurries(rtk)

    def hurries(self, rtk: RealtimeKit) -> None:
        """Let time fly between the tries of a client's downloads."""
        for service in (rtk.recordings, rtk.sessions):
            service.storage.clock = self.clock

    async def play(self, *, said: int = 3, prefix: str | None = None) -> None:
        """Let Ada talk and write for two minutes, and be recorded."""
        simulate = self.emulator.simulate
        meeting = await self.rtk.meetings.create(title="Standup", summarize_on_end=True)
        self.meeting_id = meeting.id
        self.ada = simulate.participant_joins(meeting.id, name="Ada")
        self.session_id = self.ada.session.id
        options = {} if prefix is None else {"file_name_prefix": prefix}
        self.recording_id = (await self.rtk.recordings.start(meeting_id=meeting.id, **options)).id
        simulate.recording_advances(self.recording_id)
        for number in range(said):
            simulate.advance(10)
            simulate.says(meeting.id, "Ada", f"Sentence {number}, she said.")
            simulate.chats(meeting.id, "Ada", f'Line {number}:\n"quoted", and more')
        simulate.advance(90)
        simulate.participant_leaves(meeting.id, "Ada")
        simulate.recording_advances(self.recording_id)

    async def tracks(self, *layers: str) -> str:
        """Record the tracks of another meeting, and give the id of the recording."""
        simulate = self.emulator.simulate
        grace = simulate.participant_joins(self.meeting_id, name="Grace").participant
        wishes = {layer: {} for layer in layers}
        recording = await self.rtk.recordings.start_track(
            meeting_id=self.meeting_id, layers=wishes, user_ids=[grace.id]
        )
        for _ in range(3):
            simulate.recording_advances(recording.id)
        return recording.id

    async def path(self) -> str:
        """Return the path under which the recording lies."""
        url = (await self.rtk.recordings.get(self.recording_id)).download_url
        assert isinstance(url, str)
        return self.files.path_of(url)

    async def holds(self, content: bytes, **options: object) -> None:
        """Let the recording have some other content."""
        self.files.put(await self.path(), content, **options)  # type: ignore[arg-type] - size and repeat

    @property
    def ranges(self) -> list[str | None]:
        """Which parts the storage host was asked for."""
        return [request.headers.get("Range") for request in self.files.requests]

    def resumed(self, *limits: int | None) -> bool:
        """Tell whether there was a request for each: from the start (None), or from a byte up to this one.

        What has arrived and was not read when a connection breaks is lost, so nobody knows the byte.
        """
        starts = [None if asked is None else int(asked[6:-1]) for asked in self.ranges]
        return len(starts) == len(limits) and all(
            start is None if limit is None else start is not None and 0 < start <= limit
            for start, limit in zip(starts, limits, strict=True)
        )

    @property
    def renewals(self) -> int:
        """How often the API was asked for the recording."""
        return sum(request.operation == "recordings_get" for request in self.emulator.requests)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with (
        Emulator(clock=Clock(datetime(2026, 3, 2, 12, tzinfo=UTC))) as emulator,
        RealtimeKit(**emulator.credentials) as rtk,
    ):
        scene = Scene(emulator, rtk)
        await scene.play()
        yield scene
        emulator.faults.clear()
    assert emulator.errors == []
    assert emulator.files.leaks == []
