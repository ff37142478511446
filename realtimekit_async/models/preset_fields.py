"""What presets are made from: a new preset needs nearly everything."""

from typing import Required, TypedDict

from .common import PageQuery, ViewType
from .preset_ui_fields import PresetUIFields
from .presets import MediaProduction, MediaQuality, PluginAccess, RecorderType, WaitingRoomType


class MaxVideoStreamsFields(TypedDict, total=False):
    """How many pictures a device shall show at most."""

    desktop: Required[int]
    """Number of pictures shown at the same time on a desktop; more participants share further pages."""
    mobile: Required[int]
    """Number of pictures shown at the same time on a phone or tablet."""


class PresetAudioFields(TypedDict, total=False):
    """How well a participant's sound shall be sent."""

    enable_high_bitrate: bool
    """Whether sound is sent at a bit rate fit for music; false by default."""
    enable_stereo: bool
    """Whether sound is sent on two channels; false by default."""


class PresetScreenshareFields(TypedDict, total=False):
    """How well a participant's screen shall be sent."""

    quality: Required[MediaQuality]
    """How sharp the shared screen is sent: qvga, vga, hd, fhd or uhd."""
    frame_rate: Required[float]
    """Pictures a second of the shared screen."""


class PresetVideoFields(TypedDict, total=False):
    """How well a participant's picture shall be sent."""

    quality: Required[MediaQuality]
    """How sharp the camera's picture is sent: qvga, vga, hd, fhd or uhd."""
    frame_rate: Required[float]
    """Pictures a second of the camera, at most 30."""
    simulcast: bool
    """Whether the picture is sent in several sizes at once, for receivers of different bandwidth."""


class PresetMediaFields(TypedDict, total=False):
    """How well sound, picture and screen shall be sent."""

    video: Required[PresetVideoFields]
    """How the camera's picture is sent."""
    screenshare: Required[PresetScreenshareFields]
    """How the shared screen is sent."""
    audio: PresetAudioFields
    """How the microphone's sound is sent."""


class PresetConfigFields(TypedDict, total=False):
    """The kind of meeting a preset is for, and its media."""

    view_type: Required[ViewType]
    """Kind of meeting: GROUP_CALL, WEBINAR, AUDIO_ROOM or LIVESTREAM."""
    max_video_streams: Required[MaxVideoStreamsFields]
    """How many pictures are shown at the same time, by kind of device."""
    max_screenshare_count: Required[int]
    """Number of screens that may be shared at the same time in the meeting."""
    media: Required[PresetMediaFields]
    """How well sound, picture and screen are sent."""
    livestream_viewer_qualities: list[int] | None
    """Qualities that viewers of a livestream may choose from, as numbers; null is taken too where there are none.
    """


class PublicChatPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed in the chat of all."""

    can_send: Required[bool]
    """Whether anything may be written to everybody; `text` and `files` say what."""
    text: Required[bool]
    """Whether words may be sent."""
    files: Required[bool]
    """Whether images and other documents may be sent."""


class PrivateChatPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed in chats with single others."""

    can_send: Required[bool]
    """Whether single others may be written to; `text` and `files` say what."""
    can_receive: Required[bool]
    """Whether single others may write to this participant."""
    text: Required[bool]
    """Whether words may be sent."""
    files: Required[bool]
    """Whether images and other documents may be sent."""


class ChatPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed in chats."""

    public: Required[PublicChatPermissionsFields]
    """The chat that everybody reads."""
    private: Required[PrivateChatPermissionsFields]
    """Chats with single others."""


class ConnectedMeetingPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed with breakout rooms."""

    can_alter_connected_meetings: Required[bool]
    """Whether breakout rooms may be made, changed and closed."""
    can_switch_connected_meetings: Required[bool]
    """Whether one may go from breakout room to breakout room."""
    can_switch_to_parent_meeting: Required[bool]
    """Whether one may go back to the main room."""


class MediaPermissionFields(TypedDict, total=False):
    """Whether a participant shall be allowed to send one kind of media."""

    can_produce: Required[MediaProduction]
    """ALLOWED, NOT_ALLOWED, or CAN_REQUEST where somebody has to grant it first."""


class MediaPermissionsFields(TypedDict, total=False):
    """Which media a participant shall be allowed to send."""

    video: Required[MediaPermissionFields]
    """Whether the camera may be switched on."""
    audio: Required[MediaPermissionFields]
    """Whether the microphone may be switched on."""
    screenshare: Required[MediaPermissionFields]
    """Whether the own screen may be shown to the others."""


class PluginConfigFields(TypedDict, total=False):
    """How a participant shall use one plugin."""

    access_control: PluginAccess
    """FULL_ACCESS, or VIEW_ONLY for those who only watch."""
    handles_view_only: bool
    """Whether the plugin itself keeps viewers from changing things."""


class PluginPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed with plugins."""

    can_start: Required[bool]
    """Whether plugins may be opened for everybody."""
    can_close: Required[bool]
    """Whether open plugins may be closed for everybody."""
    can_edit_config: Required[bool]
    """Whether the settings of plugins may be changed."""
    config: Required[dict[str, PluginConfigFields]]
    """Configuration of single plugins, by the id of the plugin."""


class PollPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed with polls."""

    can_create: Required[bool]
    """Whether questions may be put to everybody."""
    can_vote: Required[bool]
    """Whether questions may be answered."""
    can_view: Required[bool]
    """Whether questions and results are seen."""


class PresetPermissionsFields(TypedDict, total=False):
    """What a participant shall be allowed to do."""

    accept_waiting_requests: Required[bool]
    """Whether those in the waiting room may be let in."""
    can_accept_production_requests: Required[bool]
    """Whether others' requests to send sound or picture may be granted."""
    can_change_participant_permissions: Required[bool]
    """Whether the rights of others may be changed during the meeting."""
    can_edit_display_name: Required[bool]
    """Whether the own name may be changed during the meeting."""
    can_livestream: Required[bool]
    """Whether a livestream of the meeting may be started and stopped."""
    can_record: Required[bool]
    """Whether a recording may be started and stopped."""
    can_spotlight: Required[bool]
    """Whether somebody's picture may be made the large one for everybody."""
    chat: Required[ChatPermissionsFields]
    """What may be written, and to whom."""
    connected_meetings: Required[ConnectedMeetingPermissionsFields]
    """What may be done with breakout rooms."""
    disable_participant_audio: Required[bool]
    """Whether others may be muted."""
    disable_participant_screensharing: Required[bool]
    """Whether others' shared screens may be ended."""
    disable_participant_video: Required[bool]
    """Whether others' cameras may be switched off."""
    hidden_participant: Required[bool]
    """Whether the others do not see or count this participant: bots and recorders."""
    kick_participant: Required[bool]
    """Whether others may be removed."""
    media: Required[MediaPermissionsFields]
    """Which of camera, microphone and screen may be used."""
    pin_participant: Required[bool]
    """Whether others' pictures may be kept in view."""
    plugins: Required[PluginPermissionsFields]
    """What may be done with plugins."""
    polls: Required[PollPermissionsFields]
    """What may be done with questions to everybody."""
    recorder_type: Required[RecorderType]
    """RECORDER or LIVESTREAMER for the API's own peers, NONE for people."""
    show_participant_list: Required[bool]
    """Whether the names of those present are shown."""
    waiting_room_type: Required[WaitingRoomType]
    """Way past the waiting room: SKIP, ON_PRIVILEGED_USER_ENTRY (wait for a host), SKIP_ON_ACCEPT (be let in)."""
    accept_stage_requests: bool
    """Whether those who ask may be let on the stage."""
    is_recorder: bool
    """Whether the participant is one that records; false by default."""
    stage_enabled: bool
    """Whether only those on a stage are seen and heard."""
    stage_access: MediaProduction
    """Way on the stage: ALLOWED, NOT_ALLOWED, or CAN_REQUEST where somebody has to grant it first."""
    transcription_enabled: bool
    """Whether what this participant says is turned into text; agents hear nothing of others."""


class PresetFields(TypedDict, total=False):
    """What a preset is made from, or replaced by."""

    name: Required[str]
    """What participants are given the preset by; an app has one of each name."""
    config: Required[PresetConfigFields]
    """Kind of meeting, and how well media are sent."""
    permissions: Required[PresetPermissionsFields]
    """What the participant may do."""
    ui: Required[PresetUIFields]
    """How the surface looks."""


class EnsuredPresetFields(TypedDict, total=False):
    """What the preset of a name shall hold."""

    config: Required[PresetConfigFields]
    """Kind of meeting, and how well media are sent."""
    permissions: Required[PresetPermissionsFields]
    """What the participant may do."""
    ui: Required[PresetUIFields]
    """How the surface looks."""


class PresetsQuery(PageQuery, total=False):
    """Which presets to list."""

    search: str
    """Text to search for."""
