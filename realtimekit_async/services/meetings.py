"""Meetings: the rooms that participants join, again and again."""

from typing import Unpack

from realtimekit_async.models.meetings import (
    Meeting,
    MeetingFields,
    MeetingPatchFields,
    MeetingQuery,
    MeetingsQuery,
)

from .base import Service, checked
from .pages import Pages


class Meetings(Service):
    """The meetings of an app; the API has no way to delete one."""

    async def create(self, **fields: Unpack[MeetingFields]) -> Meeting:
        """Create a meeting."""
        return await self._send("POST", "/meetings", into=Meeting, body=checked(MeetingFields, fields))

    async def get(self, meeting_id: str, /, **query: Unpack[MeetingQuery]) -> Meeting:
        """Fetch a meeting."""
        return await self._send(
            "GET", "/meetings/{meeting_id}", meeting_id, into=Meeting, query=checked(MeetingQuery, query)
        )

    async def update(self, meeting_id: str, /, **fields: Unpack[MeetingPatchFields]) -> Meeting:
        """Change the given fields of a meeting and leave the rest alone."""
        return await self._send(
            "PATCH",
            "/meetings/{meeting_id}",
            meeting_id,
            into=Meeting,
            body=checked(MeetingPatchFields, fields),
        )

    async def replace(self, meeting_id: str, /, **fields: Unpack[MeetingFields]) -> Meeting:
        """Give a meeting these fields and no others."""
        return await self._send(
            "PUT", "/meetings/{meeting_id}", meeting_id, into=Meeting, body=checked(MeetingFields, fields)
        )

    def list(self, **query: Unpack[MeetingsQuery]) -> Pages[Meeting]:
        """List the meetings of the app."""
        return self._pages("/meetings", rows=Meeting, query=checked(MeetingsQuery, query))
