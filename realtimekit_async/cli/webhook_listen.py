"""`realtimekit webhooks listen`: a receiver that shows verified events as they arrive."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import click
import msgspec
from aiohttp import web
from rich.text import Text

from realtimekit_async.events import (
    Event,
    InvalidSignature,
    KeyRing,
    KnownEvent,
    LivestreamingStatusUpdate,
    MeetingEnded,
    ParticipantJoined,
    ParticipantLeft,
    Receiver,
    RecordingStatusUpdate,
    Router,
    Unknown,
    aiohttp_handler,
)
from realtimekit_async.events.keys import WELL_KNOWN
from realtimekit_async.transport.settings import PUBLIC_API, optional

from . import ports
from .run import FINE, TOLD_TO_END, run
from .settings import Settings
from .streams import write_json
from .terminal import ERR, OUT
from .webhook_keys import key_file_option, signer_of


class KeyRings:
    """Several key rings, of which one has to fit."""

    def __init__(self, rings: Sequence[KeyRing]) -> None:
        self._rings = rings

    async def verify(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless the signature fits a key of one of the rings."""
        for ring in self._rings[:-1]:
            with suppress(InvalidSignature):
                return await ring.verify(body, signature)
        return await self._rings[-1].verify(body, signature)


@click.command(short_help="Receive webhooks and show the verified events.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=ports.WEBHOOKS, show_default=True, help="0: any free port."
)
@click.option(
    "--key-url",
    metavar="URL",
    help="Where the public key is; by default where the API's is, or an emulator's that --base-url names.",
)
@key_file_option("--key-file")
@click.pass_context
def listen(ctx: click.Context, host: str, port: int, key_url: str | None, key_file: Path) -> int:
    """Receive webhooks on any path and show the events in them until Ctrl-C.

    An event is shown when its signature fits the public key at --key-url, or your own key of development, with
    which `realtimekit webhooks send` signs. On a terminal it is a line to read, in a pipe a line of JSON. What is
    refused is told on standard error.

    RealtimeKit needs a public URL that leads here, such as a tunnel's; the emulator needs none:

    \b
      realtimekit webhooks listen
      realtimekit webhooks send all http://127.0.0.1:21786/
      realtimekit emulator --webhooks-to http://127.0.0.1:21786/
    """  # noqa: D301 - click keeps the lines below its mark as they are
    key_url = key_url or _key_url(ctx.find_object(Settings) or Settings())
    keys = KeyRings([KeyRing.pinned(signer_of(key_file).public_key), KeyRing(key_url)])
    try:
        code = run(_listen(host, port, keys, key_url))
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from None
    # Being told to end is how a server ends.
    return FINE if code in TOLD_TO_END else code


def _key_url(settings: Settings) -> str:
    base_url = optional(settings.base_url, "REALTIMEKIT_BASE_URL") or PUBLIC_API
    return WELL_KNOWN if base_url == PUBLIC_API else urljoin(base_url, "/.well-known/webhooks.json")


async def _listen(host: str, port: int, keys: KeyRings, key_url: str) -> None:
    events: asyncio.Queue[Event] = asyncio.Queue()
    tell = _tell_person if sys.stdout.isatty() else _tell_program
    async with Router() as router:
        router.otherwise(events.put_nowait)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", aiohttp_handler(Receiver(keys), router))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            port = runner.addresses[0][1]
            ERR.print(Text(f"listening on http://{host}:{port}/ until Ctrl-C", style="dim"), soft_wrap=True)
            ERR.print(Text(f"verifying with {key_url} and your own key", style="dim"), soft_wrap=True)
            while True:
                tell(await events.get())
        finally:
            await runner.cleanup()


def _tell_program(event: Event) -> None:
    body = msgspec.json.decode(event.raw) if isinstance(event, Unknown) else event
    write_json(body)


def _tell_person(event: Event) -> None:
    now = f"{datetime.now().astimezone():%H:%M:%S}"
    OUT.print(Text.assemble((now, "dim"), (f" {event.event:27} ", "bold"), *_parts(event)), soft_wrap=True)


def _parts(event: Event) -> list[tuple[str, str]]:
    """Say in a few words what happened, and where; no secret is among them."""
    if isinstance(event, Unknown):
        return [(f"{len(event.raw)} bytes of a kind that this version does not know", "yellow")]
    detail, meeting = _detail(event) or "", event.meeting
    return [(f"{detail:21} ", "cyan"), (f"{meeting.title or ''}  ", ""), (meeting.id, "dim")]


def _detail(event: KnownEvent) -> str | None:
    match event:
        case ParticipantJoined() | ParticipantLeft():
            return event.participant.user_display_name or event.participant.custom_participant_id
        case RecordingStatusUpdate():
            return event.recording.status
        case LivestreamingStatusUpdate():
            return event.status
        case MeetingEnded():
            return event.reason
        case _:
            return None
