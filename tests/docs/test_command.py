"""The reference of the command is made of the command, so that it cannot be behind it."""

import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def made():
    sys.path.insert(0, str(DOCS))
    try:
        return import_module("command_reference")
    finally:
        sys.path.remove(str(DOCS))


def test_every_command_has_a_section_with_every_flag(made):
    text = made.reference()
    sections = dict(re.findall(r"^#+ (realtimekit[^\n]*)\n\n```text\n(.*?)\n```", text, re.DOTALL | re.MULTILINE))
    commands = dict(made.commands())
    assert len(commands) > 75
    assert commands.keys() <= sections.keys()
    for name, command in commands.items():
        shown = [param for param in command.params if not getattr(param, "hidden", False)]
        flags = {flag.lstrip("-") for param in shown for flag in param.opts if flag.startswith("--")}
        assert [flag for flag in flags if flag not in sections[name]] == []


def test_the_page_of_the_command_asks_for_it():
    assert "{{ commands }}" in (DOCS / "reference" / "command.md").read_text(encoding="utf-8")
