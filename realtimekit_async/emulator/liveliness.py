"""A world that goes on by itself: what REST begins comes to its end after a while, as in the real service."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

from .world import live, livestreams
from .world.alarms import Alarms
from .world.state import Livestream, Peer, Recording, Session
from .world.world import App, Subject

EMPTY_ROOM_SECONDS = 60
"""After so long a recording of an empty room stops, as documented."""


@dataclass(frozen=True, slots=True)
class Delays:
    """How long things take, in seconds of the emulator's clock.

    Attributes:
        recording: From a recording's start to its first picture.
        upload: From its end to its file.
        livestream: From a livestream's start to its first picture.
        exports: From the end of a session to its chat, its transcript and its summary.

    Example:
        >>> slow = Emulator(lively=Delays(upload=120, exports=600))
    """

    recording: float = 2
    upload: float = 3
    livestream: float = 3
    exports: float = 3

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) < float("inf"):
                raise ValueError(f"{field.name}: seconds are needed, 0 or more")


class Liveliness:
    """Hears what happens, and sets alarms for what follows from it."""

    def __init__(self, alarms: Alarms, delays: Delays) -> None:
        self._alarms = alarms
        self._delays = delays

    def hear(self, app: App, event: str, subject: Subject) -> None:
        """Take note of what has just happened to something."""
        match event, subject:
            case "recording.statusUpdate", Recording():
                self._recording(app, subject)
            case "livestreaming.statusUpdate", Livestream():
                self._livestream(app, subject)
            case "meeting.participantLeft", Peer():
                self._left(app, subject.session)
            case "meeting.ended", Session():
                self._after(app, self._delays.exports, lambda _: live.wrap_up(app, subject))
            case "meeting.summaryRequested", Session():
                self._after(app, self._delays.exports, lambda _: live.summarize(app, subject))
            case _:
                pass

    def _after(self, app: App, seconds: float, action: Callable[[datetime], None]) -> None:
        self._alarms.add(app.now, seconds, action)

    def _recording(self, app: App, recording: Recording) -> None:
        at = recording.updated_at
        if recording.status == "INVOKED":
            self._alarms.add(at, self._delays.recording, lambda at: _begin(app, recording, at))
        elif recording.status == "RECORDING":
            self._limit(app, recording)
        elif recording.status == "UPLOADING":
            self._alarms.add(at, self._delays.upload, lambda at: _upload(app, recording, at))

    def _limit(self, app: App, recording: Recording) -> None:
        """Stop a recording at its time limit, or when nobody comes."""
        limit, begun = recording.settings.get("max_seconds"), recording.started_time
        if begun is not None and isinstance(limit, int | float):
            self._alarms.add(begun, limit, lambda at: _stop(app, recording, at))
        if recording.meeting.session is None:
            self._alarms.add(recording.updated_at, EMPTY_ROOM_SECONDS, lambda at: _stop_empty(app, recording, at))

    def _livestream(self, app: App, livestream: Livestream) -> None:
        if livestream.status == "INVOKED" and livestream.meeting is not None:
            self._alarms.add(livestream.updated_at, self._delays.livestream, lambda at: _air(app, livestream, at))

    def _left(self, app: App, session: Session) -> None:
        """End a session that stays empty for its keep-alive."""
        empty_since = session.emptied_at
        if empty_since is None or session.ended_at is not None:
            return
        seconds = session.meeting.settings.get("session_keep_alive_time_in_secs")

        def end(at: datetime) -> None:
            if session.ended_at is None and session.emptied_at == empty_since:
                live.end_session(app, session, at, "ALL_PARTICIPANTS_LEFT")

        self._alarms.add(empty_since, seconds if isinstance(seconds, int | float) else 60, end)


def _begin(app: App, recording: Recording, at: datetime) -> None:
    if recording.status == "INVOKED":
        live.set_recording(app, recording, "RECORDING", at)


def _upload(app: App, recording: Recording, at: datetime) -> None:
    if recording.status == "UPLOADING":
        live.set_recording(app, recording, "UPLOADED", at)


def _stop(app: App, recording: Recording, at: datetime) -> None:
    if recording.running:
        live.stop_recording(app, recording, at, None)


def _stop_empty(app: App, recording: Recording, at: datetime) -> None:
    if recording.running and recording.meeting.session is None:
        live.stop_recording(app, recording, at, "ALL_PEERS_LEFT")


def _air(app: App, livestream: Livestream, at: datetime) -> None:
    if livestream.status == "INVOKED":
        livestreams.air_livestream(app, livestream, at)
