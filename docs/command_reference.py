"""Write the reference of the command out of the command itself, when the site is built."""

from collections.abc import Iterator

import click

from realtimekit_async.cli.app import root

WIDTH = 100


def reference() -> str:
    """Return one section for each group of commands, and below it one for each command: what `--help` prints."""
    return "\n".join(_sections(root, root.context_class(root, info_name="realtimekit"), 2))


def commands() -> Iterator[tuple[str, click.Command]]:
    """Return every command that is no group, by its whole name."""
    yield from _commands(root, root.context_class(root, info_name="realtimekit"))


def _commands(group: click.Group, ctx: click.Context) -> Iterator[tuple[str, click.Command]]:
    for command, inner in _inside(group, ctx):
        if isinstance(command, click.Group):
            yield from _commands(command, inner)
        else:
            yield inner.command_path, command


def _inside(group: click.Group, ctx: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None  # noqa: S101 - a group has the commands that it names
        yield (
            command,
            command.context_class(command, info_name=name, parent=ctx, help_option_names=["-h", "--help"]),
        )


def _sections(command: click.Command, ctx: click.Context, level: int) -> Iterator[str]:
    ctx.terminal_width = ctx.max_content_width = WIDTH
    yield f"{'#' * level} {ctx.command_path}\n"
    yield f"```text\n{command.get_help(ctx)}\n```\n"
    if isinstance(command, click.Group):
        for inside, inner in _inside(command, ctx):
            yield from _sections(inside, inner, min(level + 1, 4))
