import re
from functools import cached_property
from inspect import isfunction
from typing import is_typeddict

import click
import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.cli.app import root
from realtimekit_async.cli.commands import MethodCommand, ServiceGroup
from realtimekit_async.cli.docs import field_docs, service_docs
from realtimekit_async.cli.flags import fields_of
from realtimekit_async.cli.methods import is_command, service_class
from realtimekit_async.cli.parameters import FieldOption
from realtimekit_async.models.meetings import MeetingsQuery
from realtimekit_async.models.preset_ui_fields import BrandShadesFields

OF_PYTHON = re.compile(
    r"\b(?:[Rr]aises?|await|async|None|True|False|datetime|timedelta|TypedDict|NotFound|Conflict|WaitTimeout|Struct"
    r"|ValueError|TypeError|`notices`|`progress`|rtk\.)\b"
)
OTHERWISE = {"agents"}  # the command `agent`
SERVICES = [
    name
    for name, member in vars(RealtimeKit).items()
    if isinstance(member, cached_property) and name not in OTHERWISE
]
METHODS = [
    (service, name)
    for service in SERVICES
    for name, member in vars(service_class(service)).items()
    if isfunction(member) and not name.startswith("_") and is_command(member)
]


def derived(service: str, method: str) -> MethodCommand:
    group = root.get_command(click.Context(root), service.replace("_", "-"))
    assert isinstance(group, ServiceGroup)
    command = group.get_command(click.Context(group), method.replace("_", "-"))
    assert isinstance(command, MethodCommand)
    return command


def test_what_needs_a_block_around_it_is_the_only_method_that_is_no_command():
    public = {
        (service, name)
        for service in SERVICES
        for name, member in vars(service_class(service)).items()
        if isfunction(member) and not name.startswith("_")
    }
    assert public - {*METHODS} == {("recordings", "running")}


def test_how_to_wait_is_said_by_flags_and_not_by_a_body():
    names = {param.name for param in derived("recordings", "wait").params}
    flags = {param.field.flag for param in derived("recordings", "wait").params if isinstance(param, FieldOption)}
    assert flags == {"until", "timeout"}
    assert not {"json", "limit"} & names


def test_every_service_of_the_client_is_a_group():
    assert sorted(service_docs()) == sorted(SERVICES)


def test_there_are_as_many_commands_as_service_methods():
    groups = [ServiceGroup(service, "") for service in service_docs()]
    assert sum(len(group.methods) for group in groups) == len(METHODS)


@pytest.mark.parametrize(("service", "method"), METHODS)
def test_every_method_is_a_command_whose_help_says_what_every_field_is(service, method):
    command = derived(service, method)
    ctx = click.Context(command, info_name=method)
    options = [param for param in command.get_params(ctx) if isinstance(param, FieldOption)]
    assert command.help
    assert [option for option in options if not (option.get_help_record(ctx) or ("", ""))[1].strip()] == []
    text = command.get_help(ctx)
    assert text.startswith("Usage:")
    assert OF_PYTHON.findall(text) == []


@pytest.mark.parametrize(("service", "method"), METHODS)
def test_no_two_parameters_of_a_command_share_a_name(service, method):
    command = derived(service, method)
    params = command.get_params(click.Context(command))
    names = [name for param in params for name in (*param.opts, *param.secondary_opts)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("service", "method"), METHODS)
def test_dotted_flags_reach_every_field_of_every_object(service, method):
    fields_type = derived(service, method).method.fields_type
    if fields_type is None:
        return
    paths = {field.path for field in fields_of(fields_type)}
    for field in fields_of(fields_type):
        for kind in field.items:
            if is_typeddict(kind):
                below = {path[-1] for path in paths if path[: len(field.path)] == field.path}
                assert set(kind.__annotations__) <= below


def test_ids_are_arguments_in_the_order_of_the_signature():
    arguments = [param for param in derived("participants", "update").params if isinstance(param, click.Argument)]
    assert [argument.name for argument in arguments] == ["meeting_id", "participant_id"]


def test_a_list_can_be_limited_and_a_single_call_cannot():
    assert {"limit", "prefetch"} <= {param.name for param in derived("meetings", "list").params}
    assert not {"limit", "prefetch"} & {param.name for param in derived("meetings", "get").params}


def test_a_body_can_be_given_as_json_and_a_query_cannot():
    assert "json" in {param.name for param in derived("meetings", "create").params}
    assert "json" not in {param.name for param in derived("meetings", "list").params}


def test_inherited_fields_are_documented():
    assert field_docs(MeetingsQuery)["per_page"].startswith("How many rows")


def test_keys_that_are_no_identifiers_get_the_text_of_their_type():
    assert field_docs(BrandShadesFields)["300"] == "Colours of the brand, by shade."
