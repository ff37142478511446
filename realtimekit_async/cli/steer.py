"""`realtimekit emulator fault`, `join` and `advance`: a running emulator, steered from another terminal."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
import click
import msgspec

from realtimekit_async.checks import is_loopback, url_parts
from realtimekit_async.transport.settings import optional
from realtimekit_async.wire.documents import decode_json

from . import ports
from .counts import whole
from .moments import finite_seconds, span
from .output import printer
from .parameters import count_option
from .reading import reading
from .remedies import Told
from .run import run
from .settings import CommandSettings
from .streams import require_stdout

_STEERING = "/_emulator"
_WHERE_TO_LOOK = f": {_STEERING}/state "
"""Where the emulator sends programs that ask for what there is not."""
_WHAT_THERE_IS = "`realtimekit meetings list`, `participants list MEETING` and `presets list` show what there is"
_WHAT_IT_TAKES = "`--help` after the command shows what it takes"
_WHERE_ONE_IS = "`realtimekit emulator` runs one, --port says where it listens"
_SECONDS = aiohttp.ClientTimeout(total=30)
_REFUSED = 400


@click.command(short_help="Let the next requests go wrong.")
@click.option("--status", metavar="STATUS", callback=reading(whole()), help="Answer this status, without acting.")
@click.option(
    "--retry-after",
    metavar="SECONDS",
    callback=reading(finite_seconds),
    help="The Retry-After of that answer.",
)
@click.option("--act", is_flag=True, default=None, help="Carry the request out before answering the status.")
@click.option(
    "--drop", type=click.Choice(["before", "after"]), help="Close the connection, before or after acting."
)
@click.option("--reset", is_flag=True, default=None, help="Drop with a TCP reset.")
@click.option("--delay", metavar="SECONDS", callback=reading(finite_seconds), help="Wait before anything else.")
@click.option("--truncate", is_flag=True, default=None, help="Cut the answer in the middle.")
@click.option("--garbage", is_flag=True, default=None, help="Answer HTML.")
@count_option("--times", "How many requests are hit. [1]", least=1)
@click.option("--method", metavar="METHOD", help="Only requests with this HTTP method.")
@click.option("--path", metavar="PATH", help="Only this path, such as /meetings/*/participants.")
@click.option("--clear", is_flag=True, help="Forget all faults that are armed.")
@click.pass_context
def fault(ctx: click.Context, /, *, clear: bool, **trouble: Any) -> int:
    """Let the next requests of a running emulator go wrong, and show what is armed.

    \b
      realtimekit emulator fault --status 429 --retry-after 2 --times 3
      realtimekit emulator fault --drop after --path /meetings --method POST
      realtimekit emulator fault --clear
    """  # noqa: D301 - click keeps the lines below its mark as they are
    given = {name: value for name, value in trouble.items() if value is not None}
    if clear and given:
        raise click.UsageError("--clear stands alone.", ctx)
    if clear:
        return _steer(ctx, "DELETE", "/faults", shows="/faults")
    return _steer(ctx, "POST", "/faults", given, shows="/faults")


@click.command(short_help="Let somebody join a meeting.")
@click.argument("meeting_id", metavar="MEETING")
@click.option("--name", metavar="NAME", help="What the others read.")
@click.option("--preset-name", metavar="PRESET", help="What the participant sees and may do.")
@click.option("--custom-participant-id", metavar="ID", help="Your own id of the participant.")
@click.option("--who", metavar="ID", help="Somebody who was added already, by any id.")
@click.pass_context
def join(ctx: click.Context, /, meeting_id: str, **who: str | None) -> int:
    """Let somebody join MEETING of a running emulator: somebody new, or who was added already."""
    given = {name: value for name, value in who.items() if value is not None}
    if ("who" in given) == ("name" in given) or ("who" in given and len(given) > 1):
        raise click.UsageError("Give the --name of somebody new, or say with --who alone who was added.", ctx)
    return _steer(ctx, "POST", f"/meetings/{quote(meeting_id, safe='')}/join", given)


@click.command(short_help="Move the clock forward.")
@click.argument("by", metavar="TIME", callback=reading(span))
@click.pass_context
def advance(ctx: click.Context, by: timedelta) -> int:
    """Move the clock of a running emulator forward by TIME, such as 90s, 5m, 1h or 7d."""
    return _steer(ctx, "POST", "/clock", {"advance": by.total_seconds()})


def _steer(
    ctx: click.Context,
    method: str,
    path: str,
    body: Mapping[str, object] | None = None,
    *,
    shows: str | None = None,
) -> int:
    require_stdout()
    return run(_carry_out(_steering_of(ctx), method, path, body, shows, ctx.info_name or ""))


async def _carry_out(
    steering: str, method: str, path: str, body: Mapping[str, object] | None, shows: str | None, name: str
) -> None:
    """Send a request to the emulator and print its answer, or that of another path."""
    async with aiohttp.ClientSession(timeout=_SECONDS) as http:
        answer = await _answer(http, steering, method, path, body)
        if shows is not None:
            answer = await _answer(http, steering, "GET", shows, None)
    printer(None, (), show_secrets=False).result(answer, name)


async def _answer(
    http: aiohttp.ClientSession, steering: str, method: str, path: str, body: Mapping[str, object] | None
) -> object:
    try:
        async with http.request(method, steering + path, json=body) as response:
            data, status = await response.read(), response.status
    except (aiohttp.ClientError, TimeoutError):
        raise Told(f"no emulator answers at {steering}", _WHERE_ONE_IS) from None
    if status < _REFUSED:
        with suppress(msgspec.DecodeError, RecursionError):
            return decode_json(data, object)[0]
    reason = _reason(data)
    if reason is None:
        raise Told(f"{steering} answers {status}: it is no emulator's", _WHERE_ONE_IS)
    message, _, is_unknown = reason.partition(_WHERE_TO_LOOK)
    raise Told(message, _WHAT_THERE_IS if is_unknown else _WHAT_IT_TAKES)


def _reason(data: bytes) -> str | None:
    try:
        return decode_json(data, _Refusal)[0].error.message
    except (msgspec.DecodeError, RecursionError):
        return None


class _Reason(msgspec.Struct):
    message: str


class _Refusal(msgspec.Struct):
    error: _Reason


def _steering_of(ctx: click.Context) -> str:
    """Return where the emulator is steered: at the port that was given, or where the API is that is used."""
    group = ctx.parent
    base_url = optional((ctx.find_object(CommandSettings) or CommandSettings()).base_url, "REALTIMEKIT_BASE_URL")
    parts = url_parts(base_url)
    if parts is None or not is_loopback(parts.hostname or "") or (group is not None and _is_given(group)):
        host, port = (group.params["host"], group.params["port"]) if group else ("127.0.0.1", ports.EMULATOR)
        return f"{ports.origin(host, port)}{_STEERING}"
    return f"{parts.scheme}://{parts.netloc}{_STEERING}"


def _is_given(group: click.Context) -> bool:
    sources = (group.get_parameter_source(name) for name in ("host", "port"))
    return any(source is click.core.ParameterSource.COMMANDLINE for source in sources)
