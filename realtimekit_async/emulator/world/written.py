"""What is written in a session: messages of the chat, and votes in polls."""

from datetime import datetime
from uuid import UUID, uuid5

from .answers import Row
from .polls import Poll
from .state import Message, MessageKind, Peer, Session
from .world import App


def write(
    app: App,
    peer: Peer,
    text: str,
    at: datetime,
    *,
    kind: MessageKind = "text",
    content: Row | None = None,
    to: tuple[str, ...] = (),
) -> Message:
    """Let a peer write into the chat, to everybody or to some participants."""
    session = peer.session
    message_id = str(uuid5(UUID(session.id), f"message {session.messages_written}"))
    session.messages_written += 1
    message = Message(peer, text, at, id=message_id, kind=kind, content=content or {}, to=to)
    session.chat.append(message)
    app.tell("chat.received", message)
    return message


def edit(app: App, message: Message, text: str) -> None:
    """Change the text of a message."""
    message.text, message.is_edited = text, True
    app.tell("chat.edited", message)


def delete(app: App, message: Message) -> None:
    """Take a message out of the chat."""
    message.peer.session.chat.remove(message)
    app.tell("chat.deleted", message)


def pin(app: App, message: Message, *, is_pinned: bool) -> None:
    """Pin a message, or unpin it."""
    message.is_pinned = is_pinned
    app.tell("chat.pinned" if is_pinned else "chat.unpinned", message)


def open_poll(app: App, session: Session, poll: Poll) -> None:
    """Open a poll in a session."""
    session.polls.append(poll)
    app.tell("polls.opened", session)


def vote(app: App, peer: Peer, poll: Poll, index: int) -> None:
    """Let a participant vote, once."""
    participant = peer.participant
    if participant.id in poll.voted:
        raise ValueError(f"{peer.name or participant.id} has voted already")
    if not 0 <= index < len(poll.options):
        raise ValueError(f"{poll.question!r} has no option {index}: there is 0 to {len(poll.options) - 1}")
    option = poll.options[index]
    option.count += 1
    poll.voted.append(participant.id)
    if not poll.anonymous:
        option.votes.append({"id": participant.id, "name": peer.name or ""})
    app.tell("polls.voted", peer.session)
