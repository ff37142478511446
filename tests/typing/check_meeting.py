"""What type checkers know of a meeting object; never run, only checked."""

from typing import assert_never, assert_type

from realtimekit_async import RealtimeKit
from realtimekit_async.meeting import (
    AudioUpdated,
    ChatUpdated,
    CustomMessage,
    Device,
    Event,
    FileMessage,
    Host,
    ImageMessage,
    LeavePolicy,
    Meeting,
    Participant,
    ParticipantJoined,
    ParticipantMap,
    Picture,
    Poll,
    PollsUpdated,
    TextMessage,
    Track,
    WaitlistJoined,
)


async def attend(rtk: RealtimeKit, host: Host) -> None:
    joined = rtk.meetings.join(
        "m1", name="Notes", preset_name="host", leave=LeavePolicy(alone=60), host=host, timeout=None, queue_size=10
    )
    async with joined as meeting:
        assert_type(meeting, Meeting)
        assert_type(meeting.self.audio_track, Track | None)
        assert_type(await meeting.self.get_audio_devices(), tuple[Device, ...])
        assert_type(meeting.participants.joined.to_list(), list[Participant])
        assert_type(meeting.participants.joined["p1"], Participant)
        assert_type(meeting.polls.items, list[Poll])
        assert_type(await meeting.polls.create("Who?", ["You", "I"]), Poll)
        assert_type(await meeting.self.picture(type="image/jpeg", quality=0.8), Picture)
        assert_type(await meeting.wait_for(PollsUpdated, where=lambda event: event.new_poll), PollsUpdated)
        assert_type(await meeting.run(), str)
        async with meeting.self.microphone(rate=48_000) as microphone:
            await microphone.write(b"")
        async with meeting.audio(rate=16_000) as chunks:
            async for chunk in chunks:
                assert_type(chunk, bytes)
        async for event in meeting:
            assert_type(event, Event)


def handle(meeting: Meeting) -> None:
    @meeting.on(WaitlistJoined)
    async def admit(event: WaitlistJoined) -> None:
        await meeting.participants.accept_waiting_room_request(event.participant.id)

    @meeting.participants.joined.on(ParticipantJoined)
    async def kick(event: ParticipantJoined) -> None:
        assert_type(event.participant, Participant)
        await event.participant.kick()

    @meeting.on(AudioUpdated, ChatUpdated)
    def look(event: AudioUpdated | ChatUpdated) -> None:
        if isinstance(event, ChatUpdated):
            describe(event.message)


def describe(message: TextMessage | ImageMessage | FileMessage | CustomMessage) -> str:
    match message:
        case TextMessage():
            return message.message
        case ImageMessage() | FileMessage():
            return message.link
        case CustomMessage():
            return message.html or ""
        case _:
            assert_never(message)


def maps(meeting: Meeting) -> list[ParticipantMap]:
    people = meeting.participants
    return [people.joined, people.active, people.waitlisted, people.pinned]
