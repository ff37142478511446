"""How the text of a flag is read: what cannot be read is misuse, and is told why."""

from collections.abc import Callable

import click


def reading(read: Callable[[str], object]) -> Callable[[click.Context, click.Parameter, str | None], object]:
    """Make a callback that reads a text; what it cannot read is a usage error that says why."""

    def callback(ctx: click.Context, param: click.Parameter, text: str | None) -> object:
        try:
            return None if text is None else read(text)
        except OSError as error:
            reason = f"cannot read {error.filename}: {error.strerror}" if error.strerror else str(error)
            raise click.BadParameter(reason, ctx, param) from None
        except ValueError as error:
            raise click.BadParameter(str(error), ctx, param) from None

    return callback
