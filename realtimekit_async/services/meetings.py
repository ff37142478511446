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
        """Create a meeting.

        Sends POST /meetings.

        Keyword Args:
            title (str | None): Name that people see; it need not be unique.
            record_on_start (bool | None): Whether recording begins as soon as somebody joins; false by default.
            live_stream_on_start (bool | None): Whether each session is livestreamed from its beginning; false by
                default.
            transcribe_on_end (bool): Whether each session that ends gets a transcript; false by default.
            summarize_on_end (bool): Whether that transcript is then summarised; false by default, and nothing
                without a transcript.
            persist_chat (bool): Whether chat is kept longer than the usual 7 days; false by default. The API's
                pages name a week in one place and no end in another: export what matters.
            session_keep_alive_time_in_secs (float): Seconds that a session lives on after its last participant has
                left, 60 (the default) to 600.
            recording_config (RecordingConfigFields): How this meeting is recorded; goes before the settings of the
                app.
            ai_config (AIConfigFields): How transcripts and summaries of this meeting are made.

        Raises:
            TypeError: A field is unknown (*did you mean …?*), before anything is sent.
            BadRequest: The API refuses a value, and names it.

        Example:
            >>> meeting = await rtk.meetings.create(title="Tide tables", record_on_start=True)
            >>> meeting.title, meeting.status
            ('Tide tables', 'ACTIVE')
        """
        return await self._send("POST", "/meetings", into=Meeting, body=take_fields(MeetingFields, fields))

    async def get(self, meeting_id: str, /, **query: Unpack[MeetingQuery]) -> Meeting:
        """Fetch a meeting.

        Sends GET /meetings/{meeting_id}.

        Keyword Args:
            name (str): Accepted by the API, which does not say what it is for.

        Raises:
            NotFound: There is no such meeting.

        Example:
            >>> (await rtk.meetings.get(meeting.id)).title
            'Standup'
        """
        return await self._send(
            "GET", "/meetings/{meeting_id}", meeting_id, into=Meeting, query=take_query(MeetingQuery, query)
        )

    async def update(self, meeting_id: str, /, **fields: Unpack[MeetingPatchFields]) -> Meeting:
        """Change the given fields of a meeting and leave the rest alone.

        Sends PATCH /meetings/{meeting_id}.

        Keyword Args:
            title (str): Name that people see; it need not be unique.
            status (MeetingStatus): ACTIVE, or INACTIVE: nobody joins an inactive meeting, but those inside stay
                connected.
            record_on_start (bool): Whether recording begins as soon as somebody joins.
            live_stream_on_start (bool): Whether each session is livestreamed from its beginning.
            transcribe_on_end (bool): Whether each session that ends gets a transcript.
            summarize_on_end (bool): Whether that transcript is then summarised; nothing happens without a
                transcript.
            persist_chat (bool): Whether chat is kept longer than the usual 7 days. The API's pages name a week in
                one place and no end in another: export what matters.
            session_keep_alive_time_in_secs (float): Seconds that a session lives on after its last participant has
                left, 60 to 600.
            recording_config (RecordingConfigFields): How this meeting is recorded; goes before the settings of the
                app.
            ai_config (AIConfigFields): How transcripts and summaries of this meeting are made.

        Raises:
            NotFound: There is no such meeting.
            BadRequest: The API refuses a value, and names it.

        Example:
            >>> changed = await rtk.meetings.update(meeting.id, title="Daily standup")
            >>> changed.title, changed.persist_chat == meeting.persist_chat
            ('Daily standup', True)
        """
        return await self._send(
            "PATCH",
            "/meetings/{meeting_id}",
            meeting_id,
            into=Meeting,
            body=take_fields(MeetingPatchFields, fields),
        )

    async def replace(self, meeting_id: str, /, **fields: Unpack[MeetingFields]) -> Meeting:
        """Replace a meeting: afterwards it has these fields and no others.

        Sends PUT /meetings/{meeting_id}.

        Keyword Args:
            title (str | None): Name that people see; it need not be unique.
            record_on_start (bool | None): Whether recording begins as soon as somebody joins; false by default.
            live_stream_on_start (bool | None): Whether each session is livestreamed from its beginning; false by
                default.
            transcribe_on_end (bool): Whether each session that ends gets a transcript; false by default.
            summarize_on_end (bool): Whether that transcript is then summarised; false by default, and nothing
                without a transcript.
            persist_chat (bool): Whether chat is kept longer than the usual 7 days; false by default. The API's
                pages name a week in one place and no end in another: export what matters.
            session_keep_alive_time_in_secs (float): Seconds that a session lives on after its last participant has
                left, 60 (the default) to 600.
            recording_config (RecordingConfigFields): How this meeting is recorded; goes before the settings of the
                app.
            ai_config (AIConfigFields): How transcripts and summaries of this meeting are made.

        Raises:
            NotFound: There is no such meeting.
            BadRequest: The API refuses a value, and names it.

        Example:
            >>> replaced = await rtk.meetings.replace(meeting.id, title="Retrospective")
            >>> replaced.record_on_start  # what was not given is the API's default again
            False
        """
        return await self._send(
            "PUT", "/meetings/{meeting_id}", meeting_id, into=Meeting, body=take_fields(MeetingFields, fields)
        )

    async def end(self, meeting_id: str, /) -> Meeting:
        """Remove everybody from the live session, if there is one, and let nobody join any more.

        Sends POST …/active-session/kick-all, whose 404 means that no session is live, then PATCH with
        `status="INACTIVE"`, which alone disconnects nobody. Both are repeated after an ambiguous failure: a
        second time changes nothing. Whoever joins between the two stays; ending the meeting again removes them.

        Raises:
            NotFound: There is no such meeting.

        Example:
            >>> (await rtk.meetings.end(meeting.id)).status
            'INACTIVE'
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
        """List the meetings of the app.

        Sends GET /meetings, page by page.

        Keyword Args:
            search (str): Text to find in the title or the id of meetings; the API does not say whether parts or
                case count.
            status (MeetingStatus): Only meetings that are ACTIVE, or only those that are INACTIVE.
            start_time (Moment | str): Only meetings from this moment on: a datetime, a day in UTC, how long ago,
                or text in ISO 8601.
            end_time (Moment | str): Only meetings up to this moment: a datetime, a day in UTC, how long ago, or
                text in ISO 8601.
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            BadRequest: A filter has a value that the API does not know.

        Example:
            >>> async for meeting in rtk.meetings.list(search="standup", status="ACTIVE"):
            ...     print(meeting.title)
            Standup
            >>> page = await rtk.meetings.list(page_no=1, per_page=10).page()
            >>> len(page.items), page.total_count
            (2, 2)
        """
        return self._pages("/meetings", rows=Meeting, query=take_query(MeetingsQuery, query))
