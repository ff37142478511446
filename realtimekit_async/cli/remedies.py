"""Errors as a person wants them: what went wrong, and what to do about it."""

import errno
import os
from collections.abc import Mapping
from typing import ClassVar, TypeVar

import click
from rich.text import Text

from realtimekit_async.errors import (
    ApiError,
    ConfigurationError,
    DecodeError,
    RealtimeKitError,
)
from realtimekit_async.files.errors import DestinationError
from realtimekit_async.wire.remedies import doubt_of, remedy_of, usual_of

from .extras import missing_extra
from .lines import say
from .patience import asks_for_more
from .settings import VARIABLES, CommandSettings
from .terminal import ERR
from .words import commands_in, on_the_command

E = TypeVar("E", bound=RealtimeKitError)

_HANGING = len("error ")
_WITHOUT_AN_ACCOUNT = "without an account, `realtimekit emulator` prints an environment to try with"
_TOKEN = "set CLOUDFLARE_API_TOKEN in the environment (never an option: options show in the process list)"  # noqa: S105 - a hint
_SETTINGS: Mapping[str, str] = {
    "account_id": "set CLOUDFLARE_ACCOUNT_ID in the environment, or give --account-id",
    "app_id": "set REALTIMEKIT_APP_ID in the environment, or give --app-id; "
    "`realtimekit apps list` shows your apps",
    "api_token": _TOKEN,
    "base_url": "look at REALTIMEKIT_BASE_URL and --base-url; without them the public API is used",
}


def names_a_setting(error: ValueError) -> bool:
    """Return whether what a call refuses is no argument of its own, but how the client was made."""
    argument = str(error).partition(" ")[0]
    return isinstance(error, ConfigurationError) and (_are_several(argument) or argument in _SETTINGS)


def _are_several(argument: str) -> bool:
    return argument.rstrip(",") in VARIABLES.values()


def _configuration(error: ConfigurationError) -> str:
    argument, _, trouble = str(error).partition(" ")
    if _are_several(argument):
        return f"set them in the environment, or give --account-id and --app-id; {_WITHOUT_AN_ACCOUNT}"
    hint = _SETTINGS.get(argument, "look at the options and the environment")
    return f"{hint}; {_WITHOUT_AN_ACCOUNT}" if trouble.startswith("is missing") else hint


def remedy(error: RealtimeKitError) -> str:
    """Say what to do about an error: what its note says, or what the command knows besides."""
    if isinstance(error, ConfigurationError):
        return _configuration(error)
    text = remedy_of(error) or _noted_doubt(error) or usual_of(error) or ""
    return text.replace("Retry(budget=…)", "max_wait=…") if asks_for_more(error, _wait_given()) else text


def _wait_given() -> float | None:
    context = click.get_current_context(silent=True)
    settings = context and context.find_object(CommandSettings)
    return settings.max_wait if settings else None


def _noted_doubt(error: RealtimeKitError) -> str | None:
    """Return what its note says of what may have happened; a call that may be repeated has none."""
    doubt = doubt_of(error)
    return doubt if doubt in getattr(error, "__notes__", ()) else None


def complain_of(text: str) -> None:
    """Print what went wrong to stderr."""
    say(ERR, Text.assemble(("error ", "bold red"), text), hanging=_HANGING)


def advise(text: str) -> None:
    """Print what to do about it to stderr."""
    say(ERR, Text.assemble(("hint  ", "bold cyan"), text), hanging=_HANGING)


class Told(click.ClickException):
    """An error of the command that brings its own remedy."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class ExtraMissing(Told):
    """What the command needs is not installed."""

    exit_code: ClassVar[int] = click.UsageError.exit_code


def without_an_extra(error: Exception) -> ExtraMissing | None:
    """Return the error of a missing extra with what installs it, if that is what an error of the library says."""
    told = missing_extra(str(error))
    return ExtraMissing(*told) if told else None


def cannot_listen(host: str, port: int, error: OSError) -> Told:
    """Return the error of a server that gets no place to listen at."""
    text = f"cannot listen on {host}:{port}: {os.strerror(error.errno) if error.errno else error}"
    is_taken = error.errno == errno.EADDRINUSE
    return Told(text, "`--port 0` takes a free one" if is_taken else "look at --host and --port")


def complain_of_misuse(error: click.ClickException) -> None:
    """Print what is wrong with a command line, as any other error."""
    complain_of(error.format_message().rstrip("."))
    if isinstance(error, Told):
        advise(error.hint)
    elif isinstance(error, click.UsageError) and error.ctx is not None:
        advise(f"`{error.ctx.command_path} --help` shows what it takes")


def complain(error: RealtimeKitError) -> None:
    """Print an error and its remedy to stderr."""
    if told := without_an_extra(error):
        complain_of_misuse(told)
        return
    text = str(error)
    if isinstance(error, ConfigurationError):
        text = text.partition(": pass ")[0]
    # What the API says stays as it is, and a file may be called `meetings.list`.
    complain_of(text if isinstance(error, ApiError | DecodeError | DestinationError) else commands_in(text))
    hint = remedy(error)
    for note in getattr(error, "__notes__", ()):
        if note != hint:
            say(ERR, Text.assemble(("note  ", "bold yellow"), on_the_command(note)), hanging=_HANGING)
    if hint:
        advise(on_the_command(hint))
