"""`realtimekit meeting join`: a participant at the terminal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from realtimekit_async.meeting import Chromium, Event, LeavePolicy, Meeting, MeetingOptions, Waitlisted

from .lines import say
from .meeting_chat import Chat
from .meeting_events import Shown
from .meeting_lines import typed_lines
from .parameters import span_option
from .run import FINE, run
from .settings import CommandSettings
from .streams import write_json
from .terminal import ERR, OUT


class Invitation(NamedTuple):
    """Who joins which meeting, and for how long."""

    meeting_id: str
    name: str
    preset_name: str
    custom_participant_id: str | None
    timeout: float
    options: MeetingOptions


@click.command(short_help="Take part in a meeting: see who is there, chat, vote, let people in.")
@click.argument("meeting_id")
@click.option("--name", default="Terminal", show_default=True, help="Name shown to the others.")
@click.option("--preset-name", default="group_call_participant", show_default=True, help="What it may do.")
@click.option("--custom-participant-id", metavar="ID", help="Your own id of the participant.")
@span_option("--timeout", "60s", "How long to wait in the waiting room at most.")
@span_option("--alone", "60s", "Leave when alone for so long.")
@span_option("--nobody-came", "10m", "Leave when nobody came for so long.")
@span_option("--at-most", "24h", "Leave after so long.")
@click.option("--executable", type=click.Path(path_type=Path), help="The browser. [REALTIMEKIT_CHROMIUM]")
@click.option("--no-sandbox", is_flag=True, help="Start the browser without its sandbox, as root must.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line, as in a pipe.")
@click.pass_context
def join(
    ctx: click.Context,
    meeting_id: str,
    *,
    name: str,
    preset_name: str,
    custom_participant_id: str | None,
    timeout: float,
    alone: float,
    nobody_came: float,
    at_most: float,
    executable: Path | None,
    no_sandbox: bool,
    jsonl: bool,
) -> int:
    """Take part in a meeting: see who is there, what is written and said, and the polls.

    What you type is sent; at the end of the input you leave.

    \b
      /who                     who is there, and who waits
      /to NAME text            to one person alone
      /poll Question? | a | b  make a poll
      /vote 2                  vote in the newest poll
      /accept NAME             let in who waits
      /reject NAME             turn away who waits
      /mute NAME, /kick NAME   where the preset allows it
      /leave                   leave, as Ctrl-C does

    On a terminal it is lines to read, in a pipe lines of JSON. A participant is billed, and keeps the session
    alive.
    """  # noqa: D301 - click keeps the lines below its mark as they are
    try:
        options: MeetingOptions = {"leave": LeavePolicy(alone=alone, nobody_came=nobody_came, at_most=at_most)}
        if executable is not None or no_sandbox:
            options["host"] = Chromium(executable=executable, sandbox=not no_sandbox)
        invitation = Invitation(meeting_id, name, preset_name, custom_participant_id, timeout, options)
        return run(_attend(ctx.find_object(CommandSettings) or CommandSettings(), invitation, as_json=jsonl))
    except ValueError as error:
        raise click.UsageError(str(error), ctx) from None


async def _attend(settings: CommandSettings, invitation: Invitation, *, as_json: bool) -> int:
    async with settings.client() as rtk:
        meeting_id, name, preset_name, custom_id, timeout, options = invitation
        joining = rtk.meetings.join(
            meeting_id,
            name=name,
            preset_name=preset_name,
            custom_participant_id=custom_id,
            timeout=timeout,
            **options,
        )

        @joining.on(Waitlisted)
        def wait(_: Waitlisted) -> None:
            _note("waiting to be let in …")

        async with joining as meeting:
            shown = Shown(meeting)
            show = _json_line if as_json or not OUT.is_terminal else shown.show
            _note(f"in the meeting as {meeting.self.name}; /who, /poll, /vote, /to, /leave, /help")
            for line in shown.those_who_are_there():
                _note(line)
            await take_part(meeting, show, typed_lines())
            _note(f"left: {meeting.left}")
    return FINE


async def take_part(meeting: Meeting, show: Callable[[Event], None], lines: AsyncIterator[str]) -> None:
    """Show what happens and do what is typed, until the meeting is over for this participant."""
    obeying = asyncio.create_task(_obey(meeting, lines))
    try:
        async for event in meeting:
            show(event)
    finally:
        obeying.cancel()
        with suppress(asyncio.CancelledError):
            await obeying


async def _obey(meeting: Meeting, lines: AsyncIterator[str]) -> None:
    """Do what each line says; at the end of the input leave."""
    chat = Chat(meeting, _note)
    async for line in lines:
        await chat.take(line)
    await meeting.leave()


def _note(text: str) -> None:
    say(ERR, text, style="dim")


def _json_line(event: Event) -> None:
    write_json({"event": type(event).__name__, "data": msgspec.Raw(event.to_json().encode())})
