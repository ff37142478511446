"""Every function and event of the SDK that is used here stands in the declarations that Cloudflare publishes."""

import re
from importlib.resources import files

import pytest

from realtimekit_async.meeting.events.table import TYPES

from .declarations import CLASSES, EVENTS, events, functions

MAP = {"kicked", "participantsCleared", "participantsUpdate"}
WITHOUT_A_TYPE = {
    "self": {"pinned", "unpinned", "toggleTile"},
    "self.permissions": {"chatUpdate", "pluginsUpdate", "pollsUpdate"},
    "meta": {"broadcastTabChangesUpdate", "poorConnection", "selfTabUpdate"},
    "participants": {"mediaScoreUpdate"},
    "participants.joined": {"kicked", "participantsUpdate", "pinned", "poorConnection", "unpinned"},
    "participants.active": MAP,
    "participants.waitlisted": MAP,
    "participants.pinned": MAP,
    "plugins.all": {"closed", "enabled", "ready", "toggleViewMode"},
}
"""Known, and told otherwise or as an UnknownEvent; what else is declared is new and wants to be looked at."""


def calls() -> dict[str, list[str]]:
    """Return what the page may call, by the part of the meeting object."""
    script = (files("realtimekit_async.meeting") / "page" / "calls.js").read_text()
    table = script[script.index("const CALLS = {") : script.index("\n};")]
    parts = re.findall(r"^  (?:''|(\w+)): \[(.*?)\],", table, re.MULTILINE | re.DOTALL)
    return {part: re.findall(r"'(\w+)'", names) for part, names in parts}


def test_the_page_calls_parts_that_are_known():
    assert set(calls()) == set(CLASSES)
    assert sum(map(len, calls().values())) == 64


@pytest.mark.parametrize("part", CLASSES)
def test_every_function_that_may_be_called_is_declared(part):
    assert set(calls()[part]) <= functions(part)


@pytest.mark.parametrize("source", EVENTS)
def test_every_event_that_has_a_type_is_declared_and_no_other_is_new(source):
    named = {js.rpartition(".")[2] for js in TYPES if js.rpartition(".")[0] == source}
    assert named | WITHOUT_A_TYPE.get(source, set()) == events(source)
    assert not named & WITHOUT_A_TYPE.get(source, set())
