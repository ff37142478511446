"""Recordings: what is kept of a session, as one picture or track by track."""

import builtins
from collections.abc import Mapping
from typing import Literal, Unpack

from msgspec import Struct

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
        """Fetch a recording, with fresh download URLs."""
        return await self._send(
            "GET", "/recordings/{recording_id}", recording_id, into=Recording, inside="recording"
        )

    async def start(self, **fields: Unpack[RecordingFields]) -> Recording:
        """Start to record the live session of a meeting as one picture."""
        return await self._start(take_fields(RecordingFields, fields))

    async def start_track(self, **fields: Unpack[TrackRecordingFields]) -> Recording:
        """Start to record each participant of a live session by itself."""
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
        """Fetch the recording that is running in a meeting."""
        return await self._send(
            "GET",
            "/recordings/active-recording/{meeting_id}",
            meeting_id,
            into=Recording,
            inside="recording",
        )

    async def pause(self, recording_id: str, /) -> Recording:
        """Pause a running recording."""
        return await self._control(recording_id, "pause")

    async def resume(self, recording_id: str, /) -> Recording:
        """Go on with a paused recording."""
        return await self._control(recording_id, "resume")

    async def stop(self, recording_id: str, /) -> Recording:
        """Stop a recording for good; its upload follows."""
        return await self._control(recording_id, "stop", may_be_empty=True)

    async def wait(
        self, recording_id: str, /, *, notices: Notices | None = None, **options: Unpack[RecordingWaitOptions]
    ) -> Recording:
        """Wait until a recording is uploaded, or has come as far as `until` says.

        Sends GET /recordings/{recording_id} again and again, after 1 s at first and every 30 s in the end, inside
        the quota; with `notices` it is woken by the webhook `recording.statusUpdate` and asks besides once a
        minute. A failed GET that may pass is followed by another.

        Raises RecordingFailed when the recording is ERRORED, WaitTimeout when `timeout` seconds are over, and
        NotFound.
        """
        given = take_fields(RecordingWaitOptions, options)
        until = given.get("until", "UPLOADED")
        if until not in _MILESTONES:
            raise ValueError(f"until is one of {', '.join(_MILESTONES)}, got {until!r}")

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
        what had it before. `progress` is a plain function that is called with a `Progress` now and then.

        Raises DestinationError before anything is sent, FileNotReady, RecordingFailed, FileVanished, and the other
        errors of `realtimekit_async.files`.
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
        """List the recordings of the app."""
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
        raise RecordingFailed(message + (f" ({reason})" if reason else ""), recording_id=recording.id)
    return _PROGRESS.get(recording.status or "", -1) >= _PROGRESS[until]
