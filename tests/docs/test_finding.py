"""What is looked up is found: a part of the package in CONTRIBUTING, a word in the glossary."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/explanation/glossary.md").read_text(encoding="utf-8")
LOOKED_UP = {"delivery", "lively", "margin", "ring of keys", "steering", "unit"}


def test_every_part_of_the_package_and_what_stands_beside_it_has_its_row():
    package = ROOT / "realtimekit_async"
    modules = {path.name for path in package.glob("*.py")}
    folders = {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}
    rows = "\n".join(line.partition(" | ")[0] for line in CONTRIBUTING.splitlines() if line.startswith("| `"))
    beside = {"tests/", "docs/", "benchmarks/"}
    named = set(re.findall(r"`([\w./]+)`", rows))
    assert modules | folders | beside <= named


def test_the_words_of_the_glossary_stand_in_alphabetical_order():
    words = re.findall(r"^(.+)\n: ", GLOSSARY, re.MULTILINE)
    assert set(words) >= LOOKED_UP
    assert words == sorted(words, key=str.casefold)
