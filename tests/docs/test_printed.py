"""What the pages say that a program or a command prints, it prints."""

import sys

import pytest

from .printed import PLAYED, fits, play

PAGES = [
    pytest.param(page, marks=pytest.mark.slow) if any(block.language == "console" for block in blocks) else page
    for page, blocks in PLAYED.items()
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own, whose files can be imported while the page is played."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if (tmp_path / f"{name}.py").exists():
            del sys.modules[name]


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_is_printed(page, folder):
    for block in PLAYED[page]:
        for expected, came in play(block, folder):
            assert fits(expected, came), f"{block.text}\nprints\n{came}"


@pytest.mark.parametrize(
    ("expected", "came", "fit"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n…\nz\n", "a\nb\nc\nz\n", True),
        ("in … s\n", "in 0.31 s\n", True),
        ("a\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_an_output_may_be_shortened_and_no_more(expected, came, fit):
    assert fits(expected, came) is fit
