"""The way through the waiting room, and who is pinned."""

from datetime import datetime

from . import live
from .state import Arrival, Peer
from .world import App


def wait(app: App, arrival: Arrival) -> None:
    """Have somebody wait to be let into a meeting; that starts no session."""
    arrival.participant.meeting.waiting[arrival.id] = arrival
    app.tell("waiting.entered", arrival)


def let_in(app: App, arrival: Arrival, at: datetime) -> Peer:
    """Let somebody in who waits; that participant need not wait again."""
    meeting = arrival.participant.meeting
    del meeting.waiting[arrival.id]
    meeting.let_in.add(arrival.participant.id)
    app.tell("waiting.left", arrival)
    return live.enter(app, arrival, at)


def turn_away(app: App, arrival: Arrival) -> None:
    """Reject somebody who waits."""
    del arrival.participant.meeting.waiting[arrival.id]
    app.tell("waiting.rejected", arrival)


def withdraw(app: App, arrival: Arrival) -> None:
    """Have somebody wait no longer, by their own wish."""
    if arrival.participant.meeting.waiting.pop(arrival.id, None) is not None:
        app.tell("waiting.left", arrival)


def pin(app: App, peer: Peer, *, is_pinned: bool) -> None:
    """Pin a peer, and nobody else, or unpin it."""
    for other in peer.session.present.values():
        wanted = is_pinned and other is peer
        if other.is_pinned != wanted:
            other.is_pinned = wanted
            app.tell("meeting.participantPinned" if wanted else "meeting.participantUnpinned", other)
