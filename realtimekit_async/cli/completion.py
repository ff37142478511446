"""`realtimekit completion`: what lets a shell complete the command."""

import click
from click.shell_completion import get_completion_class

_PROGRAM, _VARIABLE = "realtimekit", "_REALTIMEKIT_COMPLETE"


@click.command(short_help="Print what lets a shell complete the command.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print a script after which SHELL completes commands and flags.

    \b
      eval "$(realtimekit completion bash)"       in ~/.bashrc
      eval "$(realtimekit completion zsh)"        in ~/.zshrc
      realtimekit completion fish | source        in ~/.config/fish/config.fish
    """  # noqa: D301 - click keeps the lines below its mark as they are
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"{shell} is not known to click", ctx)
    click.echo(made(ctx.find_root().command, {}, _PROGRAM, _VARIABLE).source())
    return 0
