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
        """Fetch a session."""
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
        """List those who were in a session."""
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
        """Fetch one of those who were in a session."""
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
        """List the times that a livestream was on the air during a session."""
        return self._pages(
            "/sessions/{session_id}/livestream-sessions",
            session_id,
            rows=LivestreamSession,
            box=LivestreamSessionBox,
            query=take_query(PageQuery, query),
        )

    async def chat(self, session_id: str, /) -> Export:
        """Ask where the chat of a session can be fetched."""
        call = Call("GET", "/sessions/{session_id}/chat", (session_id,), into=ChatLink)
        return await self._export(call)

    async def transcript(self, session_id: str, /, **query: Unpack[TranscriptQuery]) -> Export:
        """Ask where the transcript of a session can be fetched."""
        return await self._transcript(session_id, take_query(TranscriptQuery, query))

    async def _transcript(self, session_id: str, query: Mapping[str, object]) -> Export:
        call = Call("GET", "/sessions/{session_id}/transcript", (session_id,), query, into=TranscriptLink)
        return await self._export(call)

    async def summary(self, session_id: str, /) -> Export:
        """Ask where the summary of a session can be fetched."""
        call = Call("GET", "/sessions/{session_id}/summary", (session_id,), into=SummaryLink)
        return await self._export(call)

    async def _export(self, call: Call[Any]) -> Export:
        return Export(self._sender, call, (await self._sender.send(call)).data, self.storage)

    async def generate_summary(self, session_id: str, /) -> SummaryGeneration:
        """Have a summary made from the transcript of a session."""
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

        Raises WaitTimeout when `timeout` seconds are over, and NotFound for an unknown session.
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
        """Fetch how the call of one peer went."""
        return await self._send(
            "GET",
            "/sessions/peer-report/{peer_id}",
            peer_id,
            into=PeerReportParticipant,
            inside="participant",
            query=take_query(PeerReportQuery, query),
        )

    def list(self, **query: Unpack[SessionsQuery]) -> Pages[Session]:
        """List the sessions of the app."""
        return self._pages("/sessions", rows=Session, box=SessionsBox, query=take_query(SessionsQuery, query))
