"""Every property of the API's contract is an attribute of a model.

`properties.json` holds the property paths of each schema of the contract, and of the bodies and answers that
the contract spells out in place; `*` marks a secret or a link that carries one. In what requests are made of,
`!` marks a required and `?` a nullable one.
"""

import json
import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from realtimekit_async import models
from realtimekit_async.errors import ErrorDetail
from realtimekit_async.models.boxes import (
    DaywiseBox,
    LivestreamBox,
    LivestreamSessionBox,
    LivestreamSessionsBox,
    SessionParticipantsBox,
    SessionsBox,
)

PROPERTIES: dict[str, list[str]] = json.loads(Path(__file__).with_name("properties.json").read_text())

# Schema of the contract -> what takes or gives it; where a second shape stands, it is the one of requests.
ANSWERS: dict[str, type] = {
    "AIConfig": models.AIConfig,
    "ActiveLivestreamSession": models.LivestreamSession,
    "App": models.App,
    "AudioConsumerSample": models.AudioConsumerSample,
    "AudioConsumerTotals": models.AudioConsumerTotals,
    "AudioProducerSample": models.AudioProducerSample,
    "AudioProducerTotals": models.AudioProducerTotals,
    "DaywiseAnalytics": models.DaywiseAnalytics,
    "DeletedParticipant": models.DeletedParticipant,
    "DesignTokens": models.DesignTokens,
    "DevicesUpdate": models.DevicesUpdate,
    "IceCandidatePair": models.IceCandidatePair,
    "KickedParticipant": models.KickedParticipant,
    "LatencyDistribution": models.LatencyDistribution,
    "Livestream": models.Livestream,
    "LivestreamDayTotals": models.LivestreamDayTotals,
    "LivestreamListItem": LivestreamBox,
    "LivestreamPaging": models.Paging,
    "LivestreamSession": models.LivestreamSession,
    "LivestreamSessionDetails": models.LivestreamSession,
    "LivestreamTotals": models.LivestreamTotals,
    "LoosePaging": models.Paging,
    "MediaDevice": models.MediaDevice,
    "Meeting": models.Meeting,
    "MeetingActiveLivestream": models.Livestream,
    "MeetingListItem": models.Meeting,
    "MeetingLivestream": models.Livestream,
    "MeetingLivestreamSession": models.LivestreamSession,
    "PacketLossDistribution": models.PacketLossDistribution,
    "Paging": models.Paging,
    "Participant": models.Participant,
    "ParticipantWithToken": models.ParticipantWithToken,
    "PeerEvent": models.PeerEvent,
    "PeerReport": models.PeerReport,
    "PeerReportMetadata": models.PeerReportMetadata,
    "PeerReportParticipant": models.PeerReportParticipant,
    "PeerReportQuality": models.PeerReportQuality,
    "PercentileSummary": models.PercentileSummary,
    "PluginConfig": models.PluginConfig,
    "Poll": models.Poll,
    "PollOption": models.PollOption,
    "PollVote": models.PollVote,
    "Preset": models.Preset,
    "PresetConfig": models.PresetConfig,
    "PresetListItem": models.Preset,
    "PresetPermissions": models.PresetPermissions,
    "PresetUI": models.PresetUI,
    "QualityLimitationDurations": models.QualityLimitationDurations,
    "RealtimeKitBucketConfig": models.RealtimeKitBucketConfig,
    "Recording": models.Recording,
    "RecordingAudioConfig": models.RecordingAudioConfig,
    "RecordingCaller": models.RecordingCaller,
    "RecordingConfig": models.RecordingConfig,
    "RecordingCore": models.Recording,
    "RecordingDayStat": models.RecordingDayStat,
    "RecordingListItem": models.Recording,
    "RecordingStartReason": models.RecordingStartReason,
    "RecordingStats": models.RecordingStats,
    "RecordingStopReason": models.RecordingStopReason,
    "RecordingVideoConfig": models.RecordingVideoConfig,
    "RtmpConfig": models.RtmpConfig,
    "SelectedDeviceUpdate": models.SelectedDeviceUpdate,
    "Session": models.Session,
    "SessionDayStat": models.SessionDayStat,
    "SessionLivestreamSession": LivestreamSessionBox,
    "SessionParticipant": models.SessionParticipant,
    "SessionParticipantDetails": models.SessionParticipant,
    "SessionStats": models.SessionStats,
    "StartedLivestream": models.Livestream,
    "StorageConfig": models.StorageConfig,
    "SummarizationConfig": models.SummarizationConfig,
    "TranscriptionConfig": models.TranscriptionConfig,
    "VideoConsumerIssues": models.VideoConsumerIssues,
    "VideoConsumerSample": models.VideoConsumerSample,
    "VideoConsumerTotals": models.VideoConsumerTotals,
    "VideoProducerIssues": models.VideoProducerIssues,
    "VideoProducerSample": models.VideoProducerSample,
    "VideoProducerTotals": models.VideoProducerTotals,
    "Watermark": models.Watermark,
    "WatermarkSize": models.WatermarkSize,
    "Webhook": models.Webhook,
    "active_session_kick answer": models.Kicked,
    "active_session_kick_all answer": models.Kicked,
    "active_session_mute answer": models.Muted,
    "active_session_mute_all answer": models.Muted,
    "livestreams_active_session_get answer": models.ActiveLivestreamSession,
    "livestreams_create answer": models.Livestream,
    "livestreams_get answer": LivestreamSessionsBox,
    "livestreams_meeting_stop answer": models.LivestreamStopped,
    "meetings_participant_token_refresh answer": models.JoinToken,
    "sessions_chat_get answer": models.ChatLink,
    "sessions_list answer": SessionsBox,
    "sessions_livestream_sessions_list answer": LivestreamSessionBox,
    "sessions_participants_list answer": SessionParticipantsBox,
    "sessions_summary_generate answer": models.SummaryGeneration,
    "sessions_summary_get answer": models.SummaryLink,
    "sessions_transcript_get answer": models.TranscriptLink,
}
REQUESTS: dict[str, object] = {
    "AIConfig": models.AIConfigFields,
    "DesignTokens": models.DesignTokensFields,
    "DesignTokensPatch": models.DesignTokensPatchFields,
    "MeetingPatch": models.MeetingPatchFields,
    "MeetingWrite": models.MeetingFields,
    "PluginConfig": models.PluginConfigFields,
    "PresetConfig": models.PresetConfigFields,
    "PresetConfigPatch": models.PresetConfigPatchFields,
    "PresetPatch": models.PresetPatchFields,
    "PresetPermissionsPatch": models.PresetPermissionsPatchFields,
    "PresetPermissionsWrite": models.PresetPermissionsFields,
    "PresetUIPatch": models.PresetUIPatchFields,
    "PresetUIWrite": models.PresetUIFields,
    "PresetWrite": models.PresetFields,
    "RealtimeKitBucketConfig": models.RealtimeKitBucketConfigFields,
    "RecordingAudioConfig": models.RecordingAudioConfigFields,
    "RecordingConfigWrite": models.RecordingConfigFields,
    "RecordingVideoConfig": models.RecordingVideoConfigFields,
    "RtmpConfig": models.RtmpConfigFields,
    "StorageConfigWrite": models.StorageConfigFields,
    "SummarizationConfig": models.SummarizationConfigFields,
    "TrackLayer": models.TrackLayerFields,
    "TranscriptionConfig": models.TranscriptionConfigFields,
    "Watermark": models.WatermarkFields,
    "WatermarkSize": models.WatermarkSizeFields,
    "WebhookPatch": models.WebhookPatchFields,
    "WebhookWrite": models.WebhookFields,
    "active_session_kick body": models.KickFields,
    "active_session_mute body": models.MuteFields,
    "active_session_mute_all body": models.MuteAllFields,
    "active_session_poll_create body": models.PollFields,
    "apps_create body": models.AppFields,
    "livestreams_create body": models.LivestreamFields,
    "livestreams_meeting_start body": models.MeetingLivestreamFields,
    "meetings_participant_create body": models.ParticipantFields,
    "meetings_participant_replace body": models.ParticipantFields,
    "meetings_participant_update body": models.ParticipantPatchFields,
    "recordings_start body": models.RecordingFields,
    "recordings_track_start body": models.TrackRecordingFields,
}
ELSEWHERE = {
    "ErrorEnvelope": "errors are not decoded into a model; `test_an_error_of_the_contract_is_told_in_full`",
    "ErrorItem": "the same",
    "apps_create answer": "`app` is a wrapper and is taken off",
    "sessions_get answer": "`session` is a wrapper and is taken off",
    "sessions_participant_get answer": "`participant` is a wrapper and is taken off",
    "sessions_peer_report_get answer": "`participant` is a wrapper and is taken off",
    "recordings_track_start answer": "`recording` is a wrapper and is taken off",
    "active_session_poll_create answer": "`poll` is a wrapper and is taken off; `action` echoes the call",
    "livestreams_meeting_list answer": "its livestreams are the rows; `livestreams.sessions` lists the `sessions`",
    "recordings_control body": "`action` is what `pause`, `resume` and `stop` differ in",
}


def shapes(hint: object) -> Iterator[type]:
    """Return the Structs and TypedDicts that a type hint leads to, through unions, lists and maps."""
    if typing.is_typeddict(hint) or (isinstance(hint, type) and issubclass(hint, msgspec.Struct)):
        yield typing.cast("type", hint)
    else:
        for part in typing.get_args(hint):
            yield from shapes(part)


def members(shape: type) -> dict[str, object]:
    """Return the type hints of a shape under the names that the API uses."""
    hints = typing.get_type_hints(shape)
    if typing.is_typeddict(shape):
        return hints
    names = zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True)
    return {wire_name: hints[name] for name, wire_name in names}


def holders(root: object, path: list[str]) -> Iterator[tuple[type, object]]:
    """Return each shape that has the last name of the path, with the type of that member."""
    name, *rest = path
    for shape in shapes(root):
        if name in members(shape):
            if rest:
                yield from holders(members(shape)[name], rest)
            else:
                yield shape, members(shape)[name]


def unreached(schema: str, root: object) -> list[str]:
    """Return the properties of a schema that no shape holds."""
    return [path for path in PROPERTIES[schema] if not any(holders(root, path.rstrip("!?*").split(".")))]


def nullable(hint: object) -> bool:
    return type(None) in typing.get_args(hint)


def test_the_tables_name_every_schema_and_no_other():
    assert {*ANSWERS, *REQUESTS, *ELSEWHERE} == {*PROPERTIES}


@pytest.mark.parametrize("schema", ANSWERS)
def test_every_property_of_an_answer_is_an_attribute(schema: str):
    assert unreached(schema, ANSWERS[schema]) == []


@pytest.mark.parametrize("schema", REQUESTS)
def test_every_property_of_a_request_is_a_field(schema: str):
    assert unreached(schema, REQUESTS[schema]) == []


@pytest.mark.parametrize("schema", REQUESTS)
def test_a_field_is_required_and_nullable_where_the_contract_says_so(schema: str):
    for path in PROPERTIES[schema]:
        name = path.rstrip("!?*")
        for shape, hint in holders(REQUESTS[schema], name.split(".")):
            key = name.rpartition(".")[2]
            if schema != "StorageConfigWrite":  # its variants ask for more, see the next test
                assert (key in shape.__required_keys__) == ("!" in path), path
            assert nullable(hint) == ("?" in path), path


def test_each_kind_of_storage_asks_for_what_it_cannot_do_without():
    asked = {shape.__name__: shape.__required_keys__ for shape in shapes(models.StorageConfigFields)}
    assert asked == {
        "GcsStorageFields": {"type"},
        "BucketStorageFields": {"type", "access_key", "region"},
        "SftpKeyStorageFields": {"type", "auth_method", "private_key"},
        "SftpPasswordStorageFields": {"type", "auth_method", "password"},
    }


def test_an_answer_asks_for_nothing_but_what_its_call_exists_for():
    structs = [shape for name in models.__all__ if isinstance(shape := getattr(models, name), type)]
    required = {
        shape.__name__: {field.name for field in msgspec.structs.fields(shape) if field.required}
        for shape in structs
        if issubclass(shape, models.Answer)
    }
    assert {name: names for name, names in required.items() if names} == {
        "JoinToken": {"token"},
        "ParticipantWithToken": {"token"},
        "ChatLink": {"url"},
        "TranscriptLink": {"url"},
        "SupportedEvent": {"name"},
    }


def test_every_other_field_of_an_answer_may_be_absent_and_null():
    for name in models.__all__:
        shape = getattr(models, name)
        if isinstance(shape, type) and issubclass(shape, models.Answer):
            for field in msgspec.structs.fields(shape):
                if not field.required and field.name not in {"id", "url"}:
                    assert field.default is None, f"{name}.{field.name}"
                    assert nullable(field.type), f"{name}.{field.name}"


SECRETS = [(schema, path) for schema in ANSWERS for path in PROPERTIES[schema] if path.endswith("*")]


@pytest.mark.parametrize(("schema", "path"), SECRETS)
def test_no_representation_shows_what_the_contract_calls_secret(schema: str, path: str):
    [(shape, _)] = holders(ANSWERS[schema], path.rstrip("!?*").split("."))
    wire_name = path.rstrip("!?*").rpartition(".")[2]
    answer = msgspec.convert({"id": "x", wire_name: "rtmps://host.example/hush?key=hush"}, shape)
    assert "hush" not in repr(answer)
    assert "hush" not in repr(answer.__rich_repr__())
    assert any(shown in {"***", "rtmps://host.example/…"} for _, shown in answer.__rich_repr__())


def test_the_contract_has_secrets_to_keep():
    assert len(SECRETS) > 15


def test_an_error_of_the_contract_is_told_in_full():
    told = {path.rpartition(".")[2] for path in PROPERTIES["ErrorItem"] if path != "source"}
    assert told == {*ErrorDetail.__struct_fields__}


def test_the_day_wise_figures_keep_the_names_of_the_contract_in_their_box():
    assert {*PROPERTIES["DaywiseAnalytics"]} <= {*members(DaywiseBox)}
