"""From a webhook that REST creates to a handler in a backend: the emulator, sockets, uvicorn, typed events."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import aiohttp
import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Clock, Emulator
from realtimekit_async.emulator.webhooks.schedule import RETRY_SECONDS

from .uvicorn_server import served

Seen = list[list[str | int | None]]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(clock=Clock(datetime(2026, 3, 2, 12, tzinfo=UTC))) as emulator:
        yield emulator
    assert emulator.errors == []


@pytest.fixture(scope="module")
def backend(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("log") / "uvicorn.log"
    with served("emulated:app", log, KEY_URL=emulator.webhook_key_url) as url:
        yield url


@pytest.fixture
async def rtk(emulator: Emulator) -> AsyncIterator[RealtimeKit]:
    async with emulator.client() as rtk:
        yield rtk
        for hook in await rtk.webhooks.list().collect():
            await rtk.webhooks.delete(hook.id)
    emulator.deliveries.clear()


async def seen_by(backend: str, meeting_id: str) -> Seen:
    """Ask the backend what its handlers have seen of a meeting."""
    async with aiohttp.ClientSession() as http, http.get(f"{backend}/seen/{meeting_id}") as answer:
        return await answer.json()


async def test_what_handlers_see_is_what_has_happened(rtk: RealtimeKit, emulator: Emulator, backend: str):
    events = await rtk.webhooks.supported_events()
    hook = await rtk.webhooks.create(name="ours", url=f"{backend}/webhooks/", events=events)
    meeting_id = await whole_meeting(rtk, emulator)
    await emulator.deliveries.settled()
    (session,) = (each for each in emulator.app.sessions.values() if each.meeting.id == meeting_id)
    (recording,) = emulator.app.recordings.values()  # only this meeting is recorded
    (livestream,) = emulator.app.livestreams.values()
    (peer,) = session.peers.values()
    status = ["recording.statusUpdate", recording.id]
    stream = ["livestreaming.statusUpdate", livestream.id]
    size = (await rtk.recordings.get(recording.id)).file_size
    assert size
    assert await seen_by(backend, meeting_id) == [
        ["meeting.started", session.id, "Standup"],
        [*status, "INVOKED", None, None],
        [*stream, "IDLE"],
        ["meeting.participantJoined", peer.id, "user-7"],
        [*status, "RECORDING", None, None],
        [*stream, "LIVE"],
        ["meeting.participantLeft", peer.id, "user-7"],
        ["meeting.ended", session.id, "ALL_PARTICIPANTS_LEFT"],
        [*status, "UPLOADING", None, "ALL_PEERS_LEFT"],
        [*stream, "OFFLINE"],
        ["meeting.chatSynced", session.id],
        ["meeting.summary", session.id],
        [*status, "UPLOADED", size, "ALL_PEERS_LEFT"],
    ]
    # The handler of the transcript has failed once, so that it comes again, a while later.
    emulator.simulate.advance(RETRY_SECONDS[0])
    await emulator.deliveries.settled()
    assert (await seen_by(backend, meeting_id))[13:] == [["meeting.transcript", session.id]]
    statuses = [delivery.status for delivery in emulator.deliveries]
    assert (statuses.count(200), statuses.count(500)) == (14, 1)
    assert {delivery.webhook_id for delivery in emulator.deliveries} == {hook.id}


async def whole_meeting(rtk: RealtimeKit, emulator: Emulator) -> str:
    meeting = await rtk.meetings.create(
        title="Standup", record_on_start=True, live_stream_on_start=True, summarize_on_end=True
    )
    await rtk.participants.add(
        meeting.id, name="Ada", preset_name="group_call_host", custom_participant_id="user-7"
    )
    simulate = emulator.simulate
    simulate.participant_joins(meeting.id, "user-7")
    recording = await rtk.recordings.active(meeting.id)
    simulate.recording_advances(recording.id)
    simulate.livestream_goes_live(meeting.id)
    simulate.says(meeting.id, "Ada", "Can everybody hear me?")
    simulate.chats(meeting.id, "Ada", "Hello!")
    simulate.advance(600)
    simulate.participant_leaves(meeting.id, "Ada")
    simulate.recording_advances(recording.id)
    return meeting.id


@pytest.mark.slow
async def test_repeated_and_shuffled_deliveries_are_handled_once_and_a_new_key_is_fetched(
    rtk: RealtimeKit, emulator: Emulator, backend: str
):
    guests = [f"Guest {number}" for number in range(5)]
    await rtk.webhooks.create(name="ours", url=f"{backend}/webhooks/", events=["meeting.participantJoined"])
    meeting = await rtk.meetings.create(title="Standup")
    with emulator.deliveries.duplicated(), emulator.deliveries.shuffled():
        peers = [emulator.simulate.participant_joins(meeting.id, name=guest).id for guest in guests]
    await emulator.deliveries.settled()
    assert len(emulator.deliveries) == 10
    emulator.rotate_webhook_key()
    emulator.deliveries.prefix = "dyte"
    peers.append(emulator.simulate.participant_joins(meeting.id, name="After the change").id)
    await emulator.deliveries.settled()
    assert {delivery.status for delivery in emulator.deliveries} == {200}
    seen = [peer_id for _, peer_id, _ in await seen_by(backend, meeting.id)]
    assert sorted(seen, key=str) == sorted(peers)
    assert seen[-1] == peers[-1]
