"""What an agent knows of its meeting: the session, who is there, what was said, when to leave. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from .duplicates import Duplicates
from .events import (
    BroadcastReceived,
    Event,
    Gap,
    KickedAll,
    ParticipantJoined,
    ParticipantLeft,
    Session,
    SessionEnded,
    SessionStarted,
    TranscriptReceived,
)
from .leaving import LeavePolicy, Watch
from .presence import Present
from .transcript import Transcript

# A kick-all says nothing of itself, nor does a session.started: another one may be the same to the letter.
_ONCE = frozenset({ParticipantJoined, ParticipantLeft, TranscriptReceived, SessionEnded})


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
        self.watch: Watch = Watch(policy, now)
        self._takes: Mapping[type[Event], Callable[[Any, float], bool]] = {
            TranscriptReceived: self._heard,
            ParticipantJoined: self._joined,
            ParticipantLeft: self._left,
            KickedAll: self._kicked_all,
            SessionEnded: self._ended,
        }

    def is_duplicate(self, event: Event, frame: str | bytes) -> bool:
        """Tell whether an event has come before, to be asked before it is taken into account."""
        kind = type(event)
        if kind in _ONCE:
            return self.duplicates.is_repeated(frame)
        return kind is BroadcastReceived and self.duplicates.is_replayed(frame)

    def take(self, event: Event, now: float) -> bool:
        """Take an event into account; tell whether the agent may have to leave earlier than was known."""
        takes = self._takes.get(type(event))
        return takes is not None and takes(event, now)

    def began(self, started: SessionStarted) -> SessionStarted | Gap:
        """Give what a `session.started` means: the beginning, or, while a session is going on, a gap."""
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

    def counted(self, now: float) -> None:
        """Look at who is there at the beginning, or after a gap."""
        self.watch.started()
        self.watch.others(len(self.present), now)

    def next_session(self, now: float) -> None:
        """Begin anew, for the meeting's next session."""
        self.watch = Watch(self._policy, now)

    def _heard(self, event: TranscriptReceived, now: float) -> bool:
        self.watch.spoke(now)
        self.transcript.heard(event)
        if not self.present.is_complete and self.present.noticed(event.speaker):
            self.watch.others(len(self.present), now)
        return False

    def _joined(self, event: ParticipantJoined, now: float) -> bool:
        self.present.joined(event.participant)
        self.watch.others(len(self.present), now)
        return False

    def _left(self, event: ParticipantLeft, now: float) -> bool:
        self.present.left(event.participant)
        self.transcript.left(event.participant.peer_id)
        self.watch.others(len(self.present), now)
        return not self.present

    def _kicked_all(self, event: KickedAll, now: float) -> bool:
        del event
        self.present.emptied()
        self.watch.others(0, now)
        return True

    def _ended(self, event: SessionEnded, now: float) -> bool:
        self._is_live = False
        self.session = event.session
        self.present.emptied()
        self.watch.ended(now)
        return True
