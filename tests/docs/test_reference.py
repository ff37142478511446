"""The pages of the reference have everything that there is."""

import inspect
import re
import typing
from importlib import import_module

import pytest

import realtimekit_async
from realtimekit_async import models
from realtimekit_async.emulator import Request
from tests.public.names import exported

from . import codes
from .arguments import SERVICES
from .pages import ROOT
from .test_docstrings import METHODS

PACKAGE = SERVICES.parent
REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture
def made_of_the_package(monkeypatch):
    """Import what makes parts of the reference when the site is built."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return import_module


def test_the_page_of_error_codes_is_made_of_the_table_that_notes_come_from():
    page = codes.PAGE.read_text(encoding="utf-8")
    assert page == codes.rewritten(page), "python -m tests.docs.codes writes it anew"


def test_every_variable_of_the_environment_is_on_its_page():
    sources = [file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")]
    read = {name for source in sources for name in re.findall(r'"((?:REALTIMEKIT|CLOUDFLARE)_[A-Z_]+)"', source)}
    page = (REFERENCE / "environment.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in page} == {"REALTIMEKIT_BUCKET"}  # a kind of storage


def test_every_public_name_is_documented(made_of_the_package):
    names = [name for name, _ in exported()]
    assert made_of_the_package("public_names").undocumented(names) == []


def test_a_strict_build_warns_of_each_name_that_no_page_has(made_of_the_package):
    names = {name for name, _ in exported()} - {
        "realtimekit_async.RealtimeKit",  # which no other module offers
        "realtimekit_async.NotFound",  # which is `errors.NotFound`, too
        "realtimekit_async.models.RecordingStatus",
    }
    assert made_of_the_package("public_names").undocumented(names) == [
        "realtimekit_async.RealtimeKit is on no page",
        "realtimekit_async.models.RecordingStatus is on no page",
    ]


def test_a_name_without_documentation_is_told(made_of_the_package, monkeypatch):
    monkeypatch.setattr(realtimekit_async.Retry, "__doc__", None)
    names = [name for name, _ in exported()]
    complaints = made_of_the_package("public_names").undocumented(names)
    assert complaints == ["realtimekit_async.Retry has no documentation"]


def test_an_attribute_without_documentation_is_told(made_of_the_package, monkeypatch):
    monkeypatch.setattr(Request, "__doc__", "A request.\n\nAttributes:\n    at: When.\n    seconds: How long.\n")
    names = [name for name, _ in exported()]
    complaints = made_of_the_package("public_names").undocumented(names)
    assert complaints == ["realtimekit_async.emulator.Request.answer has no documentation"]


def test_every_request_that_steers_the_emulator_is_on_its_page(made_of_the_package):
    text = made_of_the_package("steering_reference").steering()
    assert "| `POST clock` | Move the emulator's time forward by so many seconds. | **`advance`** |" in text
    assert (
        "| `GET requests` | Show the newest requests, the newest first; secrets are masked. | `?limit=`, " in text
    )
    assert text.count("`DELETE ") == 2


@pytest.mark.parametrize(
    ("label", "query"),
    [
        ("apps", models.AppsQuery),
        ("meetings", models.MeetingsQuery),
        ("presets", models.PresetsQuery),
        ("sessions", models.SessionsQuery),
        ("sessions.participants", models.SessionParticipantsQuery),
        ("recordings", models.RecordingsQuery),
        ("livestreams", models.LivestreamsQuery),
    ],
)
def test_every_list_has_its_row_with_all_that_filters_and_sorts_it(label, query):
    keys = typing.get_type_hints(query)
    order = typing.get_args(keys.get("sort_by"))
    filters = keys.keys() - models.PageQuery.__annotations__.keys() - {"sort_by", "sort_order"}
    page = (ROOT / "docs" / "how-to" / "lists.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{label}` \| (.*) \| (.*) \|$", page, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row[1])) == filters
    assert tuple(re.findall(r"`(\w+)`", row[2])) == order
    assert (bool(order) or row[2] == "its own order") is ("sort_order" in keys)


def test_a_list_without_a_row_has_no_filters():
    tabled = {"Apps", "Livestreams", "Meetings", "Presets", "Recordings", "SessionParticipants", "Sessions"}
    queries = {name.removesuffix("Query") for name in models.__all__ if name.endswith("Query")}
    lists = {name for name in queries if is_of_pages(name)}
    assert lists - {"Page"} == tabled


def is_of_pages(name):
    """Return whether a query asks for pages of a list."""
    return models.PageQuery.__annotations__.keys() <= typing.get_type_hints(getattr(models, f"{name}Query")).keys()


def test_every_service_has_its_row_with_all_of_its_methods_in_the_overview():
    page = (REFERENCE / "services.md").read_text(encoding="utf-8")
    rows = {
        name: set(re.findall(r"`(\w+)", row))
        for name, row in re.findall(r"^\| `(\w+)` \| (.*)", page, re.MULTILINE)
    }
    rtk = realtimekit_async.RealtimeKit(account_id="a", app_id="b", api_token="c")
    services = {name: getattr(rtk, name) for name in rows}
    assert rows == {name: set(methods_of(service)) for name, service in services.items()}
    assert {f"{name}." for name in rows} >= {re.match(r"\w+\.", method)[0] for method in METHODS}


def methods_of(service):
    """Return the names of what may be called of a service."""
    return (name for name in dir(service) if name[0] != "_" and inspect.isroutine(getattr(service, name)))
