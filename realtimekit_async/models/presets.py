"""Presets: what a participant sees and may do."""

from typing import Literal

from .common import OpenAnswer, Timestamp, ViewType
from .preset_ui import PresetUI

MediaQuality = Literal["hd", "vga", "qvga", "fhd", "uhd"]
"""How sharp pictures are sent: from qvga by vga, hd and fhd to uhd."""
MediaProduction = Literal["ALLOWED", "NOT_ALLOWED", "CAN_REQUEST"]
"""Whether somebody may send sound or pictures, may not, or has to ask first."""
RecorderType = Literal["RECORDER", "LIVESTREAMER", "NONE"]
"""Who holds a preset: the API's own recorder or livestreamer, or people."""
WaitingRoomType = Literal["SKIP", "ON_PRIVILEGED_USER_ENTRY", "SKIP_ON_ACCEPT"]
"""The way past the waiting room: there is none, a host comes, or one is let in."""
PluginAccess = Literal["FULL_ACCESS", "VIEW_ONLY"]
"""What the holder of a preset may do with a plugin: everything, or look."""


class MaxVideoStreams(OpenAnswer):
    """How many pictures a device shows at most."""

    desktop: int | None = None
    """Number of pictures shown at the same time on a desktop; more participants share further pages."""
    mobile: int | None = None
    """Number of pictures shown at the same time on a phone or tablet."""


class PresetAudio(OpenAnswer):
    """How well a participant's sound is sent."""

    enable_high_bitrate: bool | None = None
    """Whether sound is sent at a bit rate fit for music; false where it was not set."""
    enable_stereo: bool | None = None
    """Whether sound is sent on two channels; false where it was not set."""


class PresetScreenshare(OpenAnswer):
    """How well a participant's screen is sent."""

    quality: MediaQuality | str | None = None
    """How sharp the shared screen is sent: qvga, vga, hd, fhd or uhd."""
    frame_rate: float | None = None
    """Pictures a second of the shared screen."""


class PresetVideo(OpenAnswer):
    """How well a participant's picture is sent."""

    quality: MediaQuality | str | None = None
    """How sharp the camera's picture is sent: qvga, vga, hd, fhd or uhd."""
    frame_rate: float | None = None
    """Pictures a second of the camera, at most 30."""
    simulcast: bool | None = None
    """Whether the picture is sent in several sizes at once, for receivers of different bandwidth."""


class PresetMedia(OpenAnswer):
    """How well sound, picture and screen are sent."""

    video: PresetVideo | None = None
    """How the camera's picture is sent."""
    screenshare: PresetScreenshare | None = None
    """How the shared screen is sent."""
    audio: PresetAudio | None = None
    """How the microphone's sound is sent; absent where the defaults hold."""


class PresetConfig(OpenAnswer):
    """The kind of meeting a preset is for, and its media."""

    view_type: ViewType | str | None = None
    """Kind of meeting: GROUP_CALL, WEBINAR, AUDIO_ROOM or LIVESTREAM."""
    max_video_streams: MaxVideoStreams | None = None
    """How many pictures are shown at the same time, by kind of device."""
    max_screenshare_count: int | None = None
    """Number of screens that may be shared at the same time in the meeting."""
    media: PresetMedia | None = None
    """How well sound, picture and screen are sent."""
    livestream_viewer_qualities: list[int] | None = None
    """Qualities that viewers of a livestream may choose from, as numbers; absent where it is no livestream."""


class PublicChatPermissions(OpenAnswer):
    """What a participant may do in the chat of all."""

    can_send: bool | None = None
    """Whether anything may be written to everybody; `text` and `files` say what."""
    text: bool | None = None
    """Whether words may be sent."""
    files: bool | None = None
    """Whether images and other documents may be sent."""


class PrivateChatPermissions(OpenAnswer):
    """What a participant may do in chats with single others."""

    can_send: bool | None = None
    """Whether single others may be written to; `text` and `files` say what."""
    can_receive: bool | None = None
    """Whether single others may write to this participant."""
    text: bool | None = None
    """Whether words may be sent."""
    files: bool | None = None
    """Whether images and other documents may be sent."""


class ChatPermissions(OpenAnswer):
    """What a participant may do in chats."""

    public: PublicChatPermissions | None = None
    """The chat that everybody reads."""
    private: PrivateChatPermissions | None = None
    """Chats with single others."""


class ConnectedMeetingPermissions(OpenAnswer):
    """What a participant may do with breakout rooms."""

    can_alter_connected_meetings: bool | None = None
    """Whether breakout rooms may be made, changed and closed."""
    can_switch_connected_meetings: bool | None = None
    """Whether one may go from breakout room to breakout room."""
    can_switch_to_parent_meeting: bool | None = None
    """Whether one may go back to the main room."""


class MediaPermission(OpenAnswer):
    """Whether a participant may send one kind of media."""

    can_produce: MediaProduction | str | None = None
    """ALLOWED, NOT_ALLOWED, or CAN_REQUEST where somebody has to grant it first."""


class MediaPermissions(OpenAnswer):
    """Which media a participant may send."""

    video: MediaPermission | None = None
    """Whether the camera may be switched on."""
    audio: MediaPermission | None = None
    """Whether the microphone may be switched on."""
    screenshare: MediaPermission | None = None
    """Whether the own screen may be shown to the others."""


class PluginConfig(OpenAnswer):
    """How a participant may use one plugin."""

    access_control: PluginAccess | str | None = None
    """FULL_ACCESS, or VIEW_ONLY for those who only watch."""
    handles_view_only: bool | None = None
    """Whether the plugin itself keeps viewers from changing things."""


class PluginPermissions(OpenAnswer):
    """What a participant may do with plugins."""

    can_start: bool | None = None
    """Whether plugins may be opened for everybody."""
    can_close: bool | None = None
    """Whether open plugins may be closed for everybody."""
    can_edit_config: bool | None = None
    """Whether the settings of plugins may be changed."""
    config: dict[str, PluginConfig | str | bool | None] | str | None = None
    """One configuration for each plugin id; older servers give the fields of one, or a text."""


class PollPermissions(OpenAnswer):
    """What a participant may do with polls."""

    can_create: bool | None = None
    """Whether questions may be put to everybody."""
    can_vote: bool | None = None
    """Whether questions may be answered."""
    can_view: bool | None = None
    """Whether questions and results are seen."""


class PresetPermissions(OpenAnswer):
    """What a participant may do."""

    accept_waiting_requests: bool | None = None
    """Whether those in the waiting room may be let in."""
    accept_stage_requests: bool | None = None
    """Whether those who ask may be let on the stage; absent from presets without a stage."""
    can_accept_production_requests: bool | None = None
    """Whether others' requests to send sound or picture may be granted."""
    can_change_participant_permissions: bool | None = None
    """Whether the rights of others may be changed during the meeting."""
    can_edit_display_name: bool | None = None
    """Whether the own name may be changed during the meeting."""
    can_livestream: bool | None = None
    """Whether a livestream of the meeting may be started and stopped."""
    can_record: bool | None = None
    """Whether a recording may be started and stopped."""
    can_spotlight: bool | None = None
    """Whether somebody's picture may be made the large one for everybody."""
    disable_participant_audio: bool | None = None
    """Whether others may be muted."""
    disable_participant_screensharing: bool | None = None
    """Whether others' shared screens may be ended."""
    disable_participant_video: bool | None = None
    """Whether others' cameras may be switched off."""
    hidden_participant: bool | None = None
    """Whether the others do not see or count this participant: bots and recorders."""
    is_recorder: bool | None = None
    """Whether the participant is one that records; false where it was not set."""
    kick_participant: bool | None = None
    """Whether others may be removed."""
    pin_participant: bool | None = None
    """Whether others' pictures may be kept in view."""
    show_participant_list: bool | None = None
    """Whether the names of those present are shown."""
    stage_enabled: bool | None = None
    """Whether only those on a stage are seen and heard; absent where it was not set."""
    stage_access: MediaProduction | str | None = None
    """Way on the stage: ALLOWED, NOT_ALLOWED, or CAN_REQUEST where somebody has to grant it first."""
    transcription_enabled: bool | None = None
    """Whether what this participant says is turned into text; agents hear nothing of others."""
    recorder_type: RecorderType | str | None = None
    """RECORDER or LIVESTREAMER for the API's own peers, NONE for people."""
    waiting_room_type: WaitingRoomType | str | None = None
    """Way past the waiting room: SKIP, ON_PRIVILEGED_USER_ENTRY (wait for a host), SKIP_ON_ACCEPT (be let in)."""
    chat: ChatPermissions | None = None
    """What may be written, and to whom."""
    connected_meetings: ConnectedMeetingPermissions | None = None
    """What may be done with breakout rooms."""
    media: MediaPermissions | None = None
    """Which of camera, microphone and screen may be used."""
    plugins: PluginPermissions | None = None
    """What may be done with plugins."""
    polls: PollPermissions | None = None
    """What may be done with questions to everybody."""


class Preset(OpenAnswer):
    """What a participant sees and may do; lists give only the id, the name and the dates."""

    id: str = ""
    """What the API knows the preset by; participants refer to it by name instead."""
    name: str | None = None
    """What participants are given the preset by; an app has one of each name."""
    created_at: Timestamp | None = None
    """When the preset was created (UTC)."""
    updated_at: Timestamp | None = None
    """When the preset was last changed (UTC); those who have joined keep what they joined with."""
    config: PresetConfig | None = None
    """Kind of meeting, and how well media are sent; absent in lists."""
    permissions: PresetPermissions | None = None
    """What the participant may do; absent in lists."""
    ui: PresetUI | None = None
    """How the surface looks; absent in lists."""
