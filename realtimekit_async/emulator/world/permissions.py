"""What a participant's preset permits."""

from .answers import Json
from .state import Participant, StageStatus


def permission(participant: Participant, path: str) -> Json:
    """Return a permission of a participant's preset, as `chat.public.can_send`; None if it is not there."""
    value: Json = participant.preset.document.get("permissions")
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def may(participant: Participant, path: str) -> bool:
    """Return whether a participant may do something without asking."""
    return permission(participant, path) in (True, "ALLOWED")


def is_hidden(participant: Participant) -> bool:
    """Return whether nobody is told of a participant: hidden ones, recorders, livestreamers."""
    return (
        may(participant, "hidden_participant")
        or may(participant, "is_recorder")
        or permission(participant, "recorder_type") in ("RECORDER", "LIVESTREAMER")
    )


def stage_of(participant: Participant) -> StageStatus:
    """Return where a participant begins: on the stage, unless there is one that must be asked for."""
    must_ask = may(participant, "stage_enabled") and not may(participant, "stage_access")
    return "OFF_STAGE" if must_ask else "ON_STAGE"
