"""Recordings: what is kept of a session, as one picture or track by track."""

from datetime import datetime
from typing import TYPE_CHECKING, Literal, Required, TypeAlias, TypedDict

from msgspec import field

from .common import Answer, PageQuery, SortOrder, Timestamp, WaitOptions
from .meetings import Meeting
from .recording_config import (
    RealtimeKitBucketConfigFields,
    RecordingAudioConfigFields,
    RecordingVideoConfigFields,
    RtmpConfigFields,
    StorageConfig,
    StorageConfigFields,
)

RecordingStatus = Literal["INVOKED", "RECORDING", "UPLOADING", "UPLOADED", "ERRORED", "PAUSED"]
RecordingMilestone = Literal["RECORDING", "UPLOADING", "UPLOADED"]
RecordingStart = Literal["API_CALL", "RECORD_ON_START"]
RecordingStop = Literal["API_CALL", "INTERNAL_ERROR", "ALL_PEERS_LEFT"]
RecordingCallerType = Literal["ORGANIZATION", "USER"]
TrackOutputType = Literal["REALTIMEKIT_BUCKET", "DYTE_BUCKET", "STORAGE_CONFIG", "RTMP_OUT", "WEBSOCKET"]


class TrackFile(Answer):
    """One file of a recorded track."""

    download_url: str | None = None


class TrackFiles(dict[str, TrackFile]):
    """The files of a recorded layer by name: one for each participant, and for each time that one was recorded."""

    @property
    def file(self) -> TrackFile | None:
        """The only file of a layer in the older form, in which it is called `file`."""
        return self.get("file")


if TYPE_CHECKING:
    _ByName: TypeAlias = TrackFiles
else:
    # What msgspec reads: of classes made from `dict` it knows nothing. A link may stand there without its object.
    _ByName = dict[str, TrackFile | str | None]


class TrackDownload(Answer):
    """Where the files of one layer of a track recording can be fetched."""

    layer_name: str | None = None
    download_urls: _ByName | None = None

    def __post_init__(self) -> None:
        if self.download_urls is not None:
            self.download_urls = TrackFiles({name: _track_file(file) for name, file in self.download_urls.items()})


def _track_file(file: TrackFile | str | None) -> TrackFile:
    return file if isinstance(file, TrackFile) else TrackFile(download_url=file)


class TrackLinks(Answer):
    """What stands in the place of the layers where no track was ever uploaded: `links` is empty."""

    links: list[str] | None = None


class RecordingCaller(Answer):
    """Who made a recording start or stop."""

    name: str | None = None
    type: RecordingCallerType | str | None = None
    user_id: str | None = field(name="user_Id", default=None)


class RecordingStartReason(Answer):
    """Why a recording has started."""

    caller: RecordingCaller | None = None
    reason: RecordingStart | str | None = None


class RecordingStopReason(Answer):
    """Why a recording has stopped."""

    caller: RecordingCaller | None = None
    reason: RecordingStop | str | None = None


class Recording(Answer):
    """A recording; lists add the `meeting`, a single fetch the reasons of start and stop."""

    id: str = ""
    meeting_id: str | None = None
    download_url: str | list[TrackDownload] | TrackLinks | None = None
    """The file of a composite recording, or one entry for each layer of a track recording.

    A track recording of which nothing was ever uploaded has a `TrackLinks` without links instead.
    """
    download_url_expiry: Timestamp | None = None
    audio_download_url: str | None = None
    download_audio_url: str | None = None
    """The same as `audio_download_url`, under the name that one page of the documentation gives it."""
    file_size: int | None = None
    """Size in bytes; 0 for track recordings."""
    session_id: str | None = None
    output_file_name: str | None = None
    status: RecordingStatus | str | None = None
    type: str | None = None
    invoked_time: Timestamp | None = None
    started_time: Timestamp | None = None
    stopped_time: Timestamp | None = None
    recording_duration: int | None = None
    """Length in seconds."""
    storage_config: StorageConfig | None = None
    meeting: Meeting | None = None
    start_reason: RecordingStartReason | None = None
    stop_reason: RecordingStopReason | None = None


class InteractiveConfigFields(TypedDict, total=False):
    """Marks with a time that are put into the recording."""

    type: Literal["ID3"]
    """Always ID3; players see the marks on the time line of an HLS stream."""


class RecordingOptions(TypedDict, total=False):
    """How a composite recording is made; goes before the settings of the meeting."""

    max_seconds: int
    """Longest recording in seconds, 60 to 86400 (24 hours)."""
    file_name_prefix: str
    """Beginning of the name of the recorded file."""
    allow_multiple_recordings: bool
    """Whether it may run beside another recording of the same meeting; false by default."""
    video_config: RecordingVideoConfigFields
    """How the picture is encoded."""
    audio_config: RecordingAudioConfigFields
    """How the sound is encoded."""
    storage_config: StorageConfigFields | None
    """Storage of your own to upload to."""
    realtimekit_bucket_config: RealtimeKitBucketConfigFields
    """Whether the bucket of RealtimeKit is used."""
    rtmp_out_config: RtmpConfigFields
    """Where to stream the recording while it is made."""
    interactive_config: InteractiveConfigFields
    """Marks with a time in the recording."""
    url: str
    """URL of a page of your own that is recorded instead of the usual view."""


class RecordingFields(RecordingOptions, total=False):
    """What a composite recording is made from; goes before the settings of the meeting."""

    meeting_id: Required[str]
    """Meeting whose live session is recorded."""


class RecordingWaitOptions(WaitOptions, total=False):
    """What to wait for, and how long."""

    until: RecordingMilestone
    """State to wait for, or one that comes after it: RECORDING, UPLOADING or UPLOADED (the default)."""


class TrackOutputFields(TypedDict, total=False):
    """Where the files of one layer go."""

    type: Required[TrackOutputType]
    """REALTIMEKIT_BUCKET, DYTE_BUCKET, STORAGE_CONFIG, RTMP_OUT or WEBSOCKET."""
    storage_config: StorageConfigFields
    """Storage of your own, with STORAGE_CONFIG."""


class TrackLayerFields(TypedDict, total=False):
    """One layer of a track recording."""

    file_name_prefix: str
    """Beginning of the names of the recorded files."""
    media_kind: Literal["audio"]
    """Always audio; documented, but servers have been seen refusing it."""
    outputs: list[TrackOutputFields]
    """Where the files go; undocumented, but servers have been seen asking for it."""


class TrackRecordingFields(TypedDict, total=False):
    """What a recording of single tracks is made from."""

    meeting_id: Required[str]
    """Meeting whose live session is recorded."""
    layers: dict[str, TrackLayerFields]
    """Layers by name; the usual one is called default."""
    user_ids: list[str]
    """Only these participants are recorded, at most 100 (a beta feature)."""
    max_seconds: int
    """Longest recording in seconds; from an older version of the documentation."""


class RecordingsQuery(PageQuery, total=False):
    """Which recordings to list, and in which order."""

    meeting_id: str
    """Only recordings of this meeting."""
    status: list[RecordingStatus]
    """Only recordings in one of these states."""
    expired: bool
    """Only recordings that have left the bucket of RealtimeKit, or only those still in it."""
    search: str
    """Text to search for."""
    start_time: datetime | str
    """Beginning of the time range, ISO 8601 when given as text."""
    end_time: datetime | str
    """End of the time range, ISO 8601 when given as text."""
    sort_by: Literal["invokedTime"]
    """Always invokedTime."""
    sort_order: SortOrder
    """ASC or DESC."""
