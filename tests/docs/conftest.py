"""What the programs of the pages find: a past, a server that goes on by itself, and who talks to agents."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from realtimekit_async.emulator import Clock, Emulator


@pytest.fixture
def history() -> Iterator[Emulator]:
    """A past of thirty meetings, with somebody in each; its time stands still, for pages that show rows."""
    clock = Clock(datetime.now(UTC).replace(microsecond=0))
    with Emulator(seed=7, meetings=30, recordings=12, clock=clock) as emulator:
        for meeting in tuple(emulator.app.meetings.values()):
            if meeting.status == "ACTIVE":
                emulator.simulate.participant_joins(meeting.id, name="Ada")
        yield emulator


@pytest.fixture
def present(history: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """The server of that past, which goes on; the environment leads to it."""
    for name, value in history.environment.items():
        monkeypatch.setenv(name, value)
    with uploading(history), talking(history):
        yield history


@contextmanager
def uploading(emulator: Emulator) -> Iterator[None]:
    """Let what is uploaded arrive, as it does after a while on the real server."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.01):
            for recording in tuple(emulator.app.recordings.values()):
                if recording.status == "UPLOADING":
                    emulator.simulate.recording_advances(recording.id)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def talking(emulator: Emulator) -> Iterator[None]:
    """Talk to an agent as soon as one is there, and end the session."""
    over = threading.Event()

    def talk() -> None:
        while not over.wait(0.05):
            for one in emulator.agents.connections:
                if one.is_open and one.peer is not None and "connection.get" in one.requests:
                    meeting_id = one.participant.meeting.id
                    emulator.simulate.participant_joins(meeting_id, name="Grace")
                    emulator.simulate.says(meeting_id, "Grace", "hello, notes")
                    emulator.simulate.session_ends(meeting_id)

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
