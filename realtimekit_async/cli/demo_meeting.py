"""`realtimekit demo --meeting`: three meeting objects in an emulated meeting, without a browser."""

import asyncio
from array import array
from contextlib import AsyncExitStack
from dataclasses import dataclass
from math import pi, sin

from rich.text import Text

from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import (
    AudioIn,
    ChatUpdated,
    Meeting,
    ParticipantJoined,
    PollsUpdated,
    TextMessage,
    TranscriptReceived,
    WaitlistJoined,
)

from .demo_output import DemoOutput
from .lines import say
from .run import FINE
from .terminal import OUT

_PAUSE = 0.15
"""Seconds between two lines, on a terminal, so that one can read along."""
_WITHIN = 10.0
_RATE = 16_000
_STYLES = {"Ada": "bold cyan", "Grace": "bold magenta", "Notes": "bold yellow"}
_HOST, _GUEST, _MEMBER = "group_call_host", "group_call_guest", "group_call_participant"
_QUESTION = "Notes, what was decided?"


@dataclass(slots=True)
class Stage:
    """Where the demo plays, and how it is told."""

    output: DemoOutput
    emulator: Emulator
    rtk: RealtimeKit
    meeting_id: str
    objects: AsyncExitStack

    async def enter(self, name: str, preset_name: str) -> Meeting:
        """Bring somebody into the meeting."""
        joining = self.rtk.meetings.join(self.meeting_id, name=name, preset_name=preset_name)
        return await self.objects.enter_async_context(joining)

    async def said(self, name: str, text: str) -> None:
        """Show what somebody says or does."""
        say(OUT, Text.assemble(f"   {'':4}", (f"{name:6}", _STYLES[name]), text), hanging=13)
        await pause()


async def pause() -> None:
    """Let people read; a file needs no pauses."""
    if OUT.is_terminal:
        await asyncio.sleep(_PAUSE)


async def demonstrate(output: DemoOutput, seed: int) -> int:
    """Let a host, a guest and a bot that takes notes meet."""
    async with Emulator(seed=seed, meetings=0) as emulator, emulator.client() as rtk:
        output.title(
            "A meeting in Python",
            (
                "Three participants that are programs, in a meeting",
                "on this machine: no browser, no network, no account.",
            ),
        )
        async with AsyncExitStack() as objects:
            await _close_the_door(rtk)
            meeting = await rtk.meetings.create(title="Release")
            await _meet(Stage(output, emulator, rtk, meeting.id, objects))
        await _read_the_chat(output, rtk)
        output.aside("experimental: not yet tested in a live meeting")
        output.aside("go on with: realtimekit meeting check")
    return FINE


async def _close_the_door(rtk: RealtimeKit) -> None:
    """Have guests wait until somebody lets them in."""
    preset = await rtk.presets.get_by_name(_GUEST)
    await rtk.presets.update(preset.id, permissions={"waiting_room_type": "SKIP_ON_ACCEPT"})


async def _meet(stage: Stage) -> None:
    ada = await _open_the_door(stage)
    grace = await _let_in(stage, ada)
    await _vote(stage, ada, grace)
    await _take_notes(stage, ada, grace)
    await _speak(stage, ada, grace)
    await _kick(stage, ada, grace)


async def _open_the_door(stage: Stage) -> Meeting:
    output = stage.output
    output.step("Ada hosts: she admits whoever waits, and greets")
    output.code(
        'async with rtk.meetings.join(meeting.id, name="Ada",', '    preset_name="group_call_host") as ada:'
    )
    ada = await stage.enter("Ada", _HOST)
    output.done(f"Ada is in the meeting: {ada.self.room_state}")

    @ada.on(WaitlistJoined)
    async def admit(event: WaitlistJoined) -> None:
        await stage.said("Ada", f"lets {event.participant.name} in")
        await ada.participants.accept_waiting_room_request(event.participant.id)

    @ada.participants.joined.on(ParticipantJoined)
    async def greet(event: ParticipantJoined) -> None:
        await ada.chat.send_text_message(f"Hi {event.participant.name}!")

    output.code("@ada.on(WaitlistJoined)", "async def admit(event): …")
    output.code("@ada.participants.joined.on(ParticipantJoined)", "async def greet(event): …")
    await pause()
    return ada


async def _let_in(stage: Stage, ada: Meeting) -> Meeting:
    stage.output.step("Grace comes through the waiting room")
    await stage.said("Grace", "waits to be let in")
    greeting = asyncio.create_task(_message(ada, "Hi Grace!"))
    grace = await stage.enter("Grace", _GUEST)
    await greeting
    await stage.said("Ada", "Hi Grace!")
    stage.output.done(f"Grace sees {', '.join(str(who.name) for who in grace.participants.joined.to_list())}")
    return grace


async def _vote(stage: Stage, ada: Meeting, grace: Meeting) -> None:
    output = stage.output
    output.step("A poll")
    output.code("poll = await ada.polls.create(", '    "Ship it?", ["Yes", "Tomorrow"])')
    poll = await ada.polls.create("Ship it?", ["Yes", "Tomorrow"])
    counted = asyncio.create_task(ada.wait_for(PollsUpdated, where=_has_votes, timeout=_WITHIN))
    output.code("await grace.polls.vote(poll.id, 0)")
    await grace.polls.vote(poll.id, 0)
    await counted
    (result,) = ada.polls.items
    counts = ", ".join(f"{option.text} {option.count}" for option in result.options)
    output.done(f"{result.question} {counts}")
    await pause()


def _has_votes(event: PollsUpdated) -> bool:
    return any(option.count for poll in event.polls for option in poll.options)


async def _take_notes(stage: Stage, ada: Meeting, grace: Meeting) -> None:
    """Have a bot answer from what was said."""
    stage.output.step("Notes listens, and answers in the chat")
    greeting = asyncio.create_task(_message(ada, "Hi Notes!"))
    notes = await stage.enter("Notes", _MEMBER)
    await greeting

    @notes.on(ChatUpdated)
    async def answer(event: ChatUpdated) -> None:
        if isinstance(event.message, TextMessage) and event.message.message == _QUESTION:
            last = notes.ai.transcripts[-1]
            await notes.chat.send_text_message(f"{last.name} said: {last.transcript}")

    heard = asyncio.create_task(notes.wait_for(TranscriptReceived, timeout=_WITHIN))
    await stage.said("Ada", "(speaks) we ship it on Monday")
    stage.emulator.simulate.says(stage.meeting_id, "Ada", "we ship it on Monday")
    await heard
    answered = asyncio.create_task(_message(grace, "Ada said: we ship it on Monday"))
    await stage.said("Grace", _QUESTION)
    await grace.chat.send_text_message(_QUESTION)
    await stage.said("Notes", await answered)


async def _message(meeting: Meeting, text: str) -> str:
    """Wait for a text in the chat."""

    def is_it(event: ChatUpdated) -> bool:
        return isinstance(event.message, TextMessage) and event.message.message == text

    await meeting.wait_for(ChatUpdated, where=is_it, timeout=_WITHIN)
    return text


async def _speak(stage: Stage, ada: Meeting, grace: Meeting) -> None:
    output = stage.output
    output.step("Sound goes both ways, as 16-bit samples")
    output.code("async with grace.self.microphone(rate=16_000) as mic:", "    await mic.write(tone)")
    tone = array("h", (int(8000 * sin(2 * pi * 440 * n / _RATE)) for n in range(_RATE // 2))).tobytes()
    async with ada.audio(rate=_RATE) as chunks:
        listening = asyncio.create_task(_hear(chunks, len(tone)))
        async with grace.self.microphone(rate=_RATE) as microphone:
            await microphone.write(tone)
        heard = await listening
    loudest = max(array("h", heard))
    output.done(f"Ada has heard {len(heard) / 2 / _RATE:.1f} s, peak {loudest:,} of 32,767")
    await pause()


async def _hear(chunks: AudioIn, length: int) -> bytes:
    heard = b""
    async for chunk in chunks:
        heard += chunk
        if len(heard) >= length:
            break
    return heard


async def _kick(stage: Stage, ada: Meeting, grace: Meeting) -> None:
    output = stage.output
    output.step("REST acts on the same people")
    output.code("await rtk.active_session.kick(", "    meeting.id, participant_ids=[grace.self.user_id])")
    gone = asyncio.create_task(grace.run())
    await stage.rtk.active_session.kick(
        stage.meeting_id, participant_ids=[grace.self.user_id], custom_participant_ids=[]
    )
    output.done(f"Grace has left: {await gone}; {len(ada.participants.joined)} other is there")
    await pause()


async def _read_the_chat(output: DemoOutput, rtk: RealtimeKit) -> None:
    """Show what the session leaves behind."""
    output.step("What is left: the chat, as the API exports it")
    output.code("export = await rtk.sessions.chat(session.id)", "async for message in export.messages(): …")
    session = await rtk.sessions.list().first()
    if session is None:
        return
    export = await rtk.sessions.chat(session.id)
    async for message in export.messages():
        name = (f"{message.display_name:6}", _STYLES.get(message.display_name or "", "bold"))
        say(OUT, Text.assemble("       ", name, str(message.payload)), hanging=13)
