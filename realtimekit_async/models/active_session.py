"""The session that is going on in a meeting: who is removed or muted, what is asked."""

from typing import Required, TypedDict

from .common import Answer, Timestamp


class KickedParticipant(Answer):
    """Somebody who has been removed from a live session, or muted in it."""

    id: str = ""
    name: str | None = None
    picture: str | None = None
    email: str | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None


class Kicked(Answer):
    """Who has been removed from a live session, or how many."""

    action: str | None = None
    participants: list[KickedParticipant] | None = None
    kicked_participants_count: int | None = None


class Muted(Answer):
    """Who has been muted in a live session, or how many."""

    action: str | None = None
    participants: list[KickedParticipant] | None = None
    muted_participants_count: int | None = None


class PollVote(Answer):
    """The vote of one participant."""

    id: str = ""
    name: str | None = None


class PollOption(Answer):
    """One answer that a poll offers, with the votes it has got."""

    text: str | None = None
    votes: list[PollVote] | None = None
    count: int | None = None


class Poll(Answer):
    """A question put to everybody in a live session."""

    id: str = ""
    question: str | None = None
    options: list[PollOption] | None = None
    hide_votes: bool | None = None
    anonymous: bool | None = None
    voted: list[str] | None = None
    created_by: str | None = None


class KickFields(TypedDict, total=False):
    """Whom to remove from a live session."""

    participant_ids: list[str]
    """Ids of participants, as given when they were added."""
    custom_participant_ids: list[str]
    """Your own ids of participants."""


class MuteFields(TypedDict, total=False):
    """Whom to mute in a live session."""

    participant_ids: list[str]
    """Ids of participants, as given when they were added."""
    custom_participant_ids: list[str]
    """Your own ids of participants."""


class MuteAllFields(TypedDict, total=False):
    """How to mute everybody in a live session."""

    allow_unmute: bool
    """Whether participants may unmute themselves afterwards; true by default."""


class PollFields(TypedDict, total=False):
    """What a poll is made from."""

    question: Required[str]
    """The question."""
    options: Required[list[str]]
    """The answers to choose from."""
    anonymous: bool
    """Whether votes are shown without names."""
    hide_votes: bool
    """Whether votes stay hidden."""
