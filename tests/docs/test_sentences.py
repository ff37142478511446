"""The prose of the pages is read by people in a hurry: sentences are short."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .pages import PAGES, ROOT

LONGEST = 40
"""So many words, those of code among them, has a sentence at most."""
NO_PROSE = re.compile(r"^(```|:::).*?^\1$|<!--.*?-->|^[|#].*?$", re.DOTALL | re.MULTILINE)
BEGINS = re.compile(r"^ *(?:[-*>:]|\d+\.) ", re.MULTILINE)
"""A list's entry, a quotation or a definition."""
ENDS = re.compile(r"(?<=[.!?])[)*”\"]* ")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a page, without its tables, titles and blocks."""
    prose = BEGINS.sub("\n\n", NO_PROSE.sub("\n", text))
    prose = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", prose)
    for paragraph in re.split(r"\n\s*\n", prose):
        yield from ENDS.split(" ".join(paragraph.split()))


def words(sentence: str) -> int:
    return len([word for word in sentence.split() if re.search(r"\w", word)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_sentence_is_long(page: Path) -> None:
    found = sentences(page.read_text(encoding="utf-8"))
    assert [sentence for sentence in found if words(sentence) > LONGEST] == []


def test_a_picture_and_a_line_tell_how_fast_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Speed\n")[2].partition("\n## ")[0]
    picture, text = section.strip().split("\n\n")
    assert picture.startswith("![")
    assert len(list(sentences(text))) == 1


def test_what_is_a_sentence() -> None:
    text = (
        "# A title\n\nOne `a. b` is\nhere. Two [of them](a.md)! `x` is three.\n\n- four\n- five\n\n| no | no |\n"
    )
    assert [*filter(None, sentences(text))] == [
        "One `a.",
        "b` is here.",
        "Two of them!",
        "`x` is three.",
        "four",
        "five",
    ]
