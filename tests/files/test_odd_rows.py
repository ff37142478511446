"""Rows as they are met outside: subtitles of other tools, odd CSV, numbers without end, half characters; pure."""

import csv
import io
import json
import logging
import sys

import pytest
from hypothesis import given, strategies as st

from realtimekit_async.files import MalformedRow, TranscriptLine
from realtimekit_async.files.chats import ChatReader
from realtimekit_async.files.problems import Problems
from realtimekit_async.files.transcripts import TranscriptReader
from realtimekit_async.files.watching import RowWatch

from .test_readers import cuts, lines, messages, read

FIRST = "00:00:01.000 --> 00:00:02.000\n<v Ada>hello\n\n"
SECOND = "00:00:03.000 --> 00:00:04.000\n<v Bob>bye\n"
ROW = "1000,p,u,c,Ada,hi\n"


def said(text):
    return [(line.name, line.text) for line in lines(text)]


# ── subtitles ──

WEBVTT = {
    "no empty line behind the head": "WEBVTT\n" + FIRST + SECOND,
    "a head of several lines": "WEBVTT some title\nKind: captions\nLanguage: en\n" + FIRST + SECOND,
    "a name like a comment's": "WEBVTT\n\nNOTES-1\n" + FIRST + SECOND,
    "a name like a style's": "WEBVTT\n\nSTYLED\n" + FIRST + SECOND,
    "a name of one word that is kept": "WEBVTT\n\nNOTE\n" + FIRST + SECOND,
    "comments, styles and regions": "WEBVTT\n\nNOTE one\n\nSTYLE\n::cue {}\n\nREGION\nid:a\n\n" + FIRST + SECOND,
    "no empty line between cues": "WEBVTT\n\n" + FIRST.strip() + "\n" + SECOND,
    "lines that end with CR": ("WEBVTT\n\n" + FIRST + SECOND).replace("\n", "\r"),
    "short times": "WEBVTT\n\n00:01.0 --> 00:02.0\n<v Ada>hello\n\n0:03 --> 0:04\n<v Bob>bye\n",
    "two voices": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud.first Ada>hello</v>\n<v Bob>bye</v>\n",
    "classes": "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: <c.bg_blue.my-class>hello</c>\n\n" + SECOND,
    "times inside": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>hel<00:01.500>lo\n\n" + SECOND,
}


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("kind", WEBVTT)
def test_the_whole_grammar_of_webvtt_is_read(kind, size):
    rows, skipped = read(TranscriptReader, WEBVTT[kind], range(0, len(WEBVTT[kind]), size))
    assert [(line.name, line.text) for line in rows] == [("Ada", "hello"), ("Bob", "bye")]
    assert skipped == 0


def test_what_only_looks_like_a_tag_is_text():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n1 < 2 and 3 > 2, <>, &#" + "9" * 5000 + ";"
    assert said(text) == [(None, "1 < 2 and 3 > 2, <>, &#" + "9" * 5000 + ";")]


def test_subrip_may_do_without_fractions_and_have_arrows_in_its_text():
    text = "1\n00:00:01 --> 00:00:02\nFile --> Export\n\n2\n00:00:03,000 --> 00:00:04,000\nbye\n"
    assert said(text) == [(None, "File --> Export"), (None, "bye")]


TIMES_1, TIMES_2 = "00:00:01,000 --> 00:00:02,000", "00:00:03,000 --> 00:00:04,000"
SUBRIP = {
    "no empty line between cues": f"1\n{TIMES_1}\nAda: hello\n2\n{TIMES_2}\nBob: bye\n",
    "numbers with spaces": f"1 \n{TIMES_1}\nAda: hello\n 2\t\n{TIMES_2}\nBob: bye",
    "no numbers, no empty lines": f"{TIMES_1}\nAda: hello\n{TIMES_2}\nBob: bye\n",
    "the first without a number": f"{TIMES_1}\nAda: hello\n2\n{TIMES_2}\nBob: bye\n",
    "the second without a number": f"1\n{TIMES_1}\nAda: hello\n{TIMES_2}\nBob: bye\n",
    "an empty line behind the first": f"1\n{TIMES_1}\nAda: hello\n\n2\n{TIMES_2}\nBob: bye\n",
    "lines that end with CR": f"1\r{TIMES_1}\rAda: hello\r2\r{TIMES_2}\rBob: bye\r",
    "numbers from another place": f"1001\n{TIMES_1}\nAda: hello\n7\n{TIMES_2}\nBob: bye\n",
}


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("kind", SUBRIP)
def test_cues_of_subrip_may_stand_without_an_empty_line_between_them(kind, size):
    rows, skipped = read(TranscriptReader, SUBRIP[kind], range(0, len(SUBRIP[kind]), size))
    assert [(line.start, line.name, line.text) for line in rows] == [(1, "Ada", "hello"), (3, "Bob", "bye")]
    assert skipped == 0


def test_what_subrip_says_may_be_numbers_or_times():
    text = f"1\n{TIMES_1}\n42\n43\n\n2\n{TIMES_2}\n{TIMES_1}\n"
    assert said(text) == [(None, "42\n43"), (None, TIMES_1)]


def test_csv_with_an_arrow_is_no_subtitle():
    assert said('1000,p,u,c,Ada,"File --> Export"\n' + ROW) == [("Ada", "File --> Export"), ("Ada", "hi")]


# ── CSV ──


@pytest.mark.parametrize("limit", [10, 131_072])
def test_a_field_may_be_of_any_length_whatever_the_limit_of_the_process(limit):
    long = "word " * 40_000
    before = csv.field_size_limit(limit)
    try:
        assert said(f'1000,p,u,c,Ada,{long}\n2000,p,u,c,Bob,"{long}"\n') == [("Ada", long), ("Bob", long)]
        assert csv.field_size_limit() == limit
    finally:
        csv.field_size_limit(before)


@given(st.lists(st.lists(st.text('a,"\n\r é', max_size=6), min_size=6, max_size=6), min_size=1), cuts)
def test_rows_are_read_without_the_standard_library_as_with_it(rows, cuts):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([["1000", *row[1:]] for row in rows])
    before = csv.field_size_limit()
    assert (found := lines(text.getvalue(), cuts)) is not None
    try:
        csv.field_size_limit(1)  # every row is refused by the standard library
        assert lines(text.getvalue(), cuts) == found
    finally:
        csv.field_size_limit(before)


def test_a_quote_that_nobody_closes_costs_its_own_row_only():
    text = '1000,p,u,c,Ada,"open\n' + ROW * 5_000
    assert (len(read(TranscriptReader, text, range(0, len(text), 1 << 15), skip=True)[0])) == 5_000


# ── JSON ──


def sentences(*times, **more):
    return json.dumps([{"startTime": at, "endTime": at + 2, "sentence": "x", **more} for at in times])


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (sentences(0, 2.5, 5), [0, 2.5, 5]),
        (sentences(0, 2, 5), [0, 2, 5]),
        (sentences(2_500_000.5), [2500.0005]),
        (sentences(0, 2500, peerData={"joinedAt": "2026-03-02T12:00:00Z"}), [0, 2.5]),
        (sentences(0, 5, 10, peerData={"leftAt": ""}), [0, 0.005, 0.01]),
        ('[{"startTime": 2500, "endTime": 3700, "sentence": "x"}]', [2.5]),
        ('[{"startTime": 2500, "sentence": "x"}]', [2.5]),
    ],
)
def test_times_are_seconds_in_the_older_form(text, starts):
    assert [line.start for line in lines(text)] == starts


def timed(*rows, text="What nobody says so fast."):
    """Return a transcript of lines that begin, and perhaps end, at these times."""
    begun = [dict(zip(("startTime", "endTime"), row, strict=False)) for row in rows]
    return json.dumps([{**each, "sentence": text} for each in begun])


def often(number, step, length):
    return [(step * each, step * each + length) for each in range(number)]


def with_odd(rows, place, row):
    return [*rows[:place], row, *rows[place + 1 :]]


IN_SECONDS = {
    "one long line": with_odd(often(50, 5, 3), 20, (100, 230)),
    "several long lines": [*often(30, 5, 3), *((150 + 200 * each, 340 + 200 * each) for each in range(10))],
    "one end far away": with_odd(often(50, 5, 3), 3, (15, 1e18)),
    "one start far away": with_odd(often(50, 5, 3), 7, (1e15, 1e15 + 3)),
    "an odd end among fractions": with_odd(often(50, 5.5, 3), 3, (16.5, 99_999_999)),
    "one end that comes before": with_odd(often(50, 5, 3), 3, (15, 2)),
    "no ends, for an hour": [(5 * each,) for each in range(720)],
    "no ends, and a long silence": [(5 * each + (3000 if each > 9 else 0),) for each in range(20)],
    "one end among starts": with_odd([(5 * each,) for each in range(50)], 4, (20, 150)),
    "one line": [(12, 15)],
    "one line of a minute": [(12, 71)],
    "one line with a fraction": [(12.5, 15)],
    "long speeches": [(130 * each, 130 * each + 125) for each in range(10)],
    "ends where it begins": [(5 * each, 5 * each) for each in range(20)],
}
IN_MILLISECONDS = {
    "one short word": [(60_000, 60_090)],
    "two short words": [(60_000, 60_090), (64_000, 64_080)],
    "short words among others": [
        *often(10, 5000, 3000),
        *((50_000 + 200 * each, 50_090 + 200 * each) for each in range(5)),
    ],
    "fractions": [(60_000.5, 63_000.25), (260_000.5, 263_000.25)],
    "one fraction": with_odd(often(50, 5000, 3000), 3, (15_000.5, 18_000)),
    "no ends": [(5000 * each,) for each in range(50)],
    "too few starts to tell": [(0,), (5,)],
    "one end that comes before": with_odd(often(50, 5000, 3000), 3, (15_000, 2)),
    "one tiny length": with_odd(often(20, 5000, 3000), 3, (15_000, 15_001)),
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((kind, "What nobody says so fast.") for kind in IN_SECONDS),
        *((kind, "x") for kind in IN_SECONDS if kind not in {"one line of a minute", "long speeches"}),
    ],
)
def test_what_most_lines_say_decides_that_times_are_seconds(kind, text):
    rows = IN_SECONDS[kind]
    assert [line.start for line in lines(timed(*rows, text=text))] == [row[0] for row in rows]


@pytest.mark.parametrize("kind", IN_MILLISECONDS)
def test_what_most_lines_say_decides_that_times_are_milliseconds(kind):
    rows = IN_MILLISECONDS[kind]
    assert [line.start for line in lines(timed(*rows, text="Hm"))] == [row[0] / 1000 for row in rows]


@pytest.mark.parametrize("rows", [IN_SECONDS["one end far away"], IN_SECONDS["one start far away"]])
def test_an_odd_time_among_the_first_is_told(rows, caplog):
    lines(timed(*rows))
    assert "some look like milliseconds" in caplog.text


def test_what_was_assumed_of_times_is_told_and_what_speaks_against_it(caplog):
    lines(sentences(*range(999), 0.5, 10**9))
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(told) == 2
    assert "are read as seconds" in told[0]
    assert "look like milliseconds" in told[1]


def test_rows_in_milliseconds_are_given_before_the_end(caplog):
    reading = TranscriptReader(Problems("it"))
    text = json.dumps([{"startTime": 1000 * at, "sentence": "x"} for at in range(1500)])
    assert sum(map(len, reading.feed(text[:-1]))) == 1500
    assert not caplog.records


NUMBERS = ["9" * 400, "9" * 5000, "-" + "9" * 400, "1e400", "NaN", "Infinity", '"nan"', '"inf"', '"1e999"']


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (TranscriptReader, '[{"startTime": %s, "sentence": "x"}]'),
        (ChatReader, '[{"id": "m1", "pinned": %s}]'),
        (TranscriptReader, "1,p,u,c,n,t\n%s,p,u,c,n,t\n"),
        (TranscriptReader, "1\n%s:00:00,000 --> 00:00:01,000\nhi\n"),
        (TranscriptReader, "WEBVTT\n\n%s:00:00.000 --> 00:00:01.000\nhi\n"),
    ],
)
def test_a_number_that_is_none_names_its_row_and_is_skipped_alone(reader, text, number):
    with pytest.raises(MalformedRow, match=r"row \d of it"):
        read(reader, text % number)
    assert read(reader, text % number, skip=True)[1] == 1


def test_something_behind_the_end_of_an_array_is_told():
    with pytest.raises(MalformedRow, match="row 2 of it: there is something behind the end"):
        messages('[{"id": "m1"}] [{"id": "m2"}]')
    assert read(ChatReader, '[{"id": "m1"}] [{"id": "m2"}]', [15, 20], skip=True)[1] == 1


def test_half_a_character_is_replaced_and_told_once(caplog):
    row = '{"startTime": 1, "sentence": "hi \\ud83d", "peerData": {"displayName": "\\udfff \\ud83d\\ude00"}}'
    rows = lines(f"[{row}, {row}]")
    assert rows == [TranscriptLine(0.001, name="\ufffd 😀", text="hi \ufffd")] * 2
    told = [record.getMessage() for record in caplog.records]
    assert told.count("it: text that is no Unicode is read as U+FFFD") == 1


# ── nothing ──


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("transcript", b""),
        ("transcript", b" \r\n"),
        ("transcript", b"[]\n"),
        ("transcript", b"WEBVTT\n\n"),
        ("transcript", b"WEBVTT\n\nNOTE nobody spoke\n\n"),
        ("transcript", b"Timestamp,Participant ID,User ID,Custom Participant ID,Participant Name,Transcript\n"),
        ("chat", b"[ ]"),
        ("chat", b"\xef\xbb\xbfid,participantId,payload\r\n"),
        ("summary", b" \n"),
    ],
)
def test_what_holds_no_row_is_empty_whatever_its_format(kind, content):
    watch = RowWatch(kind, "it")
    for place in range(len(content)):
        watch.feed(content[place : place + 1])
    if kind == "chat":
        watch.finish()
    assert watch.is_empty


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("transcript", ROW.encode()),
        ("transcript", b"what nobody can read"),
        ("chat", b"payload\nhello\n"),
        ("chat", b'[{"id": "m1"}]'),
        ("summary", b"Ada spoke."),
    ],
)
def test_what_holds_something_is_not_empty_even_if_it_cannot_be_read(kind, content):
    watch = RowWatch(kind, "it")
    watch.feed(content)
    watch.finish()
    assert not watch.is_empty


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("transcript", b"odd\n" * 5 + ROW.encode()),
        ("transcript", b"1000,p,u,c,n,\n2000,p,u,c,n,?\n"),
        ("transcript", b'[{"startTime": 0, "sentence": ""}, 5, {"startTime": 0, "sentence": "yes"}]'),
        ("chat", "payload\n👍\n".encode()),
        ("summary", b"null is a value"),
        ("summary", b" " * 2000 + b"Ada spoke."),
    ],
)
@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_words_are_found_behind_rows_that_say_nothing(kind, content, size):
    watch = RowWatch(kind, "it", wants_words=True)
    for place in range(0, len(content), size):
        watch.feed(content[place : place + size])
    watch.finish()
    assert not watch.is_empty


# ── time and memory ──

UNITS = {
    "spaces": (TranscriptReader, "", " "),
    "empty lines": (ChatReader, "", "\n"),
    "behind an array": (TranscriptReader, '[{"startTime": 1, "sentence": "x"}]', " "),
    "something behind an array": (ChatReader, '[{"id": "m1"}]', "x"),
    "commas in an array": (ChatReader, "[", " ,"),
    "an open string": (ChatReader, '["', "x"),
    "an open list": (ChatReader, "[[", "1,"),
    "an open quote": (TranscriptReader, '1,"', "x\n"),
    "quotes at the beginnings": (TranscriptReader, "", '"a\n'),
    "quotes in the middle": (TranscriptReader, "", '"a"b\n'),
    "quotes that open and close": (TranscriptReader, "", 'x","\n'),
    "rows of one column": (TranscriptReader, "x\n", "a\n"),
    "one row": (TranscriptReader, "1,", "x"),
    "a block of many lines": (TranscriptReader, "WEBVTT\n\n", "x\n"),
    "a line without an end": (TranscriptReader, "WEBVTT\n\n", "x"),
    **{
        f"a cue of {unit!r}": (TranscriptReader, "WEBVTT\n\n00:00.000 --> 00:01.000\n", unit)
        for unit in ("<v.", "<v a", "<a ", "<a", "<a b", "</a ", "< ", "<", "&a", "&#9", "a.b", "<v" + " " * 90)
    },
    "spaces before times": (TranscriptReader, "1\n", " "),
    "digits before times": (TranscriptReader, "1\n", "1"),
}


def steps(reader, text):
    """Count the lines of ours that run, and the characters that they hand on to what is written in C."""
    count = 0

    def trace(frame, event, _argument):
        nonlocal count
        if "realtimekit_async" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        read(reader, text, range(0, len(text), 256), skip=True)
    except MalformedRow:
        pass
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("kind", UNITS)
def test_steps_grow_as_the_text_does(kind):
    reader, begin, unit = UNITS[kind]
    short, long = (steps(reader, begin + unit * (size // len(unit))) for size in (2_000, 16_000))
    assert long <= 12 * short
