"""Participants: who may join a meeting, and the tokens they join with."""

from typing import Unpack

from realtimekit_async.models.common import PageQuery
from realtimekit_async.models.participants import (
    DeletedParticipant,
    JoinToken,
    Participant,
    ParticipantFields,
    ParticipantPatchFields,
    ParticipantWithToken,
)

from .base import Service, checked
from .pages import Pages


class Participants(Service):
    """Those who have been added to a meeting."""

    async def get(self, meeting_id: str, participant_id: str, /) -> Participant:
        """Fetch a participant, without a token."""
        return await self._send(
            "GET",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=Participant,
        )

    async def add(self, meeting_id: str, /, **fields: Unpack[ParticipantFields]) -> ParticipantWithToken:
        """Add a participant to a meeting and give the token to join with."""
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/participants",
            meeting_id,
            into=ParticipantWithToken,
            body=checked(ParticipantFields, fields),
        )

    async def update(
        self, meeting_id: str, participant_id: str, /, **fields: Unpack[ParticipantPatchFields]
    ) -> ParticipantWithToken:
        """Change the given fields of a participant and give a token that knows of them."""
        return await self._send(
            "PATCH",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=ParticipantWithToken,
            body=checked(ParticipantPatchFields, fields),
        )

    async def delete(self, meeting_id: str, participant_id: str, /) -> DeletedParticipant:
        """Remove a participant from a meeting."""
        return await self._send(
            "DELETE",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=DeletedParticipant,
            may_be_empty=True,
        )

    async def refresh_token(self, meeting_id: str, participant_id: str, /) -> str:
        """Issue a new token for a participant to join with."""
        answer = await self._send(
            "POST",
            "/meetings/{meeting_id}/participants/{participant_id}/token",
            meeting_id,
            participant_id,
            into=JoinToken,
        )
        return answer.token

    def list(self, meeting_id: str, /, **query: Unpack[PageQuery]) -> Pages[Participant]:
        """List the participants that have been added to a meeting."""
        return self._pages(
            "/meetings/{meeting_id}/participants",
            meeting_id,
            rows=Participant,
            query=checked(PageQuery, query),
        )
