"""`realtimekit archive`: what RealtimeKit keeps for a week, in a store of one's own."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import click
import msgspec
from rich.filesize import decimal
from rich.text import Text

from realtimekit_async.archive import (
    ALL,
    DaskClient,
    Event,
    Planned,
    Report,
    archive as run_archive,
    open_store,
    scheduling,
)
from realtimekit_async.files.formats import ALL_FORMATS
from realtimekit_async.quota.pacing import ACCOUNT_QUOTA
from realtimekit_async.wire.remedies import OF_DIAGNOSES

from .archive_display import Display, display_on, planned_line
from .archive_missing import MissingFiles
from .lines import say
from .moments import moment
from .parameters import count_option
from .reading import reading
from .remedies import Told, complain_of
from .run import FAILED, FINE, run
from .settings import CommandSettings
from .streams import OutputLost, give_up_stdout, showing, write_json
from .terminal import ERR, OUT
from .words import on_the_command

PARTIAL = 3
_CODES = {"complete": FINE, "partial": PARTIAL, "failed": FAILED}


def some_of(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Make what reads a list of some of these."""

    def read(text: str) -> tuple[str, ...]:
        named = {each.strip().lower() for each in text.split(",")}
        if unknown := named - set(known):
            raise ValueError(f"{min(unknown)!r} is none of {', '.join(known)}")
        return tuple(each for each in known if each in named)

    return read


@click.command(short_help="Fetch recordings, chats, transcripts and summaries into a store of your own.")
@click.argument("destination", metavar="DEST")
@click.option("--since", metavar="TIME", callback=reading(moment), help="What began then or later. [7d]")
@click.option("--until", metavar="TIME", callback=reading(moment), help="What began until then. [now]")
@click.option("--meeting", "meeting_id", metavar="ID", help="Only what belongs to this meeting.")
@click.option("--what", metavar="KINDS", callback=reading(some_of(ALL)), help=f"Only these. [{', '.join(ALL)}]")
@click.option(
    "--format",
    "formats",
    metavar="FORMATS",
    callback=reading(some_of(ALL_FORMATS)),
    help=f"Write transcripts as these, some of {', '.join(ALL_FORMATS)}, and chats as csv and jsonl; as they come "
    "otherwise.",
)
@count_option("--concurrency", "Transfers in flight.", 4, least=1)
@count_option("--calls", "API calls in flight.", 8, least=1)
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and fetch nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Have the workers of this Dask scheduler do it; they find token and "
    "REALTIMEKIT_SHARED_QUOTA in their own environments. Extra `dask`.",
)
@click.option(
    "--shared-quota",
    metavar="REDIS-URL",
    envvar="REALTIMEKIT_SHARED_QUOTA",
    help="Share the token's quota with all who name this Redis. Extra `redis`. [REALTIMEKIT_SHARED_QUOTA]",
)
@click.pass_context
def archive(
    ctx: click.Context,
    /,
    destination: str,
    *,
    as_json: bool,
    dask: str | None,
    shared_quota: str | None,
    **options: Any,
) -> int:
    """Fetch recordings, chats, transcripts and summaries into DEST, before RealtimeKit deletes them.

    DEST is a folder or the URL of an object store: s3://bucket/prefix, gs://…, az://… (extra `archive`). What is
    there already is not fetched again, so run it every night. TIME is a date or a time as in ISO 8601, or a span
    back from now: 36h, 7d.

    The summary goes to standard output. Exit codes: 0 complete, 3 some failed (the next run tries again),
    1 failed, 2 misuse.
    """
    if dask and not shared_quota:
        raise click.UsageError("--dask needs --shared-quota: the workers use one token", ctx)
    settings = ctx.find_object(CommandSettings) or CommandSettings()
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return run(_archive(settings, destination, given, as_json=as_json, dask=dask, shared_quota=shared_quota))
    except (TypeError, ValueError) as error:
        raise click.UsageError(str(error), ctx) from None


async def _archive(
    settings: CommandSettings,
    destination: str,
    options: Mapping[str, Any],
    *,
    as_json: bool,
    dask: str | None,
    shared_quota: str | None,
) -> int:
    store = open_store(destination)
    quota = ACCOUNT_QUOTA if shared_quota is None else scheduling.shared_quota(shared_quota)
    async with (
        settings.client(retry=scheduling.PATIENCE, quota=quota) as rtk,
        _cluster(dask) as scheduler,
    ):
        display = display_on(ERR, chatty=settings.verbose, bars=not options["dry_run"], clock=settings.clock)
        ear = _Preview(display) if options["dry_run"] and not as_json else display.heard
        try:
            with display.shown():
                report = await run_archive(rtk, store, **options, scheduler=scheduler, on_progress=ear)
        except asyncio.CancelledError:
            _tell(display.cut_short(), "interrupted", display.missing, as_json=as_json)
            if not as_json:
                say(ERR, "the next run goes on from here", style="dim")
            raise
    told = _tell(report, report.state, display.missing, as_json=as_json)
    return PARTIAL if report.state == "complete" and not told else _CODES[report.state]


@asynccontextmanager
async def _cluster(address: str | None) -> AsyncGenerator[DaskClient | None, None]:
    """Connect to a Dask cluster, if that is wanted."""
    if address is None:
        yield None
        return
    distributed = import_module("distributed")
    for name in ("distributed", "distributed.client"):
        # What goes wrong stands in the report; Dask would print its own traceback of it.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client: Any = await distributed.Client(address, asynchronous=True)
    except (OSError, ValueError) as error:
        hint = "--dask takes the address that the scheduler prints as it starts, such as tcp://host:8786"
        raise Told(f"no Dask scheduler at {address}: {error}", hint) from None
    async with client:
        yield client


class _Preview:
    """Prints what a dry run plans."""

    def __init__(self, display: Display) -> None:
        self._display = display

    def __call__(self, event: Event) -> None:
        self._display.heard(event)
        if isinstance(event, Planned):
            say(OUT, planned_line(event.unit))


def _tell(report: Report, state: str, missing: MissingFiles, *, as_json: bool) -> bool:
    """Print the summary and return whether it could be; where not, standard error has it."""
    summary = _summary(report, state)
    try:
        with showing(summary.plain):
            if as_json:
                files = {"pending_files": missing.pending, "absent_files": missing.absent}
                write_json({"state": state, **msgspec.structs.asdict(report), **files})
            else:
                for line in missing.lines():
                    say(OUT, line, hanging=8)
                say(OUT, summary)
    except OutputLost as error:
        give_up_stdout()
        complain_of(str(error))
        return False
    if not as_json and report.stopped is not None:
        diagnosis, message = report.stopped.diagnosis, report.stopped.message
        hint = message if diagnosis is None else on_the_command(OF_DIAGNOSES[diagnosis])
        line = Text.assemble(("stopped ", "bold red"), f"every further session would have failed, too: {hint}")
        say(ERR, line, hanging=8)
    return True


def _summary(report: Report, state: str) -> Text:
    """Say it all in a line: what became of the sessions, and what of the files."""
    sessions = _with_parts(
        _count(report.sessions, "session"), {"settled before": report.already, "live": report.live}
    )
    pending = report.pending - report.live
    if report.dry_run:
        would = f"would fetch from {report.units:,} of {sessions}"
        size = f", recordings of {decimal(report.bytes)} among it" if report.bytes else ""
        return Text(f"{would}{size}; {_count(pending, 'file')} pending")
    style = {"complete": "bold green", "partial": "bold yellow"}.get(state, "bold red")
    known = "already known" if report.known == report.absent else f"{report.known:,} of them already known"
    counts = {
        "found in the store": report.kept,
        f"absent ({known})" if report.known else "absent": report.absent,
        "pending": pending,
        "failed": len(report.failures),
    }
    stored = f"{_count(report.objects, 'file')} stored ({decimal(report.bytes)})"
    rest = "".join(f", {count:,} {name}" for name, count in counts.items() if count)
    return Text.assemble((state, style), f": {sessions}; {stored}{rest}; {report.seconds:.1f} s")


def _with_parts(whole: str, parts: Mapping[str, int]) -> str:
    """Say of how many something is to be said in particular."""
    said = ", ".join(f"{count:,} {name}" for name, count in parts.items() if count)
    return f"{whole} ({said})" if said else whole


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
