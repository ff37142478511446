import asyncio
import logging
from contextlib import suppress

import anyio
import pytest

from realtimekit_async import Conflict, NotFound, RealtimeKitError, ServerError, TransportError
from realtimekit_async.services.running_recording import Control, RunningRecording

LIST, START = "GET /recordings", "POST /recordings"
STOP, GET = "PUT /recordings/{recording_id}", "GET /recordings/{recording_id}"


@pytest.fixture
async def meeting_id(scene):
    meeting = await scene.rtk.meetings.create(title="Standup")
    scene.emulator.simulate.participant_joins(meeting.id, name="Ada")
    scene.begin()
    return meeting.id


def states(scene) -> list[str]:
    return [recording.status for recording in scene.emulator.app.recordings.values()]


async def test_a_recording_runs_as_long_as_the_block(scene, meeting_id):
    async with scene.rtk.recordings.running(meeting_id, file_name_prefix="standup") as running:
        assert running.recording.status == "INVOKED"
        assert states(scene) == ["INVOKED"]
        assert scene.emulator.requests[-1].body == {"meeting_id": meeting_id, "file_name_prefix": "standup"}
    assert running.recording.status == "UPLOADING"
    assert running.recording.stop_reason.reason == "API_CALL"
    assert states(scene) == ["UPLOADING"]
    assert scene.sent == [LIST, START, STOP]


async def test_an_error_in_the_block_stops_the_recording_and_passes_unchanged(scene, meeting_id):
    with pytest.raises(ZeroDivisionError) as caught:
        async with scene.rtk.recordings.running(meeting_id) as running:
            raise ZeroDivisionError
    assert not hasattr(caught.value, "__notes__")
    assert running.recording.status == "UPLOADING"
    assert states(scene) == ["UPLOADING"]


@pytest.mark.parametrize("end", ["session", "limit", "somebody"])
async def test_a_recording_that_ended_by_itself_is_given_as_it_is(scene, meeting_id, end):
    async with scene.rtk.recordings.running(meeting_id, max_seconds=60) as running:
        if end == "session":
            scene.emulator.simulate.session_ends(meeting_id)
        elif end == "limit":
            scene.emulator.simulate.recording_advances(running.recording.id)
            scene.emulator.simulate.advance(61)
        else:
            await scene.rtk.recordings.stop(running.recording.id)
    assert running.recording.status == "UPLOADING"
    assert scene.sent[-2:] == [STOP, GET]


@pytest.mark.parametrize(
    "trouble",
    [{"drop": "after"}, {"drop": "before"}, {"status": 503}, {"status": 502, "act": True}, {"status": 200}],
    ids=str,
)
async def test_it_is_stopped_whatever_happens_to_the_request(scene, meeting_id, trouble):
    scene.emulator.faults.next(method="PUT", **trouble)
    if trouble == {"status": 200}:
        scene.emulator.faults.clear()
        scene.emulator.faults.next(method="PUT", status=204, act=True, body=b"")
    async with scene.rtk.recordings.running(meeting_id) as running:
        pass
    assert running.recording.status == "UPLOADING"
    assert states(scene) == ["UPLOADING"]


async def test_what_cannot_be_stopped_is_an_error(scene, meeting_id):
    scene.emulator.faults.next(method="PUT", status=503, times=None)
    with pytest.raises(ServerError):
        async with scene.rtk.recordings.running(meeting_id):
            pass


async def test_what_cannot_be_stopped_is_a_note_of_the_error_that_is_on_its_way(scene, meeting_id, caplog):
    scene.emulator.faults.next(method="PUT", status=503, times=None)
    with caplog.at_level(logging.WARNING, "realtimekit_async"), pytest.raises(ZeroDivisionError) as caught:
        async with scene.rtk.recordings.running(meeting_id):
            raise ZeroDivisionError
    [note] = caught.value.__notes__
    assert note.startswith("a recording may be running still: PUT")
    assert note in caplog.messages


async def test_a_refusal_to_start_is_raised_and_the_recording_that_runs_is_left_alone(scene, meeting_id):
    await scene.rtk.recordings.start(meeting_id=meeting_id)
    with pytest.raises(Conflict):
        async with scene.rtk.recordings.running(meeting_id):
            pytest.fail("the block was entered")
    assert states(scene) == ["INVOKED"]


async def test_blocks_at_the_same_moment_leave_nothing_running(scene, meeting_id):
    scene.emulator.faults.hold(4, method="POST", path="/recordings")

    async def record() -> None:
        async with scene.rtk.recordings.running(meeting_id):
            await asyncio.sleep(0)

    ends = await asyncio.gather(*(record() for _ in range(4)), return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [Conflict] * 3
    assert states(scene) == ["UPLOADING"]


async def test_several_blocks_may_run_side_by_side(scene, meeting_id):
    async with (
        scene.rtk.recordings.running(meeting_id) as one,
        scene.rtk.recordings.running(meeting_id, allow_multiple_recordings=True) as other,
    ):
        assert one.recording.id != other.recording.id
        assert states(scene) == ["INVOKED"] * 2
    assert states(scene) == ["UPLOADING"] * 2


async def test_a_block_is_entered_once(scene, meeting_id):
    running = scene.rtk.recordings.running(meeting_id)
    async with running:
        pass
    with pytest.raises(RuntimeError, match=r"ask for another one with running\(\)"):
        await running.__aenter__()


async def test_bad_input_is_named_before_anything_is_sent(scene):
    with pytest.raises(TypeError, match="did you mean 'max_seconds'"):
        scene.rtk.recordings.running("m1", max_second=60)
    with pytest.raises(ValueError, match="meeting_id is an id"):
        scene.rtk.recordings.running("")
    assert scene.sent == []


async def test_its_representation_shows_no_link(scene, meeting_id):
    running = scene.rtk.recordings.running(meeting_id)
    assert repr(running) == "RunningRecording(None)"
    async with running:
        assert running.recording.id in repr(running)


# ── cancelled ──


async def in_the_block(scene, meeting_id, inside: asyncio.Event) -> None:
    async with scene.rtk.recordings.running(meeting_id):
        inside.set()
        await asyncio.get_running_loop().create_future()


async def test_a_cancelled_task_stops_its_recording(scene, meeting_id, ended):
    inside = asyncio.Event()
    task = asyncio.ensure_future(in_the_block(scene, meeting_id, inside))
    await inside.wait()
    task.cancel()
    await ended(task)
    assert states(scene) == ["UPLOADING"]


@pytest.mark.parametrize("times", [2, 5])
async def test_a_task_that_is_cancelled_again_and_again_stops_its_recording(scene, meeting_id, ended, times):
    inside = asyncio.Event()
    task = asyncio.ensure_future(in_the_block(scene, meeting_id, inside))
    await inside.wait()
    scene.emulator.faults.hold(2, method="PUT")
    task.cancel()
    await scene.until(lambda: scene.sent[-1] == STOP)
    for _ in range(times - 1):
        task.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        assert not task.done()
    scene.emulator.faults.clear()
    await ended(task)
    assert states(scene) == ["UPLOADING"]


async def test_a_cancelled_scope_as_a_web_framework_has_it_stops_the_recording(scene, meeting_id):
    inside = asyncio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(in_the_block, scene, meeting_id, inside)
        await inside.wait()
        group.cancel_scope.cancel()
    assert states(scene) == ["UPLOADING"]


async def test_a_time_limit_around_the_block_stops_the_recording_and_is_still_a_timeout_error(scene, meeting_id):
    async def record() -> None:
        async with asyncio.timeout(None) as limit, scene.rtk.recordings.running(meeting_id):
            limit.reschedule(asyncio.get_running_loop().time())
            await asyncio.get_running_loop().create_future()

    with pytest.raises(TimeoutError):
        await record()
    assert states(scene) == ["UPLOADING"]


async def test_a_cancellation_while_it_stops_in_peace_is_raised_once_it_is_stopped(scene, meeting_id, ended):
    leaving = asyncio.Event()

    async def record() -> None:
        async with scene.rtk.recordings.running(meeting_id):
            scene.emulator.faults.hold(2, method="PUT")
            leaving.set()
        pytest.fail("the cancellation was swallowed")

    task = asyncio.ensure_future(record())
    await leaving.wait()
    await scene.until(lambda: scene.sent[-1] == STOP)
    task.cancel()
    await asyncio.sleep(0)
    scene.emulator.faults.clear()
    await ended(task)
    assert states(scene) == ["UPLOADING"]


@pytest.mark.parametrize("scope", ["task", "task, twice", "anyio"])
@pytest.mark.parametrize("answer", ["comes", "breaks off"])
async def test_an_entry_that_is_cancelled_leaves_no_recording_running(scene, meeting_id, scope, answer):
    inside = asyncio.Event()
    scene.emulator.faults.hold(2, method="POST", path="/recordings")
    if answer == "breaks off":
        scene.emulator.faults.next(method="POST", path="/recordings", drop="after")
    async with anyio.create_task_group() as group:

        async def entry() -> None:
            await in_the_block(scene, meeting_id, inside)

        task = None
        if scope == "anyio":
            group.start_soon(entry)
        else:
            task = asyncio.ensure_future(entry())
        await scene.until(lambda: START in scene.sent)
        for _ in range(2 if scope == "task, twice" else 1):
            group.cancel_scope.cancel() if task is None else task.cancel()
            with anyio.CancelScope(shield=True):
                for _ in range(5):
                    await asyncio.sleep(0)
        await release(scene)
    if task is not None:
        with pytest.raises(asyncio.CancelledError):
            await task
    assert not inside.is_set()
    assert states(scene) == ["UPLOADING"]


async def release(scene) -> None:
    """Let go the start that is held back, by a second one that comes to nothing."""
    with anyio.CancelScope(shield=True), suppress(NotFound):
        await scene.rtk.recordings.start(meeting_id="nothing")


@pytest.mark.parametrize(
    "trouble",
    [{"drop": "after"}, {"status": 502, "act": True}, {"garbage": True}, {"truncate": True}],
    ids=str,
)
async def test_an_entry_that_breaks_after_the_start_leaves_no_recording_running(scene, meeting_id, trouble):
    scene.emulator.faults.next(method="POST", path="/recordings", **trouble)
    with pytest.raises(RealtimeKitError):
        async with scene.rtk.recordings.running(meeting_id):
            pytest.fail("the block was entered")
    assert states(scene) == ["UPLOADING"]
    assert scene.sent == [LIST, START, LIST, GET, STOP]


@pytest.mark.parametrize("trouble", [{"drop": "before"}, {"status": 502}], ids=str)
async def test_an_entry_that_breaks_before_the_start_stops_nobody_elses_recording(scene, meeting_id, trouble):
    others = await scene.rtk.recordings.start(meeting_id=meeting_id)
    scene.emulator.faults.next(method="POST", path="/recordings", **trouble)
    with pytest.raises(RealtimeKitError):
        async with scene.rtk.recordings.running(meeting_id, allow_multiple_recordings=True):
            pytest.fail("the block was entered")
    assert [recording.id for recording in scene.emulator.app.recordings.values()] == [others.id]
    assert states(scene) == ["INVOKED"]


async def test_which_of_several_new_recordings_is_ours_is_not_guessed(scene, meeting_id, control):
    async def start_beside_somebody_else():
        await scene.rtk.recordings.start(meeting_id=meeting_id)
        scene.emulator.faults.next(method="POST", path="/recordings", drop="after")
        return await scene.rtk.recordings.start(meeting_id=meeting_id, allow_multiple_recordings=True)

    with pytest.raises(TransportError) as caught:
        await RunningRecording(control(start_beside_somebody_else)).__aenter__()
    assert "was started and is not stopped" in caught.value.__notes__[-1]
    assert states(scene) == ["INVOKED"] * 2


async def test_what_the_meeting_records_by_itself_is_left_alone(scene):
    meeting = await scene.rtk.meetings.create(title="Recorded", record_on_start=True)
    scene.emulator.faults.next(method="POST", path="/recordings", drop="before")
    scene.emulator.faults.hold(2, method="POST", path="/recordings")
    entering = asyncio.ensure_future(scene.rtk.recordings.running(meeting.id).__aenter__())
    await scene.until(lambda: START in scene.sent)
    scene.emulator.simulate.participant_joins(meeting.id, name="Ada")
    await release(scene)
    with pytest.raises(TransportError):
        await entering
    assert states(scene) == ["INVOKED"]


async def test_a_lookup_that_fails_is_a_note_of_the_error(scene, meeting_id):
    async def failing_after_the_first() -> None:
        await scene.until(lambda: START in scene.sent)
        scene.emulator.faults.next(method="GET", status=503, times=None)

    scene.emulator.faults.next(method="POST", path="/recordings", drop="after")
    scene.emulator.faults.hold(2, method="POST", path="/recordings")
    failing = asyncio.ensure_future(failing_after_the_first())
    entering = asyncio.ensure_future(scene.rtk.recordings.running(meeting_id).__aenter__())
    await failing
    await release(scene)
    with pytest.raises(TransportError) as caught:
        await entering
    assert caught.value.__notes__[-1].startswith("a recording may be running still: GET /recordings → 503")


@pytest.fixture
def control(scene, meeting_id):
    """What can be done to the meeting's recordings, with a start of the test's own."""

    async def running_ids() -> set[str]:
        return {row.id for row in await scene.rtk.recordings.list(meeting_id=meeting_id).collect()}

    return lambda start: Control(start, scene.rtk.recordings.stop, scene.rtk.recordings.get, running_ids)


async def test_a_start_without_an_answer_is_looked_for_after_a_while(scene, meeting_id, control):
    async def start_and_hear_nothing():
        await scene.rtk.recordings.start(meeting_id=meeting_id)
        await asyncio.get_running_loop().create_future()

    entering = asyncio.ensure_future(RunningRecording(control(start_and_hear_nothing), grace=1.0).__aenter__())
    await scene.until(lambda: states(scene))
    entering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entering
    assert states(scene) == ["UPLOADING"]
