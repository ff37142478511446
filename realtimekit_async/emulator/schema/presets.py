"""The bodies of presets: all of it on POST and PUT, any part of it on PATCH."""

from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from .base import Body, Number, Text

Quality: TypeAlias = Literal["hd", "vga", "qvga", "fhd", "uhd"]
Access: TypeAlias = Literal["ALLOWED", "NOT_ALLOWED", "CAN_REQUEST"]
FrameRate: TypeAlias = Annotated[int, Meta(le=30)] | Annotated[float, Meta(le=30)]


class MaxVideoStreams(Body):
    """How many cameras are shown at once."""

    desktop: Number
    mobile: Number


class Audio(Body):
    """How sound is sent."""

    enable_high_bitrate: bool | UnsetType = UNSET
    enable_stereo: bool | UnsetType = UNSET


class Screenshare(Body):
    """How a screen is sent."""

    frame_rate: Number
    quality: Quality


class Video(Body):
    """How a camera is sent."""

    frame_rate: FrameRate
    quality: Quality
    simulcast: bool | UnsetType = UNSET


class Media(Body):
    """How everything is sent."""

    screenshare: Screenshare
    video: Video
    audio: Audio | UnsetType = UNSET


class Config(Body):
    """The technical side of a preset."""

    max_screenshare_count: Number
    max_video_streams: MaxVideoStreams
    media: Media
    view_type: Literal["GROUP_CALL", "WEBINAR", "AUDIO_ROOM", "LIVESTREAM"]
    livestream_viewer_qualities: list[int] | UnsetType | None = UNSET
    track_recording: dict[str, Any] | UnsetType | None = UNSET
    """Undocumented; live answers have it, and it is kept as it comes."""


class PrivateChat(Body):
    """What may be done in private chat."""

    can_receive: bool
    can_send: bool
    files: bool
    text: bool


class PublicChat(Body):
    """What may be done in public chat."""

    can_send: bool
    files: bool
    text: bool


class Chat(Body):
    """What may be done in chat."""

    private: PrivateChat
    public: PublicChat


class ConnectedMeetings(Body):
    """What may be done with breakout rooms."""

    can_alter_connected_meetings: bool
    can_switch_connected_meetings: bool
    can_switch_to_parent_meeting: bool


class Produce(Body):
    """Whether a medium may be sent."""

    can_produce: Access


class Producing(Body):
    """Which media may be sent."""

    audio: Produce
    screenshare: Produce
    video: Produce


class Plugin(Struct, kw_only=True):
    """What may be done with one plugin; further keys are the plugin's own."""

    access_control: Literal["FULL_ACCESS", "VIEW_ONLY"] | UnsetType = UNSET
    handles_view_only: bool | UnsetType = UNSET


class Plugins(Body):
    """What may be done with plugins; `config` goes by their ids."""

    can_close: bool
    can_edit_config: bool
    can_start: bool
    config: dict[str, Plugin]


class Polls(Body):
    """What may be done with polls."""

    can_create: bool
    can_view: bool
    can_vote: bool


class Permissions(Body):
    """What a participant may do."""

    accept_waiting_requests: bool
    can_accept_production_requests: bool
    can_change_participant_permissions: bool
    can_edit_display_name: bool
    can_livestream: bool
    can_record: bool
    can_spotlight: bool
    chat: Chat
    connected_meetings: ConnectedMeetings
    disable_participant_audio: bool
    disable_participant_screensharing: bool
    disable_participant_video: bool
    hidden_participant: bool
    kick_participant: bool
    media: Producing
    pin_participant: bool
    plugins: Plugins
    polls: Polls
    recorder_type: Literal["RECORDER", "LIVESTREAMER", "NONE"]
    show_participant_list: bool
    waiting_room_type: Literal["SKIP", "ON_PRIVILEGED_USER_ENTRY", "SKIP_ON_ACCEPT"]
    accept_stage_requests: bool | UnsetType = UNSET
    is_recorder: bool | UnsetType = UNSET
    stage_access: Access | UnsetType = UNSET
    stage_enabled: bool | UnsetType = UNSET
    transcription_enabled: bool | UnsetType = UNSET


class Background(Body):
    """The shades of the background."""

    shade_1000: str = field(name="1000")
    shade_600: str = field(name="600")
    shade_700: str = field(name="700")
    shade_800: str = field(name="800")
    shade_900: str = field(name="900")


class Brand(Body):
    """The shades of the brand's colour."""

    shade_300: str = field(name="300")
    shade_400: str = field(name="400")
    shade_500: str = field(name="500")
    shade_600: str = field(name="600")
    shade_700: str = field(name="700")


class Colors(Body):
    """The colours."""

    background: Background
    brand: Brand
    danger: str
    success: str
    text: str
    text_on_brand: str
    video_bg: str
    warning: str


class DesignTokens(Body):
    """The looks."""

    border_radius: Literal["sharp", "rounded", "extra-rounded", "circular"]
    border_width: Literal["none", "thin", "fat"]
    colors: Colors
    spacing_base: Number
    theme: Literal["darkest", "dark", "light"]
    font_family: str | UnsetType = UNSET
    google_font: str | UnsetType = UNSET
    logo: str | UnsetType = UNSET


class UI(Body):
    """What a participant sees."""

    design_tokens: DesignTokens
    config_diff: dict[str, Any] | UnsetType | None = UNSET
    """Undocumented; live answers have it, and it is kept as it comes."""


class PresetWrite(Body):
    """The body of `POST /presets` and `PUT /presets/{preset_id}`."""

    config: Config
    name: Text
    permissions: Permissions
    ui: UI


def optional(body: type[Struct]) -> type[Struct]:
    """Make a copy of a body in which nothing is required, at any depth."""
    fields: list[tuple[str, Any, Any]] = []  # type expressions, for which Python has no type of its own
    for one in msgspec.structs.fields(body):
        inner = _body_in(one.type)
        kind: Any = one.type if inner is None else optional(inner)
        fields.append((one.name, kind | UnsetType, field(default=UNSET, name=one.encode_name)))
    return msgspec.defstruct(f"{body.__name__}Patch", fields, bases=(Body,), kw_only=True)


def _body_in(of: Any) -> type[Body] | None:
    parts: tuple[Any, ...] = (of, *get_args(of))
    for part in parts:
        if isinstance(part, type) and issubclass(part, Body):
            return part
    return None


PresetPatch: type[Struct] = optional(PresetWrite)
