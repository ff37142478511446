"""The services as groups of commands, and their methods as commands, derived from their signatures."""

import sys
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

import click

from realtimekit_async.services.base import take_fields
from realtimekit_async.services.exports import Export
from realtimekit_async.services.pages import Pages
from realtimekit_async.services.queries import take_query
from realtimekit_async.wire.writing import payload, query_string

from .body import assembled, missing
from .flags import Field, fields_of
from .groups import Group, taking_global_options
from .lines import say
from .methods import Method, is_command, method_of, service_class
from .output import printer
from .output_options import check_output, output_options
from .parameters import (
    FieldOption,
    NullOption,
    body_option,
    flags_in,
    id_argument,
    no_boolean,
    options_for,
    spelled_for_click,
    to_option,
)
from .progress import Walk
from .remedies import names_a_setting
from .run import run
from .settings import CommandSettings
from .streams import require_stdout, showing
from .terminal import ERR
from .words import of_fields

_FOR_THEIR_SECRET = frozenset(
    {"participants add", "participants ensure", "participants replace", "participants refresh_token"}
)
"""What these are called for is the token in their answer."""
_ADVICE = "whoever has the token joins as this participant: hand it to nobody else"
_DYNAMIC = "realtimekit_async.cli.dynamic"
# Commands of a service that are no methods of it, and the modules that have them.
_OWN_COMMANDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "webhooks": {
        "listen": ("webhook_listen", "Receive webhooks and show the verified events."),
        "send": ("webhook_send", "Sign a sample of an event and send it to a receiver."),
        "public-key": ("webhook_keys", "Print the public key that verifies samples."),
    }
}


class ServiceGroup(Group):
    """One service, and the commands that stand beside its methods; only what is called is imported."""

    def __init__(self, service: str, summary: str) -> None:
        super().__init__(service.replace("_", "-"), help=summary, short_help=summary)
        self._service = service
        self._own = _OWN_COMMANDS.get(service, {})

    @cached_property
    def methods(self) -> Mapping[str, Method]:
        """The methods of the service, by the names of their commands."""
        methods = (
            method_of(self._service, function)
            for name, function in vars(service_class(self._service)).items()
            if not name.startswith("_") and is_command(function)
        )
        return {method.name.replace("_", "-"): method for method in methods}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order in which the service defines its methods, then the others."""
        return [*self.methods, *self._own]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Derive a command from its method, or import it."""
        if cmd_name in self._own:
            home = import_module(f".{self._own[cmd_name][0]}", __package__)
            own: click.Command = getattr(home, cmd_name.replace("-", "_"))
            return taking_global_options(own)
        method = self.methods.get(cmd_name)
        return method and taking_global_options(MethodCommand(cmd_name, method))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Show the methods and what stands beside them, without importing the latter."""
        rows = [(name, method.summary.partition("\n")[0]) for name, method in self.methods.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*rows, *((name, text) for name, (_, text) in self._own.items())])


class MethodCommand(click.Command):
    """One method of a service."""

    def __init__(self, name: str, method: Method) -> None:
        fields = fields_of(method.fields_type) if method.fields_type else ()
        super().__init__(
            name,
            help=method.summary,
            params=[
                *map(id_argument, method.ids),
                *options_for(sorted(fields, key=lambda field: not field.required)),
                *([body_option()] if method.has_body else ()),
                *([to_option()] if method.exports else ()),
                *output_options(streams=method.streams),
            ],
        )
        self.method = method
        self._fields = fields

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Make options for the names that the user has chosen, then parse."""
        known = {field.flag for field in self._fields}
        patterns = [field for field in self._fields if field.is_pattern]
        asked = [
            named
            for flag in dict.fromkeys(flags_in(args))
            if flag not in known
            for named in _named(patterns, flag)
        ]
        ctx.meta[_DYNAMIC] = list(options_for(asked))
        switches = [field for field in (*self._fields, *asked) if field.is_switch]
        try:
            return super().parse_args(ctx, list(spelled_for_click(args, switches)))
        except click.NoSuchOption as error:
            nearest = (error.possibilities or [])[:1]
            raise click.NoSuchOption(error.option_name, possibilities=nearest, ctx=ctx) from None
        except click.UsageError as error:
            if told := no_boolean(args, switches, error.message):
                raise click.UsageError(told, ctx) from None
            error.ctx = error.ctx or ctx  # of a value that is missing click says nothing but the option
            raise

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return all parameters, those with names of the user's own included."""
        return [*super().get_params(ctx), *ctx.meta.get(_DYNAMIC, ())]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show fields and options apart."""
        sections: dict[str, list[tuple[str, str]]] = {"Fields": [], "Options": []}
        for param in self.get_params(ctx):
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx)):
                sections["Fields" if isinstance(param, FieldOption) else "Options"].append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def invoke(self, ctx: click.Context) -> int:
        """Call the method and print what it gives; what is misuse names the command."""
        try:
            return self._called(ctx)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def _called(self, ctx: click.Context) -> int:
        require_stdout()
        check_output(ctx)
        ids = [ctx.params[name] for name in self.method.ids]
        fields: Mapping[str, object] = {}
        if self.method.fields_type:
            fields = self._given(ctx, self.method.fields_type)
        if to := ctx.params.get("to"):
            fields = self._saving(ctx, to, fields)
        return run(self._carry_out(ctx.find_object(CommandSettings) or CommandSettings(), ctx.params, ids, fields))

    def _given(self, ctx: click.Context, fields_type: type) -> dict[str, object]:
        """Return body or query from JSON and flags; whatever cannot be sent is a usage error."""
        settings = [
            (param.field.path, ctx.params[param.name])
            for param in self.get_params(ctx)
            if isinstance(param, FieldOption | NullOption) and _is_given(ctx, param)
        ]
        try:
            fields = assembled(ctx.params.get("json") or {}, settings)
            if lacking := list(missing((fields_type,), fields)):
                raise click.UsageError(f"Missing option: {', '.join('--' + flag for flag in lacking)}", ctx)
            self._check(fields_type, fields)
        except IndexError:
            raise click.UsageError("Positions in a list count from 0, without gaps.", ctx) from None
        except (TypeError, ValueError) as error:
            raise click.UsageError(self._said(error), ctx) from None
        return fields

    def _check(self, fields_type: type, fields: Mapping[str, object]) -> None:
        """Raise TypeError or ValueError for what the call would refuse before anything is sent."""
        if self.method.keywords == "query":
            query_string(take_query(fields_type, dict(fields)))
        else:
            payload(take_fields(fields_type, dict(fields)))

    def _saving(self, ctx: click.Context, to: str, fields: Mapping[str, object]) -> dict[str, object]:
        """Return the fields of a call whose export is saved."""
        from .exports import asking_for, kind_of  # noqa: PLC0415 - it loads what fetches files, and help needs none

        try:
            return asking_for(kind_of(self.method.name), to, fields)
        except ValueError as error:
            raise click.UsageError(str(error), ctx) from None

    def _said(self, error: Exception) -> str:
        """Return what a call says of its fields, in the command's words."""
        return of_fields(str(error), {str(field.path[0]) for field in self._fields}, self.method.service)

    async def _done(self, call: Coroutine[Any, Any, object]) -> object:
        """Await a call; what it refuses before anything is sent is a usage error."""
        try:
            return await call
        except ValueError as error:
            if names_a_setting(error):
                raise
            raise click.UsageError(self._said(error)) from None

    async def _carry_out(
        self, settings: CommandSettings, options: Mapping[str, Any], ids: list[str], fields: Mapping[str, object]
    ) -> None:
        what = f"{self.method.service} {self.method.name}"
        own_secret = what in _FOR_THEIR_SECRET
        out = printer(options["output"], options["columns"], show_secrets=options["show_secrets"] or own_secret)
        async with settings.client() as rtk:
            function: Callable[..., Pages[object] | Coroutine[Any, Any, object]] = getattr(
                getattr(rtk, self.method.service), self.method.name
            )
            result = function(*ids, **fields) if not self.method.transfers else _fetch(function, ids, fields)
            if isinstance(result, Pages):
                walk = Walk(result, limit=options["limit"], prefetch=options["prefetch"], clock=settings.clock)
                with showing("the list was read no further"):
                    await out.rows(walk, what)
            else:
                value = await self._done(result)
                if options.get("to") and isinstance(value, Export):
                    value = await _save(value, options["to"])
                if options.get("to") == "-":  # the file is the result
                    return
                with showing(_carried_out(what, value)):
                    out.result(value, self.method.name)
                if own_secret:
                    say(ERR, _ADVICE, style="dim")


async def _save(export: Export, to: str) -> object:
    from .exports import save_export  # noqa: PLC0415 - as above
    from .transfers import transferring  # noqa: PLC0415 - as above

    with transferring(ERR) as progress:
        return await save_export(export, to, progress)


async def _fetch(function: Callable[..., Any], ids: list[str], fields: Mapping[str, object]) -> object:
    """Call what fetches files, and show how far it is."""
    from .transfers import transferring  # noqa: PLC0415 - as above

    with transferring(ERR) as progress:
        files: list[Any] = await function(*ids, **fields, progress=progress)
    skipped = sum(file.skipped for file in files)
    if skipped and sys.stdout.isatty():
        what = "the file was" if len(files) == 1 else f"{skipped} of {len(files)} files were"
        say(ERR, f"{what} there already, as the storage host has it; --again fetches it", style="dim")
    return files


def _carried_out(what: str, value: object) -> str:
    """Say what a call has done, so that nobody does it again for want of its result."""
    made = getattr(value, "id", "")
    return f"{what} was carried out" + (f", id {made}" if made else "")


def _named(patterns: list[Field], flag: str) -> list[Field]:
    return [named for pattern in patterns if (named := pattern.named(flag))][:1]


def _is_given(ctx: click.Context, param: click.Parameter) -> bool:
    return ctx.get_parameter_source(param.name) is click.core.ParameterSource.COMMANDLINE
