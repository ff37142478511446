"""`realtimekit agent`: who is in a meeting and what is said, live."""

from collections.abc import Callable

import click
import msgspec
from rich.text import Text

from realtimekit_async.agent import (
    Agent,
    BroadcastReceived,
    Event,
    Gap,
    KickedAll,
    LeavePolicy,
    ParticipantJoined,
    ParticipantLeft,
    Peer,
    Present,
    SessionEnded,
    SessionStarted,
    TranscriptReceived,
    UnknownEvent,
)

from .lines import say
from .parameters import span_option
from .run import FINE, run
from .settings import CommandSettings
from .streams import write_json
from .terminal import ERR, OUT


@click.command(short_help="Be in a meeting and see who is there and what is said.")
@click.argument("meeting_id")
@click.option("--name", default="Agent", show_default=True, help="Name shown to the others.")
@click.option("--preset-name", default="group_call_participant", show_default=True, help="What it may do.")
@click.option("--custom-participant-id", metavar="ID", help="Your own id of the participant.")
@span_option("--alone", "60s", "Leave when alone for so long.")
@span_option("--nobody-came", "10m", "Leave when nobody came for so long.")
@span_option("--silent", None, "Leave when nothing was said for so long.")
@span_option("--at-most", "24h", "Leave after so long.")
@click.option("--follow", is_flag=True, help="Join the meeting's next session when one is over.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line, as in a pipe.")
@click.pass_context
def agent(
    ctx: click.Context,
    meeting_id: str,
    *,
    name: str,
    preset_name: str,
    custom_participant_id: str | None,
    alone: float,
    nobody_came: float,
    silent: float | None,
    at_most: float,
    follow: bool,
    jsonl: bool,
) -> int:
    """Be in a meeting as a participant, and see who is there and what is said, until Ctrl-C or the end.

    An agent is billed as a participant, and keeps the session alive.
    """

    async def attend(settings: CommandSettings) -> int:
        async with settings.client() as rtk:
            joining = rtk.agents.join(
                meeting_id,
                name=name,
                preset_name=preset_name,
                custom_participant_id=custom_participant_id,
                leave=LeavePolicy(alone=alone, nobody_came=nobody_came, silent=silent, at_most=at_most),
                follow=follow,
            )
            async with joining as joined:
                await tell(joined, _json_line if jsonl or not OUT.is_terminal else print_event)
                say(ERR, f"left: {joined.left}", style="dim")
        return FINE

    try:
        return run(attend(ctx.find_object(CommandSettings) or CommandSettings()))
    except ValueError as error:
        raise click.UsageError(str(error), ctx) from None


async def tell(joined: Agent, show: Callable[[Event], None]) -> None:
    """Show every event, at first who is there already, and after a gap who came and went in it."""
    told = Told(show)
    async for event in joined:
        told.tell(event)
        match event:
            case SessionStarted():
                told.catch_up(joined.present)
            case Gap(present_is_complete=is_complete):
                told.catch_up(joined.present, is_complete=is_complete)
            case _:
                pass


class Told:
    """Shows events, and each coming and going once: presence is known before the events that wait are taken."""

    def __init__(self, show: Callable[[Event], None]) -> None:
        self._show = show
        self._peers: dict[str, Peer | None] = {}  # as they were shown; None has left, and has another id on return

    def tell(self, event: Event) -> None:
        """Show an event, unless it is a coming or going that has been shown."""
        match event:
            case ParticipantJoined(participant=peer):
                if peer.peer_id in self._peers:
                    return
                self._peers[peer.peer_id] = peer
            case ParticipantLeft(participant=peer):
                if self._peers.get(peer.peer_id, peer) is None:
                    return
                self._peers[peer.peer_id] = None
            case SessionEnded():
                self._peers.clear()
            case _:
                pass
        self._show(event)

    def catch_up(self, present: Present, *, is_complete: bool = False) -> None:
        """Show who is there, and if that is known of all, who is not any more."""
        if is_complete:
            for peer in [*self._peers.values()]:
                if peer is not None and peer.peer_id not in present.peers:
                    self.tell(ParticipantLeft(peer))
        for peer in present:
            self.tell(ParticipantJoined(peer))


def print_event(event: Event) -> None:
    """Print an event for people; partials are too many for that."""
    if (line := _line(event)) is not None:
        say(OUT, line)


def _json_line(event: Event) -> None:
    data = event.raw.decode(errors="replace") if isinstance(event, UnknownEvent) else event
    write_json({"event": type(event).__name__, "data": data})


def _line(event: Event) -> Text | None:
    line: Text | None = None
    match event:
        case TranscriptReceived(is_final=True, text=text, speaker=speaker):
            line = Text.assemble((f"{speaker.display_name or 'somebody'}: ", "bold cyan"), text)
        case ParticipantJoined(participant=peer):
            line = Text(f"+ {_who(peer)}", style="green")
        case ParticipantLeft(participant=peer):
            line = Text(f"- {_who(peer)}", style="red")
        case SessionStarted(session=session):
            line = Text(f"session {session.id}", style="dim")
        case SessionEnded(reason=reason):
            line = Text(f"the session is over: {reason}", style="dim")
        case KickedAll():
            line = Text("everybody was removed", style="red")
        case Gap():
            line = Text("something was missed", style="bold yellow")
        case BroadcastReceived(type=kind, payload=payload):
            line = Text(f"{kind} {msgspec.json.encode(payload).decode()}", style="magenta")
        case _:
            pass
    return line


def _who(peer: Peer) -> str:
    return peer.display_name or peer.peer_id
