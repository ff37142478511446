"""The bodies of recordings."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from .base import Body, Number, Text, Url
from .media import AudioConfig, BucketConfig, Rtmp, StorageConfig, VideoConfig


class Interactive(Body):
    """Timed metadata in a recording."""

    type: Literal["ID3"] | UnsetType = UNSET


class RecordingStart(Body):
    """The body of `POST /recordings`."""

    meeting_id: Text
    allow_multiple_recordings: bool = False
    audio_config: AudioConfig | UnsetType = UNSET
    file_name_prefix: str | UnsetType = UNSET
    interactive_config: Interactive | UnsetType = UNSET
    max_seconds: Annotated[int, Meta(ge=60, le=86_400)] | UnsetType = UNSET
    realtimekit_bucket_config: BucketConfig | UnsetType = UNSET
    rtmp_out_config: Rtmp | UnsetType = UNSET
    storage_config: StorageConfig | UnsetType | None = UNSET
    url: Url | UnsetType = UNSET
    video_config: VideoConfig | UnsetType = UNSET


class RecordingControl(Body):
    """The body of `PUT /recordings/{recording_id}`."""

    action: Literal["stop", "pause", "resume"]


class Output(Body):
    """Where a track goes: known from live use only."""

    type: Literal["REALTIMEKIT_BUCKET", "DYTE_BUCKET", "STORAGE_CONFIG", "RTMP_OUT", "WEBSOCKET"]
    storage_config: StorageConfig | UnsetType | None = UNSET


class Layer(Body):
    """One kind of track: `media_kind` as documented, `outputs` as seen live."""

    file_name_prefix: str | UnsetType = UNSET
    media_kind: Literal["audio"] | UnsetType = UNSET
    outputs: list[Output] | UnsetType = UNSET


class TrackStart(Body):
    """The body of `POST /recordings/track`."""

    meeting_id: Text
    layers: dict[str, Layer] | UnsetType = UNSET
    max_seconds: Number | UnsetType = UNSET
    user_ids: Annotated[list[str], Meta(max_length=100)] | UnsetType = UNSET
