"""Calls of the meeting itself and of one's own microphone, camera, screen, name and devices."""

from typing import Annotated

from msgspec import Meta

from realtimekit_async.emulator.meeting import coming, refusals, rules, views
from realtimekit_async.emulator.meeting.requests import ChosenDevice
from realtimekit_async.emulator.meeting.seats import Device, Seat
from realtimekit_async.emulator.world import live, presence
from realtimekit_async.emulator.world.answers import Json
from realtimekit_async.emulator.world.state import MediaKind

from .table import CallTable

calls: CallTable = CallTable()
PRODUCED: dict[MediaKind, str] = {"audio": "audio", "video": "video", "screen": "screenshare"}
UPDATES: dict[MediaKind, str] = {"audio": "audioUpdate", "video": "videoUpdate", "screen": "screenShareUpdate"}


@calls.add("", "join")
def join(seat: Seat) -> Json:
    """Enter the room, or wait before it."""
    coming.join(seat)
    return None


@calls.add("", "leave")
def leave(seat: Seat) -> Json:
    """Leave the room, or wait no longer."""
    coming.leave(seat)
    return None


def turn_on(seat: Seat, kind: MediaKind) -> None:
    """Turn on one's microphone, camera or screen."""
    rules.permit(seat, "self", f"media.{PRODUCED[kind]}.can_produce")
    if kind == "screen":
        rules.joined(seat, "self")
    if seat.peer is None:
        seat.arrival.media.on.add(kind)
        _tell_update(seat, kind)
        return
    try:
        live.turn_on(seat.app, seat.peer, kind, seat.app.now)
    except ValueError:  # muted for good
        raise refusals.not_permitted("self") from None


def turn_off(seat: Seat, kind: MediaKind) -> None:
    """Turn off one's microphone, camera or screen."""
    if seat.peer is not None:
        live.turn_off(seat.app, seat.peer, kind, seat.app.now)
        return
    seat.arrival.media.on.discard(kind)
    seat.arrival.media.pictures.pop(kind, None)
    _tell_update(seat, kind)


def _tell_update(seat: Seat, kind: MediaKind) -> None:
    state = views.self_view(seat)
    seat.tell("self", UPDATES[kind], views.media_view(seat.id, seat.arrival.media, kind), state)


@calls.add("self", "enableAudio")
def enable_audio(seat: Seat) -> Json:
    """Turn on one's microphone."""
    turn_on(seat, "audio")
    return None


@calls.add("self", "disableAudio")
def disable_audio(seat: Seat) -> Json:
    """Turn off one's microphone."""
    turn_off(seat, "audio")
    return None


@calls.add("self", "enableVideo")
def enable_video(seat: Seat) -> Json:
    """Turn on one's camera."""
    turn_on(seat, "video")
    return None


@calls.add("self", "disableVideo")
def disable_video(seat: Seat) -> Json:
    """Turn off one's camera."""
    turn_off(seat, "video")
    return None


@calls.add("self", "enableScreenShare")
def enable_screen_share(seat: Seat) -> Json:
    """Share one's screen."""
    turn_on(seat, "screen")
    return None


@calls.add("self", "disableScreenShare")
def disable_screen_share(seat: Seat) -> Json:
    """Share one's screen no longer."""
    turn_off(seat, "screen")
    return None


@calls.add("self", "setName")
def set_name(seat: Seat, name: Annotated[str, Meta(min_length=1)]) -> Json:
    """Take another name into the meeting; who is in the room already is not seen under it."""
    rules.permit(seat, "self", "can_edit_display_name")
    seat.arrival.own_name = name
    return None


@calls.add("self", "pin")
def pin(seat: Seat) -> Json:
    """Pin oneself."""
    rules.permit(seat, "participants", "pin_participant")
    presence.pin(seat.app, rules.joined(seat, "self"), is_pinned=True)
    return None


@calls.add("self", "unpin")
def unpin(seat: Seat) -> Json:
    """Pin oneself no longer."""
    rules.permit(seat, "participants", "pin_participant")
    presence.pin(seat.app, rules.joined(seat, "self"), is_pinned=False)
    return None


def _devices(seat: Seat, kind: str | None = None) -> list[Json]:
    return [views.device_view(one) for one in seat.devices if kind in (None, one.kind)]


@calls.add("self", "getAllDevices")
def get_all_devices(seat: Seat) -> Json:
    """Show every device."""
    return _devices(seat)


@calls.add("self", "getAudioDevices")
def get_audio_devices(seat: Seat) -> Json:
    """Show the microphones."""
    return _devices(seat, "audioinput")


@calls.add("self", "getVideoDevices")
def get_video_devices(seat: Seat) -> Json:
    """Show the cameras."""
    return _devices(seat, "videoinput")


@calls.add("self", "getSpeakerDevices")
def get_speaker_devices(seat: Seat) -> Json:
    """Show the speakers."""
    return _devices(seat, "audiooutput")


@calls.add("self", "getCurrentDevices")
def get_current_devices(seat: Seat) -> Json:
    """Show which device is used of each kind."""
    names = {"audioinput": "audio", "videoinput": "video", "audiooutput": "speaker"}
    return {names[kind]: views.device_view(device) for kind, device in seat.chosen.items()}


@calls.add("self", "setDevice")
def set_device(seat: Seat, device: ChosenDevice) -> Json:
    """Choose a device."""
    found = next((one for one in seat.devices if _is(one, device)), None)
    if found is None:
        raise refusals.gone("device", device.device)
    seat.chosen[found.kind] = found
    seat.tell("self", "deviceUpdate", {"device": views.device_view(found)}, views.self_view(seat))
    return None


def _is(device: Device, chosen: ChosenDevice) -> bool:
    return device.id == chosen.device and device.kind == chosen.kind
