"""Recordings: what is kept of a session, as one picture or track by track."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Required, TypeAlias, TypedDict

from msgspec import field

from .common import Answer, Moment, PageQuery, SortOrder, Timestamp, WaitOptions
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
"""How a recording stands: from INVOKED by RECORDING (or PAUSED) and UPLOADING to UPLOADED, or to ERRORED."""
RecordingMilestone = Literal["RECORDING", "UPLOADING", "UPLOADED"]
"""A status that `recordings.wait` waits for."""
RecordingStart = Literal["API_CALL", "RECORD_ON_START"]
"""What has started a recording: a call, or the meeting's `record_on_start`."""
RecordingStop = Literal["API_CALL", "INTERNAL_ERROR", "ALL_PEERS_LEFT"]
"""What has ended a recording: a call, a failure, or that everybody was gone."""
RecordingCallerType = Literal["ORGANIZATION", "USER"]
"""Who has asked: the organization, with its token, or somebody in the meeting."""
TrackOutputType = Literal["REALTIMEKIT_BUCKET", "DYTE_BUCKET", "STORAGE_CONFIG", "RTMP_OUT", "WEBSOCKET"]
"""Where the tracks of a recording go; DYTE_BUCKET is the older name of REALTIMEKIT_BUCKET."""


class TrackFile(Answer):
    """One file of a recorded track."""

    download_url: str | None = None
    """Signed URL of the file, a secret while it works; absent until it has been uploaded.

    It expires with the recording's `download_url_expiry`.
    """


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
    """Which layer of the start call the files are of; usually default, the only one that is supported."""
    download_urls: _ByName | None = None
    """The files by name, one for each participant and each time that they were recorded; absent until uploaded."""

    def __post_init__(self) -> None:
        if self.download_urls is not None:
            self.download_urls = TrackFiles({name: _track_file(file) for name, file in self.download_urls.items()})


def _track_file(file: TrackFile | str | None) -> TrackFile:
    return file if isinstance(file, TrackFile) else TrackFile(download_url=file)


class TrackLinks(Answer):
    """What stands in the place of the layers where no track was ever uploaded: `links` is empty."""

    links: list[str] | None = None
    """Always empty: no track was ever uploaded, and none will be."""


class RecordingCaller(Answer):
    """Who made a recording start or stop."""

    name: str | None = None
    """What the person or the app is called; absent where the API leaves it out."""
    type: RecordingCallerType | str | None = None
    """Whether it was the app (ORGANIZATION) or a person (USER)."""
    user_id: str | None = field(name="user_Id", default=None)
    """Which person it was; absent where it was the app."""


class RecordingStartReason(Answer):
    """Why a recording has started."""

    caller: RecordingCaller | None = None
    """Who asked for it; absent where the meeting's `record_on_start` did."""
    reason: RecordingStart | str | None = None
    """API_CALL, or RECORD_ON_START for a meeting that records by itself."""


class RecordingStopReason(Answer):
    """Why a recording has stopped."""

    caller: RecordingCaller | None = None
    """Who asked for it; absent where nobody did."""
    reason: RecordingStop | str | None = None
    """API_CALL, ALL_PEERS_LEFT (the room was empty for 60 s) or INTERNAL_ERROR."""


class Recording(Answer):
    """A recording; lists add the `meeting`, a single fetch the reasons of start and stop."""

    id: str = ""
    """What the API knows the recording by, a UUID; a meeting may have many."""
    meeting_id: str | None = None
    """Which meeting was recorded; absent from some answers, where `meeting.id` tells it."""
    download_url: str | list[TrackDownload] | TrackLinks | None = None
    """Signed URL of a composite recording's file, or an entry for each layer of a track recording.

    Absent until UPLOADED, and after 7 days; the URL expires before that, at `download_url_expiry`. A track
    recording of which nothing was ever uploaded has a `TrackLinks` without links instead.
    """
    download_url_expiry: Timestamp | None = None
    """When the URLs stop working (UTC): fetching the recording again gives new ones. Absent until UPLOADED."""
    audio_download_url: str | None = None
    """Signed URL of the sound alone, expiring as the other does; absent unless `audio_config` exports it."""
    download_audio_url: str | None = None
    """The same as `audio_download_url`, under the name that one page of the documentation gives it; usually
    absent.
    """
    file_size: int | None = None
    """Size in bytes; 0 for track recordings, absent until UPLOADED."""
    session_id: str | None = None
    """In which session it was recorded; absent before that is known."""
    output_file_name: str | None = None
    """What the file is called in the bucket.

    Do not take it apart: names of track files have underscores in their parts.
    """
    status: RecordingStatus | str | None = None
    """How it stands: INVOKED, RECORDING, perhaps PAUSED, UPLOADING and then UPLOADED; or ERRORED, as one of less
    than 5 s may.
    """
    type: str | None = None
    """Meant to tell composite recordings from track recordings; servers leave it empty."""
    invoked_time: Timestamp | None = None
    """When the recording was asked for (UTC)."""
    started_time: Timestamp | None = None
    """When the recorder began (UTC), usually seconds after `invoked_time`; absent until then."""
    stopped_time: Timestamp | None = None
    """When the recorder ended (UTC); absent while it runs."""
    recording_duration: int | None = None
    """Length in seconds; absent, or 0, while it runs."""
    storage_config: StorageConfig | None = None
    """Which storage of your own it goes to, without its secrets; absent where it goes to RealtimeKit's bucket."""
    meeting: Meeting | None = None
    """What was recorded; lists have it, a single fetch leaves it absent."""
    start_reason: RecordingStartReason | None = None
    """Who or what started it; a single fetch has it, lists leave it absent."""
    stop_reason: RecordingStopReason | None = None
    """Who or what stopped it; a single fetch has it, lists leave it absent, as it is while it runs."""


class InteractiveConfigFields(TypedDict, total=False):
    """Marks with a time that are put into the recording."""

    type: Literal["ID3"]
    """Always ID3; players see the marks on the time line of an HLS stream."""


class RecordingOptions(TypedDict, total=False):
    """How a composite recording is made; goes before the settings of the meeting."""

    max_seconds: int
    """Longest recording in seconds, 60 to 86400 (24 hours); it also stops 60 s after the last participant left."""
    file_name_prefix: str
    """How names of files begin."""
    allow_multiple_recordings: bool
    """Whether it may run beside another recording of the same meeting; false by default, and a second is then
    refused.
    """
    video_config: RecordingVideoConfigFields
    """How pictures are encoded: codec, size, watermark."""
    audio_config: RecordingAudioConfigFields
    """How sound is encoded: codec and channels."""
    storage_config: StorageConfigFields | None
    """Where files go: storage of your own, of one of four kinds."""
    realtimekit_bucket_config: RealtimeKitBucketConfigFields
    """Whether files go to RealtimeKit's bucket, which alone makes download URLs."""
    rtmp_out_config: RtmpConfigFields
    """Where the recording is streamed while it is made."""
    interactive_config: InteractiveConfigFields
    """Which marks with a time are put into the stream."""
    url: str
    """URL of a page of your own that is recorded instead of the usual view; it must not expire while it runs."""


class RecordingFields(RecordingOptions, total=False):
    """What a composite recording is made from; goes before the settings of the meeting."""

    meeting_id: Required[str]
    """Which meeting to record; without a live session there is nothing to record."""


class RecordingWaitOptions(WaitOptions, total=False):
    """What to wait for, and how long."""

    until: RecordingMilestone
    """State to wait for, or one that comes after it: RECORDING, UPLOADING or UPLOADED (the default)."""


class TrackOutputFields(TypedDict, total=False):
    """Where the files of one layer go."""

    type: Required[TrackOutputType]
    """Where to: REALTIMEKIT_BUCKET, DYTE_BUCKET, STORAGE_CONFIG, RTMP_OUT or WEBSOCKET."""
    storage_config: StorageConfigFields
    """Storage of your own, with STORAGE_CONFIG."""


class TrackLayerFields(TypedDict, total=False):
    """One layer of a track recording."""

    file_name_prefix: str
    """How names of files begin; `default` unless given."""
    media_kind: Literal["audio"]
    """Always audio: nothing else is recorded by track. Documented, but servers have been seen refusing it."""
    outputs: list[TrackOutputFields]
    """Where the files go. Undocumented, but servers have been seen asking for it (422 without)."""


class TrackRecordingFields(TypedDict, total=False):
    """What a recording of single tracks is made from."""

    meeting_id: Required[str]
    """Which meeting to record; without a live session there is nothing to record."""
    layers: dict[str, TrackLayerFields]
    """Layers by name; only `default` is supported. Not given, it records every participant's sound."""
    user_ids: list[str]
    """Only these participants are recorded, at most 100 (a beta feature)."""
    max_seconds: int
    """Longest recording in seconds; from an older version of the documentation."""


class RecordingsQuery(PageQuery, total=False):
    """Which recordings to list, and in which order."""

    meeting_id: str
    """Only recordings of this meeting."""
    status: Sequence[RecordingStatus] | list[str]
    """Only recordings in one of these states."""
    expired: bool
    """Only recordings that have left the bucket of RealtimeKit, or only those still in it."""
    search: str
    """Text to find in the meeting's title or id."""
    start_time: Moment | str
    """Only recordings from this moment on: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
    end_time: Moment | str
    """Only recordings up to this moment: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
    sort_by: Literal["invokedTime"]
    """What decides the order: invokedTime, the only one there is."""
    sort_order: SortOrder
    """ASC begins with the oldest, DESC with the newest."""
