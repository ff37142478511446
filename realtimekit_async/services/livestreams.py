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
        """Create a livestream without a meeting; the API may have retired this call.

        Sends POST /livestreams.

        Keyword Args:
            name (str): What people call the livestream; it need not be unique.

        Raises:
            NotFound: The server no longer has this call.

        Example:
            >>> stream = await rtk.livestreams.create(name="Town square")
            >>> stream  # where an encoder sends to; the key is there, and shown to nobody
            Livestream(..., name='Town square', ingest_server='...', stream_key='***', ...)
        """
        return await self._send(
            "POST",
            "/livestreams",
            into=Livestream,
            inside="livestream",
            body=take_fields(LivestreamFields, fields),
        )

    async def get(self, livestream_id: str, /) -> Livestream:
        """Fetch a livestream.

        Sends GET /livestreams/{livestream_id}.

        Raises:
            NotFound: There is no such livestream.

        Example:
            >>> stream = await rtk.livestreams.create(name="Town square")
            >>> (await rtk.livestreams.get(stream.id)).name
            'Town square'
        """
        return await self._send(
            "GET", "/livestreams/{livestream_id}", livestream_id, into=Livestream, inside="livestream"
        )

    def sessions(self, livestream_id: str, /, **query: Unpack[PageQuery]) -> Pages[LivestreamSession]:
        """List the times that a livestream was on the air.

        Sends GET /livestreams/{livestream_id}, page by page.

        Keyword Args:
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            NotFound: There is no such livestream.

        Example:
            >>> stream = await rtk.livestreams.start(meeting.id, name="All hands")
            >>> on_air = emulator.simulate.livestream_goes_live(stream.id)
            >>> await rtk.livestreams.sessions(stream.id).count()
            1
        """
        return self._pages(
            "/livestreams/{livestream_id}",
            livestream_id,
            rows=LivestreamSession,
            box=LivestreamSessionsBox,
            query=take_query(PageQuery, query),
        )

    async def active_session(self, livestream_id: str, /) -> ActiveLivestreamSession:
        """Fetch a livestream with the session it is in.

        Sends GET /livestreams/{livestream_id}/active-livestream-session.

        Raises:
            NotFound: There is no such livestream, or it is not on the air.

        Example:
            >>> stream = await rtk.livestreams.start(meeting.id, name="All hands")
            >>> on_air = emulator.simulate.livestream_goes_live(stream.id)
            >>> (await rtk.livestreams.active_session(stream.id)).livestream.status
            'LIVE'
        """
        return await self._send(
            "GET",
            "/livestreams/{livestream_id}/active-livestream-session",
            livestream_id,
            into=ActiveLivestreamSession,
        )

    async def session(self, livestream_session_id: str, /) -> LivestreamSession:
        """Fetch one time that a livestream was on the air.

        Sends GET /livestreams/sessions/{livestream-session-id}.

        Raises:
            NotFound: There is no such session of a livestream.

        Example:
            >>> stream = await rtk.livestreams.start(meeting.id, name="All hands")
            >>> on_air = emulator.simulate.livestream_goes_live(stream.id)
            >>> (await rtk.livestreams.session(on_air.id)).livestream_id == stream.id
            True
        """
        return await self._send(
            "GET",
            "/livestreams/sessions/{livestream-session-id}",
            livestream_session_id,
            into=LivestreamSession,
            inside="session",
        )

    async def start(self, meeting_id: str, /, **fields: Unpack[MeetingLivestreamFields]) -> Livestream:
        """Start to livestream a meeting.

        Sends POST /meetings/{meeting_id}/livestreams.

        Keyword Args:
            name (str | None): What people call the livestream; it need not be unique.
            video_config (LivestreamVideoConfigFields): How large the picture is, in pixels.

        Raises:
            NotFound: There is no such meeting.
            Conflict: The meeting is being livestreamed.

        Example:
            >>> stream = await rtk.livestreams.start(meeting.id, name="All hands")
            >>> stream.status
            'INVOKED'
        """
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/livestreams",
            meeting_id,
            into=Livestream,
            inside="livestream",
            body=take_fields(MeetingLivestreamFields, fields),
        )

    async def stop(self, meeting_id: str, /) -> LivestreamStopped:
        """Stop the livestream of a meeting.

        Sends POST /meetings/{meeting_id}/active-livestream/stop.

        Raises:
            NotFound: The meeting is not being livestreamed.

        Example:
            >>> stream = await rtk.livestreams.start(meeting.id, name="All hands")
            >>> await rtk.livestreams.stop(meeting.id)
            LivestreamStopped(message='...')
        """
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-livestream/stop",
            meeting_id,
            into=LivestreamStopped,
            may_be_empty=True,
        )

    async def active(self, meeting_id: str, /) -> Livestream:
        """Fetch the livestream that is running in a meeting.

        Sends GET /meetings/{meeting_id}/active-livestream.

        Raises:
            NotFound: The meeting is not being livestreamed.

        Example:
            >>> stream = await rtk.livestreams.start(meeting.id, name="All hands")
            >>> (await rtk.livestreams.active(meeting.id)).id == stream.id
            True
        """
        return await self._send(
            "GET",
            "/meetings/{meeting_id}/active-livestream",
            meeting_id,
            into=Livestream,
            inside="livestream",
        )

    def of_meeting(self, meeting_id: str, /, **query: Unpack[PageQuery]) -> Pages[Livestream]:
        """List the livestreams that a meeting has had; `sessions` lists the times that each was on the air.

        Sends GET /meetings/{meeting_id}/livestream, page by page.

        Keyword Args:
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            NotFound: There is no such meeting.

        Example:
            >>> stream = await rtk.livestreams.start(meeting.id, name="All hands")
            >>> [one.name async for one in rtk.livestreams.of_meeting(meeting.id)]
            ['All hands']
        """
        return self._pages(
            "/meetings/{meeting_id}/livestream",
            meeting_id,
            rows=Livestream,
            box=MeetingLivestreamsBox,
            query=take_query(PageQuery, query),
        )

    def list(self, **query: Unpack[LivestreamsQuery]) -> Pages[Livestream]:
        """List the livestreams of the app.

        Sends GET /livestreams, page by page.

        Keyword Args:
            status (LivestreamStatus): Only livestreams in this state: LIVE, IDLE, ERRORED or INVOKED.
            exclude_meetings (bool): Whether livestreams of meetings are left out; false by default.
            start_time (Moment | str): Only livestreams from this moment on: a datetime, a day in UTC, how long
                ago, or text in ISO 8601.
            end_time (Moment | str): Only livestreams up to this moment: a datetime, a day in UTC, how long ago, or
                text in ISO 8601.
            sort_order (Literal['ASC', 'DSC']): ASC or DSC; the API spells it differently here than elsewhere.
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            BadRequest: A filter has a value that the API does not know.

        Example:
            >>> stream = await rtk.livestreams.create(name="Town square")
            >>> [one.name async for one in rtk.livestreams.list(exclude_meetings=True)]
            ['Town square']
        """
        return self._pages(
            "/livestreams", rows=Livestream, box=LivestreamBox, query=take_query(LivestreamsQuery, query)
        )
