"""What may be changed in presets: any field by itself, however deep."""

from typing import Required, TypedDict

from .common import ViewType
from .preset_fields import PluginConfigFields, PresetAudioFields
from .preset_ui_fields import PresetUIPatchFields
from .presets import MediaProduction, MediaQuality, RecorderType, WaitingRoomType


class MaxVideoStreamsPatchFields(TypedDict, total=False):
    """How many pictures a device shall show at most."""

    desktop: int
    """Pictures shown at most on a desktop."""
    mobile: int
    """Pictures shown at most on a phone or tablet."""


class PresetScreensharePatchFields(TypedDict, total=False):
    """How well a participant's screen shall be sent."""

    quality: MediaQuality
    """Quality of the picture: qvga, vga, hd, fhd or uhd."""
    frame_rate: float
    """Pictures in a second."""


class PresetVideoPatchFields(TypedDict, total=False):
    """How well a participant's picture shall be sent."""

    quality: MediaQuality
    """Quality of the picture: qvga, vga, hd, fhd or uhd."""
    frame_rate: float
    """Pictures in a second, at most 30."""
    simulcast: bool
    """Whether the picture is sent in several sizes at once."""


class PresetMediaPatchFields(TypedDict, total=False):
    """How well sound, picture and screen shall be sent."""

    video: PresetVideoPatchFields
    """How the camera is sent."""
    screenshare: PresetScreensharePatchFields
    """How the screen is sent."""
    audio: PresetAudioFields
    """How the sound is sent."""


class PresetConfigPatchFields(TypedDict, total=False):
    """The kind of meeting a preset is for, and its media."""

    view_type: ViewType
    """Kind of meeting: GROUP_CALL, WEBINAR, AUDIO_ROOM or LIVESTREAM."""
    max_video_streams: MaxVideoStreamsPatchFields
    """How many pictures a device shows at most."""
    max_screenshare_count: int
    """How many screens may be shared at the same time."""
    media: PresetMediaPatchFields
    """How sound, picture and screen are sent."""
    livestream_viewer_qualities: list[int] | None
    """Qualities that viewers of a livestream may choose from."""


class PublicChatPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed in the chat of all."""

    can_send: bool
    """Whether anything may be sent."""
    text: bool
    """Whether text may be sent."""
    files: bool
    """Whether files may be sent."""


class PrivateChatPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed in chats with single others."""

    can_send: bool
    """Whether anything may be sent."""
    can_receive: bool
    """Whether anything is received."""
    text: bool
    """Whether text may be sent."""
    files: bool
    """Whether files may be sent."""


class ChatPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed in chats."""

    public: PublicChatPermissionsPatchFields
    """The chat of all."""
    private: PrivateChatPermissionsPatchFields
    """Chats with single others."""


class ConnectedMeetingPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed with breakout rooms."""

    can_alter_connected_meetings: bool
    """Whether breakout rooms may be made, changed and closed."""
    can_switch_connected_meetings: bool
    """Whether one may go from room to room."""
    can_switch_to_parent_meeting: bool
    """Whether one may go back to the main meeting."""


class MediaPermissionPatchFields(TypedDict, total=False):
    """Whether a participant shall be allowed to send one kind of media."""

    can_produce: MediaProduction
    """ALLOWED, NOT_ALLOWED or CAN_REQUEST."""


class MediaPermissionsPatchFields(TypedDict, total=False):
    """Which media a participant shall be allowed to send."""

    video: MediaPermissionPatchFields
    """The camera."""
    audio: MediaPermissionPatchFields
    """The microphone."""
    screenshare: MediaPermissionPatchFields
    """The screen."""


class PluginPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed with plugins."""

    can_start: bool
    """Whether plugins may be opened."""
    can_close: bool
    """Whether open plugins may be closed."""
    can_edit_config: bool
    """Whether the configuration of plugins may be changed."""
    config: dict[str, PluginConfigFields]
    """Configuration of single plugins, by the id of the plugin."""


class PollPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed with polls."""

    can_create: bool
    """Whether polls may be opened."""
    can_vote: bool
    """Whether votes may be cast."""
    can_view: bool
    """Whether polls are shown."""


class PresetPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed to do."""

    accept_waiting_requests: bool
    """Whether those in the waiting room may be let in."""
    can_accept_production_requests: bool
    """Whether others' requests to send media may be granted."""
    can_change_participant_permissions: bool
    """Whether others' permissions may be changed."""
    can_edit_display_name: bool
    """Whether the own name may be changed."""
    can_livestream: bool
    """Whether the meeting may be livestreamed."""
    can_record: bool
    """Whether the meeting may be recorded."""
    can_spotlight: bool
    """Whether somebody may be put in the spotlight."""
    chat: ChatPermissionsPatchFields
    """What is allowed in chats."""
    connected_meetings: ConnectedMeetingPermissionsPatchFields
    """What is allowed with breakout rooms."""
    disable_participant_audio: bool
    """Whether others may be muted."""
    disable_participant_screensharing: bool
    """Whether others' shared screens may be ended."""
    disable_participant_video: bool
    """Whether others' cameras may be switched off."""
    hidden_participant: bool
    """Whether the others do not see this participant."""
    kick_participant: bool
    """Whether others may be removed."""
    media: MediaPermissionsPatchFields
    """Which media may be sent."""
    pin_participant: bool
    """Whether others may be pinned."""
    plugins: PluginPermissionsPatchFields
    """What is allowed with plugins."""
    polls: PollPermissionsPatchFields
    """What is allowed with polls."""
    recorder_type: RecorderType
    """Kind of recording peer: RECORDER, LIVESTREAMER or NONE."""
    show_participant_list: bool
    """Whether the list of participants is shown."""
    waiting_room_type: WaitingRoomType
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


class PresetPatchFields(TypedDict, total=False):
    """What may be changed in a preset."""

    name: str
    """Name of the preset, by which participants get it."""
    config: PresetConfigPatchFields
    """Kind of meeting and media."""
    permissions: PresetPermissionsPatchFields
    """What the participant may do."""
    ui: PresetUIPatchFields
    """How the surface looks."""


class PresetCopyFields(TypedDict, total=False):
    """What a copied preset is called, and in what it differs from its source."""

    name: Required[str]
    """Name of the new preset, by which participants get it."""
    config: PresetConfigPatchFields
    """Kind of meeting and media."""
    permissions: PresetPermissionsPatchFields
    """What the participant may do."""
    ui: PresetUIPatchFields
    """How the surface looks."""
