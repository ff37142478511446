"""What a meeting holds, as values. Pure.

They are written camelCase on the wire. Nothing is required of a host, unknown fields are ignored, and names that
may grow are plain strings.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.models.common import Timestamp

RoomState: TypeAlias = Literal[
    "init",
    "joined",
    "waitlisted",
    "rejected",
    "kicked",
    "ended",
    "left",
    "disconnected",
    "failed",
    "connected-meeting",
    "stageLeft",
]


class Value(Public, Struct, frozen=True, rename="camel", gc=False):
    """The base of everything a meeting holds."""


class Track(Value, frozen=True):
    """A track of sound or of pictures, as its description: `audio()` and `picture()` give what is on it."""

    id: str = ""
    kind: str = ""
    label: str = ""
    enabled: bool = True
    muted: bool = False
    ready_state: str = "live"


class ScreenShareTracks(Value, frozen=True):
    """The tracks of a shared screen."""

    audio: Track | None = None
    video: Track | None = None


class Device(Value, frozen=True):
    """A device of the host's; `kind` is audioinput, videoinput or audiooutput."""

    device_id: str = ""
    kind: str = ""
    label: str = ""
    group_id: str = ""


class ParticipantState(Value, frozen=True):
    """What is known of a participant at one moment."""

    id: str = ""
    user_id: str = ""
    name: str | None = None
    picture: str | None = None
    custom_participant_id: str | None = None
    preset_name: str | None = None
    is_host: bool = False
    is_pinned: bool = False
    stage_status: str | None = None
    audio_enabled: bool = False
    video_enabled: bool = False
    screen_share_enabled: bool = False
    audio_track: Track | None = None
    video_track: Track | None = None
    screen_share_tracks: ScreenShareTracks = ScreenShareTracks()


class SelfState(ParticipantState, frozen=True):
    """What is known of oneself at one moment."""

    room_state: RoomState | str = "init"
    room_joined: bool = False
    waitlist_status: str | None = None


class SocketState(Value, frozen=True):
    """The state of the vendor's own connection to the meeting."""

    state: str = ""
    reconnected: bool | None = None
    reconnection_attempt: int | None = None


class MetaState(Value, frozen=True):
    """What is known of the meeting itself."""

    meeting_id: str | None = None
    meeting_title: str | None = None
    meeting_started_timestamp: Timestamp | None = None
    session_id: str | None = None
    view_type: str | None = None
    socket_state: SocketState | None = None
    media_state: dict[str, object] | None = None


class Message(Value, frozen=True, tag_field="type"):
    """The base of the messages of the chat; `target_user_ids` is empty unless it is a private one."""

    id: str = ""
    user_id: str = ""
    display_name: str = ""
    time: Timestamp | None = None
    time_ms: int | None = None
    is_edited: bool = False
    pinned: bool = False
    target_user_ids: tuple[str, ...] = ()


class TextMessage(Message, frozen=True, tag="text"):
    """A text."""

    message: str = ""


class ImageMessage(Message, frozen=True, tag="image"):
    """An image, at a link."""

    link: str = ""


class FileMessage(Message, frozen=True, tag="file"):
    """A file, at a link; `size` in bytes."""

    name: str = ""
    size: int = 0
    link: str = ""


class CustomMessage(Message, frozen=True, tag="custom"):
    """A message that another client has composed of several parts."""

    message: str | None = None
    html: str | None = None
    files: tuple[dict[str, object], ...] = ()
    images: tuple[dict[str, object], ...] = ()
    videos: tuple[dict[str, object], ...] = ()


AnyMessage: TypeAlias = TextMessage | ImageMessage | FileMessage | CustomMessage


class PollVote(Value, frozen=True):
    """Who has voted."""

    id: str = ""
    name: str = ""


class PollOption(Value, frozen=True):
    """One answer to a poll, and its votes; who voted is not told of an anonymous one."""

    text: str = ""
    count: int = 0
    votes: tuple[PollVote, ...] = ()


class Poll(Value, frozen=True):
    """A poll; `voted` are the participant ids of who has voted."""

    id: str = ""
    question: str = ""
    options: tuple[PollOption, ...] = ()
    anonymous: bool = False
    hide_votes: bool = False
    created_by: str | None = None
    created_by_user_id: str | None = None
    voted: tuple[str, ...] = ()


class PluginPermissions(Value, frozen=True):
    """Who may start and stop a plugin."""

    can_activate: bool = False
    can_deactivate: bool = False


class Plugin(Value, frozen=True):
    """A plugin; its id is the meeting's, a colon, and the id that it was configured with."""

    id: str = ""
    name: str = ""
    icon: str | None = None
    active: bool = False
    enabled_by: str | None = None
    permissions: PluginPermissions | None = None


class Transcript(Value, frozen=True):
    """Something that was said, written down; a partial is replaced by its speaker's next."""

    id: str = ""
    name: str | None = None
    peer_id: str | None = None
    user_id: str | None = None
    custom_participant_id: str | None = None
    transcript: str = ""
    is_partial_transcript: bool = False
    date: Timestamp | None = None


class StageRequest(Value, frozen=True):
    """Somebody who asks to come on stage."""

    display_name: str = ""
    user_id: str = ""
    peer_id: str = ""


class Picture(Value, frozen=True):
    """A still picture of somebody's camera or screen; `width` and `height` in pixels."""

    data: bytes = b""
    type: str = "image/png"
    width: int = 0
    height: int = 0

    def __repr__(self) -> str:
        return f"Picture({self.type}, {self.width}×{self.height}, {len(self.data)} bytes)"


class Permissions(Value, frozen=True):
    """What a participant may do, as the preset says; a name such as "ALLOWED" is one of the vendor's."""

    media_room_type: str | None = None
    stage_enabled: bool | None = None
    accept_stage_requests: bool | None = None
    stage_access: str | None = None
    accept_waiting_requests: bool | None = None
    request_produce_video: bool | None = None
    request_produce_audio: bool | None = None
    request_produce_screenshare: bool | None = None
    can_allow_participant_audio: bool | None = None
    can_allow_participant_screensharing: bool | None = None
    can_allow_participant_video: bool | None = None
    can_disable_participant_audio: bool | None = None
    can_disable_participant_video: bool | None = None
    kick_participant: bool | None = None
    pin_participant: bool | None = None
    can_record: bool | None = None
    waiting_room_behaviour: str | None = None
    plugins: dict[str, object] | None = None
    polls: dict[str, object] | None = None
    can_produce_video: bool | str | None = None
    can_produce_screenshare: bool | str | None = None
    can_produce_audio: bool | str | None = None
    chat: dict[str, object] | None = None
    """The two below in one, as it is told of others."""
    chat_public: dict[str, object] | None = None
    chat_private: dict[str, object] | None = None
    connected_meetings: dict[str, object] | None = None
    hidden_participant: bool | None = None
    show_participant_list: bool | None = None
    can_change_participant_permissions: bool | None = None
    can_edit_display_name: bool | None = None
    is_recorder: bool | None = None
    can_spotlight: bool | None = None
    can_livestream: bool | None = None
    transcription_enabled: bool | None = None
