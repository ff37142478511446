"""A wait that a webhook ends: the emulator delivers, a receiver in this process wakes who waits."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from realtimekit_async.emulator import Emulator
from realtimekit_async.events import KeyRing, Receiver, Router, aiohttp_handler


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
async def received(emulator: Emulator) -> AsyncIterator[tuple[Receiver, str]]:
    """Serve a receiver, and give it with its URL."""
    receiver, app = Receiver(KeyRing(emulator.webhook_key_url)), web.Application()
    app.add_routes([web.post("/webhooks", aiohttp_handler(receiver, Router()))])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield receiver, f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks"
    await runner.cleanup()


async def until_asked(emulator: Emulator, path: str) -> None:
    """Wait until something has been asked for: whoever waits for it has had its first look."""
    while not any(request.path.endswith(path) for request in emulator.requests):  # noqa: ASYNC110 - another thread
        await asyncio.sleep(0.01)


async def test_a_wait_for_a_recording_ends_with_the_webhook_and_long_before_the_next_look(
    emulator: Emulator, received: tuple[Receiver, str]
):
    receiver, url = received
    async with emulator.client() as rtk, asyncio.timeout(30):  # without news the second look is a minute away
        await rtk.webhooks.ensure(url, name="ours", events=["recording.statusUpdate"])
        meeting = await rtk.meetings.create(title="Standup")
        emulator.simulate.participant_joins(meeting.id, name="Ada")
        recording = await rtk.recordings.start(meeting_id=meeting.id)
        waiting = asyncio.ensure_future(rtk.recordings.wait(recording.id, notices=receiver))
        await until_asked(emulator, f"/recordings/{recording.id}")
        await rtk.recordings.stop(recording.id)
        emulator.simulate.recording_advances(recording.id)
        assert (await waiting).status == "UPLOADED"


async def test_a_wait_for_a_transcript_ends_with_the_webhook(emulator: Emulator, received: tuple[Receiver, str]):
    receiver, url = received
    async with emulator.client() as rtk, asyncio.timeout(30):
        await rtk.webhooks.ensure(url, name="ours", events=["meeting.transcript"])
        meeting = await rtk.meetings.create(title="Standup", transcribe_on_end=True)
        emulator.simulate.participant_joins(meeting.id, name="Ada")
        emulator.simulate.says(meeting.id, "Ada", "Can everybody hear me?")
        session = await rtk.active_session.get(meeting.id)
        waiting = asyncio.ensure_future(rtk.sessions.wait_for_transcript(session.id, notices=receiver))
        await until_asked(emulator, f"/sessions/{session.id}/transcript")
        emulator.simulate.participant_leaves(meeting.id, "Ada")
        assert (await waiting).url
