"""The pages of the reference have everything that there is."""

import inspect
import re
from importlib import import_module

import pytest

from . import codes
from .arguments import SERVICES
from .pages import ROOT

PACKAGE = SERVICES.parent
REFERENCE = ROOT / "docs" / "reference"
SHADES = {f"{of}Shades{patch}Fields" for of in ("Background", "Brand") for patch in ("", "Patch")}
"""Their keys are no identifiers, so a call makes them; what documents them stands below it in the source."""
PACKAGES = ("", "agent", "archive", "emulator", "events", "files", "meeting", "models")


def test_the_page_of_error_codes_is_made_of_the_table_that_notes_come_from():
    page = codes.PAGE.read_text(encoding="utf-8")
    assert page == codes.rewritten(page), "python -m tests.docs.codes writes it anew"


def test_every_variable_of_the_environment_is_on_its_page():
    sources = [file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")]
    read = {name for source in sources for name in re.findall(r'"((?:REALTIMEKIT|CLOUDFLARE)_[A-Z_]+)"', source)}
    page = (REFERENCE / "environment.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in page} == {"REALTIMEKIT_BUCKET"}  # a kind of storage


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_documented(package):
    module = import_module(".".join(["realtimekit_async", *filter(None, [package])]))
    offered = {name: getattr(module, name) for name in module.__all__}
    made = {name: one for name, one in offered.items() if inspect.isclass(one) or inspect.isfunction(one)}
    bare = {name for name, one in made.items() if not vars(one).get("__doc__", one.__doc__)}
    assert bare - SHADES == set()


def test_every_service_method_is_in_the_overview():
    from .test_docstrings import METHODS  # noqa: PLC0415 - which this table is compared with alone

    page = (REFERENCE / "services.md").read_text(encoding="utf-8")
    assert [name for name in METHODS if f"`{name.partition('.')[2]}" not in page] == []
