"""`realtimekit meeting`: take part in a meeting from the terminal, and see whether this machine can."""

from importlib import import_module

import click

from .groups import Group, taking_global_options

_COMMANDS = {
    "join": ("meeting_join", "Take part in a meeting: see who is there, chat, vote, let people in."),
    "check": ("meeting_sdk", "Find out whether this machine can take part in meetings."),
    "install-sdk": ("meeting_sdk", "Fetch Cloudflare's SDK, which a browser takes part with."),
}


class _Commands(Group):
    """Imports a command when it is called or asked for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands."""
        return list(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; what the API does with meetings is called `meetings`."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(
                f"{error.message} The calls of the API are `realtimekit meetings …`.", ctx
            ) from None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f".{_COMMANDS[cmd_name][0]}", __package__)
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return taking_global_options(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Show the commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Commands, short_help="Take part in a meeting from the terminal.")
def meeting() -> None:
    """Take part in a meeting from the terminal, and see whether this machine can.

    Experimental: it drives Cloudflare's own SDK in a browser without a window, and has been tested against that
    SDK without a network and against the emulator, not yet in a live meeting.
    """
