"""What strangers write is shown, and does nothing."""

import logging
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import realtimekit_async
from realtimekit_async.errors import NotFound
from realtimekit_async.log import logger, printable

BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SPOKEN = ["Ada Łovelace", "عائشة", "👩‍🚀 in orbit", "नमस्ते", "a\u200fb"]


@given(st.text())
def test_no_control_character_and_no_override_is_left(text):
    shown = printable(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(shown) & set(BIDIRECTIONAL)
    shown.encode()


@given(st.text())
def test_line_breaks_and_tabs_stay_where_lines_are_wanted(text):
    shown = printable(text, lines=True)
    assert [shown.count(kept) for kept in "\n\t"] == [text.count(kept) for kept in "\n\t"]
    assert not {character for character in shown if unicodedata.category(character) == "Cc"} - {"\n", "\t"}


@pytest.mark.parametrize("text", SPOKEN)
def test_what_people_write_stays_as_it_is(text):
    assert printable(text) == text


def test_what_is_not_shown_is_named():
    odd = "\x1b]0;title\x07 \x9b2J \u202etxt.exe \ud83d"
    assert printable(odd) == r"\x1b]0;title\x07 \x9b2J \u202etxt.exe \ud83d"


def test_a_line_of_the_log_is_one_line_whoever_wrote_what_stands_in_it(caplog):
    with caplog.at_level(logging.WARNING, "realtimekit_async"):
        logger.warning("%s: %s", "\x1b[2J", NotFound("a\nWARNING forged\x1b[0m %s", status=404))
        logger.warning("100%% of %d", 7)
    first, second = (record.getMessage() for record in caplog.records)
    assert first == r"\x1b[2J: 404 a\nWARNING forged\x1b[0m %s"
    assert second == "100% of 7"


def test_a_logger_and_what_decodes_text_are_made_in_one_place_each():
    package = Path(realtimekit_async.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    made = re.findall(r'(?:getLogger|getincrementaldecoder)\("([\w.-]+)"\)', source)
    assert sorted(made) == ["realtimekit_async", "realtimekit_async.emulator", "utf-8-sig"]
