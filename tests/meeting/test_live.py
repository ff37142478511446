"""Two programs in a real meeting of Cloudflare's: opt-in, with an account, and never part of a check."""

import asyncio
import os

import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.meeting import BroadcastReceived, Chromium, Meeting, ParticipantLeft

from .media import loud, middle_of, png, tone
from .stage import told, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not os.environ.get("REALTIMEKIT_LIVE_MEETING"),
        reason="REALTIMEKIT_LIVE_MEETING=1, and the credentials of an account, let two programs meet",
    ),
]
HOST, GUEST = "group_call_host", "group_call_participant"
GREEN = (0, 200, 0)


async def test_two_programs_meet_talk_vote_see_and_hear_each_other():
    async with RealtimeKit() as rtk, Chromium(sandbox=os.environ.get("REALTIMEKIT_NO_SANDBOX") is None) as browser:
        meeting = await rtk.meetings.create(title="Two programs")
        host = browser if "cloudflare.com" in rtk.base_url else None
        async with (
            rtk.meetings.join(meeting.id, name="Ada", preset_name=HOST, host=host) as ada,
            rtk.meetings.join(meeting.id, name="Bob", preset_name=GUEST, host=host) as bob,
        ):
            await until(lambda: bob.self.id in ada.participants.joined and ada.self.id in bob.participants.joined)
            await talk(ada, bob)
            await hear_and_see(ada, bob)
            kicked = await told(
                ada.participants.joined, ParticipantLeft, ada.participants.joined[bob.self.id].kick
            )
            assert kicked.participant.name == "Bob"
            assert await bob.run() == "kicked"
        await rtk.meetings.update(meeting.id, status="INACTIVE")


async def talk(ada: Meeting, bob: Meeting) -> None:
    await ada.chat.send_text_message("Hello")
    await until(lambda: [message.message for message in bob.chat.messages] == ["Hello"])
    poll = await ada.polls.create("Lunch?", ["Pizza", "Salad"])
    await until(lambda: bob.polls.items)
    await bob.polls.vote(poll.id, 1)
    await until(lambda: ada.polls.items[0].options[1].count == 1)
    note = await told(bob, BroadcastReceived, lambda: ada.participants.broadcast_message("note", {"n": 1}))
    assert (note.type, note.payload) == ("note", {"n": 1})


async def hear_and_see(ada: Meeting, bob: Meeting) -> None:
    seen = bob.participants.joined[ada.self.id]
    async with ada.self.microphone() as microphone, bob.audio(rate=16_000) as ear:
        await until(lambda: seen.audio_track is not None)
        speaking = asyncio.ensure_future(microphone.write(tone(20)))
        heard = b""
        while len(loud(heard, 16_000)) < 16_000:
            heard += await anext(ear)
        speaking.cancel()
        await microphone.clear()
    await ada.self.show(png(64, 36, GREEN))
    await until(lambda: seen.video_track is not None)
    assert middle_of((await seen.picture(max_width=64)).data) == pytest.approx(GREEN, abs=40)
