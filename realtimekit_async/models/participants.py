"""Participants: who may join a meeting, and the tokens they join with."""

from typing import Required, TypedDict

from .common import Answer, Timestamp


class Participant(Answer):
    """Somebody who has been added to a meeting."""

    id: str = ""
    name: str | None = None
    picture: str | None = None
    custom_participant_id: str | None = None
    preset_name: str | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None


class ParticipantWithToken(Answer):
    """A participant together with the token that lets a client join."""

    token: str
    id: str = ""
    name: str | None = None
    picture: str | None = None
    custom_participant_id: str | None = None
    preset_name: str | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None


class DeletedParticipant(Answer):
    """What remains to be said about a removed participant; the API leaves the id out."""

    custom_participant_id: str | None = None
    preset_id: str | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None


class JoinToken(Answer):
    """A fresh token for a participant who has been added before."""

    token: str


class ParticipantFields(TypedDict, total=False):
    """What a participant is made from."""

    custom_participant_id: Required[str]
    """Your own id of this person; it should not be a name or an address."""
    preset_name: Required[str]
    """Name of the preset that says what the participant sees and may do."""
    name: str | None
    """Name shown to the others; clients without one have been seen failing to join media."""
    picture: str | None
    """URL of a picture of the participant."""


class EnsuredParticipantFields(TypedDict, total=False):
    """What a participant shall be like, whether added now or before."""

    custom_participant_id: Required[str]
    """Your own id of this person; it should not be a name or an address."""
    preset_name: Required[str]
    """Name of the preset that says what the participant sees and may do."""
    name: Required[str]
    """Name shown to the others; clients without one have been seen failing to join media."""
    picture: str | None
    """URL of a picture of the participant; left as it is unless given."""


class ParticipantPatchFields(TypedDict, total=False):
    """What may be changed in a participant."""

    preset_name: str | None
    """Name of the preset that says what the participant sees and may do."""
    name: str | None
    """Name shown to the others."""
    picture: str | None
    """URL of a picture of the participant."""
