"""What a meeting object sees: people, itself, the meeting, and what was written, as the SDK shows them."""

from collections.abc import Mapping
from itertools import islice

from realtimekit_async.emulator.world.answers import Json, Row
from realtimekit_async.emulator.world.permissions import is_hidden, may
from realtimekit_async.emulator.world.polls import Poll, poll_row
from realtimekit_async.emulator.world.state import (
    Arrival,
    Media,
    MediaKind,
    Meeting,
    Message,
    Participant,
    Peer,
    RecordingStatus,
    Session,
    Speech,
)

from .permissions import camel, config_of, permissions_view
from .seats import Device, Seat

RECORDING_STATES: Mapping[RecordingStatus, str] = {
    "INVOKED": "STARTING",
    "RECORDING": "RECORDING",
    "PAUSED": "PAUSED",
}
LIVESTREAM_STATES = {"INVOKED": "STARTING", "LIVE": "LIVESTREAMING"}
MOST_VIDEOS = 9
"""How many are active where a preset does not say it."""


def person_view(peer: Peer) -> Row:
    """Show somebody in the room."""
    row = _person(peer.id, peer.participant, peer.name, peer.media)
    return row | {"isPinned": peer.is_pinned, "stageStatus": peer.stage}


def arrival_view(arrival: Arrival) -> Row:
    """Show somebody on the way into the room."""
    participant = arrival.participant
    return _person(arrival.id, participant, arrival.own_name or participant.name, arrival.media)


def _person(peer_id: str, participant: Participant, name: str | None, media: Media) -> Row:
    return {
        "id": peer_id,
        "userId": participant.id,
        "name": name,
        "picture": participant.picture or "",
        "customParticipantId": participant.custom_participant_id,
        "presetName": participant.preset.name,
        "isHost": may(participant, "kick_participant"),
        "isPinned": False,
        "stageStatus": "OFF_STAGE",
        **{key: value for kind in SHOWN for key, value in media_view(peer_id, media, kind).items()},
    }


SHOWN: tuple[MediaKind, ...] = ("audio", "video", "screen")


def media_view(peer_id: str, media: Media, kind: MediaKind) -> Row:
    """Show whether a microphone, camera or screen is on, and its track."""
    is_on = kind in media.on
    track: Json = None
    if is_on:
        track = {
            "id": f"{peer_id}-{kind}",
            "kind": "audio" if kind == "audio" else "video",
            "label": f"emulated {kind}",
            "enabled": True,
            "muted": False,
            "readyState": "live",
        }
    if kind == "screen":
        return {"screenShareEnabled": is_on, "screenShareTracks": {"audio": None, "video": track}}
    return {f"{kind}Enabled": is_on, f"{kind}Track": track}


def self_view(seat: Seat) -> Row:
    """Show a meeting object to itself."""
    row = arrival_view(seat.arrival) if seat.peer is None else person_view(seat.peer)
    return row | {
        "roomState": seat.room_state,
        "roomJoined": seat.room_state == "joined",
        "waitlistStatus": seat.waitlist_status,
    }


def meta_view(seat: Seat) -> Row:
    """Show the meeting."""
    session = seat.peer.session if seat.peer else None
    state = "reconnecting" if seat.is_interrupted else "connected"
    return {
        "meetingId": seat.meeting.id,
        "meetingTitle": seat.meeting.settings.get("title") or "",
        "meetingStartedTimestamp": session.started_at if session else None,
        "sessionId": session.id if session else "",
        "viewType": config_of(seat.participant, "view_type"),
        "socketState": {"state": state},
        "mediaState": None,
    }


def snapshot(seat: Seat) -> Row:
    """Show everything at once."""
    session = seat.peer.session if seat.peer else None
    others = others_of(seat)
    people: Row = {
        "joined": [person_view(peer) for peer in others],
        "active": [person_view(peer) for peer in seat.active.values()],
        "waitlisted": waitlist(seat),
        "pinned": [person_view(peer) for peer in others if peer.is_pinned],
    }
    return {
        "self": self_view(seat),
        "permissions": permissions_view(seat.participant),
        "meta": meta_view(seat),
        "participants": people,
        "chat": [message_view(one) for one in session.chat if is_for(seat, one)] if session else [],
        "polls": [poll_view(poll) for poll in session.polls] if session else [],
        "plugins": [plugin_view(seat, plugin_id) for plugin_id in seat.plugins],
        "transcripts": list(seat.transcripts),
        "stage": seat.peer.stage if seat.peer else None,
        "recording": recording_state(seat.meeting),
        "livestream": livestream_state(seat.meeting),
    }


def others_of(seat: Seat) -> list[Peer]:
    """Return whom a meeting object sees in the room."""
    if seat.peer is None:
        return []
    present = seat.peer.session.present.values()
    return [peer for peer in present if peer is not seat.peer and not is_hidden(peer.participant)]


def wanted_active(seat: Seat) -> dict[str, Peer]:
    """Return whose sound or picture reaches a meeting object: as many as its preset has, in order of arrival."""
    heard_or_seen = (peer for peer in others_of(seat) if peer.media.on & {"audio", "video"})
    streams = config_of(seat.participant, "max_video_streams")
    most = streams.get("desktop") if isinstance(streams, dict) else None
    return {peer.id: peer for peer in islice(heard_or_seen, most if isinstance(most, int) else MOST_VIDEOS)}


def waitlist(seat: Seat) -> list[Row]:
    """Show who waits before the room to those inside who may let them in."""
    if seat.peer is None or not may(seat.participant, "accept_waiting_requests"):
        return []
    return [arrival_view(arrival) for arrival in seat.meeting.waiting.values()]


def is_for(seat: Seat, message: Message) -> bool:
    """Say whether a message is for a meeting object: a private one reaches its writer and those it is for."""
    return not message.to or seat.participant.id in (message.peer.participant.id, *message.to)


def message_view(message: Message) -> Row:
    """Show a message of the chat."""
    row: Row = {
        "type": message.kind,
        "id": message.id,
        "userId": message.peer.participant.id,
        "displayName": message.peer.name or "",
        "time": message.at,
        "timeMs": int(message.at.timestamp() * 1000),
        "isEdited": message.is_edited,
        "pinned": message.is_pinned,
        "targetUserIds": list(message.to),
        **message.content,
    }
    return row | {"message": message.text} if message.kind == "text" else row


def poll_view(poll: Poll) -> Row:
    """Show a poll."""
    return {**camel(poll_row(poll)), "createdByUserId": poll.creator_id}


def polls_view(session: Session, *, is_new: bool) -> Row:
    """Show every poll of a session, and whether the last one has just been opened."""
    return {"polls": [poll_view(poll) for poll in session.polls], "newPoll": is_new}


def plugin_view(seat: Seat, plugin_id: str) -> Row:
    """Show a plugin that a meeting object was opened with, and whether it is active in the session."""
    plugin = seat.plugins[plugin_id]
    by = seat.peer.session.plugins.get(plugin_id) if seat.peer else None
    return {
        "id": plugin_id,
        "name": plugin.get("name"),
        "icon": plugin.get("icon") or "",
        "active": by is not None,
        "enabledBy": by,
        "permissions": plugin.get("permissions") or {},
    }


def transcript_view(speech: Speech, transcript_id: str) -> Row:
    """Show what somebody has said."""
    participant = speech.peer.participant
    return {
        "id": transcript_id,
        "name": speech.peer.name,
        "peerId": speech.peer.id,
        "userId": participant.id,
        "customParticipantId": participant.custom_participant_id,
        "transcript": speech.text,
        "isPartialTranscript": not speech.is_final,
        "date": speech.at,
    }


def device_view(device: Device) -> Row:
    """Show a device."""
    return {"deviceId": device.id, "kind": device.kind, "label": device.label, "groupId": "emulated"}


def recording_state(meeting: Meeting) -> str:
    """Say how the recording of a meeting stands, in the SDK's words."""
    recording = meeting.running_recording
    return RECORDING_STATES.get(recording.status, "IDLE") if recording else "IDLE"


def livestream_state(meeting: Meeting) -> str:
    """Say how the livestream of a meeting stands, in the SDK's words."""
    return LIVESTREAM_STATES.get(meeting.livestream.status, "IDLE") if meeting.livestream else "IDLE"
