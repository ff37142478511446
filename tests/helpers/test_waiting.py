import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, strategies as st

from realtimekit_async import (
    ConfigurationError,
    NotFound,
    RateLimited,
    RealtimeKit,
    RecordingFailed,
    Retry,
    TransportError,
    WaitTimeout,
)
from realtimekit_async.errors import LONGEST_ASKED_PAUSE
from realtimekit_async.services.recordings import Recordings
from realtimekit_async.services.sessions import Sessions
from realtimekit_async.services.waiting import pause_after

GET = "GET /recordings/{recording_id}"
TRANSCRIPT, SUMMARY = "GET /sessions/{session_id}/transcript", "GET /sessions/{session_id}/summary"
SESSION = "GET /sessions/{session_id}"


class Board:
    """What wakes waits: a small version of a receiver of webhooks."""

    def __init__(self) -> None:
        self.expected: dict[tuple[str, str], list[asyncio.Event]] = {}

    @contextmanager
    def expect(self, event: str, subject: str, /) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        waiting = self.expected.setdefault((event, subject), [])
        waiting.append(woken)
        try:
            yield woken
        finally:
            waiting.remove(woken)

    def deliver(self, event: str, subject: str) -> None:
        for woken in self.expected.get((event, subject), []):
            woken.set()

    @property
    def waits(self) -> int:
        return sum(map(len, self.expected.values()))


@pytest.fixture
async def recording_id(scene):
    meeting = await scene.rtk.meetings.create(title="Standup")
    scene.emulator.simulate.participant_joins(meeting.id, name="Ada")
    recording = await scene.rtk.recordings.start(meeting_id=meeting.id)
    scene.begin()
    return recording.id


@pytest.fixture
async def session(scene):
    meeting = await scene.rtk.meetings.create(title="Standup")
    scene.emulator.simulate.participant_joins(meeting.id, name="Ada")
    scene.begin()
    return scene.emulator.app.meetings[meeting.id].session


@pytest.fixture
def recordings(scene):
    return Recordings(scene.rtk, scene.clock)


@pytest.fixture
def sessions(scene):
    return Sessions(scene.rtk, scene.clock)


# ── polling ──


async def test_a_recording_is_waited_for_until_it_is_uploaded(scene, recordings, recording_id):
    scene.clock.asleep = lambda: scene.emulator.simulate.recording_advances(recording_id)
    recording = await recordings.wait(recording_id)
    assert (recording.status, recording.id) == ("UPLOADED", recording_id)
    assert recording.download_url
    assert scene.sent == [GET] * 4
    assert scene.clock.sleeps == [1.0, 1.5, 2.25]


@pytest.mark.parametrize(
    ("until", "steps", "status"),
    [("RECORDING", 1, "RECORDING"), ("RECORDING", 3, "UPLOADED"), ("UPLOADING", 2, "UPLOADING")],
)
async def test_a_wait_ends_at_the_milestone_or_past_it(scene, recordings, recording_id, until, steps, status):
    for _ in range(steps):
        scene.emulator.simulate.recording_advances(recording_id)
    assert (await recordings.wait(recording_id, until=until)).status == status
    assert scene.clock.sleeps == []


async def test_a_paused_recording_has_been_started_and_is_not_uploaded(scene, recordings, recording_id):
    scene.emulator.simulate.recording_advances(recording_id)
    await scene.rtk.recordings.pause(recording_id)
    assert (await recordings.wait(recording_id, until="RECORDING")).status == "PAUSED"
    with pytest.raises(WaitTimeout):
        await recordings.wait(recording_id, timeout=0)


async def test_a_state_of_tomorrow_is_waited_out(scene, recordings, recording_id):
    data = {"id": recording_id, "status": "TRANSCODING"}
    scene.emulator.faults.next(status=200, body={"success": True, "data": data}, path="/recordings/*", times=2)
    scene.clock.asleep = lambda: scene.emulator.simulate.recording_advances(recording_id)
    assert (await recordings.wait(recording_id)).status == "UPLOADED"


async def test_a_recording_that_failed_is_an_error_of_its_own(scene, recordings, recording_id):
    scene.clock.asleep = lambda: scene.emulator.simulate.recording_fails(recording_id)
    with pytest.raises(RecordingFailed, match=r"is ERRORED \(INTERNAL_ERROR\)") as caught:
        await recordings.wait(recording_id)
    assert caught.value.recording_id == recording_id


@pytest.mark.parametrize("seconds", [0, 1, 7.5, 100])
async def test_a_wait_ends_with_a_last_look_when_its_time_is_over(scene, recordings, recording_id, seconds):
    with pytest.raises(WaitTimeout, match=f"did not come within {seconds:g} s") as caught:
        await recordings.wait(recording_id, timeout=seconds)
    assert caught.value.seconds == seconds
    assert sum(scene.clock.sleeps) == pytest.approx(seconds)
    assert len(scene.sent) == len(scene.clock.sleeps) + 1


async def test_an_hour_of_polling_costs_little_of_the_quota(scene, recordings, recording_id):
    with pytest.raises(WaitTimeout):
        await recordings.wait(recording_id)
    assert sum(scene.clock.sleeps) == pytest.approx(3600)
    assert len(scene.sent) < 140


@pytest.mark.parametrize(
    "trouble",
    [{"status": 503}, {"drop": "after"}, {"drop": "before"}, {"garbage": True, "times": 2}],
    ids=str,
)
async def test_a_wait_outlives_trouble_that_passes(scene, recordings, recording_id, trouble):
    scene.emulator.faults.next(**{"method": "GET", "times": 6, **trouble})
    scene.clock.asleep = lambda: scene.emulator.simulate.recording_advances(recording_id)
    assert (await recordings.wait(recording_id)).status == "UPLOADED"


async def test_a_wait_that_ends_in_trouble_tells_of_it(scene, recordings, recording_id):
    scene.emulator.faults.next(method="GET", times=None, status=503)
    with pytest.raises(WaitTimeout) as caught:
        await recordings.wait(recording_id, timeout=5)
    assert "the last look failed: GET" in caught.value.__notes__[-1]
    assert "503" in caught.value.__notes__[-1]


async def test_a_wait_holds_back_as_long_as_a_server_asks(scene, recording_id):
    patient = scene.rtk.with_options(retry=Retry(attempts=1), max_wait=0)
    scene.emulator.faults.next(method="GET", status=429, retry_after=120)
    with pytest.raises(WaitTimeout):
        await Recordings(patient, scene.clock).wait(recording_id, timeout=150)
    assert scene.clock.sleeps[0] == pytest.approx(120, abs=5)


@pytest.mark.parametrize("trouble", [{"status": 401}, {"status": 403}, {"status": 400}], ids=str)
async def test_a_refusal_ends_a_wait_at_once(scene, recordings, recording_id, trouble):
    scene.emulator.faults.next(method="GET", **trouble)
    with pytest.raises(Exception, match="GET") as caught:
        await recordings.wait(recording_id)
    assert caught.value.status == trouble["status"]
    assert scene.clock.sleeps == []


async def test_an_unknown_recording_is_not_found(recordings):
    with pytest.raises(NotFound):
        await recordings.wait("nothing")


async def test_closing_the_client_ends_a_wait(scene, recording_id, flying_clock):
    rtk = RealtimeKit(**scene.emulator.credentials)
    scene.emulator.faults.hold(2, method="GET")
    waiting = asyncio.ensure_future(Recordings(rtk, flying_clock()).wait(recording_id))
    await scene.until(lambda: scene.sent)
    await rtk.aclose()
    with pytest.raises(TransportError, match="closed"):
        await waiting


@pytest.mark.parametrize(
    ("options", "error", "named"),
    [
        ({"until": "DONE"}, ValueError, "until is one of RECORDING, UPLOADING, UPLOADED, got 'DONE'"),
        ({"timeout": -1}, ConfigurationError, "timeout is a number of seconds, 0 or more"),
        ({"timeout": float("nan")}, ConfigurationError, "timeout is a number of seconds, 0 or more"),
        ({"timeout": "5"}, ConfigurationError, "timeout is a number of seconds"),
        ({"timout": 5}, TypeError, "did you mean 'timeout'"),
    ],
)
async def test_bad_input_is_named_before_anything_is_sent(scene, recordings, options, error, named):
    with pytest.raises(error, match=named):
        await recordings.wait("r1", **options)
    assert scene.sent == []


async def test_waits_at_the_same_moment_all_end(scene, recordings, recording_id):
    scene.emulator.faults.hold(5, method="GET")
    scene.clock.asleep = lambda: (
        scene.emulator.app.recordings[recording_id].status == "UPLOADED"
        or scene.emulator.simulate.recording_advances(recording_id)
    )
    ended = await asyncio.gather(*(recordings.wait(recording_id) for _ in range(5)))
    assert {recording.status for recording in ended} == {"UPLOADED"}


@given(looks=st.integers(0, 10**6), asked=st.none() | st.floats(0, 1e6), has_news=st.booleans())
def test_the_next_look_is_never_hasty_and_never_before_the_server_allows_it(looks, asked, has_news):
    trouble = None if asked is None else RateLimited("no", status=429, retry_after=asked)
    pause = pause_after(looks, trouble, has_news=has_news)
    obeyed = min(asked or 0.0, LONGEST_ASKED_PAUSE)
    assert max(1.0, obeyed) <= pause <= max(60.0, obeyed)
    assert pause <= pause_after(looks + 1, trouble, has_news=has_news)


# ── transcripts and summaries ──


async def test_a_transcript_is_waited_for(scene, sessions, session):
    scene.clock.asleep = lambda: scene.emulator.simulate.session_ends(session.meeting.id)
    transcript = await sessions.wait_for_transcript(session.id, format="SRT")
    assert transcript.url.partition("?")[0].endswith(".srt")
    assert scene.sent == [TRANSCRIPT, SESSION, TRANSCRIPT]


async def test_a_summary_is_waited_for(scene, sessions, session):
    scene.emulator.simulate.session_ends(session.meeting.id)
    scene.clock.asleep = lambda: setattr(session, "summarized", True)
    assert (await sessions.wait_for_summary(session.id)).url
    assert scene.sent == [SUMMARY, SESSION, SUMMARY]


async def test_an_unknown_session_is_told_from_one_without_a_transcript_yet(scene, sessions, session):
    with pytest.raises(NotFound, match=r"GET /sessions/\{session_id\} "):
        await sessions.wait_for_transcript("nothing")
    with pytest.raises(WaitTimeout, match="the transcript of session"):
        await sessions.wait_for_transcript(session.id, timeout=3)
    assert scene.sent.count(SESSION) == 2


async def test_a_file_that_all_sessions_share_is_not_the_transcript(scene, sessions, session):
    scene.emulator.simulate.session_ends(session.meeting.id)
    data = {"transcript_download_url": "https://files.example/store/default/transcript.csv"}
    scene.emulator.faults.next(status=200, body={"success": True, "data": data})
    transcript = await sessions.wait_for_transcript(session.id)
    assert "/store/default/" not in transcript.url
    assert scene.sent == [TRANSCRIPT, TRANSCRIPT]


async def test_an_answer_without_a_link_is_no_transcript_yet(scene, sessions, session):
    scene.emulator.simulate.session_ends(session.meeting.id)
    scene.emulator.faults.next(status=200, body={"success": True, "data": {}})
    scene.emulator.faults.next(status=200, body={"success": True, "data": {"transcript_download_url": ""}})
    assert (await sessions.wait_for_transcript(session.id)).url
    assert scene.sent == [TRANSCRIPT] * 3


async def test_a_summary_whose_text_comes_inline_is_there(scene, sessions, session):
    scene.emulator.faults.next(status=200, body={"success": True, "data": {"summary": "We met."}})
    assert (await sessions.wait_for_summary(session.id)).inline == "We met."


async def test_a_session_is_asked_about_again_if_that_failed(scene, sessions, session):
    scene.emulator.faults.next(status=503, path="/sessions/{session_id}", times=4)
    scene.clock.asleep = lambda: (
        session.ended_at or len(scene.clock.sleeps) < 2 or scene.emulator.simulate.session_ends(session.meeting.id)
    )
    assert (await sessions.wait_for_transcript(session.id)).url


# ── woken by webhooks ──


@pytest.fixture
def board():
    return Board()


@pytest.fixture
def still(flying_clock):
    """A clock on which nothing but news wakes anybody."""
    return flying_clock(stops=True)


async def test_news_wakes_a_wait_and_the_api_is_asked(scene, recording_id, board, still):
    waiting = asyncio.ensure_future(Recordings(scene.rtk, still).wait(recording_id, notices=board))
    for looks in range(1, 4):
        await scene.until(lambda looks=looks: len(still.sleeps) == looks)
        scene.emulator.simulate.recording_advances(recording_id)
        board.deliver("recording.statusUpdate", recording_id)
    assert (await waiting).status == "UPLOADED"
    assert scene.sent == [GET] * 4
    assert still.sleeps == [60.0] * 3
    assert board.waits == 0


@pytest.mark.parametrize("kind", ["transcript", "summary"])
async def test_news_of_a_file_wakes_who_waits_for_it(scene, session, board, still, kind):
    sessions = Sessions(scene.rtk, still)
    wait = sessions.wait_for_transcript if kind == "transcript" else sessions.wait_for_summary
    waiting = asyncio.ensure_future(wait(session.id, notices=board))
    await scene.until(lambda: still.sleeps)
    scene.emulator.simulate.session_ends(session.meeting.id)
    session.summarized = True
    board.deliver(f"meeting.{kind}", session.id)
    assert (await waiting).url
    assert board.waits == 0


async def test_news_that_comes_while_the_api_is_asked_is_not_lost(scene, recording_id, board, still):
    scene.emulator.faults.hold(2, method="GET")
    waiting = asyncio.ensure_future(
        Recordings(scene.rtk, still).wait(recording_id, notices=board, until="RECORDING")
    )
    await scene.until(lambda: scene.sent)
    board.deliver("recording.statusUpdate", recording_id)
    scene.emulator.faults.clear()
    await scene.until(lambda: len(scene.sent) == 2)
    await scene.until(lambda: len(still.sleeps) == 2)
    for _ in range(100):
        await asyncio.sleep(0)
    assert scene.sent == [GET] * 2  # news is good for one look
    scene.emulator.simulate.recording_advances(recording_id)
    board.deliver("recording.statusUpdate", recording_id)
    assert (await waiting).status == "RECORDING"


async def test_news_of_others_wakes_nobody(scene, recording_id, board, still):
    waiting = asyncio.ensure_future(Recordings(scene.rtk, still).wait(recording_id, notices=board))
    await scene.until(lambda: still.sleeps)
    board.deliver("recording.statusUpdate", "another")
    board.deliver("meeting.ended", recording_id)
    for _ in range(20):
        await asyncio.sleep(0)
    assert scene.sent == [GET]
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert board.waits == 0


async def test_a_webhook_that_never_comes_is_made_up_for_by_a_slow_poll(scene, recordings, recording_id, board):
    scene.clock.asleep = lambda: scene.emulator.simulate.recording_advances(recording_id)
    assert (await recordings.wait(recording_id, notices=board)).status == "UPLOADED"
    assert scene.clock.sleeps == [60.0] * 3


async def test_a_wait_for_news_ends_when_its_time_is_over(scene, recordings, recording_id, board):
    with pytest.raises(WaitTimeout):
        await recordings.wait(recording_id, notices=board, timeout=90)
    assert scene.clock.sleeps == [60.0, 30.0]
    assert board.waits == 0


async def test_cancelling_a_wait_leaves_nothing_behind(scene, recording_id, board, still):
    before = asyncio.all_tasks()
    waiting = asyncio.ensure_future(Recordings(scene.rtk, still).wait(recording_id, notices=board))
    await scene.until(lambda: still.sleeps)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert asyncio.all_tasks() - before <= {task for task in asyncio.all_tasks() if "RequestHandler" in repr(task)}
    assert board.waits == 0
