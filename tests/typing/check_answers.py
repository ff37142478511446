"""What type checkers know of the answers; never run, only checked."""

from collections import deque
from collections.abc import AsyncIterator
from typing import assert_never, assert_type

from realtimekit_async import Call, Check, Notices, Page, Pages, Prefetch, RealtimeKit, Reply, events as webhooks
from realtimekit_async.agent import (
    Agent,
    EndReason,
    Event,
    Gap,
    KickedAll,
    LeavePolicy,
    ParticipantJoined,
    ParticipantLeft,
    Peer,
    Present,
    Session as AgentSession,
    SessionEnded,
    Speaker,
    Transcript,
    TranscriptReceived,
)
from realtimekit_async.events import Router
from realtimekit_async.files import ChatMessage, SavedFile, TranscriptLine, write_vtt
from realtimekit_async.meeting.joining import Meetings
from realtimekit_async.models import (
    App,
    JoinToken,
    Meeting,
    MeetingStatus,
    Participant,
    ParticipantWithToken,
    Recording,
    RecordingStatus,
    Session,
    SessionParticipant,
    Webhook,
)
from realtimekit_async.services.exports import Export


async def a_service_is_known_by_name(rtk: RealtimeKit) -> None:
    assert_type(rtk.meetings, Meetings)
    async with rtk as entered:
        assert_type(entered, RealtimeKit)
    async with rtk.with_options(app_id="other", timeout=3) as view:
        assert_type(view, RealtimeKit)


async def a_call_gives_its_own_answer(rtk: RealtimeKit) -> None:
    assert_type(await rtk.meetings.get("m1"), Meeting)
    assert_type(await rtk.meetings.create(title="T", record_on_start=True), Meeting)
    assert_type(await rtk.meetings.update("m1", status="INACTIVE"), Meeting)
    assert_type(await rtk.participants.get("m1", "p1"), Participant)
    added = await rtk.participants.add("m1", custom_participant_id="u7", preset_name="host", name="Ada")
    assert_type(added, ParticipantWithToken)
    assert_type(added.token, str)
    assert_type(await rtk.participants.refresh_token("m1", "p1"), str)
    assert_type(await rtk.recordings.stop("r1"), Recording)
    assert_type(await rtk.sessions.transcript("s1", format="CSV"), Export)
    assert_type(await rtk.webhooks.supported_events(), list[str])


async def a_helper_gives_what_it_is_for(rtk: RealtimeKit, notices: Notices) -> None:
    ada = await rtk.participants.ensure("m1", custom_participant_id="u7", preset_name="host", name="Ada")
    assert_type(ada, ParticipantWithToken)
    assert_type(await rtk.webhooks.ensure("https://h.example", name="w", events=["meeting.started"]), Webhook)
    assert_type(await rtk.meetings.end("m1"), Meeting)
    assert_type(await rtk.recordings.wait("r1", until="RECORDING", timeout=5, notices=notices), Recording)
    assert_type(await rtk.sessions.wait_for_transcript("s1", format="VTT"), Export)
    assert_type(await rtk.sessions.wait_for_summary("s1", timeout=5), Export)
    async with rtk.recordings.running("m1", max_seconds=60) as running:
        assert_type(running.recording, Recording)
    assert_type(await rtk.check(), Check)


async def files_and_their_rows_are_known(rtk: RealtimeKit) -> None:
    assert_type(await rtk.recordings.download("r1", to="folder/", audio=True), list[SavedFile])
    export = await rtk.sessions.transcript("s1")
    assert_type(await export.save("t.csv"), SavedFile)
    assert_type(await export.text(), str)
    async for line in export.lines():
        assert_type(line, TranscriptLine)
    assert_type(await export.messages(skip_malformed=True).collect(), list[ChatMessage])
    assert_type(await write_vtt(export.lines(), "t.vtt"), int)


async def what_the_api_supports_can_be_asked_for(rtk: RealtimeKit) -> None:
    events = await rtk.webhooks.supported_events()
    await rtk.webhooks.create(name="w", url="https://h.example", events=[*events], allow_unknown=True)


async def an_answers_fields_may_be_missing_and_its_id_never_is(meeting: Meeting) -> None:
    assert_type(meeting.id, str)
    assert_type(meeting.title, str | None)
    assert_type(meeting.status, MeetingStatus | str | None)


async def a_list_is_pages_of_its_rows(rtk: RealtimeKit, read_from_a_file: list[str]) -> None:
    assert_type(rtk.apps.list(), Pages[App])
    over: tuple[RecordingStatus, ...] = ("UPLOADED", "ERRORED")
    assert_type(rtk.recordings.list(status=over), Pages[Recording])
    assert_type(rtk.recordings.list(status=deque(over)), Pages[Recording])
    assert_type(rtk.recordings.list(status=["UPLOADED"]), Pages[Recording])
    assert_type(rtk.recordings.list(status=[*read_from_a_file]), Pages[Recording])
    assert_type(rtk.meetings.list(per_page=50), Pages[Meeting])
    assert_type(rtk.sessions.participants("s1"), Pages[SessionParticipant])
    assert_type(rtk.webhooks.list(), Pages[Webhook])


async def pages_are_used_in_many_ways(sessions: Pages[Session]) -> None:
    assert_type(aiter(sessions), AsyncIterator[Session])
    async for session in sessions:
        assert_type(session, Session)
    async for page in sessions.pages():
        assert_type(page, Page[Session])
    one = await sessions.page()
    assert_type(one, Page[Session])
    assert_type(one.items, list[Session])
    assert_type(one.total_count, int | None)
    assert_type(await sessions.first(), Session | None)
    assert_type(await sessions.collect(limit=10), list[Session])
    assert_type(await sessions.count(), int)


async def pages_may_be_fetched_ahead(sessions: Pages[Session]) -> None:
    async with sessions.prefetch(8) as ahead:
        assert_type(ahead, Prefetch[Session])
        async for session in ahead:
            assert_type(session, Session)


async def any_call_can_be_sent(rtk: RealtimeKit) -> None:
    reply = await rtk.send(Call("POST", "/meetings/{meeting_id}/token", ("m1",), into=JoinToken))
    assert_type(reply, Reply[JoinToken])
    assert_type(reply.data, JoinToken)
    assert_type(reply.ray_id, str | None)


def known_states_are_offered(status: RecordingStatus) -> int:
    match status:
        case "INVOKED" | "RECORDING" | "PAUSED":
            return 1
        case "UPLOADING" | "UPLOADED" | "ERRORED":
            return 2
        case _:
            assert_never(status)


async def an_agents_events_are_told_apart_by_their_types(rtk: RealtimeKit) -> None:
    leave = LeavePolicy(alone=60, at_most=None)
    async with rtk.agents.join("m1", name="Bot", preset_name="host", leave=leave, when_full="wait") as agent:
        assert_type(agent, Agent)
        async for event in agent:
            assert_type(event, Event)
            match event:
                case TranscriptReceived(is_final=True, text=text, speaker=speaker):
                    assert_type(text, str)
                    assert_type(speaker, Speaker)
                case ParticipantJoined(participant=peer) | ParticipantLeft(participant=peer):
                    assert_type(peer, Peer)
                case SessionEnded(session=session, reason=reason):
                    assert_type(session, AgentSession)
                    assert_type(reason, EndReason | str | None)
                case Gap(previous=before, present_is_complete=is_complete):
                    assert_type((before, is_complete), tuple[AgentSession, bool])
                case _:
                    pass


async def what_an_agent_is_asked_for_has_its_type(token: ParticipantWithToken) -> None:
    async with Agent(token, subscriptions={"participant", "transcript"}, when_full="drop_oldest") as agent:
        assert_type(await agent.wait_for(SessionEnded, timeout=5), SessionEnded)
        joined = await agent.wait_for(ParticipantJoined, where=lambda event: event.participant.waitlisted is False)
        assert_type(joined, ParticipantJoined)
        assert_type(agent.present, Present)
        assert_type(list(agent.present), list[Peer])
        assert_type(agent.present.participants, dict[str, list[Peer]])
        assert_type(agent.transcript, Transcript)
        assert_type(list(agent.transcript), list[TranscriptReceived])
        assert_type(await agent.run(), str)


def handlers_take_the_events_they_are_for(agent: Agent) -> None:
    @agent.on(ParticipantJoined)
    async def greets(event: ParticipantJoined) -> None:
        assert_type(event.participant, Peer)

    @agent.on(SessionEnded, KickedAll)
    def notes(event: SessionEnded | KickedAll) -> None:
        assert_type(event, SessionEnded | KickedAll)

    @agent.on(ParticipantJoined, ParticipantLeft, KickedAll)
    async def on_any_of_three(event: ParticipantJoined | ParticipantLeft | KickedAll) -> None:
        del event

    @agent.on(ParticipantJoined, ParticipantLeft, KickedAll, SessionEnded, TranscriptReceived)
    async def on_any_of_five(
        event: ParticipantJoined | ParticipantLeft | KickedAll | SessionEnded | TranscriptReceived,
    ) -> None:
        del event

    @agent.on(Event)
    def counts(event: Event) -> int:
        return len(repr(event))

    _ = (greets, notes, counts)


def a_router_s_handlers_take_the_events_they_are_for(router: Router) -> None:
    @router.on(webhooks.MeetingStarted)
    async def one(event: webhooks.MeetingStarted) -> None:
        assert_type(event.meeting.id, str)

    @router.on(webhooks.MeetingStarted, webhooks.MeetingEnded, webhooks.SummaryReady)
    async def one_of_three(event: webhooks.MeetingStarted | webhooks.MeetingEnded | webhooks.SummaryReady) -> None:
        assert_type(event.meeting.session_id, str | None)

    @router.on(
        webhooks.MeetingStarted,
        webhooks.MeetingEnded,
        webhooks.SummaryReady,
        webhooks.TranscriptReady,
        webhooks.ChatSynced,
        webhooks.Unknown,
    )
    def any_of_six(event: webhooks.Event) -> None:
        del event

    router.on(webhooks.MeetingStarted, webhooks.MeetingEnded)(one_of_three)
