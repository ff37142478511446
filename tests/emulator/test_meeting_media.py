"""Sound and pictures between meeting objects, and of people that a test simulates."""

import struct
import zlib
from array import array

import pytest

from realtimekit_async.emulator import Clock
from realtimekit_async.emulator.meeting import speaking
from realtimekit_async.emulator.meeting.sound import converted

from .plain_meeting_object import PlainObject, Refused, Room

RATES = (8000, 16000, 24000, 48000)
JOINED = "participants.joined"


def samples(*values: int) -> bytes:
    return array("h", values).tobytes()


async def listening(
    room: Room, *, rate: int = 16000, ms: int = 20, of: str = "mix"
) -> tuple[PlainObject, PlainObject, int, int]:
    """Let Ada listen while Bob has a microphone; return both and their streams."""
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    microphone = (await bob.ask("speak", rate=48000))["stream"]
    ear = await ada.ask("listen", of={"ns": of, "id": bob.id}, rate=rate, ms=ms)
    return ada, bob, ear["stream"], microphone


def pixels(png: bytes) -> tuple[int, int]:
    """Check a picture and return its size."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, *kind = struct.unpack(">IIBBBBB", png[16:29])
    assert kind == [8, 2, 0, 0, 0]
    length = int.from_bytes(png[33:37], "big")
    assert len(zlib.decompress(png[41 : 41 + length])) == height * (1 + 3 * width)
    return width, height


# ── sound ──


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("wanted", RATES)
def test_sound_keeps_its_length_in_seconds_in_every_rate(rate: int, wanted: int):
    second = samples(*range(rate // 2), *range(rate // 2))
    assert len(converted(second, rate, wanted)) == wanted * 2


def test_sound_is_repeated_or_left_out_by_whole_numbers():
    assert converted(samples(1, 2), 8000, 24000) == samples(1, 1, 1, 2, 2, 2)
    assert converted(samples(1, 2, 3, 4, 5, 6), 48000, 16000) == samples(1, 4)
    assert converted(samples(1, 2), 16000, 24000) == samples(1, 1, 2)
    assert converted(samples(1, 2, 3), 24000, 16000) == samples(1, 2)


async def test_a_microphone_is_heard_in_the_listeners_rate_and_pieces(room: Room):
    ada, bob, ear, microphone = await listening(room)
    await bob.speak(microphone, samples(*[7] * 1920))  # 40 ms
    assert await ada.heard(1280) == samples(*[7] * 640)
    assert [(stream, len(sound)) for stream, sound in ada.sounds] == [(ear, 640), (ear, 640)]
    assert bob.played == {microphone: 1920}


async def test_what_fills_no_piece_comes_with_more_of_it_or_when_the_microphone_is_closed(room: Room):
    ada, bob, _, microphone = await listening(room, rate=48000, ms=10)
    await bob.speak(microphone, samples(*[1] * 500))
    assert await ada.heard(960) == samples(*[1] * 480)
    await bob.speak(microphone, samples(*[2] * 460))
    assert (await ada.heard(1920))[960:] == samples(*[1] * 20, *[2] * 460)
    await bob.speak(microphone, samples(3))
    await bob.ask("stop", stream=microphone)
    assert (await ada.heard(2880))[1920:] == samples(3, *[0] * 479)


async def test_speaking_turns_the_microphone_on_and_needs_leave_to(room: Room):
    await room.permits("group_call_guest", media={"audio": {"can_produce": "NOT_ALLOWED"}})
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    await bob.ask("speak")
    assert (await ada.told(JOINED, "audioUpdate"))["p"]["audioEnabled"] is True
    eve = await room.joins("Eve", "group_call_guest")
    with pytest.raises(Refused, match="1101"):
        await eve.ask("speak")


async def test_who_is_muted_is_not_heard_though_they_speak(room: Room):
    ada, bob, _, microphone = await listening(room)
    await ada.call("participant.disableAudio", id=bob.id)
    await bob.speak(microphone, bytes(1920))
    await ada.nothing_more()
    assert (ada.sounds, bob.played[microphone]) == ([], 960)
    await bob.call("self.enableAudio")
    await bob.speak(microphone, bytes(1920))
    await ada.heard(640)


async def test_an_ear_hears_whom_it_listens_to_and_nobody_else(room: Room):
    ada, bob, ear, microphone = await listening(room, of="participant")
    eve = await room.joins("Eve")
    own = (await eve.ask("speak", rate=16000))["stream"]
    await eve.speak(own, bytes(640))
    await bob.speak(microphone, samples(*[5] * 960))
    assert await ada.heard(640) == samples(*[5] * 320)
    assert {stream for stream, _ in ada.sounds} == {ear}


async def test_one_hears_oneself_only_if_one_asks_for_it(room: Room):
    ada = await room.joins("Ada")
    microphone = (await ada.ask("speak", rate=16000))["stream"]
    await ada.ask("listen", of={"ns": "mix"})
    own = (await ada.ask("listen", of={"ns": "self"}))["stream"]
    await ada.speak(microphone, bytes(640))
    await ada.heard(640)
    assert [stream for stream, _ in ada.sounds] == [own]


async def test_an_ear_that_was_closed_hears_nothing(room: Room):
    ada, bob, ear, microphone = await listening(room)
    await ada.ask("stop", stream=ear)
    await bob.speak(microphone, bytes(1920))
    await ada.nothing_more()
    assert ada.sounds == []
    await ada.ask("clear", stream=microphone)


async def test_others_know_who_speaks_when_that_changes(room: Room):
    ada, bob, _, microphone = await listening(room)
    for hardly_anything in (bytes(1920), samples(*[300] * 960)):
        await bob.speak(microphone, hardly_anything)
        assert ("participants", "activeSpeaker") not in await ada.nothing_more()
    for _ in range(2):
        await bob.speak(microphone, samples(*[16_384] * 960))
    assert await ada.told("participants", "activeSpeaker") == {"peerId": bob.id, "volume": 0.5}
    room.emulator.simulate.participant_joins(room.id, name="Grace")
    room.emulator.simulate.turns_on(room.id, "Grace", "audio")
    room.emulator.simulate.speaks_sound(room.id, "Grace", samples(-32_768))
    for one in (ada, bob):
        assert (await one.told("participants", "activeSpeaker"))["volume"] == 1
    assert ("participants", "activeSpeaker") not in await ada.nothing_more()


async def test_a_screen_makes_no_sound(room: Room):
    ada, bob, _, microphone = await listening(room)
    ada.sounds.clear()
    ear = await ada.ask("listen", of={"ns": "participant", "id": bob.id}, kind="screenaudio")
    await bob.speak(microphone, bytes(1920))
    await ada.heard(640)
    assert ear["stream"] not in {stream for stream, _ in ada.sounds}


async def test_simulated_people_are_heard(room: Room):
    ada = await room.joins("Ada")
    simulate = room.emulator.simulate
    simulate.participant_joins(room.id, name="Grace")
    await ada.ask("listen", of={"ns": "mix"}, rate=8000, ms=10)
    with pytest.raises(ValueError, match='turn on "audio" first'):
        simulate.speaks_sound(room.id, "Grace", bytes(960))
    simulate.turns_on(room.id, "Grace", "audio")
    simulate.speaks_sound(room.id, "Grace", samples(*[9] * 720))  # 15 ms: one piece and a half
    assert await ada.heard(320) == samples(*[9] * 120, *[0] * 40)
    for pcm, rate, what in ((b"x", 48000, "pcm"), (b"", 44100, "rate")):
        with pytest.raises(ValueError, match=what):
            simulate.speaks_sound(room.id, "Grace", pcm, rate=rate)


# ── pictures ──


async def test_whoever_shows_nothing_is_a_plain_picture(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    with pytest.raises(Refused) as refusal:
        await ada.ask("snap", of={"ns": "participant", "id": bob.id})
    assert refusal.value.code == "NOTHING"
    await bob.call("self.enableVideo")
    for wished, size in ((None, (320, 180)), (160, (160, 90)), (4000, (320, 180))):
        taken = await ada.ask("snap", of={"ns": "participant", "id": bob.id}, maxWidth=wished)
        assert (taken["type"], taken["width"], taken["height"]) == ("image/png", *size)
        assert pixels(ada.blobs[taken["$blob"]]) == size


async def test_what_was_shown_is_what_is_seen(room: Room):
    ada, bob = await room.joins("Ada"), await room.joins("Bob")
    await bob.ask("show", image=await bob.blob(b"camera", type="image/jpeg"), width=640, height=360)
    await bob.ask("share", image=await bob.blob(b"slides"))
    assert (await ada.told(JOINED, "videoUpdate"))["p"]["videoEnabled"] is True
    assert (await ada.told(JOINED, "screenShareUpdate"))["p"]["screenShareEnabled"] is True
    for kind, picture, told in (
        ("video", b"camera", ("image/jpeg", 640, 360)),
        ("screen", b"slides", ("image/png", 1280, 720)),
    ):
        taken = await ada.ask("snap", of={"ns": "participant", "id": bob.id}, kind=kind)
        assert ada.blobs[taken["$blob"]] == picture
        assert (taken["type"], taken["width"], taken["height"]) == told
    own = await bob.ask("snap", of={"ns": "self"})
    assert bob.blobs[own["$blob"]] == b"camera"
    await bob.call("self.disableVideo")
    await bob.call("self.enableVideo")
    taken = await ada.ask("snap", of={"ns": "participant", "id": bob.id})
    assert pixels(ada.blobs[taken["$blob"]]) == (320, 180)


async def test_showing_needs_leave_to_and_a_picture(room: Room):
    await room.permits("group_call_guest", media={"video": {"can_produce": "NOT_ALLOWED"}})
    eve = await room.joins("Eve", "group_call_guest")
    with pytest.raises(Refused, match="1101"):
        await eve.ask("show", image=await eve.blob(b"x"))
    with pytest.raises(Refused, match="has not come"):
        await eve.ask("share", image={"$blob": 99})
    with pytest.raises(Refused, match="of one participant"):
        await eve.ask("snap", of={"ns": "mix"})


# ── sound that takes its time ──


async def test_paced_sound_is_said_as_the_clock_goes_on(room: Room, clock: Clock):
    room.emulator.meetings.pace_sound()
    ada, bob, _, microphone = await listening(room)
    await bob.send_sound(microphone, samples(*[7] * 4800))  # 100 ms
    await bob.ask("ping")
    assert (bob.played, ada.sounds) == ({}, [])
    clock.advance(0.05)
    await bob.ask("ping")
    assert bob.played == {microphone: 1920}
    clock.advance(10)
    await bob.ask("ping")
    assert (bob.played, len(await ada.heard(3200))) == ({microphone: 4800}, 3200)


async def test_clear_forgets_what_paced_sound_has_not_said(room: Room, clock: Clock):
    room.emulator.meetings.pace_sound()
    ada, bob, _, microphone = await listening(room)
    await bob.send_sound(microphone, samples(*[7] * 48_000))
    await bob.ask("ping")
    clock.advance(0.02)
    await bob.ask("clear", stream=microphone)
    await bob.send_sound(microphone, samples(*[8] * 1920))
    await bob.ask("ping")
    clock.advance(0.02)  # one piece: what was said before the silence has not left a pace of its own behind
    await bob.ask("ping")
    assert bob.played == {microphone: 48_960}
    clock.advance(10)
    await bob.ask("ping")
    assert bob.played == {microphone: 49_920}
    assert await ada.heard(1920) == samples(*[7] * 320, *[8] * 640)


async def test_a_microphone_that_is_closed_says_no_more_of_what_is_paced(room: Room, clock: Clock):
    room.emulator.meetings.pace_sound()
    ada, bob, _, microphone = await listening(room)
    await bob.send_sound(microphone, samples(*[7] * 4800))
    await bob.ask("stop", stream=microphone)
    clock.advance(10)
    await bob.ask("ping")
    assert (bob.played, ada.sounds) == ({}, [])


async def test_more_than_may_wait_of_paced_sound_is_lost(
    room: Room, monkeypatch: pytest.MonkeyPatch, clock: Clock
):
    monkeypatch.setattr(speaking, "MOST_WAITING", 1920)
    room.emulator.meetings.pace_sound()
    _, bob, _, microphone = await listening(room)
    for _ in range(3):
        await bob.send_sound(microphone, bytes(1920))
    await bob.ask("ping")
    clock.advance(10)
    await bob.ask("ping")
    assert bob.played == {microphone: 960}


async def test_clear_has_sound_said_at_once_again(room: Room):
    room.emulator.meetings.pace_sound()
    room.emulator.meetings.clear()
    _, bob, _, microphone = await listening(room)
    await bob.speak(microphone, bytes(1920))
    assert bob.played == {microphone: 960}
