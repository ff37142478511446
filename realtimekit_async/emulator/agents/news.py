"""What agents are told of what happens."""

from typing import NamedTuple

from realtimekit_async.emulator.world.permissions import is_hidden, may
from realtimekit_async.emulator.world.state import Broadcast, Peer, Session, Speech
from realtimekit_async.emulator.world.world import Subject

from . import frames


class News(NamedTuple):
    """An event for those agents of a session who have subscribed to its kind; for all of them if it has none."""

    session: Session
    kind: str | None
    frame: bytes


def news_of(event: str, subject: Subject) -> News | None:
    """Make an event of what has happened; None if agents are not told of it."""
    news: News | None = None
    match event, subject:
        case "meeting.participantJoined", Peer() if not is_hidden(subject.participant):
            news = News(subject.session, "participant", frames.joined(subject))
        case "meeting.participantLeft", Peer() if not is_hidden(subject.participant):
            news = News(subject.session, "participant", frames.left(subject))
        case "meeting.kickAll", Session():
            news = News(subject, None, frames.kick_all())
        case "meeting.ended", Session():
            news = News(subject, None, frames.session_ended(subject))
        case "transcript.received", Speech() if may(subject.peer.participant, "transcription_enabled"):
            news = News(subject.peer.session, "transcript", frames.transcript(subject))
        case "broadcast.received", Broadcast() if subject.to is None:
            news = News(subject.session, "broadcast", frames.broadcast(subject))
        case _:
            pass
    return news
