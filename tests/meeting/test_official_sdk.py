"""Cloudflare's own SDK in a browser, without a network: what this library uses of it works as is assumed."""

import asyncio
import json
from typing import Any

import pytest

from realtimekit_async.meeting import (
    AudioUpdated,
    DeviceUpdated,
    Meeting,
    MeetingError,
    MeetingOver,
    NotEnabled,
    NotJoined,
    RoomLeft,
    VideoUpdated,
)
from realtimekit_async.meeting.errors import refusal
from realtimekit_async.meeting.hosts.base import Pipe
from realtimekit_async.meeting.offline import NO_NETWORK, Offline
from realtimekit_async.meeting.wire import Problem, read_binary

from .browsers import chromium, official_sdk
from .media import loud, loudness, middle_of, pitch, png, tone

pytestmark = pytest.mark.browser

BOARD = {"id": "board", "name": "Board", "permissions": {"canActivate": True, "canDeactivate": True}}
GREEN, BLUE = (0, 200, 0), (0, 0, 200)

# Somebody else in the meeting, whose tracks have come through WebRTC: two connections in the page.
REMOTE = """
{
  const init = RealtimeKitClient.init;
  RealtimeKitClient.init = async (options) => {
    const meeting = await init.call(RealtimeKitClient, options);
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 36 });
    const paint = () => {
      const context = canvas.getContext('2d');
      context.fillStyle = 'rgb(200 0 0)';
      context.fillRect(0, 0, 64, 36);
    };
    setInterval(paint, 50);
    const audio = new AudioContext();
    const oscillator = new OscillatorNode(audio, { frequency: 440 });
    const sound = audio.createMediaStreamDestination();
    oscillator.connect(new GainNode(audio, { gain: 0.5 })).connect(sound);
    oscillator.start();
    const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
    here.onicecandidate = ({ candidate }) => candidate && there.addIceCandidate(candidate);
    there.onicecandidate = ({ candidate }) => candidate && here.addIceCandidate(candidate);
    const tracks = {};
    there.ontrack = ({ track }) => { tracks[track.kind] = track; };
    here.addTrack(sound.stream.getAudioTracks()[0]);
    here.addTrack(canvas.captureStream().getVideoTracks()[0]);
    await here.setLocalDescription();
    await there.setRemoteDescription(here.localDescription);
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription);
    while (there.connectionState !== 'connected') await new Promise((resolve) => { setTimeout(resolve, 20); });
    const remote = { id: 'remote', userId: 'user', name: 'Remote', audioEnabled: true, videoEnabled: true,
      audioTrack: tracks.audio, videoTrack: tracks.video, screenShareTracks: {}, on() {}, off() {}, emit() {},
      removeAllListeners() {} };
    Map.prototype.set.call(meeting.participants.joined, remote.id, remote);
    return meeting;
  };
}
"""


@pytest.fixture(scope="module")
def sdk(tmp_path_factory):
    """The SDK as it is published."""
    return official_sdk(tmp_path_factory.mktemp("sdk"))


@pytest.fixture
async def meeting(tmp_path):
    """A meeting object of the SDK that nobody else can see."""
    host = Offline(chromium(official_sdk(tmp_path), args=NO_NETWORK))
    async with Meeting(Offline.token, host=host, plugins=[BOARD]) as meeting:
        yield meeting


async def heard_within(seconds: float, ear: object) -> bytes:
    """Return what is heard in so many seconds."""
    chunks: list[bytes] = []
    try:
        async with asyncio.timeout(seconds):
            async for chunk in ear:
                chunks.append(chunk)  # noqa: PERF401 - what was heard before the timeout counts
    except TimeoutError:
        pass
    return b"".join(chunks)


async def test_all_that_is_called_is_there_and_runs_under_the_policy_of_the_page(meeting):
    assert (meeting.host_name, meeting.self.name, meeting.self.room_state) == ("page", "Nobody", "init")
    assert meeting.meta.meeting_title == "Offline"
    assert meeting.self.permissions.kick_participant is True
    assert [plugin.name for plugin in meeting.plugins.all.values()] == ["Board"]
    await meeting.self.set_name("Ada")
    assert meeting.self.name == "Ada"


async def test_devices_are_there_and_can_be_chosen(meeting):
    devices = await meeting.self.get_all_devices()
    assert {device.kind for device in devices} == {"audioinput", "videoinput", "audiooutput"}
    microphones = await meeting.self.get_audio_devices()
    assert {device.kind for device in await meeting.self.get_video_devices()} == {"videoinput"}
    assert {device.kind for device in await meeting.self.get_speaker_devices()} == {"audiooutput"}
    await meeting.self.enable_audio()
    async with asyncio.TaskGroup() as tasks:
        chosen = tasks.create_task(
            meeting.self.wait_for(DeviceUpdated, where=lambda e: e.device.kind == "audioinput", timeout=5)
        )
        await asyncio.sleep(0)
        await meeting.self.set_device(microphones[-1])
    assert chosen.result().device.device_id == microphones[-1].device_id


async def test_microphone_and_camera_are_silent_and_black_until_something_is_said_or_shown(meeting):
    seen: list[type] = []
    meeting.on(AudioUpdated, VideoUpdated)(lambda event: seen.append(type(event)))
    await meeting.self.enable_audio()
    await meeting.self.enable_video()
    assert (meeting.self.audio_enabled, meeting.self.video_enabled) == (True, True)
    assert meeting.self.audio_track.kind == "audio"
    async with meeting.self.audio(rate=48_000) as ear:
        sound = await heard_within(0.5, ear)
    assert len(sound) > 10_000
    assert not any(sound)
    assert middle_of((await meeting.self.picture(max_width=64)).data) == (0, 0, 0)
    await meeting.self.disable_video()
    await meeting.self.disable_audio()
    assert meeting.self.video_track is None
    with pytest.raises(NotEnabled):
        await meeting.self.picture()
    assert seen == [AudioUpdated, VideoUpdated, VideoUpdated, AudioUpdated]


@pytest.mark.parametrize("rate", [16_000, 48_000])
async def test_what_is_written_to_the_microphone_is_heard_as_it_was(meeting, rate):
    said = tone(0.6, rate=rate)
    async with meeting.self.microphone(rate=rate) as microphone, meeting.self.audio(rate=16_000) as ear:
        listening = asyncio.ensure_future(heard_within(1.2, ear))
        await microphone.write(said)
        await microphone.drain()
        heard = loud(await listening, 16_000)
    # A busy machine leaves gaps; a rate that is mistaken for another would be out by half at least.
    assert len(heard) / 32_000 == pytest.approx(0.6, abs=0.2)
    assert loudness(heard) == pytest.approx(loudness(said), rel=0.3)
    assert pitch(heard, 16_000) == pytest.approx(440, rel=0.25)
    assert meeting.self.audio_enabled is False


async def test_what_was_not_said_yet_is_forgotten_at_once(meeting):
    async with meeting.self.microphone() as microphone:
        speaking = asyncio.ensure_future(microphone.write(tone(30)))
        await asyncio.sleep(0.3)
        speaking.cancel()
        await microphone.clear()
        async with asyncio.timeout(2):
            await microphone.drain()


async def test_a_microphone_takes_over_from_the_one_that_is_on(meeting):
    await meeting.self.enable_audio()
    async with meeting.self.microphone() as microphone, meeting.self.audio() as ear:
        listening = asyncio.ensure_future(heard_within(0.8, ear))
        await microphone.write(tone(0.4))
        assert loud(await listening, 16_000)


async def test_a_picture_is_shown_in_the_size_and_format_that_is_asked_for(meeting):
    await meeting.self.show(png(64, 36, GREEN), width=128, height=72)
    picture = await meeting.self.picture()
    assert (picture.type, picture.width, picture.height) == ("image/png", 128, 72)
    assert middle_of(picture.data) == pytest.approx(GREEN, abs=3)
    small = await meeting.self.picture(type="image/jpeg", quality=0.7, max_width=64)
    assert (small.type, small.width, small.height, small.data[:2]) == ("image/jpeg", 64, 36, b"\xff\xd8")


async def test_another_picture_goes_over_the_track_of_the_first(meeting):
    await meeting.self.show(png(64, 36, GREEN), width=64, height=36)
    track = meeting.self.video_track
    await meeting.self.show(png(64, 36, BLUE), width=64, height=36)
    assert meeting.self.video_track.id == track.id
    async with asyncio.timeout(5):
        while middle_of((await meeting.self.picture()).data) != pytest.approx(BLUE, abs=4):
            pass
    await meeting.self.disable_video()
    await meeting.self.enable_video()  # the camera of the host, which is black
    assert middle_of((await meeting.self.picture(max_width=64)).data) == (0, 0, 0)
    await meeting.self.show(png(64, 36, GREEN), width=64, height=36)
    assert middle_of((await meeting.self.picture()).data) == pytest.approx(GREEN, abs=4)


class Requests:
    """Requests to a page, one after the other; what comes in binary frames is kept by its number."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._number = 0
        self.binaries: dict[int, bytes] = {}

    async def init(self) -> None:
        await self.ask("init", token=Offline.token, **self._pipe.init_fields)

    async def ask(self, operation: str, **fields: object) -> Any:
        """Return what the page answers, or raise what it refuses with."""
        self._number += 1
        await self._pipe.send(json.dumps({"op": operation, "i": self._number, **fields}))
        while True:
            answer = await self._take()
            if answer.get("i") == self._number and answer["t"] == "no":
                raise refusal(Problem(**answer["e"]), operation)
            if answer.get("i") == self._number:
                return answer["v"]

    async def hear(self, stream: int, samples: int) -> bytes:
        """Return what is heard on a stream, once it is as long as that."""
        while len(self.binaries.get(stream, b"")) < 2 * samples:
            await self._take()
        return self.binaries[stream]

    async def _take(self) -> dict[str, Any]:
        frame = await self._pipe.receive()
        assert frame is not None, self._pipe.fate
        if isinstance(frame, bytes):
            binary = read_binary(frame)
            self.binaries[binary.number] = self.binaries.get(binary.number, b"") + binary.payload
            return {}
        message: dict[str, Any] = json.loads(frame)
        return message


@pytest.fixture
async def page(sdk):
    """A page without a meeting object, to be asked by hand."""
    pipe = await Offline(chromium(sdk, args=NO_NETWORK)).open()
    yield Requests(pipe)
    await pipe.aclose()


async def test_sound_and_pictures_of_others_come_through_webrtc(tmp_path):
    sdk = official_sdk(tmp_path, REMOTE)
    pipe = await Offline(chromium(sdk, args=NO_NETWORK)).open()
    page = Requests(pipe)
    await page.init()
    remote = {"ns": "participant", "id": "remote"}
    for of in (remote, {"ns": "mix"}):
        stream = (await page.ask("listen", of=of, rate=16_000, ms=20))["stream"]
        heard = loud(await page.hear(stream, 16_000), 16_000)
        assert loudness(heard) == pytest.approx(0.354, rel=0.3)
        assert pitch(heard, 16_000) == pytest.approx(440, rel=0.25)
    picture = await page.ask("snap", of=remote)
    assert middle_of(page.binaries[picture["$blob"]]) == pytest.approx((200, 0, 0), abs=8)
    await pipe.aclose()


@pytest.mark.parametrize(
    ("part", "function", "arguments", "error"),
    [
        ("polls", "create", ["Lunch?", ["a", "b"], False, False], NotJoined),
        ("participants", "kickAll", [], NotJoined),
        ("participants", "broadcastMessage", ["note", {"n": 1}], NotJoined),
        ("self", "enableScreenShare", [], NotJoined),
        ("recording", "start", [{}], MeetingError),
    ],
)
async def test_the_sdk_itself_refuses_what_needs_a_meeting(page, part, function, arguments, error):
    await page.init()
    with pytest.raises(error):
        await page.ask("call", ns=part, fn=function, args=arguments)


async def test_what_is_not_on_the_list_is_not_called(page):
    with pytest.raises(MeetingError, match="init has to come first"):
        await page.ask("snapshot")
    await page.init()
    for part, function in [("self", "constructor"), ("meta", "on"), ("", "audio"), ("toString", "call")]:
        with pytest.raises(MeetingError, match="may not be called"):
            await page.ask("call", ns=part, fn=function)
    with pytest.raises(MeetingError, match="no operation toString"):
        await page.ask("toString")
    with pytest.raises(MeetingError, match="has its meeting already"):
        await page.init()


async def test_without_a_network_joining_ends_and_says_how(sdk):
    left: list[str] = []
    async with Meeting(Offline.token, host=Offline(chromium(sdk, args=NO_NETWORK))) as meeting:
        meeting.on(RoomLeft)(lambda event: left.append(event.state))
        with pytest.raises(MeetingOver, match="disconnected"):
            await meeting.join(timeout=20)
    assert left == ["disconnected"]


@pytest.mark.parametrize("told_by", ["environment", "argument"])
async def test_the_sdk_reaches_cloudflare_through_the_proxy_that_the_browser_is_told(sdk, monkeypatch, told_by):
    lines: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    if told_by == "environment":
        monkeypatch.setenv("HTTPS_PROXY", url)
    args = [f"--proxy-server={url}"] if told_by == "argument" else []
    async with server, Meeting(Offline.token, host=Offline(chromium(sdk, args=args))) as meeting:
        with pytest.raises(MeetingOver):
            await meeting.join(timeout=20)
    assert any(line.startswith(b"CONNECT api.realtime.cloudflare.com:443 ") for line in lines)


@pytest.mark.parametrize("token", ["not.a.token", Offline.token])
async def test_a_token_that_cannot_be_used_is_refused(sdk, token):
    with pytest.raises(MeetingError) as refused:
        async with Meeting(token, host=chromium(sdk, args=NO_NETWORK)):
            pass
    assert token not in str(refused.value)
