"""`realtimekit check`: is the token valid, is the account right, does the app exist?"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import click
from rich.text import Text

from realtimekit_async.errors import ApiError, ConfigurationError, Forbidden, Unauthorized
from realtimekit_async.models.apps import App
from realtimekit_async.settings import PUBLIC_API, optional

from .remedies import NO_PERMISSION, NO_ROUTE, WRONG_TOKEN, remedy
from .run import FAILED, FINE, run
from .settings import Settings
from .terminal import OUT

Subject = Literal["token", "account", "app"]

_SUBJECTS: tuple[Subject, ...] = ("token", "account", "app")
_ARGUMENTS: dict[str, Subject] = {"api_token": "token", "account_id": "account"}
# The gateway's codes for a token it cannot read or does not know, whatever status comes with them.
_TOKEN_CODES = frozenset({1000, 6003, 9109})
_APPS_SHOWN = 5
_MARKS = {True: ("✓", "bold green"), False: ("✗", "bold red"), None: ("·", "dim")}


class Verdict(NamedTuple):
    """What is known of one of the three; `is_right` is None where another failure hides it."""

    subject: Subject
    finding: str
    is_right: bool | None = True
    remedy: str = ""


@click.command(short_help="Find out whether token, account and app are right.")
@click.pass_context
def check(ctx: click.Context) -> int:
    """Find out whether token, account and app are right."""
    return run(_check(ctx.find_object(Settings) or Settings()))


async def _check(settings: Settings) -> int:
    server = optional(settings.base_url, "REALTIMEKIT_BASE_URL") or PUBLIC_API
    OUT.print(Text(f"asking {server}", style="dim"), soft_wrap=True)
    verdicts = await _examine(settings)
    for verdict in verdicts:
        mark, style = _MARKS[verdict.is_right]
        OUT.print(Text.assemble((mark, style), f" {verdict.subject:8} {verdict.finding}"), soft_wrap=True)
        if verdict.remedy:
            OUT.print(Text.assemble(("  → ", "bold cyan"), verdict.remedy), soft_wrap=True)
    return FINE if all(verdict.is_right for verdict in verdicts) else FAILED


async def _examine(settings: Settings) -> list[Verdict]:
    # Listing apps needs the token and the account and no app, and its errors tell which of them is wrong.
    try:
        async with settings.client() as rtk:
            apps = await rtk.apps.list().collect()
    except ConfigurationError as error:
        argument = str(error).partition(" ")[0]
        if argument not in _ARGUMENTS:
            raise
        return list(_only(_ARGUMENTS[argument], str(error).partition(":")[0], remedy(error)))
    except ApiError as error:
        verdict = _blamed(error)
        if verdict is None:
            raise
        return list(_only(*verdict))
    wanted = optional(settings.app_id, "REALTIMEKIT_APP_ID")
    return [Verdict("token", "valid"), Verdict("account", "right"), _app(wanted, apps)]


def _blamed(error: ApiError) -> tuple[Subject, str, str] | None:
    """Say which of the three an error speaks of, if any."""
    if isinstance(error, Unauthorized) or error.code in _TOKEN_CODES:
        return "token", f"refused: {error}", WRONG_TOKEN
    if isinstance(error, Forbidden):
        return "token", f"not allowed: {error}", NO_PERMISSION
    if error.code == NO_ROUTE:
        return "account", "does not exist", "look at CLOUDFLARE_ACCOUNT_ID (--account-id)"
    return None


def _only(wrong: Subject, finding: str, advice: str) -> Iterator[Verdict]:
    """Give one bad verdict and none on the others."""
    for subject in _SUBJECTS:
        if subject == wrong:
            yield Verdict(subject, finding, is_right=False, remedy=advice)
        else:
            yield Verdict(subject, f"not known before the {wrong} is right", is_right=None)


def _app(wanted: str | None, apps: list[App]) -> Verdict:
    found = next((app for app in apps if app.id == wanted), None)
    if found is not None:
        return Verdict("app", f"exists: {found.name or found.id}")
    shown = ", ".join(f"{app.id} ({app.name})" for app in apps[:_APPS_SHOWN])
    more = f" and {len(apps) - _APPS_SHOWN} more" if len(apps) > _APPS_SHOWN else ""
    finding = f"{wanted} is not an app of this account" if wanted else "is not set"
    advice = (
        f"set REALTIMEKIT_APP_ID (--app-id) to one of {shown}{more}"
        if apps
        else ("this account has no app yet: `realtimekit apps create --name …` makes one")
    )
    return Verdict("app", finding, is_right=False, remedy=advice)
