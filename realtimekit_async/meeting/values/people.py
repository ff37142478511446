"""Somebody at one moment: who, with which tracks, on which devices, and what they may do."""

from typing import Literal, TypeAlias

from .base import Value

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
"""Where this participant stands: on the way in, in the meeting, or out of it, and why."""


class Track(Value, frozen=True):
    """A track of sound or of pictures, as its description: `audio()` and `picture()` give what is on it.

    Example:
        >>> await bot.self.enable_audio()
        >>> track = bot.self.audio_track
        >>> track.kind, track.enabled, track.ready_state
        ('audio', True, 'live')
    """

    id: str = ""
    """The browser's own id."""
    kind: str = ""
    """audio or video."""
    label: str = ""
    """What the device or the screen calls itself."""
    enabled: bool = True
    """Whether it is sent; False while its owner is muted."""
    muted: bool = False
    """Whether nothing comes at the moment, for a reason of the browser's."""
    ready_state: str = "live"
    """live, or ended for good."""


class ScreenShareTracks(Value, frozen=True):
    """The tracks of a shared screen.

    Example:
        >>> await bot.self.enable_screen_share()
        >>> tracks = bot.self.screen_share_tracks
        >>> tracks.video.kind
        'video'
    """

    audio: Track | None = None
    """What is heard of it; absent unless its sound is shared as well."""
    video: Track | None = None
    """What is seen of it; absent while no screen is shared."""


class Device(Value, frozen=True):
    """A device of the host's; `kind` is audioinput, videoinput or audiooutput.

    Example:
        >>> devices = await bot.self.get_all_devices()
        >>> sorted({device.kind for device in devices})
        ['audioinput', 'audiooutput', 'videoinput']
    """

    device_id: str = ""
    """By which `set_device` finds it."""
    kind: str = ""
    """audioinput, videoinput or audiooutput."""
    label: str = ""
    """What it calls itself."""
    group_id: str = ""
    """The same for parts of one piece of hardware."""


class ParticipantState(Value, frozen=True):
    """What is known of a participant at one moment.

    Example:
        >>> [ada] = bot.participants.joined.to_list()
        >>> state = ada.state
        >>> state.name, state.preset_name, state.is_host
        ('Ada', 'group_call_host', True)
    """

    id: str = ""
    """The peer's id: another one at each join."""
    user_id: str = ""
    """The id that REST and webhooks know, as `participant_id`."""
    name: str | None = None
    """What the others see; absent where the participant has none."""
    picture: str | None = None
    """URL of a picture; absent where the participant has none."""
    custom_participant_id: str | None = None
    """Your own id of this person."""
    preset_name: str | None = None
    """What the participant may do comes from the preset of this name."""
    is_host: bool = False
    """Whether the preset makes this person a host."""
    is_pinned: bool = False
    """Whether everybody sees this person first."""
    stage_status: str | None = None
    """ON_STAGE, OFF_STAGE or on the way there; absent where there is no stage."""
    audio_enabled: bool = False
    """Whether the microphone is on."""
    video_enabled: bool = False
    """Whether the camera is on."""
    screen_share_enabled: bool = False
    """Whether a screen is being shown."""
    audio_track: Track | None = None
    """The microphone's; absent while it is off."""
    video_track: Track | None = None
    """The camera's; absent while it is off."""
    screen_share_tracks: ScreenShareTracks = ScreenShareTracks()
    """The shared screen's; both are absent while there is none."""


class SelfState(ParticipantState, frozen=True):
    """What is known of oneself at one moment.

    Example:
        >>> state = bot.self.state
        >>> state.name, state.room_state, state.room_joined
        ('Bot', 'joined', True)
    """

    room_state: RoomState | str = "init"
    """init, waitlisted, joined, or why one is out again."""
    room_joined: bool = False
    """Whether one is in the meeting."""
    waitlist_status: str | None = None
    """none, waiting, accepted or rejected."""


class Permissions(Value, frozen=True):
    """What a participant may do, as the preset says; a name such as "ALLOWED" is one of the vendor's.

    Example:
        >>> bot.self.permissions.can_record, bot.self.permissions.can_produce_audio
        (True, 'ALLOWED')
    """

    media_room_type: str | None = None
    """How media get there: WEBRTC, HIVE or CF."""
    stage_enabled: bool | None = None
    """Whether there is a stage."""
    accept_stage_requests: bool | None = None
    """Whether one may let others onto it."""
    stage_access: str | None = None
    """ALLOWED, NOT_ALLOWED or CAN_REQUEST."""
    accept_waiting_requests: bool | None = None
    """Whether one may let others in who wait."""
    request_produce_video: bool | None = None
    """Whether one may ask others to switch their cameras on."""
    request_produce_audio: bool | None = None
    """Whether one may ask others to switch their microphones on."""
    request_produce_screenshare: bool | None = None
    """Whether one may ask others to share their screens."""
    can_allow_participant_audio: bool | None = None
    """Whether one may let others use their microphones."""
    can_allow_participant_screensharing: bool | None = None
    """Whether one may let others share their screens."""
    can_allow_participant_video: bool | None = None
    """Whether one may let others use their cameras."""
    can_disable_participant_audio: bool | None = None
    """Whether one may switch microphones of others off."""
    can_disable_participant_video: bool | None = None
    """Whether one may switch cameras of others off."""
    kick_participant: bool | None = None
    """Whether one may remove others."""
    pin_participant: bool | None = None
    """Whether one may pin others."""
    can_record: bool | None = None
    """Whether one may start and stop recordings."""
    waiting_room_behaviour: str | None = None
    """SKIP, SKIP_ON_ACCEPT, ON_PRIVILEGED_USER_ENTRY or SKIP_ON_PRIVILEGED_USER_ENTRY."""
    plugins: dict[str, object] | None = None
    """Whether one may start, stop and configure them."""
    polls: dict[str, object] | None = None
    """Whether one may create them, vote, and see results."""
    can_produce_video: bool | str | None = None
    """ALLOWED, NOT_ALLOWED or CAN_REQUEST: one's own camera."""
    can_produce_screenshare: bool | str | None = None
    """ALLOWED, NOT_ALLOWED or CAN_REQUEST: one's own screen."""
    can_produce_audio: bool | str | None = None
    """ALLOWED, NOT_ALLOWED or CAN_REQUEST: one's own microphone."""
    chat: dict[str, object] | None = None
    """The two below in one, as it is told of others."""
    chat_public: dict[str, object] | None = None
    """Whether one may write to everybody: texts, files."""
    chat_private: dict[str, object] | None = None
    """Whether one may write to some, and be written to: texts, files."""
    connected_meetings: dict[str, object] | None = None
    """Whether one may move between meetings that belong together."""
    hidden_participant: bool | None = None
    """Whether the others do not see one."""
    show_participant_list: bool | None = None
    """Whether one sees who else is there."""
    can_change_participant_permissions: bool | None = None
    """Whether one may change what others may do."""
    can_edit_display_name: bool | None = None
    """Whether one may set the name that is shown."""
    is_recorder: bool | None = None
    """Whether one is the vendor's own recorder."""
    can_spotlight: bool | None = None
    """Whether one may put somebody in front for everybody."""
    can_livestream: bool | None = None
    """Whether one may start and stop livestreams."""
    transcription_enabled: bool | None = None
    """Whether what one says is written down."""
