"""Participants: who may join a meeting, and the tokens they join with."""

from collections.abc import Mapping
from typing import Unpack

from msgspec import structs

from realtimekit_async.models.common import PageQuery
from realtimekit_async.models.participants import (
    DeletedParticipant,
    EnsuredParticipantFields,
    JoinToken,
    Participant,
    ParticipantFields,
    ParticipantPatchFields,
    ParticipantWithToken,
)

from .base import Service, take_fields
from .ensuring import checked_text, first_with, make_or_find
from .pages import Pages
from .queries import take_query


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
        """Add a participant to a meeting; the answer has the token to join with.

        Pass a `name`: a client that joins without one has been seen unable to send or receive media. A custom
        id that the meeting has already is a Conflict, for which `ensure` is made.
        """
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/participants",
            meeting_id,
            into=ParticipantWithToken,
            body=take_fields(ParticipantFields, fields),
        )

    async def update(
        self, meeting_id: str, participant_id: str, /, **fields: Unpack[ParticipantPatchFields]
    ) -> ParticipantWithToken:
        """Change the given fields of a participant and return a token that knows of them."""
        return await self._send(
            "PATCH",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=ParticipantWithToken,
            body=take_fields(ParticipantPatchFields, fields),
        )

    async def replace(
        self, meeting_id: str, participant_id: str, /, **fields: Unpack[ParticipantFields]
    ) -> ParticipantWithToken:
        """Replace a participant, who has these fields and no others afterwards; the answer has a new token."""
        return await self._send(
            "PUT",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=ParticipantWithToken,
            body=take_fields(ParticipantFields, fields),
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
        return await self._new_token(meeting_id, participant_id)

    async def ensure(self, meeting_id: str, /, **fields: Unpack[EnsuredParticipantFields]) -> ParticipantWithToken:
        """Have one participant with this custom id, and return a fresh token to join with.

        Sends POST …/participants. Where that is answered 409, or may have taken effect without an answer, lists
        the participants, all pages if need be, and of the one found refreshes the token (POST …/token) or, if
        its fields differ from the given ones, changes those (PATCH, whose answer has a token, too). Any number
        of callers at once get the same participant. Raises Conflict if one exists that no list shows.
        """
        body = take_fields(EnsuredParticipantFields, fields)
        for name in ("custom_participant_id", "preset_name", "name"):
            checked_text(name, body[name])

        async def make() -> ParticipantWithToken:
            route = "/meetings/{meeting_id}/participants"
            return await self._send("POST", route, meeting_id, into=ParticipantWithToken, body=body)

        async def find() -> Participant | None:
            rows = self.list(meeting_id, per_page=100)
            return await first_with(rows, "custom_participant_id", body["custom_participant_id"])

        async def settle(found: Participant) -> ParticipantWithToken:
            return await self._bring_up_to_date(meeting_id, found, body)

        return await make_or_find(make, find, settle, self._clock)

    async def _bring_up_to_date(
        self, meeting_id: str, found: Participant, wanted: Mapping[str, object]
    ) -> ParticipantWithToken:
        changes = {name: value for name, value in wanted.items() if getattr(found, name) != value}
        if not changes:
            # Once more does no harm: a token that nobody has received is not missed.
            token = await self._new_token(meeting_id, found.id, repeatable=True)
            return ParticipantWithToken(token, **structs.asdict(found))
        return await self._send(
            "PATCH",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            found.id,
            into=ParticipantWithToken,
            body=changes,
            repeatable=True,
        )

    async def _new_token(self, meeting_id: str, participant_id: str, *, repeatable: bool | None = None) -> str:
        answer = await self._send(
            "POST",
            "/meetings/{meeting_id}/participants/{participant_id}/token",
            meeting_id,
            participant_id,
            into=JoinToken,
            repeatable=repeatable,
        )
        return answer.token

    def list(self, meeting_id: str, /, **query: Unpack[PageQuery]) -> Pages[Participant]:
        """List the participants that have been added to a meeting."""
        return self._pages(
            "/meetings/{meeting_id}/participants",
            meeting_id,
            rows=Participant,
            query=take_query(PageQuery, query),
        )
