"""What REST cannot make happen: `emulator.simulate` lets people meet, talk, and watch."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar, get_args

from .operations.active_session import new_poll
from .operations.participants import new_participant
from .schema.meetings import ParticipantWrite, PollWrite
from .world import live, livestreams, presence, written
from .world.answers import Json, missing
from .world.finding import livestream_of, meeting_of, participant_of, present_in, recording_of
from .world.sound import Sound
from .world.state import (
    Arrival,
    Broadcast,
    EndReason,
    LivestreamSession,
    MediaKind,
    Meeting,
    Message,
    Participant,
    Peer,
    RecordingStatus,
    Session,
    Speech,
)
from .world.world import App, World

P = ParamSpec("P")
R = TypeVar("R")

NEXT: dict[RecordingStatus, RecordingStatus] = {
    "INVOKED": "RECORDING",
    "RECORDING": "UPLOADING",
    "PAUSED": "UPLOADING",
    "UPLOADING": "UPLOADED",
}
KINDS: tuple[MediaKind, ...] = get_args(MediaKind)


def _alone(verb: "Callable[Concatenate[Simulation, P], R]") -> "Callable[Concatenate[Simulation, P], R]":
    """Let a verb have the world for itself, so that it may come from any thread."""

    @wraps(verb)
    def alone(self: "Simulation", /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.world.lock:
            return verb(self, *args, **kwargs)

    return alone


class Simulation:
    """Makes things happen in the meetings of all apps; people are named by any of their ids or by their name.

    What does not exist raises Missing, a LookupError. A session ends the moment the last one leaves.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    @_alone
    def participant_joins(
        self,
        meeting_id: str,
        who: str | None = None,
        *,
        name: str | None = None,
        preset_name: str = "group_call_participant",
        custom_participant_id: str | None = None,
    ) -> Peer:
        """Let a participant join, or with a `name` somebody new. The first one starts the session."""
        app, meeting = meeting_of(self.world, meeting_id)
        participant = _wanted(
            app, meeting, who, _New(name, preset_name, custom_participant_id), "participant_joins"
        )
        return live.join(app, participant, app.now)

    @_alone
    def waits(
        self,
        meeting_id: str,
        who: str | None = None,
        *,
        name: str | None = None,
        preset_name: str = "group_call_guest",
        custom_participant_id: str | None = None,
    ) -> Arrival:
        """Let a participant, or with a `name` somebody new, wait to be let in, whatever the preset says."""
        app, meeting = meeting_of(self.world, meeting_id)
        participant = _wanted(app, meeting, who, _New(name, preset_name, custom_participant_id), "waits")
        arrival = Arrival(id=app.world.ids.uuid(), participant=participant)
        presence.wait(app, arrival)
        return arrival

    @_alone
    def participant_leaves(self, meeting_id: str, who: str) -> None:
        """Let somebody leave; the last one ends the session."""
        app, peer = present_in(self.world, meeting_id, who)
        live.leave(app, peer, app.now)

    @_alone
    def participant_unmutes(self, meeting_id: str, who: str) -> None:
        """Let somebody who was muted turn the microphone on again, unless that was ruled out."""
        app, peer = present_in(self.world, meeting_id, who)
        live.unmute(app, peer, app.now)

    @_alone
    def session_ends(self, meeting_id: str, *, reason: EndReason = "HOST_ENDED_MEETING") -> Session:
        """Let everybody leave at once."""
        app, meeting = meeting_of(self.world, meeting_id)
        session = app.live_session(meeting.id)
        live.end_session(app, session, app.now, reason)
        return session

    @_alone
    def says(
        self,
        meeting_id: str,
        who: str,
        text: str,
        *,
        seconds: float = 2.0,
        is_final: bool = True,
        confidence: float = 0.95,
    ) -> Speech:
        """Let somebody say something, which the transcript will hold unless it is a partial (`is_final=False`)."""
        app, peer = present_in(self.world, meeting_id, who)
        if peer.is_muted:
            raise ValueError(f"{who} is muted: nobody hears them before `participant_unmutes`")
        speech = Speech(peer, text, app.now, seconds, is_final, confidence)
        if is_final:
            peer.session.transcript.append(speech)
        app.tell("transcript.received", speech)
        return speech

    @_alone
    def broadcasts(self, meeting_id: str, type: str, payload: Json = None) -> Broadcast:
        """Send everybody in a meeting a message of the application's own, which names no sender."""
        app, meeting = meeting_of(self.world, meeting_id)
        broadcast = Broadcast(app.live_session(meeting.id), type, payload, app.now)
        app.tell("broadcast.received", broadcast)
        return broadcast

    @_alone
    def chats(self, meeting_id: str, who: str, text: str) -> Message:
        """Let somebody write something into the chat."""
        app, peer = present_in(self.world, meeting_id, who)
        return written.write(app, peer, text, app.now)

    @_alone
    def poll_opens(self, meeting_id: str, question: str, *options: str) -> None:
        """Let the host open a poll."""
        app, meeting = meeting_of(self.world, meeting_id)
        new_poll(app, app.live_session(meeting.id), PollWrite(question=question, options=list(options)))

    @_alone
    def votes(self, meeting_id: str, who: str, option: int, *, question: str | None = None) -> None:
        """Let somebody vote for an option, counted from 0, of the newest poll or of the one with that question."""
        app, peer = present_in(self.world, meeting_id, who)
        polls = [poll for poll in peer.session.polls if question in (None, poll.question)]
        if not polls:
            raise missing(f"Meeting {meeting_id} has no poll" + (f" {question!r}" if question else ""))
        written.vote(app, peer, polls[-1], option)

    @_alone
    def turns_on(self, meeting_id: str, who: str, kind: MediaKind) -> None:
        """Let somebody turn on "audio", "video" or the "screen"."""
        app, peer = present_in(self.world, meeting_id, who)
        live.turn_on(app, peer, _known(kind), app.now)

    @_alone
    def turns_off(self, meeting_id: str, who: str, kind: MediaKind) -> None:
        """Let somebody turn off "audio", "video" or the "screen"."""
        app, peer = present_in(self.world, meeting_id, who)
        live.turn_off(app, peer, _known(kind), app.now)

    @_alone
    def speaks_sound(self, meeting_id: str, who: str, pcm: bytes, *, rate: int = 48_000) -> Sound:
        """Let meeting objects hear somebody: 16-bit mono samples of 8,000, 16,000, 24,000 or 48,000 a second."""
        app, peer = present_in(self.world, meeting_id, who)
        if "audio" not in peer.media.on:
            raise ValueError(f'{who} is not to be heard: turn on "audio" first')
        sound = Sound(peer, pcm, rate)
        app.tell("sound.spoken", sound)
        return sound

    @_alone
    def recording_advances(self, recording_id: str) -> RecordingStatus:
        """Take a recording one step on: INVOKED, RECORDING, UPLOADING, UPLOADED."""
        app, recording = recording_of(self.world, recording_id)
        if recording.status not in NEXT:
            raise ValueError(f"Recording {recording_id} is {recording.status}: nothing comes after that")
        status = NEXT[recording.status]
        if status == "UPLOADING":
            live.stop_recording(app, recording, app.now, "ALL_PEERS_LEFT")
        else:
            live.set_recording(app, recording, status, app.now)
        return status

    @_alone
    def recording_fails(self, recording_id: str) -> None:
        """Let a recording end as ERRORED."""
        app, recording = recording_of(self.world, recording_id)
        if recording.running:
            live.stop_recording(app, recording, app.now, "INTERNAL_ERROR")
        live.set_recording(app, recording, "ERRORED", app.now)

    @_alone
    def livestream_goes_live(self, which: str, *, viewers: int = 0) -> LivestreamSession:
        """Let pictures arrive at a livestream, named by its id or its meeting's."""
        app, livestream = livestream_of(self.world, which)
        session = livestreams.air_livestream(app, livestream, app.now)
        session.viewers = viewers
        return session

    @_alone
    def livestream_is_watched(self, which: str, viewers: int) -> None:
        """Let so many people watch a livestream."""
        app, livestream = livestream_of(self.world, which)
        session = livestream.active_session
        if session is None:
            raise missing(f"No active session found for livestream {livestream.id}")
        session.viewers, session.updated_at = viewers, app.now
        app.tell("livestreaming.watched", livestream)

    @_alone
    def livestream_stops(self, which: str, *, error: str | None = None) -> None:
        """Take a livestream off the air, in order or with an error."""
        app, livestream = livestream_of(self.world, which)
        livestreams.stop_livestream(app, livestream, app.now, error)

    @_alone
    def advance(self, seconds: float) -> None:
        """Move the emulator's time forward; recordings stop at their time limit."""
        self.world.clock.advance(seconds)
        for app in self.world.apps.values():
            live.stop_overdue(app, app.now)


class _New(NamedTuple):
    """Somebody who may have to be made a participant first."""

    name: str | None
    preset_name: str
    custom_id: str | None


def _wanted(app: App, meeting: Meeting, who: str | None, new: _New, verb: str) -> Participant:
    """Find who is to come, or make somebody new."""
    if meeting.status == "INACTIVE":
        raise ValueError(f"Meeting {meeting.id} is INACTIVE: nobody can join it")
    if who is not None:
        return participant_of(meeting, who)
    if new.name is None:
        raise TypeError(f"{verb}: say who, or give the name of somebody new")
    custom_id = new.custom_id or f"simulated-{len(meeting.participants) + 1}-{app.world.ids.hexadecimal(6)}"
    body = ParticipantWrite(custom_participant_id=custom_id, preset_name=new.preset_name, name=new.name)
    return new_participant(app, meeting, body)


def _known(kind: MediaKind) -> MediaKind:
    if kind not in KINDS:
        raise ValueError(f"kind: one of {', '.join(KINDS)}, not {kind!r}")
    return kind
