"""Lines for people are as wide as the terminal, and whole in a pipe."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from realtimekit_async.cli.lines import say

AN_ID = "66d22876-72fd-4202-aa96-fb1a14a0f9e7"
LINE = f"error no meeting found with the id {AN_ID} in this app, and none with a title like it"


def said(line: str | Text, width: int, hanging: int = 6, *, terminal: bool = True) -> list[str]:
    paper = io.StringIO()
    say(Console(file=paper, width=width, force_terminal=terminal, color_system=None), line, hanging=hanging)
    return paper.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 45, 60, 80])
def test_on_a_terminal_a_line_is_folded_between_words_and_its_id_is_whole(width):
    first, *others = said(LINE, width)
    assert max(map(len, (first, *others))) <= max(width, len(AN_ID) + 6)
    assert all(line.startswith("      ") for line in others)
    assert " ".join(line.strip() for line in (first, *others)) == LINE


def test_what_fits_stays_one_line():
    assert said(LINE, len(LINE)) == [LINE]
    assert said("", 40) == [""]


def test_a_word_that_is_wider_than_the_terminal_is_whole_behind_what_introduces_it():
    url = f"https://{'x' * 90}.example/"
    assert said(f"error {url} does not answer", 40) == [f"error {url}", "      does not answer"]


def test_wide_characters_count_as_what_they_take():
    assert said("会議 会議 会議", 10, 2) == ["会議 会議", "  会議"]


def test_a_line_of_its_own_begins_where_it_began():
    text = Text.assemble(("failed ", "bold red"), "one two\nthree four")
    assert said(text, 12, 4) == ["failed one", "    two", "three four"]


def test_in_a_pipe_a_line_is_a_line():
    assert said(LINE, 40, terminal=False) == [LINE]
