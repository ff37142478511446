"""What an agent knows of its meeting: the session, who is there, what was said, when to leave. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from .duplicates import Duplicates
from .events import (
    BroadcastReceived,
    Event,
    Gap,
    KickedAll,
    ParticipantJoined,
    ParticipantLeft,
    Result,
    Session,
    SessionEnded,
    SessionStarted,
    TranscriptReceived,
)
from .leaving import LeavePolicy, LeaveTimer
from .presence import Present
from .transcript import Transcript

Now: TypeAlias = Callable[[], float]
"""The clock, which is looked at where the time matters: not for every word that is said."""
Taken: TypeAlias = Literal["new", "again", "may leave sooner", "not to be told"]
"""What an event was: `again` is one that has come before, which changes nothing."""


class State:
    """Takes events into account, one after the other."""

    def __init__(self, policy: LeavePolicy, now: float, transcript_size: int) -> None:
        self._policy = policy
        self._transcript_size = transcript_size
        self._is_live = False
        self.session: Session | None = None
        self.present: Present = Present()
        self.transcript: Transcript = Transcript(transcript_size)
        self.duplicates: Duplicates = Duplicates()
        self.leave_timer: LeaveTimer = LeaveTimer(policy, now)
        self._takes: Mapping[type[object], Callable[[Any, Now], Taken]] = {
            TranscriptReceived: self._heard,
            ParticipantJoined: self._joined,
            ParticipantLeft: self._left,
            SessionEnded: self._ended,
        }

    def take(self, event: Event | Result, frame: str | bytes, now: Now) -> Taken:
        """Take an event into account, unless it is one that has come before."""
        takes = self._takes.get(type(event))
        if takes is not None:
            return "again" if self.duplicates.is_repeated(frame) else takes(event, now)
        if isinstance(event, BroadcastReceived):
            return "again" if self.duplicates.is_replayed(frame) else "new"
        if isinstance(event, Result | SessionStarted):
            return "not to be told"
        # It says nothing of itself: another one may be the same to the letter.
        return self._kicked_all(now) if isinstance(event, KickedAll) else "new"

    def begin_session(self, started: SessionStarted) -> SessionStarted | Gap:
        """Return what a `session.started` means: the beginning, or, while a session is going on, a gap."""
        previous, was_live = self.session, self._is_live
        self.session, self._is_live = started.session, True
        if previous is None or previous.id != started.session.id:
            self.present.forget()
            self.transcript = Transcript(self._transcript_size)
        self.present.is_complete = False
        if previous is None or not was_live:
            return started
        self.transcript.interrupted()
        return Gap(started.session, previous)

    def count_others(self, now: float) -> None:
        """Look at who is there at the beginning, or after a gap."""
        self.leave_timer.note_start()
        self.leave_timer.count_others(len(self.present), now)

    def next_session(self, now: float) -> None:
        """Begin anew, for the meeting's next session."""
        self.leave_timer = LeaveTimer(self._policy, now)

    def _heard(self, event: TranscriptReceived, now: Now) -> Taken:
        if self._policy.silent is not None:
            self.leave_timer.last_heard = now()
        present, speaker = self.present, event.speaker
        if event.is_final:
            self.transcript.add(event)
        else:
            self.transcript.partials[speaker.peer_id] = event
        if speaker.peer_id not in present.peers and not present.is_complete and present.noticed(speaker):
            self.leave_timer.count_others(len(present), now())
        return "new"

    def _joined(self, event: ParticipantJoined, now: Now) -> Taken:
        self.present.joined(event.participant)
        self.leave_timer.count_others(len(self.present), now())
        return "new"

    def _left(self, event: ParticipantLeft, now: Now) -> Taken:
        self.present.left(event.participant)
        self.transcript.left(event.participant.peer_id)
        self.leave_timer.count_others(len(self.present), now())
        return "new" if self.present else "may leave sooner"

    def _kicked_all(self, now: Now) -> Taken:
        self.present.emptied()
        self.leave_timer.count_others(0, now())
        return "may leave sooner"

    def _ended(self, event: SessionEnded, now: Now) -> Taken:
        self._is_live = False
        self.session = event.session
        self.present.emptied()
        self.leave_timer.note_end(now())
        return "may leave sooner"
