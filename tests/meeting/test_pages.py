"""Meetings in a browser: what they hear, see and are told, and how each ends that goes wrong."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from realtimekit_async.emulator import Emulator
from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.meeting import (
    AudioUpdated,
    CallTimeout,
    Chromium,
    HostHung,
    HostLost,
    Meeting,
    MeetingError,
    NotEnabled,
    ParticipantGone,
    ParticipantLeft,
    ProblemReported,
    RoomJoined,
    SdkMismatch,
    TranscriptReceived,
)

from ..doubles.clocks import StillClock
from .browsers import (
    AS_ROOT,
    STAND_IN,
    chromium,
    command_line,
    environment,
    group,
    kill,
    main_process,
    renderers,
    require_browser,
    soon,
)
from .media import loud, loudness, middle_of, pitch, png, tone
from .stage import PATIENCE, Stage, told, until

pytestmark = pytest.mark.browser

GREEN, BLUE = (0, 200, 0), (0, 0, 200)

# A message says what the SDK does with it.
ODD = """
{
  const init = RealtimeKitClient.init;
  RealtimeKitClient.init = async (options) => {
    const meeting = await init.call(RealtimeKitClient, options);
    const send = meeting.chat.sendTextMessage;
    const odd = {
      THROW: () => { throw Object.assign(new Error('[ERR0503]: Too long'), { code: '0503' }); },
      NEVER: () => new Promise(() => {}),
      LATER: () => { setTimeout(() => { throw new Error('by itself'); }); },
      LOOP: () => { for (;;) ; },
      STAYS: () => { meeting.leave = () => Promise.reject(new Error('[ERR0012]: Websocket Network Error')); },
      AWAY: () => { location.href = '/nowhere'; },
      CYCLE: () => { const circle = { list: [] }; circle.list.push(circle, circle.list); return circle; },
      NOISE: () => meeting.chat.emit('chatUpdate', { action: 'add', message: { id: 7, time: new Date(NaN) } }),
      GARBAGE: () => { WebSocket.prototype.send = new Proxy(WebSocket.prototype.send,
        { apply: (real, socket) => Reflect.apply(real, socket, ['{"t":"ok"']) }); },
    };
    meeting.chat.sendTextMessage = (text) => (odd[text] ? odd[text]() : send(text));
    return meeting;
  };
}
"""


@pytest.fixture(autouse=True)
def profiles(tmp_path, monkeypatch):
    """The folder that the profiles of the test's browsers lie in; nothing stays in it."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


class Pages(Stage):
    """A stage whose meeting objects live in pages of one browser."""

    browser: Chromium

    @property
    def keeper(self) -> int:
        assert self.browser.pid is not None
        return self.browser.pid


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Pages]:
    odd = tmp_path / "odd.js"
    odd.write_text(STAND_IN.read_text() + ODD)
    async with (
        Emulator() as emulator,
        emulator.client() as rtk,
        chromium(odd, base_uri=emulator.meeting_url) as browser,
    ):
        pages = Pages(emulator, rtk, browser)
        pages.browser = browser
        await pages.open()
        yield pages
    assert emulator.errors == []


# ── sound and pictures, from one page to another ──


async def test_what_one_says_another_hears_by_themselves_and_among_all(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        async with ada.self.microphone(rate=48_000) as microphone:
            await until(lambda: bob.participants.joined and seen(bob).audio_track is not None)
            async with seen(bob).audio(rate=16_000) as one, bob.audio(rate=48_000) as everybody:
                await asyncio.sleep(0.3)  # the sources are looked for every 200 ms
                await microphone.write(tone(1.0))
                heard = [
                    loud(await taken(one, 0.3, 16_000), 16_000),
                    loud(await taken(everybody, 0.3, 48_000), 48_000),
                ]
                assert (one.dropped, everybody.dropped) == (0, 0)
        for pcm, rate in zip(heard, (16_000, 48_000), strict=True):
            # A busy machine leaves gaps; a rate that is mistaken for another would be out by half at least.
            assert pitch(pcm, rate) == pytest.approx(440, rel=0.25)
            assert loudness(pcm) == pytest.approx(loudness(tone(0.1)), rel=0.4)
        await until(lambda: not seen(bob).audio_enabled)


async def test_an_ear_follows_who_falls_silent_and_speaks_again(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: bob.participants.joined)
        async with bob.audio() as everybody:
            for _ in range(2):
                async with ada.self.microphone() as microphone:
                    await until(lambda: seen(bob).audio_track is not None)
                    await asyncio.sleep(0.3)
                    await microphone.write(tone(0.5))
                    assert loud(await taken(everybody, 0.2, 16_000), 16_000)
                await until(lambda: not seen(bob).audio_enabled)
        async with bob.participants.joined[ada.self.id].audio() as one:
            await ada.leave()
            async with asyncio.timeout(PATIENCE):
                async for _ in one:
                    pass


async def test_what_was_not_said_yet_is_forgotten_at_once(stage):
    async with stage.joined("Ada") as ada, ada.self.microphone() as microphone:
        speaking = asyncio.ensure_future(microphone.write(tone(30)))
        await asyncio.sleep(0.3)
        speaking.cancel()
        await microphone.clear()
        async with asyncio.timeout(2):
            await microphone.drain()


async def test_a_microphone_that_is_given_up_while_it_is_opened_is_closed(stage):
    async with stage.joined("Ada") as ada:
        opening = asyncio.create_task(ada.self.microphone().__aenter__())
        await asyncio.sleep(0.01)

        async def give_up() -> None:
            opening.cancel()

        await told(ada.self, AudioUpdated, give_up, lambda _: ada.self.audio_enabled)
        await until(lambda: not ada.self.audio_enabled)


async def test_pictures_are_seen_by_others_and_none_where_nothing_is_shown(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await ada.self.show(png(64, 36, GREEN), width=320, height=180)
        await ada.self.share(png(64, 36, BLUE), width=640, height=360)
        await until(lambda: bob.participants.joined and seen(bob).screen_share_tracks.video is not None)
        await until(lambda: seen(bob).video_track is not None)
        camera, screen = await seen(bob).picture(), await seen(bob).screen_picture(max_width=320)
        assert middle_of(camera.data) == pytest.approx(GREEN, abs=4)
        assert middle_of(screen.data) == pytest.approx(BLUE, abs=4)
        assert (camera.width, screen.width) == (320, 320)
        await ada.self.disable_screen_share()
        await until(lambda: not seen(bob).screen_share_enabled)
        with pytest.raises(NotEnabled):
            await seen(bob).screen_picture()
        with pytest.raises(NotEnabled):
            await seen(ada).picture()


async def test_a_screen_is_black_until_something_is_shared_on_it(stage):
    async with stage.joined("Ada") as ada:
        await ada.self.enable_screen_share()
        await until(lambda: ada.self.screen_share_tracks.video is not None)
        assert middle_of((await ada.self.screen_picture(max_width=64)).data) == (0, 0, 0)
        await ada.self.share(png(64, 36, BLUE))
        await until_shown(ada, BLUE)


async def until_shown(meeting: Meeting, colour: tuple[int, int, int]) -> None:
    async with asyncio.timeout(PATIENCE):
        while middle_of((await meeting.self.screen_picture(max_width=64)).data) != pytest.approx(colour, abs=4):
            pass


def seen(meeting: Meeting):
    """The one other participant, as this one sees them."""
    return meeting.participants.joined.to_list()[0]


async def taken(ear, seconds: float, rate: int) -> bytes:
    """Return what is heard until as many seconds of it are not silent."""
    heard = b""
    async with asyncio.timeout(PATIENCE):
        while len(loud(heard, rate)) < seconds * rate * 2:
            heard += await anext(ear)
    return heard


# ── reconnections ──


async def test_what_changed_while_the_sdk_was_reconnecting_is_told_afterwards(stage):
    simulate, meeting_id = stage.emulator.simulate, stage.meeting_id
    async with stage.joined("Ada") as ada:
        simulate.participant_joins(meeting_id, name="Stays")
        simulate.participant_joins(meeting_id, name="Goes")
        await until(lambda: len(ada.participants.joined) == 2)
        stage.emulator.meetings.interrupt(ada.self.id)
        await until(lambda: ada.meta.socket_state.state == "reconnecting")
        simulate.participant_leaves(meeting_id, "Goes")
        simulate.participant_joins(meeting_id, name="Comes")

        async def resume() -> None:
            stage.emulator.meetings.resume(ada.self.id)

        assert (await told(ada, RoomJoined, resume)).reconnected
        assert [one.name for one in ada.participants.joined.to_list()] == ["Stays", "Comes"]


async def test_an_sdk_that_loses_its_meeting_for_good_says_so(stage):
    async with stage.joined("Ada") as ada:
        stage.emulator.meetings.cut(ada.self.id)
        assert await ada.run() == "disconnected"


# ── pages and browsers that die ──


async def ended(meeting: Meeting) -> list[object]:
    """Return what everything ends with that waits for a meeting."""

    async def iterate() -> None:
        async for _ in meeting:
            pass

    async def listen() -> str:
        async with meeting.audio() as ear:
            listening.set()
            async for _ in ear:
                pass
        return "the sound has ended"

    listening = asyncio.Event()
    waits = [meeting.wait_for(TranscriptReceived), meeting.run(), iterate(), listen()]
    return await asyncio.gather(*waits, meeting.chat.send_text_message("NEVER"), return_exceptions=True)


@pytest.mark.parametrize("what", ["renderer", "browser"])
async def test_everything_that_waits_ends_at_once_when_the_page_is_gone(stage, what):
    async with stage.joined("Ada") as ada:
        waiting = asyncio.ensure_future(ended(ada))
        await until(lambda: stage.emulator.meetings.seats)
        await asyncio.sleep(0.3)
        kill(*(renderers(stage.keeper) if what == "renderer" else [main_process(stage.keeper)]))
        async with asyncio.timeout(5):
            *lost, sound, call = await waiting
        assert [type(error) for error in (*lost, call)] == [HostLost] * 4
        assert sound == "the sound has ended"
        reason = "the page crashed" if what == "renderer" else "the browser has ended"
        assert reason in str(lost[0])
        with pytest.raises(HostLost):
            await ada.chat.send_text_message("too late")
        assert ada.left == "failed"


async def test_the_crash_of_one_meeting_ends_no_other(stage):
    async with stage.joined("Ada") as ada:
        before = renderers(stage.keeper)
        with pytest.raises(HostLost, match="crashed"):  # nobody was told before the end of the block
            await crash_of_bob(stage, ada, before)
        await ada.chat.send_text_message("still here")
        async with stage.joined("Eve"):
            await until(lambda: ada.participants.joined)


async def crash_of_bob(stage: Pages, ada: Meeting, before: set[int]) -> None:
    async with stage.joined("Bob"):
        await until(lambda: ada.participants.joined)
        kill(*renderers(stage.keeper) - before)
        await until(lambda: not ada.participants.joined)


async def test_without_the_keeper_of_the_browser_meetings_go_on(stage):
    async with stage.joined("Ada") as ada:
        keeper = stage.keeper
        kill(keeper)
        await soon(lambda: keeper not in group(keeper))
        await ada.chat.send_text_message("still here")
    assert [message.message for message in ada.chat.messages] == ["still here"]


# ── an SDK that does odd things ──


async def test_what_the_sdk_throws_is_raised_with_its_code(stage):
    async with stage.joined("Ada") as ada:
        with pytest.raises(MeetingError, match="Too long") as raised:
            await ada.chat.send_text_message("THROW")
        assert (raised.value.code, raised.value.call) == ("0503", "chat.sendTextMessage")


async def test_a_call_that_the_sdk_never_answers_ends_in_time(stage):
    async with stage.joined("Ada", call_timeout=0.5) as ada:
        with pytest.raises(CallTimeout):
            await ada.chat.send_text_message("NEVER")
        await ada.chat.send_text_message("and now")


async def test_nobody_stays_in_the_meeting_for_whom_the_sdk_refuses_to_leave(stage):
    async with stage.joined("Ada") as ada, stage.joined("Bob") as bob:
        await until(lambda: ada.participants.joined)
        await bob.chat.send_text_message("STAYS")
        await bob.leave()
        await until(lambda: not ada.participants.joined)
        assert (bob.left, bob.self.room_state) == ("asked", "left")


async def test_an_error_that_nobody_waits_for_is_told(stage):
    async with stage.joined("Ada") as ada:
        problem = await told(ada, ProblemReported, lambda: ada.chat.send_text_message("LATER"))
        assert (problem.code, "by itself" in problem.message) == ("PAGE", True)


@pytest.mark.parametrize("odd", ["CYCLE", "NOISE"])
async def test_odd_values_of_the_sdk_do_no_harm(stage, odd):
    async with stage.joined("Ada") as ada:
        await ada.chat.send_text_message(odd)
        await ada.chat.send_text_message("and now")
        await until(lambda: ada.chat.messages and ada.chat.messages[-1].message == "and now")


async def test_a_page_that_answers_no_more_is_found_out_and_ended(stage):
    clock = StillClock()
    async with stage.joined("Ada", clock=clock) as ada:
        running = asyncio.ensure_future(ada.run())
        sending = asyncio.ensure_future(ada.chat.send_text_message("LOOP"))
        await asyncio.sleep(0.2)
        for _ in range(8):
            await clock.advance(3)
        with pytest.raises(HostHung):
            await running
        with pytest.raises((CallTimeout, HostHung)):
            await sending
    await soon(lambda: not renderers(stage.keeper))


async def test_a_page_that_goes_elsewhere_is_lost(stage):
    async with stage.joined("Ada") as ada:
        with suppress(RealtimeKitError):
            await ada.chat.send_text_message("AWAY")
        with pytest.raises(HostLost):
            await ada.run()


async def test_a_frame_that_cannot_be_read_ends_the_meeting(stage):
    async with stage.joined("Ada") as ada:
        with pytest.raises(HostLost):
            await ada.chat.send_text_message("GARBAGE")
        with pytest.raises(HostLost, match="cannot be read"):
            await ada.run()


async def test_an_sdk_that_lacks_a_function_is_refused_with_its_name(stage, tmp_path):
    old = tmp_path / "old.js"
    old.write_text(STAND_IN.read_text().replace("'create vote'", "'create'"))
    host = chromium(old, base_uri=stage.emulator.meeting_url)
    with pytest.raises(SdkMismatch, match=r"polls\.vote"):
        async with await stage.meeting("Ada", host=host):
            pass


async def test_a_file_that_is_no_sdk_is_refused(stage, tmp_path):
    other = tmp_path / "other.js"
    other.write_text("// nothing")
    with pytest.raises(SdkMismatch, match="RealtimeKitClient"):
        async with await stage.meeting("Ada", host=chromium(other)):
            pass


async def test_who_has_gone_cannot_be_asked_any_more(stage):
    async with stage.joined("Ada") as ada:
        async with stage.joined("Bob"):
            await until(lambda: ada.participants.joined)
            bob = seen(ada)
        await until(lambda: not ada.participants.joined)
        with pytest.raises(ParticipantGone):
            await bob.kick()


# ── what nobody may see, and what may not stay ──


async def test_the_token_is_nowhere_to_be_seen(stage, caplog):
    caplog.set_level("DEBUG")
    who = await stage.participant("Ada")
    async with Meeting(who, host=stage.browser) as ada:
        await ada.join()
        seen_by_others = "".join(command_line(process) + environment(process) for process in group(stage.keeper))
        running = stage.browser._shared  # noqa: SLF001 - only a browser says what addresses it shows
        assert running is not None
        targets = json.dumps(await running.browser.command("Target.getTargets"))
        shown = repr(ada) + repr(vars(ada)) + caplog.text
        assert who.token not in seen_by_others + targets + shown
        assert '"url":"http://127.0.0.1' in targets.replace(" ", "")
        assert "#" not in targets


ORPHAN = """
import asyncio, os, signal, sys, tempfile
from realtimekit_async.meeting import Chromium, Meeting

async def main():
    url, sdk, browser, is_root, folder = sys.argv[1:]
    tempfile.tempdir = folder
    host = Chromium(sdk=sdk, executable=browser, sandbox=is_root != "True", base_uri=url)
    async with Meeting(sys.stdin.readline().strip(), host=host) as meeting:
        await meeting.join()
        sys.stdin.readline()
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_when_python_is_killed_its_participant_is_gone_with_everything_else(stage, profiles):
    who = await stage.participant("Bob")
    arguments = [stage.emulator.meeting_url, str(STAND_IN), require_browser(), str(AS_ROOT), str(profiles)]
    async with stage.joined("Ada") as ada:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ORPHAN, *arguments, stdin=asyncio.subprocess.PIPE
        )
        assert process.stdin is not None
        process.stdin.write(f"{who.token}\n".encode())
        await until(lambda: ada.participants.joined)

        async def say_go() -> None:
            process.stdin.write(b"go\n")

        assert (await told(ada, ParticipantLeft, say_go)).participant.name == "Bob"
        await process.wait()
    await soon(lambda: len(list(profiles.iterdir())) == 1)
