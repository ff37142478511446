"""Mistakes that type checkers must report; never run, only checked.

Each line's comment names what mypy finds there. pyright takes the comment for its own as well, and both complain
of a comment on a line where they find nothing: so a mistake that one of them misses fails the check.
"""
# pyright: reportUnnecessaryTypeIgnoreComment=true

from typing import assert_never

from realtimekit_async import Pages, RealtimeKit, Retry
from realtimekit_async.agent import Agent, Event, LeavePolicy, ParticipantJoined, SessionEnded, TranscriptReceived
from realtimekit_async.events import MeetingEnded, MeetingStarted, Router
from realtimekit_async.models import Meeting, Recording


async def an_unknown_field(rtk: RealtimeKit) -> None:
    await rtk.meetings.create(titel="T")  # type: ignore[call-arg]
    await rtk.meetings.create(status="ACTIVE")  # type: ignore[call-arg]
    rtk.meetings.list(perpage=3)  # type: ignore[call-arg]


async def a_field_of_the_wrong_type(rtk: RealtimeKit) -> None:
    await rtk.meetings.create(title=7)  # type: ignore[arg-type]
    await rtk.meetings.update("m1", title=None)  # type: ignore[arg-type]
    await rtk.meetings.update("m1", status="OPEN")  # type: ignore[arg-type]
    await rtk.meetings.create(
        ai_config={"transcription": {"langauge": "de"}}  # type: ignore[typeddict-unknown-key]
    )
    rtk.meetings.list(page_no="3")  # type: ignore[arg-type]
    rtk.recordings.list(status="UPLOADED")  # type: ignore[arg-type]


async def a_download_that_goes_nowhere(rtk: RealtimeKit) -> None:
    await rtk.recordings.download("r1")  # type: ignore[call-arg]


async def a_required_field_that_is_missing(rtk: RealtimeKit) -> None:
    await rtk.participants.add("m1", name="Ada", preset_name="host")  # type: ignore[call-arg]
    await rtk.webhooks.create(name="w", url="https://example.com")  # type: ignore[call-arg]


async def a_participant_ensured_without_a_name(rtk: RealtimeKit) -> None:
    await rtk.participants.ensure("m1", custom_participant_id="u7", preset_name="host")  # type: ignore[call-arg]


async def a_recording_run_without_async_with(rtk: RealtimeKit) -> None:
    with rtk.recordings.running("m1"):  # type: ignore[attr-defined]
        pass
    await rtk.recordings.wait("r1", until="INVOKED")  # type: ignore[arg-type]


async def an_id_that_is_no_id(rtk: RealtimeKit) -> None:
    await rtk.meetings.get(meeting_id="m1")  # type: ignore[call-arg]
    await rtk.meetings.get(7)  # type: ignore[arg-type]
    await rtk.meetings.get()  # type: ignore[call-arg]


async def a_forgotten_await(rtk: RealtimeKit) -> None:
    rtk.meetings.get("m1")  # type: ignore[unused-coroutine]
    _ = rtk.meetings.get("m1").title  # type: ignore[attr-defined]


async def a_list_that_is_awaited_or_walked_without_async(rtk: RealtimeKit) -> None:
    await rtk.meetings.list()  # type: ignore[misc]
    for _ in rtk.meetings.list():  # type: ignore[attr-defined]
        pass


async def a_field_that_an_answer_may_lack(meeting: Meeting) -> None:
    meeting.title.upper()  # type: ignore[union-attr]
    _ = meeting.titel  # type: ignore[attr-defined]


def rows_of_another_kind(meetings: Pages[Meeting]) -> Pages[Recording]:
    return meetings  # type: ignore[return-value]


def options_of_the_wrong_kind(rtk: RealtimeKit) -> None:
    RealtimeKit("account")  # type: ignore[arg-type]
    RealtimeKit(retry=3)  # type: ignore[arg-type]
    rtk.with_options(api_token="x")  # type: ignore[call-arg]
    Retry(attempts="4")  # type: ignore[arg-type]
    Retry().attempts = 3  # type: ignore[misc]


def a_state_that_tomorrow_brings(recording: Recording) -> int:
    match recording.status:
        case None:
            return 0
        case "INVOKED" | "RECORDING" | "PAUSED":
            return 1
        case "UPLOADING" | "UPLOADED" | "ERRORED":
            return 2
        case other:
            assert_never(other)  # type: ignore[arg-type]


async def an_agent_that_is_asked_for_what_there_is_not(rtk: RealtimeKit) -> None:
    Agent("a.b.c", subscriptions={"chat"})  # type: ignore[arg-type]
    Agent("a.b.c", when_full="explode")  # type: ignore[arg-type]
    Agent("a.b.c", leave=60)  # type: ignore[arg-type]
    LeavePolicy(alonely=60)  # type: ignore[call-arg]
    rtk.agents.join("m1", name="Bot")  # type: ignore[call-arg]
    rtk.agents.join("m1", name="Bot", preset_name="host", folow=True)  # type: ignore[call-arg]
    with Agent("a.b.c"):  # type: ignore[attr-defined]
        pass


async def an_event_that_is_taken_for_another(agent: Agent, event: Event) -> None:
    _ = (await agent.wait_for(SessionEnded)).participant  # type: ignore[attr-defined]
    await agent.wait_for(str)  # type: ignore[type-var]
    await agent.wait_for(SessionEnded, where=lambda event: event.text)  # type: ignore[attr-defined]
    match event:
        case ParticipantJoined(participant=peer):
            _ = peer.text  # type: ignore[attr-defined]
        case _:
            pass

    @agent.on(ParticipantJoined)  # type: ignore[arg-type]
    def hears(event: TranscriptReceived) -> None:
        _ = event.text


def presence_is_read_only(agent: Agent, peer: object) -> None:
    agent.present.peers["p"] = peer  # type: ignore[index]
    agent.dropped = 0  # type: ignore[misc]


def a_webhook_handler_for_another_event(router: Router) -> None:
    @router.on(MeetingStarted, MeetingEnded)  # type: ignore[arg-type]
    def take(_event: MeetingStarted) -> None: ...

    router.on("meeting.started")  # type: ignore[call-overload]
