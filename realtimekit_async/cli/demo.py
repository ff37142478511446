"""`realtimekit demo`: what the library does, in front of one's eyes."""

from collections import Counter
from contextlib import aclosing
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

import click

from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator
from realtimekit_async.errors import TransportError
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.models.recordings import Recording
from realtimekit_async.models.sessions import Session
from realtimekit_async.services.pages import Pages

from . import demo_agent, demo_meeting
from .demo_figures import DemoFigures
from .demo_output import DemoOutput
from .parameters import count_option
from .progress import Walk, metered
from .run import FAILED, FINE, run
from .settings import CommandSettings
from .terminal import OUT

T = TypeVar("T")

_LATENCY = 0.06
_PAGES_IN_FLIGHT = 8
_RETRY_AFTER = 2
_LIVE_ROWS = 1000


@click.command(short_help="See what the library does, against an emulator on this machine.")
@click.option(
    "--live", is_flag=True, help="Do the part that only reads against the real API, with your credentials."
)
@click.option("--agent", is_flag=True, help="See an agent in a simulated meeting instead.")
@click.option("--meeting", is_flag=True, help="See three meeting objects meet, vote and speak instead.")
@count_option("--seed", "Another seed is another history.", 7)
@click.pass_context
def demo(ctx: click.Context, *, live: bool, agent: bool, meeting: bool, seed: int) -> int:
    """See what the library does, against an emulator on this machine. Needs no account and no network."""
    output, settings = DemoOutput(OUT), ctx.find_object(CommandSettings) or CommandSettings()
    if agent:
        return run(demo_agent.demonstrate(output, seed))
    if meeting:
        return run(demo_meeting.demonstrate(output, seed))
    return run(_live(output, settings) if live else _emulated(output, seed))


async def _emulated(output: DemoOutput, seed: int) -> int:
    figures = DemoFigures()
    async with Emulator(seed=seed, meetings=200, sessions=1000, recordings=300, max_per_page=50) as emulator:
        output.title(
            "RealtimeKit for asyncio",
            (
                "Typed calls, lists that stream, and retries that are safe.",
                f"The server: an emulator on this machine ({urlsplit(emulator.base_url).netloc}).",
                f"It holds six weeks of made-up history; lists take {_LATENCY * 1000:.0f} ms a page.",
            ),
        )
        async with emulator.client(on_exchange=figures.note) as rtk:
            emulator.faults.next(delay=_LATENCY, times=None)
            await _stream(output, figures, rtk)
            emulator.faults.clear()
            meeting = await _open_a_meeting(output, rtk)
            await _record(output, rtk, emulator, meeting)
            figures.listener = output.attempt
            await _meet_a_rate_limit(output, rtk, emulator, meeting)
            await _lose_a_connection(output, rtk, emulator, meeting)
            await _create_only_once(output, figures, rtk, emulator)
        return _sum_up(output, figures, emulator)


async def _live(output: DemoOutput, settings: CommandSettings) -> int:
    figures = DemoFigures()
    async with settings.client(figures.note) as rtk:
        output.title(
            "RealtimeKit for asyncio",
            (
                "The part of the demo that only reads, with your credentials.",
                f"At most {_LIVE_ROWS:,} rows of each list, within the quota of your token.",
            ),
        )
        await _stream(output, figures, rtk, limit=_LIVE_ROWS)
    _print_figures(output, figures)
    return FINE


async def _stream(output: DemoOutput, figures: DemoFigures, rtk: RealtimeKit, limit: int | None = None) -> None:
    output.step("Stream every meeting, session and recording")
    streaming = _Streaming(output, figures, limit)
    output.code("async for meeting in rtk.meetings.list(): …")
    output.aside(_about_meetings(await streaming.rows("meetings", rtk.meetings.list())))
    output.code(f"async with rtk.sessions.list().prefetch({_PAGES_IN_FLIGHT}) as sessions: …")
    output.aside(_about_sessions(await streaming.rows("sessions", rtk.sessions.list(), prefetch=_PAGES_IN_FLIGHT)))
    output.code(f"async with rtk.recordings.list().prefetch({_PAGES_IN_FLIGHT}) as recordings: …")
    recordings = await streaming.rows("recordings", rtk.recordings.list(), prefetch=_PAGES_IN_FLIGHT)
    output.aside(_about_recordings(recordings))


class _Streaming:
    """Streams lists with live progress and adds them to the figures."""

    def __init__(self, output: DemoOutput, figures: DemoFigures, limit: int | None) -> None:
        self._output = output
        self._figures = figures
        self._limit = limit

    async def rows(self, name: str, pages: Pages[T], prefetch: int | None = None) -> list[T]:
        """Stream one list and say how it went."""
        requests, started = self._figures.requests, monotonic()
        found: list[T] = []
        with metered(OUT, f"   {name}") as meter:
            walk = Walk(pages, limit=self._limit, prefetch=prefetch or 1)
            async with aclosing(walk.rows()) as rows:
                async for row in rows:
                    found.append(row)
                    meter.advance(walk.total)
        seconds = monotonic() - started
        self._figures.items += len(found)
        self._figures.streaming_seconds += seconds
        flight = f", {prefetch} pages in flight" if prefetch else ", page after page"
        self._output.done(
            f"{len(found):,} {name} in {self._figures.requests - requests} requests{flight}: "
            f"{seconds:.2f} s, {len(found) / seconds:,.0f} a second"
        )
        return found


def _about_meetings(meetings: list[Meeting]) -> str:
    active = sum(meeting.status == "ACTIVE" for meeting in meetings)
    latest = f", the latest is “{meetings[0].title}”" if meetings else ""
    return f"{active:,} are active{latest}"


def _about_sessions(sessions: list[Session]) -> str:
    minutes = sum(session.minutes_consumed or 0 for session in sessions)
    largest = max((session.max_concurrent_participants or 0 for session in sessions), default=0)
    return f"{minutes:,.0f} participant minutes, at most {largest} people at once"


def _about_recordings(recordings: list[Recording]) -> str:
    size = sum(recording.file_size or 0 for recording in recordings)
    hours = sum(recording.recording_duration or 0 for recording in recordings) / 3600
    statuses = Counter(recording.status for recording in recordings)
    counts = ", ".join(f"{count:,} {status}" for status, count in statuses.items())
    return f"{counts}; {hours:,.0f} hours, {size / 1e9:,.1f} GB"


async def _open_a_meeting(output: DemoOutput, rtk: RealtimeKit) -> Meeting:
    output.step("Open a meeting and let somebody in")
    output.code('meeting = await rtk.meetings.create(title="Demo")')
    meeting = await rtk.meetings.create(title="Demo")
    output.done(f"meeting {meeting.id}, {meeting.status}")
    output.code(
        "ada = await rtk.participants.add(meeting.id,",
        '    name="Ada", preset_name="group_call_host", custom_participant_id="ada")',
    )
    ada = await rtk.participants.add(
        meeting.id, name="Ada", preset_name="group_call_host", custom_participant_id="ada"
    )
    output.done(f"{repr(ada).partition(', custom_')[0]}, …)")
    output.aside(f"her browser joins with ada.token: {len(ada.token)} characters that no log or repr shows")
    return meeting


async def _record(output: DemoOutput, rtk: RealtimeKit, emulator: Emulator, meeting: Meeting) -> None:
    output.step("Record it")
    emulator.simulate.participant_joins(meeting.id, "ada")
    output.aside("on the emulator, Ada joins: the session is live")
    output.code("recording = await rtk.recordings.start(meeting_id=meeting.id)")
    recording = await rtk.recordings.start(meeting_id=meeting.id)
    output.done(f"recording {recording.id}, {recording.status}")
    emulator.simulate.recording_advances(recording.id)
    output.code("recording = await rtk.recordings.stop(recording.id)")
    recording = await rtk.recordings.stop(recording.id)
    output.done(f"{recording.status}")
    emulator.simulate.recording_advances(recording.id)
    output.code("recording = await rtk.recordings.get(recording.id)")
    recording = await rtk.recordings.get(recording.id)
    output.done(f"{recording.status}: {recording.output_file_name}")


async def _meet_a_rate_limit(output: DemoOutput, rtk: RealtimeKit, emulator: Emulator, meeting: Meeting) -> None:
    output.step("A rate limit (429) is waited out")
    emulator.faults.next(status=429, retry_after=_RETRY_AFTER)
    output.code("await rtk.meetings.get(meeting.id)")
    await output.watched(rtk.meetings.get(meeting.id))
    output.aside("meanwhile every other call of this client would have been held back as well")


async def _lose_a_connection(output: DemoOutput, rtk: RealtimeKit, emulator: Emulator, meeting: Meeting) -> None:
    output.step("A connection that breaks is replaced")
    emulator.faults.next(drop="before")
    output.code("await rtk.meetings.get(meeting.id)")
    await output.watched(rtk.meetings.get(meeting.id))
    output.aside("reading twice does no harm, so the second attempt comes at once")


async def _create_only_once(
    output: DemoOutput, figures: DemoFigures, rtk: RealtimeKit, emulator: Emulator
) -> None:
    output.step("What may have happened is not done again")
    emulator.faults.next(drop="after")
    output.code('await rtk.meetings.create(title="Only once")')
    try:
        await output.watched(rtk.meetings.create(title="Only once"))
    except TransportError as error:
        output.aside(f"TransportError(sent={error.sent}): it may have arrived, so the caller decides")
    figures.listener = None
    output.code('await rtk.meetings.list(search="Only once").count()')
    output.done(f"{await rtk.meetings.list(search='Only once').count()} meeting, not two")


def _sum_up(output: DemoOutput, figures: DemoFigures, emulator: Emulator) -> int:
    arrived = Counter((request.method, request.status) for request in emulator.requests)
    agree = figures.outcomes() == arrived
    _print_figures(output, figures)
    if not agree:
        output.failed(f"the emulator counted otherwise: {dict(arrived)} against {dict(figures.outcomes())}")
        return FAILED
    output.done(f"the emulator counted the same {arrived.total()} requests, by method and status")
    output.aside("go on with: realtimekit emulator · realtimekit check · realtimekit meetings --help")
    return FINE


def _print_figures(output: DemoOutput, figures: DemoFigures) -> None:
    output.step("Summary, from on_exchange")
    output.figures(
        (
            ("requests", f"{figures.requests:,}"),
            ("retries", f"{figures.retries:,}"),
            ("held back", f"{figures.seconds_held_back:.1f} s"),
            ("streamed", f"{figures.items:,} items at {figures.items_per_second:,.0f} a second"),
        )
    )
