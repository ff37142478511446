"""What to write instead of what habit, older documents and other clients suggest. Pure."""

from collections.abc import Mapping
from typing import NoReturn

_KICK = "write active_session.kick(meeting_id, participant_ids=[…]), or custom_participant_ids=[…]"
_MUTE = "write active_session.mute(meeting_id, participant_ids=[…]), or custom_participant_ids=[…]"
METHODS: Mapping[tuple[str, str], str] = {
    ("Meetings", "delete"): "the API deletes no meeting: meetings.end(meeting_id) removes everybody and closes it",
    ("Meetings", "start"): "a meeting's session begins when its first participant joins",
    ("Meetings", "kick"): _KICK,
    ("Meetings", "mute"): _MUTE,
    ("Participants", "mute"): _MUTE,
    ("Sessions", "mute"): _MUTE,
    ("Participants", "create"): "write participants.add(meeting_id, …)",
    ("Participants", "remove"): "write participants.delete(meeting_id, participant_id)",
    ("Participants", "kick"): _KICK,
    ("Sessions", "kick"): _KICK,
    ("Sessions", "delete"): "the API deletes no session; what was recorded of it is kept for seven days",
    ("Recordings", "create"): "write recordings.start(meeting_id=…)",
    ("Recordings", "delete"): "the API deletes no recording: it keeps the files for seven days",
    ("Webhooks", "add"): "write webhooks.create(…), or webhooks.ensure(url, …) to have exactly one",
    ("Apps", "get"): "the API fetches no single app: walk apps.list()",
}
"""By service and name: methods that are not there."""


class NotThere:
    """Stands in the place of a method that something has not, and says what to write instead."""

    def __init__(self, name: str, methods: Mapping[tuple[str, str], str] = METHODS) -> None:
        self._name = name
        self._methods = methods

    def __get__(self, _service: object, kind: type) -> NoReturn:
        told = (self._methods.get((each.__name__, self._name)) for each in kind.__mro__)
        instead = next(filter(None, told), None)
        raise AttributeError(
            f"{kind.__name__!r} object has no attribute {self._name!r}" + (f": {instead}" if instead else "")
        )


_IDS = "write participant_ids=[…] or custom_participant_ids=[…]"
_TYPE = "recordings.start records one picture, recordings.start_track each participant: neither is told a type"
FIELDS: Mapping[tuple[str, str], str] = {
    ("KickFields", "user_ids"): _IDS,
    ("MuteFields", "user_ids"): _IDS,
    ("ParticipantFields", "client_specific_id"): "write custom_participant_id=…",
    ("EnsuredParticipantFields", "client_specific_id"): "write custom_participant_id=…",
    ("RecordingFields", "type"): _TYPE,
    ("RecordingOptions", "type"): _TYPE,
    ("RecordingFields", "layers"): "recordings.start_track has layers",
    ("TrackRecordingFields", "type"): _TYPE,
}
"""By the type of the fields and the name: fields that are not there."""

MISSING: Mapping[tuple[str, str], str] = {
    ("WebhookFields", "name"): "older documents have webhooks without one; any text will do",
    ("EnsuredWebhookFields", "name"): "older documents have webhooks without one; any text will do",
}
"""By the type of the fields and the name: required fields that not every document knows."""

EVENTS: Mapping[str, str] = {"session.started": "meeting.started", "session.ended": "meeting.ended"}
"""By its name in older documents: what an event is called."""
