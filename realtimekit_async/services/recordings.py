"""Recordings: what is kept of a session, as one picture or track by track."""

from typing import Literal, Unpack

from realtimekit_async.models.recordings import (
    Recording,
    RecordingFields,
    RecordingsQuery,
    TrackRecordingFields,
)

from .base import Service, checked
from .pages import Pages


class Recordings(Service):
    """The recordings of an app."""

    async def get(self, recording_id: str, /) -> Recording:
        """Fetch a recording, with fresh download URLs."""
        return await self._send(
            "GET", "/recordings/{recording_id}", recording_id, into=Recording, inside="recording"
        )

    async def start(self, **fields: Unpack[RecordingFields]) -> Recording:
        """Start to record the live session of a meeting as one picture."""
        return await self._send(
            "POST", "/recordings", into=Recording, inside="recording", body=checked(RecordingFields, fields)
        )

    async def start_track(self, **fields: Unpack[TrackRecordingFields]) -> Recording:
        """Start to record each participant of a live session by itself."""
        # One of the documentation's versions answers nothing.
        return await self._send(
            "POST",
            "/recordings/track",
            into=Recording,
            inside="recording",
            body=checked(TrackRecordingFields, fields),
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
        return self._pages("/recordings", rows=Recording, query=checked(RecordingsQuery, query))
