"""Sessions: each time that people met in a meeting, who was there, and what was said."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from realtimekit_async.errors import NotFound
from realtimekit_async.models.boxes import LivestreamSessionBox, SessionParticipantsBox, SessionsBox
from realtimekit_async.models.common import PageQuery, WaitOptions
from realtimekit_async.models.livestreams import LivestreamSession
from realtimekit_async.models.peer_report import PeerReportParticipant
from realtimekit_async.models.sessions import (
    ChatLink,
    PeerReportQuery,
    Session,
    SessionParticipant,
    SessionParticipantQuery,
    SessionParticipantsQuery,
    SessionQuery,
    SessionsQuery,
    SummaryGeneration,
    SummaryLink,
    TranscriptLink,
    TranscriptQuery,
    TranscriptWaitOptions,
)
from realtimekit_async.timing import Clock
from realtimekit_async.wire.calls import Call, Notices, Sender

from .base import SYSTEM_CLOCK, Service, take_fields
from .exports import Export
from .pages import Pages
from .waiting import USUAL_TIMEOUT, news_of, poll

if TYPE_CHECKING:
    from realtimekit_async.files.storage import Storage
from .queries import take_query


class Sessions(Service):
    """The sessions of an app, live and past."""

    def __init__(self, sender: Sender, clock: Clock = SYSTEM_CLOCK, *, storage: "Storage | None" = None) -> None:
        super().__init__(sender, clock)
        self.storage: Storage | None = storage

    async def get(self, session_id: str, /, **query: Unpack[SessionQuery]) -> Session:
        """Fetch a session.

        Sends GET /sessions/{session_id}.

        Keyword Args:
            include_breakout_rooms (bool): Whether `breakout_rooms` is filled in; false by default.

        Raises:
            NotFound: There is no such session.

        Example:
            >>> past = await rtk.sessions.get(session.id)
            >>> past.status, past.meeting_display_name, past.minutes_consumed
            ('ENDED', 'Retrospective', 19.0)
        """
        return await self._send(
            "GET",
            "/sessions/{session_id}",
            session_id,
            into=Session,
            inside="session",
            query=take_query(SessionQuery, query),
        )

    def participants(
        self, session_id: str, /, **query: Unpack[SessionParticipantsQuery]
    ) -> Pages[SessionParticipant]:
        """List those who were in a session.

        Sends GET /sessions/{session_id}/participants, page by page.

        Keyword Args:
            search (str): Text to find in the display name, the participant's id or your own id of the person.
            view (Literal['raw', 'consolidated']): How breakout rooms count: raw (the default) tells each room for
                itself, consolidated adds durations up.
            include_peer_events (bool): Whether `peer_events` is filled in; false by default.
            sort_by (Literal['joinedAt', 'duration']): What decides the order, joinedAt or duration.
            sort_order (SortOrder): ASC begins with the first or shortest, DESC with the last or longest.
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            NotFound: There is no such session.

        Example:
            >>> async for one in rtk.sessions.participants(session.id, sort_by="duration", sort_order="DESC"):
            ...     print(one.display_name, one.duration, "minutes")
            Ada 10.0 minutes
            Grace 9.0 minutes
        """
        return self._pages(
            "/sessions/{session_id}/participants",
            session_id,
            rows=SessionParticipant,
            box=SessionParticipantsBox,
            query=take_query(SessionParticipantsQuery, query),
        )

    async def participant(
        self, session_id: str, participant_id: str, /, **query: Unpack[SessionParticipantQuery]
    ) -> SessionParticipant:
        """Fetch one of those who were in a session.

        Sends GET /sessions/{session_id}/participants/{participant_id}.

        Keyword Args:
            include_peer_events (bool): Whether `peer_events` is filled in; false by default.
            filters (str): Part of the statistics to answer; older servers only, the peer report has replaced it.

        Raises:
            NotFound: The session or the participant is not there.

        Example:
            >>> peer = await rtk.sessions.participants(session.id).first()
            >>> one = await rtk.sessions.participant(session.id, peer.id, include_peer_events=True)
            >>> [event.event_name for event in one.peer_events]
            ['PEER_CREATED', 'PEER_JOINING', 'PEER_LEAVING']
        """
        return await self._send(
            "GET",
            "/sessions/{session_id}/participants/{participant_id}",
            session_id,
            participant_id,
            into=SessionParticipant,
            inside="participant",
            query=take_query(SessionParticipantQuery, query),
        )

    def livestream_sessions(self, session_id: str, /, **query: Unpack[PageQuery]) -> Pages[LivestreamSession]:
        """List the times that a livestream was on the air during a session.

        Sends GET /sessions/{session_id}/livestream-sessions, page by page.

        Keyword Args:
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            NotFound: There is no such session.

        Example:
            >>> await rtk.sessions.livestream_sessions(session.id).collect()
            []
        """
        return self._pages(
            "/sessions/{session_id}/livestream-sessions",
            session_id,
            rows=LivestreamSession,
            box=LivestreamSessionBox,
            query=take_query(PageQuery, query),
        )

    async def chat(self, session_id: str, /) -> Export:
        """Ask where the chat of a session can be fetched.

        Sends GET /sessions/{session_id}/chat.

        Raises:
            NotFound: There is no such session.

        Example:
            >>> chat = await rtk.sessions.chat(session.id)
            >>> async for message in chat.messages():
            ...     print(message.display_name, message.payload)
            Ada minutes follow
        """
        call = Call("GET", "/sessions/{session_id}/chat", (session_id,), into=ChatLink)
        return await self._export(call)

    async def transcript(self, session_id: str, /, **query: Unpack[TranscriptQuery]) -> Export:
        """Ask where the transcript of a session can be fetched.

        Sends GET /sessions/{session_id}/transcript.

        Keyword Args:
            format (TranscriptFormat): How the file is written: SRT and VTT are subtitles, JSON and CSV are for
                programs. What comes without it, the API does not say.

        Raises:
            NotFound: There is no such session, or it was not transcribed.

        Example:
            >>> transcript = await rtk.sessions.transcript(session.id, format="JSON")
            >>> async for line in transcript.lines():
            ...     print(line.name, line.text)
            Grace the tide is high
        """
        return await self._transcript(session_id, take_query(TranscriptQuery, query))

    async def _transcript(self, session_id: str, query: Mapping[str, object]) -> Export:
        call = Call("GET", "/sessions/{session_id}/transcript", (session_id,), query, into=TranscriptLink)
        return await self._export(call)

    async def summary(self, session_id: str, /) -> Export:
        """Ask where the summary of a session can be fetched.

        Sends GET /sessions/{session_id}/summary.

        Raises:
            NotFound: There is no such session, or no summary was made of it.

        Example:
            >>> summary = await rtk.sessions.summary(session.id)
            >>> (await summary.text()).splitlines()[0]
            'Retrospective'
        """
        call = Call("GET", "/sessions/{session_id}/summary", (session_id,), into=SummaryLink)
        return await self._export(call)

    async def _export(self, call: Call[Any]) -> Export:
        return Export(self._sender, call, (await self._sender.send(call)).data, self.storage)

    async def generate_summary(self, session_id: str, /) -> SummaryGeneration:
        """Have a summary made from the transcript of a session.

        Sends POST /sessions/{session_id}/summary.

        Raises:
            NotFound: There is no such session, or it has no transcript.

        Example:
            >>> await rtk.sessions.generate_summary(session.id)
            SummaryGeneration(session_id='...', status='...')
        """
        return await self._send(
            "POST",
            "/sessions/{session_id}/summary",
            session_id,
            into=SummaryGeneration,
            may_be_empty=True,
        )

    async def wait_for_transcript(
        self, session_id: str, /, *, notices: Notices | None = None, **options: Unpack[TranscriptWaitOptions]
    ) -> Export:
        """Wait until there is a transcript of a session, and return where it can be fetched.

        Sends GET …/transcript again and again, after 1 s at first and every 30 s in the end, inside the quota;
        with `notices` it is woken by the webhook `meeting.transcript` and asks besides once a minute. At the
        first 404 GET /sessions/{session_id} tells whether there is such a session. A failed GET that may pass is
        followed by another. A placeholder, and a file without a line in it, is no transcript yet: the storage host
        is asked for the beginning of the file. A meeting made without transcription never has one.

        Keyword Args:
            timeout (float): Seconds to wait at most, an hour by default; a request under way is finished first.
            format (TranscriptFormat): How the file is written: SRT and VTT are subtitles, JSON and CSV are for
                programs. What comes without it, the API does not say.

        Raises:
            WaitTimeout: The transcript did not come in `timeout` seconds.
            NotFound: There is no such session.

        Example:
            >>> transcript = await rtk.sessions.wait_for_transcript(session.id, format="SRT", timeout=600)
            >>> print(await transcript.text())
            1
            00:01:00,000 --> 00:01:02,000
            Grace: the tide is high
            <BLANKLINE>
        """
        given = dict(take_fields(TranscriptWaitOptions, options))
        timeout = given.pop("timeout", USUAL_TIMEOUT)
        query = take_query(TranscriptQuery, given)

        async def fetch() -> Export:
            return await self._transcript(session_id, query)

        return await self._wait_for_export(session_id, "transcript", fetch, notices, timeout)

    async def wait_for_summary(
        self, session_id: str, /, *, notices: Notices | None = None, **options: Unpack[WaitOptions]
    ) -> Export:
        """Wait until there is a summary of a session, and return where it can be fetched.

        Does the same as `wait_for_transcript`, with GET …/summary and the webhook `meeting.summary`. It asks for
        no summary: `generate_summary` does, or `summarize_on_end` of the meeting.

        Keyword Args:
            timeout (float): Seconds to wait at most, an hour by default; a request under way is finished first.

        Raises:
            WaitTimeout: The summary did not come in `timeout` seconds.
            NotFound: There is no such session.

        Example:
            >>> summary = await rtk.sessions.wait_for_summary(session.id, timeout=600)
            >>> summary.kind
            'summary'
        """
        timeout = take_fields(WaitOptions, options).get("timeout", USUAL_TIMEOUT)

        async def fetch() -> Export:
            return await self.summary(session_id)

        return await self._wait_for_export(session_id, "summary", fetch, notices, timeout)

    async def _wait_for_export(
        self,
        session_id: str,
        kind: str,
        fetch: Callable[[], Awaitable[Export]],
        notices: Notices | None,
        seconds: object,
    ) -> Export:
        known = False

        async def look() -> Export | None:
            nonlocal known
            try:
                export = await fetch()
            except NotFound:
                if not known:  # no file, or no session?
                    await self.get(session_id)
                    known = True
                return None
            return export if await export.is_ready() else None

        return await poll(
            look,
            what=f"the {kind} of session {session_id}",
            news=news_of(notices, f"meeting.{kind}", session_id),
            seconds=seconds,
            clock=self._clock,
        )

    async def peer_report(self, peer_id: str, /, **query: Unpack[PeerReportQuery]) -> PeerReportParticipant:
        """Fetch how the call of one peer went.

        Sends GET /sessions/peer-report/{peer_id}.

        Keyword Args:
            filters (PeerReportFilter): One part only: device_info, ip_information, precall_network_information,
                events or quality_stats.
            include_peer_events (bool): Whether `peer_events` is filled in; false by default.

        Raises:
            NotFound: There is no such peer, or its report is older than six months.

        Example:
            >>> peer = await rtk.sessions.participants(session.id).first()
            >>> report = await rtk.sessions.peer_report(peer.id)
            >>> report.peer_report.quality.audio_producer_cumulative.quality_mos.avg > 4
            True
        """
        return await self._send(
            "GET",
            "/sessions/peer-report/{peer_id}",
            peer_id,
            into=PeerReportParticipant,
            inside="participant",
            query=take_query(PeerReportQuery, query),
        )

    def list(self, **query: Unpack[SessionsQuery]) -> Pages[Session]:
        """List the sessions of the app.

        Sends GET /sessions, page by page.

        Keyword Args:
            associated_id (str): Only sessions of this meeting: the meeting's id.
            status (SessionStatus): Only sessions that are LIVE, or only those that have ENDED.
            search (str): Text to find in the meeting's title or id, or in the session's id.
            participants (str): Accepted by the API, which does not say what it is for.
            start_time (Moment | str): Only sessions from this moment on: a datetime, a day in UTC, how long ago,
                or text in ISO 8601.
            end_time (Moment | str): Only sessions up to this moment: a datetime, a day in UTC, how long ago, or
                text in ISO 8601.
            sort_by (Literal['minutesConsumed', 'createdAt']): What decides the order, minutesConsumed or
                createdAt.
            sort_order (SortOrder): ASC begins with the least or oldest, DESC with the most or newest.
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            BadRequest: A filter has a value that the API does not know.

        Example:
            >>> async for session in rtk.sessions.list(status="ENDED", sort_by="createdAt", sort_order="DESC"):
            ...     print(session.meeting_display_name, session.minutes_consumed, "minutes")
            Retrospective 19.0 minutes
        """
        return self._pages("/sessions", rows=Session, box=SessionsBox, query=take_query(SessionsQuery, query))
