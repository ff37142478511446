"""How docstrings and names speak."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("english")  # the source is read once

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "realtimekit_async"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

# Words that public classes have, and where classes of that name are: users may mean either of several public ones;
# what is inside has a name of its own.
NAMED_ALIKE = {
    "Delivery": {"events/receiver.py", "emulator/webhooks/delivery.py"},
    "Event": {"telling/events.py", "agent/events.py", "meeting/event.py"},  # the first is what both are
    "Exchange": {"transport/exchanges.py"},
    "Failure": {"archive/outcomes.py"},
    "Ledger": {"quota/quotas.py"},
    "Plan": {"archive/planning.py"},
    "Session": {
        "models/sessions.py",
        "agent/events.py",
        "emulator/world/state.py",
    },  # the last is the real one
    "Settings": {"transport/settings.py"},
    "Stream": {"meeting/audio.py"},
    "Verdict": {"services/checking.py"},
    "Window": {"events/windows.py"},
}

# Verbs that such names begin with: what ends in -ed or -ing after them is what they act on.
VERBS = {"be", "check", "end", "fetch", "give", "send", "stop", "wait"}
PARTICIPLE = re.compile(r".{3,}ed|.{3,}ing")  # and not feed, ping or ring
PUBLIC_PARTICIPLES = {"settled"}  # `await emulator.deliveries.settled()`


@cache
def nodes(folder: Path = PACKAGE) -> list[tuple[str, ast.AST]]:
    return [
        (file.relative_to(folder).as_posix(), node)
        for file in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, DOCUMENTED)
    ]


@pytest.mark.parametrize("folder", ["realtimekit_async", "benchmarks"])
def test_what_returns_says_return(folder):
    giving = [
        f"{file}: {text.splitlines()[0]}"
        for file, node in nodes(ROOT / folder)
        if (text := ast.get_docstring(node)) and text.startswith("Give")
    ]
    assert giving == []


def test_a_class_of_ours_is_known_by_its_name():
    found: dict[str, set[str]] = {}
    for file, node in nodes():
        if isinstance(node, ast.ClassDef) and node.name in NAMED_ALIKE:
            found.setdefault(node.name, set()).add(file)
    assert found == NAMED_ALIKE


def test_a_coroutine_that_acts_is_named_by_a_verb():
    odd = []
    for file, node in nodes():
        if isinstance(node, ast.AsyncFunctionDef) and ast.unparse(node.returns or node) == "None":
            words = node.name.strip("_").split("_")
            is_verb = words[0] in VERBS or node.name in PUBLIC_PARTICIPLES
            if not is_verb and any(map(PARTICIPLE.fullmatch, (words[0], words[-1]))):
                odd.append(f"{file}: {node.name}")
    assert odd == []
