"""`realtimekit check`: is the token valid, is the account right, does the app exist?"""

from urllib.parse import urlsplit

import click
from rich.text import Text

from realtimekit_async.errors import ApiError, ConfigurationError, DecodeError
from realtimekit_async.models.apps import App
from realtimekit_async.services.checking import SUBJECTS, Check, Subject, Verdict, blame
from realtimekit_async.transport.settings import PUBLIC_API, optional
from realtimekit_async.wire.remedies import OF_DIAGNOSES

from .lines import say
from .remedies import advise, complain_of, remedy
from .run import FAILED, FINE, run
from .settings import VARIABLES, CommandSettings
from .terminal import OUT
from .words import on_the_command

_ARGUMENTS: dict[str, Subject] = {"api_token": "token", "account_id": "account", "app_id": "app"}
_APPS_SHOWN = 5
_PATH = "/client/v4"
_MARKS = {True: ("✓", "bold green"), False: ("✗", "bold red"), None: ("·", "dim")}


@click.command(short_help="Find out whether token, account and app are right.")
@click.pass_context
def check(ctx: click.Context) -> int:
    """Find out whether token, account and app are right."""
    return run(_check(ctx.find_object(CommandSettings) or CommandSettings()))


async def _check(settings: CommandSettings) -> int:
    server = optional(settings.base_url, "REALTIMEKIT_BASE_URL") or PUBLIC_API
    say(OUT, f"asking {server}", style="dim")
    try:
        result, advice = await _examine(settings)
    except (ApiError, DecodeError):
        if server.rstrip("/").endswith(_PATH):
            raise
        complain_of(f"{server} does not answer as the API")
        advise(_path_is_missing(server))
        return FAILED
    wrong = [subject for subject in SUBJECTS if getattr(result, subject).is_right is False]
    for subject in SUBJECTS:
        verdict: Verdict = getattr(result, subject)
        mark, style = _MARKS[verdict.is_right]
        say(OUT, Text.assemble((mark, style), f" {subject:8} {verdict.finding}"), hanging=11)
        if verdict.is_right is False and subject == wrong[-1]:
            say(OUT, Text.assemble(("  → ", "bold cyan"), on_the_command(advice)), hanging=4)
    if not (result.is_right or server.rstrip("/").endswith(_PATH)):
        advise(_path_is_missing(server))
    return FINE if result.is_right else FAILED


def _path_is_missing(server: str) -> str:
    parts = urlsplit(server)
    whole = f"{parts.scheme}://{parts.netloc}{_PATH}"
    return f"look at REALTIMEKIT_BASE_URL (--base-url): the API's path ends with {_PATH}, as in {whole}"


async def _examine(settings: CommandSettings) -> tuple[Check, str]:
    """Return what is known, and what to do about it."""
    try:
        async with settings.client() as rtk:
            result = await rtk.check()
    except ConfigurationError as error:
        if len(lacking := settings.lacking()) > 1:
            return _without(lacking), remedy(error)
        argument = str(error).partition(" ")[0]
        if argument not in _ARGUMENTS:
            raise
        finding = str(error).partition(":")[0]
        return blame(_ARGUMENTS[argument], finding, "not set"), remedy(error)
    return result, _advice(result)


def _without(lacking: list[str]) -> Check:
    """Return what is known where several settings are missing: all of them, and nothing of the rest."""
    hidden = Verdict(is_right=None, finding="not known before the others are set")
    verdicts: dict[Subject, Verdict] = dict.fromkeys(SUBJECTS, hidden)
    for name in lacking:
        verdicts[_ARGUMENTS[name]] = Verdict(is_right=False, finding=f"{VARIABLES[name]} is not set")
    return Check(verdicts["token"], verdicts["account"], verdicts["app"], "not set")


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
