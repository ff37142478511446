"""What to write instead of what one looks for in the wrong place of a meeting object, or under another name."""

from collections.abc import Mapping
from typing import TypeVar

from realtimekit_async.services.instead import NotThere

T = TypeVar("T")

_ONE = "participants.joined[id]"
_OF_ONE = (
    "kick",
    "pin",
    "unpin",
    "disable_audio",
    "disable_video",
    "get_permissions",
    "picture",
    "screen_picture",
)

METHODS: Mapping[tuple[str, str], str] = {
    **{("Participants", name): f"write await meeting.{_ONE}.{name}()" for name in _OF_ONE},
    ("Participants", "audio"): f"write meeting.{_ONE}.audio(), or meeting.audio() for everybody",
    ("Participants", "mute"): f"write await meeting.{_ONE}.disable_audio()",
    ("Participants", "mute_all"): "write await meeting.participants.disable_all_audio()",
    ("Participants", "accept"): "write await meeting.participants.accept_waiting_room_request(id)",
    ("Participants", "reject"): "write await meeting.participants.reject_waiting_room_request(id)",
    ("Participants", "get"): "write meeting.participants.joined.get(id)",
    ("Participants", "to_list"): "write meeting.participants.joined.to_list()",
    ("Participant", "mute"): "write await participant.disable_audio()",
    ("LocalParticipant", "mute"): "write await meeting.self.disable_audio()",
    ("LocalParticipant", "unmute"): "write await meeting.self.enable_audio(); microphone() is what is spoken into",
    ("LocalParticipant", "leave"): "write await meeting.leave()",
    ("LocalParticipant", "kick"): "write await meeting.leave()",
    ("Chat", "send"): "write await meeting.chat.send_text_message(message)",
    ("Chat", "send_message"): "write await meeting.chat.send_text_message(message)",
    ("Meeting", "kick"): f"write await meeting.{_ONE}.kick()",
    ("Meeting", "mute"): "write await meeting.self.disable_audio()",
    ("Meeting", "microphone"): "write meeting.self.microphone()",
    ("Meeting", "send_text_message"): "write await meeting.chat.send_text_message(message)",
}
"""By class and name: what is not there."""


def teach(kind: type[T]) -> type[T]:
    """Have a class say, of each of its rows, what to write instead."""
    for owner, name in METHODS:
        if owner == kind.__name__:
            setattr(kind, name, NotThere(name, METHODS))
    return kind
