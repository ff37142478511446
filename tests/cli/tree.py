"""All commands there are, by going through them."""

from collections.abc import Iterator

import click

from realtimekit_async.cli.app import root


def all_commands() -> Iterator[tuple[str, click.Context]]:
    """Yield the words that call a command, groups included, and its context."""
    yield from _inside(root.context_class(root, info_name="realtimekit", **root.context_settings))


def _inside(context: click.Context) -> Iterator[tuple[str, click.Context]]:
    yield context.command_path.partition(" ")[2], context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from _inside(command.context_class(command, info_name=name, parent=context))
