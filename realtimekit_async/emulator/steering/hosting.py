"""What a host does: as by REST, but without a token, and with people named as one likes."""

from realtimekit_async.emulator.operations import meetings, participants, recordings
from realtimekit_async.emulator.schema.meetings import MeetingWrite
from realtimekit_async.emulator.schema.recordings import RecordingControl, RecordingStart
from realtimekit_async.emulator.world import live, livestreams, presence
from realtimekit_async.emulator.world.answers import Row
from realtimekit_async.emulator.world.finding import (
    meeting_of,
    participant_of,
    present_in,
    recording_of,
    waiting_in,
)
from realtimekit_async.emulator.world.state import Arrival, Livestream, Meeting, Peer, Recording
from realtimekit_async.emulator.world.world import World

from .steered import Steered


class Hosting:
    """Acts in any meeting; whoever calls holds the world's lock."""

    def __init__(self, emulator: Steered) -> None:
        self._emulator = emulator

    @property
    def _world(self) -> World:
        return self._emulator.world

    def create_meeting(self, title: str | None = None, app_id: str | None = None) -> Meeting:
        """Create a meeting, in the app that the environment names unless another is given."""
        app = self._world.apps.get(app_id or self._emulator.app.id)
        if app is None:
            raise LookupError(f"app_id: no app has the id {app_id}")
        return meetings.new_meeting(app, MeetingWrite(title=title))

    def issue_token(self, meeting_id: str, who: str) -> Row:
        """Issue a token with which a participant of a meeting can join."""
        app, meeting = meeting_of(self._world, meeting_id)
        participant = participant_of(meeting, who)
        return {"participant_id": participant.id, "token": participants.token(app, participant)}

    def kick(self, meeting_id: str, who: str) -> Peer:
        """Remove somebody from a meeting."""
        app, peer = present_in(self._world, meeting_id, who)
        live.kick(app, peer, app.now)
        return peer

    def mute(self, meeting_id: str, who: str) -> Peer:
        """Mute somebody, who may unmute themselves."""
        app, peer = present_in(self._world, meeting_id, who)
        live.mute(app, peer, app.now)
        return peer

    def let_in(self, meeting_id: str, who: str) -> Peer:
        """Let somebody in who waits."""
        app, arrival = waiting_in(self._world, meeting_id, who)
        return presence.let_in(app, arrival, app.now)

    def turn_away(self, meeting_id: str, who: str) -> Arrival:
        """Reject somebody who waits."""
        app, arrival = waiting_in(self._world, meeting_id, who)
        presence.turn_away(app, arrival)
        return arrival

    def record(self, meeting_id: str) -> Recording:
        """Start to record a meeting."""
        app, meeting = meeting_of(self._world, meeting_id)
        recordings.start_recording(app, RecordingStart(meeting_id=meeting.id))
        return meeting.recordings[-1]

    def pause_recording(self, recording_id: str) -> Recording:
        """Pause a recording."""
        return self._control(recording_id, RecordingControl("pause"))

    def resume_recording(self, recording_id: str) -> Recording:
        """Go on with a recording."""
        return self._control(recording_id, RecordingControl("resume"))

    def stop_recording(self, recording_id: str) -> Recording:
        """End a recording; its file is uploaded next."""
        return self._control(recording_id, RecordingControl("stop"))

    def livestream(self, meeting_id: str) -> Livestream:
        """Start to livestream a meeting."""
        app, meeting = meeting_of(self._world, meeting_id)
        return livestreams.start_livestream(app, meeting, None, app.now)

    def _control(self, recording_id: str, control: RecordingControl) -> Recording:
        app, recording = recording_of(self._world, recording_id)
        recordings.control_recording(app, recording_id, control)
        return recording
