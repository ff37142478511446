"""The command `realtimekit`: its global options, its own commands, and one group for each service."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from realtimekit_async import __version__

from . import streams
from .docs import service_docs
from .groups import Group, global_options, taking_global_options

_OWN_COMMANDS = {
    "demo": "See what the library does, against an emulator on this machine.",
    "archive": "Fetch recordings, chats, transcripts and summaries into a store of your own.",
    "agent": "Be in a meeting and see who is there and what is said.",
    "meeting": "Take part in a meeting from the terminal, and see whether this machine can.",
    "check": "Find out whether token, account and app are right.",
    "emulator": "Run RealtimeKit on this machine.",
    "completion": "Print what lets a shell complete the command.",
}


class Root(Group):
    """Imports a command when it is called or asked for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the own commands, then the services."""
        return [*_OWN_COMMANDS, *(name.replace("_", "-") for name in service_docs())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command, or derive a service's group."""
        if cmd_name in _OWN_COMMANDS:
            own: click.Command = getattr(import_module(f".{cmd_name}", __package__), cmd_name)
            return taking_global_options(own)
        service = cmd_name.replace("-", "_")
        if service not in service_docs():
            return None
        group: click.Group = import_module(".commands", __package__).ServiceGroup(service, service_docs()[service])
        return group

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Show own commands and services apart, without importing any of them."""
        services = [(name.replace("_", "-"), text) for name, text in service_docs().items()]
        for title, rows in (("Commands", list(_OWN_COMMANDS.items())), ("Services", services)):
            with formatter.section(title):
                formatter.write_dl([(name, text.partition("\n")[0]) for name, text in rows])


@click.group(
    cls=Root,
    params=global_options(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="realtimekit")
@click.pass_context
def root(ctx: click.Context, /, **options: Any) -> None:
    """Cloudflare RealtimeKit from the shell.

    The API token comes from CLOUDFLARE_API_TOKEN alone. Results go to standard output: tables on a terminal,
    JSON lines in a pipe. Exit codes: 0 fine, 1 failed, 2 misuse, 3 some of it failed (archive); 130 and 143 after
    Ctrl-C and SIGTERM.

    The options below may also stand behind a command, where it has none of the same name.

    New here? `realtimekit demo` needs no account.
    """
    terminal, settings = (import_module(name, __package__) for name in (".terminal", ".settings"))
    ctx.obj = settings.CommandSettings(**options)
    # The demo tells of its failures itself.
    usual = "ERROR" if ctx.invoked_subcommand == "demo" else "WARNING"
    ctx.with_resource(terminal.logged("DEBUG" if options["verbose"] else usual))


def start(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    streams.prepare()
    try:
        return root.main(arguments, prog_name="realtimekit", standalone_mode=False) or 0
    except click.ClickException as error:
        _complain(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        streams.give_up_stdout()
        return 0
    except OSError as error:  # of help, of a version: what is no result of a call
        streams.give_up_stdout()
        click.echo(f"error {error.strerror or error}", err=True)
        return 1


def _complain(error: click.ClickException) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":  # help, which click 8.2 raises; before, it shows it itself
        click.echo(error.format_message(), err=True)
        return
    import_module(".remedies", __package__).complain_of_misuse(error)
