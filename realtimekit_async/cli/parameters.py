"""Click's side of flags: options made from fields, ids as arguments, the whole body as JSON."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import TypeVar

import click

from realtimekit_async.checks import is_web_address
from realtimekit_async.wire.writing import path

from .counts import whole
from .docs import field_docs, for_people
from .flags import KEY, Field, json_object
from .moments import EXAMPLES, seconds
from .reading import reading
from .streams import read_stdin, text_of

F = TypeVar("F", bound=Callable[..., object])


class FieldOption(click.Option):
    """The option of one field; its help is looked up when it is shown."""

    help: str | None  # set when it is asked for: it is read from the source

    def __init__(self, field: Field) -> None:
        name = _python_name("field", field)
        if field.is_switch:
            super().__init__([f"--{field.flag}/--no-{field.flag}", name], default=None)
        else:
            super().__init__(
                [f"--{field.flag}", name],
                multiple=field.repeats,
                metavar=field.metavar,
                callback=_read_all(field) if field.repeats else reading(field.parsed),
            )
        self.field = field

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the flag and what the source says about its field."""
        field = self.field
        name = str(field.path[-1])
        texts = (field_docs(home).get(name, "") for home in field.homes)
        notes = {
            "One of them, by a name of your choice.": name == KEY,
            "[required]": field.required,
            "[may be repeated]": field.repeats,
            f"[{EXAMPLES}]": field.is_moment,
            "[or as 5m]": field.is_span,
            f"[--{field.flag}=null for null]": field.is_switch and field.is_nullable,
        }
        said = for_people(" / ".join(filter(None, dict.fromkeys(texts))))
        if field.is_moment:  # the kinds of values are Python's
            said = said.partition(":")[0].rstrip(".") + "."
        self.help = " ".join(filter(None, (said, *(note for note, applies in notes.items() if applies))))
        record = super().get_help_record(ctx)
        return (f"--[no-]{field.flag}", record[1]) if record and field.is_switch else record


class NullOption(click.Option):
    """Sets a switch to null; what the user writes is `--switch=null`, which click has no notion of."""

    def __init__(self, field: Field) -> None:
        name = _python_name("null", field)
        super().__init__([f"--null-{field.flag}", name], is_flag=True, hidden=True, callback=_null)
        self.field = field


def id_argument(name: str) -> click.Argument:
    """Make the argument of an id, which stays one segment of a path whatever it holds."""

    def checked(value: str) -> str:
        path(f"/{{{name}}}", (value,))
        return value

    return click.Argument([name], callback=reading(checked))


def body_option() -> click.Option:
    """Make the option for a whole body."""
    text = "The whole body as JSON, as @FILE, or - for standard input; flags win over it."
    return click.Option(
        ["--json"],
        metavar="JSON|@FILE|-",
        help=text,
        callback=reading(lambda source: json_object(content_of(source))),
    )


def to_option() -> click.Option:
    """Make the option that saves an export."""
    return click.Option(
        ["--to"],
        metavar="PATH",
        help="Save it there: .csv, .jsonl, .srt, .vtt or .json for a transcript, .csv or .jsonl for a chat, .txt "
        "or .md for a summary; into a folder, or as - to standard output, as it comes.",
    )


def count_option(
    flag: str,
    text: str,
    default: int | None = None,
    *,
    least: float = -inf,
    most: float = inf,
    shows_default: bool = True,
) -> Callable[[F], F]:
    """Make an option that takes a whole number from `least` to `most`."""
    return click.option(
        flag,
        metavar="N",
        callback=reading(whole(least, most)),
        default=None if default is None else str(default),
        show_default=shows_default and default is not None,
        help=text,
    )


def span_option(flag: str, default: str | None, text: str) -> Callable[[F], F]:
    """Make an option that takes a number of seconds, or a span of time."""
    return click.option(
        flag,
        metavar="SECONDS",
        callback=reading(seconds),
        default=default,
        show_default=default is not None,
        help=f"{text[:-1]}, in seconds or as 5m.",
    )


def web_address(text: str) -> str:
    """Read the URL of a server; raises ValueError."""
    if not is_web_address(text):
        raise ValueError(f"{text!r} is no URL such as http://localhost:8000/webhooks/")
    return text


def _read_all(field: Field) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], object]:
    read = reading(field.parsed)

    def callback(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> object:
        items = [read(ctx, param, text) for text in texts]
        return None if None in items else items

    return callback


def _null(_ctx: click.Context, _param: click.Parameter, _given: object) -> None:
    return None


def _python_name(kind: str, field: Field) -> str:
    # The names in a map may hold anything, click wants identifiers, and no two flags may share one.
    return f"{kind}_{field.flag.encode().hex()}"


def content_of(source: str) -> str:
    """Return what JSON|@FILE|- names."""
    if source == "-":
        return read_stdin()
    if source.startswith("@"):
        return text_of(Path(source[1:]).read_bytes(), source[1:])
    return source


def options_for(fields: Iterable[Field]) -> Iterator[FieldOption | NullOption]:
    """Make the options of some fields."""
    for field in fields:
        yield FieldOption(field)
        if field.is_switch and field.is_nullable:
            yield NullOption(field)


def flags_in(arguments: Iterable[str]) -> Iterator[str]:
    """Return the names of the flags on a command line, without dashes, `no-` and values."""
    for argument in arguments:
        if argument == "--":
            return
        if argument.startswith("--"):
            yield argument[2:].partition("=")[0].removeprefix("no-")


def spelled_for_click(arguments: Iterable[str], switches: Iterable[Field]) -> Iterator[str]:
    """Rewrite switches with a value (`--switch=null`, `--switch true`) as the options that click knows."""
    fields = {f"--{field.flag}": field for field in switches}
    waiting = deque(arguments)
    while waiting:
        argument = waiting.popleft()
        flag, given, value = argument.partition("=")
        if flag in fields:
            option = _switched(fields[flag], value if given else next(iter(waiting), ""))
            if option and not given:
                waiting.popleft()
            argument = option or argument
        yield argument
        if argument == "--":
            break
    yield from waiting


def no_boolean(arguments: Sequence[str], switches: Iterable[Field], complaint: str) -> str | None:
    """Say which switch was given another word than true or false, where click complains of that word."""
    flags = {f"--{field.flag}" for field in switches}
    extra = complaint.partition("(")[2].strip(").").split() if "extra argument" in complaint else []
    for argument, following in pairwise([*arguments, ""]):
        flag, given, value = argument.partition("=")
        if flag not in flags:
            continue
        if given and "does not take a value" in complaint and repr(flag) in complaint:
            return f"{flag} takes true or false, got {value!r}."
        if not given and following in extra:
            return f"{flag} takes true or false, got {following!r}."
    return None


def _switched(field: Field, value: str) -> str | None:
    """Return the option that gives a switch this value."""
    prefix = {"true": "--", "false": "--no-", "null": "--null-" if field.is_nullable else None}.get(value)
    return prefix and prefix + field.flag
