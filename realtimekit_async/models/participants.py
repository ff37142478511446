"""Participants: who may join a meeting, and the tokens they join with."""

from typing import Required, TypedDict

from .common import Answer, Timestamp


class Participant(Answer):
    """Somebody who has been added to a meeting."""

    id: str = ""
    """What the API knows this person by in this meeting, a UUID; another one in every other meeting."""
    name: str | None = None
    """What the others in the meeting read; absent when none was given."""
    picture: str | None = None
    """URL of an image that clients may show; absent when none was given. The API only passes it on."""
    custom_participant_id: str | None = None
    """Your own id of this person, as given when they were added; the same in every meeting."""
    preset_name: str | None = None
    """Which preset decides what the participant sees and may do."""
    created_at: Timestamp | None = None
    """When the participant was added to the meeting (UTC)."""
    updated_at: Timestamp | None = None
    """When the participant was last changed (UTC)."""


class ParticipantWithToken(Answer):
    """A participant together with the token that lets a client join."""

    token: str
    """The participant's token, a secret: whoever holds it joins as this person.

    Valid for 100 days, and told only by adding, changing and refreshing; lists never have it.
    """
    id: str = ""
    """What the API knows this person by in this meeting, a UUID; another one in every other meeting."""
    name: str | None = None
    """What the others in the meeting read; absent when none was given."""
    picture: str | None = None
    """URL of an image that clients may show; absent when none was given. The API only passes it on."""
    custom_participant_id: str | None = None
    """Your own id of this person, as given when they were added; the same in every meeting."""
    preset_name: str | None = None
    """Which preset decides what the participant sees and may do."""
    created_at: Timestamp | None = None
    """When the participant was added to the meeting (UTC)."""
    updated_at: Timestamp | None = None
    """When the participant was last changed (UTC)."""


class DeletedParticipant(Answer):
    """What remains to be said about a removed participant; the API leaves the id out."""

    custom_participant_id: str | None = None
    """Your own id of the person who was removed."""
    preset_id: str | None = None
    """Which preset the removed participant had, by its id; everywhere else the API tells the preset's name."""
    created_at: Timestamp | None = None
    """When the participant had been added to the meeting (UTC)."""
    updated_at: Timestamp | None = None
    """When the participant was last changed, or removed (UTC)."""


class JoinToken(Answer):
    """A fresh token for a participant who has been added before."""

    token: str
    """A new secret to join with, valid for 100 days.

    Whether it ends the older one the API does not say: count on neither.
    """


class ParticipantFields(TypedDict, total=False):
    """What a participant is made from."""

    custom_participant_id: Required[str]
    """Your own id of this person; a second one with it is answered 409. Do not put a name or an address here."""
    preset_name: Required[str]
    """Which preset decides what the participant sees and may do; an unknown one is answered 404."""
    name: str | None
    """What the others read; without one clients have been seen failing to join media."""
    picture: str | None
    """URL of an image that clients may show; without one they draw their own."""


class EnsuredParticipantFields(TypedDict, total=False):
    """What a participant shall be like, whether added now or before."""

    custom_participant_id: Required[str]
    """Your own id of this person, by which an earlier participant is found.

    Do not put a name or an address here.
    """
    preset_name: Required[str]
    """Which preset decides what the participant sees and may do; an unknown one is answered 404."""
    name: Required[str]
    """What the others read; without one clients have been seen failing to join media."""
    picture: str | None
    """URL of an image that clients may show; left as it is unless given."""


class ParticipantPatchFields(TypedDict, total=False):
    """What may be changed in a participant."""

    preset_name: str | None
    """Which preset decides what the participant sees and may do; an unknown one is answered 404."""
    name: str | None
    """What the others read."""
    picture: str | None
    """URL of an image that clients may show; left as it is unless given."""
