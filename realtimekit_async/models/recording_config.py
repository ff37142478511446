"""How recordings are made and where they go: shared by meetings and recordings."""

from typing import Literal, Required, TypedDict

from .common import Answer

AudioCodec = Literal["MP3", "AAC"]
"""How the sound of a recording is encoded."""
AudioChannel = Literal["mono", "stereo"]
"""One channel or two."""
VideoCodec = Literal["H264", "VP8", "VP9"]
"""How the pictures of a recording are encoded."""
WatermarkPosition = Literal["left top", "right top", "left bottom", "right bottom"]
"""The corner of the picture where the watermark is."""
BucketStorageType = Literal["aws", "azure", "digitalocean"]
"""Whose bucket is written to with an access key and a secret."""
StorageType = Literal["aws", "azure", "digitalocean", "gcs", "sftp"]
"""Where a recording can be uploaded to: a bucket of Amazon, Azure, DigitalOcean or Google, or an SFTP server."""
StorageAuthMethod = Literal["KEY", "PASSWORD"]
"""How an SFTP server is entered: with a private key, or with a password."""


class RecordingAudioConfig(Answer):
    """How the sound of a recording is encoded."""

    codec: AudioCodec | str | None = None
    """How sound is compressed, MP3 or AAC (the default).

    With VP8 or VP9 pictures it is always Vorbis, whatever stands here.
    """
    channel: AudioChannel | str | None = None
    """Whether sound is kept in mono or in stereo (the default)."""
    export_file: bool | None = None
    """Whether the sound becomes a file of its own besides the picture's; true by default."""


class WatermarkSize(Answer):
    """Size of a watermark in pixels."""

    width: int | None = None
    """Width on the picture in pixels, at least 1."""
    height: int | None = None
    """Height on the picture in pixels, at least 1."""


class Watermark(Answer):
    """An image laid over the picture of a recording."""

    url: str | None = None
    """URL that the image is fetched from when a recording starts; it must not have expired by then."""
    size: WatermarkSize | None = None
    """How large the image is laid on the picture; absent when it keeps its own."""
    position: WatermarkPosition | str | None = None
    """Which corner it lies in: left top (the default), right top, left bottom or right bottom."""


class RecordingVideoConfig(Answer):
    """How the picture of a recording is encoded."""

    codec: VideoCodec | str | None = None
    """How pictures are compressed: H264 (the default), VP8 or VP9, which bring Vorbis sound with them."""
    width: int | None = None
    """Width of the picture in pixels, 1 to 1920; 1280 by default."""
    height: int | None = None
    """Height of the picture in pixels, 1 to 1920; 720 by default."""
    watermark: Watermark | None = None
    """Image laid over the picture; absent when there is none."""
    export_file: bool | None = None
    """Whether the picture becomes a file; true by default. Without it only the sound is kept."""


class RtmpConfig(Answer):
    """Where a recording is streamed to while it is made."""

    rtmp_url: str | None = None
    """RTMP URL that the recording is streamed to; it often ends in a stream key, so it is kept out of
    representations. It does not expire.
    """


class RealtimeKitBucketConfig(Answer):
    """Whether a recording is uploaded to the bucket of RealtimeKit."""

    enabled: bool | None = None
    """Whether the file is kept for 7 days in RealtimeKit's bucket; without it there are no download URLs."""


class StorageConfig(Answer):
    """The storage of your own that recordings are uploaded to."""

    type: StorageType | str | None = None
    """Whose storage it is: aws, azure, digitalocean, gcs or sftp."""
    access_key: str | None = None
    """What signs in to a bucket, a secret; called write-only, so it is usually absent."""
    secret: str | None = None
    """The other half of what signs in to a bucket; called write-only, so it is usually absent."""
    bucket: str | None = None
    """Name of the container at the provider; absent for sftp."""
    region: str | None = None
    """Where the bucket is, such as us-east-1; absent where the storage has no regions."""
    path: str | None = None
    """Folder for the files, seen from the root of the bucket; absent when they lie in the root."""
    auth_method: StorageAuthMethod | str | None = None
    """How to sign in to an SFTP server, KEY or PASSWORD; absent for buckets."""
    username: str | None = None
    """Who signs in to the SFTP server; absent for buckets."""
    password: str | None = None
    """What signs in to the SFTP server, or opens the private key: a secret, usually absent."""
    host: str | None = None
    """Name or address of the SFTP server; absent for buckets."""
    port: int | None = None
    """Which TCP port the SFTP server listens on; absent for buckets."""
    private_key: str | None = None
    """What signs in to the SFTP server with KEY: a secret, usually absent."""


class RecordingConfig(Answer):
    """How the recordings of a meeting are made."""

    max_seconds: int | None = None
    """Longest recording in seconds, 60 to 86400 (24 hours); absent when only the session's end stops it."""
    file_name_prefix: str | None = None
    """How names of files begin; absent when they begin with the meeting's id."""
    video_config: RecordingVideoConfig | None = None
    """How pictures are encoded; absent where the defaults of the app hold."""
    audio_config: RecordingAudioConfig | None = None
    """How sound is encoded; absent where the defaults of the app hold."""
    storage_config: StorageConfig | None = None
    """Where files go besides, or instead of, RealtimeKit's bucket; absent when nowhere."""
    realtimekit_bucket_config: RealtimeKitBucketConfig | None = None
    """Whether files go to RealtimeKit's bucket; absent where the defaults of the app hold."""
    live_streaming_config: RtmpConfig | None = None
    """Where a recording is streamed while it is made; absent when nowhere."""


class RecordingAudioConfigFields(TypedDict, total=False):
    """How the sound of a recording shall be encoded."""

    codec: AudioCodec
    """How sound is compressed, MP3 or AAC (the default).

    With VP8 or VP9 pictures it is always Vorbis and this cannot be set.
    """
    channel: AudioChannel
    """Whether sound is kept in mono or in stereo (the default)."""
    export_file: bool
    """Whether the sound becomes a file of its own besides the picture's; true by default."""


class WatermarkSizeFields(TypedDict, total=False):
    """Size that a watermark shall have."""

    width: int
    """Width on the picture in pixels, at least 1."""
    height: int
    """Height on the picture in pixels, at least 1."""


class WatermarkFields(TypedDict, total=False):
    """The image that shall be laid over the picture."""

    url: str
    """URL that the image is fetched from when a recording starts; it must not have expired by then."""
    size: WatermarkSizeFields
    """How large the image is laid on the picture."""
    position: WatermarkPosition
    """Which corner it lies in: left top (the default), right top, left bottom or right bottom."""


class RecordingVideoConfigFields(TypedDict, total=False):
    """How the picture of a recording shall be encoded."""

    codec: VideoCodec
    """How pictures are compressed: H264 (the default), VP8 or VP9, which bring Vorbis sound with them."""
    width: int
    """Width of the picture in pixels, 1 to 1920; 1280 by default."""
    height: int
    """Height of the picture in pixels, 1 to 1920; 720 by default."""
    watermark: WatermarkFields
    """Image laid over the picture."""
    export_file: bool
    """Whether the picture becomes a file; true by default. Without it only the sound is kept."""


class RtmpConfigFields(TypedDict, total=False):
    """Where a recording shall be streamed to while it is made."""

    rtmp_url: str
    """RTMP URL to stream to, which must not expire while it runs; it often ends in a stream key, a secret."""


class RealtimeKitBucketConfigFields(TypedDict, total=False):
    """Whether a recording shall go to the bucket of RealtimeKit."""

    enabled: Required[bool]
    """Whether the file is kept for 7 days in RealtimeKit's bucket; without it there are no download URLs."""


class GcsStorageFields(TypedDict, total=False):
    """A bucket of Google Cloud Storage."""

    type: Required[Literal["gcs"]]
    """gcs, for Google Cloud Storage."""
    access_key: str
    """What signs in to a bucket, a secret; Google Cloud Storage does not ask for one."""
    secret: str
    """What signs in to the bucket; it is never shown again."""
    bucket: str
    """Name of the container at the provider; it must exist already."""
    region: str
    """Where the bucket is, such as europe-west1."""
    path: str
    """Folder for the files, seen from the root of the bucket."""


class BucketStorageFields(TypedDict, total=False):
    """A bucket at Amazon, Azure or DigitalOcean."""

    type: Required[BucketStorageType]
    """aws, azure or digitalocean, for a bucket there."""
    access_key: Required[str]
    """What signs in to the bucket, a secret; required there."""
    region: Required[str]
    """Where the bucket is, such as us-east-1."""
    secret: str
    """The other half of what signs in; it is never shown again."""
    bucket: str
    """Name of the container at the provider; it must exist already."""
    path: str
    """Folder for the files, seen from the root of the bucket."""


class SftpKeyStorageFields(TypedDict, total=False):
    """An SFTP server that is logged in to with a private key."""

    type: Required[Literal["sftp"]]
    """sftp, for a server of your own."""
    auth_method: Required[Literal["KEY"]]
    """KEY, to sign in with a private key."""
    private_key: Required[str]
    """What signs in, a secret: the key itself and not the name of a file."""
    password: str
    """Passphrase that opens the private key, if it has one; a secret."""
    host: str
    """Name or address of the SFTP server."""
    port: int
    """Which TCP port the SFTP server listens on; 22 nearly everywhere, though the API names no default."""
    username: str
    """Who signs in."""
    path: str
    """Folder for the files."""


class SftpPasswordStorageFields(TypedDict, total=False):
    """An SFTP server that is logged in to with a password."""

    type: Required[Literal["sftp"]]
    """sftp, for a server of your own."""
    auth_method: Required[Literal["PASSWORD"]]
    """PASSWORD, to sign in without a private key."""
    password: Required[str]
    """What signs in, a secret."""
    host: str
    """Name or address of the SFTP server."""
    port: int
    """Which TCP port the SFTP server listens on; 22 nearly everywhere, though the API names no default."""
    username: str
    """Who signs in."""
    path: str
    """Folder for the files."""


StorageConfigFields = GcsStorageFields | BucketStorageFields | SftpKeyStorageFields | SftpPasswordStorageFields
"""Where recordings shall be uploaded: one of four kinds of storage, told apart by `type`."""


class RecordingConfigFields(TypedDict, total=False):
    """How the recordings of a meeting shall be made."""

    max_seconds: int
    """Longest recording in seconds, 60 to 86400 (24 hours); it also stops when the session ends."""
    file_name_prefix: str
    """How names of files begin."""
    video_config: RecordingVideoConfigFields
    """How pictures are encoded: codec, size, watermark."""
    audio_config: RecordingAudioConfigFields
    """How sound is encoded: codec and channels."""
    storage_config: StorageConfigFields | None
    """Where files go: storage of your own, of one of four kinds."""
    realtimekit_bucket_config: RealtimeKitBucketConfigFields
    """Whether files go to RealtimeKit's bucket, which alone makes download URLs."""
    live_streaming_config: RtmpConfigFields
    """Where a recording is streamed while it is made; `rtmp_out_config` of a start call is the same thing."""
