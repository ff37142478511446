"""What a preset permits, as the SDK's permissions say it, and back."""

import re
from collections.abc import Mapping

from realtimekit_async.emulator.world.answers import Json, Row
from realtimekit_async.emulator.world.permissions import may, permission
from realtimekit_async.emulator.world.state import Participant

SAME_NAME = (
    "stage_enabled",
    "accept_stage_requests",
    "stage_access",
    "accept_waiting_requests",
    "kick_participant",
    "pin_participant",
    "can_record",
    "hidden_participant",
    "show_participant_list",
    "can_change_participant_permissions",
    "can_edit_display_name",
    "is_recorder",
    "can_spotlight",
    "can_livestream",
    "transcription_enabled",
    "plugins",
    "polls",
    "connected_meetings",
)
"""The SDK's permissions that a preset has under the same name, but for its spelling."""
PRODUCED = {"audio": "Audio", "video": "Video", "screenshare": "Screenshare"}


def permissions_view(participant: Participant) -> Row:
    """Show what a preset permits as the SDK's permissions do."""
    return {
        **{_camel_name(name): _camel_value(permission(participant, name)) for name in SAME_NAME},
        "mediaRoomType": config_of(participant, "view_type"),
        "waitingRoomBehaviour": permission(participant, "waiting_room_type"),
        "chatPublic": _camel_value(permission(participant, "chat.public")),
        "chatPrivate": _camel_value(permission(participant, "chat.private")),
        **_producing(participant),
        "canAllowParticipantAudio": may(participant, "can_accept_production_requests"),
        "canAllowParticipantVideo": may(participant, "can_accept_production_requests"),
        "canAllowParticipantScreensharing": may(participant, "can_accept_production_requests"),
        "canDisableParticipantAudio": may(participant, "disable_participant_audio"),
        "canDisableParticipantVideo": may(participant, "disable_participant_video"),
    }


def _producing(participant: Participant) -> Row:
    row: Row = {}
    for kind, name in PRODUCED.items():
        value = permission(participant, f"media.{kind}.can_produce")
        row |= {f"canProduce{name}": value, f"requestProduce{name}": value == "CAN_REQUEST"}
    return row


def config_of(participant: Participant, key: str) -> Json:
    """Return a setting of a preset's `config`."""
    config = participant.preset.document.get("config")
    return config.get(key) if isinstance(config, Mapping) else None


def camel(row: Mapping[str, Json]) -> Row:
    """Spell the keys of an object, and of objects in it, as JavaScript does."""
    return {_camel_name(key): _camel_value(value) for key, value in row.items()}


def _camel_value(value: Json) -> Json:
    return camel(value) if isinstance(value, Mapping) else value


def _camel_name(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def snake(value: Json) -> Json:
    """Spell the keys of an object as REST does."""
    if isinstance(value, Mapping):
        return {re.sub(r"(?<!^)(?=[A-Z])", "_", key).lower(): snake(inner) for key, inner in value.items()}
    return value
