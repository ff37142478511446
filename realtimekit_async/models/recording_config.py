"""How recordings are made and where they go: shared by meetings and recordings."""

from typing import Literal, Required, TypedDict

from .common import Answer

AudioCodec = Literal["MP3", "AAC"]
AudioChannel = Literal["mono", "stereo"]
VideoCodec = Literal["H264", "VP8", "VP9"]
WatermarkPosition = Literal["left top", "right top", "left bottom", "right bottom"]
BucketStorageType = Literal["aws", "azure", "digitalocean"]
StorageType = Literal["aws", "azure", "digitalocean", "gcs", "sftp"]
StorageAuthMethod = Literal["KEY", "PASSWORD"]


class RecordingAudioConfig(Answer):
    """How the sound of a recording is encoded."""

    codec: AudioCodec | str | None = None
    channel: AudioChannel | str | None = None
    export_file: bool | None = None


class WatermarkSize(Answer):
    """Size of a watermark in pixels."""

    width: int | None = None
    height: int | None = None


class Watermark(Answer):
    """An image laid over the picture of a recording."""

    url: str | None = None
    size: WatermarkSize | None = None
    position: WatermarkPosition | str | None = None


class RecordingVideoConfig(Answer):
    """How the picture of a recording is encoded."""

    codec: VideoCodec | str | None = None
    width: int | None = None
    height: int | None = None
    watermark: Watermark | None = None
    export_file: bool | None = None


class RtmpConfig(Answer):
    """Where a recording is streamed to while it is made."""

    rtmp_url: str | None = None


class RealtimeKitBucketConfig(Answer):
    """Whether a recording is uploaded to the bucket of RealtimeKit."""

    enabled: bool | None = None


class StorageConfig(Answer):
    """The storage of your own that recordings are uploaded to."""

    type: StorageType | str | None = None
    access_key: str | None = None
    secret: str | None = None
    bucket: str | None = None
    region: str | None = None
    path: str | None = None
    auth_method: StorageAuthMethod | str | None = None
    username: str | None = None
    password: str | None = None
    host: str | None = None
    port: int | None = None
    private_key: str | None = None


class RecordingConfig(Answer):
    """How the recordings of a meeting are made."""

    max_seconds: int | None = None
    file_name_prefix: str | None = None
    video_config: RecordingVideoConfig | None = None
    audio_config: RecordingAudioConfig | None = None
    storage_config: StorageConfig | None = None
    realtimekit_bucket_config: RealtimeKitBucketConfig | None = None
    live_streaming_config: RtmpConfig | None = None


class RecordingAudioConfigFields(TypedDict, total=False):
    """How the sound of a recording shall be encoded."""

    codec: AudioCodec
    """MP3 or AAC; with VP8 or VP9 pictures the sound is always Vorbis and this cannot be set."""
    channel: AudioChannel
    """mono or stereo."""
    export_file: bool
    """Whether the sound is written to a file of its own as well."""


class WatermarkSizeFields(TypedDict, total=False):
    """Size that a watermark shall have."""

    width: int
    """Width in pixels, at least 1."""
    height: int
    """Height in pixels, at least 1."""


class WatermarkFields(TypedDict, total=False):
    """The image that shall be laid over the picture."""

    url: str
    """URL of the image."""
    size: WatermarkSizeFields
    """Size of the image in the picture."""
    position: WatermarkPosition
    """Corner of the picture: left top, right top, left bottom or right bottom."""


class RecordingVideoConfigFields(TypedDict, total=False):
    """How the picture of a recording shall be encoded."""

    codec: VideoCodec
    """H264, VP8 or VP9."""
    width: int
    """Width in pixels, 1 to 1920."""
    height: int
    """Height in pixels, 1 to 1920."""
    watermark: WatermarkFields
    """Image laid over the picture."""
    export_file: bool
    """Whether the picture is written to a file."""


class RtmpConfigFields(TypedDict, total=False):
    """Where a recording shall be streamed to while it is made."""

    rtmp_url: str
    """RTMP URL to stream to; it often carries a stream key, so treat it as a secret."""


class RealtimeKitBucketConfigFields(TypedDict, total=False):
    """Whether a recording shall go to the bucket of RealtimeKit."""

    enabled: Required[bool]
    """Whether recordings are uploaded there; without it they get no download URLs."""


class GcsStorageFields(TypedDict, total=False):
    """A bucket of Google Cloud Storage."""

    type: Required[Literal["gcs"]]
    """Always gcs."""
    access_key: str
    """Access key; Google Cloud Storage does not ask for one."""
    secret: str
    """Secret key of the storage."""
    bucket: str
    """Name of the bucket."""
    region: str
    """Region of the bucket."""
    path: str
    """Folder for the recordings, seen from the root of the bucket."""


class BucketStorageFields(TypedDict, total=False):
    """A bucket at Amazon, Azure or DigitalOcean."""

    type: Required[BucketStorageType]
    """aws, azure or digitalocean."""
    access_key: Required[str]
    """Access key of the storage."""
    region: Required[str]
    """Region of the bucket."""
    secret: str
    """Secret key of the storage."""
    bucket: str
    """Name of the bucket."""
    path: str
    """Folder for the recordings, seen from the root of the bucket."""


class SftpKeyStorageFields(TypedDict, total=False):
    """An SFTP server that is logged in to with a private key."""

    type: Required[Literal["sftp"]]
    """Always sftp."""
    auth_method: Required[Literal["KEY"]]
    """Always KEY."""
    private_key: Required[str]
    """Private key to log in with."""
    password: str
    """Passphrase of the private key, if it has one."""
    host: str
    """Name or address of the server."""
    port: int
    """Port of the server."""
    username: str
    """User to log in as."""
    path: str
    """Folder for the recordings."""


class SftpPasswordStorageFields(TypedDict, total=False):
    """An SFTP server that is logged in to with a password."""

    type: Required[Literal["sftp"]]
    """Always sftp."""
    auth_method: Required[Literal["PASSWORD"]]
    """Always PASSWORD."""
    password: Required[str]
    """Password to log in with."""
    host: str
    """Name or address of the server."""
    port: int
    """Port of the server."""
    username: str
    """User to log in as."""
    path: str
    """Folder for the recordings."""


StorageConfigFields = GcsStorageFields | BucketStorageFields | SftpKeyStorageFields | SftpPasswordStorageFields
"""Where recordings shall be uploaded: one of four kinds of storage, told apart by `type`."""


class RecordingConfigFields(TypedDict, total=False):
    """How the recordings of a meeting shall be made."""

    max_seconds: int
    """Longest recording in seconds, 60 to 86400 (24 hours)."""
    file_name_prefix: str
    """Beginning of the name of the recorded file."""
    video_config: RecordingVideoConfigFields
    """How the picture is encoded."""
    audio_config: RecordingAudioConfigFields
    """How the sound is encoded."""
    storage_config: StorageConfigFields | None
    """Storage of your own to upload to."""
    realtimekit_bucket_config: RealtimeKitBucketConfigFields
    """Whether the bucket of RealtimeKit is used."""
    live_streaming_config: RtmpConfigFields
    """Where to stream the recording while it is made."""
