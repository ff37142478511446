"""Presets: what a participant sees and may do."""

from typing import Literal

from msgspec import field

from .common import OpenAnswer, Timestamp, ViewType

MediaQuality = Literal["hd", "vga", "qvga", "fhd", "uhd"]
MediaProduction = Literal["ALLOWED", "NOT_ALLOWED", "CAN_REQUEST"]
RecorderType = Literal["RECORDER", "LIVESTREAMER", "NONE"]
WaitingRoomType = Literal["SKIP", "ON_PRIVILEGED_USER_ENTRY", "SKIP_ON_ACCEPT"]
PluginAccess = Literal["FULL_ACCESS", "VIEW_ONLY"]
BorderRadius = Literal["sharp", "rounded", "extra-rounded", "circular"]
BorderWidth = Literal["none", "thin", "fat"]
Theme = Literal["darkest", "dark", "light"]


class MaxVideoStreams(OpenAnswer):
    """How many pictures a device shows at most."""

    desktop: int | None = None
    mobile: int | None = None


class PresetAudio(OpenAnswer):
    """How well a participant's sound is sent."""

    enable_high_bitrate: bool | None = None
    enable_stereo: bool | None = None


class PresetScreenshare(OpenAnswer):
    """How well a participant's screen is sent."""

    quality: MediaQuality | str | None = None
    frame_rate: float | None = None


class PresetVideo(OpenAnswer):
    """How well a participant's picture is sent."""

    quality: MediaQuality | str | None = None
    frame_rate: float | None = None
    simulcast: bool | None = None


class PresetMedia(OpenAnswer):
    """How well sound, picture and screen are sent."""

    video: PresetVideo | None = None
    screenshare: PresetScreenshare | None = None
    audio: PresetAudio | None = None


class PresetConfig(OpenAnswer):
    """The kind of meeting a preset is for, and its media."""

    view_type: ViewType | str | None = None
    max_video_streams: MaxVideoStreams | None = None
    max_screenshare_count: int | None = None
    media: PresetMedia | None = None
    livestream_viewer_qualities: list[int] | None = None


class PublicChatPermissions(OpenAnswer):
    """What a participant may do in the chat of all."""

    can_send: bool | None = None
    text: bool | None = None
    files: bool | None = None


class PrivateChatPermissions(OpenAnswer):
    """What a participant may do in chats with single others."""

    can_send: bool | None = None
    can_receive: bool | None = None
    text: bool | None = None
    files: bool | None = None


class ChatPermissions(OpenAnswer):
    """What a participant may do in chats."""

    public: PublicChatPermissions | None = None
    private: PrivateChatPermissions | None = None


class ConnectedMeetingPermissions(OpenAnswer):
    """What a participant may do with breakout rooms."""

    can_alter_connected_meetings: bool | None = None
    can_switch_connected_meetings: bool | None = None
    can_switch_to_parent_meeting: bool | None = None


class MediaPermission(OpenAnswer):
    """Whether a participant may send one kind of media."""

    can_produce: MediaProduction | str | None = None


class MediaPermissions(OpenAnswer):
    """Which media a participant may send."""

    video: MediaPermission | None = None
    audio: MediaPermission | None = None
    screenshare: MediaPermission | None = None


class PluginConfig(OpenAnswer):
    """How a participant may use one plugin."""

    access_control: PluginAccess | str | None = None
    handles_view_only: bool | None = None


class PluginPermissions(OpenAnswer):
    """What a participant may do with plugins."""

    can_start: bool | None = None
    can_close: bool | None = None
    can_edit_config: bool | None = None
    config: dict[str, PluginConfig | str | bool | None] | str | None = None
    """One configuration for each plugin id; older servers give the fields of one, or a text."""


class PollPermissions(OpenAnswer):
    """What a participant may do with polls."""

    can_create: bool | None = None
    can_vote: bool | None = None
    can_view: bool | None = None


class PresetPermissions(OpenAnswer):
    """What a participant may do."""

    accept_waiting_requests: bool | None = None
    accept_stage_requests: bool | None = None
    can_accept_production_requests: bool | None = None
    can_change_participant_permissions: bool | None = None
    can_edit_display_name: bool | None = None
    can_livestream: bool | None = None
    can_record: bool | None = None
    can_spotlight: bool | None = None
    disable_participant_audio: bool | None = None
    disable_participant_screensharing: bool | None = None
    disable_participant_video: bool | None = None
    hidden_participant: bool | None = None
    is_recorder: bool | None = None
    kick_participant: bool | None = None
    pin_participant: bool | None = None
    show_participant_list: bool | None = None
    stage_enabled: bool | None = None
    stage_access: MediaProduction | str | None = None
    transcription_enabled: bool | None = None
    recorder_type: RecorderType | str | None = None
    waiting_room_type: WaitingRoomType | str | None = None
    chat: ChatPermissions | None = None
    connected_meetings: ConnectedMeetingPermissions | None = None
    media: MediaPermissions | None = None
    plugins: PluginPermissions | None = None
    polls: PollPermissions | None = None


class BackgroundShades(OpenAnswer):
    """Colours of the background, from light (600) to dark (1000)."""

    shade_1000: str | None = field(name="1000", default=None)
    shade_900: str | None = field(name="900", default=None)
    shade_800: str | None = field(name="800", default=None)
    shade_700: str | None = field(name="700", default=None)
    shade_600: str | None = field(name="600", default=None)


class BrandShades(OpenAnswer):
    """Colours of the brand, from light (300) to dark (700)."""

    shade_300: str | None = field(name="300", default=None)
    shade_400: str | None = field(name="400", default=None)
    shade_500: str | None = field(name="500", default=None)
    shade_600: str | None = field(name="600", default=None)
    shade_700: str | None = field(name="700", default=None)


class Colors(OpenAnswer):
    """Colours of the meeting's surface."""

    brand: BrandShades | None = None
    background: BackgroundShades | None = None
    text: str | None = None
    text_on_brand: str | None = None
    danger: str | None = None
    success: str | None = None
    warning: str | None = None
    video_bg: str | None = None


class DesignTokens(OpenAnswer):
    """How the meeting's surface looks."""

    border_radius: BorderRadius | str | None = None
    border_width: BorderWidth | str | None = None
    spacing_base: float | None = None
    theme: Theme | str | None = None
    colors: Colors | None = None
    font_family: str | None = None
    google_font: str | None = None
    logo: str | None = None


class PresetUI(OpenAnswer):
    """How the meeting's surface looks and what it shows."""

    design_tokens: DesignTokens | None = None
    config_diff: dict[str, object] | None = None


class Preset(OpenAnswer):
    """What a participant sees and may do; lists give only the id, the name and the dates."""

    id: str = ""
    name: str | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    config: PresetConfig | None = None
    permissions: PresetPermissions | None = None
    ui: PresetUI | None = None
