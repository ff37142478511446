"""Sound and pictures: what is said is heard, what is shown is seen."""

import asyncio
from array import array

import anyio
import pytest

from realtimekit_async import ConfigurationError
from realtimekit_async.meeting import (
    CallTimeout,
    Meeting,
    MeetingError,
    MeetingOver,
    NotEnabled,
    NotPermitted,
)

from ..doubles.clocks import StillClock
from .odd_host import JOINED, SNAPSHOT, TOKEN, event, no, odd_host, ok
from .rows_talk import PNG
from .stage import PATIENCE, pass_time, until

TONE = array("h", [8000, -8000] * 800).tobytes()
"""A tenth of a second at 16,000 samples a second."""


async def test_what_one_says_the_others_hear(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: ada.self.id in bob.participants.joined)
        seen = bob.participants.joined[ada.self.id]
        async with bob.audio(rate=16_000) as all_chunks, seen.audio(rate=16_000) as chunks:
            async with ada.self.microphone(rate=16_000) as microphone:
                assert ada.self.audio_enabled
                await microphone.write(TONE)
                await microphone.drain()
            assert (await collected(chunks, len(TONE)), await collected(all_chunks, len(TONE))) == (TONE, TONE)
        await until(lambda: not ada.self.audio_enabled)


async def collected(chunks, size: int) -> bytes:
    """Return as much sound as that."""
    heard = b""
    async with asyncio.timeout(30):
        while len(heard) < size:
            heard += await anext(chunks)
    return heard


async def test_one_hears_oneself(stage):
    async with stage.joined("Ada") as ada, ada.self.audio(rate=16_000) as chunks:
        async with ada.self.microphone(rate=16_000) as microphone:
            await microphone.write(TONE)
        assert await collected(chunks, len(TONE)) == TONE


async def test_sound_ends_when_whom_one_listens_to_has_left(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: bob.self.id in ada.participants.joined)
        async with ada.participants.joined[bob.self.id].audio() as chunks, ada.audio() as all_chunks:
            await bob.leave()
            assert [chunk async for chunk in chunks] == []
            waiting = asyncio.ensure_future(anext(all_chunks))
            await asyncio.sleep(0.01)
            assert not waiting.done()
            waiting.cancel()


async def test_sound_ends_with_the_meeting(stage):
    async with stage.joined("Ada") as ada, ada.audio() as chunks:
        await ada.leave()
        assert [chunk async for chunk in chunks] == []


@pytest.mark.parametrize(
    "behind",
    [
        event("self", "roomLeft", {"state": "kicked"}, {**JOINED, "roomState": "kicked", "roomJoined": False}),
        event("participants.joined", "participantLeft", {"p": {"id": "peer-bob"}}),
    ],
    ids=["the meeting ends", "the peer leaves"],
)
async def test_sound_ends_where_the_end_comes_right_behind_the_answer(behind):
    bob = {**JOINED, "id": "peer-bob", "userId": "user-bob", "name": "Bob"}

    def script(request):
        if request["op"] == "init":
            return [ok(request, {**SNAPSHOT, "participants": {"joined": [bob]}})]
        return [ok(request, {"stream": 1}), behind] if request["op"] == "listen" else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        await meeting.join()
        async with asyncio.timeout(PATIENCE), meeting.participants.joined["peer-bob"].audio() as chunks:
            assert [chunk async for chunk in chunks] == []


async def test_the_oldest_chunk_is_dropped_counted_and_told_once(stage, caplog):
    async with stage.joined("Ada") as ada, ada.audio(size=2, rate=16_000) as chunks:
        peer = stage.emulator.simulate.participant_joins(stage.meeting_id, name="Bob")
        stage.emulator.simulate.turns_on(stage.meeting_id, peer.id, "audio")
        for number in range(5):
            samples = array("h", [1000 * number] * 320).tobytes()
            stage.emulator.simulate.speaks_sound(stage.meeting_id, peer.id, samples, rate=16_000)
        await ada.self.get_all_devices()
        assert chunks.dropped == 3
        told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
        assert told == ["sound is dropped: more than 2 chunks wait to be taken; audio(size=…) keeps more of them"]
        assert array("h", await anext(chunks))[0] == 3000


async def test_what_is_listened_to_once_is_not_listened_to_again(stage):
    async with stage.joined("Ada") as ada:
        chunks = ada.audio()
        with pytest.raises(RuntimeError, match="async with"):
            await anext(chunks)
        async with chunks:
            with pytest.raises(RuntimeError, match="once"):
                await chunks.__aenter__()
        with pytest.raises(RuntimeError, match="once"):
            await chunks.__aenter__()


@pytest.mark.parametrize(
    ("options", "name"),
    [({"rate": 44_100}, "rate"), ({"ms": 0}, "ms"), ({"ms": 5000}, "ms"), ({"size": 0}, "size")],
)
async def test_how_one_listens_is_checked(stage, options, name):
    meeting = await stage.meeting("Ada")
    with pytest.raises(ConfigurationError, match=name):
        meeting.audio(**options)


# ── the microphone ──


async def test_writing_waits_while_much_waits_to_be_said():
    streams = {"speak": {"stream": 1}}

    def script(request):
        return [ok(request, streams[request["op"]])] if request["op"] in streams else None

    async with (
        odd_host(script) as host,
        Meeting(TOKEN, host=host) as meeting,
        meeting.self.microphone(rate=8000, ahead=0.5) as microphone,
    ):
        writing = asyncio.create_task(microphone.write(bytes(2 * 8000)))  # a second
        await asyncio.sleep(0.05)
        assert not writing.done()
        await host.say('{"t": "played", "stream": 1, "n": 4000}', '{"t": "played", "stream": 9, "n": 1}')
        await writing
        draining = asyncio.create_task(microphone.drain())
        await asyncio.sleep(0.01)
        assert not draining.done()
        await host.say('{"t": "played", "stream": 1, "n": 8000}')
        await draining


async def test_whoever_waits_for_what_is_forgotten_waits_no_longer(stage):
    stage.emulator.meetings.pace_sound()
    async with (
        stage.joined("Ada") as ada,
        ada.self.microphone(rate=16_000, ahead=5) as microphone,
        asyncio.timeout(10),
    ):
        await microphone.write(bytes(2 * 16_000 * 4))
        draining = asyncio.create_task(microphone.drain())
        await asyncio.sleep(0)
        await microphone.clear()
        await draining


@pytest.mark.parametrize("view", [lambda pcm: pcm, lambda pcm: pcm.cast("h"), lambda pcm: pcm.cast("h")[::2]])
async def test_sound_may_come_as_a_view_of_anything(stage, view):
    pcm = view(memoryview(bytes(range(256)) * 25))  # 0.2 s at 16 kHz
    async with (
        stage.joined("Ada") as ada,
        stage.joined("Bob") as bob,
        bob.audio(rate=16_000, ms=100) as chunks,
        ada.self.microphone(rate=16_000) as microphone,
    ):
        await microphone.write(pcm)
        assert await anext(chunks) == bytes(pcm)[:3200]


async def test_clear_forgets_what_was_not_said():
    def script(request):
        return [ok(request, {"stream": 1})] if request["op"] == "speak" else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        async with meeting.self.microphone(rate=8000) as microphone:
            await microphone.write(bytes(2 * 4000))
            await microphone.clear()
            await host.say('{"t": "played", "stream": 1, "n": 4000}')  # what is forgotten counts as said
            await microphone.drain()
            await microphone.write(bytes(2 * 800))
            draining = asyncio.create_task(microphone.drain())
            await asyncio.sleep(0.01)
            assert not draining.done()
            await host.say('{"t": "played", "stream": 1, "n": 4800}')
            await draining
        asked = [request["op"] for request in host.requests]
        assert asked[1:] == ["speak", "clear", "stop", "call"]


async def test_where_nothing_is_said_any_more_writing_ends():
    def script(request):
        return [ok(request, {"stream": 1})] if request["op"] == "speak" else None

    clock = StillClock()
    async with odd_host(script) as host, Meeting(TOKEN, host=host, clock=clock, call_timeout=3) as meeting:
        microphone = meeting.self.microphone(rate=8000, ahead=0)
        await microphone.__aenter__()
        writing = asyncio.create_task(microphone.write(bytes(3200 * 3)))
        await asyncio.sleep(0.05)
        await pass_time(clock, 3)
        with pytest.raises(CallTimeout, match="nothing of what was written has been said for 3 s"):
            await writing


async def test_an_error_in_the_block_does_not_say_the_rest():
    def script(request):
        return [ok(request, {"stream": 1})] if request["op"] == "speak" else None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:

        async def speak() -> None:
            async with meeting.self.microphone(rate=8000) as microphone:
                await microphone.write(bytes(2 * 4000))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await speak()
        assert [request["op"] for request in host.requests][1:] == ["speak", "stop", "call"]


async def test_half_a_sample_is_refused(stage):
    async with stage.joined("Ada") as ada, ada.self.microphone() as microphone:
        with pytest.raises(ValueError, match="even number of bytes"):
            await microphone.write(b"\x00\x01\x02")


async def test_what_is_no_bytes_is_refused(stage):
    async with stage.joined("Ada") as ada, ada.self.microphone() as microphone:
        with pytest.raises(TypeError, match="pcm is bytes, of 16-bit samples, got str"):
            await microphone.write("hi")


async def test_who_interrupts_paced_sound_hears_no_more_of_it(stage):
    stage.emulator.meetings.pace_sound()
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob, bob.audio(rate=16_000) as chunks:
        async with ada.self.microphone(rate=16_000) as microphone:
            writing = asyncio.create_task(microphone.write(TONE * 100))  # ten seconds
            await anext(chunks)
            assert not writing.done()
            writing.cancel()
            await microphone.clear()
            await microphone.drain()  # there is nothing to wait for
        await bob.leave()
        heard = [chunk async for chunk in chunks]
        assert len(heard) * 0.02 < 5


async def test_a_microphone_is_used_once_and_as_a_block(stage):
    async with stage.joined("Ada") as ada:
        microphone = ada.self.microphone()
        with pytest.raises(RuntimeError, match="async with"):
            await microphone.write(b"")
        async with microphone:
            with pytest.raises(RuntimeError, match="once"):
                await microphone.__aenter__()
        for act in (lambda: microphone.write(b"\x00\x01"), microphone.drain, microphone.clear):
            with pytest.raises(RuntimeError, match="this microphone is closed"):
                await act()


async def test_a_microphone_ends_with_the_meeting(stage):
    async with stage.joined("Ada") as ada, ada.self.microphone() as microphone:
        await ada.leave()
        with pytest.raises(MeetingOver):
            await microphone.write(bytes(960))


async def test_a_preset_without_sound_says_so(stage):
    permissions = {"media": {"audio": {"can_produce": "NOT_ALLOWED"}}}
    await stage.rtk.presets.copy("group_call_guest", name="mute", permissions=permissions)
    async with stage.joined("Guest", "mute") as guest:
        with pytest.raises(NotPermitted):
            await guest.self.enable_audio()
        with pytest.raises(NotPermitted):
            await guest.self.microphone().__aenter__()


# ── what is given up while it is being opened ──


LATE = [
    pytest.param(lambda meeting: meeting.audio(), "listen", ["stop"], id="an ear"),
    pytest.param(lambda meeting: meeting.self.microphone(), "speak", ["stop", "call"], id="a microphone"),
]


@pytest.mark.parametrize(("opened", "operation", "released"), LATE)
@pytest.mark.parametrize("gives_up", ["cancelled", "too slow"])
async def test_what_a_host_opens_too_late_is_closed_there(opened, operation, released, gives_up):
    clock = StillClock()
    async with (
        odd_host(lambda request: [] if request["op"] == operation else None) as host,
        Meeting(TOKEN, host=host, clock=clock, call_timeout=3) as meeting,
    ):
        await meeting.join()
        opening = asyncio.create_task(opened(meeting).__aenter__())
        await until(lambda: host.requests[-1]["op"] == operation)
        if gives_up == "cancelled":
            opening.cancel()
        else:
            await pass_time(clock, 3)
        with pytest.raises((asyncio.CancelledError, CallTimeout)):
            await opening
        count = len(host.requests)
        await host.say(ok(host.requests[-1], {"stream": 5}))
        await until(lambda: len(host.requests) == count + len(released))
        assert [request["op"] for request in host.requests[count:]] == released
        assert host.requests[count]["stream"] == 5


@pytest.mark.parametrize("opened", [row.values[0] for row in LATE], ids=[row.id for row in LATE])
async def test_what_is_given_up_right_behind_its_answer_is_closed(opened, stage):
    async with stage.joined("Ada") as ada:
        for turns in range(12):
            opening = asyncio.create_task(opened(ada).__aenter__())
            for _ in range(turns):
                await asyncio.sleep(0)
            opening.cancel()
            await asyncio.wait((opening,))
            if not opening.cancelled():
                await opening.result().__aexit__(None, None, None)
        await is_released(stage, ada)


async def is_released(stage, ada) -> None:
    (seat,) = stage.emulator.meetings.seats
    await until(lambda: not (seat.ears or seat.microphones or ada.self.audio_enabled))


@pytest.mark.parametrize("opened", [row.values[0] for row in LATE], ids=[row.id for row in LATE])
async def test_what_is_open_in_a_scope_that_is_cancelled_is_closed(opened, stage):
    """Scopes of anyio, as web frameworks have them, cancel every await until they are left."""
    async with stage.joined("Ada") as ada:
        with anyio.CancelScope() as scope:
            async with opened(ada):
                scope.cancel()
                await asyncio.sleep(PATIENCE)
        await is_released(stage, ada)


@pytest.mark.parametrize("opened", [row.values[0] for row in LATE], ids=[row.id for row in LATE])
async def test_what_is_open_is_closed_by_who_is_cancelled_twice(opened, stage):
    async with stage.joined("Ada") as ada:

        async def attend() -> None:
            async with opened(ada):
                inside.set()
                await asyncio.sleep(PATIENCE)

        for turns in range(8):
            inside = asyncio.Event()
            task = asyncio.create_task(attend())
            await inside.wait()
            task.cancel()
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await is_released(stage, ada)


async def test_a_microphone_that_is_given_up_does_not_silence_the_next_one():
    def script(request):
        if request["op"] != "speak":
            return None
        return [ok(request, {"stream": 2})] if spoken else spoken.append(request) or []

    spoken = []
    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        opening = asyncio.create_task(meeting.self.microphone().__aenter__())
        await until(lambda: spoken)
        opening.cancel()
        async with meeting.self.microphone():
            await host.say(ok(spoken[0], {"stream": 1}))
            await until(lambda: host.requests[-1]["op"] == "stop")
            await meeting.self.enable_video()
            assert [request.get("fn") for request in host.requests[-2:]] == [None, "enableVideo"]


async def test_what_is_given_up_and_refused_is_nobodys_error(caplog):
    async with (
        odd_host(lambda request: [] if request["op"] == "speak" else None) as host,
        Meeting(TOKEN, host=host) as meeting,
    ):
        for answer in (no, None):
            opening = asyncio.create_task(meeting.self.microphone().__aenter__())
            count = len(host.requests)
            await until(lambda: len(host.requests) > count)  # noqa: B023 - awaited before it changes
            opening.cancel()
            if answer is not None:
                await host.say(no(host.requests[-1], "0501", "not now"))
    assert [request["op"] for request in host.requests[1:]] == ["speak", "speak", "close"]
    assert caplog.records == []


# ── pictures ──


async def test_what_one_shows_the_others_see(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: ada.self.id in bob.participants.joined)
        seen = bob.participants.joined[ada.self.id]
        with pytest.raises(NotEnabled):
            await seen.picture()
        await ada.self.show(PNG)
        await until(lambda: seen.video_enabled)
        assert (await seen.picture()).data[:4] == PNG[:4]
        assert (await ada.self.picture()).data[:4] == PNG[:4]
        await ada.self.share(PNG)
        await until(lambda: seen.screen_share_enabled)
        assert (await seen.screen_picture()).type == "image/png"
        assert repr(await ada.self.screen_picture()).startswith("Picture(image/png, ")


async def test_what_is_no_picture_is_refused_before_it_is_sent(stage):
    async with stage.joined("Ada") as ada:
        with pytest.raises(ConfigurationError, match="image is the content of a file"):
            await ada.self.show(b"")
        with pytest.raises(ConfigurationError, match="fps"):
            await ada.self.show(PNG, fps=0)


async def test_a_picture_that_does_not_come_is_an_error():
    def script(request):
        if request["op"] == "snap":
            return [ok(request, {"$blob": 5, "type": "image/png", "width": 1, "height": 1})]
        return None

    async with odd_host(script) as host, Meeting(TOKEN, host=host) as meeting:
        with pytest.raises(MeetingError, match="did not come"):
            await meeting.self.picture()
