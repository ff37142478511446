"""Rows of the contract: the others."""

import asyncio

from realtimekit_async.meeting import (
    AudioUpdated,
    BecameActive,
    BecameInactive,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantPinned,
    ParticipantUnpinned,
    ScreenShareUpdated,
    VideoUpdated,
    WaitlistLeft,
)

from .rows_self import switch_off, switch_on
from .stage import WAITING, Cast, told, until
from .table import row

# ── the maps ──


@row("participants.joined", "meeting.participants.joined")
async def joined(cast: Cast) -> None:
    assert cast.ada.participants.joined[cast.bob.self.id].name == "Bob"
    assert cast.ada.self.id not in cast.ada.participants.joined


@row("participants.active", "meeting.participants.active")
async def active(cast: Cast) -> None:
    members = cast.ada.participants.active
    event = await told(members, BecameActive, lambda: switch_on(cast.bob, "audio"))
    assert event.participant is cast.seen_bob
    assert members[cast.bob.self.id] is cast.seen_bob
    await told(members, BecameInactive, lambda: switch_off(cast.bob, "audio"))
    assert cast.bob.self.id not in members


@row("participants.waitlisted", "meeting.participants.waitlisted")
async def waitlisted(cast: Cast) -> None:
    members = cast.ada.participants.waitlisted
    async with cast.entered("Waits", WAITING) as guest, asyncio.TaskGroup() as tasks:
        joining = tasks.create_task(guest.join())
        await until(lambda: members)
        [waiting] = members.to_list()
        await until(lambda: guest.self.room_state == "waitlisted")  # each page is told on its own
        assert waiting.user_id == guest.self.user_id
        assert cast.bob.participants.waitlisted == {}  # who may not let in sees nobody
        accept = cast.ada.participants.accept_waiting_room_request
        event = await told(members, WaitlistLeft, lambda: accept(waiting.id))
        assert event.participant is waiting
        await joining
        assert (guest.self.room_state, [*members]) == ("joined", [])


@row("participants.pinned", "meeting.participants.pinned")
async def pinned(cast: Cast) -> None:
    members = cast.ada.participants.pinned
    await told(members, ParticipantPinned, cast.seen_bob.pin)
    assert members.to_list() == [cast.seen_bob]
    assert cast.seen_bob.is_pinned
    await told(members, ParticipantUnpinned, cast.seen_bob.unpin)
    assert not members


@row("map.toArray()", "map.to_list()", js="map.toArray")
async def to_list(cast: Cast) -> None:
    assert cast.bob.participants.joined.to_list() == [*cast.bob.participants.joined.values()]
    assert "Ada" in [who.name for who in cast.bob.participants.joined.to_list()]


@row("map.size()", "len(map)", js="map.size")
async def size(cast: Cast) -> None:
    assert len(cast.ada.participants.joined) == len(cast.ada.participants.joined.to_list()) > 0


@row("map.get(id)", "map.get(id)", js="map.get")
async def get(cast: Cast) -> None:
    assert cast.ada.participants.joined.get(cast.bob.self.id) is cast.seen_bob
    assert cast.ada.participants.joined.get("nobody") is None


# ── one of them ──


@row("participant.id", "participant.id")
async def participant_id(cast: Cast) -> None:
    assert cast.seen_bob.id == cast.bob.self.id


@row("participant.userId", "participant.user_id")
async def participant_user_id(cast: Cast) -> None:
    assert cast.seen_bob.user_id == cast.bob.self.user_id


@row("participant.name", "participant.name")
async def participant_name(cast: Cast) -> None:
    assert cast.seen_bob.name == "Bob"


@row("participant.audioEnabled", "participant.audio_enabled", js="participant.audioEnabled")
@row("participant.audioTrack", "participant.audio_track")
async def participant_audio(cast: Cast) -> None:
    await told(cast.ada.participants.joined, AudioUpdated, lambda: switch_on(cast.bob, "audio"))
    await until(lambda: cast.seen_bob.audio_enabled and cast.seen_bob.audio_track is not None)
    assert cast.seen_bob.audio_track.kind == "audio"
    await switch_off(cast.bob, "audio")
    await until(lambda: not cast.seen_bob.audio_enabled and cast.seen_bob.audio_track is None)


@row("participant.videoEnabled", "participant.video_enabled")
@row("participant.videoTrack", "participant.video_track")
async def participant_video(cast: Cast) -> None:
    await told(cast.ada.participants.joined, VideoUpdated, lambda: switch_on(cast.bob, "video"))
    await until(lambda: cast.seen_bob.video_enabled and cast.seen_bob.video_track is not None)
    picture = await cast.seen_bob.picture()
    assert (picture.type, picture.data[:4]) == ("image/png", b"\x89PNG")
    await switch_off(cast.bob, "video")
    await until(lambda: not cast.seen_bob.video_enabled and cast.seen_bob.video_track is None)


@row("participant.screenShareEnabled", "participant.screen_share_enabled")
@row("participant.screenShareTracks", "participant.screen_share_tracks")
async def participant_screen(cast: Cast) -> None:
    await told(cast.ada.participants.joined, ScreenShareUpdated, lambda: switch_on(cast.bob, "screen_share"))
    await until(lambda: cast.seen_bob.screen_share_enabled and cast.seen_bob.screen_share_tracks.video)
    assert (await cast.seen_bob.screen_picture()).width > 0
    await switch_off(cast.bob, "screen_share")
    await until(lambda: not cast.seen_bob.screen_share_enabled)


# ── coming and going ──


@row("event participantJoined", "ParticipantJoined", js="participants.joined.participantJoined")
async def participant_joined(cast: Cast) -> None:
    async with cast.entered("Comes") as guest:
        event = await told(cast.ada, ParticipantJoined, guest.join)
        assert event.participant is cast.ada.participants.joined[guest.self.id]


@row("event participantLeft", "ParticipantLeft", js="participants.joined.participantLeft")
async def participant_left(cast: Cast) -> None:
    async with cast.joined("Goes") as guest:
        await until(lambda: guest.self.id in cast.ada.participants.joined)
        event = await told(cast.ada, ParticipantLeft, guest.leave)
        assert event.participant.id == guest.self.id
        assert guest.self.id not in cast.ada.participants.joined
