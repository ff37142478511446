"""Meetings: the rooms that participants join, again and again."""

from contextlib import suppress
from typing import Unpack

from realtimekit_async.errors import NotFound
from realtimekit_async.models.active_session import Kicked
from realtimekit_async.models.meetings import (
    Meeting,
    MeetingFields,
    MeetingPatchFields,
    MeetingQuery,
    MeetingsQuery,
)

from .base import Service, take_fields
from .pages import Pages
from .queries import take_query


class Meetings(Service):
    """The meetings of an app; the API has no way to delete one."""

    async def create(self, **fields: Unpack[MeetingFields]) -> Meeting:
        """Create a meeting."""
        return await self._send("POST", "/meetings", into=Meeting, body=take_fields(MeetingFields, fields))

    async def get(self, meeting_id: str, /, **query: Unpack[MeetingQuery]) -> Meeting:
        """Fetch a meeting."""
        return await self._send(
            "GET", "/meetings/{meeting_id}", meeting_id, into=Meeting, query=take_query(MeetingQuery, query)
        )

    async def update(self, meeting_id: str, /, **fields: Unpack[MeetingPatchFields]) -> Meeting:
        """Change the given fields of a meeting and leave the rest alone."""
        return await self._send(
            "PATCH",
            "/meetings/{meeting_id}",
            meeting_id,
            into=Meeting,
            body=take_fields(MeetingPatchFields, fields),
        )

    async def replace(self, meeting_id: str, /, **fields: Unpack[MeetingFields]) -> Meeting:
        """Replace a meeting: afterwards it has these fields and no others."""
        return await self._send(
            "PUT", "/meetings/{meeting_id}", meeting_id, into=Meeting, body=take_fields(MeetingFields, fields)
        )

    async def end(self, meeting_id: str, /) -> Meeting:
        """Remove everybody from the live session, if there is one, and let nobody join any more.

        Sends POST …/active-session/kick-all, whose 404 means that no session is live, then PATCH with
        `status="INACTIVE"`, which alone disconnects nobody. Both are repeated after an ambiguous failure: a
        second time changes nothing. Whoever joins between the two stays; ending the meeting again removes them.
        """
        with suppress(NotFound):
            await self._send(
                "POST",
                "/meetings/{meeting_id}/active-session/kick-all",
                meeting_id,
                into=Kicked,
                repeatable=True,
                may_be_empty=True,
            )
        return await self._send(
            "PATCH",
            "/meetings/{meeting_id}",
            meeting_id,
            into=Meeting,
            body={"status": "INACTIVE"},
            repeatable=True,
        )

    def list(self, **query: Unpack[MeetingsQuery]) -> Pages[Meeting]:
        """List the meetings of the app."""
        return self._pages("/meetings", rows=Meeting, query=take_query(MeetingsQuery, query))
