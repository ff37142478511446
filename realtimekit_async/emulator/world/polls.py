"""Polls, of which a session may have any number."""

from dataclasses import dataclass, field

from .answers import Row


@dataclass(slots=True, eq=False)
class PollOption:
    """An option of a poll; those who chose it stand in `votes`, unless the poll is anonymous."""

    text: str
    count: int = 0
    votes: list[Row] = field(default_factory=list[Row])


@dataclass(slots=True, eq=False, kw_only=True)
class Poll:
    """A poll, and the ids of the participants who have voted."""

    id: str
    question: str
    options: list[PollOption]
    anonymous: bool = False
    hide_votes: bool = False
    created_by: str = "API"
    creator_id: str | None = None
    voted: list[str] = field(default_factory=list[str])


def poll_row(poll: Poll) -> Row:
    """Show a poll, in the words of REST."""
    return {
        "id": poll.id,
        "question": poll.question,
        "options": [{"text": one.text, "count": one.count, "votes": one.votes} for one in poll.options],
        "anonymous": poll.anonymous,
        "hide_votes": poll.hide_votes,
        "created_by": poll.created_by,
        "voted": poll.voted,
    }
