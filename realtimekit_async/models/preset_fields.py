"""What presets are made from: a new preset needs nearly everything."""

from typing import Required, TypedDict

from .common import PageQuery, ViewType
from .preset_ui_fields import PresetUIFields
from .presets import MediaProduction, MediaQuality, PluginAccess, RecorderType, WaitingRoomType


class MaxVideoStreamsFields(TypedDict, total=False):
    """How many pictures a device shall show at most."""

    desktop: Required[int]
    """Pictures shown at most on a desktop."""
    mobile: Required[int]
    """Pictures shown at most on a phone or tablet."""


class PresetAudioFields(TypedDict, total=False):
    """How well a participant's sound shall be sent."""

    enable_high_bitrate: bool
    """Whether sound is sent in high quality."""
    enable_stereo: bool
    """Whether sound is sent in stereo."""


class PresetScreenshareFields(TypedDict, total=False):
    """How well a participant's screen shall be sent."""

    quality: Required[MediaQuality]
    """Quality of the picture: qvga, vga, hd, fhd or uhd."""
    frame_rate: Required[float]
    """Pictures in a second."""


class PresetVideoFields(TypedDict, total=False):
    """How well a participant's picture shall be sent."""

    quality: Required[MediaQuality]
    """Quality of the picture: qvga, vga, hd, fhd or uhd."""
    frame_rate: Required[float]
    """Pictures in a second, at most 30."""
    simulcast: bool
    """Whether the picture is sent in several sizes at once."""


class PresetMediaFields(TypedDict, total=False):
    """How well sound, picture and screen shall be sent."""

    video: Required[PresetVideoFields]
    """How the camera is sent."""
    screenshare: Required[PresetScreenshareFields]
    """How the screen is sent."""
    audio: PresetAudioFields
    """How the sound is sent."""


class PresetConfigFields(TypedDict, total=False):
    """The kind of meeting a preset is for, and its media."""

    view_type: Required[ViewType]
    """Kind of meeting: GROUP_CALL, WEBINAR, AUDIO_ROOM or LIVESTREAM."""
    max_video_streams: Required[MaxVideoStreamsFields]
    """How many pictures a device shows at most."""
    max_screenshare_count: Required[int]
    """How many screens may be shared at the same time."""
    media: Required[PresetMediaFields]
    """How sound, picture and screen are sent."""
    livestream_viewer_qualities: list[int] | None
    """Qualities that viewers of a livestream may choose from."""


class PublicChatPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed in the chat of all."""

    can_send: Required[bool]
    """Whether anything may be sent."""
    text: Required[bool]
    """Whether text may be sent."""
    files: Required[bool]
    """Whether files may be sent."""


class PrivateChatPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed in chats with single others."""

    can_send: Required[bool]
    """Whether anything may be sent."""
    can_receive: Required[bool]
    """Whether anything is received."""
    text: Required[bool]
    """Whether text may be sent."""
    files: Required[bool]
    """Whether files may be sent."""


class ChatPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed in chats."""

    public: Required[PublicChatPermissionsFields]
    """The chat of all."""
    private: Required[PrivateChatPermissionsFields]
    """Chats with single others."""


class ConnectedMeetingPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed with breakout rooms."""

    can_alter_connected_meetings: Required[bool]
    """Whether breakout rooms may be made, changed and closed."""
    can_switch_connected_meetings: Required[bool]
    """Whether one may go from room to room."""
    can_switch_to_parent_meeting: Required[bool]
    """Whether one may go back to the main meeting."""


class MediaPermissionFields(TypedDict, total=False):
    """Whether a participant shall be allowed to send one kind of media."""

    can_produce: Required[MediaProduction]
    """ALLOWED, NOT_ALLOWED or CAN_REQUEST."""


class MediaPermissionsFields(TypedDict, total=False):
    """Which media a participant shall be allowed to send."""

    video: Required[MediaPermissionFields]
    """The camera."""
    audio: Required[MediaPermissionFields]
    """The microphone."""
    screenshare: Required[MediaPermissionFields]
    """The screen."""


class PluginConfigFields(TypedDict, total=False):
    """How a participant shall use one plugin."""

    access_control: PluginAccess
    """FULL_ACCESS or VIEW_ONLY."""
    handles_view_only: bool
    """Whether the plugin itself keeps viewers from changing things."""


class PluginPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed with plugins."""

    can_start: Required[bool]
    """Whether plugins may be opened."""
    can_close: Required[bool]
    """Whether open plugins may be closed."""
    can_edit_config: Required[bool]
    """Whether the configuration of plugins may be changed."""
    config: Required[dict[str, PluginConfigFields]]
    """Configuration of single plugins, by the id of the plugin."""


class PollPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed with polls."""

    can_create: Required[bool]
    """Whether polls may be opened."""
    can_vote: Required[bool]
    """Whether votes may be cast."""
    can_view: Required[bool]
    """Whether polls are shown."""


class PresetPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed to do."""

    accept_waiting_requests: Required[bool]
    """Whether those in the waiting room may be let in."""
    can_accept_production_requests: Required[bool]
    """Whether others' requests to send media may be granted."""
    can_change_participant_permissions: Required[bool]
    """Whether others' permissions may be changed."""
    can_edit_display_name: Required[bool]
    """Whether the own name may be changed."""
    can_livestream: Required[bool]
    """Whether the meeting may be livestreamed."""
    can_record: Required[bool]
    """Whether the meeting may be recorded."""
    can_spotlight: Required[bool]
    """Whether somebody may be put in the spotlight."""
    chat: Required[ChatPermissionsFields]
    """What is allowed in chats."""
    connected_meetings: Required[ConnectedMeetingPermissionsFields]
    """What is allowed with breakout rooms."""
    disable_participant_audio: Required[bool]
    """Whether others may be muted."""
    disable_participant_screensharing: Required[bool]
    """Whether others' shared screens may be ended."""
    disable_participant_video: Required[bool]
    """Whether others' cameras may be switched off."""
    hidden_participant: Required[bool]
    """Whether the others do not see this participant."""
    kick_participant: Required[bool]
    """Whether others may be removed."""
    media: Required[MediaPermissionsFields]
    """Which media may be sent."""
    pin_participant: Required[bool]
    """Whether others may be pinned."""
    plugins: Required[PluginPermissionsFields]
    """What is allowed with plugins."""
    polls: Required[PollPermissionsFields]
    """What is allowed with polls."""
    recorder_type: Required[RecorderType]
    """Kind of recording peer: RECORDER, LIVESTREAMER or NONE."""
    show_participant_list: Required[bool]
    """Whether the list of participants is shown."""
    waiting_room_type: Required[WaitingRoomType]
    """Way past the waiting room: SKIP, ON_PRIVILEGED_USER_ENTRY or SKIP_ON_ACCEPT."""
    accept_stage_requests: bool
    """Whether those who ask may be let on the stage."""
    is_recorder: bool
    """Whether this participant is a recorder."""
    stage_enabled: bool
    """Whether there is a stage."""
    stage_access: MediaProduction
    """Way on the stage: ALLOWED, NOT_ALLOWED or CAN_REQUEST."""
    transcription_enabled: bool
    """Whether what this participant says is transcribed."""


class PresetFields(TypedDict, total=False):
    """What a preset is made from, or replaced by."""

    name: Required[str]
    """Name of the preset, by which participants get it."""
    config: Required[PresetConfigFields]
    """Kind of meeting and media."""
    permissions: Required[PresetPermissionsFields]
    """What the participant may do."""
    ui: Required[PresetUIFields]
    """How the surface looks."""


class EnsuredPresetFields(TypedDict, total=False):
    """What the preset of a name shall hold."""

    config: Required[PresetConfigFields]
    """Kind of meeting and media."""
    permissions: Required[PresetPermissionsFields]
    """What the participant may do."""
    ui: Required[PresetUIFields]
    """How the surface looks."""


class PresetsQuery(PageQuery, total=False):
    """Which presets to list."""

    search: str
    """Text to search for."""
