"""Rows of the contract: oneself."""

from typing import Any

from realtimekit_async.meeting import (
    AudioUpdated,
    DeviceListUpdated,
    DeviceUpdated,
    Meeting,
    RoomJoined,
    ScreenShareUpdated,
    VideoUpdated,
)

from .stage import Cast, told, until
from .table import row

# ── who one is ──


@row("self.id", "meeting.self.id")
async def own_id(cast: Cast) -> None:
    assert cast.ada.self.id in cast.bob.participants.joined


@row("self.userId", "meeting.self.user_id", alone=True)
async def own_user_id(cast: Any) -> None:
    assert cast.me.self.user_id


@row("self.name", "meeting.self.name", alone=True)
async def own_name(cast: Any) -> None:
    assert cast.me.self.name


@row("self.setName", "await meeting.self.set_name(name)")
async def set_name(cast: Cast) -> None:
    async with cast.entered("Before") as guest:
        await guest.self.set_name("Afterwards")
        assert guest.self.name == "Afterwards"
        await guest.join()
        await until(lambda: guest.self.id in cast.ada.participants.joined)
        assert cast.ada.participants.joined[guest.self.id].name == "Afterwards"


# ── where one is ──


@row("self.roomJoined", "meeting.self.room_joined")
async def room_joined(cast: Cast) -> None:
    assert (cast.me.self.room_joined, cast.ada.self.room_joined) == (False, True)


@row("self.roomState", "meeting.self.room_state")
async def room_state(cast: Cast) -> None:
    assert (cast.me.self.room_state, cast.ada.self.room_state) == ("init", "joined")


@row("event roomJoined", "RoomJoined", js="self.roomJoined")
async def room_joined_event(cast: Cast) -> None:
    async with cast.entered("Newcomer") as guest:
        event = await told(guest.self, RoomJoined, guest.join)
        assert event.reconnected is False


@row("join()", "await meeting.join()", js="join")
async def join(cast: Cast) -> None:
    async with cast.entered("Newcomer") as guest:
        await guest.join(timeout=60)
        assert guest.self.room_joined
        assert {who.name for who in guest.participants.joined.values()} >= {"Ada", "Bob"}


@row("leave()", "await meeting.leave()", js="leave")
async def leave(cast: Cast) -> None:
    async with cast.joined("Guest") as guest:
        await guest.leave()
        assert (guest.self.room_state, guest.left) == ("left", "asked")
        await until(lambda: guest.self.id not in cast.ada.participants.joined)


# ── microphone, camera and screen ──


async def switch_on(meeting: Meeting, kind: str) -> None:
    await getattr(meeting.self, f"enable_{kind}")()
    await until(lambda: getattr(meeting.self, f"{kind}_enabled"))


async def switch_off(meeting: Meeting, kind: str) -> None:
    await getattr(meeting.self, f"disable_{kind}")()
    await until(lambda: not getattr(meeting.self, f"{kind}_enabled"))


async def goes_on_and_off(meeting: Meeting, kind: str) -> None:
    assert not getattr(meeting.self, f"{kind}_enabled")
    await switch_on(meeting, kind)
    await switch_off(meeting, kind)


@row("self.audioEnabled", "meeting.self.audio_enabled", alone=True)
@row("self.enableAudio", "await meeting.self.enable_audio()", alone=True)
@row("self.disableAudio", "await meeting.self.disable_audio()", alone=True)
async def own_audio(cast: Any) -> None:
    await goes_on_and_off(cast.me, "audio")


@row("self.videoEnabled", "meeting.self.video_enabled", alone=True)
@row("self.enableVideo", "await meeting.self.enable_video()", alone=True)
@row("self.disableVideo", "await meeting.self.disable_video()", alone=True)
async def own_video(cast: Any) -> None:
    await goes_on_and_off(cast.me, "video")


@row("self.screenShareEnabled", "meeting.self.screen_share_enabled")
@row("self.enableScreenShare", "await meeting.self.enable_screen_share()")
@row("self.disableScreenShare", "await meeting.self.disable_screen_share()")
async def own_screen(cast: Cast) -> None:
    await goes_on_and_off(cast.ada, "screen_share")


@row("self.audioTrack", "meeting.self.audio_track", alone=True)
async def own_audio_track(cast: Any) -> None:
    assert cast.me.self.audio_track is None or not cast.me.self.audio_track.enabled
    await switch_on(cast.me, "audio")
    assert (cast.me.self.audio_track.kind, cast.me.self.audio_track.ready_state) == ("audio", "live")
    await switch_off(cast.me, "audio")
    # Cloudflare's SDK keeps the track of a microphone that is off, and disables it.
    await until(lambda: cast.me.self.audio_track is None or not cast.me.self.audio_track.enabled)


@row("self.videoTrack", "meeting.self.video_track", alone=True)
async def own_video_track(cast: Any) -> None:
    assert cast.me.self.video_track is None
    await switch_on(cast.me, "video")
    assert (cast.me.self.video_track.kind, cast.me.self.video_track.ready_state) == ("video", "live")
    await switch_off(cast.me, "video")
    await until(lambda: cast.me.self.video_track is None)


@row("self.screenShareTracks", "meeting.self.screen_share_tracks")
async def own_screen_tracks(cast: Cast) -> None:
    assert cast.ada.self.screen_share_tracks.video is None
    await switch_on(cast.ada, "screen_share")
    await until(lambda: cast.ada.self.screen_share_tracks.video is not None)
    assert cast.ada.self.screen_share_tracks.video.kind == "video"
    await switch_off(cast.ada, "screen_share")


@row("event audioUpdate", "AudioUpdated", js="self.audioUpdate", alone=True)
async def audio_update(cast: Any) -> None:
    event = await told(cast.me.self, AudioUpdated, cast.me.self.enable_audio)
    assert (event.participant, event.audio_enabled) == (cast.me.self, True)
    await switch_off(cast.me, "audio")


@row("event videoUpdate", "VideoUpdated", js="self.videoUpdate", alone=True)
async def video_update(cast: Any) -> None:
    event = await told(cast.me.self, VideoUpdated, cast.me.self.enable_video)
    assert (event.participant, event.video_enabled) == (cast.me.self, True)
    await switch_off(cast.me, "video")


@row("event screenShareUpdate", "ScreenShareUpdated", js="self.screenShareUpdate")
async def screen_share_update(cast: Cast) -> None:
    event = await told(cast.ada.self, ScreenShareUpdated, cast.ada.self.enable_screen_share)
    assert (event.participant, event.screen_share_enabled) == (cast.ada.self, True)
    await switch_off(cast.ada, "screen_share")


# ── devices ──


@row("self.getAllDevices", "await meeting.self.get_all_devices()", alone=True)
async def all_devices(cast: Any) -> None:
    devices = await cast.me.self.get_all_devices()
    assert {device.kind for device in devices} == {"audioinput", "videoinput", "audiooutput"}


@row("self.getAudioDevices", "await meeting.self.get_audio_devices()", alone=True)
async def audio_devices(cast: Any) -> None:
    assert {device.kind for device in await cast.me.self.get_audio_devices()} == {"audioinput"}


@row("self.getVideoDevices", "await meeting.self.get_video_devices()", alone=True)
async def video_devices(cast: Any) -> None:
    assert {device.kind for device in await cast.me.self.get_video_devices()} == {"videoinput"}


@row("self.getSpeakerDevices", "await meeting.self.get_speaker_devices()", alone=True)
async def speaker_devices(cast: Any) -> None:
    assert {device.kind for device in await cast.me.self.get_speaker_devices()} == {"audiooutput"}


@row("self.setDevice", "await meeting.self.set_device(device)", alone=True)
@row("event deviceUpdate", "DeviceUpdated", js="self.deviceUpdate", alone=True)
async def set_device(cast: Any) -> None:
    microphone = (await cast.me.self.get_audio_devices())[-1]
    event = await told(cast.me.self, DeviceUpdated, lambda: cast.me.self.set_device(microphone))
    assert event.device == microphone


@row("event deviceListUpdate", "DeviceListUpdated", js="self.deviceListUpdate")
async def device_list_update(cast: Cast) -> None:
    async def plug_in() -> None:
        cast.emulator.meetings.devices_change(cast.me.self.user_id)

    event = await told(cast.me.self, DeviceListUpdated, plug_in)
    assert [device.kind for device in event.added] == ["audioinput"]
    assert {*event.added} <= {*event.devices}
