"""Every shape the API takes and answers: Structs for answers, TypedDicts for requests.

Importing this package imports none of its modules; each is imported when a name of it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .active_session import Kicked, KickedParticipant, KickFields, Poll, PollFields, PollOption, PollVote
    from .analytics import (
        Consumption,
        DaywiseAnalytics,
        DaywiseQuery,
        LivestreamAnalyticsQuery,
        LivestreamDayTotals,
        LivestreamTotals,
        RecordingDayStat,
        RecordingStats,
        SessionDayStat,
        SessionStats,
    )
    from .apps import App, AppFields, AppsQuery
    from .common import Answer, PageQuery, Paging, SortOrder, Timestamp, ViewType
    from .livestreams import (
        ActiveLivestreamSession,
        Livestream,
        LivestreamFields,
        LivestreamSession,
        LivestreamsQuery,
        LivestreamStatus,
        LivestreamStopped,
        LivestreamVideoConfigFields,
        MeetingLivestreamFields,
    )
    from .meetings import (
        AIConfig,
        AIConfigFields,
        Meeting,
        MeetingFields,
        MeetingPatchFields,
        MeetingQuery,
        MeetingsQuery,
        MeetingStatus,
        SummarizationConfig,
        SummarizationConfigFields,
        SummaryFormat,
        SummaryType,
        TranscriptionConfig,
        TranscriptionConfigFields,
        TranscriptionLanguage,
    )
    from .participants import (
        DeletedParticipant,
        JoinToken,
        Participant,
        ParticipantFields,
        ParticipantPatchFields,
        ParticipantWithToken,
    )
    from .peer_quality import (
        AudioConsumerSample,
        AudioConsumerTotals,
        AudioProducerSample,
        AudioProducerTotals,
        LatencyDistribution,
        PacketLossDistribution,
        PeerReportQuality,
        PercentileSummary,
        QualityLimitationDurations,
        QualityLimitationReason,
        VideoConsumerIssues,
        VideoConsumerSample,
        VideoConsumerTotals,
        VideoProducerIssues,
        VideoProducerSample,
        VideoProducerTotals,
    )
    from .peer_report import (
        BrowserMetadata,
        CandidatePairs,
        DevicesUpdate,
        IceCandidatePair,
        MediaDevice,
        NativeMetadata,
        PeerConnectionMetadata,
        PeerReport,
        PeerReportEvent,
        PeerReportMetadata,
        PeerReportParticipant,
        SelectedDeviceUpdate,
    )
    from .peer_stats import (
        Asn,
        AudioStat,
        ConnectionInfo,
        Connectivity,
        Coordinates,
        DeviceInfo,
        IpDetails,
        IpInformation,
        Location,
        PeerStats,
        PeerStatsEvent,
        PeerStatsEventMetadata,
        PrecallNetworkInformation,
        QualityStats,
        SessionPeerStats,
        SessionPrecallNetworkInformation,
        VideoStat,
    )
    from .preset_fields import (
        ChatPermissionsFields,
        ConnectedMeetingPermissionsFields,
        MaxVideoStreamsFields,
        MediaPermissionFields,
        MediaPermissionsFields,
        PluginConfigFields,
        PluginPermissionsFields,
        PollPermissionsFields,
        PresetAudioFields,
        PresetConfigFields,
        PresetFields,
        PresetMediaFields,
        PresetPermissionsFields,
        PresetScreenshareFields,
        PresetsQuery,
        PresetVideoFields,
        PrivateChatPermissionsFields,
        PublicChatPermissionsFields,
    )
    from .preset_patch_fields import (
        ChatPermissionsPatchFields,
        ConnectedMeetingPermissionsPatchFields,
        MaxVideoStreamsPatchFields,
        MediaPermissionPatchFields,
        MediaPermissionsPatchFields,
        PluginPermissionsPatchFields,
        PollPermissionsPatchFields,
        PresetConfigPatchFields,
        PresetMediaPatchFields,
        PresetPatchFields,
        PresetPermissionsPatchFields,
        PresetScreensharePatchFields,
        PresetVideoPatchFields,
        PrivateChatPermissionsPatchFields,
        PublicChatPermissionsPatchFields,
    )
    from .preset_ui_fields import (
        BackgroundShadesFields,
        BackgroundShadesPatchFields,
        BrandShadesFields,
        BrandShadesPatchFields,
        ColorsFields,
        ColorsPatchFields,
        DesignTokensFields,
        DesignTokensPatchFields,
        PresetUIFields,
        PresetUIPatchFields,
    )
    from .presets import (
        BackgroundShades,
        BorderRadius,
        BorderWidth,
        BrandShades,
        ChatPermissions,
        Colors,
        ConnectedMeetingPermissions,
        DesignTokens,
        MaxVideoStreams,
        MediaPermission,
        MediaPermissions,
        MediaProduction,
        MediaQuality,
        PluginAccess,
        PluginConfig,
        PluginPermissions,
        PollPermissions,
        Preset,
        PresetAudio,
        PresetConfig,
        PresetMedia,
        PresetPermissions,
        PresetScreenshare,
        PresetUI,
        PresetVideo,
        PrivateChatPermissions,
        PublicChatPermissions,
        RecorderType,
        Theme,
        WaitingRoomType,
    )
    from .recording_config import (
        AudioChannel,
        AudioCodec,
        BucketStorageFields,
        BucketStorageType,
        GcsStorageFields,
        RealtimeKitBucketConfig,
        RealtimeKitBucketConfigFields,
        RecordingAudioConfig,
        RecordingAudioConfigFields,
        RecordingConfig,
        RecordingConfigFields,
        RecordingVideoConfig,
        RecordingVideoConfigFields,
        RtmpConfig,
        RtmpConfigFields,
        SftpKeyStorageFields,
        SftpPasswordStorageFields,
        StorageAuthMethod,
        StorageConfig,
        StorageConfigFields,
        StorageType,
        VideoCodec,
        Watermark,
        WatermarkFields,
        WatermarkPosition,
        WatermarkSize,
        WatermarkSizeFields,
    )
    from .recordings import (
        InteractiveConfigFields,
        Recording,
        RecordingCaller,
        RecordingCallerType,
        RecordingFields,
        RecordingsQuery,
        RecordingStart,
        RecordingStartReason,
        RecordingStatus,
        RecordingStop,
        RecordingStopReason,
        TrackDownload,
        TrackFile,
        TrackFiles,
        TrackLayerFields,
        TrackOutputFields,
        TrackOutputType,
        TrackRecordingFields,
    )
    from .sessions import (
        ChatLink,
        PeerEvent,
        PeerEventName,
        PeerReportFilter,
        PeerReportQuery,
        PeerViewType,
        Session,
        SessionLivestreamStatus,
        SessionParticipant,
        SessionParticipantQuery,
        SessionParticipantsQuery,
        SessionQuery,
        SessionRecordingStatus,
        SessionSettings,
        SessionsQuery,
        SessionStatus,
        SessionType,
        SummaryGeneration,
        SummaryLink,
        TranscriptFormat,
        TranscriptLink,
        TranscriptQuery,
    )
    from .webhooks import SupportedEvent, Webhook, WebhookEventName, WebhookFields, WebhookPatchFields

_SHAPES = {
    "active_session": "KickFields Kicked KickedParticipant Poll PollFields PollOption PollVote",
    "analytics": """
        Consumption DaywiseAnalytics DaywiseQuery LivestreamAnalyticsQuery LivestreamDayTotals
        LivestreamTotals RecordingDayStat RecordingStats SessionDayStat SessionStats
    """,
    "apps": "App AppFields AppsQuery",
    "common": "Answer PageQuery Paging SortOrder Timestamp ViewType",
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
        DeletedParticipant JoinToken Participant ParticipantFields ParticipantPatchFields ParticipantWithToken
    """,
    "peer_quality": """
        AudioConsumerSample AudioConsumerTotals AudioProducerSample AudioProducerTotals LatencyDistribution
        PacketLossDistribution PeerReportQuality PercentileSummary QualityLimitationDurations
        QualityLimitationReason VideoConsumerIssues VideoConsumerSample VideoConsumerTotals
        VideoProducerIssues VideoProducerSample VideoProducerTotals
    """,
    "peer_report": """
        BrowserMetadata CandidatePairs DevicesUpdate IceCandidatePair MediaDevice NativeMetadata
        PeerConnectionMetadata PeerReport PeerReportEvent PeerReportMetadata PeerReportParticipant
        SelectedDeviceUpdate
    """,
    "peer_stats": """
        Asn AudioStat ConnectionInfo Connectivity Coordinates DeviceInfo IpDetails IpInformation Location
        PeerStats PeerStatsEvent PeerStatsEventMetadata PrecallNetworkInformation QualityStats
        SessionPeerStats SessionPrecallNetworkInformation VideoStat
    """,
    "preset_fields": """
        ChatPermissionsFields ConnectedMeetingPermissionsFields MaxVideoStreamsFields MediaPermissionFields
        MediaPermissionsFields PluginConfigFields PluginPermissionsFields PollPermissionsFields
        PresetAudioFields PresetConfigFields PresetFields PresetMediaFields PresetPermissionsFields
        PresetScreenshareFields PresetVideoFields PresetsQuery PrivateChatPermissionsFields
        PublicChatPermissionsFields
    """,
    "preset_patch_fields": """
        ChatPermissionsPatchFields ConnectedMeetingPermissionsPatchFields MaxVideoStreamsPatchFields
        MediaPermissionPatchFields MediaPermissionsPatchFields PluginPermissionsPatchFields
        PollPermissionsPatchFields PresetConfigPatchFields PresetMediaPatchFields PresetPatchFields
        PresetPermissionsPatchFields PresetScreensharePatchFields PresetVideoPatchFields
        PrivateChatPermissionsPatchFields PublicChatPermissionsPatchFields
    """,
    "preset_ui_fields": """
        BackgroundShadesFields BackgroundShadesPatchFields BrandShadesFields BrandShadesPatchFields
        ColorsFields ColorsPatchFields DesignTokensFields DesignTokensPatchFields PresetUIFields
        PresetUIPatchFields
    """,
    "presets": """
        BackgroundShades BorderRadius BorderWidth BrandShades ChatPermissions Colors
        ConnectedMeetingPermissions DesignTokens MaxVideoStreams MediaPermission MediaPermissions
        MediaProduction MediaQuality PluginAccess PluginConfig PluginPermissions PollPermissions Preset
        PresetAudio PresetConfig PresetMedia PresetPermissions PresetScreenshare PresetUI PresetVideo
        PrivateChatPermissions PublicChatPermissions RecorderType Theme WaitingRoomType
    """,
    "recording_config": """
        AudioChannel AudioCodec BucketStorageFields BucketStorageType GcsStorageFields RealtimeKitBucketConfig
        RealtimeKitBucketConfigFields RecordingAudioConfig RecordingAudioConfigFields RecordingConfig
        RecordingConfigFields RecordingVideoConfig RecordingVideoConfigFields RtmpConfig RtmpConfigFields
        SftpKeyStorageFields SftpPasswordStorageFields StorageAuthMethod StorageConfig StorageConfigFields
        StorageType VideoCodec Watermark WatermarkFields WatermarkPosition WatermarkSize WatermarkSizeFields
    """,
    "recordings": """
        InteractiveConfigFields Recording RecordingCaller RecordingCallerType RecordingFields RecordingStart
        RecordingStartReason RecordingStatus RecordingStop RecordingStopReason RecordingsQuery TrackDownload
        TrackFile TrackFiles TrackLayerFields TrackOutputFields TrackOutputType TrackRecordingFields
    """,
    "sessions": """
        ChatLink PeerEvent PeerEventName PeerReportFilter PeerReportQuery PeerViewType Session
        SessionLivestreamStatus SessionParticipant SessionParticipantQuery SessionParticipantsQuery
        SessionQuery SessionRecordingStatus SessionSettings SessionStatus SessionType SessionsQuery
        SummaryGeneration SummaryLink TranscriptFormat TranscriptLink TranscriptQuery
    """,
    "webhooks": "SupportedEvent Webhook WebhookEventName WebhookFields WebhookPatchFields",
}
_MODULE_OF = {name: module for module, names in _SHAPES.items() for name in names.split()}

__all__ = [
    "AIConfig",
    "AIConfigFields",
    "ActiveLivestreamSession",
    "Answer",
    "App",
    "AppFields",
    "AppsQuery",
    "Asn",
    "AudioChannel",
    "AudioCodec",
    "AudioConsumerSample",
    "AudioConsumerTotals",
    "AudioProducerSample",
    "AudioProducerTotals",
    "AudioStat",
    "BackgroundShades",
    "BackgroundShadesFields",
    "BackgroundShadesPatchFields",
    "BorderRadius",
    "BorderWidth",
    "BrandShades",
    "BrandShadesFields",
    "BrandShadesPatchFields",
    "BrowserMetadata",
    "BucketStorageFields",
    "BucketStorageType",
    "CandidatePairs",
    "ChatLink",
    "ChatPermissions",
    "ChatPermissionsFields",
    "ChatPermissionsPatchFields",
    "Colors",
    "ColorsFields",
    "ColorsPatchFields",
    "ConnectedMeetingPermissions",
    "ConnectedMeetingPermissionsFields",
    "ConnectedMeetingPermissionsPatchFields",
    "ConnectionInfo",
    "Connectivity",
    "Consumption",
    "Coordinates",
    "DaywiseAnalytics",
    "DaywiseQuery",
    "DeletedParticipant",
    "DesignTokens",
    "DesignTokensFields",
    "DesignTokensPatchFields",
    "DeviceInfo",
    "DevicesUpdate",
    "GcsStorageFields",
    "IceCandidatePair",
    "InteractiveConfigFields",
    "IpDetails",
    "IpInformation",
    "JoinToken",
    "KickFields",
    "Kicked",
    "KickedParticipant",
    "LatencyDistribution",
    "Livestream",
    "LivestreamAnalyticsQuery",
    "LivestreamDayTotals",
    "LivestreamFields",
    "LivestreamSession",
    "LivestreamStatus",
    "LivestreamStopped",
    "LivestreamTotals",
    "LivestreamVideoConfigFields",
    "LivestreamsQuery",
    "Location",
    "MaxVideoStreams",
    "MaxVideoStreamsFields",
    "MaxVideoStreamsPatchFields",
    "MediaDevice",
    "MediaPermission",
    "MediaPermissionFields",
    "MediaPermissionPatchFields",
    "MediaPermissions",
    "MediaPermissionsFields",
    "MediaPermissionsPatchFields",
    "MediaProduction",
    "MediaQuality",
    "Meeting",
    "MeetingFields",
    "MeetingLivestreamFields",
    "MeetingPatchFields",
    "MeetingQuery",
    "MeetingStatus",
    "MeetingsQuery",
    "NativeMetadata",
    "PacketLossDistribution",
    "PageQuery",
    "Paging",
    "Participant",
    "ParticipantFields",
    "ParticipantPatchFields",
    "ParticipantWithToken",
    "PeerConnectionMetadata",
    "PeerEvent",
    "PeerEventName",
    "PeerReport",
    "PeerReportEvent",
    "PeerReportFilter",
    "PeerReportMetadata",
    "PeerReportParticipant",
    "PeerReportQuality",
    "PeerReportQuery",
    "PeerStats",
    "PeerStatsEvent",
    "PeerStatsEventMetadata",
    "PeerViewType",
    "PercentileSummary",
    "PluginAccess",
    "PluginConfig",
    "PluginConfigFields",
    "PluginPermissions",
    "PluginPermissionsFields",
    "PluginPermissionsPatchFields",
    "Poll",
    "PollFields",
    "PollOption",
    "PollPermissions",
    "PollPermissionsFields",
    "PollPermissionsPatchFields",
    "PollVote",
    "PrecallNetworkInformation",
    "Preset",
    "PresetAudio",
    "PresetAudioFields",
    "PresetConfig",
    "PresetConfigFields",
    "PresetConfigPatchFields",
    "PresetFields",
    "PresetMedia",
    "PresetMediaFields",
    "PresetMediaPatchFields",
    "PresetPatchFields",
    "PresetPermissions",
    "PresetPermissionsFields",
    "PresetPermissionsPatchFields",
    "PresetScreenshare",
    "PresetScreenshareFields",
    "PresetScreensharePatchFields",
    "PresetUI",
    "PresetUIFields",
    "PresetUIPatchFields",
    "PresetVideo",
    "PresetVideoFields",
    "PresetVideoPatchFields",
    "PresetsQuery",
    "PrivateChatPermissions",
    "PrivateChatPermissionsFields",
    "PrivateChatPermissionsPatchFields",
    "PublicChatPermissions",
    "PublicChatPermissionsFields",
    "PublicChatPermissionsPatchFields",
    "QualityLimitationDurations",
    "QualityLimitationReason",
    "QualityStats",
    "RealtimeKitBucketConfig",
    "RealtimeKitBucketConfigFields",
    "RecorderType",
    "Recording",
    "RecordingAudioConfig",
    "RecordingAudioConfigFields",
    "RecordingCaller",
    "RecordingCallerType",
    "RecordingConfig",
    "RecordingConfigFields",
    "RecordingDayStat",
    "RecordingFields",
    "RecordingStart",
    "RecordingStartReason",
    "RecordingStats",
    "RecordingStatus",
    "RecordingStop",
    "RecordingStopReason",
    "RecordingVideoConfig",
    "RecordingVideoConfigFields",
    "RecordingsQuery",
    "RtmpConfig",
    "RtmpConfigFields",
    "SelectedDeviceUpdate",
    "Session",
    "SessionDayStat",
    "SessionLivestreamStatus",
    "SessionParticipant",
    "SessionParticipantQuery",
    "SessionParticipantsQuery",
    "SessionPeerStats",
    "SessionPrecallNetworkInformation",
    "SessionQuery",
    "SessionRecordingStatus",
    "SessionSettings",
    "SessionStats",
    "SessionStatus",
    "SessionType",
    "SessionsQuery",
    "SftpKeyStorageFields",
    "SftpPasswordStorageFields",
    "SortOrder",
    "StorageAuthMethod",
    "StorageConfig",
    "StorageConfigFields",
    "StorageType",
    "SummarizationConfig",
    "SummarizationConfigFields",
    "SummaryFormat",
    "SummaryGeneration",
    "SummaryLink",
    "SummaryType",
    "SupportedEvent",
    "Theme",
    "Timestamp",
    "TrackDownload",
    "TrackFile",
    "TrackFiles",
    "TrackLayerFields",
    "TrackOutputFields",
    "TrackOutputType",
    "TrackRecordingFields",
    "TranscriptFormat",
    "TranscriptLink",
    "TranscriptQuery",
    "TranscriptionConfig",
    "TranscriptionConfigFields",
    "TranscriptionLanguage",
    "VideoCodec",
    "VideoConsumerIssues",
    "VideoConsumerSample",
    "VideoConsumerTotals",
    "VideoProducerIssues",
    "VideoProducerSample",
    "VideoProducerTotals",
    "VideoStat",
    "ViewType",
    "WaitingRoomType",
    "Watermark",
    "WatermarkFields",
    "WatermarkPosition",
    "WatermarkSize",
    "WatermarkSizeFields",
    "Webhook",
    "WebhookEventName",
    "WebhookFields",
    "WebhookPatchFields",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    shape: object = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = shape
    return shape


def __dir__() -> list[str]:
    return __all__
