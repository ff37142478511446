"""Livestreams: broadcasts of a meeting, or of a stream of your own."""

from typing import Unpack

from realtimekit_async.models.boxes import LivestreamBox, LivestreamSessionsBox, MeetingLivestreamsBox
from realtimekit_async.models.common import PageQuery
from realtimekit_async.models.livestreams import (
    ActiveLivestreamSession,
    Livestream,
    LivestreamFields,
    LivestreamSession,
    LivestreamsQuery,
    LivestreamStopped,
    MeetingLivestreamFields,
)

from .base import Service, take_fields
from .pages import Pages
from .queries import take_query


class Livestreams(Service):
    """The livestreams of an app."""

    async def create(self, **fields: Unpack[LivestreamFields]) -> Livestream:
        """Create a livestream without a meeting; the API may have retired this call."""
        return await self._send(
            "POST",
            "/livestreams",
            into=Livestream,
            inside="livestream",
            body=take_fields(LivestreamFields, fields),
        )

    async def get(self, livestream_id: str, /) -> Livestream:
        """Fetch a livestream."""
        return await self._send(
            "GET", "/livestreams/{livestream_id}", livestream_id, into=Livestream, inside="livestream"
        )

    def sessions(self, livestream_id: str, /, **query: Unpack[PageQuery]) -> Pages[LivestreamSession]:
        """List the times that a livestream was on the air."""
        return self._pages(
            "/livestreams/{livestream_id}",
            livestream_id,
            rows=LivestreamSession,
            box=LivestreamSessionsBox,
            query=take_query(PageQuery, query),
        )

    async def active_session(self, livestream_id: str, /) -> ActiveLivestreamSession:
        """Fetch a livestream with the session it is in."""
        return await self._send(
            "GET",
            "/livestreams/{livestream_id}/active-livestream-session",
            livestream_id,
            into=ActiveLivestreamSession,
        )

    async def session(self, livestream_session_id: str, /) -> LivestreamSession:
        """Fetch one time that a livestream was on the air."""
        return await self._send(
            "GET",
            "/livestreams/sessions/{livestream-session-id}",
            livestream_session_id,
            into=LivestreamSession,
            inside="session",
        )

    async def start(self, meeting_id: str, /, **fields: Unpack[MeetingLivestreamFields]) -> Livestream:
        """Start to livestream a meeting."""
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/livestreams",
            meeting_id,
            into=Livestream,
            inside="livestream",
            body=take_fields(MeetingLivestreamFields, fields),
        )

    async def stop(self, meeting_id: str, /) -> LivestreamStopped:
        """Stop the livestream of a meeting."""
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-livestream/stop",
            meeting_id,
            into=LivestreamStopped,
            may_be_empty=True,
        )

    async def active(self, meeting_id: str, /) -> Livestream:
        """Fetch the livestream that is running in a meeting."""
        return await self._send(
            "GET",
            "/meetings/{meeting_id}/active-livestream",
            meeting_id,
            into=Livestream,
            inside="livestream",
        )

    def of_meeting(self, meeting_id: str, /, **query: Unpack[PageQuery]) -> Pages[Livestream]:
        """List the livestreams that a meeting has had; `sessions` lists the times that each was on the air."""
        return self._pages(
            "/meetings/{meeting_id}/livestream",
            meeting_id,
            rows=Livestream,
            box=MeetingLivestreamsBox,
            query=take_query(PageQuery, query),
        )

    def list(self, **query: Unpack[LivestreamsQuery]) -> Pages[Livestream]:
        """List the livestreams of the app."""
        return self._pages(
            "/livestreams", rows=Livestream, box=LivestreamBox, query=take_query(LivestreamsQuery, query)
        )
