"""How something is recorded: shared by meetings and recordings."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from .base import Body, Number, Url

Seconds: TypeAlias = Annotated[int, Meta(ge=60, le=86_400)] | Annotated[float, Meta(ge=60, le=86_400)]
Pixels: TypeAlias = Annotated[int, Meta(ge=1, le=1920)]
Size: TypeAlias = Annotated[int, Meta(ge=1)]


class AudioConfig(Body):
    """The sound of a recording."""

    channel: Literal["mono", "stereo"] | UnsetType = UNSET
    codec: Literal["MP3", "AAC"] | UnsetType = UNSET
    export_file: bool | UnsetType = UNSET


class WatermarkSize(Body):
    """How large a watermark is, in pixels."""

    height: Size | UnsetType = UNSET
    width: Size | UnsetType = UNSET


class Watermark(Body):
    """A picture over the recording."""

    position: Literal["left top", "right top", "left bottom", "right bottom"] | UnsetType = UNSET
    size: WatermarkSize | UnsetType = UNSET
    url: Url | UnsetType = UNSET


class VideoConfig(Body):
    """The picture of a recording."""

    codec: Literal["H264", "VP8", "VP9"] | UnsetType = UNSET
    export_file: bool | UnsetType = UNSET
    height: Pixels | UnsetType = UNSET
    watermark: Watermark | UnsetType = UNSET
    width: Pixels | UnsetType = UNSET


class BucketConfig(Body):
    """Whether the recording is kept in RealtimeKit's own bucket."""

    enabled: bool


class Rtmp(Body):
    """Where the recording is streamed to while it is made."""

    rtmp_url: Url | UnsetType = UNSET


class StorageConfig(Body):
    """The caller's own storage; live, `cloudflare` is refused as a type although a page recommends it."""

    type: Literal["aws", "azure", "digitalocean", "gcs", "sftp"]
    access_key: str | UnsetType = UNSET
    secret: str | UnsetType = UNSET
    bucket: str | UnsetType = UNSET
    region: str | UnsetType = UNSET
    path: str | UnsetType = UNSET
    auth_method: Literal["KEY", "PASSWORD"] | UnsetType = UNSET
    host: str | UnsetType = UNSET
    port: Number | UnsetType = UNSET
    username: str | UnsetType = UNSET
    password: str | UnsetType = UNSET
    private_key: str | UnsetType = UNSET


class RecordingConfig(Body):
    """How the recordings of a meeting are made."""

    audio_config: AudioConfig | UnsetType = UNSET
    file_name_prefix: str | UnsetType = UNSET
    live_streaming_config: Rtmp | UnsetType = UNSET
    max_seconds: Seconds | UnsetType = UNSET
    realtimekit_bucket_config: BucketConfig | UnsetType = UNSET
    storage_config: StorageConfig | UnsetType | None = UNSET
    video_config: VideoConfig | UnsetType = UNSET
