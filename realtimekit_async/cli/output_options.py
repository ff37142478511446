"""The options that say how results are printed."""

import click

from .counts import whole
from .output import format_of
from .reading import reading


def check_output(ctx: click.Context) -> None:
    """Raise UsageError for columns of what has none: JSON has every field."""
    if ctx.params["columns"] and format_of(ctx.params["output"]) in {"json", "jsonl"}:
        raise click.UsageError("--columns are those of a table or of CSV: add -o table, or -o csv.", ctx)


def _names(_ctx: click.Context, _param: click.Parameter, text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def output_options(*, streams: bool) -> list[click.Option]:
    """Make them; a list has those of a walk besides."""
    options = [
        click.Option(
            ["-o", "--output"],
            type=click.Choice(["table", "json", "jsonl", "csv"], case_sensitive=False),
            help="How to print; a table on a terminal, JSON lines in a pipe otherwise.",
        ),
        click.Option(
            ["--columns"],
            metavar="A,B.C",
            default="",
            callback=_names,
            help="The columns of a table or of CSV, in this order; in a pipe, add -o csv.",
        ),
        click.Option(
            ["--show-secrets"],
            is_flag=True,
            help="Show tokens and signed links in tables, too; JSON and CSV always have them.",
        ),
    ]
    if streams:
        options += [
            click.Option(["--limit"], metavar="N", callback=reading(whole(1)), help="Stop after so many rows."),
            click.Option(
                ["--prefetch"],
                metavar="N",
                callback=reading(whole(1)),
                help="Keep so many pages in flight. [8; 1 with --limit]",
            ),
        ]
    return options
