"""`realtimekit emulator`: RealtimeKit on this machine, for clients in any language."""

import asyncio
import shlex
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode, urlsplit

import click
from rich.text import Text

from realtimekit_async.emulator import Delivery, Emulator, Request
from realtimekit_async.emulator.operations.meetings import new_meeting
from realtimekit_async.emulator.operations.routes import API
from realtimekit_async.emulator.operations.webhooks import create_webhook
from realtimekit_async.emulator.schema.meetings import Event, MeetingWrite, WebhookWrite
from realtimekit_async.emulator.steering.table import PREFIX as STEERING
from realtimekit_async.emulator.webhooks.allowed_hosts import host_of
from realtimekit_async.emulator.world.shapes import Layout

from . import ports
from .counts import above_zero
from .groups import SteeringGroup
from .lines import say
from .moments import days
from .parameters import count_option
from .reading import reading
from .remedies import cannot_listen
from .run import FINE, TOLD_TO_END, run
from .settings import CommandSettings
from .streams import writing
from .terminal import ERR
from .webhook_keys import key_file_option, signer_of

_SECONDS_BETWEEN_LOOKS = 0.1
_FAILURES = 400
_MOST_KEPT = 10_000
_FIRST_MEETING = "First meeting"


def _quota(text: str) -> tuple[int, float]:
    requests, _, seconds = text.partition("/")
    try:
        return int(requests), float(seconds)
    except ValueError:
        raise ValueError(f"{text!r} is not a quota such as 1200/300") from None


@click.group(cls=SteeringGroup, short_help="Run RealtimeKit on this machine.", invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@count_option("--port", "0: any free port.", ports.EMULATOR, least=0, most=65535)
@count_option("--file-port", "Port of the files' host.", 0, least=0, most=65535, shows_default=False)
@count_option("--seed", "Begin with a history; the same seed gives the same ids.")
@count_option("--meetings", "How many meetings the history has.", least=0)
@count_option("--sessions", "How many sessions the history has.", least=0)
@count_option("--recordings", "How many recordings the history has.", least=0)
@click.option(
    "--days",
    metavar="DAYS",
    callback=reading(days),
    help="How long ago the history begins, in days or as 2w; six weeks unless given.",
)
@count_option("--recording-bytes-a-second", "How large recordings are; real ones take 83,000.", 833, least=0)
@count_option("--max-per-page", "Longest page.", 100, least=1)
@click.option(
    "--shapes", type=click.Choice(get_args(Layout)), default="documented", help="How answers are laid out."
)
@click.option(
    "--quota",
    metavar="REQUESTS/SECONDS",
    callback=reading(_quota),
    help="Block a token that sends more, as the API does.",
)
@click.option(
    "--speed",
    metavar="NUMBER",
    callback=reading(above_zero),
    default="1",
    show_default=True,
    help="How many seconds pass in one; 60 makes an hour a minute.",
)
@click.option(
    "--lively/--still",
    default=True,
    show_default=True,
    help="Whether recordings, livestreams and exports go on by themselves.",
)
@click.option(
    "--webhooks-to",
    metavar="URL",
    help="Tell this URL of all events, as a webhook that is there from the start.",
)
@click.option("--open", "opens_page", is_flag=True, help="Open the page in a browser.")
@key_file_option("--webhook-key-file")
@click.pass_context
def emulator(
    ctx: click.Context, /, key_file: Path, webhooks_to: str | None, *, opens_page: bool, **options: Any
) -> int | None:
    """Run RealtimeKit on this machine until Ctrl-C.

    Standard output gets the environment to export; standard error one line for each request, and one for each
    delivery of a webhook (extra `webhooks`). A receiver verifies these with the public key that is served at
    /.well-known/webhooks.json; `realtimekit webhooks listen` is one for the terminal.

    Its page, at / in a browser, shows what there is and what happens. There and by requests below /_emulator/,
    which /_emulator/openapi.json describes, people join, talk and leave, faults are armed and the clock is moved;
    the commands below do so from another terminal.
    """
    if ctx.invoked_subcommand is not None:
        return None
    settings = ctx.find_object(CommandSettings) or CommandSettings()
    try:
        hosts = [host_of(webhooks_to)] if webhooks_to else []
        server = Emulator(
            account_id=settings.account_id,
            app_id=settings.app_id,
            webhook_key_file=key_file,
            webhook_hosts=hosts,
            keep_requests=_MOST_KEPT,
            **options,
        )
        if webhooks_to:
            signer_of(key_file)  # what is in the way of signing shows up now
            create_webhook(server.app, WebhookWrite("All events", webhooks_to, list(get_args(Event))))
        if not server.app.meetings and options["meetings"] is None:
            new_meeting(server.app, MeetingWrite(title=_FIRST_MEETING))
        code = run(_serve(server, webhooks_to, opens_page=opens_page))
    except ValueError as error:
        raise click.UsageError(str(error), ctx) from None
    except OSError as error:
        raise cannot_listen(options["host"], options["port"], error) from None
    # Being told to end is how a server ends.
    return FINE if code in TOLD_TO_END else code


async def _serve(server: Emulator, webhooks_to: str | None, *, opens_page: bool) -> None:
    async with server:
        with writing():
            for name, value in server.environment.items():
                click.echo(f"export {name}={shlex.quote(value)}")
        requests: list[Request] = []
        deliveries: list[Delivery] = []
        server.answered.append(requests.append)
        server.deliveries.listeners.append(deliveries.append)
        for line in _greeting(server, webhooks_to):
            if line.startswith(" "):  # a command stays one line, so that it can be copied
                ERR.print(Text(line, style="dim"), soft_wrap=True)
            else:
                say(ERR, line, style="dim")
        if opens_page:
            await asyncio.to_thread(webbrowser.open, _origin(server))
        while True:
            _tell_requests(server, requests)
            _tell_deliveries(deliveries)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


def _origin(server: Emulator) -> str:
    return server.base_url.removesuffix(API)


def _greeting(server: Emulator, webhooks_to: str | None) -> Iterator[str]:
    """Say where to look, what to try, and what is not there."""
    meeting_id = next(reversed(server.app.meetings), "MEETING")
    yield f"serving until Ctrl-C; see what happens at {_origin(server)}/"
    yield "with this environment in another terminal, try:"
    yield "  realtimekit meetings list"
    yield (
        f"  realtimekit participants add {meeting_id} --name Ada"
        " --preset-name group_call_host --custom-participant-id ada"
    )
    yield f"  realtimekit emulator join {meeting_id} --who ada"
    yield f"""  curl {_origin(server)}{STEERING}/meetings/{meeting_id}/join --json '{{"name": "Grace"}}'"""
    yield f"  realtimekit meeting join {meeting_id} --preset-name group_call_host"
    yield f"meeting objects are opened at {server.meeting_url}"
    if webhooks_to:
        yield f"webhooks go to {webhooks_to}; their public key is at {server.webhook_key_url}"
    yield "there are no media but what meeting objects say and show, and recordings are samples"


def _tell_requests(server: Emulator, requests: list[Request]) -> None:
    """Print and forget what has been answered, or was dropped."""
    answered, requests[:] = requests[:], []
    for request in answered:
        style = "red" if (request.status or _FAILURES) >= _FAILURES else "green"
        line = Text.assemble(
            (str(request.status or "---"), style), f" {request.method:6} {_short_path(server, request)}"
        )
        say(ERR, line)


def _tell_deliveries(deliveries: list[Delivery]) -> None:
    """Print and forget the attempts that have come to their end."""
    done, deliveries[:] = deliveries[:], []
    for delivery in done:
        style = "green" if delivery.outcome == "accepted" else "red"
        again = f" (attempt {delivery.attempt})" if delivery.attempt > 1 else ""
        said = f": {delivery.error}" if delivery.error else ""
        line = Text.assemble(
            (str(delivery.status or "---"), style), f" → {delivery.event}{again} {delivery.url}{said}"
        )
        say(ERR, line)


def _short_path(server: Emulator, request: Request) -> str:
    """Leave out what every proper path begins with, so that the others stand out."""
    account = f"{urlsplit(server.base_url).path}/accounts/{server.world.account_id}/realtime/kit"
    path = request.path.removeprefix(account).removeprefix(f"/{server.app.id}")
    return f"{path}?{urlencode(request.query)}" if request.query else path
