"""Every shape the API takes and answers: Structs for answers, TypedDicts for requests.

Importing this package imports none of its modules; each is imported when a name of it is first asked for.
"""
# ruff: noqa: F403 - type checkers follow the stars; who runs the package has the table, which a test compares with them

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtimekit_async._lazy import lazy

if TYPE_CHECKING:
    from .active_session import *
    from .analytics import *
    from .apps import *
    from .common import *
    from .livestreams import *
    from .meetings import *
    from .participants import *
    from .peer_quality import *
    from .peer_report import *
    from .peer_samples import *
    from .peer_stats import *
    from .preset_fields import *
    from .preset_patch_fields import *
    from .preset_ui import *
    from .preset_ui_fields import *
    from .presets import *
    from .recording_config import *
    from .recordings import *
    from .sessions import *
    from .webhooks import *

_SHAPES = {
    "active_session": """
        KickFields Kicked KickedParticipant MuteAllFields MuteFields Muted Poll PollFields PollOption PollVote
    """,
    "analytics": """
        Consumption DaywiseAnalytics DaywiseQuery LivestreamAnalyticsQuery LivestreamDayTotals
        LivestreamTotals RecordingDayStat RecordingStats SessionDayStat SessionStats
    """,
    "apps": "App AppFields AppsQuery",
    "common": "Answer OpenAnswer PageQuery Paging SortOrder Timestamp ViewType WaitOptions",
    "livestreams": """
        ActiveLivestreamSession Livestream LivestreamFields LivestreamSession LivestreamStatus
        LivestreamStopped LivestreamVideoConfigFields LivestreamsQuery MeetingLivestreamFields
    """,
    "meetings": """
        AIConfig AIConfigFields Meeting MeetingFields MeetingPatchFields MeetingQuery MeetingStatus
        MeetingsQuery SummarizationConfig SummarizationConfigFields SummaryFormat SummaryType
        TranscriptionConfig TranscriptionConfigFields TranscriptionLanguage
    """,
    "participants": """
        DeletedParticipant EnsuredParticipantFields JoinToken Participant ParticipantFields
        ParticipantPatchFields ParticipantWithToken
    """,
    "peer_quality": """
        AudioConsumerTotals AudioProducerTotals LatencyDistribution PacketLossDistribution PeerReportQuality
        PercentileSummary VideoConsumerIssues VideoConsumerTotals VideoProducerIssues VideoProducerTotals
    """,
    "peer_report": """
        BrowserMetadata CandidatePairs DevicesUpdate IceCandidatePair MediaDevice NativeMetadata
        PeerConnectionMetadata PeerReport PeerReportEvent PeerReportMetadata PeerReportParticipant
        SelectedDeviceUpdate
    """,
    "peer_samples": """
        AudioConsumerSample AudioProducerSample QualityLimitationDurations QualityLimitationReason
        VideoConsumerSample VideoProducerSample
    """,
    "peer_stats": """
        Asn AudioStat ConnectionInfo Connectivity Coordinates DeviceInfo IpDetails IpInformation Location
        PeerStats PeerStatsEvent PeerStatsEventMetadata PrecallNetworkInformation QualityStats
        SessionPeerStats SessionPrecallNetworkInformation VideoStat
    """,
    "preset_fields": """
        ChatPermissionsFields ConnectedMeetingPermissionsFields EnsuredPresetFields MaxVideoStreamsFields
        MediaPermissionFields MediaPermissionsFields PluginConfigFields PluginPermissionsFields
        PollPermissionsFields PresetAudioFields PresetConfigFields PresetFields PresetMediaFields
        PresetPermissionsFields PresetScreenshareFields PresetVideoFields PresetsQuery
        PrivateChatPermissionsFields PublicChatPermissionsFields
    """,
    "preset_patch_fields": """
        ChatPermissionsPatchFields ConnectedMeetingPermissionsPatchFields MaxVideoStreamsPatchFields
        MediaPermissionPatchFields MediaPermissionsPatchFields PluginPermissionsPatchFields
        PollPermissionsPatchFields PresetConfigPatchFields PresetCopyFields PresetMediaPatchFields
        PresetPatchFields
        PresetPermissionsPatchFields PresetScreensharePatchFields PresetVideoPatchFields
        PrivateChatPermissionsPatchFields PublicChatPermissionsPatchFields
    """,
    "preset_ui": """
        BackgroundShades BorderRadius BorderWidth BrandShades Colors DesignTokens PresetUI Theme
    """,
    "preset_ui_fields": """
        BackgroundShadesFields BackgroundShadesPatchFields BrandShadesFields BrandShadesPatchFields
        ColorsFields ColorsPatchFields DesignTokensFields DesignTokensPatchFields PresetUIFields
        PresetUIPatchFields
    """,
    "presets": """
        ChatPermissions ConnectedMeetingPermissions MaxVideoStreams MediaPermission MediaPermissions
        MediaProduction MediaQuality PluginAccess PluginConfig PluginPermissions PollPermissions Preset
        PresetAudio PresetConfig PresetMedia PresetPermissions PresetScreenshare PresetVideo
        PrivateChatPermissions PublicChatPermissions RecorderType WaitingRoomType
    """,
    "recording_config": """
        AudioChannel AudioCodec BucketStorageFields BucketStorageType GcsStorageFields RealtimeKitBucketConfig
        RealtimeKitBucketConfigFields RecordingAudioConfig RecordingAudioConfigFields RecordingConfig
        RecordingConfigFields RecordingVideoConfig RecordingVideoConfigFields RtmpConfig RtmpConfigFields
        SftpKeyStorageFields SftpPasswordStorageFields StorageAuthMethod StorageConfig StorageConfigFields
        StorageType VideoCodec Watermark WatermarkFields WatermarkPosition WatermarkSize WatermarkSizeFields
    """,
    "recordings": """
        InteractiveConfigFields Recording RecordingCaller RecordingCallerType RecordingFields
        RecordingMilestone RecordingOptions RecordingStart RecordingStartReason RecordingStatus RecordingStop
        RecordingStopReason RecordingWaitOptions RecordingsQuery TrackDownload TrackFile TrackFiles
        TrackLayerFields TrackLinks TrackOutputFields TrackOutputType TrackRecordingFields
    """,
    "sessions": """
        ChatLink PeerEvent PeerEventName PeerReportFilter PeerReportQuery PeerViewType Session
        SessionLivestreamStatus SessionParticipant SessionParticipantQuery SessionParticipantsQuery
        SessionQuery SessionRecordingStatus SessionSettings SessionStatus SessionType SessionsQuery
        SummaryGeneration SummaryLink TranscriptFormat TranscriptLink TranscriptQuery TranscriptWaitOptions
    """,
    "webhooks": """
        EnsuredWebhookFields SupportedEvent Webhook WebhookEventName WebhookFields WebhookPatchFields
    """,
}

__all__: list[str]
__getattr__: Callable[[str], object] = lazy(__name__, {module: names.split() for module, names in _SHAPES.items()})
