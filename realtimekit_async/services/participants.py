"""Participants: who may join a meeting, and the tokens they join with."""

from collections.abc import Mapping
from typing import Unpack

from msgspec import structs

from realtimekit_async.checks import checked_text
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
from .ensuring import first_with, make_or_find
from .pages import Pages
from .queries import take_query


class Participants(Service):
    """Those who have been added to a meeting."""

    async def get(self, meeting_id: str, participant_id: str, /) -> Participant:
        """Fetch a participant, without a token.

        Sends GET /meetings/{meeting_id}/participants/{participant_id}.

        Raises:
            NotFound: The meeting or the participant is not there.

        Example:
            >>> (await rtk.participants.get(meeting.id, ada.id)).name
            'Ada'
        """
        return await self._send(
            "GET",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=Participant,
        )

    async def add(self, meeting_id: str, /, **fields: Unpack[ParticipantFields]) -> ParticipantWithToken:
        """Add a participant to a meeting; the answer has the token to join with.

        Pass a `name`: a client that joins without one has been seen unable to send or receive media. A custom id
        that the meeting has already is a Conflict, for which `ensure` is made. Sends POST
        /meetings/{meeting_id}/participants.

        Keyword Args:
            custom_participant_id (str, required): Your own id of this person; a second one with it is answered
                409. Do not put a name or an address here.
            preset_name (str, required): Which preset decides what the participant sees and may do; an unknown one
                is answered 404.
            name (str | None): What the others read; without one clients have been seen failing to join media.
            picture (str | None): URL of an image that clients may show; without one they draw their own.

        Raises:
            NotFound: The meeting or the preset is not there.
            Conflict: The meeting has a participant with this custom id (code 40901).
            BadRequest: The API refuses a value, and names it.

        Example:
            >>> grace = await rtk.participants.add(
            ...     meeting.id, name="Grace", preset_name="group_call_host", custom_participant_id="user-8"
            ... )
            >>> grace  # the token is there, and shown to nobody
            ParticipantWithToken(token='***', id='...', name='Grace', ...)
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
        """Change the given fields of a participant and return a token that knows of them.

        Sends PATCH /meetings/{meeting_id}/participants/{participant_id}.

        Keyword Args:
            preset_name (str | None): Which preset decides what the participant sees and may do; an unknown one is
                answered 404.
            name (str | None): What the others read.
            picture (str | None): URL of an image that clients may show; left as it is unless given.

        Raises:
            NotFound: The meeting, the participant or the preset is not there.

        Example:
            >>> (await rtk.participants.update(meeting.id, ada.id, name="Ada L.")).name
            'Ada L.'
        """
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
        """Replace a participant, who has these fields and no others afterwards; the answer has a new token.

        Sends PUT /meetings/{meeting_id}/participants/{participant_id}.

        Keyword Args:
            custom_participant_id (str, required): Your own id of this person; a second one with it is answered
                409. Do not put a name or an address here.
            preset_name (str, required): Which preset decides what the participant sees and may do; an unknown one
                is answered 404.
            name (str | None): What the others read; without one clients have been seen failing to join media.
            picture (str | None): URL of an image that clients may show; without one they draw their own.

        Raises:
            NotFound: The meeting, the participant or the preset is not there.

        Example:
            >>> await rtk.participants.replace(
            ...     meeting.id, ada.id, name="Ada", preset_name="group_call_guest", custom_participant_id="user-7"
            ... )
            ParticipantWithToken(token='***', ..., preset_name='group_call_guest', ...)
        """
        return await self._send(
            "PUT",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=ParticipantWithToken,
            body=take_fields(ParticipantFields, fields),
        )

    async def delete(self, meeting_id: str, participant_id: str, /) -> DeletedParticipant:
        """Remove a participant from a meeting.

        Sends DELETE /meetings/{meeting_id}/participants/{participant_id}.

        Raises:
            NotFound: The meeting or the participant is not there.

        Example:
            >>> (await rtk.participants.delete(meeting.id, ada.id)).custom_participant_id
            'user-7'
        """
        return await self._send(
            "DELETE",
            "/meetings/{meeting_id}/participants/{participant_id}",
            meeting_id,
            participant_id,
            into=DeletedParticipant,
            may_be_empty=True,
        )

    async def refresh_token(self, meeting_id: str, participant_id: str, /) -> str:
        """Issue a new token for a participant to join with.

        Sends POST /meetings/{meeting_id}/participants/{participant_id}/token.

        Raises:
            NotFound: The meeting or the participant is not there.

        Example:
            >>> token = await rtk.participants.refresh_token(meeting.id, ada.id)
            >>> token != ada.token
            True
        """
        return await self._new_token(meeting_id, participant_id)

    async def ensure(self, meeting_id: str, /, **fields: Unpack[EnsuredParticipantFields]) -> ParticipantWithToken:
        """Have one participant with this custom id, and return a fresh token to join with.

        Sends POST …/participants. Where that is answered 409, or may have taken effect without an answer, lists
        the participants, all pages if need be, and of the one found refreshes the token (POST …/token) or, if its
        fields differ from the given ones, changes those (PATCH, whose answer has a token, too). Any number of
        callers at once get the same participant.

        Keyword Args:
            custom_participant_id (str, required): Your own id of this person, by which an earlier participant is
                found. Do not put a name or an address here.
            preset_name (str, required): Which preset decides what the participant sees and may do; an unknown one
                is answered 404.
            name (str, required): What the others read; without one clients have been seen failing to join media.
            picture (str | None): URL of an image that clients may show; left as it is unless given.

        Raises:
            NotFound: The meeting or the preset is not there.
            Conflict: The API says that the participant exists, and no list shows them.

        Example:
            >>> fields = {"name": "Ada", "preset_name": "group_call_host"}
            >>> again = await rtk.participants.ensure(meeting.id, custom_participant_id="user-7", **fields)
            >>> again.id == ada.id, again.token != ada.token
            (True, True)
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
        """List the participants that have been added to a meeting.

        Sends GET /meetings/{meeting_id}/participants, page by page.

        Keyword Args:
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            NotFound: There is no such meeting.

        Example:
            >>> [participant.name async for participant in rtk.participants.list(meeting.id)]
            ['Ada']
        """
        return self._pages(
            "/meetings/{meeting_id}/participants",
            meeting_id,
            rows=Participant,
            query=take_query(PageQuery, query),
        )
