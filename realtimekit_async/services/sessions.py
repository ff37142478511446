"""Sessions: each time that people met in a meeting, who was there, and what was said."""

from typing import Unpack

from realtimekit_async.models.peer_report import PeerReportParticipant
from realtimekit_async.models.sessions import (
    ChatLink,
    PeerReportQuery,
    Session,
    SessionParticipant,
    SessionParticipantQuery,
    SessionParticipantsBox,
    SessionParticipantsQuery,
    SessionQuery,
    SessionsBox,
    SessionsQuery,
    SummaryGeneration,
    SummaryLink,
    TranscriptLink,
    TranscriptQuery,
)

from .base import Service, checked
from .exports import Export
from .pages import Pages


class Sessions(Service):
    """The sessions of an app, live and past."""

    async def get(self, session_id: str, /, **query: Unpack[SessionQuery]) -> Session:
        """Fetch a session."""
        return await self._send(
            "GET",
            "/sessions/{session_id}",
            session_id,
            into=Session,
            inside="session",
            query=checked(SessionQuery, query),
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
            query=checked(SessionParticipantsQuery, query),
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
            query=checked(SessionParticipantQuery, query),
        )

    async def chat(self, session_id: str, /) -> Export:
        """Ask where the chat of a session can be fetched."""
        link = await self._send("GET", "/sessions/{session_id}/chat", session_id, into=ChatLink)
        return Export(self._sender, session_id, link)

    async def transcript(self, session_id: str, /, **query: Unpack[TranscriptQuery]) -> Export:
        """Ask where the transcript of a session can be fetched."""
        link = await self._send(
            "GET",
            "/sessions/{session_id}/transcript",
            session_id,
            into=TranscriptLink,
            query=checked(TranscriptQuery, query),
        )
        return Export(self._sender, session_id, link)

    async def summary(self, session_id: str, /) -> Export:
        """Ask where the summary of a session can be fetched."""
        link = await self._send("GET", "/sessions/{session_id}/summary", session_id, into=SummaryLink)
        return Export(self._sender, session_id, link)

    async def generate_summary(self, session_id: str, /) -> SummaryGeneration:
        """Have a summary made from the transcript of a session."""
        return await self._send(
            "POST",
            "/sessions/{session_id}/summary",
            session_id,
            into=SummaryGeneration,
            may_be_empty=True,
        )

    async def peer_report(self, peer_id: str, /, **query: Unpack[PeerReportQuery]) -> PeerReportParticipant:
        """Fetch how the call of one peer went."""
        return await self._send(
            "GET",
            "/sessions/peer-report/{peer_id}",
            peer_id,
            into=PeerReportParticipant,
            inside="participant",
            query=checked(PeerReportQuery, query),
        )

    def list(self, **query: Unpack[SessionsQuery]) -> Pages[Session]:
        """List the sessions of the app."""
        return self._pages("/sessions", rows=Session, box=SessionsBox, query=checked(SessionsQuery, query))
