import signal
import threading
import time

from realtimekit_async.agent import (
    Event,
    Gap,
    ParticipantJoined,
    ParticipantLeft,
    Peer,
    Present,
    Session,
    SessionEnded,
    SessionStarted,
)
from realtimekit_async.cli import main
from realtimekit_async.cli.agent import tell


def connected(emulator):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for one in emulator.agents.connections:
            if one.is_open and one.peer is not None and "connection.get" in one.requests:
                return one
        time.sleep(0.01)
    raise AssertionError("no agent came")


def meeting_of(emulator) -> str:
    return next(one.id for one in emulator.app.meetings.values() if one.status == "ACTIVE")


def test_the_command_tells_what_happens_as_json_lines(command, emulator):
    meeting_id = meeting_of(emulator)

    def talk() -> None:
        connected(emulator)
        emulator.simulate.participant_joins(meeting_id, name="Grace")
        emulator.simulate.says(meeting_id, "Grace", "hello")
        emulator.simulate.session_ends(meeting_id)

    talking = threading.Thread(target=talk)
    talking.start()
    outcome = command("agent", meeting_id, "--name", "Notes")
    talking.join()
    assert outcome.code == 0
    assert outcome.lines[0]["event"] == "SessionStarted"
    spoken = [line["data"]["text"] for line in outcome.lines if line["event"] == "TranscriptReceived"]
    assert spoken == ["hello"]
    assert "left: session_ended" in outcome.err


class Lagging:
    """Stands for an agent whose events are taken later than they came: for each, who was there by then."""

    def __init__(self, *steps: tuple[Event, set[str]]) -> None:
        self._steps = steps
        self.present = Present()

    async def __aiter__(self):
        for event, present in self._steps:
            self.present.read([Peer(peer_id) for peer_id in sorted(present)])
            yield event


async def told(*steps: tuple[Event, set[str]]) -> list[str]:
    shown = []
    await tell(Lagging(*steps), shown.append)
    words = {ParticipantJoined: "+ ", ParticipantLeft: "- "}
    return [
        words[type(event)] + event.participant.peer_id if type(event) in words else type(event).__name__
        for event in shown
    ]


SESSION = Session("s", "m")


async def test_whose_join_waits_to_be_taken_is_shown_once():
    assert await told(
        (SessionStarted(SESSION), {"ada", "bob"}),
        (ParticipantJoined(Peer("bob")), {"ada"}),
        (ParticipantLeft(Peer("bob")), {"ada"}),
    ) == ["SessionStarted", "+ ada", "+ bob", "- bob"]


async def test_after_a_gap_only_what_has_changed_is_shown():
    assert await told(
        (SessionStarted(SESSION), {"ada", "bob"}),
        (Gap(SESSION, SESSION, present_is_complete=True), {"bob", "cy"}),
        (ParticipantJoined(Peer("cy")), {"bob", "cy"}),
        (ParticipantLeft(Peer("ada")), {"bob", "cy"}),
        (SessionEnded(SESSION), set()),
    ) == ["SessionStarted", "+ ada", "+ bob", "Gap", "- ada", "+ cy", "SessionEnded"]


async def test_after_a_gap_nobody_is_said_to_have_left_if_that_is_not_known():
    assert await told(
        (SessionStarted(SESSION), {"ada"}),
        (Gap(SESSION, SESSION), set()),
        (ParticipantLeft(Peer("ada")), set()),
        (ParticipantLeft(Peer("from before")), set()),
    ) == ["SessionStarted", "+ ada", "Gap", "- ada", "- from before"]


def test_told_to_end_the_command_leaves_the_meeting(start, emulator):
    with start("agent", meeting_of(emulator)) as process:
        agent = connected(emulator)
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 128 + signal.SIGTERM
    assert agent.close_code == 1000
    assert agent.peer is None


def test_a_rule_that_cannot_work_is_misuse(command, emulator):
    outcome = command("agent", meeting_of(emulator), "--alone", "-1")
    assert outcome.code == 2
    assert "alone" in outcome.err


def test_the_demo_shows_an_agent_that_misses_nothing(capsys):
    assert main(["demo", "--agent"]) == 0
    out = capsys.readouterr().out
    for line in ("Ada: shall we begin?", "Grace: yes: the release is ready", "Ada: then let us ship it"):
        assert line in out
    assert "3 lines, 0 events dropped" in out
