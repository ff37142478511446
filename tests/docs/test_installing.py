"""A page says what to install for the programs that it prints."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

from .pages import FILE, PAGES, ROOT
from .printed import blocks_of

DISTRIBUTIONS = packages_distributions()
INSTALLS = re.compile(r"pip install ([^`#\n]*(?:\n[^`#\n]+)?)")
EXTRAS = re.compile(r"extras? `\[([\w,]+)\]`|\.\[([\w,]+)\]")


def imported(page: Path) -> set[str]:
    """Return the packages that the programs of a page import and that Python itself does not have."""
    programs = [block.text for block in blocks_of(page) if block.language == "python"]
    own = {file[1].removesuffix(".py") for file in map(FILE.match, programs) if file}
    return set(map(top_level, programs_imports(programs))) - own - sys.stdlib_module_names - {"realtimekit_async"}


def programs_imports(programs: list[str]) -> Iterator[str]:
    for node in (node for program in programs for node in ast.walk(ast.parse(program))):
        match node:
            case ast.Import(names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module)):
                yield module
            case _:
                pass


def top_level(module: str) -> str:
    return module.partition(".")[0]


@cache
def needed_with(extra: str | None) -> set[str]:
    """Return what the package needs by itself, or with an extra."""
    needs = [each.partition(";") for each in requires("realtimekit-async") or []]
    marker = re.compile(rf"extra == ['\"]{extra}['\"]" if extra else r"(?!.*extra)")
    return {named(what) for what, _, when in needs if marker.match(when.strip())}


def named(requirement: str) -> str:
    """Return the name of a distribution, as it is compared."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=\[!~;]", requirement.strip(" '\""))[0]).lower()


def told_of(page: Path) -> set[str]:
    """Return what is installed by who does what a page says."""
    text = page.read_text(encoding="utf-8")
    extras = {extra for found in EXTRAS.findall(text) for extra in "".join(found).split(",")}
    told = {named(each) for line in INSTALLS.findall(text) for each in line.split()}
    return told.union(needed_with(None), *map(needed_with, extras))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_imports_it_says_how_to_install(page: Path) -> None:
    told = told_of(page)
    assert {name for name in imported(page) if not told & set(map(named, DISTRIBUTIONS[name]))} == set()


def test_what_nobody_installs_is_told() -> None:
    assert needed_with(None) == {"aiohttp", "anyio", "msgspec", "tenacity"}
    assert needed_with("webhooks") == {"cryptography"}
    assert set(programs_imports(["import a.b\nfrom c.d import e\n"])) == {"a.b", "c.d"}
