"""Sample payloads of webhooks, from a meeting that takes place in a world of its own."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from .emulator import Emulator
from .operations.meetings import create_meeting
from .schema.meetings import MeetingWrite
from .simulate import Simulation
from .webhooks.payloads import BODIES, payload
from .world.answers import encode
from .world.clock import Clock
from .world.world import App, Subject

MINUTE = 60


class Sample(NamedTuple):
    """The name of an event, and a body that tells of it."""

    event: str
    body: bytes


def sampled_meeting(seed: int | None = None) -> list[Sample]:
    """Let a meeting take place in the last half hour, and give all that webhooks tell of it, in order.

    Every call makes up other ids, so that no receiver takes the events for repeated ones; the same seed makes up
    the same ones, at other times.
    """
    clock = Clock(datetime.now(UTC) - timedelta(minutes=30))
    emulator = Emulator(seed=seed, meetings=0, clock=clock)
    samples: list[Sample] = []

    def listen(app: App, event: str, subject: Subject) -> None:
        if event in BODIES:
            samples.append(Sample(event, encode(payload(app, event, subject))))

    emulator.world.listeners.append(listen)
    wishes = MeetingWrite(
        title="Weekly sync", record_on_start=True, live_stream_on_start=True, summarize_on_end=True
    )
    create_meeting(emulator.app, wishes)
    _take_place(emulator.app, emulator.simulate)
    return samples


def _take_place(app: App, simulate: Simulation) -> None:
    (meeting_id,) = app.meetings
    simulate.participant_joins(meeting_id, name="Ada")
    (recording_id,) = app.recordings
    simulate.advance(3)
    simulate.recording_advances(recording_id)
    simulate.livestream_goes_live(meeting_id)
    simulate.participant_joins(meeting_id, name="Grace")
    simulate.advance(MINUTE)
    simulate.says(meeting_id, "Ada", "Can everybody hear me?")
    simulate.chats(meeting_id, "Grace", "Hello!")
    simulate.advance(25 * MINUTE)
    simulate.participant_leaves(meeting_id, "Ada")
    simulate.participant_leaves(meeting_id, "Grace")
    simulate.advance(MINUTE)
    simulate.recording_advances(recording_id)
