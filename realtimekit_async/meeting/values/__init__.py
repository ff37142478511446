"""What a meeting holds, as values. Pure.

They are written camelCase on the wire. Nothing is required of a host, unknown fields are ignored, and names that
may grow are plain strings.
"""

from .base import Value
from .people import Device, ParticipantState, Permissions, RoomState, ScreenShareTracks, SelfState, Track
from .session import MetaState, Picture, SocketState, StageRequest
from .talk import (
    AnyMessage,
    CustomMessage,
    FileMessage,
    ImageMessage,
    Message,
    Plugin,
    PluginPermissions,
    Poll,
    PollOption,
    PollVote,
    TextMessage,
    Transcript,
)

__all__ = [
    "AnyMessage",
    "CustomMessage",
    "Device",
    "FileMessage",
    "ImageMessage",
    "Message",
    "MetaState",
    "ParticipantState",
    "Permissions",
    "Picture",
    "Plugin",
    "PluginPermissions",
    "Poll",
    "PollOption",
    "PollVote",
    "RoomState",
    "ScreenShareTracks",
    "SelfState",
    "SocketState",
    "StageRequest",
    "TextMessage",
    "Track",
    "Transcript",
    "Value",
]
