"""The session that is going on in a meeting: who is removed, what is asked."""

from typing import Unpack

from realtimekit_async.models.active_session import Kicked, KickFields, Poll, PollFields
from realtimekit_async.models.sessions import Session

from .base import Service, take_fields


class ActiveSession(Service):
    """What can be done to the live session of a meeting; without one, every call is a NotFound."""

    async def get(self, meeting_id: str, /) -> Session:
        """Fetch the live session of a meeting."""
        return await self._send(
            "GET", "/meetings/{meeting_id}/active-session", meeting_id, into=Session, inside="session"
        )

    async def kick(self, meeting_id: str, /, **fields: Unpack[KickFields]) -> Kicked:
        """Remove some participants from the live session of a meeting."""
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/kick",
            meeting_id,
            into=Kicked,
            body=take_fields(KickFields, fields),
        )

    async def kick_all(self, meeting_id: str, /) -> Kicked:
        """Remove everybody from the live session of a meeting, which ends it."""
        return await self._send("POST", "/meetings/{meeting_id}/active-session/kick-all", meeting_id, into=Kicked)

    async def create_poll(self, meeting_id: str, /, **fields: Unpack[PollFields]) -> Poll:
        """Put a question to everybody in the live session of a meeting."""
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/poll",
            meeting_id,
            into=Poll,
            inside="poll",
            body=take_fields(PollFields, fields),
        )
