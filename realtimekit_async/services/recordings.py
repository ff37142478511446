"""Recordings: what is kept of a session, as one picture or track by track."""

import builtins
from collections.abc import Mapping
from typing import Literal, Unpack

from msgspec import Struct

from realtimekit_async.checks import check_choice
from realtimekit_async.errors import RecordingFailed
from realtimekit_async.files.recorded import DownloadOptions, download
from realtimekit_async.files.saving import OnProgress, SavedFile
from realtimekit_async.files.storage import Storage
from realtimekit_async.models.recordings import (
    Recording,
    RecordingFields,
    RecordingOptions,
    RecordingsQuery,
    RecordingWaitOptions,
    TrackRecordingFields,
)
from realtimekit_async.secret import SecretDict
from realtimekit_async.timing import Clock
from realtimekit_async.wire.calls import Notices, Sender
from realtimekit_async.wire.remedies import with_usual
from realtimekit_async.wire.writing import path

from .base import SYSTEM_CLOCK, Service, take_fields
from .pages import Pages
from .queries import take_query
from .running_recording import RUNNING, Control, RunningRecording
from .waiting import USUAL_TIMEOUT, news_of, poll

# A pause comes after the start; what this library does not know has not been reached.
_PROGRESS = {"INVOKED": 0, "RECORDING": 1, "PAUSED": 1, "UPLOADING": 2, "UPLOADED": 3}
_MILESTONES = ("RECORDING", "UPLOADING", "UPLOADED")


class Recordings(Service):
    """The recordings of an app."""

    def __init__(self, sender: Sender, clock: Clock = SYSTEM_CLOCK, *, storage: Storage | None = None) -> None:
        super().__init__(sender, clock)
        self.storage: Storage | None = storage  # also for what fetches single files

    async def get(self, recording_id: str, /) -> Recording:
        """Fetch a recording, with fresh download URLs.

        Sends GET /recordings/{recording_id}.

        Raises:
            NotFound: There is no such recording.

        Example:
            >>> fresh = await rtk.recordings.get(recording.id)
            >>> fresh.status, fresh.recording_duration
            ('UPLOADED', 60)
        """
        return await self._send(
            "GET", "/recordings/{recording_id}", recording_id, into=Recording, inside="recording"
        )

    async def start(self, **fields: Unpack[RecordingFields]) -> Recording:
        """Start to record the live session of a meeting as one picture.

        Sends POST /recordings.

        Keyword Args:
            meeting_id (str, required): Which meeting to record; without a live session there is nothing to record.
            max_seconds (int): Longest recording in seconds, 60 to 86400 (24 hours); it also stops 60 s after the
                last participant left.
            file_name_prefix (str): How names of files begin.
            allow_multiple_recordings (bool): Whether it may run beside another recording of the same meeting;
                false by default, and a second is then refused.
            video_config (RecordingVideoConfigFields): How pictures are encoded: codec, size, watermark.
            audio_config (RecordingAudioConfigFields): How sound is encoded: codec and channels.
            storage_config (StorageConfigFields | None): Where files go: storage of your own, of one of four kinds.
            realtimekit_bucket_config (RealtimeKitBucketConfigFields): Whether files go to RealtimeKit's bucket,
                which alone makes download URLs.
            rtmp_out_config (RtmpConfigFields): Where the recording is streamed while it is made.
            interactive_config (InteractiveConfigFields): Which marks with a time are put into the stream.
            url (str): URL of a page of your own that is recorded instead of the usual view; it must not expire
                while it runs.

        Raises:
            NotFound: There is no such meeting.
            Conflict: The meeting is being recorded, and `allow_multiple_recordings` was not given.
            TypeError: A field is unknown, or `type` was given: `start_track` records single tracks.

        Example:
            >>> started = await rtk.recordings.start(meeting_id=meeting.id, max_seconds=3600)
            >>> started.status
            'INVOKED'
        """
        return await self._start(take_fields(RecordingFields, fields))

    async def start_track(self, **fields: Unpack[TrackRecordingFields]) -> Recording:
        """Start to record each participant of a live session by itself.

        Sends POST /recordings/track.

        Keyword Args:
            meeting_id (str, required): Which meeting to record; without a live session there is nothing to record.
            layers (dict[str, TrackLayerFields]): Layers by name; only `default` is supported. Not given, it
                records every participant's sound.
            user_ids (list[str]): Only these participants are recorded, at most 100 (a beta feature).
            max_seconds (int): Longest recording in seconds; from an older version of the documentation.

        Raises:
            NotFound: There is no such meeting.
            Unprocessable: No session is live in the meeting; or the server wants
                `layers={"default": {"outputs": [{"type": "REALTIMEKIT_BUCKET"}]}}`, as some do.
            TypeError: A field is unknown, or `layers` is a list.

        Example:
            >>> started = await rtk.recordings.start_track(meeting_id=meeting.id, user_ids=[ada.id])
            >>> started.status
            'INVOKED'
        """
        # One of the documentation's versions answers nothing.
        return await self._send(
            "POST",
            "/recordings/track",
            into=Recording,
            inside="recording",
            body=_with_layers(take_fields(TrackRecordingFields, fields)),
            may_be_empty=True,
        )

    async def active(self, meeting_id: str, /) -> Recording:
        """Fetch the recording that is running in a meeting.

        Sends GET /recordings/active-recording/{meeting_id}.

        Raises:
            NotFound: Nothing is being recorded in the meeting.

        Example:
            >>> started = await rtk.recordings.start(meeting_id=meeting.id)
            >>> (await rtk.recordings.active(meeting.id)).id == started.id
            True
        """
        return await self._send(
            "GET",
            "/recordings/active-recording/{meeting_id}",
            meeting_id,
            into=Recording,
            inside="recording",
        )

    async def pause(self, recording_id: str, /) -> Recording:
        """Pause a running recording.

        Sends PUT /recordings/{recording_id} with `action="pause"`.

        Raises:
            NotFound: There is no such recording.
            ApiError: The API refuses it, as where the recording has ended.

        Example:
            >>> started = await rtk.recordings.start(meeting_id=meeting.id)
            >>> emulator.simulate.recording_advances(started.id)
            'RECORDING'
            >>> (await rtk.recordings.pause(started.id)).status
            'PAUSED'
        """
        return await self._control(recording_id, "pause")

    async def resume(self, recording_id: str, /) -> Recording:
        """Go on with a paused recording.

        Sends PUT /recordings/{recording_id} with `action="resume"`.

        Raises:
            NotFound: There is no such recording.
            ApiError: The API refuses it, as where the recording has ended.

        Example:
            >>> started = await rtk.recordings.start(meeting_id=meeting.id)
            >>> emulator.simulate.recording_advances(started.id)
            'RECORDING'
            >>> paused = await rtk.recordings.pause(started.id)
            >>> (await rtk.recordings.resume(paused.id)).status
            'RECORDING'
        """
        return await self._control(recording_id, "resume")

    async def stop(self, recording_id: str, /) -> Recording:
        """Stop a recording for good; its upload follows.

        Sends PUT /recordings/{recording_id} with `action="stop"`.

        Raises:
            NotFound: There is no such recording.
            ApiError: The API refuses it, as where the recording has ended by itself.

        Example:
            >>> started = await rtk.recordings.start(meeting_id=meeting.id)
            >>> (await rtk.recordings.stop(started.id)).status
            'UPLOADING'
        """
        return await self._control(recording_id, "stop", may_be_empty=True)

    async def wait(
        self, recording_id: str, /, *, notices: Notices | None = None, **options: Unpack[RecordingWaitOptions]
    ) -> Recording:
        """Wait until a recording is uploaded, or has come as far as `until` says.

        Sends GET /recordings/{recording_id} again and again, after 1 s at first and every 30 s in the end, inside
        the quota; with `notices` it is woken by the webhook `recording.statusUpdate` and asks besides once a
        minute. A failed GET that may pass is followed by another.

        Keyword Args:
            until (RecordingMilestone): State to wait for, or one that comes after it: RECORDING, UPLOADING or
                UPLOADED (the default).
            timeout (float): Seconds to wait at most, an hour by default; a request under way is finished first.

        Raises:
            RecordingFailed: The recording is ERRORED.
            WaitTimeout: It did not come so far in `timeout` seconds.
            NotFound: There is no such recording.

        Example:
            >>> (await rtk.recordings.wait(recording.id, until="UPLOADED", timeout=900)).status
            'UPLOADED'
        """
        given = take_fields(RecordingWaitOptions, options)
        until = given.get("until", "UPLOADED")
        check_choice("until", until, _MILESTONES)

        async def look() -> Recording | None:
            recording = await self.get(recording_id)
            return recording if reached(recording, str(until)) else None

        return await poll(
            look,
            what=f"{until} of recording {recording_id}",
            news=news_of(notices, "recording.statusUpdate", recording_id),
            seconds=given.get("timeout", USUAL_TIMEOUT),
            clock=self._clock,
        )

    async def download(
        self,
        recording_or_id: Recording | str,
        /,
        *,
        progress: OnProgress | None = None,
        **options: Unpack[DownloadOptions],
    ) -> builtins.list[SavedFile]:
        """Fetch the files of a recording: one, or one for each layer of a track recording.

        Sends GET /recordings/{recording_id} for an id, and again where the storage host refuses a link; the rest
        goes to that host, without the API token. What breaks off is resumed, also by the next call with the same
        `to`: `NAME.part` and `NAME.part.json` wait for it. A file has its name when it is whole, and then replaces
        what had it before. A file that an earlier call has written, that nobody has touched since, and that has
        the same size and ETag on the storage host is left as it is, and `skipped` says so; the ETag is an
        attribute of the file on Linux, and stands in `.NAME.etag` beside it where there is no such thing.
        `progress` is a plain function that is called with a `Progress` now and then.

        Keyword Args:
            to (str | PathLike[str] | Writable, required): File, directory (one that exists, or a name that ends
                with a slash), or anything with an async write().
            audio (bool): Whether the file with nothing but the sound is wanted.
            again (bool): Whether a file that is there already, the same as the storage host has, is fetched
                nevertheless.

        Raises:
            DestinationError: It cannot be written there, which is found out before anything is sent.
            FileNotReady: The recording has not been uploaded yet.
            FileVanished: The file is no longer kept, as after seven days.
            RecordingFailed: The recording is ERRORED.

        Example:
            >>> [saved] = await rtk.recordings.download(recording, to=folder)
            >>> saved.size == recording.file_size
            True
        """
        given = take_fields(DownloadOptions, options)
        if isinstance(recording_or_id, Struct) and not isinstance(recording_or_id, Recording):
            raise TypeError(
                f"recordings.download takes a recording or its id, got {type(recording_or_id).__name__}; walk "
                "recordings.list(meeting_id=…) for those of a meeting"
            )
        return await download(self.get, self.storage, recording_or_id, given, progress)

    def running(self, meeting_id: str, /, **fields: Unpack[RecordingOptions]) -> RunningRecording:
        """Record a meeting while an `async with` block runs, and stop however it ends.

        `async with rtk.recordings.running(meeting.id) as running:` sends GET /recordings (what runs already) and
        POST /recordings, at the end PUT with `action="stop"`, and GET where that is refused because the
        recording has ended by itself; `running.recording` is the recording. A cancelled block has five seconds
        to stop it, also inside a cancelled scope of a web framework and if it is cancelled again. If the start
        is cancelled or breaks off, what it started is looked for and stopped; what cannot be stopped is told
        in a note of the error and a WARNING.

        Keyword Args:
            max_seconds (int): Longest recording in seconds, 60 to 86400 (24 hours); it also stops 60 s after the
                last participant left.
            file_name_prefix (str): How names of files begin.
            allow_multiple_recordings (bool): Whether it may run beside another recording of the same meeting;
                false by default, and a second is then refused.
            video_config (RecordingVideoConfigFields): How pictures are encoded: codec, size, watermark.
            audio_config (RecordingAudioConfigFields): How sound is encoded: codec and channels.
            storage_config (StorageConfigFields | None): Where files go: storage of your own, of one of four kinds.
            realtimekit_bucket_config (RealtimeKitBucketConfigFields): Whether files go to RealtimeKit's bucket,
                which alone makes download URLs.
            rtmp_out_config (RtmpConfigFields): Where the recording is streamed while it is made.
            interactive_config (InteractiveConfigFields): Which marks with a time are put into the stream.
            url (str): URL of a page of your own that is recorded instead of the usual view; it must not expire
                while it runs.

        Raises:
            NotFound: There is no such meeting.
            Conflict: The meeting is being recorded, and `allow_multiple_recordings` was not given.

        Example:
            >>> async with rtk.recordings.running(meeting.id, max_seconds=3600) as running:
            ...     print(running.recording.status)
            INVOKED
            >>> running.recording.status
            'UPLOADING'
        """
        path("/{meeting_id}", (meeting_id,))
        body = SecretDict({"meeting_id": meeting_id, **take_fields(RecordingOptions, fields)})

        async def start() -> Recording:
            return await self._start(body)

        async def running_ids() -> set[str]:
            rows = self.list(meeting_id=meeting_id, status=["INVOKED", "RECORDING", "PAUSED"])
            return {row.id for row in await rows.collect() if row.status in RUNNING}

        return RunningRecording(Control(start, self.stop, self.get, running_ids))

    async def _start(self, body: Mapping[str, object]) -> Recording:
        return await self._send("POST", "/recordings", into=Recording, inside="recording", body=body)

    async def _control(
        self,
        recording_id: str,
        action: Literal["pause", "resume", "stop"],
        *,
        may_be_empty: bool = False,
    ) -> Recording:
        # Each action names the state it ends in, so a second one changes nothing that the first has not.
        return await self._send(
            "PUT",
            "/recordings/{recording_id}",
            recording_id,
            into=Recording,
            inside="recording",
            body={"action": action},
            repeatable=True,
            may_be_empty=may_be_empty,
        )

    def list(self, **query: Unpack[RecordingsQuery]) -> Pages[Recording]:
        """List the recordings of the app.

        Sends GET /recordings, page by page.

        Keyword Args:
            meeting_id (str): Only recordings of this meeting.
            status (Sequence[RecordingStatus] | list[str]): Only recordings in one of these states.
            expired (bool): Only recordings that have left the bucket of RealtimeKit, or only those still in it.
            search (str): Text to find in the meeting's title or id.
            start_time (Moment | str): Only recordings from this moment on: a datetime, a day in UTC, how long ago,
                or text in ISO 8601.
            end_time (Moment | str): Only recordings up to this moment: a datetime, a day in UTC, how long ago, or
                text in ISO 8601.
            sort_by (Literal['invokedTime']): What decides the order: invokedTime, the only one there is.
            sort_order (SortOrder): ASC begins with the oldest, DESC with the newest.
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            BadRequest: A filter has a value that the API does not know.

        Example:
            >>> async for recording in rtk.recordings.list(status=["UPLOADED", "ERRORED"], sort_order="DESC"):
            ...     print(recording.meeting.title, recording.recording_duration, "seconds")
            Retrospective 60 seconds
        """
        return self._pages("/recordings", rows=Recording, query=take_query(RecordingsQuery, query))


def _with_layers(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Return the fields; raises TypeError for layers in a list, as older documents have them."""
    if isinstance(fields.get("layers"), builtins.list | tuple):
        raise TypeError('layers is a map by the names of the layers: layers={"default": {"media_kind": "audio"}}')
    return fields


def reached(recording: Recording, until: str) -> bool:
    """Return whether a recording has come so far; raises RecordingFailed if it never will."""
    if recording.status == "ERRORED":
        message = f"recording {recording.id} is ERRORED"
        reason = recording.stop_reason.reason if recording.stop_reason else None
        raise with_usual(RecordingFailed(message + (f" ({reason})" if reason else ""), recording_id=recording.id))
    return _PROGRESS.get(recording.status or "", -1) >= _PROGRESS[until]
