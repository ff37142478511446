"""What all groups of commands share: the nearest name for an unknown one, and global options in any place."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

import click

from .moments import seconds
from .reading import reading


def global_options(*, anywhere: bool = False) -> list[click.Option]:
    """Make the options that every command has; `anywhere` makes those that stand behind its name."""
    made = [
        click.Option(["--account-id"], metavar="ID", help="The Cloudflare account. [CLOUDFLARE_ACCOUNT_ID]"),
        click.Option(["--app-id"], metavar="ID", help="The RealtimeKit app. [REALTIMEKIT_APP_ID]"),
        click.Option(["--base-url"], metavar="URL", help="Everything before /accounts. [REALTIMEKIT_BASE_URL]"),
        click.Option(
            ["--timeout"],
            metavar="SECONDS",
            callback=reading(seconds),
            default="30s",
            show_default=True,
            help="How long one attempt may take, in seconds or as 5m.",
        ),
        click.Option(
            ["--wait", "--max-wait", "max_wait"],
            metavar="SECONDS",
            callback=reading(seconds),
            help="How long to wait for quota at most, or because an answer says so, in seconds or as 5m; "
            "as long as it takes otherwise.",
        ),
        click.Option(
            ["--budget"],
            metavar="SECONDS",
            callback=reading(seconds),
            help="How long to try again what has failed, in seconds or as 5m. [60; 15m for archive]",
        ),
        click.Option(["-v", "--verbose"], is_flag=True, help="Show every request on standard error."),
    ]
    for option in made if anywhere else ():
        option.hidden, option.expose_value, option.callback = True, False, _settling(option.callback)
    return made


def _settling(read: Callable[[click.Context, click.Parameter, Any], Any] | None) -> Callable[..., None]:
    """Make a callback by which an option behind the command's name says what it would have said before it."""

    def settle(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if ctx.get_parameter_source(param.name or "") is not click.core.ParameterSource.COMMANDLINE:
            return
        from dataclasses import replace  # noqa: PLC0415 - help, which asks for no settings, is shown sooner

        from .settings import CommandSettings  # noqa: PLC0415 - as above

        value = read(ctx, param, value) if read else value
        ctx.obj = replace(ctx.find_object(CommandSettings) or CommandSettings(), **{param.name: value})
        if param.name == "verbose":
            import_module("realtimekit_async.log").logger.setLevel("DEBUG")

    return settle


def taking_global_options(command: click.Command) -> click.Command:
    """Let a command take the global options as well, but for names that it has itself."""
    command.context_class = Context
    taken = {flag for param in command.params for flag in (*param.opts, *param.secondary_opts)}
    command.params += [option for option in global_options(anywhere=True) if not taken & set(option.opts)]
    return command


_WHOLE = "\ue000"
"""Stands for a hyphen at which no line is folded; of the characters that nobody uses."""


class _Formatter(click.HelpFormatter):
    """Writes help whose lines are folded between words alone: a flag or a path with hyphens is whole."""

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", _WHOLE))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        whole = [(term, text.replace("-", _WHOLE)) for term, text in rows]
        super().write_dl(whole, col_max=min(col_max, self.width * 2 // 5), col_spacing=col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(_WHOLE, "-")


class Context(click.Context):
    """The context of all commands."""

    formatter_class: type[click.HelpFormatter] = _Formatter


class Group(click.Group):
    """A group that knows which command somebody may have meant."""

    context_class: type[click.Context] = Context

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or raise UsageError with the nearest one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from None


class LazyGroup(Group):
    """A group whose commands are in a module of its own, which is imported when one of them is called."""

    commands_in: str = ""
    summaries: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Import a command."""
        if cmd_name not in self.summaries:
            return None
        command: click.Command = getattr(import_module(self.commands_in, __package__), cmd_name)
        return taking_global_options(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Show the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))


class SteeringGroup(LazyGroup):
    """`realtimekit emulator`, and what steers one that runs."""

    commands_in = ".steer"
    summaries: Mapping[str, str] = {
        "fault": "Let the next requests go wrong.",
        "join": "Let somebody join a meeting.",
        "advance": "Move the clock forward.",
    }
