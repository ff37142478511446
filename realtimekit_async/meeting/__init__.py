"""The meeting object in Python: speak, listen, chat, poll, admit.

Experimental: it drives Cloudflare's own SDK, and has been tested against that SDK without a network and against
the emulator, not yet in a live meeting. `realtimekit meeting check` says what works on this machine; please report
what differs.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:  # who only reads: whoever runs the package has the table, and a test compares the two
    from .audio import (
        AudioIn as AudioIn,
        AudioOut as AudioOut,
    )
    from .controls import (
        Livestream as Livestream,
        Meta as Meta,
        Recording as Recording,
        Stage as Stage,
    )
    from .errors import (
        BrowserNotFound as BrowserNotFound,
        BrowserNotStarted as BrowserNotStarted,
        CallTimeout as CallTimeout,
        HostError as HostError,
        HostHung as HostHung,
        HostLost as HostLost,
        JoinRejected as JoinRejected,
        JoinTimeout as JoinTimeout,
        MeetingError as MeetingError,
        MeetingOver as MeetingOver,
        NotEnabled as NotEnabled,
        NotJoined as NotJoined,
        NotPermitted as NotPermitted,
        ParticipantGone as ParticipantGone,
        SdkMismatch as SdkMismatch,
        SdkNotFetched as SdkNotFetched,
        SdkNotInstalled as SdkNotInstalled,
        SdkNotTrusted as SdkNotTrusted,
        TooManyCalls as TooManyCalls,
    )
    from .event import Event as Event
    from .events.own import (
        AutoplayFailed as AutoplayFailed,
        DeviceListUpdated as DeviceListUpdated,
        DeviceUpdated as DeviceUpdated,
        MediaPermissionFailed as MediaPermissionFailed,
        MediaPermissionUpdated as MediaPermissionUpdated,
        PermissionsUpdated as PermissionsUpdated,
        RoomJoined as RoomJoined,
        RoomLeft as RoomLeft,
        Waitlisted as Waitlisted,
    )
    from .events.people import (
        ActiveSpeaker as ActiveSpeaker,
        AudioUpdated as AudioUpdated,
        BecameActive as BecameActive,
        BecameInactive as BecameInactive,
        BroadcastReceived as BroadcastReceived,
        MediaDecodeFailed as MediaDecodeFailed,
        MediaScoreUpdated as MediaScoreUpdated,
        PageChanged as PageChanged,
        ParticipantJoined as ParticipantJoined,
        ParticipantLeft as ParticipantLeft,
        ParticipantPinned as ParticipantPinned,
        ParticipantsCleared as ParticipantsCleared,
        ParticipantStageUpdated as ParticipantStageUpdated,
        ParticipantUnpinned as ParticipantUnpinned,
        PoorConnection as PoorConnection,
        ScreenShareUpdated as ScreenShareUpdated,
        VideoUpdated as VideoUpdated,
        ViewModeChanged as ViewModeChanged,
        WaitlistJoined as WaitlistJoined,
        WaitlistLeft as WaitlistLeft,
    )
    from .events.session import (
        ActiveTabUpdated as ActiveTabUpdated,
        LivestreamUpdated as LivestreamUpdated,
        MediaConnectionUpdated as MediaConnectionUpdated,
        MeetingStarted as MeetingStarted,
        NewStageRequest as NewStageRequest,
        ProblemReported as ProblemReported,
        RecordingUpdated as RecordingUpdated,
        SocketConnectionUpdated as SocketConnectionUpdated,
        StageRequestApproved as StageRequestApproved,
        StageRequestRejected as StageRequestRejected,
        StageRequestsUpdated as StageRequestsUpdated,
        StageStatusUpdated as StageStatusUpdated,
        UnknownEvent as UnknownEvent,
        ViewerCountUpdated as ViewerCountUpdated,
    )
    from .events.talk import (
        ChatUpdated as ChatUpdated,
        MessagePinned as MessagePinned,
        MessageUnpinned as MessageUnpinned,
        PluginAdded as PluginAdded,
        PluginDeleted as PluginDeleted,
        PluginUpdated as PluginUpdated,
        PollsUpdated as PollsUpdated,
        TranscriptReceived as TranscriptReceived,
    )
    from .hosts.base import (
        Host as Host,
        Pipe as Pipe,
    )
    from .hosts.chromium import (
        Chromium as Chromium,
    )
    from .hosts.emulated import (
        Emulated as Emulated,
    )
    from .joining import (
        Meetings as Meetings,
    )
    from .leaving import LeavePolicy as LeavePolicy
    from .local import (
        LocalParticipant as LocalParticipant,
    )
    from .meeting import (
        Meeting as Meeting,
    )
    from .options import (
        MeetingOptions as MeetingOptions,
        PictureOptions as PictureOptions,
        PluginConfig as PluginConfig,
        PluginPermissionsConfig as PluginPermissionsConfig,
        SoundOptions as SoundOptions,
    )
    from .participant import Participant as Participant
    from .people import (
        ParticipantMap as ParticipantMap,
        Participants as Participants,
    )
    from .talking import (
        Ai as Ai,
        Chat as Chat,
        Plugins as Plugins,
        Polls as Polls,
    )
    from .values.people import (
        Device as Device,
        ParticipantState as ParticipantState,
        Permissions as Permissions,
        RoomState as RoomState,
        ScreenShareTracks as ScreenShareTracks,
        SelfState as SelfState,
        Track as Track,
    )
    from .values.session import (
        MetaState as MetaState,
        Picture as Picture,
        SocketState as SocketState,
        StageRequest as StageRequest,
    )
    from .values.talk import (
        AnyMessage as AnyMessage,
        CustomMessage as CustomMessage,
        FileMessage as FileMessage,
        ImageMessage as ImageMessage,
        Message as Message,
        Plugin as Plugin,
        PluginPermissions as PluginPermissions,
        Poll as Poll,
        PollOption as PollOption,
        PollVote as PollVote,
        TextMessage as TextMessage,
        Transcript as Transcript,
    )

__getattr__: Callable[[str], object] = lazy(
    __name__,
    {
        "leaving": ("LeavePolicy",),
        "audio": ("AudioIn", "AudioOut"),
        "controls": ("Livestream", "Meta", "Recording", "Stage"),
        "errors": (
            "BrowserNotFound",
            "BrowserNotStarted",
            "CallTimeout",
            "HostError",
            "HostHung",
            "HostLost",
            "JoinRejected",
            "JoinTimeout",
            "MeetingError",
            "MeetingOver",
            "NotEnabled",
            "NotJoined",
            "NotPermitted",
            "ParticipantGone",
            "SdkMismatch",
            "SdkNotFetched",
            "SdkNotInstalled",
            "SdkNotTrusted",
            "TooManyCalls",
        ),
        "event": ("Event",),
        "events.own": (
            "AutoplayFailed",
            "DeviceListUpdated",
            "DeviceUpdated",
            "MediaPermissionFailed",
            "MediaPermissionUpdated",
            "PermissionsUpdated",
            "RoomJoined",
            "RoomLeft",
            "Waitlisted",
        ),
        "events.people": (
            "ActiveSpeaker",
            "AudioUpdated",
            "BecameActive",
            "BecameInactive",
            "BroadcastReceived",
            "MediaDecodeFailed",
            "MediaScoreUpdated",
            "PageChanged",
            "ParticipantJoined",
            "ParticipantLeft",
            "ParticipantPinned",
            "ParticipantStageUpdated",
            "ParticipantUnpinned",
            "ParticipantsCleared",
            "PoorConnection",
            "ScreenShareUpdated",
            "VideoUpdated",
            "ViewModeChanged",
            "WaitlistJoined",
            "WaitlistLeft",
        ),
        "events.session": (
            "ActiveTabUpdated",
            "LivestreamUpdated",
            "MediaConnectionUpdated",
            "MeetingStarted",
            "NewStageRequest",
            "ProblemReported",
            "RecordingUpdated",
            "SocketConnectionUpdated",
            "StageRequestApproved",
            "StageRequestRejected",
            "StageRequestsUpdated",
            "StageStatusUpdated",
            "UnknownEvent",
            "ViewerCountUpdated",
        ),
        "events.talk": (
            "ChatUpdated",
            "MessagePinned",
            "MessageUnpinned",
            "PluginAdded",
            "PluginDeleted",
            "PluginUpdated",
            "PollsUpdated",
            "TranscriptReceived",
        ),
        "hosts.base": ("Host", "Pipe"),
        "hosts.chromium": ("Chromium",),
        "hosts.emulated": ("Emulated",),
        "joining": ("Meetings",),
        "local": ("LocalParticipant",),
        "meeting": ("Meeting",),
        "options": ("MeetingOptions", "PictureOptions", "PluginConfig", "PluginPermissionsConfig", "SoundOptions"),
        "participant": ("Participant",),
        "people": ("ParticipantMap", "Participants"),
        "talking": ("Ai", "Chat", "Plugins", "Polls"),
        "values.people": (
            "Device",
            "ParticipantState",
            "Permissions",
            "RoomState",
            "ScreenShareTracks",
            "SelfState",
            "Track",
        ),
        "values.session": (
            "MetaState",
            "Picture",
            "SocketState",
            "StageRequest",
        ),
        "values.talk": (
            "AnyMessage",
            "CustomMessage",
            "FileMessage",
            "ImageMessage",
            "Message",
            "Plugin",
            "PluginPermissions",
            "Poll",
            "PollOption",
            "PollVote",
            "TextMessage",
            "Transcript",
        ),
    },
)
