"""The session that is going on in a meeting: who is removed or muted, what is asked."""

from typing import Required, TypedDict

from .common import Answer, Timestamp


class KickedParticipant(Answer):
    """Somebody who has been removed from a live session, or muted in it."""

    id: str = ""
    """What the API knows this person by in the meeting, as when they were added."""
    name: str | None = None
    """What the others in the meeting read; absent when none was given."""
    picture: str | None = None
    """URL of an image of the person; absent when none was given."""
    email: str | None = None
    """Address of the person, which is personal data; absent where the API knows none."""
    created_at: Timestamp | None = None
    """When the person had been added to the meeting (UTC)."""
    updated_at: Timestamp | None = None
    """When the person was last changed (UTC)."""


class Kicked(Answer):
    """Who has been removed from a live session, or how many."""

    action: str | None = None
    """What has been done, in the API's word, such as kick or kick_all."""
    participants: list[KickedParticipant] | None = None
    """Who has been removed; absent after `kick_all`, which only counts."""
    kicked_participants_count: int | None = None
    """How many have been removed; absent after `kick`, which lists them."""


class Muted(Answer):
    """Who has been muted in a live session, or how many."""

    action: str | None = None
    """What has been done, in the API's word, such as mute or mute_all."""
    participants: list[KickedParticipant] | None = None
    """Who has been silenced; absent after `mute_all`, which only counts."""
    muted_participants_count: int | None = None
    """How many have been silenced; absent after `mute`, which lists them."""


class PollVote(Answer):
    """The vote of one participant."""

    id: str = ""
    """Which participant has voted."""
    name: str | None = None
    """What the others read of the voter; absent in an anonymous poll."""


class PollOption(Answer):
    """One answer that a poll offers, with the votes it has got."""

    text: str | None = None
    """What stands on the ballot for this choice."""
    votes: list[PollVote] | None = None
    """Who has chosen it; empty in a new poll, and where votes are hidden."""
    count: int | None = None
    """Number of votes for this choice; 0 in a new poll."""


class Poll(Answer):
    """A question put to everybody in a live session."""

    id: str = ""
    """What the API knows the question by, in this session only."""
    question: str | None = None
    """What everybody is asked."""
    options: list[PollOption] | None = None
    """What can be chosen, in the order it was given."""
    hide_votes: bool | None = None
    """Whether nobody sees who chose what before they have voted themselves."""
    anonymous: bool | None = None
    """Whether votes are counted without names."""
    voted: list[str] | None = None
    """Ids of those who have answered already; empty in a new poll."""
    created_by: str | None = None
    """Who asked; for a poll made over this API it is no participant of the meeting."""


class KickFields(TypedDict, total=False):
    """Whom to remove from a live session."""

    participant_ids: list[str]
    """Ids of participants, as given when they were added; one list or the other names somebody."""
    custom_participant_ids: list[str]
    """Your own ids of participants; one list or the other names somebody."""


class MuteFields(TypedDict, total=False):
    """Whom to mute in a live session."""

    participant_ids: list[str]
    """Ids of participants, as given when they were added; one list or the other names somebody."""
    custom_participant_ids: list[str]
    """Your own ids of participants; one list or the other names somebody."""


class MuteAllFields(TypedDict, total=False):
    """How to mute everybody in a live session."""

    allow_unmute: bool
    """Whether participants may unmute themselves afterwards; true by default."""


class PollFields(TypedDict, total=False):
    """What a poll is made from."""

    question: Required[str]
    """What everybody is asked."""
    options: Required[list[str]]
    """What can be chosen, in the order it will be shown."""
    anonymous: bool
    """Whether votes are counted without names."""
    hide_votes: bool
    """Whether nobody sees who chose what before they have voted themselves."""
