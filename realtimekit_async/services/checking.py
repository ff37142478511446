"""Is the token valid, is the account right, does the app exist? One list of apps tells the three apart."""

from typing import Literal

from msgspec import Struct

from realtimekit_async.errors import ApiError, diagnose
from realtimekit_async.models.apps import App
from realtimekit_async.models.portable import Portable

from .apps import Apps

Subject = Literal["token", "account", "app"]
Problem = Literal["malformed token", "bad token", "no permission", "unknown account", "unknown app", "not set"]

SUBJECTS: tuple[Subject, ...] = ("token", "account", "app")


class Verdict(Portable, Struct, frozen=True):
    """What is known of the token, the account or the app.

    Example:
        >>> (await rtk.check()).app.is_right
        True
    """

    is_right: bool | None
    """None where it is not known, as another failure hides it."""
    finding: str
    """What was found, in words for people."""


class Check(Portable, Struct, frozen=True):
    """What is known of token, account and app.

    Example:
        >>> check = await rtk.check()
        >>> check.is_right, check.problem
        (True, None)
    """

    token: Verdict
    """Whether the API knows it, and whether it may list apps."""
    account: Verdict
    """Whether it exists and is the one that the token was made for."""
    app: Verdict
    """Whether it is among those of the account."""
    problem: Problem | None = None
    """What is wrong; None if nothing is."""
    apps: tuple[App, ...] = ()
    """Those of the account; empty where it could not be asked for them."""

    @property
    def is_right(self) -> bool:
        """Whether calls below the app can work."""
        return self.problem is None


async def check(apps: Apps, app_id: str | None) -> Check:
    """Find out which of token, account and app is wrong; raises what speaks of none of them."""
    try:
        # Listing apps needs the token and the account and no app, and its errors tell which of them is wrong.
        found = await apps.list().collect()
    except ApiError as error:
        blamed = _blamed(error)
        if blamed is None:
            raise
        return blamed
    return _examined(found, app_id)


def blame(wrong: Subject, finding: str, problem: Problem) -> Check:
    """Return what is known when one of the three is wrong, which hides the others."""
    hidden = Verdict(is_right=None, finding=f"not known before the {wrong} is right")
    verdicts = dict.fromkeys(SUBJECTS, hidden) | {wrong: Verdict(is_right=False, finding=finding)}
    return Check(verdicts["token"], verdicts["account"], verdicts["app"], problem)


def _blamed(error: ApiError) -> Check | None:
    """Say which of the three an error speaks of, if any."""
    match diagnose(error):
        case "malformed token":
            return blame("token", f"malformed: {error}", "malformed token")
        case "wrong token":
            return blame("token", f"refused: {error}", "bad token")
        case "no permission":
            return blame("token", f"not allowed: {error}", "no permission")
        case "wrong account or app":
            return blame("account", "does not exist", "unknown account")
        case _:
            return None


def _examined(apps: list[App], app_id: str | None) -> Check:
    found = next((app for app in apps if app.id == app_id), None)
    problem: Problem | None = None
    if found is not None:
        app = Verdict(is_right=True, finding=f"exists: {found.name or found.id}")
    elif app_id:
        app, problem = Verdict(is_right=False, finding=f"{app_id} is not an app of this account"), "unknown app"
    else:
        app, problem = Verdict(is_right=False, finding="is not set"), "not set"
    return Check(
        Verdict(is_right=True, finding="valid"), Verdict(is_right=True, finding="right"), app, problem, tuple(apps)
    )
