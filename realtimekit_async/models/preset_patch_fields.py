"""What may be changed in presets: any field by itself, however deep."""

from typing import Required, TypedDict

from .common import ViewType
from .preset_fields import PluginConfigFields, PresetAudioFields
from .preset_ui_fields import PresetUIPatchFields
from .presets import MediaProduction, MediaQuality, RecorderType, WaitingRoomType


class MaxVideoStreamsPatchFields(TypedDict, total=False):
    """How many pictures a device shall show at most."""

    desktop: int
    """Number of pictures shown at the same time on a desktop; more participants share further pages."""
    mobile: int
    """Number of pictures shown at the same time on a phone or tablet."""


class PresetScreensharePatchFields(TypedDict, total=False):
    """How well a participant's screen shall be sent."""

    quality: MediaQuality
    """How sharp the shared screen is sent: qvga, vga, hd, fhd or uhd."""
    frame_rate: float
    """Pictures a second of the shared screen."""


class PresetVideoPatchFields(TypedDict, total=False):
    """How well a participant's picture shall be sent."""

    quality: MediaQuality
    """How sharp the camera's picture is sent: qvga, vga, hd, fhd or uhd."""
    frame_rate: float
    """Pictures a second of the camera, at most 30."""
    simulcast: bool
    """Whether the picture is sent in several sizes at once, for receivers of different bandwidth."""


class PresetMediaPatchFields(TypedDict, total=False):
    """How well sound, picture and screen shall be sent."""

    video: PresetVideoPatchFields
    """How the camera's picture is sent."""
    screenshare: PresetScreensharePatchFields
    """How the shared screen is sent."""
    audio: PresetAudioFields
    """How the microphone's sound is sent."""


class PresetConfigPatchFields(TypedDict, total=False):
    """The kind of meeting a preset is for, and its media."""

    view_type: ViewType
    """Kind of meeting: GROUP_CALL, WEBINAR, AUDIO_ROOM or LIVESTREAM."""
    max_video_streams: MaxVideoStreamsPatchFields
    """How many pictures are shown at the same time, by kind of device."""
    max_screenshare_count: int
    """Number of screens that may be shared at the same time in the meeting."""
    media: PresetMediaPatchFields
    """How well sound, picture and screen are sent."""
    livestream_viewer_qualities: list[int] | None
    """Qualities that viewers of a livestream may choose from, as numbers; null is taken too where there are none.
    """


class PublicChatPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed in the chat of all."""

    can_send: bool
    """Whether anything may be written to everybody; `text` and `files` say what."""
    text: bool
    """Whether words may be sent."""
    files: bool
    """Whether images and other documents may be sent."""


class PrivateChatPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed in chats with single others."""

    can_send: bool
    """Whether single others may be written to; `text` and `files` say what."""
    can_receive: bool
    """Whether single others may write to this participant."""
    text: bool
    """Whether words may be sent."""
    files: bool
    """Whether images and other documents may be sent."""


class ChatPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed in chats."""

    public: PublicChatPermissionsPatchFields
    """The chat that everybody reads."""
    private: PrivateChatPermissionsPatchFields
    """Chats with single others."""


class ConnectedMeetingPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed with breakout rooms."""

    can_alter_connected_meetings: bool
    """Whether breakout rooms may be made, changed and closed."""
    can_switch_connected_meetings: bool
    """Whether one may go from breakout room to breakout room."""
    can_switch_to_parent_meeting: bool
    """Whether one may go back to the main room."""


class MediaPermissionPatchFields(TypedDict, total=False):
    """Whether a participant shall be allowed to send one kind of media."""

    can_produce: MediaProduction
    """ALLOWED, NOT_ALLOWED, or CAN_REQUEST where somebody has to grant it first."""


class MediaPermissionsPatchFields(TypedDict, total=False):
    """Which media a participant shall be allowed to send."""

    video: MediaPermissionPatchFields
    """Whether the camera may be switched on."""
    audio: MediaPermissionPatchFields
    """Whether the microphone may be switched on."""
    screenshare: MediaPermissionPatchFields
    """Whether the own screen may be shown to the others."""


class PluginPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed with plugins."""

    can_start: bool
    """Whether plugins may be opened for everybody."""
    can_close: bool
    """Whether open plugins may be closed for everybody."""
    can_edit_config: bool
    """Whether the settings of plugins may be changed."""
    config: dict[str, PluginConfigFields]
    """Configuration of single plugins, by the id of the plugin."""


class PollPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed with polls."""

    can_create: bool
    """Whether questions may be put to everybody."""
    can_vote: bool
    """Whether questions may be answered."""
    can_view: bool
    """Whether questions and results are seen."""


class PresetPermissionsPatchFields(TypedDict, total=False):
    """What a participant shall be allowed to do."""

    accept_waiting_requests: bool
    """Whether those in the waiting room may be let in."""
    can_accept_production_requests: bool
    """Whether others' requests to send sound or picture may be granted."""
    can_change_participant_permissions: bool
    """Whether the rights of others may be changed during the meeting."""
    can_edit_display_name: bool
    """Whether the own name may be changed during the meeting."""
    can_livestream: bool
    """Whether a livestream of the meeting may be started and stopped."""
    can_record: bool
    """Whether a recording may be started and stopped."""
    can_spotlight: bool
    """Whether somebody's picture may be made the large one for everybody."""
    chat: ChatPermissionsPatchFields
    """What may be written, and to whom."""
    connected_meetings: ConnectedMeetingPermissionsPatchFields
    """What may be done with breakout rooms."""
    disable_participant_audio: bool
    """Whether others may be muted."""
    disable_participant_screensharing: bool
    """Whether others' shared screens may be ended."""
    disable_participant_video: bool
    """Whether others' cameras may be switched off."""
    hidden_participant: bool
    """Whether the others do not see or count this participant: bots and recorders."""
    kick_participant: bool
    """Whether others may be removed."""
    media: MediaPermissionsPatchFields
    """Which of camera, microphone and screen may be used."""
    pin_participant: bool
    """Whether others' pictures may be kept in view."""
    plugins: PluginPermissionsPatchFields
    """What may be done with plugins."""
    polls: PollPermissionsPatchFields
    """What may be done with questions to everybody."""
    recorder_type: RecorderType
    """RECORDER or LIVESTREAMER for the API's own peers, NONE for people."""
    show_participant_list: bool
    """Whether the names of those present are shown."""
    waiting_room_type: WaitingRoomType
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


class PresetPatchFields(TypedDict, total=False):
    """What may be changed in a preset."""

    name: str
    """What participants are given the preset by; an app has one of each name."""
    config: PresetConfigPatchFields
    """Kind of meeting, and how well media are sent."""
    permissions: PresetPermissionsPatchFields
    """What the participant may do."""
    ui: PresetUIPatchFields
    """How the surface looks."""


class PresetCopyFields(TypedDict, total=False):
    """What a copied preset is called, and in what it differs from its source."""

    name: Required[str]
    """What participants are given the preset by; an app has one of each name."""
    config: PresetConfigPatchFields
    """Kind of meeting, and how well media are sent."""
    permissions: PresetPermissionsPatchFields
    """What the participant may do."""
    ui: PresetUIPatchFields
    """How the surface looks."""
