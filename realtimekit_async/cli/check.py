"""`realtimekit check`: is the token valid, is the account right, does the app exist?"""

from urllib.parse import urlsplit

import click
from rich.text import Text

from realtimekit_async.errors import ApiError, ConfigurationError, DecodeError
from realtimekit_async.models.apps import App
from realtimekit_async.services.checking import SUBJECTS, Check, Subject, Verdict, blame
from realtimekit_async.transport.settings import PUBLIC_API, optional
from realtimekit_async.wire.remedies import OF_DIAGNOSES

from .remedies import advise, complain_of, remedy
from .run import FAILED, FINE, run
from .settings import Settings
from .terminal import OUT
from .words import on_the_command

_ARGUMENTS: dict[str, Subject] = {"api_token": "token", "account_id": "account"}
_APPS_SHOWN = 5
_PATH = "/client/v4"
_MARKS = {True: ("✓", "bold green"), False: ("✗", "bold red"), None: ("·", "dim")}


@click.command(short_help="Find out whether token, account and app are right.")
@click.pass_context
def check(ctx: click.Context) -> int:
    """Find out whether token, account and app are right."""
    return run(_check(ctx.find_object(Settings) or Settings()))


async def _check(settings: Settings) -> int:
    server = optional(settings.base_url, "REALTIMEKIT_BASE_URL") or PUBLIC_API
    OUT.print(Text(f"asking {server}", style="dim"), soft_wrap=True)
    try:
        result, advice = await _examine(settings)
    except (ApiError, DecodeError):
        if server.rstrip("/").endswith(_PATH):
            raise
        complain_of(f"{server} does not answer as the API")
        advise(_path_is_missing(server))
        return FAILED
    for subject in SUBJECTS:
        verdict: Verdict = getattr(result, subject)
        mark, style = _MARKS[verdict.is_right]
        OUT.print(Text.assemble((mark, style), f" {subject:8} {verdict.finding}"), soft_wrap=True)
        if verdict.is_right is False:
            OUT.print(Text.assemble(("  → ", "bold cyan"), on_the_command(advice)), soft_wrap=True)
    if not (result.is_right or server.rstrip("/").endswith(_PATH)):
        advise(_path_is_missing(server))
    return FINE if result.is_right else FAILED


def _path_is_missing(server: str) -> str:
    parts = urlsplit(server)
    whole = f"{parts.scheme}://{parts.netloc}{_PATH}"
    return f"look at REALTIMEKIT_BASE_URL (--base-url): the API's path ends with {_PATH}, as in {whole}"


async def _examine(settings: Settings) -> tuple[Check, str]:
    """Return what is known, and what to do about it."""
    try:
        async with settings.client() as rtk:
            result = await rtk.check()
    except ConfigurationError as error:
        argument = str(error).partition(" ")[0]
        if argument not in _ARGUMENTS:
            raise
        finding = str(error).partition(":")[0]
        return blame(_ARGUMENTS[argument], finding, "not set"), remedy(error)
    return result, _advice(result)


def _advice(result: Check) -> str:
    match result.problem:
        case "malformed token":
            return OF_DIAGNOSES["malformed token"]
        case "bad token":
            return OF_DIAGNOSES["wrong token"]
        case "no permission":
            return OF_DIAGNOSES["no permission"]
        case "unknown account":
            return "look at CLOUDFLARE_ACCOUNT_ID (--account-id)"
        case _:
            return _apps(result.apps)


def _apps(apps: tuple[App, ...]) -> str:
    if not apps:
        return "this account has no app yet: `realtimekit apps create --name …` makes one"
    shown = ", ".join(f"{app.id} ({app.name})" for app in apps[:_APPS_SHOWN])
    more = f" and {len(apps) - _APPS_SHOWN} more" if len(apps) > _APPS_SHOWN else ""
    return f"set REALTIMEKIT_APP_ID (--app-id) to one of {shown}{more}"
