"""Every promise on the page names a test that exists."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS / "PROMISES.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)` \|$", PAGE, re.MULTILINE)


def test_every_row_names_its_test():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(NAMED) == len(rows) > 30


def test_every_test_that_is_named_exists():
    there = {(file, name) for file in {file for file, _ in NAMED} for name in names_of_tests(TESTS / file)}
    assert set(NAMED) <= there


def names_of_tests(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
